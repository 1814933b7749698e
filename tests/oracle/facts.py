"""Histories as plain data: what happened, when the hub heard it, and what had to be told.

All moments are whole minutes since `BASE` (2016-07-15 06:00 UTC, 08:00 in Amsterdam): the oracle calculates
with small integers, so that nothing of the hub's own time handling can hide in it. Every history lies within
a week of July 2016: one offset (UTC+2), one set of term rules, one municipality table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

BASE = datetime(2016, 7, 15, 6, 0, tzinfo=UTC)
DAY = 24 * 60
LOCAL_MIDNIGHT = 8 * 60
"""Minute 0 is 08:00 in Amsterdam, so minute -480 is the midnight before it."""

HOUSE_OF = {"GM0748": "VH22", "GM0654": "VH21", "GM0758": "VH23", "GM0363": "VH04"}
"""Bergen op Zoom, Borsele, Breda, Amsterdam (houses of 2016). `NO_HOUSE` has none."""
NO_HOUSE = "GM9990"
PULL_HOUSES = frozenset({"VH23", "VH04"})
"""In these histories the region profile of these houses says pull; all others push."""
Value = Any
"""What a field of a fact or a message holds: text, a minute, a flag, a date, None, or a tuple of these."""

PARTNERS = ("3RO", "RVDK")
WATCHERS = ("OM", "POLITIE")


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as it reached the hub. ``at``: when; ``record`` and ``version``: of the source's record."""

    at: int
    what: str
    case: str | None
    record: str
    version: int
    say: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class History:
    """Facts of one person, in the order in which the hub heard them. The same fact twice is a duplicate."""

    seed: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that one recipient had to be told. ``cause``: index of the fact, -1: the clock."""

    at: int
    recipient: str
    what: str
    case: str
    content: tuple[tuple[str, Value], ...]
    cause: int = -1

    def says(self, name: str) -> Value:
        """One field of the content."""
        return dict(self.content)[name]

    def key(self) -> tuple[Value, ...]:
        """What is compared."""
        return (self.at, self.recipient, self.what, self.case, self.content)


def told(at: int, recipient: str, what: str, case: str, **content: Value) -> Told:
    """A `Told` with its content in a fixed order."""
    return Told(at, recipient, what, case, tuple(sorted(content.items())))


@dataclass(frozen=True, slots=True)
class Known:
    """An accepted fact with its place in the history."""

    index: int
    fact: Fact

    def __getitem__(self, name: str) -> Value:
        """A field of what the fact says; absent is None."""
        return self.fact.say.get(name)


@dataclass(frozen=True, eq=False)
class World:
    """What the hub knows at ``now``: the accepted facts, of each record its newest version only.

    Two worlds are never equal, so that what is calculated of one can be remembered by it.
    """

    now: int
    facts: tuple[Known, ...] = ()

    def all(self, what: str, case: str | None = None) -> list[Known]:
        """Facts of one kind (of one case), in order of arrival."""
        return [k for k in self._by_kind.get(what, ()) if case is None or k.fact.case == case]

    @cached_property
    def _by_kind(self) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        for known in self.facts:
            found.setdefault(known.fact.what, []).append(known)
        return found

    @cached_property
    def cases(self) -> list[str]:
        """The cases that any fact speaks of."""
        return sorted({k.fact.case for k in self.facts if k.fact.case})


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment at which something may have to be told; ``fact``: what came in, None: the clock."""

    before: World
    after: World
    fact: Known | None
    told: tuple[Told, ...] = ()
    """All that was told at earlier instants."""
    past: tuple[World, ...] = ()
    """The worlds of all earlier instants."""
    worlds: Mapping[int, World] = field(default_factory=dict)
    """What was known right after each accepted fact, by its index."""

    def was_told(self, what: str, case: str, *recipients: str) -> list[Told]:
        """Earlier messages of one kind about one case to these recipients (none given: to anyone)."""
        return [
            t
            for t in self.told
            if t.what == what and t.case == case and (not recipients or t.recipient in recipients)
        ]


def moment(minute: int) -> datetime:
    """A minute as a UTC time."""
    return BASE + timedelta(minutes=minute)


def minute_of(at: datetime) -> int:
    """A UTC time as a minute; the time must be a whole minute."""
    minutes, rest = divmod(at - BASE, timedelta(minutes=1))
    assert not rest, "oracle times are whole minutes"
    return minutes


def local_day(minute: int) -> date:
    """The day in Amsterdam."""
    return date(2016, 7, 15) + timedelta(days=(minute + LOCAL_MIDNIGHT) // DAY)
