"""The time table of `hub.streams.erasing`: who must destroy what it was told, and what stays here."""

from collections.abc import Callable
from datetime import date

import pytest

from hub.schemas import events as ev
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import ErasureGround
from hub.streams import erasing
from hub.streams.disclosure import BARE
from hub.streams.dossier import Case, Disclosed, Dossier
from hub.streams.driver import Driver
from hub.streams.effects import Erase, FeedbackStatus
from hub.streams.erasing import a_year_before
from hub.streams.step import Step
from tests.support import history as h
from tests.unit.streams.telling import rows_of

ZSM = ("OM", "POLITIE")
YEAR_LATER = date(2017, 10, 17)
LAST_DAY, TOO_LONG_AGO = date(2016, 10, 17), date(2016, 10, 16)
YESTERDAY = date(2017, 10, 16)
MERGED = "s-merged"


def order(at: h.When = "+365 12:00", version: int = 1, subject: str = h.SUBJECT) -> Envelope:
    """A court's order, about the person."""
    data = ev.PersonDataErased(ground=ErasureGround.RECHTER, reference="RK-1", ordered_at=h.at_time(at))
    return h.fact(data, at, case=None, subject=subject, record="order", version=version)


def told(*recipients: str, on: date = YESTERDAY, what: str = Category.IDENTITY) -> Disclosed:
    """Each was told something of a category, on a day."""
    return {recipient: {str(what): on} for recipient in recipients}


def carried_out(step: Step, dossier: Dossier) -> tuple[Dossier, list[str], list[object]]:
    """The dossier after the order, who is told to destroy which case, and the other effects."""
    envelope = order()
    after, effects = step(dossier, envelope, envelope.recorded_at)
    sent = [one for one in effects if isinstance(one, Envelope)]
    assert {type(one.data) for one in sent} <= {ev.ErasureForwarded}
    words = []
    for one in sent:
        assert one.routing is not None
        named = " by name" if Category.IDENTITY in one.routing.categories else ""
        words.append(f"{one.routing.recipient} {one.case or '-'}{named}")
    return after, words, [one for one in effects if not isinstance(one, Envelope)]


ROWS: dict[str, tuple[Disclosed, Disclosed, list[str]]] = {
    "1": (told("OM", "POLITIE", "VH22"), {}, ["OM z-1 by name", "POLITIE z-1 by name", "VH22 z-1 by name"]),
    "2": (
        told("VH22", on=LAST_DAY) | told(*ZSM),
        {},
        ["OM z-1 by name", "POLITIE z-1 by name", "VH22 z-1 by name"],
    ),
    "3": (told("VH22", on=TOO_LONG_AGO) | told(*ZSM), {}, ["OM z-1 by name", "POLITIE z-1 by name"]),
    "4": ({}, told("VH22"), ["VH22 - by name"]),
    "5": (told("SHN", what=BARE) | told("3RO", what=BARE), {}, ["3RO z-1", "SHN z-1"]),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(row: str, step: Step) -> None:
    """Whoever was told within the year is told to destroy it, as it was told; nothing else stays."""
    in_case, in_none, expected = ROWS[row]
    dossier = Dossier(subject=h.SUBJECT, cases={h.CASE: Case(disclosed=in_case)}, disclosed=in_none)

    after, sent, others = carried_out(step, dossier)

    assert sent == expected
    assert others == [Erase((h.SUBJECT,), ErasureGround.RECHTER, "RK-1")]
    assert after == Dossier(subject=h.SUBJECT, versions={"order": 1}, as_of=h.at_time("+365 12:00"))


def test_row_6(pull_driver: Driver) -> None:
    """A Terugkoppeling that a house could still have asked for is due no more."""
    for fact in [h.marked(), h.arrested(), h.on_monitor(), h.decided()]:
        pull_driver.feed(fact)
    before = pull_driver.ledger[h.CASE, "VH22"].status
    pull_driver.feed(order("+1 12:00"))

    line = pull_driver.ledger[h.CASE, "VH22"]
    assert before is FeedbackStatus.GEVRAAGD_AFWACHTEN
    assert (line.status, line.reason) == (FeedbackStatus.VERVALLEN, "gegevens-vernietigd")


def test_row_7(step: Step) -> None:
    """Of a person who was merged into this one all goes too, but that it was."""
    part = Dossier(
        subject=MERGED, versions={"r": 2}, cases={"z-2": Case(disclosed=told("OM"))}, joined={"z-9": "z-2"}
    )
    dossier = Dossier(subject=h.SUBJECT, parts={MERGED: part}, cases={h.CASE: Case(disclosed=told("VH22"))})

    after, sent, others = carried_out(step, dossier)

    assert sorted(sent) == ["OM z-2 by name", "VH22 z-1 by name"]
    assert after.parts == {MERGED: Dossier(subject=MERGED, versions={"r": 2}, joined={"z-9": "z-2"})}
    assert others == [Erase((h.SUBJECT, MERGED), ErasureGround.RECHTER, "RK-1")]


def test_row_8(driver: Driver) -> None:
    """A person that comes back is like any first one; the versions that were seen are known still."""
    first = [h.marked(), h.arrested(), h.on_monitor()]
    for fact in first:
        driver.feed(fact)
    driver.feed(order("+1 12:00"))
    after = driver.dossier(h.SUBJECT)
    again = driver.feed(h.on_monitor("+2 10:00", case="z-2"))

    assert after.cases == {}
    assert after.markings == {}
    assert set(after.versions) == {*(fact.record for fact in first), "order"}
    assert again == []


def test_row_9(driver: Driver) -> None:
    """The order in a second version tells nobody again, for nobody was told anything since."""
    for fact in [h.marked(), h.arrested(), h.on_monitor()]:
        driver.feed(fact)

    assert driver.feed(order("+1 12:00")) != []
    assert driver.feed(order("+1 13:00", version=2)) == []
    assert len(driver.erased) == 2


def test_a_year_is_counted_to_the_day() -> None:
    """The same day of the year before; of 29 February the day before that."""
    assert a_year_before(YEAR_LATER) == LAST_DAY
    assert a_year_before(date(2016, 2, 29)) == date(2015, 2, 28)


def test_every_row_has_its_test() -> None:
    """The time table and the tests know the same rows."""
    tested: dict[str, Callable[..., None]] = {
        "6": test_row_6, "7": test_row_7, "8": test_row_8, "9": test_row_9,
    }  # fmt: skip

    assert rows_of(erasing.__doc__) == [*ROWS, *tested]
