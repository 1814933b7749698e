"""One transaction: everything is read first, all steps run in memory, then everything is written.

Batches are a matter of speed only. Within one, messages are taken strictly in order, and due timers between
them, so where one batch ends and the next begins shows in no result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from hub.engine import tables as t
from hub.engine.identity import Resolver
from hub.engine.messages import Message
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.engine.timers import TimerId, TimerQueue, timer_event_id
from hub.engine.writes import Writes
from hub.errors import InputError, MappingError, PolicyError, Stage
from hub.schemas import codec
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.events import Event, TimerDue
from hub.schemas.observation import Observation, event_id
from hub.schemas.vocabulary import Role, TimerKind
from hub.streams.dossier import Dossier
from hub.streams.effects import CancelTimer, SetTimer, Withheld
from hub.streams.step import StepEffect


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and what it led to, for whoever wants to watch."""

    event: Envelope
    effects: tuple[StepEffect, ...]


@dataclass(slots=True)
class BatchResult:
    """What one batch did. ``happenings`` is filled only when asked for."""

    messages: int = 0
    events: int = 0
    duplicates: int = 0
    sent: int = 0
    dead: int = 0
    quarantined: int = 0
    happenings: list[Happening] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A message after its adapter: observations with their event ids, or the refusal."""

    message: Message
    source: str
    version: str
    observations: tuple[tuple[str, Observation], ...] = ()
    refused: InputError | None = None


class Batch:
    """The state of one transaction. Use once: `take` (or `resume`), then `write`.

    Args:
        cache: dossiers that the lock of this transaction proves current; the batch adds what it had to read.
        clock: latest ``recorded_at`` so far; the hub's time never runs backwards.
        position: of the latest event in the journal.
        watch: keep what happened, for an observer.
    """

    def __init__(
        self,
        ports: Ports,
        store: Store,
        connection: Connection,
        *,
        cache: dict[str, Dossier],
        clock: datetime,
        position: int,
        watch: bool = False,
    ) -> None:
        self._ports = ports
        self._store = store
        self._connection = connection
        self._cache = cache
        self._watch = watch
        self._resolver = Resolver(ports.pseudonyms)
        self._timers = TimerQueue()
        self._writes = Writes()
        self._seen: set[str] = set()
        self._quarantined: set[str] = set()
        self.clock = clock
        self.position = position
        self.result = BatchResult()

    @property
    def dossiers(self) -> dict[str, Dossier]:
        """The dossiers that this batch changed; current once it is committed."""
        return self._writes.dossiers

    def take(self, messages: Sequence[Message]) -> None:
        """Process messages in order, firing every timer that comes due before each."""
        parsed = [self._parse(message) for message in messages]
        self._prefetch(parsed)
        for item in parsed:
            at = item.message.at
            if at is not None and at > self.clock:
                self._fire_timers(at)
                self.clock = at
            self._take_one(item)
        self.result.messages += len(messages)

    def resume(self, parked: Sequence[Envelope]) -> None:
        """Step events that the journal holds already. An unknown failure is raised: the caller rolls back."""
        self.load(envelope.subject for envelope in parked)
        for envelope in parked:
            dossier = self._dossier(envelope.subject)
            try:
                self._apply(envelope, *self._ports.step(dossier, envelope, envelope.recorded_at))
            except InputError as error:  # a rule refuses it, as it would have done in its time
                self._refuse_event(envelope, error)

    def load(self, subjects: Iterable[str]) -> None:
        """Read the dossiers that are not at hand."""
        missing = set(subjects) - self._cache.keys()
        for row in self._store.rows_by(self._connection, t.dossiers, "subject", missing):
            self._cache[row["subject"]] = codec.decode_state(Dossier, row["state"])

    def write(self) -> None:
        """Write everything, in one go; the caller moves the offset and commits."""
        self._writes.flush(self._store, self._connection, self._resolver.fresh, self._timers)

    def _parse(self, message: Message) -> _Parsed:
        registry = self._ports.registries.get(message.registry)
        if message.refused is not None:
            return _Parsed(message, "", "", refused=message.refused)
        if registry is None:
            refused = MappingError("unknown-registry", field="registry", hint="No adapter has this name.")
            refused.stage = Stage.ENVELOPE
            return _Parsed(message, "", "", refused=refused)
        source, version = registry.source, registry.version
        try:
            found = registry.parse(message.body)
        except InputError as error:
            return _Parsed(message, source, version, refused=error)
        except Exception as error:  # noqa: BLE001 - a defect of one adapter must not stop the others: dead letter
            hint = f"The adapter failed with {type(error).__name__}; this is a defect of the adapter."
            return _Parsed(message, source, version, refused=MappingError("adapter-failure", hint=hint))
        ids = (str(event_id(source, o.record, o.version, n)) for n, o in enumerate(found))
        return _Parsed(message, source, version, tuple(zip(ids, found, strict=True)))

    def _prefetch(self, parsed: Sequence[_Parsed]) -> None:
        store, connection = self._store, self._connection
        observed = [pair for item in parsed for pair in item.observations]
        hashes = {digest for _, o in observed for digest in self._resolver.hashes(o)}
        self._resolver.learn(store.rows_by(connection, t.identity, "hash", hashes))
        self._seen = store.known_events(connection, (identifier for identifier, _ in observed))
        horizon = max((item.message.at for item in parsed if item.message.at), default=self.clock)
        rows = store.due_timers(connection, to_micros(max(horizon, self.clock)))
        self._timers.load(((row["subject"], row["kind"], row["key"]), row["due_at"]) for row in rows)
        subjects = self._resolver.subjects() | self._timers.subjects()
        self._quarantined = {
            row["subject"] for row in store.rows_by(connection, t.quarantine, "subject", subjects)
        }
        self.load(subjects)

    def _take_one(self, item: _Parsed) -> None:
        letter = f"messages/{item.message.position}"
        if item.refused is not None:
            self._refuse(item, letter, item.refused)
            return
        for ordinal, (identifier, observation) in enumerate(item.observations):
            if identifier in self._seen:
                self.result.duplicates += 1
                continue
            try:
                subject, case = self._resolver.resolve(observation)
                self._seen.add(identifier)
                self._step(
                    Envelope(
                        id=identifier,
                        source=item.source,
                        subject=subject,
                        case=case,
                        occurred_at=observation.occurred_at,
                        recorded_at=self.clock,
                        actor=observation.actor,
                        record=self._ports.pseudonyms.record(item.source, observation.record),
                        version=observation.version,
                        caused_by=None,
                        synthetic=self._ports.synthetic,
                        data=observation.data,
                    )
                )
            except InputError as error:
                self._refuse(item, f"{letter}/{ordinal}" if ordinal else letter, error, event=identifier)

    def _fire_timers(self, until: datetime) -> None:
        for key, due in self._timers.fire(to_micros(until)):
            subject, kind, name = key
            moment = from_micros(due)
            self.clock = max(self.clock, moment)
            identifier = timer_event_id(key, due)
            envelope = Envelope(
                id=identifier,
                source=HUB_SOURCE,
                subject=subject,
                case=None,
                occurred_at=moment,
                recorded_at=self.clock,
                actor=Role.SYSTEEM,
                record=identifier,
                version=1,
                caused_by=None,
                synthetic=self._ports.synthetic,
                data=TimerDue(timer=TimerKind(kind), key=name, due_at=moment),
            )
            try:
                self._step(envelope)
            except InputError as error:
                self._refuse_event(envelope, error)

    def _step(self, envelope: Envelope) -> None:
        """Put an event in the journal and step it, or park it.

        Raises:
            InputError: a rule refused the event; it stays in the journal and changed nothing.
        """
        self.position += 1
        self.result.events += 1
        self._writes.event(self.position, envelope)
        if envelope.subject in self._quarantined:
            self._writes.park(envelope.subject, self.position)
            return
        dossier = self._dossier(envelope.subject)
        try:
            try:
                outcome = self._ports.step(dossier, envelope, envelope.recorded_at)
            except InputError:
                raise
            except Exception:  # noqa: BLE001 - tried once more, alone; the second failure quarantines the person
                outcome = self._ports.step(dossier, envelope, envelope.recorded_at)
            self._apply(envelope, *outcome)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - unknown failure: this person is parked, everyone else goes on
            self.result.quarantined += 1
            self._quarantined.add(envelope.subject)
            self._writes.quarantined(envelope.subject, error, self.clock)
            self._writes.park(envelope.subject, self.position)

    def _dossier(self, subject: str) -> Dossier:
        return self._writes.dossiers.get(subject) or self._cache.get(subject) or Dossier(subject=subject)

    def _apply(self, envelope: Envelope, dossier: Dossier, effects: tuple[StepEffect, ...]) -> None:
        # Encoding can still refuse (oversize), so it comes before anything is changed.
        sends = [(effect, codec.encode(effect.data)) for effect in effects if isinstance(effect, Envelope)]
        self._writes.dossiers[envelope.subject] = dossier
        for outbound, value in sends:
            self._send(outbound, value)
        for effect in effects:
            if isinstance(effect, Envelope):
                continue
            if isinstance(effect, SetTimer):
                self._timers.set(_key(envelope.subject, effect), to_micros(effect.due_at))
            elif isinstance(effect, CancelTimer):
                self._timers.cancel(_key(envelope.subject, effect))
            elif isinstance(effect, Withheld):
                self._withhold(effect.id, effect.data, effect.error, cause=envelope.id)
            else:
                self._writes.feedback(effect, envelope.subject, self.clock)
        if self._watch:
            self.result.happenings.append(Happening(envelope, effects))

    def _send(self, envelope: Envelope, value: bytes) -> None:
        try:
            self._ports.egress(envelope)
        except PolicyError as error:
            # The rest of the step stands: one forbidden field must not keep the others from their due.
            self._withhold(envelope.id, envelope.data, error, cause=envelope.caused_by)
            return
        self.result.sent += 1
        self._writes.send(envelope, value, self.clock)

    def _refuse_event(self, envelope: Envelope, error: InputError) -> None:
        """A dead letter for an event with no message behind it: a timer's, or one from the journal."""
        self._withhold(envelope.id, envelope.data, error, cause=envelope.id)

    def _withhold(self, letter: str, data: Event, error: InputError, *, cause: str | None) -> None:
        self.result.dead += 1
        value = codec.encode(data)
        self._writes.dead_letter(letter, "hub", error, value, at=self.clock, version="", event=cause)

    def _refuse(self, item: _Parsed, letter: str, error: InputError, *, event: str | None = None) -> None:
        self.result.dead += 1
        message = item.message
        self._writes.dead_letter(
            letter, message.registry, error, message.body, at=self.clock, version=item.version, event=event
        )


def _key(subject: str, timer: SetTimer | CancelTimer) -> TimerId:
    return subject, timer.kind.value, timer.key
