"""Dead letters and quarantine on a cluster, while the workers go on with everybody else."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping

from hub.engine.cluster.clock import Clock
from hub.engine.cluster.records import Record
from hub.engine.cluster.roles import Ingest
from hub.engine.intake import Parsed
from hub.engine.kafka_library import murmur2
from hub.engine.lag import source_of
from hub.engine.letters.embedded import step_again
from hub.engine.letters.letter import Letter
from hub.engine.letters.stored import Stored
from hub.engine.letters.taking import Taken
from hub.engine.ports import Ports
from hub.engine.repair import resume
from hub.engine.store import Store
from hub.engine.writes import Writes
from hub.errors import EnvelopeError, QuarantineError
from hub.streams.topics import EVENTS, EVENTS_PARTITIONS


def partition_of(subject: str) -> int:
    """The partition of the events of a person: where Kafka's own partitioner puts the key."""
    return int((murmur2(subject.encode()) & 0x7FFFFFFF) % EVENTS_PARTITIONS)


def repair(ports: Ports, store: Store, subject: str, clock: Clock) -> int:
    """As `hub.engine.repair.repair`, while the workers go on.

    Raises:
        QuarantineError: the person is not in quarantine, or the failure is still there.
    """
    taker = ClusterTaker(ports, store, clock)
    with store.transaction() as connection:
        return taker.lift(connection, subject, clock())


class ClusterTaker:
    """A `hub.engine.letters.taking.Taker` beside the workers.

    A message goes the way of ingest, with its locks: its events are in the outbox, and the relay and the
    steps do the rest. What a step then refuses is another letter. An event is stepped here: its person's
    partition is locked meanwhile, so its worker waits.
    """

    def __init__(self, ports: Ports, store: Store, clock: Clock) -> None:
        self._ports = ports
        self._store = store
        self._clock = clock
        # What a header says of the moment is not believed: a replayed message is taken in now.
        self._ingest = Ingest(ports, store, clock, simulated=False)

    def now(self, _connection: Connection) -> datetime:
        """The hub's time."""
        return self._clock()

    def holds_event(self, _connection: Connection, letter: Letter) -> bool:
        """What ingest refused is a message, whatever id it would have had; all else was refused later."""
        return letter.registry == "hub"

    def message(self, connection: Connection, parsed: Parsed, _now: datetime) -> Taken:
        """See the class."""
        nowhere = Record("", 0, 0, None, parsed.message.body, {})
        result = self._ingest.handle(connection, [(nowhere, parsed)], set())
        return Taken(known=bool(result.duplicates) and not result.events)

    def event(self, connection: Connection, stored: Stored, _now: datetime) -> Taken:
        """See the class, and `step_again`."""
        held = self._held(connection, stored.envelope.subject)
        if held is None:
            hint = "Nothing of its person's partition was processed yet: start the steps workers."
            raise EnvelopeError("not-processed-yet", hint=hint)
        source, row = held
        taken = step_again(
            self._ports,
            self._store,
            connection,
            stored,
            now=self._clock(),  # after the lock: of one person, who commits later has the later time
            writes=Writes(relayed=True),
            partition_of=partition_of,
        )
        self._store.advance(connection, source, row["next"], row["clock"] + 1)
        return taken

    def lift(self, connection: Connection, subject: str, _now: datetime) -> int:
        """See `hub.engine.repair.resume`."""
        held = self._held(connection, subject)
        if held is None:
            msg = f"{subject} is not in quarantine: no event of its partition was ever processed"
            raise QuarantineError(msg)
        source, row = held
        count = resume(
            self._ports,
            self._store,
            connection,
            subject,
            now=self._clock(),
            writes=Writes(relayed=True),
            partition_of=partition_of,
        )
        self._store.advance(connection, source, row["next"], row["clock"] + 1)
        return count

    def _held(self, connection: Connection, subject: str) -> tuple[str, RowMapping] | None:
        """The locked place of the steps in a person's partition; None if they were never there.

        Its worker may keep the person's dossier at hand; the row's clock, which only a repair moves, tells it
        that somebody else was here.
        """
        source = source_of("steps", EVENTS, partition_of(subject))
        row = self._store.lock_offsets(connection, [source]).get(source)
        return None if row is None else (source, row)
