"""The comparison can fail: a hub that errs in any of these ways is noticed wherever it errs."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.oracle.compare import Outcome, difference
from tests.oracle.facts import HOUSE_OF, History, Told, told
from tests.oracle.histories import HOUSES, make_history
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
    )


def tells_later(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """A hit arrives a minute after its fact."""
    return (instead(outcome, one, at=one.at + 1) for one in of(outcome, "veiligheidshuis-hit"))


def refuses_one_more(history: History, outcome: Outcome) -> Iterator[Outcome]:
    """A good decision is refused."""
    wrong = [i for i, f in enumerate(history.facts) if f.what == "decision" and i not in outcome.refused]
    return (replace(outcome, refused=outcome.refused | {index}) for index in wrong[:1])


def accepts_a_breach(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """What had to be refused is taken."""
    return (replace(outcome, refused=outcome.refused - {index}) for index in outcome.refused)


def loses_a_ledger_line(_: History, outcome: Outcome) -> Iterator[Outcome]:
    """The ledger forgets a house."""
    for lost in outcome.ledger:
        yield replace(outcome, ledger={key: state for key, state in outcome.ledger.items() if key != lost})


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
    "refuses a good decision": refuses_one_more,
    "accepts a breach": accepts_a_breach,
    "loses a ledger line": loses_a_ledger_line,
}


@pytest.fixture(scope="module")
def judged() -> list[tuple[History, Verdict]]:
    """Histories with the oracle's verdict: the outcome of a hub without errors."""
    return [(history, judge(history)) for history in map(make_history, range(300))]


def test_a_hub_without_errors_passes(judged: list[tuple[History, Verdict]]) -> None:
    """The oracle's own verdict, taken as an outcome, differs in nothing."""
    for _, verdict in judged:
        assert not difference(verdict, Outcome(verdict.told, verdict.refused, verdict.ledger))


@pytest.mark.parametrize("error", ERRORS)
def test_an_erring_hub_is_noticed(error: str, judged: list[tuple[History, Verdict]]) -> None:
    """Every single occurrence of this error is noticed."""
    chances = 0
    for history, verdict in judged:
        perfect = Outcome(verdict.told, verdict.refused, verdict.ledger)
        for erring in ERRORS[error](history, perfect):
            chances += 1
            assert difference(verdict, erring), f"seed {history.seed}: {error} went unnoticed"
    assert chances >= ENOUGH
