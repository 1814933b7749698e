"""What the simulator plans: messages to come (`Fact`), and moments at which somebody acts (`Cue`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.errors import Stage
from hub.rules.reference import Reference
from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import Event
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Role
from simulators.behaviour import Behaviour
from simulators.chain import Chain
from simulators.people import CaseNumbers, Person
from simulators.randomness import Randomness


@dataclass(frozen=True, slots=True)
class Garbled:
    """What stands wrong in a message's bytes, and for what."""

    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One message: when it reaches the hub, from where, about whom.

    ``fault``: how it was disturbed. ``refused``: so that the hub must refuse it there, and learns nothing of
    it. ``garbled``: what was typed so wrong that it is no number any more.
    """

    at: datetime
    registry: str
    person: Person
    case: str | None
    observation: Observation
    fault: str = ""
    refused: Stage | None = None
    garbled: Garbled | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A moment at which somebody looks at what is known by then, and acts."""

    at: datetime
    act: Callable[[datetime], "Sequence[Item]"]


Item = Fact | Cue


@dataclass(slots=True)
class Memory:
    """What houses did about one person, also what has yet to reach ZSM."""

    free_from: dict[str, datetime | None] = field(default_factory=dict)
    """Until when the house's latest marking runs; ``None`` without end."""
    markings: dict[str, str] = field(default_factory=dict)
    advice_version: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """What all actors of one run share."""

    region: str
    reference: Reference
    randomness: Randomness
    behaviour: Behaviour
    speaking: frozenset[str]
    """Houses whose register has an adapter: only they can say anything."""
    places: tuple[str, ...] = ()
    """Municipalities of the region, in order of code."""
    chains: dict[int, Chain] = field(default_factory=dict)
    memories: dict[int, Memory] = field(default_factory=dict)

    def chain(self, person: Person) -> Chain:
        """What ZSM knows of a person."""
        known = self.chains.get(person.number)
        if known is None:
            known = self.chains[person.number] = Chain(self.reference, name=person.name)
        return known

    def memory(self, person: Person) -> Memory:
        """What the houses did about a person."""
        return self.memories.setdefault(person.number, Memory())


@dataclass(slots=True)
class Clerk:
    """Writes messages about one case: fills in who, which case and the registry's record."""

    world: World
    person: Person
    key: str
    numbers: CaseNumbers
    _written: dict[str, int] = field(default_factory=dict)

    def write(
        self,
        registry: str,
        at: datetime,
        data: Event,
        *,
        actor: Role,
        occurred_at: datetime | None = None,
        record: str = "",
        version: int = 1,
        about_case: bool = True,
    ) -> Fact:
        """One message. ``record``: of something that has versions; else each message is a record."""
        if not record:
            number = self._written[registry] = self._written.get(registry, 0) + 1
            record = self.record(registry, number)
        observation = Observation(
            record=record,
            version=version,
            occurred_at=occurred_at or at,
            actor=actor,
            person=self.person.ids(registry),
            case=self.numbers.ids(registry) if about_case else None,
            data=data,
        )
        return Fact(at, registry, self.person, self.key if about_case else None, observation)

    def house_at_home(self, moment: datetime) -> str | None:
        """The house of the person's residence."""
        if self.person.residence is None:
            return None
        return self.world.reference.house_of(self.person.residence, amsterdam_day(moment))

    def record(self, registry: str, *name: object) -> str:
        """An opaque record id of a registry; the same name gives the same id."""
        return f"{registry}-{self.world.randomness.token(registry, self.key, *name)}"
