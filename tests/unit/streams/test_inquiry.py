"""The time table of `hub.streams.inquiry`, row by row, and what is looked up of it."""

import pytest

from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import InquiryAnswered, InquiryForwarded, NoHouse
from hub.schemas.vocabulary import HouseAnswer
from hub.streams import inquiry
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import ASKING, WORDS, lines, rows_of

KNOWN, UNKNOWN, SHUT = HouseAnswer.BEKEND, HouseAnswer.NIET_BEKEND, HouseAnswer.ONBEREIKBAAR
ASKED = "10:00 VH22 bevraging"
BEKEND = "10:30 ZSM result VH22 BEKEND (all)"

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([a.inquiry()], [ASKED]),
    2: ([a.inquiry("10:00", "VH24")], ["10:00 VH24 bevraging"]),
    3: (
        [h.arrested("09:30", residence=None), a.inquiry()],
        ["10:00 OM no house GEEN_WOONPLAATS"],
    ),
    4: (
        [h.arrested("09:30", residence="GM9999"), a.inquiry()],
        ["10:00 OM no house GEEN_HUIS_VOOR_GEMEENTE"],
    ),
    5: ([h.marked(), a.inquiry("10:00", "VH22", "VH24")], ["10:00 VH24 bevraging"]),
    6: ([a.inquiry(), a.inquiry("10:05")], [ASKED]),
    7: (
        [a.inquiry(), h.answered(answer=UNKNOWN), a.inquiry("11:00")],
        [ASKED, "10:30 ZSM result VH22 NIET_BEKEND (all)", "11:00 VH22 bevraging"],
    ),
    8: ([a.inquiry(channel=a.BY_PHONE)], []),
    9: ([a.inquiry(channel=a.BY_PHONE), a.inquiry("10:05")], ["10:05 VH22 bevraging"]),
    10: ([a.inquiry("20:00")], ["20:00 VH22 bevraging", "20:00 ZSM result VH22 opens 18 08:30 too late"]),
    11: (
        [a.inquiry("20:00", channel=a.BY_PHONE)],
        ["20:00 ZSM result VH22 opens 18 08:30 too late"],
    ),
    12: (
        [
            a.inquiry("10:00", "VH22", "VH24"),
            h.answered(),
            h.answered("VH24", UNKNOWN, "10:40"),
        ],
        [
            ASKED,
            "10:00 VH24 bevraging",
            "10:30 ZSM result VH22 BEKEND, VH24 waits",
            "10:40 ZSM result VH22 BEKEND, VH24 NIET_BEKEND (all)",
        ],
    ),
    13: (
        [a.inquiry(), h.answered(answer=SHUT)],
        [ASKED, "10:30 ZSM result VH22 ONBEREIKBAAR (all)"],
    ),
    14: (
        [a.inquiry(), h.answered(answer=SHUT), h.answered(at="11:00")],
        [ASKED, "10:30 ZSM result VH22 ONBEREIKBAAR (all)", "11:00 ZSM result VH22 BEKEND (all)"],
    ),
    15: ([h.answered()], [BEKEND]),
    16: (
        [h.answered(record="r"), h.answered(at="10:40", answered_at="10:30", record="r", version=2)],
        [BEKEND],
    ),
    17: (
        [h.answered(), h.answered(answer=UNKNOWN, at="10:40", answered_at="10:00")],
        [BEKEND, "10:40 ZSM result VH22 BEKEND (all)"],
    ),
    18: ([h.decided(at="09:30"), a.inquiry(), h.answered()], []),
}


def _said(driver: Driver) -> list[str]:
    kinds = (InquiryForwarded, InquiryAnswered, NoHouse)
    return lines(driver.sent, {kind: (ASKING | WORDS)[kind] for kind in kinds})


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table asks and tells what it says, when it says."""
    facts, told = TABLE[row]

    for fact in [h.arrested(brought_in_at="09:15"), *facts]:
        driver.feed(fact)

    assert _said(driver) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(inquiry.__doc__) == [str(row) for row in TABLE]


def test_a_house_that_opens_before_the_term_ends_is_in_time(driver: Driver) -> None:
    """At 08:00 the house opens in half an hour, long before the hold that began at seven runs out."""
    driver.feed(h.arrested("07:00"))
    driver.feed(a.inquiry("08:00"))

    assert _said(driver) == ["08:00 VH22 bevraging", "08:00 ZSM result VH22 opens 17 08:30"]


def test_without_a_term_a_house_is_always_in_time(driver: Driver) -> None:
    """Of who was summoned nobody waits in a cell."""
    driver.feed(h.summoned())
    driver.feed(a.inquiry("20:00"))

    assert _said(driver)[-1] == "20:00 ZSM result VH22 opens 18 08:30"


def test_a_house_is_asked_with_the_identity_and_the_end_of_the_term_only(driver: Driver) -> None:
    """Who may be a stranger to the house is told by name, and nothing of what he is suspected of."""
    driver.feed(h.arrested())
    driver.feed(a.inquiry())

    (asked,) = [one for one in driver.sent if isinstance(one.data, InquiryForwarded)]
    assert asked.routing is not None
    assert asked.routing.rule == "A8"
    assert asked.routing.categories == (Category.HOLD_TERM, Category.IDENTITY)


def test_partners_with_the_case_hear_the_result(driver: Driver) -> None:
    """3RO, which was offered the case, hears what the house said, as OM and police do."""
    for fact in (h.arrested(), h.on_monitor(), h.selected(), a.inquiry("11:10"), h.answered(at="11:30")):
        driver.feed(fact)

    assert _said(driver)[1:] == ["11:30 ZSM result VH22 BEKEND (all)", "11:30 3RO result VH22 BEKEND (all)"]


def test_a_request_that_comes_twice_asks_once(driver: Driver) -> None:
    """The same request once more, after the answer, does not ask the house again."""
    for fact in (h.arrested(), a.inquiry(), h.answered(), a.again(a.inquiry(), "11:00")):
        driver.feed(fact)

    assert _said(driver) == [ASKED, BEKEND]


def test_no_house_is_asked_about_a_case_at_cvom(driver: Driver) -> None:
    """Of a case that is handled at CVOM no house hears, and nobody hears of houses."""
    for fact in (h.arrested(), h.on_monitor("09:30", region="CVOM"), a.inquiry(), h.answered()):
        driver.feed(fact)

    assert _said(driver) == []


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ([], ""),
        ([h.answered()], "BEKEND"),
        ([h.answered(answer=SHUT)], "ONBEREIKBAAR"),
        ([h.decided()], "case-closed"),
        ([h.answered(), h.decided()], "BEKEND"),
        ([h.answered(answer=SHUT), a.inquiry("11:00")], ""),
    ],
    ids=["waits", "answered", "unreachable", "overtaken", "answered-then-decided", "asked-again"],
)
def test_what_is_asked_is_looked_up_until_it_ends(
    facts: list[Envelope], outcome: str, driver: Driver
) -> None:
    """A bevraging stands open for the house until it answers or the decision overtakes it."""
    for fact in (h.arrested(), a.inquiry(), *facts):
        driver.feed(fact)

    line = driver.awaited[h.CASE, AwaitedKind.BEVRAGING, "VH22"]
    assert (line.of, line.outcome) == ("VH22", outcome)
