"""From native messages to canonical events: parse, drop what came before, find out who is who.

The first half of the hub. Embedded it runs in the same transaction as the steps; on a cluster it is a worker
of its own, whose events reach the steps through the log.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from hub.engine.identity import Resolver
from hub.engine.messages import Message
from hub.engine.persons import Lookup, Nobody, StoredPersons
from hub.engine.ports import Ports
from hub.engine.resemblance import Traits
from hub.errors import InputError, MappingError, Stage
from hub.schemas.envelope import Envelope
from hub.schemas.observation import Observation, effect_id, event_id


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message after its adapter: observations with their event ids, or the refusal."""

    message: Message
    source: str
    version: str
    observations: tuple[tuple[str, Observation], ...] = ()
    refused: InputError | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could not become an event; ``event`` is the id that it would have had."""

    error: InputError
    event: str | None = None


def parse(ports: Ports, message: Message) -> Parsed:
    """Let a message's adapter read it; whatever fails is the message's own refusal."""
    registry = ports.registries.get(message.registry)
    if message.refused is not None:
        return Parsed(message, "", "", refused=message.refused)
    if registry is None:
        refused = MappingError("unknown-registry", field="registry", hint="No adapter has this name.")
        refused.stage = Stage.ENVELOPE
        return Parsed(message, "", "", refused=refused)
    source, version = registry.source, registry.version
    try:
        found = registry.parse(message.body)
    except InputError as error:
        return Parsed(message, source, version, refused=error)
    except Exception as error:  # noqa: BLE001 - a defect of one adapter must not stop the others: dead letter
        hint = f"The adapter failed with {type(error).__name__}; this is a defect of the adapter."
        return Parsed(message, source, version, refused=MappingError("adapter-failure", hint=hint))
    return Parsed(message, source, version, tuple(_identified(source, found)))


def _identified(source: str, found: Iterable[Observation]) -> Iterator[tuple[str, Observation]]:
    # Counted within a record's version, not within the message: a file may hold several records, and what
    # else stands in it must not make another event of one that came before.
    met: Counter[tuple[str, int]] = Counter()
    for observation in found:
        key = (observation.record, observation.version)
        yield str(event_id(source, *key, met[key])), observation
        met[key] += 1


class Intake:
    """Makes events of the messages of one transaction. Load it with `learn` and ``seen`` before `events`.

    Args:
        lookup: what the database knows of persons beyond that; None: nothing.

    Attributes:
        resolver: who is who; its ``fresh`` rows are to be written.
        seen: ids of events that exist already; those made here join them.
        duplicates: how many observations were dropped for that.
    """

    def __init__(self, ports: Ports, lookup: Lookup | None = None) -> None:
        self._ports = ports
        self.resolver = Resolver(ports.pseudonyms, lookup or Nobody())
        self.seen: set[str] = set()
        self.duplicates = 0

    def hashes(self, parsed: Iterable[Parsed]) -> set[str]:
        """All hashes under which the persons and cases of these messages may be known."""
        return {digest for item in parsed for _, o in item.observations for digest in self.resolver.hashes(o)}

    def learn(self, known: StoredPersons, rows: Iterable[RowMapping], parsed: Iterable[Parsed]) -> None:
        """Take in what the database knows of these messages' persons: ``rows`` are of the identity table."""
        self.resolver.learn(rows)
        self.redirect(known)
        persons = (o.person for item in parsed for _, o in item.observations)
        traits = (Traits.of(person, self._ports.pseudonyms) for person in persons)
        self.resolver.likes(known.alike({digest for one in traits for digest in one.alike.values()}))

    def redirect(self, known: StoredPersons) -> None:
        """Take in who of the persons and cases found so far was merged."""
        found = known.redirects(self.resolver.subjects() | self.resolver.cases())
        for retired, survivor in found.items():
            self.resolver.redirects.put(retired, survivor)

    def persons(self) -> set[str]:
        """The persons found so far, as founded and as they are now: both have a dossier."""
        founded = self.resolver.subjects()
        return founded | {self.resolver.redirects.of(subject) for subject in founded}

    def forget(self, erased: set[str]) -> None:
        """Take in that these persons were erased: their next message founds them anew. Empties the set."""
        if erased:
            self.resolver.forget(erased)
            erased.clear()

    def ids(self, parsed: Iterable[Parsed]) -> list[str]:
        """The ids of all events that may come of these messages."""
        return [identifier for item in parsed for identifier, _ in item.observations]

    def events(self, item: Parsed, recorded_at: datetime) -> Iterator[tuple[str, Envelope | Refusal]]:
        """Its events in order, or what stands in the place of one; each with its dead letter's id."""
        letter = item.message.letter
        if item.refused is not None:
            yield letter, Refusal(item.refused)
            return
        for ordinal, (identifier, observation) in enumerate(item.observations):
            if identifier in self.seen:
                self.duplicates += 1
                continue
            own_letter = f"{letter}/{ordinal}" if ordinal else letter
            refused: InputError | None = None
            try:
                found = self.resolver.resolve(observation, recorded_at)
            except InputError as error:
                refused = error
            for number, (proof, subjects) in enumerate(self.resolver.proved):
                for subject in subjects:
                    told = Envelope.by_the_hub(
                        str(effect_id(identifier, f"identity/{number}", subject, 0)),
                        proof,
                        subject=subject,
                        at=recorded_at,
                        caused_by=identifier,
                        synthetic=self._ports.synthetic,
                    )
                    yield own_letter, told
            if refused is not None:
                yield own_letter, Refusal(refused, identifier)
                continue
            self.seen.add(identifier)
            envelope = Envelope(
                id=identifier,
                source=item.source,
                subject=found.subject,
                case=found.case,
                occurred_at=observation.occurred_at,
                recorded_at=recorded_at,
                actor=observation.actor,
                record=self._ports.pseudonyms.record(item.source, observation.record),
                version=observation.version,
                caused_by=None,
                synthetic=self._ports.synthetic,
                data=observation.data,
                origin=found.origin,
            )
            yield own_letter, envelope
