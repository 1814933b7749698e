"""A population whose truth is known: persons, and what registries say of them over a year, right and wrong.

Which registry knows which numbers of a person is chance, so that dossiers start apart and are tied together
by later messages. Twins, namesakes born on one day, and fathers with sons of one name are among them. The
truth of a `Sighting` is whom it is about and what is wrong with it; the hub gets neither.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from hub.adapters import ADAPTERS
from hub.engine.messages import Message
from hub.schemas.events import AdviceConsulted, ClientStatusReported, CustodyChanged, JusticeDataReported
from hub.schemas.events.base import Event
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation, event_id
from hub.schemas.vocabulary import ClientStatus, CustodyKind, Role
from simulators.names import full_name
from simulators.people import bsns_for_tests
from simulators.randomness import Randomness, chance
from tests.support.misspelling import initials, misread, mistyped, respelt, swapped, transposed

BEGIN = datetime(2016, 1, 1, tzinfo=UTC)


class Slip(StrEnum):
    """What is wrong with a sighting."""

    SPELLING = "another spelling of a name"
    TYPO = "a name mistyped"
    ALIAS = "another name altogether, a married name among them"
    INITIALS = "initials for the given names"
    BARE = "neither name nor birth date"
    SWAPPED = "day and month of birth changed places"
    TRANSPOSED = "two digits of the BSN changed places"
    MISREAD = "a BSN that passes the elfproef and is nobody's"
    OTHERS_BSN = "the BSN of somebody else"
    WRONG_TWIN = "BSN and name of the other twin, with the right SKN"
    IMPERSONATED = "BSN and name of somebody else, with the right SKN"


HARMLESS = frozenset({Slip.SPELLING, Slip.INITIALS, Slip.BARE})
"""Slips that leave all numbers right and contradict nothing."""
WRONG_NUMBER = frozenset({Slip.TRANSPOSED, Slip.MISREAD, Slip.OTHERS_BSN, Slip.WRONG_TWIN, Slip.IMPERSONATED})
MASKED = frozenset({Slip.WRONG_TWIN, Slip.IMPERSONATED})
"""All but one number in these is another person's: nobody could tell from the message alone."""


@dataclass(frozen=True, slots=True)
class Human:
    """One person. ``own``: the numbers in registries; none of the rest if the police have no name for it."""

    number: int
    surname: str
    given_names: str
    born: date
    bsn: str | None
    skn: str | None
    own: dict[str, str]
    alias: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One message: what a registry says, and the truth about it."""

    registry: str
    human: int
    ids: PersonIds
    at: datetime
    record: str
    case: str | None = None
    slips: frozenset[Slip] = frozenset()

    @property
    def is_named(self) -> bool:
        """Whether it says who it is about, in full and right: birth date, surname, a given name."""
        return self.slips <= {Slip.SPELLING} and self.registry != "compas"

    @property
    def event(self) -> str:
        """The id of the event that becomes of it."""
        return str(event_id(ADAPTERS[self.registry].source, self.record, 1))

    def message(self, position: int) -> Message:
        """As the registry sends it."""
        observation = Observation(
            record=self.record,
            occurred_at=self.at,
            actor=Role.SYSTEEM,
            person=self.ids,
            case=CaseIds(bvh=self.case) if self.case else None,
            data=_fact(self.registry, self.at),
        )
        body = ADAPTERS[self.registry].render(observation)
        if Slip.TRANSPOSED in self.slips and self.ids.bsn:
            wrong = transposed(random.Random(self.record), self.ids.bsn)
            body = body.replace(self.ids.bsn.encode(), wrong.encode())
        return Message(position, self.registry, self.at, body, letter=f"m{position}")


OWN = {"bvh": "bvh", "iris": "iris", "gcos": "gcos:VH22", "kbps": "kbps"}
"""Registries that number persons themselves, and the scope of their numbers."""
REGISTRIES = (*OWN, "gps", "compas")
BY_CASE = "no number but the police's; elsewhere the case says who it is"


@dataclass
class Population:
    """Persons and sightings of one seed.

    Attributes:
        size: how many persons. There are 9,091 test BSNs: beyond 8,500 persons with one, others have an SKN
            or numbers of registries only.
    """

    seed: int
    size: int
    humans: list[Human] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._randomness = Randomness(self.seed)
        bsns = list(bsns_for_tests())
        self._randomness.of("bsn").shuffle(bsns)
        self._bsns = iter(bsns[:8500])
        self._share_of_bsn = min(0.62, 8000 / self.size)
        while len(self.humans) < self.size:
            self._family(self._randomness.of("family", len(self.humans)))
        self._taken = set(bsns[:8500])

    def sightings(self) -> list[Sighting]:
        """Everything that registries say in the year, in the order in which it comes."""
        found = [one for human in self.humans for one in self._of(human)]
        found += self._mix_ups()
        return sorted(found, key=lambda one: (one.at, one.record))

    def _family(self, rng: random.Random) -> None:
        """A person, with the one who is easily taken for that person, if there is such a one."""
        name, born = full_name(rng), date(1955, 1, 1) + timedelta(days=rng.randrange(17_500))
        kind = rng.random()
        self._add(rng, name.surname, name.given_names, born)
        if kind < 0.02:  # twins
            self._add(rng, name.surname, _another(rng, name.given_names), born)
        elif kind < 0.03:  # father and son
            self._add(rng, name.surname, name.given_names, born.replace(year=born.year - 25, day=1))
        elif kind < 0.032:  # namesakes, born on one day
            self._add(rng, name.surname, name.given_names, born)

    def _add(self, rng: random.Random, surname: str, given_names: str, born: date) -> None:
        number = len(self.humans)
        kind = rng.random()
        with_bsn = kind < self._share_of_bsn
        with_skn = kind < self._share_of_bsn * 0.85 or self._share_of_bsn < kind < 0.85
        alias = full_name(rng) if chance(rng, 0.04) else None
        self.humans.append(
            Human(
                number,
                surname,
                given_names,
                born,
                next(self._bsns) if with_bsn else None,
                f"{70_000_000 + number}" if with_skn else None,
                {registry: f"{registry[0].upper()}{number:07d}" for registry in OWN},
                (alias.surname, rng.choice((given_names, alias.given_names))) if alias else None,
            )
        )

    def _of(self, human: Human) -> Iterator[Sighting]:
        rng = self._randomness.of("sightings", human.number)
        by_case = human.bsn is None and human.skn is None and chance(rng, 0.5)
        moments = sorted(rng.randrange(365 * 24 * 60) for _ in range(rng.randint(3, 8)))
        for ordinal, minute in enumerate(moments):
            registry = "bvh" if by_case and ordinal == 0 else rng.choice(REGISTRIES)
            numbers = self._numbers(rng, human, registry)
            case = None
            if by_case:
                case = f"PL2000-2016{human.number:06d}"
                numbers = {"registry": numbers["registry"]} if registry == "bvh" else {}
            elif not numbers:
                continue
            yield self._seen(rng, human, registry, numbers, BEGIN + timedelta(minutes=minute), ordinal, case)

    def _numbers(self, rng: random.Random, human: Human, registry: str) -> dict[str, object]:
        """What the registry has of the person's numbers this time: any of them, at least one if it can."""
        known: dict[str, object] = {}
        if human.bsn:
            known["bsn"] = human.bsn
        if human.skn:
            known["skn"] = human.skn
        if registry in OWN:
            known["registry"] = RegistryNumber(scope=OWN[registry], value=human.own[registry])
        kept = {name: value for name, value in known.items() if chance(rng, 0.6)}
        if kept or not known:
            return kept
        name = rng.choice(list(known))
        return {name: known[name]}

    def _seen(
        self,
        rng: random.Random,
        human: Human,
        registry: str,
        numbers: dict[str, object],
        at: datetime,
        ordinal: int,
        case: str | None,
    ) -> Sighting:
        surname, given, born = human.surname, human.given_names, human.born
        slips: set[Slip] = set()
        if human.alias and chance(rng, 0.3):
            (surname, given), slips = human.alias, {Slip.ALIAS}
        if chance(rng, 0.08):
            surname, slips = respelt(rng, surname), slips | {Slip.SPELLING}
        if chance(rng, 0.08):
            given, slips = respelt(rng, given), slips | {Slip.SPELLING}
        if chance(rng, 0.01):
            surname, slips = mistyped(rng, surname), slips | {Slip.TYPO}
        if chance(rng, 0.03):
            given, slips = initials(given), slips | {Slip.INITIALS}
        if chance(rng, 0.005) and (other := swapped(born)):
            born, slips = other, slips | {Slip.SWAPPED}
        if chance(rng, 0.02):
            surname, given, slips = "", "", slips | {Slip.BARE}
        if human.bsn and "bsn" in numbers:
            wrong = rng.random()
            if wrong < 0.003:
                slips.add(Slip.TRANSPOSED)
            elif wrong < 0.004 and (bsn := misread(rng, human.bsn, self._taken)):
                numbers, slips = numbers | {"bsn": bsn}, slips | {Slip.MISREAD}
            elif wrong < 0.005:
                bsn = rng.choice([one.bsn for one in rng.choices(self.humans, k=40) if one.bsn])
                if bsn != human.bsn:
                    numbers, slips = numbers | {"bsn": bsn}, slips | {Slip.OTHERS_BSN}
        ids = PersonIds(
            **numbers, surname=surname, given_names=given, born=None if Slip.BARE in slips else born
        )
        return Sighting(registry, human.number, ids, at, f"h{human.number}-{ordinal}", case, frozenset(slips))

    def _mix_ups(self) -> Iterator[Sighting]:
        """A clerk who takes the wrong twin from a list, and persons who go by another's name and BSN."""
        rng = self._randomness.of("mix-ups")
        for one, other in zip(self.humans, self.humans[1:], strict=False):
            twins = one.born == other.born and one.surname == other.surname
            if twins and one.bsn and other.skn and chance(rng, 0.5):
                yield self._masked(rng, one, other, Slip.WRONG_TWIN)
        victims = [human for human in self.humans if human.bsn]
        for human in self.humans:
            if human.skn and human.bsn is None and chance(rng, 0.01):
                yield self._masked(rng, rng.choice(victims), human, Slip.IMPERSONATED)

    def _masked(self, rng: random.Random, shown: Human, human: Human, slip: Slip) -> Sighting:
        ids = PersonIds(
            bsn=shown.bsn,
            skn=human.skn,
            surname=shown.surname,
            given_names=shown.given_names,
            born=shown.born,
        )
        at = BEGIN + timedelta(minutes=rng.randrange(365 * 24 * 60))
        return Sighting("bvh", human.number, ids, at, f"x{human.number}", None, frozenset({slip}))


def _another(rng: random.Random, given_names: str) -> str:
    while (other := full_name(rng).given_names).split(" ", 1)[0] == given_names.split(" ", 1)[0]:
        pass
    return other


def _fact(registry: str, at: datetime) -> Event:
    """Something that the registry can say about a person; what it is does not matter here."""
    if registry == "bvh":
        return CustodyChanged(custody=CustodyKind.OPHOUDEN, since=at)
    if registry in {"gps", "compas"}:
        return JusticeDataReported(open_cases=1, closed_cases=0, collected_at=at)
    if registry == "gcos":
        return AdviceConsulted(giver="VH22", version=1, role=Role.OVJ, consulted_at=at)
    organisation = "3RO" if registry == "iris" else "RVDK"
    return ClientStatusReported(organisation=organisation, status=ClientStatus.BEKEND, reported_at=at)
