"""The time table of `hub.streams.groups`, row by row."""

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.events import TargetGroupShown
from hub.schemas.vocabulary import TargetList
from hub.streams import groups
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import ASKING, lines, rows_of

ARREST, MONITOR = h.arrested("08:00", birth_date=None), h.on_monitor()
LIST = h.marked("VH04", target_list=TargetList.TOP_600)
MARKED = [h.marked(), h.marked("VH04")]
EARLY = "10:00 ZSM VEELPLEGER"
REPEATER = "10:30 ZSM VEELPLEGER"
DISTURBED = "10:30 ZSM VERWARDE_PERSOON"
HOUSES = ["10:30 VH04 VERWARDE_PERSOON", "10:30 VH22 VERWARDE_PERSOON"]

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([*MARKED, a.grouped(at="09:00"), MONITOR], [EARLY]),
    2: ([*MARKED, MONITOR, a.grouped(), a.grouped(at="10:40")], [REPEATER]),
    3: (
        [*MARKED, a.grouped(at="09:00"), MONITOR, h.arrested("10:30"), h.selected()],
        [EARLY, "11:00 3RO VEELPLEGER"],
    ),
    4: ([*MARKED, MONITOR, a.grouped(a.DISTURBED)], [DISTURBED, *HOUSES]),
    5: ([h.marked(), LIST, MONITOR, a.grouped()], [REPEATER, "10:30 VH04 VEELPLEGER"]),
    6: ([h.marked(), LIST, h.unmarked("VH04", "09:00"), MONITOR, a.grouped()], [REPEATER]),
    7: ([MONITOR, h.answered(at="10:15"), a.grouped(a.DISTURBED)], [DISTURBED]),
    8: (
        [MONITOR, a.grouped(a.DISTURBED), h.transferred(), h.triaged()],
        [DISTURBED, "14:00 VH22 VERWARDE_PERSOON"],
    ),
    9: ([*MARKED, MONITOR, h.decided(), a.grouped(a.DISTURBED, "16:30")], []),
}


def _said(driver: Driver) -> list[str]:
    return lines(driver.sent, {TargetGroupShown: ASKING[TargetGroupShown]})


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table shows the group to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in [ARREST, *facts]:
        driver.feed(fact)

    assert _said(driver) == told
    assert driver.withheld == []


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(groups.__doc__) == [str(row) for row in TABLE]


def test_no_house_hears_of_a_group_in_a_case_at_cvom(driver: Driver) -> None:
    """OM and police see the group there as well; houses hear nothing of such a case."""
    for fact in (*MARKED, h.on_monitor(region="CVOM"), a.grouped(a.DISTURBED)):
        driver.feed(fact)

    assert _said(driver) == [DISTURBED]


def test_a_group_is_shown_in_every_open_case(driver: Driver) -> None:
    """Who works on another case of the same person sees the group there."""
    for fact in (MONITOR, h.on_monitor("10:10", case="z-2"), a.grouped()):
        driver.feed(fact)

    assert _said(driver) == [REPEATER, REPEATER]
