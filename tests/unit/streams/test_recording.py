"""The time table of `hub.streams.recording`; the decision is taken on the 17th."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.events import CasesJoined, PersonsMerged, RecordingReminded, TimerDue
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, MergeGround, TimerKind
from hub.streams import recording
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from tests.support import history as h
from tests.unit.streams.telling import day_and_clock, rows_of

OTHER_CASE = "z-2"
VOORLOPIG = DecisionStatus.VOORLOPIG
OFFERED = [h.arrested(), h.selected()]
FINAL = h.decided(record="d")
REVISED = h.decided(at="18:00", decision=DecisionKind.TRANSACTIE, record="d", version=2)
TEN_DAYS = [f"{day} 16:00" for day in range(18, 28)]


def _merge(at: str) -> list[Envelope]:
    """This person is merged into another."""
    data = PersonsMerged(
        retired=h.SUBJECT, survivor="s-other", members=(h.SUBJECT,), ground=MergeGround.BEWEZEN
    )
    return [h.fact(data, at, case=None, subject=one, record=f"merge/{one}") for one in ("s-other", h.SUBJECT)]


def _joined(at: str) -> Envelope:
    """The case proves to be another one."""
    data = CasesJoined(retired=h.CASE, survivor=OTHER_CASE, ground=MergeGround.BEWEZEN)
    return replace(h.fact(data, at, case=None), source=HUB_SOURCE)


def _late(fact: Envelope, at: str) -> Envelope:
    return replace(fact, recorded_at=h.at_time(at))


TABLE: dict[int, tuple[list[Envelope], list[str], str]] = {
    1: ([FINAL], TEN_DAYS, ""),
    2: ([FINAL, h.recorded()], [], "recorded"),
    3: ([FINAL, h.recorded(at="+2 12:00")], TEN_DAYS[:1], "recorded"),
    4: ([h.decided(VOORLOPIG, "15:00"), h.recorded(at="15:30"), FINAL], TEN_DAYS, ""),
    5: (
        [_late(FINAL, "16:30"), _late(h.recorded(at="16:10"), "16:40")],
        [],
        "recorded",
    ),
    6: ([FINAL, h.recorded(), REVISED], [f"{day} 18:00" for day in range(18, 28)], ""),
    7: ([FINAL, h.recorded(), REVISED, h.recorded(at="19:00")], [], "recorded"),
    8: ([FINAL, h.decided(VOORLOPIG, "18:00", record="d", version=2)], [], "reopened"),
    9: ([FINAL, h.recorded("RVDK", "17:00")], TEN_DAYS, ""),
    10: ([FINAL, *_merge("+1 12:00")], TEN_DAYS, ""),
    11: ([FINAL, h.arrested(at="09:30", case=OTHER_CASE), _joined("17:00")], TEN_DAYS, ""),
}


def _reminded(driver: Driver) -> list[str]:
    found = [one for one in driver.sent if isinstance(one.data, RecordingReminded)]
    assert {one.routing.recipient for one in found if one.routing} <= {"3RO"}
    return [day_and_clock(one.recorded_at) for one in found]


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table reminds 3RO when it says, and the line says what is awaited in the end."""
    facts, reminded, outcome = TABLE[row]

    for fact in [*OFFERED, *facts]:
        driver.feed(fact)
    driver.advance(h.at_time("+30 12:00"))

    assert _reminded(driver) == reminded
    case = OTHER_CASE if row == 11 else h.CASE
    assert driver.awaited[case, AwaitedKind.VERWERKING, "3RO"].outcome == outcome
    assert [key for key in driver.timers if key[1] is TimerKind.RECORDING_DUE] == []


def test_row_12_days_that_went_by_are_not_made_up_for(driver: Driver) -> None:
    """A timer that fires three days late reminds once; the next reminder comes at its own time."""
    for fact in [*OFFERED, FINAL]:
        driver.feed(fact)
    ((key, due),) = ((key, at) for key, at in driver.timers.items() if key[1] is TimerKind.RECORDING_DUE)
    del driver.timers[key]
    late = TimerDue(timer=TimerKind.RECORDING_DUE, key=key[2], due_at=due)

    driver.feed(h.fact(late, "+4 12:00", case=None, record="timer"))
    driver.advance(h.at_time("+30 12:00"))

    assert _reminded(driver) == ["21 12:00", *TEN_DAYS[3:]]


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(recording.__doc__) == [*(str(row) for row in TABLE), "12"]


def test_the_line_says_since_when_and_until_when(driver: Driver) -> None:
    """What is awaited of 3RO is looked up from the moment it was told, with the day after as its time."""
    for fact in [*OFFERED, FINAL]:
        driver.feed(fact)

    line = driver.awaited[h.CASE, AwaitedKind.VERWERKING, "3RO"]
    assert (line.of, line.since, line.outcome) == ("3RO", h.at_time("16:00"), "")
    assert line.due_at == h.at_time("16:00") + timedelta(hours=24)


def test_the_reminder_says_what_is_due(driver: Driver) -> None:
    """A partner is reminded of the decision's time and of the actions that it has to take."""
    conditional = DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK
    for fact in [*OFFERED, h.decided(decision=conditional, conditions=("meldplicht",))]:
        driver.feed(fact)
    (reminder,) = [
        one for one in driver.advance(h.at_time("+1 16:00")) if one.data.kind == "verwerking-herinnerd"
    ]

    assert reminder.data == RecordingReminded(decided_at=h.at_time("16:00"), actions_due=("meldplicht",))
    assert reminder.routing is not None
    assert reminder.routing.rule == "R072"


def test_a_stale_timer_reminds_nobody(driver: Driver) -> None:
    """A timer that comes due although the partner has confirmed changes nothing."""
    for fact in [*OFFERED, FINAL]:
        driver.feed(fact)
    timers = dict(driver.timers)
    driver.feed(h.recorded())
    driver.timers |= timers

    driver.advance(h.at_time("+3 12:00"))

    assert _reminded(driver) == []
