"""What each kind of worker does with a batch, within its transaction."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from hub.engine import tables as t
from hub.engine.batch import Batch, BatchResult
from hub.engine.cluster.clock import Clock
from hub.engine.cluster.records import Partition, Record, attributes_of, read_event, read_native
from hub.engine.identity import Fresh
from hub.engine.intake import Intake, Parsed, Refusal, parse
from hub.engine.mailbox import Arrival, Mailbox
from hub.engine.persons import IDENTIFIERS, PERSONS, StoredPersons
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.timers import TimerQueue
from hub.engine.writes import Writes
from hub.errors import EnvelopeError, InputError, MappingError
from hub.schemas.envelope import Envelope
from hub.schemas.framing import Framer
from hub.streams.dossier import Dossier
from hub.streams.topics import OUT_PREFIX

_CACHED_DOSSIERS = 500
"""Dossiers kept at hand, per partition."""


def _unforeseen(error: Exception, where: str) -> MappingError:
    """The reason of a dead letter for what nobody foresaw; the class only, for a text may hold a person."""
    hint = f"{where} failed with {type(error).__name__}; this is a defect of the hub."
    return MappingError("unforeseen-failure", hint=hint)


def _event_of(record: Record) -> str | None:
    """The id of the event that a record claims to be; a repair looks it up in the outbox."""
    try:
        return attributes_of(record).get("id")
    except EnvelopeError:
        return None


class Ingest:
    """Native messages to canonical events, which the relay takes to the steps."""

    name = "ingest"

    def __init__(self, ports: Ports, store: Store, clock: Clock, *, simulated: bool) -> None:
        self._ports = ports
        self._store = store
        self._clock = clock
        self._simulated = simulated

    def prepare(self, record: Record) -> Parsed:
        """Let the registry's adapter read it."""
        return parse(self._ports, read_native(record, simulated=self._simulated))

    def handle(
        self, connection: Connection, work: Sequence[tuple[Record, Parsed]], _unmoved: set[Partition]
    ) -> BatchResult:
        """Resolve who is who and put the events in the outbox.

        All identifiers of the batch are locked, then the persons that they are known to belong to. So two
        workers that meet one person take turns, and per person the order of the outbox is that of the
        commits. The tempting alternative, to insert and let a conflict decide, would leave the loser with
        events of a person who does not exist.
        """
        parsed = [item for _, item in work]
        intake = self._learn(connection, parsed)
        now = self._clock()  # after the locks: of one person, who commits later has the later time
        writes, result = Writes(relayed=True), BatchResult(messages=len(work))
        for item in parsed:
            recorded_at = item.message.at or now
            for letter, outcome in intake.events(item, recorded_at):
                refusal = outcome if isinstance(outcome, Refusal) else self._publish(writes, outcome)
                if refusal is None:
                    result.events += 1
                else:
                    result.dead += 1
                    writes.dead_letter(
                        letter,
                        item.message.registry,
                        refusal.error,
                        item.message.body,
                        at=recorded_at,
                        version=item.version,
                        event=refusal.event,
                    )
        result.duplicates = intake.duplicates
        writes.flush(self._store, connection, intake.resolver.fresh, TimerQueue())
        return result

    def give_up(self, connection: Connection, record: Record, error: Exception) -> BatchResult:
        """Keep the message as a dead letter."""
        message = read_native(record, simulated=self._simulated)
        writes = Writes(relayed=True)
        writes.dead_letter(
            message.letter,
            message.registry,
            _unforeseen(error, "Ingest"),
            record.value,
            at=self._clock(),
            version="",
            event=None,
        )
        writes.flush(self._store, connection, Fresh(), TimerQueue())
        return BatchResult(messages=1, dead=1)

    def committed(self, partitions: Iterable[Partition]) -> None:
        """Nothing is kept between batches."""

    def _learn(self, connection: Connection, parsed: Sequence[Parsed]) -> Intake:
        store, known = self._store, StoredPersons(self._store, connection)
        intake = Intake(self._ports, known)
        hashes = intake.hashes(parsed)
        store.lock_names(connection, IDENTIFIERS, hashes)
        intake.learn(known, store.rows_by(connection, t.identity, "hash", hashes), parsed)
        locked: set[str] = set()
        # Who waited for a lock may find that its person was merged meanwhile, and must lock that one, too.
        while unlocked := intake.persons() - locked:
            store.lock_names(connection, PERSONS, unlocked)
            locked |= unlocked
            intake.redirect(known)
        intake.seen = store.published(connection, intake.ids(parsed))
        return intake

    @staticmethod
    def _publish(writes: Writes, envelope: Envelope) -> Refusal | None:
        try:
            writes.publish(envelope)
        except InputError as error:  # too large for the log
            return Refusal(error, envelope.id)
        return None


class Steps:
    """Canonical events through the steps, to the outbox of each recipient."""

    name = "steps"

    def __init__(self, ports: Ports, store: Store, framer: Framer, clock: Clock) -> None:
        self._ports = ports
        self._store = store
        self._framer = framer
        self._clock = clock
        self._cache: dict[int, dict[str, Dossier]] = {}
        self._fresh: dict[int, dict[str, Dossier]] = {}

    def prepare(self, record: Record) -> Envelope | InputError:
        """Decode the event."""
        try:
            return read_event(record, self._framer)
        except InputError as error:
            return error

    def handle(
        self,
        connection: Connection,
        work: Sequence[tuple[Record, Envelope | InputError]],
        unmoved: set[Partition],
    ) -> BatchResult:
        """Step the events; what cannot be decoded is a dead letter."""
        self._fresh = {}
        for stale in {record.partition for record, _ in work} - {partition for _, partition in unmoved}:
            self._cache.pop(stale, None)
        partitions = {one.subject: record.partition for record, one in work if isinstance(one, Envelope)}
        cache = {
            subject: self._cache[partition][subject]
            for subject, partition in partitions.items()
            if subject in self._cache.get(partition, ())
        }
        batch = Batch(
            self._ports,
            self._store,
            connection,
            cache=cache,
            clock=self._clock(),
            writes=Writes(relayed=True),
        )
        batch.load_own([one for _, one in work if isinstance(one, Envelope)])
        for record, one in work:
            if isinstance(one, Envelope):
                batch.take_own(one)
            else:
                batch.refuse(record.place, "hub", one, record.value, version="", event=_event_of(record))
        batch.write(partition_of=partitions.__getitem__)
        for subject, dossier in (cache | batch.dossiers).items():
            self._fresh.setdefault(partitions[subject], {})[subject] = dossier
        batch.result.messages = len(work)
        return batch.result

    def give_up(self, connection: Connection, record: Record, error: Exception) -> BatchResult:
        """Keep the event as a dead letter, and its person in quarantine: later events wait for the repair."""
        self._fresh = {}
        self._cache.pop(record.partition, None)
        writes, now = Writes(relayed=True), self._clock()
        failure, event = _unforeseen(error, "A step"), _event_of(record)
        writes.dead_letter(record.place, "hub", failure, record.value, at=now, version="", event=event)
        subject = (record.key or b"").decode(errors="replace")
        if subject and not list(self._store.rows_by(connection, t.quarantine, "subject", [subject])):
            writes.quarantined(subject, error, now)
        writes.flush(self._store, connection, Fresh(), TimerQueue())
        return BatchResult(messages=1, dead=1, quarantined=1)

    def committed(self, partitions: Iterable[Partition]) -> None:
        """What the batch made of the dossiers is current until somebody else moves the offset."""
        for _, partition in partitions:
            kept = self._cache.setdefault(partition, {})
            for subject, dossier in self._fresh.get(partition, {}).items():
                kept.pop(subject, None)  # to the young end: dicts keep the order of insertion
                kept[subject] = dossier
            while len(kept) > _CACHED_DOSSIERS:
                del kept[next(iter(kept))]


class Deliver:
    """Outbound events into the mailboxes, from which they are sent.

    ``arrived`` is called with the recipients whose mailboxes have something new.
    """

    name = "deliver"

    def __init__(
        self,
        store: Store,
        mailbox: Mailbox,
        framer: Framer,
        clock: Clock,
        arrived: Callable[..., None] = lambda *_: None,
    ) -> None:
        self._store = store
        self._mailbox = mailbox
        self._framer = framer
        self._clock = clock
        self._arrived = arrived

    def prepare(self, record: Record) -> Arrival | InputError:
        """Read what is needed to place it; the value stays as it is."""
        try:
            attributes = attributes_of(record)
            if not attributes.get("id") or not attributes.get("subject"):
                raise EnvelopeError("missing-attribute", field="id")
            return Arrival(
                recipient=record.topic.removeprefix(OUT_PREFIX),
                partition=record.partition,
                position=record.offset,
                attributes=attributes,
                value=self._framer.into(record.value),
            )
        except InputError as error:
            return error

    def handle(
        self,
        connection: Connection,
        work: Sequence[tuple[Record, Arrival | InputError]],
        _unmoved: set[Partition],
    ) -> BatchResult:
        """Put the events in the mailboxes; one that came before changes nothing."""
        now = self._clock()
        self._mailbox.arrive(connection, [one for _, one in work if isinstance(one, Arrival)], now)
        writes, result = Writes(relayed=True), BatchResult(messages=len(work))
        for record, one in work:
            if isinstance(one, InputError):
                result.dead += 1
                writes.dead_letter(record.place, "hub", one, record.value, at=now, version="", event=None)
        writes.flush(self._store, connection, Fresh(), TimerQueue())
        return result

    def give_up(self, connection: Connection, record: Record, error: Exception) -> BatchResult:
        """Keep the record as a dead letter."""
        writes = Writes(relayed=True)
        failure = _unforeseen(error, "Delivery")
        writes.dead_letter(
            record.place, "hub", failure, record.value, at=self._clock(), version="", event=None
        )
        writes.flush(self._store, connection, Fresh(), TimerQueue())
        return BatchResult(messages=1, dead=1)

    def committed(self, partitions: Iterable[Partition]) -> None:
        """What arrived can be sent now."""
        self._arrived(*{topic.removeprefix(OUT_PREFIX) for topic, _ in partitions})
