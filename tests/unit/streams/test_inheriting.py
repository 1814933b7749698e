"""What a house knew before it merged is its successor's, row by row of `hub.streams.inheriting`."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import CustodyKind
from hub.streams import inheriting
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import rows_of

MERGED = datetime(2016, 12, 31, 23, tzinfo=UTC)
"""Midnight in Amsterdam, winter time."""
BEFORE = MERGED - timedelta(days=30)
LATE_IN_DECEMBER = MERGED - timedelta(hours=10)
ARREST = MERGED + timedelta(days=9, hours=10)
HOUR = timedelta(hours=1)

MARKED = h.marked("VH33", at=BEFORE, marking="M1", casus="K-33", registered_at=BEFORE, valid_from=BEFORE)
IN_JANUARY = (MARKED, h.arrested(at=ARREST), h.on_monitor(at=ARREST + HOUR))


def told(driver: Driver, *facts: Envelope) -> list[tuple[str, str]]:
    """Who was told what of houses: recipient, wire name and the house that it names; 3RO and clocks aside."""
    for one in facts:
        driver.feed(one)
    kinds = ("veiligheidshuis-hit", "advies-bevestiging-gevraagd", "terugkoppeling")
    return [
        (one.routing.recipient, one.data.kind + _house(one))
        for one in driver.sent
        if one.routing is not None and one.data.kind in kinds and one.routing.recipient != "POLITIE"
    ]


def _house(envelope: Envelope) -> str:
    house, ended = (getattr(envelope.data, name, None) for name in ("house", "ended"))
    return "".join(f" {word}" for word in (house, ended) if word)


def test_every_row_is_tested() -> None:
    """The table in the docstring has a test for each of its rows."""
    assert rows_of(inheriting.__doc__) == [str(number) for number in range(1, 7)]


def test_row_1_the_successor_is_hit_and_asked(driver: Driver) -> None:
    """A person whom the house marked before is known to its successor, under the casus it had."""
    assert told(driver, *IN_JANUARY) == [
        ("OM", "veiligheidshuis-hit VH34"),
        ("VH34", "advies-bevestiging-gevraagd"),
    ]
    (asked,) = [one for one in driver.sent if one.routing and one.routing.recipient == "VH34"]
    assert getattr(asked.data, "casus", None) == "K-33"


def test_row_2_the_successor_gets_the_feedback(driver: Driver) -> None:
    """Who is Bekend by a marking of the house that is gone, is so with its successor at the decision."""
    found = told(driver, *IN_JANUARY, h.decided(at=ARREST + 3 * HOUR))

    assert found[-1] == ("VH34", "terugkoppeling")


def test_row_3_a_case_that_runs_over_the_day_is_told_of_once(driver: Driver) -> None:
    """The hit was told under the old name, the feedback goes to the new one, and nothing goes twice."""
    facts = (
        MARKED,
        h.arrested(at=LATE_IN_DECEMBER),
        h.on_monitor(at=LATE_IN_DECEMBER + HOUR),
        h.custody(CustodyKind.HEENGEZONDEN, at=LATE_IN_DECEMBER + 2 * HOUR),
        h.decided(at=MERGED + 34 * HOUR),
    )

    assert told(driver, *facts) == [
        ("OM", "veiligheidshuis-hit VH33"),
        ("VH33", "advies-bevestiging-gevraagd"),
        ("VH34", "terugkoppeling"),
    ]


def test_row_4_the_successor_can_let_go(driver: Driver) -> None:
    """A marking that came to a house ends by that house's word, under the number that it had."""
    found = told(driver, *IN_JANUARY, h.unmarked("VH34", at=ARREST + 2 * HOUR, marking="M1"))

    assert found[-1] == ("OM", "veiligheidshuis-hit VH34 LOSGELATEN")


@pytest.mark.parametrize("marking", ["M1", "M2"])
def test_row_5_two_that_merged_into_one_are_one(driver: Driver, marking: str) -> None:
    """Both houses marked the person, perhaps under one number: the one house is told once."""
    other = h.marked("VH31", at=BEFORE, marking=marking, registered_at=BEFORE, valid_from=BEFORE)
    found = told(driver, other, *IN_JANUARY, h.decided(at=ARREST + 3 * HOUR))

    assert found == [
        ("OM", "veiligheidshuis-hit VH34"),
        ("VH34", "advies-bevestiging-gevraagd"),
        ("VH34", "terugkoppeling"),
    ]


def test_row_6_until_midnight_the_house_is_there(driver: Driver) -> None:
    """On its last day the house itself is told."""
    facts = (MARKED, h.arrested(at=LATE_IN_DECEMBER), h.on_monitor(at=LATE_IN_DECEMBER + HOUR))

    assert told(driver, *facts)[0] == ("OM", "veiligheidshuis-hit VH33")


def test_what_both_had_told_is_told(driver: Driver) -> None:
    """A case about which both houses were told before they merged tells their successor of it once."""
    other = h.marked("VH31", at=BEFORE, marking="M1", registered_at=BEFORE, valid_from=BEFORE)
    before = (
        MARKED,
        other,
        h.arrested(at=LATE_IN_DECEMBER),
        h.on_monitor(at=LATE_IN_DECEMBER + HOUR),
        h.custody(CustodyKind.HEENGEZONDEN, at=LATE_IN_DECEMBER + 2 * HOUR),
    )
    earlier = len(told(driver, *before))

    found = told(driver, h.decided(at=MERGED + 34 * HOUR))

    assert found[earlier:] == [("VH34", "terugkoppeling")]
    assert set(driver.dossier(h.SUBJECT).cases[h.CASE].hits) == {"VH34"}
