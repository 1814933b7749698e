"""One transaction of steps: everything is read first, all steps run in memory, then everything is written.

Batches are a matter of speed only. Within one, events are taken strictly in order, and a person's due timers
before that person's event, so where one batch ends and the next begins shows in no result.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, RowMapping

from hub.engine import tables as t
from hub.engine.erasing import erase
from hub.engine.identity import Fresh
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.engine.timers import TimerId, TimerQueue, timer_event
from hub.engine.writes import PartitionOf, Writes, nowhere
from hub.errors import InputError, PolicyError
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.schemas.events import DossierMoved, Event, TimerDue
from hub.streams.dossier import Dossier
from hub.streams.effects import CancelTimer, Erase, Ledger, Refused, SetTimer, Withheld
from hub.streams.step import OwnEffect, StepEffect

Refuse = Callable[[InputError], None]


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

    def add(self, other: "BatchResult") -> None:
        """Count another batch's figures in; not its happenings."""
        self.messages += other.messages
        self.events += other.events
        self.duplicates += other.duplicates
        self.sent += other.sent
        self.dead += other.dead
        self.quarantined += other.quarantined


class Batch:
    """The state of one transaction of steps. Use once: load, `take`, then `write`.

    Args:
        cache: dossiers that the lock of this transaction proves current.
        clock: the hub's time where an event brings none (a repair); else it follows ``recorded_at``.
        forward: step events for other persons at once; not where a log brings them, too.
        watch: keep what happened, for an observer.

    Attributes:
        fresh: what was found out about who is who, as far as this batch may have to know.
        erased: subjects whose numbers name nobody any more; whoever remembers them must `Intake.forget` them.
    """

    def __init__(
        self,
        ports: Ports,
        store: Store,
        connection: Connection,
        *,
        cache: dict[str, Dossier],
        clock: datetime,
        writes: Writes | None = None,
        forward: bool = True,
        watch: bool = False,
    ) -> None:
        self._ports = ports
        self._store = store
        self._connection = connection
        self._cache = cache
        self._forwards = forward
        self._watch = watch
        self._timers = TimerQueue()
        self._seen: set[str] = set()
        self._broken: dict[str, Exception] = {}
        self._quarantined: set[str] = set()
        self.writes = writes or Writes()
        self.fresh = Fresh()
        self.erased: set[str] = set()
        self.clock = clock
        self.result = BatchResult()

    @property
    def dossiers(self) -> dict[str, Dossier]:
        """The dossiers that this batch changed; current once it is committed."""
        return self.writes.dossiers

    def load(self, subjects: Iterable[str], *, timers_until: datetime | None = None) -> None:
        """Read dossiers and quarantine of these persons, and with ``timers_until`` all timers due by then."""
        store, connection = self._store, self._connection
        wanted = set(subjects)
        if timers_until is not None:
            self._load_timers(store.due_timers(connection, to_micros(timers_until)))
            wanted |= self._timers.subjects()
        self._load_persons(wanted)

    def load_own(self, envelopes: Sequence[Envelope]) -> None:
        """Read what these events need: which of them are known, their persons, and these persons' timers."""
        store, connection = self._store, self._connection
        self._seen = store.known_events(connection, (envelope.id for envelope in envelopes))
        subjects = {envelope.subject for envelope in envelopes}
        self._load_timers(store.rows_by(connection, t.timers, "subject", subjects))
        self._load_persons(subjects)

    def take_own(self, envelope: Envelope) -> None:
        """Fire the person's own timers that are due by the event's time, then step the event, once.

        A timer's event only says that it is time: if the timer still stands it has just been fired, and if it
        was moved or cancelled it must not be.
        """
        self.clock = envelope.recorded_at
        self.fire(envelope.recorded_at, subject=envelope.subject)
        if envelope.id in self._seen or isinstance(envelope.data, TimerDue):
            self.result.duplicates += 1
            return
        self.take(envelope, partial(self.refuse_event, envelope))

    def fire(self, until: datetime, *, subject: str | None = None) -> None:
        """Let every timer (of one person) that is due by ``until`` have its event, at its own time."""
        for key, due in self._timers.fire(to_micros(until), subject=subject):
            now = due if subject is not None else max(to_micros(self.clock), due)
            envelope = timer_event(key, due, recorded_at=now, synthetic=self._ports.synthetic)
            self.clock = envelope.recorded_at
            self.take(envelope, partial(self.refuse_event, envelope))

    def take(self, envelope: Envelope, refuse: Refuse) -> None:
        """Put an event in the journal and step it, or park it.

        ``refuse`` is called if a rule refuses it: it stays in the journal and changes nothing.
        """
        self.result.events += 1
        self._seen.add(envelope.id)
        self.writes.event(envelope)
        subject = envelope.subject
        if subject in self._quarantined:
            self.writes.park(subject)
            return
        try:
            self._apply(envelope, *self._step(envelope))
        except InputError as error:
            refuse(error)
        except Exception as error:  # noqa: BLE001 - unknown failure: this person is parked, everyone else goes on
            self.result.quarantined += 1
            self._quarantined.add(subject)
            self.writes.quarantined(subject, error, self.clock)
            self.writes.park(subject)

    def resume(self, parked: Sequence[Envelope], *, until: datetime) -> None:
        """Step events that the journal holds already, and in between what their timers bring, up to a moment.

        A timer that a parked event sets has its event at its own time, as if the person had never waited.
        An unknown failure is raised: the caller rolls back.
        """
        subjects = {envelope.subject for envelope in parked}
        self._load_timers(self._store.rows_by(self._connection, t.timers, "subject", subjects))
        self._load_dossiers(subjects)
        self._seen |= {envelope.id for envelope in parked}
        for envelope in parked:
            self._fire_again(envelope.subject, envelope.recorded_at)
            self._step_again(envelope)
        for subject in sorted(subjects):
            self._fire_again(subject, until)

    def _fire_again(self, subject: str, until: datetime) -> None:
        for key, due in self._timers.fire(to_micros(until), subject=subject):
            envelope = timer_event(key, due, recorded_at=due, synthetic=self._ports.synthetic)
            if envelope.id not in self._seen:  # else it came due while the person waited, and is parked too
                self._seen.add(envelope.id)
                self.result.events += 1
                self.writes.event(envelope)
                self._step_again(envelope)

    def _step_again(self, envelope: Envelope) -> None:
        try:
            self._apply(envelope, *self._step_once(envelope))
        except InputError as error:  # a rule refuses it, as it would have done in its time
            self.refuse_event(envelope, error)

    def refuse(
        self,
        letter: str,
        registry: str,
        error: InputError,
        payload: bytes,
        *,
        version: str,
        event: str | None,
    ) -> None:
        """Keep an input that was refused as a dead letter."""
        self.result.dead += 1
        self.writes.dead_letter(letter, registry, error, payload, at=self.clock, version=version, event=event)

    def refuse_event(self, envelope: Envelope, error: InputError) -> None:
        """A dead letter for an event with no message behind it: a timer's, or one from the log."""
        self._withhold(envelope.id, envelope.data, error, cause=envelope.id)

    def write(self, fresh: Fresh | None = None, partition_of: PartitionOf = nowhere) -> None:
        """Write everything, in one go; the caller moves the offset and commits."""
        self.writes.flush(self._store, self._connection, fresh or Fresh(), self._timers, partition_of)

    def _load_timers(self, rows: Iterable[RowMapping]) -> None:
        self._timers.load(((row["subject"], row["kind"], row["key"]), row["due_at"]) for row in rows)

    def _load_persons(self, subjects: set[str]) -> None:
        rows = self._store.rows_by(self._connection, t.quarantine, "subject", subjects)
        self._quarantined |= {row["subject"] for row in rows}
        self._load_dossiers(subjects)

    def _load_dossiers(self, subjects: set[str]) -> None:
        missing = subjects - self._cache.keys()
        for row in self._store.rows_by(self._connection, t.dossiers, "subject", missing):
            try:
                self._cache[row["subject"]] = codec.decode_state(Dossier, row["state"])
            except InputError as error:  # a damaged dossier is this person's failure, at the first event
                self._broken[row["subject"]] = error

    def _step(self, envelope: Envelope) -> tuple[Dossier, tuple[StepEffect, ...]]:
        try:
            return self._step_once(envelope)
        except InputError:
            raise
        except Exception:  # noqa: BLE001 - tried once more, alone; the second failure quarantines the person
            return self._step_once(envelope)

    def _step_once(self, envelope: Envelope) -> tuple[Dossier, tuple[StepEffect, ...]]:
        subject = envelope.subject
        if subject in self._broken:
            msg = "the dossier cannot be read"
            raise RuntimeError(msg) from self._broken[subject]
        dossier = self.dossiers.get(subject) or self._cache.get(subject) or Dossier(subject=subject)
        return self._ports.step(dossier, envelope, envelope.recorded_at)

    def _apply(self, envelope: Envelope, dossier: Dossier, effects: tuple[StepEffect, ...]) -> None:
        # Encoding can still refuse (oversize), so it comes before anything is changed.
        sends = [(effect, codec.encode(effect.data)) for effect in effects if isinstance(effect, Envelope)]
        self.dossiers[envelope.subject] = dossier
        forwarded = []
        for outbound, value in sends:
            if outbound.routing is None:
                forwarded.append(outbound)
            else:
                self._send(outbound, value)
        for effect in effects:
            if not isinstance(effect, Envelope):
                self._carry_out(effect, envelope)
        if isinstance(envelope.data, DossierMoved):
            self.writes.moved.setdefault(envelope.subject, []).extend(envelope.data.cases)
        if self._watch:
            self.result.happenings.append(Happening(envelope, effects))
        for event in forwarded:
            self._forward(event)

    def _carry_out(self, effect: OwnEffect, envelope: Envelope) -> None:
        if isinstance(effect, SetTimer):
            self._timers.set(_key(envelope.subject, effect), to_micros(effect.due_at))
        elif isinstance(effect, CancelTimer):
            self._timers.cancel(_key(envelope.subject, effect))
        elif isinstance(effect, Refused):
            self.refuse_event(effect.envelope, effect.error)
        elif isinstance(effect, Withheld):
            self._withhold(effect.id, effect.data, effect.error, cause=envelope.id)
        elif isinstance(effect, Ledger):
            self.writes.feedback(effect, envelope.subject, self.clock)
        elif isinstance(effect, Erase):
            done = (self._store, self._connection, self.writes, self._timers, self.fresh)
            self.writes.event(erase(*done, effect, envelope))
            self.erased.update(effect.subjects)
        else:
            self.writes.awaits(effect, envelope.subject)

    def _forward(self, envelope: Envelope) -> None:
        """An event for another person's step: at once where all persons are ours, else through the log."""
        if self.writes.relayed:
            self.writes.publish(envelope)
        elif self._forwards and envelope.id not in self._seen:
            self._load_persons({envelope.subject})
            self.take(envelope, partial(self.refuse_event, envelope))

    def _send(self, envelope: Envelope, value: bytes) -> None:
        try:
            self._ports.egress(envelope)
        except PolicyError as error:
            # The rest of the step stands: one forbidden field must not keep the others from their due.
            self._withhold(envelope.id, envelope.data, error, cause=envelope.caused_by)
            return
        self.result.sent += 1
        self.writes.send(envelope, value, self.clock)

    def _withhold(self, letter: str, data: Event, error: InputError, *, cause: str | None) -> None:
        self.refuse(letter, "hub", error, codec.encode(data), version="", event=cause)


def _key(subject: str, timer: SetTimer | CancelTimer) -> TimerId:
    return subject, timer.kind.value, timer.key
