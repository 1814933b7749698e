"""Synthetic names, put together by chance from the lists in ``names.toml``, by origin.

No person is meant: who bears such a combination is one of many. Frequent names come more often, as 1 to their
rank plus 15, and a part of the Dutch surnames is a stem and an ending, which few bear. So namesakes occur,
and among tens of thousands some are born on one day.
"""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from simulators.randomness import chance

_MEN = 0.83
"""The share of men among suspects: about five of six (CBS)."""
_SECOND_NAME = 0.45
_RARE = 0.6
_FLATTENED = 15


@dataclass(frozen=True, slots=True)
class FullName:
    """What a person is called: a surname with its tussenvoegsel, given names parted by blanks."""

    surname: str
    given_names: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Names that go together; each list begins with the most frequent."""

    share: int
    surnames: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    stems: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def surname(self, rng: random.Random) -> str:
        """One surname."""
        if self.stems and chance(rng, _RARE):
            return rng.choice(self.stems) + rng.choice(self.endings)
        return _one_of(rng, self.surnames)

    def given_names(self, rng: random.Random) -> str:
        """One given name, or two."""
        names = self.men if chance(rng, _MEN) else self.women
        first = _one_of(rng, names)
        second = _one_of(rng, names) if chance(rng, _SECOND_NAME) else first
        return first if first == second else f"{first} {second}"


@cache
def origins() -> tuple[Origin, ...]:
    """The lists, as they stand in the file."""
    found = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
    return tuple(TypeAdapter(dict[str, Origin]).validate_python(found).values())


def full_name(rng: random.Random) -> FullName:
    """The name of one more person."""
    origin = rng.choices(origins(), [one.share for one in origins()])[0]
    return FullName(origin.surname(rng), origin.given_names(rng))


@cache
def _weights(number: int) -> tuple[float, ...]:
    return tuple(1 / (rank + _FLATTENED) for rank in range(number))


def _one_of(rng: random.Random, names: tuple[str, ...]) -> str:
    return rng.choices(names, _weights(len(names)))[0]
