"""What holds for every history of asking and telling each other: nobody learns too much, nothing twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import ContextAbout, ContextKind, DecisionStatus, HouseAnswer
from hub.streams.dossier import Dossier
from hub.streams.driver import Driver
from hub.streams.step import Step
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.histories import BIRTHS, CASES, HOUSES, RESIDENCES, houses, received, times
from tests.unit.streams.telling import ASKING

FEW = settings(max_examples=60, deadline=None)
SENDERS = ("OM", "POLITIE", "3RO", "RVDK", "SHN", "VH22", "KIB")

cases = st.sampled_from(CASES)
senders = st.sampled_from(SENDERS)
anybody = st.sampled_from(("OM", "3RO", "RVDK", *HOUSES))
keys = st.sampled_from(("k1", "k2"))
partners = st.sampled_from(("3RO", "RVDK"))


ABOUTS = st.sampled_from(list(ContextAbout)[1:])
KINDS = st.sampled_from(list(ContextKind)[1:3])


def _facts(builder: Callable[..., Envelope], *given: object, **fields: object) -> st.SearchStrategy[Envelope]:
    return st.builds(builder, *given, **fields)  # type: ignore[arg-type]  # strategies, as their users see


_SHARED = (
    _facts(a.context, senders, KINDS, times, ABOUTS),
    _facts(h.arrested, times, case=cases, birth_date=st.sampled_from(BIRTHS)),
    _facts(a.advice, times, partners, st.integers(1, 2), case=cases),
    _facts(a.objection, times, partners, case=cases),
    _facts(a.grouped, st.sampled_from((a.DISTURBED, a.REPEATER)), times),
    _facts(a.client, times),
    _facts(h.on_monitor, times, case=cases),
)
_ASKED = (
    _facts(h.arrested, times, case=cases, residence=st.sampled_from(RESIDENCES)),
    _facts(h.marked, houses, times),
    _facts(a.inquiry, times, houses, case=cases),
    _facts(a.inquiry, times, case=cases, channel=st.sampled_from((a.BY_PHONE, a.BY_REGISTER))),
    _facts(h.answered, houses, st.sampled_from(list(HouseAnswer)[1:]), times, case=cases),
    _facts(a.signal, times, senders, keys, case=cases),
    _facts(a.question, times, anybody, senders, keys, case=cases),
    _facts(a.reply, times, anybody, keys, case=cases),
    _facts(a.contact, times, anybody),
    _facts(a.moment, times, times),
    _facts(h.triaged, houses, at=times, case=cases),
    _facts(h.transferred, times, case=cases),
    _facts(h.unmarked, houses, times),
)
_REST = (
    _facts(h.selected, at=times, case=cases),
    _facts(h.decided, st.sampled_from(list(DecisionStatus)[1:]), times, case=cases),
)


_BEGUN = (
    h.marked("VH21"),
    h.arrested("00:00", birth_date=BIRTHS[2], record="begun"),
    h.on_monitor("00:05"),
    h.selected(at="00:10"),
)
"""A case that partners have, of a person whom a house knows: else most of what is asked is refused."""


def histories() -> st.SearchStrategy[list[Envelope]]:
    """Histories in the order in which they reach the hub; some of what is asked in them is refused."""
    facts = st.lists(st.one_of(*_SHARED, *_ASKED, *_ASKED, *_REST), max_size=25)
    begun = st.sampled_from(((), _BEGUN, _BEGUN))
    return st.builds(
        lambda first, found: sorted((*first, *found), key=lambda one: one.recorded_at), begun, facts
    )


def _run(step: Step, history: Iterable[Envelope]) -> Driver:
    driver = Driver(step)
    for fact in history:
        with suppress(RuleBreachError):
            driver.feed(fact)
    return driver


def _to_houses(driver: Driver) -> Iterator[tuple[str, Envelope]]:
    for envelope in driver.sent:
        assert envelope.routing is not None
        if envelope.routing.recipient in HOUSES:
            yield envelope.routing.recipient, envelope


@FEW
@given(history=histories())
def test_no_house_learns_of_another_by_asking(history: list[Envelope], step: Step) -> None:
    """Nothing that a house is asked, answered or told names another house."""
    for house, envelope in _to_houses(_run(step, history)):
        said = envelope.data.model_dump_json()
        assert not [other for other in HOUSES if other != house and other in said]


@FEW
@given(history=histories())
def test_a_house_hears_only_of_whom_it_knows_or_is_asked_about(history: list[Envelope], step: Step) -> None:
    """A stranger's first message to a house is a bevraging, a signal or the casus; nothing else names him."""
    known = {fact.data.model_dump()["house"] for fact in history if fact.data.kind == "persoon-gemarkeerd"}
    answered = {
        (fact.data.model_dump()["house"], fact.case)
        for fact in history
        if fact.data.kind == "bevraging-beantwoord" and fact.data.model_dump()["answer"] == "BEKEND"
    }
    introduced: set[tuple[str, str | None]] = set()
    for house, envelope in _to_houses(_run(step, history)):
        if envelope.data.kind in {"bevraging-doorgegeven", "signaal-doorgegeven", "zaak-verwezen"}:
            introduced.add((house, envelope.case))
        assert house in known or (house, envelope.case) in answered | introduced


@FEW
@given(history=histories())
def test_what_comes_twice_is_told_once(history: list[Envelope], step: Step) -> None:
    """Every message once more, right after itself under another id, adds nothing to what is told."""
    doubled = [copy for fact in history for copy in (fact, a.again(fact, fact.recorded_at))]

    once, twice = _run(step, history), _run(step, doubled)

    assert _told(once) == _told(twice)
    assert once.awaited == twice.awaited


@FEW
@given(history=histories())
def test_a_dossier_of_what_was_asked_survives_the_store(history: list[Envelope], step: Step) -> None:
    """What is written without its defaults and read again is the same."""
    dossier = _run(step, history).dossier(h.SUBJECT)

    assert Dossier.model_validate_json(dossier.model_dump_json(exclude_defaults=True)) == dossier


@FEW
@given(
    facts=st.lists(st.one_of(*_SHARED), min_size=2, max_size=8, unique_by=lambda one: one.record),
    data=st.data(),
)
def test_the_order_of_arrival_decides_nothing_of_what_is_shared(
    facts: list[Envelope], data: st.DataObject, step: Step
) -> None:
    """The same facts in any order before the selection: everybody is told the same, however it came."""
    facts = [fact for fact in facts if fact.recorded_at <= h.at_time("14:00")]
    shuffled = data.draw(st.permutations(facts))
    selecting = [h.selected(at="20:00", case=case) for case in CASES]

    one, other = (_run(step, [*received(order, "14:00"), *selecting]) for order in (facts, shuffled))

    assert _told(one).keys() == _told(other).keys()


def _told(driver: Driver) -> Counter[object]:
    """How often who was told what, of what people ask and tell each other."""
    return Counter(
        (envelope.routing.recipient, envelope.case, envelope.data.model_dump_json())
        for envelope in driver.sent
        if envelope.routing is not None and type(envelope.data) in ASKING
    )
