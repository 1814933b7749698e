"""The time table of `hub.streams.matching`, row by row."""

from dataclasses import replace

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import DecisionStatus, MarkingEndReason, MarkingOrigin
from hub.streams import matching
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus
from tests.support import history as h
from tests.unit.streams.telling import lines, rows_of

FOUTIEF = MarkingEndReason.FOUTIEF
HIT = ["10:00 ZSM hit VH22", "10:00 VH22 asked"]


def _again(envelope: Envelope, at: str) -> Envelope:
    """The same version of a record once more, under an id that the inbox does not know."""
    return replace(envelope, id=f"{envelope.id}-again", recorded_at=h.at_time(at))


def _arriving(envelope: Envelope, at: str) -> Envelope:
    return replace(envelope, recorded_at=h.at_time(at))


OLDER = h.marked(record="r", version=1)
NEWER = h.marked(record="r", version=2, valid_to="14:00")

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([h.on_monitor(), h.marked(at="10:30")], ["10:30 ZSM hit VH22 late", "10:30 VH22 asked"]),
    2: ([h.marked(), h.arrested(), h.on_monitor()], HIT),
    3: ([h.marked(), h.unmarked(at="09:00"), h.on_monitor()], []),
    4: ([h.marked(valid_to="09:30"), h.on_monitor()], []),
    5: (
        [h.marked(valid_from="10:30"), h.on_monitor()],
        ["10:30 ZSM hit VH22 late", "10:30 VH22 asked"],
    ),
    6: (
        [
            _arriving(h.on_monitor(), "12:00"),
            _arriving(h.marked(at="09:00"), "12:05"),
        ],
        ["12:05 ZSM hit VH22", "12:05 VH22 asked"],
    ),
    7: (
        [h.on_monitor(), h.marked(at="10:30", valid_from="08:00")],
        ["10:30 ZSM hit VH22 late", "10:30 VH22 asked"],
    ),
    8: ([h.marked(), h.on_monitor(), _again(h.marked(), "10:05")], HIT),
    9: (
        [_arriving(NEWER, "08:00"), _arriving(OLDER, "09:00"), h.on_monitor()],
        [*HIT, "14:00 ZSM hit VH22 ended VERLOPEN"],
    ),
    10: ([h.unmarked(at="09:30"), h.on_monitor(), _arriving(h.marked(), "10:05")], []),
    11: (
        [h.marked("VH22"), h.marked("VH24"), h.on_monitor()],
        [*HIT, "10:00 ZSM hit VH24", "10:00 VH24 asked"],
    ),
    12: ([h.marked(at="-3 09:00", marking="m2"), h.marked(), h.on_monitor()], HIT),
    13: ([h.marked(), h.on_monitor(), h.unmarked()], [*HIT, "12:00 ZSM hit VH22 ended LOSGELATEN"]),
    14: (
        [h.marked(), h.on_monitor(), h.unmarked(reason=FOUTIEF)],
        [*HIT, "12:00 ZSM hit VH22 ended FOUTIEF", "12:00 ZSM correction VH22"],
    ),
    15: ([h.marked(valid_to="12:00"), h.on_monitor()], [*HIT, "12:00 ZSM hit VH22 ended VERLOPEN"]),
    16: (
        [h.marked(), h.on_monitor(), h.unmarked(), h.marked(at="13:00", marking="m2")],
        [*HIT, "12:00 ZSM hit VH22 ended LOSGELATEN", "13:00 ZSM hit VH22 late"],
    ),
    17: ([h.marked(), h.marked(at="-3 09:00", marking="m2"), h.on_monitor(), h.unmarked()], HIT),
    18: (
        [
            h.marked(record="r"),
            h.on_monitor(),
            _arriving(h.marked(record="r", version=2, valid_from="15:00"), "11:00"),
        ],
        [
            *HIT,
            "11:00 ZSM hit VH22 ended VERLOPEN",
            "15:00 ZSM hit VH22 late",
        ],
    ),
    19: (
        [h.marked(), h.on_monitor(), h.unmarked(), h.unmarked(at="13:00", reason=FOUTIEF)],
        [*HIT, "12:00 ZSM hit VH22 ended LOSGELATEN", "13:00 ZSM correction VH22"],
    ),
    20: (
        [
            h.marked(),
            h.marked(at="-3 09:00", marking="m2"),
            h.on_monitor(),
            h.unmarked(marking="m2"),
            h.unmarked(at="12:30", reason=FOUTIEF),
        ],
        [*HIT, "12:30 ZSM hit VH22 ended LOSGELATEN"],
    ),
    21: (
        [h.on_monitor(), h.decided(DecisionStatus.VOORLOPIG, "15:40"), h.marked(at="15:45")],
        ["15:45 ZSM hit VH22 late provisional", "15:45 VH22 asked"],
    ),
    22: ([h.on_monitor(), h.decided(), h.marked(at="16:30")], []),
    23: ([h.marked(), h.arrested()], []),
    24: (
        [
            h.marked(),
            h.on_monitor(),
            h.advised(at="10:20"),
            h.confirmed(at="10:40"),
            _again(h.confirmed(at="10:40"), "10:50"),
            h.advised(at="11:00", version=2),
        ],
        [
            *HIT,
            "10:20 ZSM hit VH22 advice 1",
            "10:40 ZSM hit VH22 advice 1 confirmed 10:40",
            "11:00 ZSM hit VH22 advice 2",
        ],
    ),
    25: (
        [
            h.marked("VH22"),
            h.marked("VH24"),
            h.advised("VH22", indicated="Dagvaarding "),
            h.advised("VH24", contra_indicated="dagvaarding"),
            h.on_monitor(),
        ],
        [
            "10:00 ZSM hit VH22 conflict advice 1",
            "10:00 VH22 asked",
            "10:00 ZSM hit VH24 conflict advice 1",
            "10:00 VH24 asked",
        ],
    ),
    26: (
        [
            h.marked("VH22"),
            h.marked("VH24"),
            h.advised("VH22", indicated="dagvaarding", contra_indicated="dagvaarding"),
            h.advised("VH24", indicated="", contra_indicated=""),
            h.on_monitor(),
        ],
        [
            "10:00 ZSM hit VH22 advice 1",
            "10:00 VH22 asked",
            "10:00 ZSM hit VH24 advice 1",
            "10:00 VH24 asked",
        ],
    ),
    27: (
        [
            h.marked(),
            h.marked(at="-3 09:00", marking="m2"),
            h.on_monitor(),
            h.unmarked(marking="m2"),
            h.advised(at="12:15"),
            h.unmarked(at="12:30", reason=FOUTIEF),
        ],
        [*HIT, "12:15 ZSM hit VH22 advice 1", "12:30 ZSM hit VH22 ended LOSGELATEN"],
    ),
    28: (
        [
            h.marked(),
            h.marked(at="-3 09:00", marking="m2"),
            h.on_monitor(),
            _arriving(
                h.marked(at="-3 09:00", marking="m2", version=2, valid_from="15:00", valid_to="16:00"),
                "11:00",
            ),
            h.unmarked(),
        ],
        [
            *HIT,
            "12:00 ZSM hit VH22 ended LOSGELATEN",
            "15:00 ZSM hit VH22 late",
            "16:00 ZSM hit VH22 late ended VERLOPEN",
        ],
    ),
    29: (
        [h.marked(), h.arrested(), h.on_monitor(), h.selected(), h.marked("VH24", "11:30")],
        [
            *HIT,
            "11:00 3RO offered with VH22",
            "11:00 3RO advice via iris",
            "11:30 ZSM hit VH24 late",
            "11:30 3RO hit VH24 late",
            "11:30 VH24 asked",
        ],
    ),
    30: ([h.marked(), h.on_monitor(region="CVOM"), h.marked("VH24", "10:30")], []),
    31: (
        [h.marked(), h.on_monitor(region="CVOM"), h.marked("VH24", "10:30"), h.on_monitor("11:00")],
        [
            "11:00 ZSM hit VH22",
            "11:00 VH22 asked",
            "11:00 ZSM hit VH24 late",
            "11:00 VH24 asked",
        ],
    ),
    32: ([h.marked(), h.arrested(), h.on_monitor(), h.on_monitor("11:00", region="CVOM"), h.unmarked()], HIT),
    33: (
        [
            h.marked(),
            h.marked(at="-3 09:00", marking="m2"),
            h.on_monitor(region="CVOM"),
            h.unmarked(at="10:30"),
            h.on_monitor("11:00"),
            h.unmarked(marking="m2", reason=FOUTIEF),
        ],
        [
            "11:00 ZSM hit VH22",
            "11:00 VH22 asked",
            "12:00 ZSM hit VH22 ended FOUTIEF",
            "12:00 ZSM correction VH22",
        ],
    ),
}


def _feed(driver: Driver, facts: list[Envelope]) -> None:
    for fact in facts:
        driver.feed(fact)
    driver.advance(h.at_time("23:59"))


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells what it says, to whom it says, when it says."""
    facts, told = TABLE[row]

    _feed(driver, facts)

    assert lines(driver.sent) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(matching.__doc__) == [str(row) for row in TABLE]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (2, None),
        (13, FeedbackStatus.VERVALLEN),
        (14, None),
        (15, FeedbackStatus.VERVALLEN),
        (18, FeedbackStatus.VERVALLEN),
    ],
)
def test_an_ended_hit_lapses_in_the_ledger(row: int, status: FeedbackStatus | None, driver: Driver) -> None:
    """A hit that ended lapses, unless it never was right."""
    _feed(driver, TABLE[row][0])

    line = driver.ledger.get((h.CASE, "VH22"))
    assert (line.status if line else None) == status


def test_a_house_that_knows_otherwise_does_not_lapse(driver: Driver) -> None:
    """A house whose marking ended, but which answered that it knows the person, keeps its claim."""
    _feed(driver, [h.marked(), h.on_monitor(), h.answered(), h.unmarked()])

    assert driver.ledger == {}


def test_the_marking_registered_first_speaks_for_the_hit(driver: Driver) -> None:
    """Origin and casus are those of the marking that was registered first, not of the one that came first."""
    later = h.marked(at="-3 09:00", marking="m2", origin=MarkingOrigin.TOP_X, casus="later")
    earlier = h.marked(origin=MarkingOrigin.DOELGROEP, casus="earlier")

    _feed(driver, [later, earlier, h.on_monitor()])

    hit, _, request = driver.sent
    assert hit.data.model_dump()["origin"] == MarkingOrigin.DOELGROEP
    assert request.data.model_dump()["casus"] == "earlier"


def test_an_ended_hit_has_no_advice(driver: Driver) -> None:
    """An advice without a valid marking is told to nobody, not even with the end of the hit."""
    _feed(driver, [h.marked(), h.advised(), h.on_monitor(), h.unmarked()])

    assert driver.sent[-1].data.model_dump()["advice"] is None


def test_a_correction_reaches_who_had_the_hit_in_an_offer(driver: Driver) -> None:
    """A partner that got the hit with its offer gets the correction; one that was offered later does not."""
    _feed(
        driver,
        [
            h.marked(),
            h.arrested(record="a"),
            h.on_monitor(),
            h.selected(),
            h.unmarked(),
            _arriving(h.arrested(record="a", version=2, minor_involved=True), "12:30"),
            h.unmarked(at="13:00", reason=FOUTIEF),
        ],
    )

    told = [line for line in lines(driver.sent) if line >= "11:00"]
    assert told == [
        "11:00 3RO offered with VH22",
        "11:00 3RO advice via iris",
        "12:00 ZSM hit VH22 ended LOSGELATEN",
        "12:00 3RO hit VH22 ended LOSGELATEN",
        "12:30 RVDK offered",
        "12:30 RVDK advice via kbps",
        "13:00 ZSM correction VH22",
        "13:00 3RO correction VH22",
    ]


def test_each_open_case_hears_of_the_hit(driver: Driver) -> None:
    """A marking matters to all open cases on the monitor, and to none that is closed."""
    cases = {"z-1": "10:00", "z-2": "10:01", "z-3": "10:02"}
    facts = [h.on_monitor(at, case=case) for case, at in cases.items()]

    _feed(driver, [*facts, h.decided(case="z-2", at="10:20"), h.marked(at="10:30")])

    asked = [one.case for one in driver.sent if one.routing and one.routing.recipient == "VH22"]
    assert asked == ["z-1", "z-3"]
