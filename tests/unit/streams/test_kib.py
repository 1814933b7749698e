"""The time table of `hub.streams.kib`; its day falls in the pilot, a hundred days before the test day."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import Event, InstrumentShown, KibInformation
from hub.schemas.vocabulary import ContextAbout, ContextKind, InstrumentColour, TargetGroup
from hub.streams import kib
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support import history_selection as k
from tests.unit.streams.telling import ROUTES, lines, rows_of

ROTTERDAM = "ROTTERDAM"
ORANGE, RED = InstrumentColour.ORANJE, InstrumentColour.ROOD
SAID: dict[type[Event], Callable[[Any], str]] = {
    one: ROUTES[one] for one in (KibInformation, InstrumentShown)
}
NOTHING, AT_A_HOUSE = ["10:00 KIB may know nothing"], ["10:00 KIB may know a house"]


def july(clock: str) -> str:
    """A clock time on 9 July 2016."""
    return f"-100 {clock}"


def case(region: str = ROTTERDAM, day: str = "-100", **fields: Any) -> list[Envelope]:  # noqa: ANN401
    """An arrest, and the case on the monitor."""
    return [h.arrested(f"{day} 09:00", region=region, **fields), h.on_monitor(f"{day} 10:00", region=region)]


def marked(house: str, at: str = "-101 09:00") -> Envelope:
    """A marking that holds from ``at``."""
    return h.marked(house, at)


SCORES = [
    k.applied(ORANGE, july("10:30")),
    k.applied(ORANGE, july("10:40")),
    k.applied(RED, july("10:50"), score=20),
]
UNKNOWN = h.arrested(july("09:00"), region=ROTTERDAM, birth_date=None, record="a")
KNOWN = replace(
    h.arrested(july("09:00"), region=ROTTERDAM, record="a", version=2), recorded_at=h.at_time(july("11:00"))
)

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: (case(), NOTHING),
    2: ([marked("VH19"), *case()], AT_A_HOUSE),
    3: ([marked("VH22"), *case()], NOTHING),
    4: (
        [*case(), marked("VH20", july("10:30")), replace(marked("VH20", july("10:30")), id="again")],
        [*NOTHING, "10:30 KIB may know a house"],
    ),
    5: (
        [marked("VH19"), *case(), h.unmarked("VH19", july("10:30"))],
        [*AT_A_HOUSE, "10:30 KIB may know nothing"],
    ),
    6: (
        [
            k.grouped(TargetGroup.VEELPLEGER, july("08:00")),
            k.context(ContextKind.ZORG, july("08:10")),
            k.context(ContextKind.CIVIEL, july("08:20")),
            k.context(ContextKind.STRAF, july("08:30"), ContextAbout.ANDER),
            *case(),
        ],
        ["10:00 KIB may know a group CIVIEL,ZORG"],
    ),
    7: (case(h.REGION), []),
    8: ([*case(h.REGION), k.moved(ROTTERDAM, july("10:30"))], ["10:30 KIB may know nothing"]),
    9: (
        [
            *case(day="-170"),
            h.decided(at="-170 16:00"),
            h.arrested("-46 09:00", region=ROTTERDAM, case="z-2"),
            h.on_monitor("-46 10:00", region=ROTTERDAM, case="z-2"),
        ],
        [],
    ),
    10: (
        [h.arrested(july("09:00"), region=ROTTERDAM), h.on_monitor(july("10:00"), region="CVOM")],
        [],
    ),
    11: ([h.decided(at=july("08:00")), *case()], []),
    12: (
        [h.arrested(july("09:00"), region=ROTTERDAM), *SCORES],
        ["10:30 ZSM ORANJE 12", "10:50 ZSM ROOD 20"],
    ),
    13: ([UNKNOWN, *SCORES], []),
    14: ([UNKNOWN, *SCORES, KNOWN], ["11:00 ZSM ORANJE 12", "11:00 ZSM ROOD 20"]),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells what it says, to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert lines(driver.sent, SAID) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(kib.__doc__) == [str(row) for row in TABLE]


def test_a_marking_that_begins_later_is_known_from_then(driver: Driver) -> None:
    """A timer wakes the case when a marking of a house of the region begins to hold."""
    driver.feed(h.marked("VH19", july("08:00"), valid_from=july("10:30")))
    for fact in case():
        driver.feed(fact)
    driver.advance(h.at_time(july("11:00")))

    assert lines(driver.sent, SAID) == [*NOTHING, "10:30 KIB may know a house"]


def test_an_answer_of_a_house_of_the_region_counts(driver: Driver) -> None:
    """A house that answered that it knows the person is Bekend, without a marking."""
    for fact in [*case(), h.answered("VH20", at=july("10:30"))]:
        driver.feed(fact)

    assert lines(driver.sent, SAID) == [*NOTHING, "10:30 KIB may know a house"]


def test_no_house_is_asked_anything(driver: Driver) -> None:
    """What KIB is told comes from markings that the hub has: no house hears that somebody was arrested."""
    for fact in case():
        driver.feed(fact)

    assert {one.routing.recipient for one in driver.sent if one.routing} == {"KIB"}


def test_kib_is_told_that_never_what(driver: Driver) -> None:
    """What is disclosed to KIB is identity, and of all else only that there is something."""
    for fact in [
        marked("VH19"),
        h.advised("VH19", "-101 10:00"),
        k.grouped(TargetGroup.VEELPLEGER, july("08:00")),
    ]:
        driver.feed(fact)
    driver.feed(k.context(ContextKind.ZORG, july("08:10")))
    for fact in case():
        driver.feed(fact)

    (told,) = [one.routing for one in driver.sent if one.routing and one.routing.recipient == "KIB"]
    assert set(told.categories) == {
        Category.IDENTITY,
        Category.HOUSE_HIT_DAT,
        Category.TARGET_GROUP_DAT,
        Category.CONTEXT_DAT,
    }


def test_a_score_outside_the_pilot_is_told_to_nobody(driver: Driver) -> None:
    """Where KIB does not work its instrument has no row to be told by."""
    driver.feed(h.arrested(region=ROTTERDAM))
    driver.feed(k.applied(RED, "10:30"))

    assert driver.sent == []
