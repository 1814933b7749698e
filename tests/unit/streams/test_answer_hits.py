"""The time table of `hub.streams.answer_hits`, row by row."""

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.events import AdviceConfirmationRequested, CaseOffered, CorrectionForwarded, HouseHit
from hub.schemas.vocabulary import HouseAnswer, MarkingEndReason
from hub.streams import answer_hits
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import WORDS, lines, rows_of

UNKNOWN, SHUT = HouseAnswer.NIET_BEKEND, HouseAnswer.ONBEREIKBAAR
HIT = "10:30 ZSM hit VH22"
MARKED = [HIT, "11:00 ZSM hit VH22 late", "11:00 VH22 asked"]
LET_GO = "12:00 ZSM hit VH22 ended LOSGELATEN"
OFFERED = "11:00 3RO offered with VH22"

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([h.on_monitor(), h.answered()], [HIT]),
    2: ([h.answered(), h.on_monitor("11:00")], ["11:00 ZSM hit VH22"]),
    3: (
        [h.on_monitor(), h.answered(), h.advised(at="10:40"), h.confirmed(at="10:50")],
        [HIT, "10:40 ZSM hit VH22 advice 1", "10:50 ZSM hit VH22 advice 1 confirmed 10:50"],
    ),
    4: ([h.on_monitor(), h.answered(), h.answered(at="11:00")], [HIT]),
    5: ([h.on_monitor(), h.answered(), h.answered(answer=UNKNOWN, at="11:00"), h.advised(at="12:00")], [HIT]),
    6: (
        [h.on_monitor(), h.answered(), h.answered(answer=SHUT, at="11:00"), h.advised(at="11:30")],
        [HIT, "11:30 ZSM hit VH22 advice 1"],
    ),
    7: ([h.on_monitor(), h.answered(), h.marked(at="11:00")], MARKED),
    8: (
        [h.on_monitor(), h.answered(), h.marked(at="11:00"), h.unmarked()],
        [*MARKED, "12:00 ZSM hit VH22 late ended LOSGELATEN"],
    ),
    9: (
        [h.marked(), h.on_monitor(), h.answered(), h.unmarked()],
        ["10:00 ZSM hit VH22", "10:00 VH22 asked", LET_GO, "12:00 ZSM hit VH22"],
    ),
    10: ([h.on_monitor(), h.decided(), h.answered(at="16:30")], []),
    11: ([h.arrested(), h.on_monitor(), h.answered(), h.selected()], [HIT, OFFERED]),
    12: (
        [h.arrested(), h.on_monitor(), h.answered(), h.selected(), h.answered("VH24", at="11:30")],
        [HIT, OFFERED, "11:30 ZSM hit VH24", "11:30 3RO hit VH24"],
    ),
    13: (
        [
            h.advised("VH22", indicated="dagvaarding"),
            h.advised("VH24", contra_indicated="Dagvaarding"),
            h.on_monitor(),
            h.answered(),
            h.answered("VH24", at="10:40"),
        ],
        ["10:30 ZSM hit VH22 advice 1", "10:40 ZSM hit VH24 conflict advice 1"],
    ),
    14: (
        [
            h.marked(),
            h.arrested(),
            h.on_monitor(),
            h.unmarked(at="10:15"),
            h.answered(),
            h.selected(),
            h.unmarked(reason=MarkingEndReason.FOUTIEF),
        ],
        [
            "10:00 ZSM hit VH22",
            "10:00 VH22 asked",
            "10:15 ZSM hit VH22 ended LOSGELATEN",
            HIT,
            OFFERED,
            "12:00 ZSM correction VH22",
        ],
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table gives the hits that it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    kinds = (HouseHit, AdviceConfirmationRequested, CaseOffered, CorrectionForwarded)
    assert lines(driver.sent, {kind: WORDS[kind] for kind in kinds}) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(answer_hits.__doc__) == [str(row) for row in TABLE]


def test_a_hit_by_answer_has_no_origin_and_is_never_late(driver: Driver) -> None:
    """It rests on what the house said, and comes when it was said."""
    driver.feed(h.on_monitor())
    driver.feed(h.answered())

    (hit, _) = [one.data for one in driver.sent if isinstance(one.data, HouseHit)]
    assert isinstance(hit, HouseHit)
    assert (hit.origin, hit.late) == (None, False)


def test_a_house_that_takes_its_answer_back_is_not_offered(driver: Driver) -> None:
    """Who is offered the case later does not read of a house that said in the end not to know the person."""
    for fact in (h.arrested(), h.on_monitor(), h.answered(), h.answered(answer=UNKNOWN, at="10:40")):
        driver.feed(fact)

    assert "11:00 3RO offered" in lines(driver.feed(h.selected()))


def test_the_marked_house_sees_the_conflict_with_an_answer(driver: Driver) -> None:
    """A hit by a marking is in conflict with the advice of a house that answered, too."""
    driver.feed(h.advised("VH22", indicated="dagvaarding"))
    driver.feed(h.advised("VH24", contra_indicated="dagvaarding"))
    driver.feed(h.answered("VH24", at="-1 10:00"))
    driver.feed(h.marked())

    assert lines(driver.feed(h.on_monitor()))[0] == "10:00 ZSM hit VH22 conflict advice 1"
