"""Takes a person out of quarantine on a cluster, while the workers go on with everybody else."""

from hub.engine.cluster.clock import Clock
from hub.engine.kafka_library import murmur2
from hub.engine.lag import source_of
from hub.engine.ports import Ports
from hub.engine.repair import resume
from hub.engine.store import Store
from hub.engine.writes import Writes
from hub.errors import QuarantineError
from hub.streams.topics import EVENTS, EVENTS_PARTITIONS


def partition_of(subject: str) -> int:
    """The partition of the events of a person: where Kafka's own partitioner puts the key."""
    return int((murmur2(subject.encode()) & 0x7FFFFFFF) % EVENTS_PARTITIONS)


def repair(ports: Ports, store: Store, subject: str, clock: Clock) -> int:
    """As `hub.engine.repair.repair`. The person's partition is locked meanwhile, so its worker waits.

    That worker may keep the person's dossier at hand; the row's clock, which only a repair moves, tells it
    that somebody else was here.

    Raises:
        QuarantineError: the person is not in quarantine, or the failure is still there.
    """
    source = source_of("steps", EVENTS, partition_of(subject))
    with store.transaction() as connection:
        row = store.lock_offsets(connection, [source]).get(source)
        if row is None:
            msg = f"{subject} is not in quarantine: no event of its partition was ever processed"
            raise QuarantineError(msg)
        count = resume(
            ports,
            store,
            connection,
            subject,
            now=clock(),
            writes=Writes(relayed=True),
            partition_of=partition_of,
        )
        store.advance(connection, source, row["next"], row["clock"] + 1)
    return count
