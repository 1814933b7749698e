"""Synthetic persons. No number here can belong to anyone: BSNs come from the test range only.

Shares are public figures where there are any (minors 8 % of the inflow of the OM in 2015, many aged 18-22);
the rest is our assumption: 4 % without BSN, 1 % without a known birth date, 6 % without an address. Names
are put together by chance (`simulators.names`).
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hub.errors import ConfigurationError
from hub.rules.reference import Reference
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from simulators.names import full_name
from simulators.randomness import Randomness, chance

TEST_RANGE = range(999_900_000, 1_000_000_000)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_CITY_WEIGHT = 8


@cache
def bsns_for_tests() -> tuple[str, ...]:
    """Every number of the test range that passes the elfproef: 9,091 of them, ascending."""
    return tuple(
        str(number)
        for number in TEST_RANGE
        if sum(int(digit) * weight for digit, weight in zip(str(number), _WEIGHTS, strict=True)) % 11 == 0
    )


@dataclass(frozen=True, slots=True)
class Person:
    """One synthetic person. ``birth_date`` is the true one; ``birth_known`` whether the police has it."""

    number: int
    bsn: str | None
    skn: str | None
    birth_date: date
    birth_known: bool
    residence: str | None
    surname: str = ""
    given_names: str = ""

    @property
    def name(self) -> str:
        """What the truth calls this person."""
        return f"person-{self.number:05d}"

    @property
    def nameless(self) -> bool:
        """Without BSN and SKN: only the police's own number tells who it is."""
        return self.bsn is None and self.skn is None

    def ids(self, registry: str) -> PersonIds:
        """What a registry knows of who this is. A nameless person is known elsewhere by the case alone."""
        called = {"surname": self.surname, "given_names": self.given_names}
        born = self.birth_date if self.birth_known else None
        if self.nameless:
            number = RegistryNumber(scope="bvh", value=f"P{self.number:06d}")
            return PersonIds(registry=number if registry == "bvh" else None, born=born, **called)
        # Numbers that no earlier message tied together could prove two dossiers to be one person, which is a
        # person's work to merge. So every registry has the BSN, if there is one.
        with_skn = self.bsn is None or registry in {"bvh", "gps"}
        return PersonIds(bsn=self.bsn, skn=self.skn if with_skn else None, born=born, **called)


@dataclass(frozen=True, slots=True)
class CaseNumbers:
    """The numbers of one case. OM's number comes to exist when the case enters the OM's system."""

    bvh: str
    parketnummer: str

    def ids(self, registry: str) -> CaseIds:
        """What a registry knows of which case this is; BOSZ, between police and OM, has both numbers."""
        police_only = registry in {"bvh", "monitor", "amazone"}
        return CaseIds(bvh=self.bvh, parketnummer=None if police_only else self.parketnummer)


class Population:
    """Makes persons one by one, as they first meet the police.

    Raises:
        ConfigurationError: the test range is used up; a run this long needs more recidivists.
    """

    def __init__(self, randomness: Randomness, reference: Reference, region: str, around: date) -> None:
        self._randomness = randomness
        self._around = around
        bsns = list(bsns_for_tests())
        randomness.of("bsn").shuffle(bsns)
        self._bsns: Iterator[str] = iter(bsns)
        self._home, self._home_weights = _weighted(reference, region, inside=True)
        self._away, self._away_weights = _weighted(reference, region, inside=False)
        self.people: list[Person] = []

    def newcomer(self) -> Person:
        """One more person."""
        number = len(self.people)
        identity = self._randomness.of("identity", number)
        kind = identity.random()
        skn = f"{70_000_000 + number}"
        name = full_name(self._randomness.of("name", number))
        person = Person(
            number=number,
            bsn=self._next_bsn() if kind < 0.96 else None,
            skn=skn if kind < 0.82 or 0.96 <= kind < 0.98 else None,
            birth_date=self._birth_date(self._randomness.of("birth", number)),
            birth_known=not chance(self._randomness.of("birth-known", number), 0.012),
            residence=self._residence(self._randomness.of("residence", number)),
            surname=name.surname,
            given_names=name.given_names,
        )
        self.people.append(person)
        return person

    def _next_bsn(self) -> str:
        try:
            return next(self._bsns)
        except StopIteration:
            msg = f"all {len(bsns_for_tests())} test BSNs are taken: simulate fewer days or more recidivists"
            raise ConfigurationError(msg) from None

    def _birth_date(self, rng: random.Random) -> date:
        share = rng.random()
        low, high = (12, 18) if share < 0.07 else (18, 23) if share < 0.28 else (23, 66)
        return self._around - timedelta(days=rng.randint(round(low * 365.25) + 1, round(high * 365.25)))

    def _residence(self, rng: random.Random) -> str | None:
        share = rng.random()
        if share < 0.06:
            return None
        if share < 0.14:
            return rng.choices(self._away, self._away_weights)[0]
        return rng.choices(self._home, self._home_weights)[0]


def _weighted(reference: Reference, region: str, *, inside: bool) -> tuple[Sequence[str], Sequence[int]]:
    """Municipalities in or outside a region; towns that seat a house weigh more than villages."""
    towns = {place for house in reference.houses.values() for place in house.locations}
    found = sorted(
        (m.code, m.name) for m in reference.municipalities.values() if (m.region == region) is inside
    )
    return [code for code, _ in found], [_CITY_WEIGHT if name in towns else 1 for _, name in found]
