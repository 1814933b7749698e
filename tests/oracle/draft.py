"""A random history in the making: chances, source times, delays and records."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.oracle.facts import HOUSE_OF, Fact, Value

HOUSES = tuple(sorted(HOUSE_OF.values()))


@dataclass(slots=True)
class Draft:
    """A history in the making."""

    rng: random.Random
    facts: list[Fact] = field(default_factory=list)
    taken: set[tuple[Value, ...]] = field(default_factory=set)
    records: int = 0
    chapters: frozenset[str] = frozenset()
    """What this history is about; other chapters are drawn thinly, so that a history stays short."""

    def about(self, chapter: str, percent: int = 70) -> bool:
        """Whether a fact of this chapter happens: so many in a hundred if the history is about it."""
        return self.chance(percent if chapter in self.chapters else 4)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred draws."""
        return self.rng.randrange(100) < percent

    def time(self, low: int, high: int) -> int:
        """A source time, in steps of five minutes."""
        return self.rng.randrange(low, high, 5)

    def once(self, at: int, *key: Value) -> int:
        """The moment itself, or the next minute that no fact with this key has."""
        while (*key, at) in self.taken:
            at += 1
        self.taken.add((*key, at))
        return at

    def record(self, name: str) -> str:
        """A record that no other fact has."""
        self.records += 1
        return f"{name}-{self.records}"

    def hear(
        self, what: str, case: str | None, occurred: int, *, record: str = "", edition: int = 1, **say: Value
    ) -> None:
        """The hub hears of a fact after it occurred; mostly at once, sometimes days late, sometimes twice."""
        longest = self.rng.choices((4, 300, 2000, 4000), weights=(68, 18, 9, 5))[0]
        fact = Fact(
            occurred + self.rng.randrange(longest), what, case, record or self.record(what), edition, say
        )
        self.facts.append(fact)
        if self.chance(4):
            again = fact.at + self.rng.randrange(600)
            self.facts.append(Fact(again, fact.what, fact.case, fact.record, fact.version, fact.say))


def draw_pick(draft: Draft, near: Sequence[str]) -> str | None:
    """The OvJ's pick: often none, mostly a likely house, sometimes any."""
    return (
        None if draft.chance(55) else draft.rng.choice(near) if draft.chance(80) else draft.rng.choice(HOUSES)
    )
