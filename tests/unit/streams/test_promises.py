"""What holds for every history: privacy, determinism, and that arrival order does not matter."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import (
    AgeUnknown,
    DataCorrected,
    DecisionCommunicated,
    EarlyHelpNotified,
    HouseHit,
    NoHouse,
    RecordingReminded,
    ServiceRequested,
    TermNears,
    TermPassed,
    Terugkoppeling,
)
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus
from hub.streams.step import Step
from tests.support import history as h
from tests.unit.streams.histories import HOUSES, histories, known_by, received

FEW = settings(max_examples=60, deadline=None)


def _run(step: Step, history: Iterable[Envelope]) -> Driver:
    driver = Driver(step)
    for fact in history:
        with suppress(RuleBreachError):
            driver.feed(fact)
    driver.advance(h.at_time("+1 00:00"))
    return driver


def _to_houses(driver: Driver) -> Iterator[tuple[str, Envelope]]:
    for envelope in driver.sent:
        assert envelope.routing is not None
        if envelope.routing.recipient in HOUSES:
            yield envelope.routing.recipient, envelope


@FEW
@given(history=histories())
def test_no_house_learns_of_another(history: list[Envelope], step: Step) -> None:
    """Whatever a house is told names no other house, and no advice or casus of another."""
    for house, envelope in _to_houses(_run(step, history)):
        said = envelope.data.model_dump_json()
        assert not [other for other in HOUSES if other != house and other in said]


@FEW
@given(history=histories())
def test_a_house_is_told_only_of_whom_it_knows_or_is_sent(history: list[Envelope], step: Step) -> None:
    """A house hears of a case only if it marked the person, answered that it knows him, or gets the casus."""
    driver = _run(step, history)
    marked = {fact.data.model_dump()["house"] for fact in history if fact.data.kind == "persoon-gemarkeerd"}
    answered = {
        (fact.data.model_dump()["house"], fact.case)
        for fact in history
        if fact.data.kind == "bevraging-beantwoord" and fact.data.model_dump()["answer"] == "BEKEND"
    }
    sent = {(house, one.case) for house, one in _to_houses(driver) if one.data.kind == "zaak-verwezen"}

    for house, envelope in _to_houses(driver):
        assert house in marked or (house, envelope.case) in answered | sent


@FEW
@given(history=histories())
def test_no_house_hears_of_a_case_at_cvom(history: list[Envelope], step: Step) -> None:
    """Whatever happens in a case that is at CVOM, and whoever marked the person, no house is told of it."""
    at_cvom = h.on_monitor("00:00", case="z-2", region="CVOM", on_monitor_at="+1 00:00")
    driver = _run(step, [at_cvom, *history])

    assert "z-2" not in {envelope.case for _, envelope in _to_houses(driver)}


@FEW
@given(history=histories())
def test_a_terugkoppeling_goes_once(history: list[Envelope], step: Step) -> None:
    """No house gets two Terugkoppelingen about one case, and each that went stands in the ledger.

    One that corrects takes the place of one that went.
    """
    driver = _run(step, history)
    told = [(house, one.case, one.data) for house, one in _to_houses(driver)]
    sent = [((case, house), data) for house, case, data in told if isinstance(data, Terugkoppeling)]
    went = [key for key, data in sent if not data.corrects]

    assert len(went) == len(set(went))
    assert {key for key, _ in sent} == set(went)
    waiting = {FeedbackStatus.GEVRAAGD_AFWACHTEN, FeedbackStatus.VERVALLEN}
    settled = {key for key, line in driver.ledger.items() if line.status not in waiting}
    assert set(went) == settled


@FEW
@given(history=histories())
def test_hits_go_to_zsm_alike(history: list[Envelope], step: Step) -> None:
    """OM and police are told the same, except of what the OvJ should choose or the police should do."""
    told: dict[str, list[object]] = {"OM": [], "POLITIE": []}
    for envelope in _run(step, history).sent:
        assert envelope.routing is not None
        if envelope.routing.recipient in told and not isinstance(envelope.data, NoHouse | ServiceRequested):
            told[envelope.routing.recipient].append((envelope.recorded_at, envelope.case, envelope.data))

    assert told["OM"] == told["POLITIE"]


@FEW
@given(history=histories())
def test_a_hit_begins_before_it_ends(history: list[Envelope], step: Step) -> None:
    """The messages about one hit alternate: no end without a beginning, and no two ends in a row."""
    by_hit: dict[object, list[bool]] = {}
    for envelope in _run(step, history).sent:
        assert envelope.routing is not None
        if isinstance(envelope.data, HouseHit) and envelope.routing.recipient == "OM":
            key = (envelope.case, envelope.data.house)
            by_hit.setdefault(key, []).append(envelope.data.ended is not None)

    for ends in by_hit.values():
        assert not ends[0]
        assert not any(first and second for first, second in pairwise(ends))


@FEW
@given(history=histories())
def test_the_same_history_gives_the_same_everything(history: list[Envelope], step: Step) -> None:
    """Two runs agree in every message, id, timer and ledger line, and no id is used twice."""
    first, second = _run(step, history), _run(step, history)

    assert first.sent == second.sent
    assert (first.ledger, first.timers) == (second.ledger, second.timers)
    assert first.dossier(h.SUBJECT) == second.dossier(h.SUBJECT)
    assert len({one.id for one in first.sent}) == len(first.sent)


@FEW
@given(facts=known_by("12:00"), data=st.data())
def test_arrival_order_decides_nothing_before_the_decision(
    facts: list[Envelope], data: st.DataObject, step: Step
) -> None:
    """The same facts in any order: once all are in, ZSM knows the same, and the same houses get feedback."""
    shuffled = data.draw(st.permutations(facts))
    closing = [h.decided(at="18:00", case=case) for case in ("z-1", "z-2")]

    one, other = (_run(step, [*received(order, "14:00"), *closing]) for order in (facts, shuffled))

    assert _known_in_the_end(one) == _known_in_the_end(other)


ABOUT_THE_HEARING = (TermNears, TermPassed, AgeUnknown, EarlyHelpNotified)
"""Whether a term still ran when the hub heard of it, and which age was known when it went by that at once."""


def _known_in_the_end(driver: Driver) -> object:
    """Who got which kind of message about which case; of hits what was last said; feedback whole."""
    said: dict[object, object] = {}
    for envelope in driver.sent:
        assert envelope.routing is not None
        data, recipient = envelope.data, envelope.routing.recipient
        if isinstance(data, HouseHit):
            # How late a marking was, and whether advices conflicted when it was told, is about the telling.
            last = data.model_copy(update={"late": False, "advices_conflict": False, "origin": None})
            said[envelope.case, recipient, data.house] = last.model_copy(update={"term_end": None})
        elif data.kind == "terugkoppeling":
            said[envelope.case, recipient, data.kind] = data
        elif isinstance(data, ABOUT_THE_HEARING):
            continue
        else:
            said[envelope.case, recipient, data.kind] = True
    return said


@FEW
@given(history=histories())
def test_only_who_was_told_hears_that_it_was_wrong(history: list[Envelope], step: Step) -> None:
    """A correction goes to nobody who heard nothing of that case, and is withheld from nobody who did."""
    driver = _run(step, history)
    heard: set[tuple[str, str | None]] = set()
    for envelope in driver.sent:
        assert envelope.routing is not None
        key = (envelope.routing.recipient, envelope.case)
        if isinstance(envelope.data, DataCorrected):
            assert key in heard
        heard.add(key)

    assert not [one for one in driver.withheld if isinstance(one.data, DataCorrected)]


@FEW
@given(history=histories())
def test_a_second_arrival_corrects_and_reminds_nobody_again(history: list[Envelope], step: Step) -> None:
    """What follows a decision is told once, also where a message reaches the dossier by two ways."""
    kinds = (DataCorrected, RecordingReminded, DecisionCommunicated)
    twice = [one for fact in history for one in (fact, replace(fact, id=f"{fact.id}-again"))]

    drivers = _run(step, history), _run(step, twice)
    for driver in drivers:
        driver.advance(h.at_time("+3 00:00"))
    once, again = ([one for one in driver.sent if isinstance(one.data, kinds)] for driver in drivers)

    said = [[(one.recorded_at, one.case, one.data, one.routing) for one in found] for found in (once, again)]
    assert said[0] == said[1]
