"""The time table of `hub.streams.overview`, row by row, and what a line of the overview says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import TimerKind
from hub.streams import overview
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import day_and_clock, lines, only, rows_of

HERE = [h.arrested(), h.on_monitor()]
VH22, VH19 = h.marked("VH22"), h.marked("VH19")
KNOWN, AT_SEAT = "18 08:00 VH22 lists 18", "18 08:00 VH22_POLITIE lists 18 unmarked"
SECOND = "19 08:00 VH22_POLITIE lists 19 unmarked"


def _final(at: str) -> Envelope:
    return h.decided(at=at)


TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([VH22, *HERE, _final("+1 12:00")], [KNOWN]),
    2: (
        [VH22, *HERE],
        [f"{(18 + n - 1) % 31 + 1:02} 08:00 VH22 lists {(18 + n - 1) % 31 + 1:02}" for n in range(30)],
    ),
    3: ([*HERE, _final("+1 12:00")], [AT_SEAT]),
    4: (
        [*HERE, h.marked("VH22", "+1 09:00"), _final("+2 12:00")],
        [AT_SEAT, "19 08:00 VH22 lists 19"],
    ),
    5: ([VH19, *HERE, _final("+1 12:00")], [AT_SEAT]),
    6: ([VH22, *HERE, _final("17:00")], []),
    7: ([h.arrested(), h.on_monitor("+1 07:00"), _final("+1 12:00")], [AT_SEAT]),
    8: ([h.arrested(), h.on_monitor("+1 08:00"), _final("+2 12:00")], [SECOND]),
    9: ([VH22, h.summoned(), h.on_monitor()], []),
    10: ([VH22, h.arrested()], []),
    11: ([VH22, h.arrested(), h.on_monitor(region="CVOM")], []),
    12: (
        [h.arrested(), h.on_monitor(region="CVOM"), h.on_monitor("+1 10:00"), _final("+2 12:00")],
        [SECOND],
    ),
    13: ([h.arrested(residence="GM0363"), h.on_monitor()], []),
    14: ([h.on_monitor(), h.arrested("+1 09:00", arrested_at="09:00"), _final("+2 12:00")], [SECOND]),
    15: (
        [
            VH22,
            h.arrested(),
            h.on_monitor("+1 10:00"),
            replace(h.on_monitor(), recorded_at=h.at_time("+2 09:00")),
        ],
        [f"{(18 + n - 1) % 31 + 1:02} 08:00 VH22 lists {(18 + n - 1) % 31 + 1:02}" for n in range(1, 30)],
    ),
}


def _run(driver: Driver, facts: list[Envelope]) -> list[str]:
    for fact in facts:
        driver.feed(fact)
    driver.advance(h.at_time("+45 00:00"))
    return lines(driver.sent, only(ev.DetaineeListed), day_and_clock)


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table lists the case for whom it says, on the mornings that it says, and then stops."""
    facts, told = TABLE[row]

    assert _run(driver, facts) == told
    assert not [key for key in driver.timers if key[1] is TimerKind.OVERVIEW]


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(overview.__doc__) == [str(row) for row in TABLE]


def test_what_a_house_is_told(driver: Driver) -> None:
    """A house that knows the person reads the arrest, the term, and its own casus and advice."""
    for fact in [VH22, h.advised(), h.arrested("-0 19:00"), h.on_monitor("20:00")]:
        driver.feed(fact)
    (line,) = [one.data for one in driver.advance(h.at_time("+1 08:00")) if one.data.kind.startswith("overz")]

    assert line == ev.DetaineeListed(
        day=date(2016, 10, 18),
        arrested_at=h.at_time("19:00"),
        offences=h.THEFT,
        term_end=h.at_time("+1 10:00"),
        casus="casus-VH22",
        advice_version=1,
        advised_at=h.at_time("-8 09:00"),
    )


def test_the_police_at_a_house_read_no_advice(driver: Driver) -> None:
    """An unmarked resident is listed for the seat with arrest and term only, whoever else knows him."""
    for fact in [VH19, h.advised("VH19"), *HERE]:
        driver.feed(fact)
    (line,) = [one.data for one in driver.advance(h.at_time("+1 08:00")) if one.data.kind.startswith("overz")]

    said = line.model_dump(exclude_defaults=True)
    assert said.keys() == {"day", "arrested_at", "offences", "term_end", "unmarked"}


def test_a_morning_is_told_once(driver: Driver) -> None:
    """A timer that goes off again on the same morning lists nobody again."""
    for fact in [VH22, *HERE]:
        driver.feed(fact)
    timers = {key: due for key, due in driver.timers.items() if key[1] is TimerKind.OVERVIEW}
    driver.advance(h.at_time("+1 08:00"))
    driver.timers |= {key: due + timedelta(minutes=1) for key, due in timers.items()}
    driver.advance(h.at_time("+1 09:00"))

    assert lines(driver.sent, only(ev.DetaineeListed), day_and_clock) == [KNOWN]


def test_the_mornings_keep_the_clock_of_amsterdam(driver: Driver) -> None:
    """After the night in which summer time ends the overview still comes at eight."""
    for fact in [VH22, h.arrested("+12 09:00"), h.on_monitor("+12 10:00")]:
        driver.feed(fact)
    driver.advance(h.at_time("+14 12:00"))

    assert lines(driver.sent, only(ev.DetaineeListed), day_and_clock) == [
        "30 08:00 VH22 lists 30",
        "31 08:00 VH22 lists 31",
    ]
