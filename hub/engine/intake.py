"""From native messages to canonical events: parse, drop what came before, find out who is who.

The first half of the hub. Embedded it runs in the same transaction as the steps; on a cluster it is a worker
of its own, whose events reach the steps through the log.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.engine.identity import Resolver
from hub.engine.messages import Message
from hub.engine.ports import Ports
from hub.errors import InputError, MappingError, Stage
from hub.schemas.envelope import Envelope
from hub.schemas.observation import Observation, event_id


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
    """Makes events of the messages of one transaction. Load ``resolver`` and ``seen`` before `events`.

    Attributes:
        resolver: who is who; its ``fresh`` rows are to be written.
        seen: ids of events that exist already; those made here join them.
        duplicates: how many observations were dropped for that.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.resolver = Resolver(ports.pseudonyms)
        self.seen: set[str] = set()
        self.duplicates = 0

    def hashes(self, parsed: Iterable[Parsed]) -> set[str]:
        """All hashes under which the persons and cases of these messages may be known."""
        return {digest for item in parsed for _, o in item.observations for digest in self.resolver.hashes(o)}

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
            try:
                subject, case = self.resolver.resolve(observation)
            except InputError as error:
                yield own_letter, Refusal(error, identifier)
                continue
            self.seen.add(identifier)
            yield (
                own_letter,
                Envelope(
                    id=identifier,
                    source=item.source,
                    subject=subject,
                    case=case,
                    occurred_at=observation.occurred_at,
                    recorded_at=recorded_at,
                    actor=observation.actor,
                    record=self._ports.pseudonyms.record(item.source, observation.record),
                    version=observation.version,
                    caused_by=None,
                    synthetic=self._ports.synthetic,
                    data=observation.data,
                ),
            )
