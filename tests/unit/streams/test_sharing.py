"""The time table of `hub.streams.sharing`, row by row, and its borders."""

from datetime import date

import pytest

from hub.errors import RuleBreachError
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import PartnerAdviceShared
from hub.schemas.vocabulary import SelectionOutcome
from hub.streams import sharing
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import ASKING, lines, rows_of

YOUNG, MINOR = date(1996, 5, 1), date(2001, 5, 1)
ADVICE = ["12:30 ZSM advice 1 of 3RO", "12:30 RVDK advice 1 of 3RO"]
LOW = ["11:00 OM preselect LAAG", "11:00 RVDK preselect LAAG"]
CARE = ["10:30 ZSM there is ZORG", "11:00 RVDK there is ZORG"]
OTHER = [f"11:00 {who} another: HUISELIJK_GEWELD" for who in ("3RO", "RVDK")]


def _of(born: date) -> list[Envelope]:
    return [h.arrested(birth_date=born), h.on_monitor("09:30")]


TABLE: dict[int, tuple[date, list[Envelope], list[str]]] = {
    1: (YOUNG, [h.selected(), a.advice()], ADVICE),
    2: (h.ADULT, [h.selected(), a.advice()], ["12:30 ZSM advice 1 of 3RO"]),
    3: (
        YOUNG,
        [a.advice("10:00"), a.advice("10:30", number=2), h.selected()],
        ["11:00 ZSM advice 1 of 3RO", "11:00 ZSM advice 2 of 3RO", "11:00 RVDK advice 2 of 3RO"],
    ),
    4: (YOUNG, [h.selected(), a.advice(), a.advice("12:40", record="other")], ADVICE),
    5: (YOUNG, [h.selected(), a.advice(), h.decided(), a.advice("16:30", number=2)], ADVICE),
    6: (YOUNG, [h.selected(SelectionOutcome.BACKOFFICE), a.advice()], []),
    7: (
        YOUNG,
        [h.selected(), a.advice(), h.decided(), a.objection("16:30")],
        [*ADVICE, "16:30 OM 3RO objects"],
    ),
    8: (YOUNG, [a.objection("10:30"), h.selected()], ["11:00 OM 3RO objects"]),
    9: (MINOR, [a.preselect(a.LOW), h.selected()], LOW),
    10: (
        MINOR,
        [
            a.preselect(a.LOW),
            h.selected(),
            a.preselect(a.HIGH, "12:00"),
            a.preselect(a.LOW, "12:10", made_at="09:30"),
        ],
        [*LOW, "12:00 OM preselect HOOG", "12:00 RVDK preselect HOOG"],
    ),
    11: (YOUNG, [a.context("3RO"), h.selected()], CARE),
    12: (
        YOUNG,
        [a.context("3RO"), h.selected(), a.context("RVDK", at="12:00")],
        [*CARE, "12:00 3RO there is ZORG"],
    ),
    13: (
        YOUNG,
        [a.context("KIB", a.VIOLENCE, about=a.ANOTHER), h.selected()],
        ["10:30 ZSM another: HUISELIJK_GEWELD", *OTHER],
    ),
    14: (YOUNG, [h.decided(), a.context("3RO", at="16:30")], []),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells what it says, to whom it says, when it says."""
    born, facts, told = TABLE[row]

    for fact in [*_of(born), *facts]:
        driver.feed(fact)

    assert lines(driver.sent, ASKING) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(sharing.__doc__) == [str(row) for row in TABLE]


def test_police_and_om_read_the_advice_itself(driver: Driver) -> None:
    """After selection nothing of a partner's advice is left out for OM, police, or the other partner."""
    for fact in (*_of(YOUNG), h.selected(), a.advice()):
        driver.feed(fact)

    shared = [one for one in driver.sent if isinstance(one.data, PartnerAdviceShared)]
    assert {one.data.model_dump()["explanation"] for one in shared} == {"toezicht loopt"}
    seen = {one.routing.categories[-1] for one in shared if one.routing}
    assert seen == {Category.PARTNER_ADVICE}


def test_of_two_versions_in_the_wrong_order_a_partner_gets_the_higher(driver: Driver) -> None:
    """OM and police get each version; the Raad, which has version 2, has no use for version 1."""
    for fact in (*_of(YOUNG), h.selected(), a.advice(number=2), a.advice("12:40")):
        driver.feed(fact)

    assert lines(driver.sent, ASKING)[-2:] == ["12:30 RVDK advice 2 of 3RO", "12:40 ZSM advice 1 of 3RO"]


def test_an_objection_that_is_worded_anew_is_told_anew(driver: Driver) -> None:
    """A later version of an objection is told, the same version once more is not."""
    for fact in (
        *_of(YOUNG),
        h.selected(),
        a.objection("12:00", record="o"),
        a.again(a.objection("12:00", record="o"), "12:05"),
        a.objection("12:00", reason="veel te licht", record="o", version=2),
    ):
        driver.feed(fact)

    assert lines(driver.sent, ASKING) == ["12:00 OM 3RO objects", "12:00 OM 3RO objects"]


def test_the_preselect_of_an_adult_is_refused(driver: Driver) -> None:
    """The Preselect Recidive is for minors: of an adult it is refused."""
    driver.feed(h.arrested())

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(a.preselect(a.LOW))

    assert refusal.value.code == "preselect-for-adult"


def test_a_preselect_of_who_proves_an_adult_goes_nowhere(driver: Driver) -> None:
    """A birth date that comes after the score stops what was not told."""
    for fact in (a.preselect(a.LOW), h.arrested("10:30"), h.selected()):
        driver.feed(fact)

    assert lines(driver.sent, ASKING) == []


def test_a_birth_date_from_another_case_brings_the_partner_what_waits(driver: Driver) -> None:
    """Where another case's arrest says how old he is, who is offered this case gets its context, too."""
    for fact in (
        h.arrested(birth_date=None),
        a.context("KIB"),
        h.selected(),
        h.arrested("12:00", case="z-2"),
    ):
        driver.feed(fact)

    assert lines(driver.sent, ASKING) == ["10:30 ZSM there is ZORG", "12:00 3RO there is ZORG"]
