"""The time table of `hub.streams.moments`, row by row."""

import pytest

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.streams import moments
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support.history_process import merged, moment
from tests.unit.streams.telling import lines, only, rows_of

OFFERED = [h.arrested(), h.selected()]
MARKED = [h.marked("VH22"), h.marked("VH19"), h.on_monitor(), *OFFERED]
AT_14 = moment("11:30", "14:00")
FIRST = ["11:30 ZSM moment 14:00", "11:30 3RO moment 14:00"]
LATER = ["12:00 ZSM moment 15:00", "12:00 3RO moment 15:00"]

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([*OFFERED, AT_14], FIRST),
    2: ([*MARKED, AT_14], ["11:30 ZSM moment 14:00 reachable VH19,VH22", FIRST[1]]),
    3: (
        [*MARKED, moment("11:30", "20:00")],
        ["11:30 ZSM moment 20:00 reachable VH19 advice only VH22", "11:30 3RO moment 20:00"],
    ),
    4: (
        [h.arrested(), moment("10:30", "14:00"), h.selected()],
        ["10:30 ZSM moment 14:00", "11:00 3RO moment 14:00"],
    ),
    5: ([h.arrested(), moment("10:30", "14:00"), h.selected(at="14:30")], ["10:30 ZSM moment 14:00"]),
    6: ([*OFFERED, AT_14, moment("12:00", "15:00")], [*FIRST, *LATER]),
    7: ([*OFFERED, AT_14, moment("12:00", "14:00")], FIRST),
    8: ([*OFFERED, AT_14, moment("12:00", "13:00", "11:00")], FIRST),
    9: (
        [*OFFERED, AT_14, moment("12:00", "15:00"), moment("12:30", "14:00")],
        [*FIRST, *LATER, "12:30 ZSM moment 14:00", "12:30 3RO moment 14:00"],
    ),
    10: ([*OFFERED, h.decided(at="13:00"), moment("13:30", "14:00")], []),
    11: ([h.arrested(), moment("14:30", "14:00", "11:30")], ["14:30 ZSM moment 14:00"]),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table announces the moment to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert lines(driver.sent, only(ev.DecisionMomentAnnounced)) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(moments.__doc__) == [str(row) for row in TABLE]


def test_a_partner_is_told_of_no_house(driver: Driver) -> None:
    """Which houses can be spoken with is for OM and police; the partners hear the moment alone."""
    for fact in [*MARKED, AT_14]:
        driver.feed(fact)

    (to_3ro,) = [
        one.data
        for one in driver.sent
        if one.routing and one.routing.recipient == "3RO" and isinstance(one.data, ev.DecisionMomentAnnounced)
    ]
    assert to_3ro == ev.DecisionMomentAnnounced(moment=h.at_time("14:00"))


def test_a_merge_of_persons_announces_nothing_again(driver: Driver) -> None:
    """A case that moves to another person takes along what was announced in it."""
    for fact in [h.arrested(subject="s-b"), moment("11:30", "14:00", subject="s-b")]:
        driver.feed(fact)
    for event in merged("s-b", h.SUBJECT, "12:00"):
        driver.feed(event)

    assert lines(driver.sent, only(ev.DecisionMomentAnnounced)) == FIRST[:1]
    assert driver.dossier(h.SUBJECT).parts["s-b"].cases[h.CASE].announced is not None
