"""Records, events and a role, so simple that the cluster engine itself is what is tested."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text

from hub.engine import tables as t
from hub.engine.batch import BatchResult
from hub.engine.cluster.records import Partition, Record, event_headers
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.engine.timers import timer_event
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.schemas.events import SelectionDecided
from hub.schemas.vocabulary import Role, SelectionOutcome, TimerKind
from hub.streams.topics import EVENTS
from tests.support.engine import ALICE, START, PlainRegistry, message

TOPICS = {"in.plain": "1", EVENTS: "2", "out.OM": "3", "out.VH22": "4"}
"""The ids of the topics."""


class KilledError(BaseException):
    """What a failpoint of a test raises: like a kill, nothing catches it."""


def at(minute: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minute)


def plain(offset: int, text: str = "", *, topic: str = EVENTS, partition: int = 0) -> Record:
    """A record that holds a word, by default its offset."""
    return Record(topic, partition, offset, b"k", (text or str(offset)).encode(), {})


def native(
    offset: int,
    do: str = "none",
    *,
    bsn: str | None = ALICE,
    partition: int = 0,
    headers: Mapping[str, bytes] | None = None,
    **more: str | int,
) -> Record:
    """A message of the plain registry on its topic; the registry's record is ``r`` and the offset."""
    body = message(offset, do, minute=0, bsn=bsn, **more).body
    return Record("in.plain", partition, offset, None, body, headers or {})


def said(name: str, do: str, *, minute: float = 0, subject: str = "s1") -> Envelope:
    """An event about a person that makes the plain step do something."""
    moment = at(minute)
    return Envelope(
        id=name,
        source=PlainRegistry.source,
        subject=subject,
        case="z1",
        occurred_at=moment,
        recorded_at=moment,
        actor=Role.OVJ,
        record=name,
        version=1,
        caused_by=None,
        synthetic=True,
        data=SelectionDecided(
            outcome=SelectionOutcome.ZSM, deciders=(Role.OVJ,), decided_at=moment, reason=do
        ),
    )


def rang(minute: float, *, subject: str = "s1") -> Envelope:
    """The event of the plain step's timer, due at a minute."""
    due = to_micros(at(minute))
    return timer_event((subject, TimerKind.MARKING_EXPIRES.value, "m"), due, recorded_at=due, synthetic=True)


def on_log(offset: int, event: Envelope, *, topic: str = EVENTS, partition: int = 0) -> Record:
    """An event as the relay publishes it."""
    headers = dict(event_headers(event.attributes()))
    return Record(topic, partition, offset, event.subject.encode(), codec.encode(event.data), headers)


def rows(store: Store, table: Table) -> list[dict[str, Any]]:
    """All rows of a table, by its primary key."""
    statement = select(table).order_by(*table.primary_key.columns)
    with store.transaction() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def nexts(store: Store) -> dict[str, int]:
    """The offsets in the store."""
    return {row["source"]: row["next"] for row in rows(store, t.offsets)}


def waits(store: Store) -> bool:
    """Whether a session of this PostgreSQL database waits for a lock."""
    sessions = "FROM pg_stat_activity WHERE datname = current_database()"
    with store.transaction() as connection:
        return bool(connection.scalar(text(f"SELECT count(*) {sessions} AND wait_event_type = 'Lock'")))


class Noting:
    """A role that notes each record in the inbox. ``fails`` has what to raise at a word, one after another.

    Attributes:
        unmoved: what each `handle` was told.
        committed_after: what each `committed` was told.
    """

    name = "steps"

    def __init__(self, fails: Mapping[str, Sequence[Exception]] | None = None) -> None:
        self._fails = {word: list(errors) for word, errors in (fails or {}).items()}
        self.unmoved: list[set[Partition]] = []
        self.committed_after: list[set[Partition]] = []

    def prepare(self, record: Record) -> str:
        """The word."""
        return record.value.decode()

    def handle(
        self, connection: Connection, work: Sequence[tuple[Record, str]], unmoved: set[Partition]
    ) -> BatchResult:
        """Note each; fail where told, after what came before was noted."""
        self.unmoved.append(unmoved)
        for _, word in work:
            if self._fails.get(word):
                raise self._fails[word].pop(0)
            connection.execute(insert(t.inbox).values(event_id=word))
        return BatchResult(messages=len(work))

    def give_up(self, connection: Connection, record: Record, error: Exception) -> BatchResult:
        """Note that, with the class of the failure."""
        word = f"{record.value.decode()} {type(error).__name__}"
        connection.execute(insert(t.inbox).values(event_id=word))
        return BatchResult(messages=1, dead=1)

    def committed(self, partitions: Iterable[Partition]) -> None:
        """Note it."""
        self.committed_after.append(set(partitions))


def noted(store: Store) -> list[str]:
    """What `Noting` noted."""
    return [row["event_id"] for row in rows(store, t.inbox)]
