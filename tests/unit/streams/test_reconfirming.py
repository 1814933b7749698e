"""The time table of `hub.streams.reconfirming`; the day is the 17th, so ``+10`` is the 27th of October."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import MarkingEndsSoon, PersonsMerged
from hub.schemas.vocabulary import MergeGround, TimerKind
from hub.streams import reconfirming
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import BESIDE, lines, rows_of

SUMMER = timezone(timedelta(hours=2))
MARKED_AT = "-9 09:00"
UNTIL = h.marked(valid_to="+24 12:00")
ASKED = "27 12:00 VH22 stays m1?"


def _again(at: str, version: int = 2, valid_to: str = "+54 12:00") -> Envelope:
    """A later version of the marking, with another end."""
    return replace(_late(at, valid_to), version=version, id=f"again-{version}")


def _late(at: str, valid_to: str = "+24 12:00", registered_at: str = MARKED_AT) -> Envelope:
    """The marking, arriving later."""
    marked = h.marked(valid_to=valid_to, registered_at=registered_at, valid_from=MARKED_AT)
    return replace(marked, recorded_at=h.at_time(at), id=f"late-{at}")


def _merge(at: str) -> list[Envelope]:
    """Another person proves to be this one."""
    data = PersonsMerged(
        retired="s-other", survivor=h.SUBJECT, members=("s-other",), ground=MergeGround.BEWEZEN
    )
    return [h.fact(data, at, case=None, subject=one, record=f"merge/{one}") for one in (h.SUBJECT, "s-other")]


TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([UNTIL], [ASKED]),
    2: ([h.marked(valid_to="+3 12:00")], []),
    3: ([h.marked()], []),
    4: ([UNTIL, h.unmarked(at="+3 12:00")], []),
    5: ([UNTIL, h.unmarked(at="12:00", ended_at="+19 12:00")], []),
    6: ([UNTIL, _again("+3 12:00")], ["26 12:00 VH22 stays m1?"]),
    7: ([UNTIL, _again("+11 12:00")], [ASKED, "26 12:00 VH22 stays m1?"]),
    8: ([_late("+15 10:00")], ["01 10:00 VH22 stays m1?"]),
    9: ([_late("+25 10:00")], []),
    10: ([UNTIL, _late("+11 12:00")], [ASKED]),
    11: ([_late("+13 09:00", registered_at="+13 09:00")], []),
    12: ([UNTIL, *_merge("12:00")], [ASKED]),
}


def _asked(driver: Driver) -> list[str]:
    return lines([one for one in driver.sent if isinstance(one.data, MarkingEndsSoon)], BESIDE, _summer_time)


def _summer_time(moment: datetime) -> str:
    return f"{moment.astimezone(SUMMER):%d %H:%M}"


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table asks the house when it says, and leaves no timer behind."""
    facts, asked = TABLE[row]

    for fact in facts:
        driver.feed(fact)
    driver.advance(h.at_time("+90 12:00"))

    assert _asked(driver) == asked
    assert [key for key in driver.timers if key[1] is TimerKind.RECONFIRM_MARKING] == []


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(reconfirming.__doc__) == [str(row) for row in TABLE]


def test_it_is_about_no_case(driver: Driver) -> None:
    """The house is asked about its marking and casus, as one that knows the person; no case is named."""
    for fact in [UNTIL, h.arrested(), h.on_monitor()]:
        driver.feed(fact)
    (asked,) = [
        one for one in driver.advance(h.at_time("+10 12:00")) if one.data.kind == MarkingEndsSoon.kind
    ]

    assert asked.case is None
    assert asked.data == MarkingEndsSoon(marking="m1", casus="casus-VH22", valid_to=h.at_time("+24 12:00"))
    assert asked.routing is not None
    assert (asked.routing.rule, asked.routing.categories) == (
        "R112",
        (Category.HOUSE_ADVICE, Category.IDENTITY),
    )
    assert driver.dossier(h.SUBJECT).disclosed == {
        "VH22": {category: h.at_time("+10 12:00").date() for category in asked.routing.categories}
    }


def test_each_marking_is_asked_about(driver: Driver) -> None:
    """Two houses, and two markings of one house, are each asked about their own."""
    for fact in [UNTIL, h.marked(marking="m2", valid_to="+25 12:00"), h.marked("VH24", valid_to="+26 12:00")]:
        driver.feed(fact)
    driver.advance(h.at_time("+13 00:00"))

    assert _asked(driver) == [ASKED, "28 12:00 VH22 stays m2?", "29 12:00 VH24 stays m1?"]
