"""The comparison can fail: a hub that errs in any of these ways is noticed wherever it errs."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import pytest

from tests.oracle.compare import Outcome, difference, run
from tests.oracle.draft import HOUSES
from tests.oracle.facts import HOUSE_OF, Fact, History, Told, told
from tests.oracle.histories import make_history
from tests.oracle.profiles import step_with_pull_houses
from tests.oracle.table_a import Verdict, judge

ENOUGH = 10
"""So many histories must offer the chance to err in a given way."""


def without(outcome: Outcome, one: Told) -> Outcome:
    """The same, but for one thing told."""
    at = outcome.told.index(one)
    return replace(outcome, told=outcome.told[:at] + outcome.told[at + 1 :])


def instead(outcome: Outcome, one: Told, **changed: object) -> Outcome:
    """One thing told with other content, or to another recipient."""
    fields = {name: changed.pop(name) for name in ("recipient", "at", "what") if name in changed}
    content = dict(one.content) | changed
    as_told = {"at": one.at, "recipient": one.recipient, "what": one.what} | fields
    wrong = told(as_told["at"], as_told["recipient"], as_told["what"], one.case, **content)  # type: ignore[arg-type]
    return replace(without(outcome, one), told=(*without(outcome, one).told, wrong))


def of(outcome: Outcome, what: str, recipient: str | None = None) -> Iterator[Told]:
    """Messages of one kind (to one recipient)."""
    return (t for t in outcome.told if t.what == what and recipient in {None, t.recipient})


def residence_of(history: History) -> str | None:
    """The house of residence, if the history has one."""
    return next((HOUSE_OF[r] for f in history.facts if (r := f.say.get("residence")) in HOUSE_OF), None)


Err = Callable[[History, Outcome], Iterator[Outcome]]


def drops(what: str) -> Err:
    """A hub that forgets one message of this kind."""
    return lambda _, outcome: (without(outcome, one) for one in of(outcome, what))


def repeats(what: str) -> Err:
    """A hub that sends one message of this kind twice."""
    return lambda _, outcome: (replace(outcome, told=(*outcome.told, one)) for one in of(outcome, what))


def feedback_to_house_of_residence(history: History, outcome: Outcome) -> Iterator[Outcome]:
    """The Terugkoppeling goes to the house of residence, which may not know the person."""
    home = residence_of(history)
    return (
        instead(outcome, one, recipient=home)
        for one in of(outcome, "terugkoppeling")
        if home is not None and home != one.recipient
    )


def hit_to_another_house(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """A house learns what another house knows."""
    return (
        replace(outcome, told=(*outcome.told, replace(one, recipient=house)))
        for one in of(outcome, "veiligheidshuis-hit", "OM")
        for house in HOUSES
    )


def changes(what: str, name: str, value: object) -> Err:
    """A hub that says something else in one field."""
    return lambda _, outcome: (
        instead(outcome, one, **{name: value}) for one in of(outcome, what) if one.says(name) != value
    )


def swaps_partners(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """The offer goes to the wrong partner."""
    return (
        instead(outcome, one, recipient={"3RO": "RVDK", "RVDK": "3RO"}[one.recipient])
        for one in of(outcome, "zaak-aangeboden")
        if one.recipient in {"3RO", "RVDK"}
    )


def tells_later(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """A hit arrives a minute after its fact."""
    return (instead(outcome, one, at=one.at + 1) for one in of(outcome, "veiligheidshuis-hit"))


def refuses_one_more(history: History, outcome: Outcome) -> Iterator[Outcome]:
    """A good decision is refused."""
    refused = {(history.facts[i].record, history.facts[i].version) for i in outcome.refused}
    good = [
        i
        for i, f in enumerate(history.facts)
        if f.what == "decision" and (f.record, f.version) not in refused
    ]
    return (replace(outcome, refused=outcome.refused | {index}) for index in good[:1])


def accepts_a_breach(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """What had to be refused is taken."""
    return (replace(outcome, refused=outcome.refused - {index}) for index in outcome.refused)


def loses_a_ledger_line(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """The ledger forgets a house."""
    for lost in outcome.ledger:
        yield replace(outcome, ledger={key: state for key, state in outcome.ledger.items() if key != lost})


OF_THE_WHOLE_PROCESS = (
    "bevraging-doorgegeven",
    "bevraging-uitslag",
    "signaal-doorgegeven",
    "signaal-ontvangen",
    "vroeghulp-gemeld",
    "kib-informatie",
    "instrument-ontbreekt",
    "instrument-doorgegeven",
    "zaak-doorgezonden",
    "zaak-uit-zsm",
    "overzicht-aangehoudenen",
    "termijn-nadert",
    "termijn-verstreken",
    "advies-doorgegeven",
    "bezwaar-doorgegeven",
    "doelgroep-gemeld",
    "preselect-doorgegeven",
    "contextgegeven-doorgegeven",
    "ander-persoon-gemeld",
)


def shows(what: str, recipient: str, category: str) -> Err:
    """A hub that lets a category into a message that its recipient may not see."""
    return lambda _, outcome: (
        replace(
            without(outcome, one),
            told=(*without(outcome, one).told, replace(one, seen=frozenset({category}))),
        )
        for one in of(outcome, what, recipient)
    )


ERRORS: dict[str, Err] = {
    **{
        f"drops a {what}": drops(what)
        for what in (
            "veiligheidshuis-hit",
            "advies-bevestiging-gevraagd",
            "correctie-doorgegeven",
            "zaak-aangeboden",
            "advies-gevraagd",
            "leeftijd-onbekend",
            "zaak-verwezen",
            "geen-huis",
            "casusantwoord-doorgegeven",
            "plan-doorgegeven",
            "beslissing-meegedeeld",
            "terugkoppeling",
            *OF_THE_WHOLE_PROCESS,
        )
    },
    "repeats a hit": repeats("veiligheidshuis-hit"),
    "repeats a terugkoppeling": repeats("terugkoppeling"),
    "feedback to the house of residence": feedback_to_house_of_residence,
    "a hit to another house": hit_to_another_house,
    "swaps the partners": swaps_partners,
    "tells a hit later": tells_later,
    "calls a timely hit late": changes("veiligheidshuis-hit", "late", value=True),
    "hides that a hit ended": changes("veiligheidshuis-hit", "ended", value=None),
    "an old advice": changes("veiligheidshuis-hit", "advice_version", value=0),
    "hides the conflict": changes("veiligheidshuis-hit", "conflict", value=False),
    "another house in a referral": changes("zaak-verwezen", "house", value="VH33"),
    "candidates that are none": changes("geen-huis", "candidates", value=("VH33",)),
    "says that nobody read the advice": changes("terugkoppeling", "consulted", value="NIET"),
    "says that the advice was followed": changes("terugkoppeling", "followed", value="OVERGENOMEN"),
    "hides that feedback is late": changes("terugkoppeling", "late", value=False),
    "forgets the casus id": changes("terugkoppeling", "casus", value=None),
    "calls provisional final": changes("beslissing-meegedeeld", "status", value="DEFINITIEF"),
    "forgets the actions due": changes("beslissing-meegedeeld", "actions_due", value=()),
    "knows nothing of the Raad of the home region": changes("zaak-aangeboden", "raad_region", "LIMBURG"),
    "says that a shut house is open": changes("signaal-ontvangen", "closed_until", None),
    "says that all houses have answered": changes("bevraging-uitslag", "complete", value=True),
    "lists a known person as unmarked": changes("overzicht-aangehoudenen", "unmarked", value=True),
    "names another term": changes("termijn-nadert", "term", "VOORGELEIDING"),
    "warns of another moment": changes("termijn-nadert", "ends_at", 0),
    "tells the KIB that no house knows": changes("kib-informatie", "known_at_a_house", value=False),
    "says that the case went elsewhere": changes("zaak-uit-zsm", "destination", "PGA"),
    "SHN sees who it is": shows("zaak-aangeboden", "SHN", "identity"),
    "Halt sees the term": shows("zaak-doorgezonden", "HALT", "hold_term"),
    "the KIB sees which house": shows("kib-informatie", "KIB", "house_hit"),
    "the municipality sees the hits": shows("zaak-aangeboden", "GEMEENTE", "house_hit"),
    "refuses a good decision": refuses_one_more,
    "accepts a breach": accepts_a_breach,
    "loses a ledger line": loses_a_ledger_line,
}


@pytest.fixture(scope="module")
def judged() -> list[tuple[History, Verdict]]:
    """Histories with the oracle's verdict: the outcome of a hub without errors."""
    return [(history, judge(history)) for history in map(make_history, range(800))]


def test_a_hub_without_errors_passes(judged: list[tuple[History, Verdict]]) -> None:
    """The oracle's own verdict, taken as an outcome, differs in nothing."""
    for _, verdict in judged:
        assert not difference(verdict, Outcome(verdict.told, verdict.refused, verdict.ledger))


@pytest.mark.parametrize("error", ERRORS)
def test_an_erring_hub_is_noticed(error: str, judged: list[tuple[History, Verdict]]) -> None:
    """This error is noticed wherever it can be made (the first three places of each history)."""
    chances = 0
    for history, verdict in judged:
        perfect = Outcome(verdict.told, verdict.refused, verdict.ledger)
        for erring in islice(ERRORS[error](history, perfect), 3):
            chances += 1
            assert difference(verdict, erring), f"seed {history.seed}: {error} went unnoticed"
    assert chances >= ENOUGH


def says(fact: Fact, **other: object) -> Fact:
    """The fact, saying something else."""
    return replace(fact, say={**fact.say, **other})


def is_a(what: str, **say: object) -> Callable[[Fact], bool]:
    """Facts of this kind that say this."""
    return lambda fact: fact.what == what and say.items() <= fact.say.items()


MISHEARD: dict[str, tuple[Callable[[Fact], bool], Callable[[Fact], Fact]]] = {
    "a marking that was registered a week earlier": (
        is_a("marked"),
        lambda fact: says(fact, registered_at=fact.say["registered_at"] - 10_000),
    ),
    "a wrong marking as let go": (
        is_a("ended", reason="FOUTIEF"),
        lambda fact: says(fact, reason="LOSGELATEN"),
    ),
    "a marking of another house": (is_a("marked", house="VH22"), lambda fact: says(fact, house="VH04")),
    "known as unknown": (is_a("answered", answer="BEKEND"), lambda fact: says(fact, answer="NIET_BEKEND")),
    "accepted as rejected": (
        is_a("triaged", outcome="AANGENOMEN"),
        lambda fact: says(fact, outcome="AFGEWEZEN"),
    ),
    "provisional as final": (
        is_a("decision", status="VOORLOPIG"),
        lambda fact: says(fact, status="DEFINITIEF"),
    ),
    "final as provisional": (
        is_a("decision", status="DEFINITIEF"),
        lambda fact: says(fact, status="VOORLOPIG"),
    ),
    "another selection": (is_a("selection", outcome="ZSM"), lambda fact: says(fact, outcome="BACKOFFICE")),
    "another residence": (is_a("arrested", residence="GM0748"), lambda fact: says(fact, residence="GM0758")),
    "a minor as an adult": (
        lambda fact: fact.what == "arrested" and fact.say["birth_date"] is not None,
        lambda fact: says(fact, birth_date=fact.say["birth_date"].replace(year=1970)),
    ),
    "on the monitor a day later": (
        is_a("on_monitor"),
        lambda fact: replace(says(fact, on_monitor_at=fact.say["on_monitor_at"] + 1440), at=fact.at + 1440),
    ),
}
"""What the hub could mishear: which facts, and what it would take them for."""


@pytest.mark.parametrize("error", MISHEARD)
def test_a_hub_that_mishears_is_noticed(error: str, judged: list[tuple[History, Verdict]]) -> None:
    """The real steps, fed a fact that did not happen so, are noticed wherever that makes a difference."""
    step, noticed = step_with_pull_houses(), 0
    concerns, mishear = MISHEARD[error]
    for history, verdict in judged:
        if noticed == ENOUGH or not any(map(concerns, history.facts)):
            continue
        facts = sorted((mishear(f) if concerns(f) else f for f in history.facts), key=lambda f: f.at)
        heard = replace(history, facts=tuple(facts))
        matters = Counter(t.key() for t in judge(heard).told) != Counter(t.key() for t in verdict.told)
        found = difference(verdict, run(step, heard))
        assert bool(found.missing or found.extra) == matters, f"seed {history.seed}: {error} went unnoticed"
        noticed += matters
    assert noticed == ENOUGH
