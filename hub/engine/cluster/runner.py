"""One batch, one transaction, fenced by the store's offsets. Knows nothing of Faust.

The offset rows of a batch's partitions are locked in sorted order before anything is read. Whoever holds them
is the only one at work on these partitions, whatever Kafka's group thinks: a worker that was frozen past its
session and wakes with an old batch finds that the offsets have moved on, and does nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from hub.engine import tables as t
from hub.engine.attempts import AWAY
from hub.engine.batch import BatchResult
from hub.engine.cluster.positions import Reading
from hub.engine.cluster.records import Partition, Record
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.lag import source_of
from hub.engine.store import Store
from hub.errors import ConfigurationError, UnreachableError

Prepared = TypeVar("Prepared")


class Role(Protocol[Prepared]):
    """What one kind of worker does with records."""

    @property
    def name(self) -> str:
        """``ingest``, ``steps`` or ``deliver``: part of the Kafka group and of the offsets' names."""

    def prepare(self, record: Record) -> Prepared:
        """Read a record, before any lock is taken; what cannot be read is prepared as a refusal."""

    def handle(
        self, connection: Connection, work: Sequence[tuple[Record, Prepared]], unmoved: set[Partition]
    ) -> BatchResult:
        """Process records in order, within a transaction.

        ``unmoved``: partitions that nobody else has touched since this worker's last commit.
        """

    def give_up(self, connection: Connection, record: Record, error: Exception) -> BatchResult:
        """Keep a record that fails in a way that nobody foresaw, so that the others can go on."""

    def committed(self, partitions: Iterable[Partition]) -> None:
        """The transaction of the last `handle` or `give_up` stands."""


@dataclass(slots=True)
class Outcome:
    """What a batch came to. ``seeks``: where the consumer must go back to."""

    result: BatchResult
    seeks: dict[Partition, int]
    gaps: int = 0


def is_transient(error: Exception) -> bool:
    """Whether it can pass by itself: the database or the schema registry is away, slow, or locked."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (*AWAY, UnreachableError))


def reason_of(error: Exception) -> str:
    """The word for an error in health and metrics: the class's name, PostgreSQL's own if it has one."""
    inner = error.orig if isinstance(error, DBAPIError) else None
    return type(inner or error).__name__


class Runner(Generic[Prepared]):
    """Runs one role over a store. Not for use by several threads at once.

    Args:
        topics: the id that the cluster gave each topic. An offset says nothing of a topic that was
            deleted and made anew, and would skip its first records.
        failpoint: called at ``before-commit`` and ``after-commit``.
    """

    def __init__(
        self,
        store: Store,
        role: Role[Prepared],
        *,
        topics: Mapping[str, str],
        failpoint: Failpoint = no_failpoint,
    ) -> None:
        self._store = store
        self._role = role
        self._topics = topics
        self._failpoint = failpoint
        self._reading = Reading()
        self._committed: dict[Partition, tuple[int, int]] = {}
        """Offset and clock of each partition as this worker's last commit left them."""

    @property
    def name(self) -> str:
        """The role's."""
        return self._role.name

    def positions(self, earliest: Mapping[Partition, int]) -> dict[Partition, int]:
        """Where reading begins in partitions that were assigned; noted, where it is for the first time.

        Args:
            earliest: the first offset that the log still has, for each.

        Raises:
            ConfigurationError: a topic was deleted and made anew since it was last read, or records of it
                were deleted unread.
        """
        sources = {self._source(partition): partition for partition in earliest}
        new = [
            {
                "source": source,
                "next": earliest[partition],
                "clock": 0,
                "fingerprint": self._topics.get(partition[0], ""),
            }
            for source, partition in sorted(sources.items())
        ]
        with self._store.transaction() as connection:
            self._store.add_new(connection, t.offsets, new)
            rows = self._store.lock_offsets(connection, sources)
        for source, row in rows.items():
            topic, number = sources[source]
            if row["fingerprint"] != self._topics.get(topic, ""):
                msg = (
                    f"topic {topic} is another than the one that was read before: it was made anew, and its "
                    f"records would be mistaken for known ones; start with a new database"
                )
                raise ConfigurationError(msg)
            if (lost := earliest[topic, number] - row["next"]) > 0:
                msg = (
                    f"{lost} records of topic {topic}, partition {number}, were deleted before they were "
                    f"read, for their retention is over; they are not passed over in silence"
                )
                raise ConfigurationError(msg)
        self._reading.forget(earliest)
        return {sources[source]: row["next"] for source, row in rows.items()}

    def process(self, records: Sequence[Record]) -> Outcome:
        """Process a batch. After an error nothing is changed, and the same batch may be tried again.

        Raises:
            Exception: one for which `is_transient` holds.
        """
        try:
            return self._once(records)
        except Exception as error:
            if is_transient(error):
                raise
        return self._one_by_one(records)

    def next(self, partition: Partition) -> int | None:
        """The first offset that this worker has not processed; None before its first batch."""
        found = self._committed.get(partition)
        return None if found is None else found[0]

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            Exception: one for which `is_transient` holds.
        """
        with self._store.transaction() as connection:
            connection.execute(select(1))

    def _one_by_one(self, records: Sequence[Record]) -> Outcome:
        """Each record alone, so that one that fails in an unknown way is found and the others pass."""
        total, mark = Outcome(BatchResult(), {}), self._reading.mark()
        try:
            for record in records:
                outcome = self._alone(record)
                total.result.add(outcome.result)
                total.seeks |= outcome.seeks
                total.gaps += outcome.gaps
        except Exception:
            # Nobody will seek: a gap must be met as a new one when the batch is tried again, or it is passed.
            self._reading.back(mark)
            raise
        return total

    def _alone(self, record: Record) -> Outcome:
        try:
            return self._once([record])
        except Exception as error:
            if is_transient(error):
                raise
            return self._once([record], failure=error)

    def _once(self, records: Sequence[Record], failure: Exception | None = None) -> Outcome:
        prepare = self._role.prepare
        prepared = {r.place: prepare(r) for r in records} if failure is None else {}
        sources = {self._source(p): p for p in {(r.topic, r.partition) for r in records}}
        with self._store.transaction() as connection:
            rows = self._store.lock_offsets(connection, sources)
            found = {sources[source]: (int(row["next"]), int(row["clock"])) for source, row in rows.items()}
            nexts = {partition: at for partition, (at, _) in found.items()}
            batch = self._reading.sort(records, nexts)
            result = BatchResult()
            if batch.taken and failure is not None:
                result = self._role.give_up(connection, batch.taken[0], failure)
            elif batch.taken:
                unmoved = {p for p, at in found.items() if self._committed.get(p) == at}
                todo = [(record, prepared[record.place]) for record in batch.taken]
                result = self._role.handle(connection, todo, unmoved)
            moved = {p: at for p, at in batch.nexts.items() if at != nexts[p]}
            self._store.move_offsets(connection, {self._source(p): at for p, at in moved.items()})
            self._failpoint("before-commit")
        self._failpoint("after-commit")
        self._reading.keep(batch)
        for partition, at in found.items():
            if self._committed.get(partition) != at:  # somebody else was here: what is remembered is old
                self._committed.pop(partition, None)
        self._committed.update({partition: (at, found[partition][1]) for partition, at in moved.items()})
        self._role.committed(moved)
        return Outcome(result, batch.seeks, batch.gaps)

    def _source(self, partition: Partition) -> str:
        return source_of(self._role.name, *partition)
