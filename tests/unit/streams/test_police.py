"""The time table of `hub.streams.police`, row by row, and what is awaited of the police."""

import pytest

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import CustodyKind, DecisionKind, DecisionStatus, ServiceOutcome
from hub.streams import police
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from tests.support import history as h
from tests.support.history_process import asked, done, served
from tests.unit.streams.telling import lines, only, rows_of

FINAL = h.decided(at="13:00")
SUMMONS = [h.arrested(), FINAL]
HOME = CustodyKind.HEENGEZONDEN
ASKED = "11:00 POLITIE action a-1"
SERVE = "13:00 POLITIE serve before 15:00"

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([asked("11:00")], [ASKED]),
    2: ([asked("11:00"), asked("11:10", record="r-2")], [ASKED]),
    3: ([asked("11:00"), done("12:00")], [ASKED, "12:00 OM action a-1 done"]),
    4: (
        [asked("11:00"), done("12:00", succeeded=False), done("13:00")],
        [ASKED, "12:00 OM action a-1 not done"],
    ),
    5: ([done("12:00"), asked("12:30")], ["12:00 OM action a-1 done", "12:30 POLITIE action a-1"]),
    6: (SUMMONS, [SERVE]),
    7: ([h.arrested(), h.custody(HOME, "12:00"), FINAL], []),
    8: ([*SUMMONS, h.custody(HOME, "14:00")], [SERVE]),
    9: ([h.summoned(), FINAL], []),
    10: ([h.arrested(), h.decided(DecisionStatus.VOORLOPIG, "13:00")], []),
    11: ([h.arrested(), h.decided(at="13:00", decision=DecisionKind.TRANSACTIE)], []),
    12: ([FINAL, h.arrested("13:30", arrested_at="09:00")], ["13:30 POLITIE serve before 15:00"]),
    13: ([*SUMMONS, served("14:00")], [SERVE, "14:00 OM UITGEREIKT"]),
    14: (
        [served("14:00", ServiceOutcome.NIET_UITGEREIKT), served("14:30")],
        ["14:00 OM NIET_UITGEREIKT", "14:30 OM UITGEREIKT"],
    ),
}
WORDS = only(ev.PoliceActionRequested, ev.PoliceActionReported, ev.ServiceRequested, ev.ServiceShared)


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells police or OM what it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert lines(driver.sent, WORDS) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(police.__doc__) == [str(row) for row in TABLE]


def test_an_action_is_awaited_of_the_police(driver: Driver) -> None:
    """A request stands open for the police until they say what came of it, in whatever order that arrives."""
    key = (h.CASE, AwaitedKind.POLITIEACTIE, "a-1")
    driver.feed(asked("11:00"))
    assert (driver.awaited[key].of, driver.awaited[key].outcome) == ("POLITIE", "")
    driver.feed(done("12:00", succeeded=False))
    assert driver.awaited[key].outcome == "not-done"


def test_an_action_that_was_done_before_it_was_asked_is_not_awaited(driver: Driver) -> None:
    """When the police's report overtakes OM's request, nothing stays open."""
    for fact in [done("12:00"), asked("12:30")]:
        driver.feed(fact)

    assert driver.awaited[h.CASE, AwaitedKind.POLITIEACTIE, "a-1"].outcome == "done"


def test_the_service_is_awaited_of_the_police(driver: Driver) -> None:
    """A dagvaarding stands open until the end of the term, and is settled by the proof of service."""
    for fact in SUMMONS:
        driver.feed(fact)
    key = (h.CASE, AwaitedKind.UITREIKING, "dagvaarding")
    line = driver.awaited[key]
    assert (line.of, line.since, line.due_at, line.outcome) == (
        "POLITIE",
        h.at_time("13:00"),
        h.at_time("15:00"),
        "",
    )
    driver.feed(served("14:00"))
    assert driver.awaited[key].outcome == "UITGEREIKT"
