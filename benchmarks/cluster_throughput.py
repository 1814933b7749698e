"""What each part does alone, one after another, with everything it needs waiting: the most it can do.

The messages are days of a simulated region. The steps get the events that the embedded engine made of them,
in its order; the relay gets what ingest and steps left in the outbox. The clock is the simulated one, so that
timers do not all come due at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import orjson
from sqlalchemy import func, select

from benchmarks import cluster_stages
from benchmarks.cluster_site import Pace, Site, load, pace
from hub.app import replay
from hub.engine import kafka_client
from hub.engine import tables as t
from hub.engine.cluster.records import LETTER, RECORDED_AT, event_headers
from hub.engine.kafka_client import connection
from hub.engine.kafka_library import KafkaConsumer, TopicPartition
from hub.engine.messages import read_messages
from hub.schemas import codec
from hub.schemas.envelope import Envelope, rfc3339
from hub.schemas.events import TimerDue
from hub.settings import Settings
from hub.streams.topics import DEADLETTERS, EVENTS, in_topic
from simulators.run import Options, generate
from tests.support.fleet import Fleet

ROLES = ("ingest-1", "steps-1", "relay-1")
_FLUSH_S = 120.0
_POLL_MS = 500


@dataclass(frozen=True, slots=True)
class Load:
    """A file of messages, and what the embedded engine made of it."""

    messages: Path
    events: Path

    @classmethod
    def of(cls, folder: Path, days: int) -> "Load":
        """So many days of a region."""
        generate("zsm-year", folder, Options(days=days))
        messages = folder / "messages.ndjson"
        replay(Settings(), messages, folder / "embedded")
        return cls(messages, folder / "embedded" / "events.ndjson")

    def envelopes(self) -> Iterator[Envelope]:
        """The canonical events in order, but for those of timers: steps make their own."""
        with self.events.open("rb") as lines:
            for line in lines:
                event = Envelope.from_structured(orjson.loads(line))
                if not isinstance(event.data, TimerDue):
                    yield event


def measure(site: Site, *, days: int, stages: bool) -> None:
    """Run and print."""
    given = Load.of(site.folder, days)
    with site.fleet(*ROLES) as fleet:
        messages, events = _fill(fleet, given)
        print(f"throughput: {days} days of a region: {messages} messages, {events} events; {load()}")
        bare = _bare_loop(fleet, events)
        _print("bare loop", "events", bare, bare, "consume, decode, encode, produce; no database")
        _print("ingest", "messages", _worker(fleet, "ingest", messages), bare)
        _print("steps", "events", _worker(fleet, "steps", events), bare)
        waiting = cluster_stages.Waiting.of(fleet) if stages else None
        rows, relay = _relay(fleet)
        _print("relay", "rows", relay, bare, f"{rows} rows")
        print(f"  {load()}")
        if waiting is not None:
            cluster_stages.measure(site, fleet, waiting)


def _fill(fleet: Fleet, given: Load) -> tuple[int, int]:
    """Put all on the topics, as registries and the relay would; how many messages and events that were."""
    prefix = fleet.settings.topic_prefix
    producer = kafka_client.producer(fleet.settings, client_id="bench")

    def send(topic: str, records: Iterable[tuple[str, bytes, bytes, Any]]) -> int:
        count = 0
        for name, key, value, headers in records:
            producer.send(prefix + (topic or name), key=key, value=value, headers=headers)
            count += 1
        producer.flush(timeout=_FLUSH_S)
        return count

    messages = send(
        "",
        (
            (
                in_topic(one.registry),
                b"%d" % one.position,
                one.body,
                [(LETTER, one.letter.encode()), (RECORDED_AT, rfc3339(one.at).encode() if one.at else b"")],
            )
            for one in read_messages(given.messages)
        ),
    )
    events = send(
        EVENTS,
        (
            (
                "",
                one.subject.encode(),
                fleet.framer.out(codec.encode(one.data)),
                event_headers(one.attributes()),
            )
            for one in given.envelopes()
        ),
    )
    producer.close(timeout=5)
    return messages, events


def _print(name: str, items: str, found: Pace, bare: Pace, note: str = "") -> None:
    print(
        f"  {name:10} {found.rate:7.0f} {items + '/s':11} {found.rate / bare.rate:5.2f} x the bare loop;"
        f" own cpu {found.cpu:5.0f} us each, {found.cpu / bare.cpu:5.2f} x  {note}"
    )


def _bare_loop(fleet: Fleet, count: int) -> Pace:
    """A program that only consumes, decodes, encodes and produces; no database."""
    prefix = fleet.settings.topic_prefix
    producer = kafka_client.producer(fleet.settings, client_id="bench")
    with closing(
        KafkaConsumer(**connection(fleet.settings, "bench"), group_id=None, enable_auto_commit=False)
    ) as consumer:
        topic = prefix + EVENTS
        consumer.assign([TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()])
        consumer.seek_to_beginning()
        done, begin, spent = 0, 0.0, 0.0
        while done < count:
            for records in consumer.poll(timeout_ms=_POLL_MS, max_records=500).values():
                if not begin:
                    begin, spent = perf_counter(), process_time()
                for record in records:
                    value = fleet.framer.out(codec.encode(codec.decode(fleet.framer.into(record.value))))
                    producer.send(prefix + DEADLETTERS, key=record.key, value=value, headers=record.headers)
                done += len(records)
        producer.flush(timeout=_FLUSH_S)
        found = Pace(count / (perf_counter() - begin), (process_time() - spent) / count * 1e6)
    producer.close(timeout=5)
    return found


def _worker(fleet: Fleet, role: str, count: int) -> Pace:
    """One worker of a role, over so many records."""
    name = f"{role}-1"
    fleet.start(name)
    found = pace(lambda: fleet.progress(role), count, fleet.processes[name], fleet.check)
    _stop(fleet, name)
    return found


def _relay(fleet: Fleet) -> tuple[int, Pace]:
    """How many rows the outbox has, and how fast the relay publishes and marks them."""
    statement = select(func.count()).select_from(t.outbox).where(t.outbox.c.sent_at.is_(None))

    def unsent() -> int:
        with fleet.store.transaction() as connection:
            return int(connection.scalar(statement) or 0)

    rows = unsent()
    fleet.start("relay-1")
    found = pace(lambda: rows - unsent(), rows, fleet.processes["relay-1"], fleet.check)
    _stop(fleet, "relay-1")
    return rows, found


def _stop(fleet: Fleet, name: str) -> None:
    fleet.wanted.discard(name)
    fleet.processes[name].stop()
