"""The time table of `hub.streams.marking_timers`, row by row."""

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import TimerKind
from hub.streams import marking_timers
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import clock, rows_of

FIRST = h.marked(at="10:00", valid_from="10:30", valid_to="12:00", version=1)
STARTS, EXPIRES = TimerKind.MARKING_STARTS, TimerKind.MARKING_EXPIRES

TABLE: dict[int, tuple[list[Envelope], dict[TimerKind, str]]] = {
    1: ([FIRST], {STARTS: "10:30", EXPIRES: "12:00"}),
    2: (
        [FIRST, h.marked(at="10:10", valid_from="10:30", valid_to="14:00", version=2)],
        {STARTS: "10:30", EXPIRES: "14:00"},
    ),
    3: ([FIRST, h.unmarked(at="10:10")], {}),
    4: ([FIRST, h.unmarked(at="10:10", ended_at="11:30")], {STARTS: "10:30", EXPIRES: "11:30"}),
    5: ([h.unmarked(at="09:00"), FIRST], {}),
    6: ([h.marked(at="10:00")], {}),
    7: ([h.marked(at="10:00", registered_at="10:05")], {STARTS: "10:05"}),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table leaves the timers that it says."""
    facts, timers = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert {kind: clock(due) for (_, kind, _), due in driver.timers.items()} == timers


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(marking_timers.__doc__) == [str(row) for row in TABLE]


def test_houses_have_timers_of_their_own(driver: Driver) -> None:
    """Two houses that number their markings alike do not move each other's timers."""
    driver.feed(h.marked("VH22", "10:00", valid_to="12:00"))
    driver.feed(h.marked("VH24", "10:01", valid_to="13:00"))

    assert sorted(clock(due) for due in driver.timers.values()) == ["12:00", "13:00"]


def test_a_stale_timer_tells_nothing(driver: Driver) -> None:
    """A timer that comes due although its reason has gone changes nothing."""
    driver.feed(h.marked(valid_to="12:00", version=1))
    driver.feed(h.on_monitor())
    timers = dict(driver.timers)
    driver.feed(h.marked(at="11:00", registered_at="-9 09:00", valid_from="-9 09:00", version=2))
    driver.timers |= timers

    assert driver.advance(h.at_time("12:30")) == []
