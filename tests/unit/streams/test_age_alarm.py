"""The time table of `hub.streams.age_alarm`."""

from dataclasses import replace

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.events import AgeUnknown
from hub.schemas.vocabulary import CustodyKind, SelectionOutcome
from hub.streams import age_alarm
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import lines, rows_of

IVS = CustodyKind.INVERZEKERINGSTELLING
BACKOFFICE, HOUSE = SelectionOutcome.BACKOFFICE, SelectionOutcome.VEILIGHEIDSHUIS
ARREST = h.arrested(birth_date=None)

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([ARREST, h.selected()], ["11:00 ZSM age unknown"]),
    2: ([ARREST, h.custody(IVS, "12:00")], ["12:00 ZSM age unknown"]),
    3: ([ARREST, h.selected(), h.custody(IVS, "12:00")], ["11:00 ZSM age unknown"]),
    4: ([ARREST, h.selected(BACKOFFICE)], ["11:00 ZSM age unknown"]),
    5: ([h.selected(), replace(ARREST, recorded_at=h.at_time("11:30"))], ["11:30 ZSM age unknown"]),
    6: ([ARREST, h.selected(HOUSE)], []),
    7: ([h.decided(at="08:00"), ARREST, h.selected()], []),
    8: ([h.on_monitor("08:00", region="CVOM"), ARREST, h.selected()], []),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table alarms OM and police when it says, or not at all."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert [line for line in lines(driver.sent) if "age unknown" in line] == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(age_alarm.__doc__) == [str(row) for row in TABLE]


@pytest.mark.parametrize(
    ("cause", "row"),
    [(h.custody(IVS, "12:00"), "A14"), (h.selected(), "A15"), (h.selected(BACKOFFICE), "A17")],
)
def test_the_alarm_names_the_row_that_needs_the_age(cause: Envelope, row: str, driver: Driver) -> None:
    """Who looks up why the alarm was given finds the row that would have told somebody by age."""
    driver.feed(ARREST)
    driver.feed(cause)

    alarms = [one.routing.rule for one in driver.sent if one.routing and isinstance(one.data, AgeUnknown)]
    assert alarms == [row, row]
