"""Reads topics from their beginning to their present end: what the log itself can prove about a run."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing

from hub.engine.cluster.records import Record, read_event
from hub.engine.export import Line
from hub.engine.kafka_client import KafkaSettings, connection, translated
from hub.engine.kafka_contact import make_client
from hub.engine.kafka_library import KafkaConsumer, TopicPartition
from hub.schemas.envelope import Envelope, rfc3339
from hub.schemas.framing import Framer
from hub.streams.topics import OUT_PREFIX

_POLL_MS = 500


def read_topics(settings: KafkaSettings, topics: Collection[str], prefix: str) -> Iterator[Record]:
    """All records of these topics, each partition in its order.

    Args:
        settings: where Kafka is.
        topics: without the prefix.
        prefix: of this hub's topics.

    Raises:
        UnreachableError: Kafka does not answer.
    """
    with (
        translated(settings),
        closing(
            make_client(
                KafkaConsumer,
                **connection(settings, "ketenhub-collect"),
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="none",
            )
        ) as consumer,
    ):
        partitions = [
            TopicPartition(prefix + topic, number)
            for topic in topics
            for number in consumer.partitions_for_topic(prefix + topic) or ()
        ]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        consumer.seek_to_beginning(*partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for partition, found in consumer.poll(timeout_ms=_POLL_MS).items():
                topic = partition.topic.removeprefix(prefix)
                for one in found:
                    yield Record(
                        topic, partition.partition, one.offset, one.key, one.value or b"", dict(one.headers)
                    )


def events(records: Iterable[Record], framer: Framer) -> Iterator[Envelope]:
    """The events among records, each ``source`` + ``id`` once, as every reader must take them.

    Raises:
        InputError: a record is not an event of ours.
    """
    seen: set[tuple[str, str, str]] = set()
    for record in records:
        envelope = read_event(record, framer)
        identity = (record.topic, envelope.source, envelope.id)
        if identity not in seen:
            seen.add(identity)
            yield envelope


def deliveries(records: Iterable[Record], framer: Framer) -> list[Line]:
    """Lines of ``deliveries.ndjson`` from the records of recipients' topics, by the hub's time."""
    lines = [
        {
            "recipient": envelope.routing.recipient if envelope.routing else "",
            "id": envelope.id,
            "type": envelope.type,
            "subject": envelope.subject,
            "case": envelope.case,
            "caused_by": envelope.caused_by,
            "at": rfc3339(envelope.recorded_at),
            "data": envelope.data.model_dump(mode="json"),
        }
        for envelope in events((r for r in records if r.topic.startswith(OUT_PREFIX)), framer)
    ]
    return sorted(lines, key=lambda line: (line["at"], line["recipient"], line["subject"], line["id"]))
