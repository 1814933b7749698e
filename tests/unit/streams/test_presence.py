"""The time table of `hub.streams.presence`, row by row, and with whom a decision was aligned."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.rules import Rules
from hub.rules.profiles import Profiles
from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import CustodyKind, DecisionKind
from hub.streams import presence
from hub.streams.driver import Driver
from hub.streams.step import Step, build_step
from tests.support import history as h
from tests.support.history_process import aligned, moment
from tests.unit.streams.telling import day_and_clock, lines, only, rows_of

MINOR = date(2001, 5, 1)


class Gated(Profiles):
    """Profiles of a country where 3RO must be there for each adult."""

    def adult_gate(self, region: str | None, on: date) -> bool:  # noqa: ARG002 - the form of what it replaces
        """Yes, everywhere."""
        return True


@pytest.fixture(scope="module")
def gated_step(rules: Rules) -> Step:
    """The steps where each region has a gate for adults."""
    return build_step(replace(rules, profiles=Gated("hub", (), (), rules.reference.houses)))


def _decided(at: str, **fields: Any) -> Envelope:  # noqa: ANN401
    return h.decided(at=at, decision=DecisionKind.TRANSACTIE, **fields)


CHILD = h.arrested(birth_date=MINOR)
GROWN = h.arrested()
UNKNOWN = h.arrested(birth_date=None, record="a")
LATE = moment("12:00", "21:00")
MISSED = "17 12:00 ZSM misses RVDK for a minor"
NOT_THERE = "17 12:00 ZSM misses RVDK for a minor overridden"

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([CHILD, moment("12:00", "14:00")], []),
    2: (
        [h.arrested("19:00", birth_date=MINOR), moment("20:00", "21:00")],
        ["17 20:00 ZSM misses RVDK for a minor defer to 18 08:00"],
    ),
    3: (
        [CHILD, h.custody(CustodyKind.INVERZEKERINGSTELLING, "15:00"), moment("19:00", "21:00")],
        ["17 19:00 ZSM misses RVDK for a minor defer to 18 08:00"],
    ),
    4: ([CHILD, LATE], [MISSED]),
    5: (
        [CHILD, h.custody(CustodyKind.HEENGEZONDEN, "12:00"), moment("12:30", "21:00")],
        ["17 12:30 ZSM misses RVDK for a minor defer to 18 08:00"],
    ),
    6: ([CHILD, LATE, moment("13:00", "21:00")], [MISSED]),
    7: ([CHILD, LATE, moment("13:00", "22:00")], [MISSED, "17 13:00 ZSM misses RVDK for a minor"]),
    8: ([CHILD, aligned("11:00", by_phone=("RVDK",)), LATE], []),
    9: ([CHILD, LATE, _decided("16:00")], [MISSED, "17 16:00 ZSM misses RVDK for a minor overridden"]),
    10: ([CHILD, _decided("12:00")], [NOT_THERE]),
    11: ([CHILD, _decided("12:00"), _decided("12:30")], [NOT_THERE]),
    12: ([CHILD, aligned("11:00", "RVDK"), _decided("12:00")], []),
    13: ([CHILD, _decided("12:00"), aligned("13:00", "RVDK")], [NOT_THERE]),
    14: (
        [CHILD, aligned("13:00", "RVDK"), _decided("13:30", decided_at="12:00")],
        ["17 13:30 ZSM misses RVDK for a minor overridden"],
    ),
    15: ([CHILD, aligned("11:00", "3RO"), _decided("12:00")], [NOT_THERE]),
    16: ([UNKNOWN, _decided("12:00")], []),
    17: (
        [
            UNKNOWN,
            _decided("12:00"),
            h.arrested("12:30", arrested_at="09:00", birth_date=MINOR, record="a", version=2),
        ],
        ["17 12:30 ZSM misses RVDK for a minor overridden"],
    ),
    18: ([GROWN, LATE, _decided("16:00")], []),
}
GATED: dict[int, tuple[list[Envelope], list[str]]] = {
    19: ([GROWN, LATE, _decided("16:00")], ["17 12:00 ZSM misses 3RO", "17 16:00 ZSM misses 3RO overridden"]),
}


def _run(step: Step, facts: list[Envelope]) -> list[str]:
    driver = Driver(step)
    for fact in facts:
        driver.feed(fact)
    return lines(driver.sent, only(ev.PresenceMissing), day_and_clock)


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, step: Step) -> None:
    """Each row of the table tells OM and police whom they miss, when it says."""
    facts, told = TABLE[row]

    assert _run(step, facts) == told


@pytest.mark.parametrize("row", GATED)
def test_row_with_a_gate_for_adults(row: int, gated_step: Step) -> None:
    """The same, in a region where 3RO must be there for an adult."""
    facts, told = GATED[row]

    assert _run(gated_step, facts) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(presence.__doc__) == [str(row) for row in (*TABLE, *GATED)]


@pytest.mark.parametrize(
    ("held", "names"),
    [
        ([], ()),
        ([aligned("11:00")], ()),
        ([aligned("11:00", "RVDK", by_phone=("3RO",))], ("3RO", "RVDK")),
        ([aligned("11:00", "3RO"), aligned("11:30", "RVDK", "3RO")], ("3RO", "RVDK")),
        ([aligned("16:30", "3RO")], ()),
    ],
)
def test_a_decision_says_with_whom_it_was_aligned(
    held: list[Envelope], names: tuple[str, ...], driver: Driver
) -> None:
    """Partners present or by phone up to the decision; none of them, when only OM and police were there."""
    for fact in [GROWN, h.selected(), *held]:
        driver.feed(fact)
    told = [
        one.data
        for one in driver.feed(h.decided(at="17:00", decided_at="16:00"))
        if isinstance(one.data, ev.DecisionCommunicated)
    ]

    assert [one.aligned_with for one in told] == [names]
