"""The time table of `hub.streams.correcting`, and to whom a correction may go."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import DataCorrected, Offence, PersonsSplit
from hub.schemas.vocabulary import (
    CorrectedFact,
    DecisionKind,
    DecisionStatus,
    MarkingEndReason,
    SelectionOutcome,
)
from hub.streams import correcting
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus
from tests.support import history as h
from tests.unit.streams.telling import BESIDE, lines, rows_of
from tests.unit.streams.test_regrouping import merge

ARREST = h.arrested(record="a")
DECIDED = h.decided(record="d")
KNOWN = [h.marked(), ARREST, h.on_monitor(), h.selected(), DECIDED]
VIOLENCE = (Offence(article="Sr 300", committed_on=date(2016, 10, 17)),)
DELICT = h.erratum(CorrectedFact.DELICT)
FOUTIEF = MarkingEndReason.FOUTIEF


def _again(at: str = "17:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event, by name
    """A higher version of the arrest."""
    given: dict[str, Any] = {"record": "a", "version": 2, "arrested_at": "09:00"} | fields
    return h.arrested(at, **given)


def _redecided(at: str = "17:00", version: int = 2, **fields: Any) -> Envelope:  # noqa: ANN401 - likewise
    """A higher version of the decision."""
    status = DecisionStatus(str(fields.pop("status", "DEFINITIEF")))
    return h.decided(status, at, DecisionKind.TRANSACTIE, record="d", version=version, **fields)


TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: (
        [*KNOWN, h.erratum(CorrectedFact.MARKERING)],
        ["17:00 3RO wrong MARKERING", "17:00 ZSM wrong MARKERING"],
    ),
    2: ([*KNOWN, DELICT], ["17:00 3RO wrong DELICT"]),
    3: (
        [*KNOWN, h.erratum(CorrectedFact.PERSOON, case=None)],
        ["17:00 3RO wrong PERSOON", "17:00 ZSM wrong PERSOON", "17:00 VH22 wrong PERSOON"],
    ),
    4: ([*KNOWN, DELICT, replace(DELICT, id="again")], ["17:00 3RO wrong DELICT"]),
    5: ([*KNOWN, h.erratum(CorrectedFact.DELICT, "+400 17:00")], []),
    6: (
        [*KNOWN, _again(birth_date=date(1991, 5, 1))],
        ["17:00 3RO wrong PERSOON", "17:00 ZSM wrong PERSOON", "17:00 VH22 wrong PERSOON"],
    ),
    7: ([h.marked(), h.arrested(record="a", birth_date=None), h.on_monitor(), _again()], []),
    8: ([*KNOWN, _again(offences=VIOLENCE)], ["17:00 3RO wrong DELICT"]),
    9: ([*KNOWN, h.unmarked(at="17:00", reason=FOUTIEF)], ["17:00 VH22 wrong MARKERING"]),
    10: ([h.answered(at="09:30"), *KNOWN, h.unmarked(at="17:00", reason=FOUTIEF)], []),
    11: (
        [*KNOWN, h.unmarked(at="17:00", ended_at="15:00"), h.unmarked(at="17:30", reason=FOUTIEF)],
        ["17:30 VH22 wrong MARKERING"],
    ),
    12: ([*KNOWN, h.unmarked(at="17:00", ended_at="15:00")], []),
    13: ([*KNOWN, _redecided(decided_at="-10 08:00")], ["17:00 VH22 wrong BESLISSING"]),
    14: ([*KNOWN, _redecided(status="VOORLOPIG")], ["17:00 VH22 wrong BESLISSING"]),
    15: (
        [*KNOWN, _redecided(status="VOORLOPIG"), _redecided("17:30", 3, status="VOORLOPIG")],
        ["17:00 VH22 wrong BESLISSING"],
    ),
    16: ([*KNOWN, _redecided()], []),
}


def _corrections(driver: Driver) -> list[str]:
    found = lines([one for one in driver.sent if isinstance(one.data, DataCorrected)], BESIDE)
    return [line.replace(" OM ", " ZSM ") for line in found if " POLITIE " not in line]


def _feed(driver: Driver, facts: list[Envelope]) -> None:
    for fact in facts:
        driver.feed(fact)


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells whom it says that something was wrong, when it says, and nobody else."""
    facts, told = TABLE[row]

    _feed(driver, facts)

    assert _corrections(driver) == told
    assert driver.withheld == []


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(correcting.__doc__) == [str(row) for row in TABLE]


def test_it_says_that_it_is_wrong_and_of_whom(driver: Driver) -> None:
    """The message holds no content; who it is about is added, for a recipient that was told so before."""
    _feed(driver, [*KNOWN, DELICT])
    (told,) = [one for one in driver.sent if isinstance(one.data, DataCorrected)]

    assert told.routing is not None
    assert (told.case, told.routing.rule, told.routing.categories) == (h.CASE, "W39O", (Category.IDENTITY,))


def test_who_was_never_told_who_it_is_is_not_told_so_now(driver: Driver) -> None:
    """3RO that heard of a referral by its number alone hears of no correction; the house it went to does."""
    _feed(driver, [h.arrested(), h.selected(SelectionOutcome.VEILIGHEIDSHUIS)])
    driver.feed(h.erratum(CorrectedFact.PERSOON))

    told = _corrections(driver)
    assert "17:00 VH22 wrong PERSOON" in told
    assert not [line for line in told if "3RO" in line]


def test_a_house_that_knows_nobody_any_more_is_still_told(driver: Driver) -> None:
    """Who let the person go still holds what it was told: it is told under the row of who is addressed."""
    _feed(driver, [*KNOWN, h.unmarked(at="16:30")])
    driver.feed(h.erratum(CorrectedFact.BESLISSING))

    assert "17:00 VH22 wrong BESLISSING" in _corrections(driver)
    assert driver.withheld == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"residence": None}, "PERSOON"),
        ({"residence": "GM0758"}, "PERSOON"),
        ({"birth_date": None}, "PERSOON"),
        ({"offences": ()}, "DELICT"),
        ({"minor_involved": True}, None),
        ({}, None),
    ],
)
def test_what_a_new_version_corrects(fields: dict[str, Any], told: str | None, driver: Driver) -> None:
    """Birth date and residence are the person's, offences the case's; the rest corrects nothing."""
    _feed(driver, [*KNOWN, _again(**fields)])

    assert {line.rpartition(" ")[2] for line in _corrections(driver)} == ({told} if told else set())


def test_a_birth_date_is_wrong_in_every_case_that_heard_it(driver: Driver) -> None:
    """An arrest's new version corrects the person in the other case as well, the offence in its own alone."""
    other = [h.arrested("09:30", case="z-2"), h.on_monitor("10:30", case="z-2"), h.selected(case="z-2")]
    _feed(driver, [*KNOWN, *other])
    driver.feed(_again(birth_date=date(1991, 5, 1), offences=VIOLENCE))

    found = {(one.case, one.data.what) for one in driver.sent if isinstance(one.data, DataCorrected)}
    assert found == {
        (h.CASE, CorrectedFact.PERSOON),
        ("z-2", CorrectedFact.PERSOON),
        (h.CASE, CorrectedFact.DELICT),
    }


def test_feedback_that_fell_stays_in_the_ledger(driver: Driver) -> None:
    """The ledger proves what went; that it should not have gone is proven by the correction."""
    _feed(driver, TABLE[9][0])

    assert driver.ledger[h.CASE, "VH22"].status is FeedbackStatus.VERSTUURD


def test_a_split_takes_back_feedback_about_another_person(driver: Driver) -> None:
    """VH22 knew the other one of two who were taken for one: the feedback was none of its business."""
    facts = [
        h.marked(subject="sb"),
        *(replace(fact, subject="sa") for fact in (ARREST, h.on_monitor())),
        *merge("sb", "sa", "12:00"),
        replace(DECIDED, subject="sa"),
    ]
    _feed(driver, facts)
    assert _corrections(driver) == []

    data = PersonsSplit(restored="sb", survivor="sa")
    _feed(
        driver, [h.fact(data, "17:00", case=None, subject=one, record=f"split/{one}") for one in ("sb", "sa")]
    )

    assert _corrections(driver) == ["17:00 VH22 wrong MARKERING"]


def test_a_merge_takes_nothing_back(driver: Driver) -> None:
    """A case that moves before the marking it rests on is not told to be wrong."""
    facts = [
        h.marked(subject="sb"),
        *(replace(fact, subject="sb") for fact in (ARREST, h.on_monitor(), h.selected(), DECIDED)),
        *merge("sb", "sa", "17:00"),
    ]
    _feed(driver, facts)

    assert _corrections(driver) == []
