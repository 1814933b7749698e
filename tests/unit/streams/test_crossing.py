"""The time table of `hub.streams.crossing`, row by row."""

import pytest

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import DecisionStatus, SelectionOutcome
from hub.streams import crossing
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support.history_process import merged, moment
from tests.unit.streams.telling import lines, only, rows_of

A, B = "z-a", "z-b"
TAKEN = [
    h.arrested(case=A),
    h.arrested(case=B),
    h.transferred("13:00", case=A),
    h.triaged(at="13:30", case=A, casus="casus-VH22"),
]
PLANNED = [*TAKEN, h.planned(case=A)]
SELECTED = h.selected(at="16:00", case=B)
CROSSED = "16:00 ZSM plan plan-1 of VH22 crossed"
RELEASED = h.fact(
    ev.CasusReleased(house="VH22", casus="casus-VH22", released_at=h.at_time("16:00")), "16:00", case=None
)

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([*PLANNED, SELECTED], [CROSSED]),
    2: (
        [*TAKEN, h.selected(at="14:00", case=B), h.planned(case=A)],
        ["15:00 ZSM plan plan-1 of VH22 crossed"],
    ),
    3: ([*PLANNED, h.selected(SelectionOutcome.BACKOFFICE, "16:00", case=B)], []),
    4: ([*PLANNED, moment("16:00", "17:00", case=B)], [CROSSED]),
    5: ([*PLANNED, h.decided(DecisionStatus.VOORLOPIG, case=B)], [CROSSED]),
    6: ([*PLANNED, SELECTED, h.decided(DecisionStatus.VOORLOPIG, "16:30", case=B)], [CROSSED]),
    7: ([*PLANNED, h.selected(at="16:00", case=A)], []),
    8: (
        [*PLANNED, h.decided(case=A), h.selected(at="16:30", case=B)],
        ["16:30 ZSM plan plan-1 of VH22 crossed"],
    ),
    9: ([*PLANNED, RELEASED, h.selected(at="16:30", case=B)], []),
    10: (
        [*PLANNED, SELECTED, h.planned(at="17:00", case=A, plan_reference="plan-2")],
        [CROSSED, "17:00 ZSM plan plan-2 of VH22 crossed"],
    ),
    11: ([*TAKEN, h.decided(at="14:00", case=B), h.planned(case=A)], []),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table warns OM and police of the plan, in the case that crosses it."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert lines(driver.sent, only(ev.PlanCrossed)) == told
    assert {one.case for one in driver.sent if isinstance(one.data, ev.PlanCrossed)} <= {B}


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(crossing.__doc__) == [str(row) for row in TABLE]


def test_a_plan_in_a_case_of_another_number_of_the_person(driver: Driver) -> None:
    """Once two persons prove to be one, the plan for the one is crossed by the case of the other, once."""
    for fact in [*PLANNED, h.arrested(case="z-c", subject="s-b"), h.selected(case="z-c", subject="s-b")]:
        driver.feed(fact)
    for event in merged("s-b", h.SUBJECT, "17:00"):
        driver.feed(event)

    assert lines(driver.sent, only(ev.PlanCrossed)) == ["17:00 ZSM plan plan-1 of VH22 crossed"]
