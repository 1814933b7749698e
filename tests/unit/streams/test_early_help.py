"""The time table of `hub.streams.early_help`, and who sees what of it."""

from dataclasses import replace
from datetime import date

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.events import EarlyHelpNotified
from hub.schemas.vocabulary import CustodyKind
from hub.streams import early_help
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import ROUTES, lines, rows_of

IVS, EXTENDED = CustodyKind.INVERZEKERINGSTELLING, CustodyKind.INVERZEKERINGSTELLING_VERLENGD
MINOR = date(2001, 5, 1)
HELD = [h.arrested(), h.custody(IVS, "12:00")]
TOLD = ["12:00 3RO early help since 12:00"]
UNKNOWN = [h.arrested(birth_date=None, record="a"), h.custody(IVS, "12:00")]
CORRECTED = replace(h.arrested(record="a", version=2), recorded_at=h.at_time("12:30"))

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: (HELD, TOLD),
    2: ([h.arrested(birth_date=MINOR), h.custody(IVS, "12:00")], ["12:00 RVDK early help since 12:00"]),
    3: ([*HELD, h.custody(IVS, "13:00")], TOLD),
    4: ([*HELD, h.custody(EXTENDED, "13:00")], TOLD),
    5: ([h.arrested(), h.custody(EXTENDED, "12:00")], []),
    6: (
        [h.custody(IVS, "12:00"), replace(h.arrested(), recorded_at=h.at_time("12:30"))],
        ["12:30 3RO early help since 12:00"],
    ),
    7: (UNKNOWN, ["12:00 ZSM age unknown"]),
    8: ([*UNKNOWN, CORRECTED], ["12:00 ZSM age unknown", "12:30 3RO early help since 12:00"]),
    9: ([h.decided(at="10:00"), *HELD], TOLD),
    10: ([h.on_monitor("08:00", region="CVOM"), *HELD], TOLD),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells what it says, to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert lines(driver.sent, ROUTES) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(early_help.__doc__) == [str(row) for row in TABLE]


def _notice(driver: Driver) -> EarlyHelpNotified:
    (notice,) = [one.data for one in driver.sent if isinstance(one.data, EarlyHelpNotified)]
    return notice


def test_the_offence_is_told_at_once_and_the_term_is_not(driver: Driver) -> None:
    """3RO sees what for and who, but not until when, before it is offered the case."""
    for fact in HELD:
        driver.feed(fact)

    notice = _notice(driver)
    assert (notice.offences, notice.birth_date, notice.term_end) == (h.THEFT, h.ADULT, None)


@pytest.mark.parametrize("by", [h.selected(), h.partner_advised("3RO", "11:00")])
def test_who_has_the_case_sees_the_term(by: Envelope, driver: Driver) -> None:
    """A partner that was offered the case, or advised in it, also sees until when."""
    for fact in [h.arrested(), by, h.custody(IVS, "12:00")]:
        driver.feed(fact)

    assert _notice(driver).term_end == h.at_time("+3 12:00")


def test_the_first_moment_counts_in_any_order(driver: Driver) -> None:
    """What is told is when it began, also where a later one was reported first."""
    later = replace(h.custody(IVS, "12:00", since="11:00"), recorded_at=h.at_time("08:00"))
    earlier = replace(h.custody(IVS, "10:00"), recorded_at=h.at_time("08:30"))

    for fact in [later, earlier, h.arrested()]:
        driver.feed(fact)

    assert _notice(driver).since == h.at_time("10:00")


@pytest.mark.parametrize(
    ("born", "residence", "region"),
    [
        (MINOR, "GM0363", "AMSTERDAM"),
        (MINOR, None, h.REGION),
        (MINOR, "GM9999", h.REGION),
        (h.ADULT, "GM0363", None),
    ],
)
def test_the_raad_of_the_residence_is_named(
    born: date, residence: str | None, region: str | None, driver: Driver
) -> None:
    """Of a minor the Raad of the home region is told, else that of the case; an adult has none."""
    driver.feed(h.arrested(birth_date=born, residence=residence))
    driver.feed(h.custody(IVS, "12:00"))

    assert _notice(driver).raad_region == region
