"""How far each reader is behind, and what else waits.

The readers' places are the store's offsets, not those of Kafka's consumer groups: the store's are what a
worker starts from. So this lag is right also while none runs, where a group's own figure stands still.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, FromClause, RowMapping, func, select

from hub.engine import tables as t
from hub.engine.attempts import at_any_time
from hub.engine.kafka_library import KafkaAdminClient, OffsetAndTimestamp, OffsetSpec, TopicPartition, errors
from hub.engine.store import Store
from hub.errors import ConfigurationError
from hub.streams.topics import EVENTS, IN_PREFIX, OUT_PREFIX, Topic

ROLES = ("ingest", "steps", "deliver")
"""Those that read topics; the relay reads the outbox."""

_PATIENCE_S = 15.0
"""A cluster takes a broker for dead after nine seconds."""
_AGAIN_S = 0.2


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """How far one role is behind in one partition.

    Attributes:
        role: ``ingest``, ``steps`` or ``deliver``.
        topic: without the hub's prefix.
        partition: its number.
        start: first offset that Kafka still has.
        stored: first offset not yet processed; None before a worker first had the partition.
        end: offset of the next record to come.
        other: the topic was made anew since, so the stored place means nothing and no worker starts.
    """

    role: str
    topic: str
    partition: int
    start: int
    stored: int | None
    end: int
    other: bool = False

    @property
    def lag(self) -> int:
        """Records still to be processed; those that Kafka no longer has count too."""
        return max(0, self.end - (self.start if self.stored is None else self.stored))

    @property
    def lost(self) -> int:
        """Records that Kafka deleted before they were processed, for their retention had run out."""
        return 0 if self.stored is None else max(0, self.start - self.stored)

    @property
    def well(self) -> bool:
        """Whether a worker that starts here finds what it looks for."""
        return not self.other and not self.lost and (self.stored is None or self.stored <= self.end)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in the store.

    Attributes:
        unsent: rows of the outbox that are not on Kafka yet.
        oldest: age of the first of them, by the hub's time of its event; None when there is none.
        quarantined: persons whose events are parked after a failure.
        parked: their events.
        undelivered: events in partners' mailboxes that are not taken yet, a closed partner's too.
        letters: dead letters that were neither replayed nor discarded.
    """

    unsent: int
    oldest: timedelta | None
    quarantined: int
    parked: int
    undelivered: int
    letters: int


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """A partition and who reads it; ``topic`` without the prefix, ``topic_id`` of the cluster."""

    role: str
    topic: str
    part: TopicPartition
    topic_id: str

    @property
    def source(self) -> str:
        """The name under which the role's place in it is stored."""
        return source_of(self.role, self.topic, self.part.partition)


def source_of(role: str, topic: str, partition: int) -> str:
    """The name under which a role's place in a partition is stored; ``topic`` without the hub's prefix."""
    return f"{role}/{topic}/{partition}"


def role_of(topic: str) -> str | None:
    """The role that reads a topic; None: none of ours does (``deadletters``)."""
    if topic.startswith(IN_PREFIX):
        return "ingest"
    if topic.startswith(OUT_PREFIX):
        return "deliver"
    return "steps" if topic == EVENTS else None


def lags(
    client: KafkaAdminClient, store: Store, topics: Sequence[Topic], prefix: str
) -> tuple[PartitionLag, ...]:
    """The lag of each role in each partition that its topics have, in the order of the topics.

    The store is asked before Kafka: the other way round, what is processed in between would lie past the end.

    Raises:
        ConfigurationError: a topic is missing.
    """
    places = read_places(client, topics, prefix)
    rows = _stored(store)
    starts = _offsets(client, [place.part for place in places], OffsetSpec.EARLIEST)
    ends = _offsets(client, [place.part for place in places], OffsetSpec.LATEST)
    result = []
    for place in places:
        row = rows.get(place.source)
        result.append(
            PartitionLag(
                place.role,
                place.topic,
                place.part.partition,
                start=starts[place.part].offset,
                stored=None if row is None else row["next"],
                end=ends[place.part].offset,
                other=row is not None and row["fingerprint"] != place.topic_id,
            )
        )
    return tuple(result)


def is_behind(client: KafkaAdminClient, store: Store, places: Sequence[ReadPlace]) -> bool:
    """Whether anything waits in partitions known already: a part of `lags`, for who asks often.

    A place that is not stored yet counts as behind; a worker stores it when it gets the partition.
    """
    rows = _stored(store)
    if any(place.source not in rows for place in places):
        return True
    ends = _offsets(client, [place.part for place in places], OffsetSpec.LATEST)
    return any(ends[place.part].offset > rows[place.source]["next"] for place in places)


def read_places(client: KafkaAdminClient, topics: Sequence[Topic], prefix: str) -> tuple[ReadPlace, ...]:
    """The partitions that these topics have and that a role reads, in the order of the topics.

    Raises:
        ConfigurationError: a topic is missing.
    """
    roles = {topic.name: role for topic in topics if (role := role_of(topic.name)) is not None}
    found = {
        each["name"].removeprefix(prefix): each
        for each in client.describe_topics([prefix + n for n in roles])
    }
    missing = [name for name in roles if found[name]["error_code"]]
    if missing:
        msg = f"topic {missing[0]} is missing, with {len(missing) - 1} others; run `ketenhub topics create`"
        raise ConfigurationError(msg)
    return tuple(
        ReadPlace(
            roles[name],
            name,
            TopicPartition(prefix + name, each["partition_index"]),
            str(found[name]["topic_id"]),
        )
        for name in roles
        for each in sorted(found[name]["partitions"], key=lambda each: each["partition_index"])
    )


def _stored(store: Store) -> Mapping[str, RowMapping]:
    read = at_any_time(store, lambda connection: connection.execute(select(t.offsets)).mappings().all())
    return {row["source"]: row for row in read}


def _offsets(
    client: KafkaAdminClient, parts: Sequence[TopicPartition], spec: OffsetSpec
) -> Mapping[TopicPartition, OffsetAndTimestamp]:
    """The offsets; asked again while a partition's leader has died and no other is chosen yet."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            found: Mapping[TopicPartition, OffsetAndTimestamp] = client.list_partition_offsets(
                dict.fromkeys(parts, spec)
            )
        except errors.KafkaError as error:
            if not error.retriable or time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN_S)
        else:
            return found


def has_unsent(store: Store) -> bool:
    """Whether a row of the outbox is not on Kafka yet."""
    first = select(t.outbox.c.seq).where(t.outbox.c.sent_at.is_(None)).limit(1)
    return at_any_time(store, lambda connection: connection.scalar(first)) is not None


def waiting(store: Store, now: datetime) -> Waiting:
    """What waits in the store at ``now`` (aware)."""
    unsent = select(t.outbox).where(t.outbox.c.sent_at.is_(None)).subquery()
    undelivered = select(t.mailbox).where(t.mailbox.c.delivered_at.is_(None)).subquery()
    letters = select(t.deadletters.c.id).where(t.deadletters.c.state == "open").subquery()

    def look(connection: Connection) -> Waiting:
        def count(rows: FromClause) -> int:
            return connection.scalar(select(func.count()).select_from(rows)) or 0

        first = connection.scalar(select(unsent.c.at).order_by(unsent.c.seq).limit(1))
        return Waiting(
            unsent=count(unsent),
            oldest=None if first is None else now - t.from_micros(first),
            quarantined=count(t.quarantine),
            parked=count(t.parked),
            undelivered=count(undelivered),
            letters=count(letters),
        )

    return at_any_time(store, look)
