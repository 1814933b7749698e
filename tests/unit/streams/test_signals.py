"""The time table of `hub.streams.signals`, row by row, who may signal, and what is looked up of it."""

import pytest

from hub.errors import RuleBreachError
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import CaseReferred, CasusAnswered, SignalForwarded, SignalStatus
from hub.schemas.vocabulary import SelectionOutcome, TriageOutcome
from hub.streams import signals
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import ASKING, WORDS, lines, rows_of

BACKOFFICE = SelectionOutcome.BACKOFFICE
SIGNAL = ["11:30 VH22 signal s1", "11:30 3RO status s1"]
AT_SELECTION = ["11:00 VH22 signal s1", "11:00 3RO status s1"]
TAKEN = ["14:00 ZSM VH22 AANGENOMEN", "14:00 3RO VH22 AANGENOMEN"]
NOBODY = ["11:30 3RO status s1 no house"]
AT_NIGHT = "18:00 3RO status s1 closed until 18 08:30 too late"
# A birth date would offer 3RO the case; only row 9 says that it was.
ARREST = h.arrested(birth_date=None)

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([h.selected(), a.signal()], SIGNAL),
    2: ([a.signal("10:30"), h.selected()], AT_SELECTION),
    3: ([h.selected(BACKOFFICE), a.signal()], SIGNAL),
    4: ([h.selected(), a.signal(), a.signal("11:40", record="other")], SIGNAL),
    5: (
        [h.selected(), a.signal(), a.signal("11:40", key="s2")],
        [*SIGNAL, "11:40 VH22 signal s2", "11:40 3RO status s2"],
    ),
    6: ([h.marked("VH24"), h.selected(), a.signal()], ["11:30 VH24 signal s1", "11:30 3RO status s1"]),
    7: ([h.marked("VH21"), h.marked("VH24"), h.selected(), a.signal()], NOBODY),
    8: ([h.arrested("10:00", residence=None, birth_date=None), h.selected(), a.signal()], NOBODY),
    9: ([h.arrested("10:00"), h.selected(), a.signal(), h.triaged()], [*SIGNAL, *TAKEN]),
    10: ([h.selected(), a.signal("18:00")], ["18:00 VH22 signal s1", AT_NIGHT]),
    11: ([h.selected(), h.decided(), a.signal("16:30")], []),
    12: ([h.selected(), a.signal(), h.transferred()], SIGNAL),
    13: (
        [a.signal("10:30", "POLITIE"), h.selected()],
        ["11:00 VH22 signal s1", "11:00 POLITIE status s1"],
    ),
}


def _said(driver: Driver) -> list[str]:
    kinds = (SignalForwarded, SignalStatus, CaseReferred, CasusAnswered)
    return lines(driver.sent, {kind: (ASKING | WORDS)[kind] for kind in kinds})


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table passes the signal on to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in [ARREST, *facts]:
        driver.feed(fact)

    assert _said(driver) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(signals.__doc__) == [str(row) for row in TABLE]


@pytest.mark.parametrize("sender", ["OM", "POLITIE", "3RO", "RVDK", "SHN"])
def test_any_partner_at_zsm_may_signal(sender: str, driver: Driver) -> None:
    """The five partners at ZSM signal alike; each hears where its signal went."""
    driver.feed(ARREST)
    driver.feed(h.selected())

    assert lines(driver.feed(a.signal(sender=sender)), ASKING)[1] == f"11:30 {sender} status s1"


@pytest.mark.parametrize("sender", ["VH24", "HALT", "KIB"])
def test_nobody_else_may_signal(sender: str, driver: Driver) -> None:
    """A signal of who is no partner at ZSM is refused."""
    driver.feed(h.selected())

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(a.signal(sender=sender))

    assert refusal.value.code == "signal-of-stranger"


def test_the_house_sees_whom_and_what_it_is_about(driver: Driver) -> None:
    """A house that need not know the person sees who it is, of what, and until when; no partner's advice."""
    driver.feed(ARREST)
    driver.feed(h.selected())
    driver.feed(a.signal())

    (sent,) = [one for one in driver.sent if isinstance(one.data, SignalForwarded)]
    assert sent.routing is not None
    assert sent.routing.categories == (Category.HOLD_TERM, Category.IDENTITY, Category.OFFENCE)


def test_a_house_that_refused_a_signal_knows_nobody(driver: Driver) -> None:
    """Without acceptance there is no Terugkoppeling; with it there is."""
    for outcome, case in ((TriageOutcome.AFGEWEZEN, "z-1"), (TriageOutcome.AANGENOMEN, "z-2")):
        for fact in (
            h.arrested(birth_date=None, case=case),
            h.selected(case=case),
            a.signal(case=case, key=case),
            h.triaged(outcome=outcome, case=case),
            h.decided(case=case),
        ):
            driver.feed(fact)

    fed_back = [(one.case, one.routing) for one in driver.sent if one.data.kind == "terugkoppeling"]
    assert [case for case, _ in fed_back] == ["z-2"]


def test_a_waiting_signal_does_not_outlive_its_telling(driver: Driver) -> None:
    """The text of a signal is kept no longer than it waits, also when its message comes again."""
    for fact in (ARREST, a.signal("10:30"), h.selected(), a.again(a.signal("10:30"), "12:00")):
        driver.feed(fact)

    assert driver.dossier(h.SUBJECT).cases[h.CASE].signals == ()
    assert _said(driver) == AT_SELECTION


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [([], ""), ([h.triaged()], "AANGENOMEN"), ([h.decided()], "")],
    ids=["waits", "answered", "decided"],
)
def test_a_signal_is_looked_up_until_the_house_answers(
    facts: list[Envelope], outcome: str, driver: Driver
) -> None:
    """A signal stands open for its house; a decision does not answer it."""
    for fact in (ARREST, h.selected(), a.signal(), *facts):
        driver.feed(fact)

    line = driver.awaited[h.CASE, AwaitedKind.SIGNAAL, "3RO/s1"]
    assert (line.of, line.outcome) == ("VH22", outcome)


def test_a_signal_without_a_house_is_awaited_of_nobody(driver: Driver) -> None:
    """Where there is no house to pass it on to, the sender knows, and nothing is open."""
    for fact in (h.arrested(residence=None), h.selected(), a.signal()):
        driver.feed(fact)

    assert [kind for _, kind, _ in driver.awaited if kind is AwaitedKind.SIGNAAL] == []


def test_a_signal_about_a_case_at_cvom_waits(driver: Driver) -> None:
    """No house hears of a case at CVOM; when the case comes on a region's monitor the signal goes."""
    for fact in (ARREST, h.on_monitor(region="CVOM"), h.selected(), a.signal()):
        driver.feed(fact)
    assert _said(driver) == []

    driver.feed(h.on_monitor("12:00"))

    assert _said(driver) == ["12:00 VH22 signal s1", "12:00 3RO status s1"]
