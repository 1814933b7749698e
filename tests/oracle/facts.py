"""Histories as plain data: what happened, when the hub heard it, and what had to be told.

All moments are whole minutes since `BASE` (2016-07-15 06:00 UTC, 08:00 in Amsterdam): the oracle calculates
with small integers, so that nothing of the hub's own time handling can hide in it. Every history lies within
a week of July 2016: one offset (UTC+2), one set of term rules, one municipality table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

BASE = datetime(2016, 7, 15, 6, 0, tzinfo=UTC)
DAY = 24 * 60
LOCAL_MIDNIGHT = 8 * 60
"""Minute 0 is 08:00 in Amsterdam, so minute -480 is the midnight before it."""

HOUSE_OF = {"GM0748": "VH22", "GM0654": "VH21", "GM0758": "VH23", "GM0363": "VH04", "GM0599": "VH19"}
"""Bergen op Zoom, Borsele, Breda, Amsterdam, Rotterdam (houses of 2016). `NO_HOUSE` has none."""
NO_HOUSE = "GM9990"
ZWB, AMSTERDAM, ROTTERDAM = "ZEELAND-WEST-BRABANT", "AMSTERDAM", "ROTTERDAM"
CVOM = "CVOM"
REGION_OF = {"VH22": ZWB, "VH21": ZWB, "VH23": ZWB, "VH04": AMSTERDAM, "VH19": ROTTERDAM}
"""Of a house; the municipalities of `HOUSE_OF` lie in the region of their house."""
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
    """Facts of one person, in the order in which the hub heard them. The same fact twice is a duplicate.

    ``until``: how long the clock runs on after them.
    """

    seed: int
    facts: tuple[Fact, ...]
    until: int = 36 * DAY


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that one recipient had to be told. ``cause``: index of the fact, -1: the clock.

    ``seen``: of what the hub did tell, the categories of table B that it holds.
    """

    at: int
    recipient: str
    what: str
    case: str
    content: tuple[tuple[str, Value], ...]
    cause: int = -1
    seen: frozenset[str] = frozenset()

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


class Heard:
    """All that was told so far."""

    def __init__(self) -> None:
        self.all: list[Told] = []
        self._of: dict[tuple[str, str], list[Told]] = {}

    def add(self, told: Iterable[Told]) -> None:
        """Remember what was told at an instant."""
        for one in told:
            self.all.append(one)
            self._of.setdefault((one.what, one.case), []).append(one)

    def of(self, what: str, case: str) -> list[Told]:
        """Messages of one kind about one case, in order."""
        return self._of.get((what, case), [])

    def since(self, told: Told) -> list[Told]:
        """What was told from this message on."""
        at = next(n for n in range(len(self.all) - 1, -1, -1) if self.all[n] is told)
        return self.all[at:]


class World:
    """What the hub knows at ``now``: the accepted facts by kind, of each record its newest version only.

    Two worlds are never equal. ``memory`` holds what was calculated of the facts alone: worlds that differ
    only in the moment share it.
    """

    def __init__(self, now: int) -> None:
        self.now = now
        self.versions: dict[str, int] = {}
        self.cases: tuple[str, ...] = ()
        self.memory: dict[Any, Any] = {}
        self._kinds: dict[tuple[str, str | None], tuple[Known, ...]] = {}

    def all(self, what: str, case: str | None = None) -> tuple[Known, ...]:
        """Facts of one kind (of one case), in order of arrival."""
        return self._kinds.get((what, case), ())

    def at(self, now: int) -> "World":
        """The same facts at a later moment."""
        later = World(now)
        later.versions, later.cases, later.memory = self.versions, self.cases, self.memory
        later._kinds = self._kinds
        return later

    def with_fact(self, known: Known) -> "World":
        """A fact more, the older version of its record replaced (reading 4)."""
        fact = known.fact
        more = self.at(fact.at)
        more.memory, more._kinds = {}, dict(self._kinds)
        for case in {None, fact.case}:
            others = tuple(k for k in self.all(fact.what, case) if k.fact.record != fact.record)
            more._kinds[fact.what, case] = (*others, known)
        more.versions = {**self.versions, fact.record: fact.version}
        if fact.case is not None and fact.case not in self.cases:
            more.cases = tuple(sorted((*self.cases, fact.case)))
        return more


P = ParamSpec("P")
T = TypeVar("T")


def timeless(read: Callable[Concatenate[World, P], T]) -> Callable[Concatenate[World, P], T]:
    """Remember what follows from the facts alone, whatever the moment."""

    def remembered(world: World, /, *args: P.args, **named: P.kwargs) -> T:
        key = (read, args)
        if key not in world.memory:
            world.memory[key] = read(world, *args, **named)
        return cast("T", world.memory[key])

    return remembered


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment at which something may have to be told; ``fact``: what came in, None: the clock."""

    before: World
    after: World
    fact: Known | None
    heard: Heard = field(default_factory=Heard)
    """All that was told before."""
    past: list[World] = field(default_factory=list)
    """The worlds of all earlier instants."""
    worlds: Mapping[int, World] = field(default_factory=dict)
    """What was known right after each accepted fact, by its index."""

    def was_told(self, what: str, case: str, *recipients: str) -> list[Told]:
        """Earlier messages of one kind about one case to these recipients (none given: to anyone)."""
        found = self.heard.of(what, case)
        return [t for t in found if t.recipient in recipients] if recipients else found


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
