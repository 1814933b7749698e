"""How long it takes from a registry's message to the OM's event, at a fixed rate, on the wall clock.

Open loop: each message has its moment, and is sent then whether or not earlier ones were answered; its
latency counts from that moment, not from the send, so that a stall is felt by all that it delays.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.cluster_site import Site, cpu_of, load
from hub.adapters import ADAPTERS
from hub.engine.kafka_client import connection
from hub.engine.kafka_library import KafkaConsumer, KafkaProducer, TopicPartition
from hub.schemas.events import CaseOnMonitor, PersonMarked
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation, event_id
from hub.schemas.vocabulary import MarkingOrigin, Role
from hub.streams.topics import in_topic, out_topic
from simulators.people import bsns_for_tests
from tests.support.fleet import Fleet

ROLES = ("ingest-1", "steps-1", "deliver-1", "relay-1")
_WARM_UP_S = 10
_PATIENCE_S = 60.0
_POLL_MS = 100


@dataclass(frozen=True, slots=True)
class Planned:
    """A message, and the id of the event that it becomes."""

    body: bytes
    event: str


class Listener:
    """Reads ``out.OM`` from its present end on, and notes when each cause's first event was seen.

    Attributes:
        seen: seconds since 1970 by this machine's clock, when our consumer had it in hand.
        stamped: what the relay's producer stamped on the record (CreateTime), just before its append.
    """

    def __init__(self, fleet: Fleet) -> None:
        self.seen: dict[str, float] = {}
        self.stamped: dict[str, float] = {}
        self._stopping = threading.Event()
        topic = fleet.settings.topic_prefix + out_topic("OM")
        self._consumer = KafkaConsumer(
            **connection(fleet.settings, "bench"), group_id=None, enable_auto_commit=False
        )
        numbers = self._consumer.partitions_for_topic(topic) or ()
        self._consumer.assign([TopicPartition(topic, number) for number in numbers])
        self._consumer.seek_to_end()
        for partition in self._consumer.assignment():
            self._consumer.position(partition)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._stopping.set()
        self._thread.join()
        self._consumer.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            for records in self._consumer.poll(timeout_ms=_POLL_MS).values():
                now = time.time()
                for record in records:
                    cause = dict(record.headers).get("ce_causedby", b"").decode()
                    self.seen.setdefault(cause, now)
                    self.stamped.setdefault(cause, record.timestamp / 1000)


def measure(site: Site, *, per_second: int, seconds: int) -> None:
    """Run and print."""
    count = per_second * (seconds + _WARM_UP_S)
    persons = bsns_for_tests()[:count]
    if len(persons) < count:
        msg = f"at most {len(bsns_for_tests())} test persons: choose a lower rate or a shorter time"
        raise SystemExit(msg)
    with site.fleet(*ROLES) as fleet:
        for name in ROLES:
            fleet.processes[name].start(KETENHUB_CLOCK="wall")
            fleet.wanted.add(name)
        fleet.await_ready()
        producer = KafkaProducer(**connection(fleet.settings, "bench"), acks=-1, linger_ms=0)
        _mark(fleet, producer, persons)
        planned = [_on_monitor(number, bsn) for number, bsn in enumerate(persons)]
        listener = Listener(fleet)
        begin, before = time.monotonic(), _cpu(fleet)
        try:
            intended = _send(fleet, producer, planned, per_second)
            wanted = set(intended)
            fleet.until(lambda: wanted <= listener.seen.keys(), "OM was not told all", within_s=_PATIENCE_S)
            took, after = time.monotonic() - begin, _cpu(fleet)
        finally:
            listener.close()
            producer.close(timeout=5)
    counted = list(intended)[per_second * _WARM_UP_S :]
    print(f"latency, in.bosz -> out.OM: {per_second} messages/s for {seconds} s, {load()}")
    print("  from the intended moment of sending; each message tells OM, the police and a house")
    _print("seen by a consumer", [listener.seen[one] - intended[one] for one in counted])
    _print("relay's timestamp", [listener.stamped[one] - intended[one] for one in counted])
    shares = ", ".join(f"{name} {(after[name] - before[name]) / took:.0%}" for name in ROLES)
    print(f"  processor time, of one core: {shares}")


def _cpu(fleet: Fleet) -> dict[str, float]:
    return {name: cpu_of(fleet.processes[name]) for name in ROLES}


def _mark(fleet: Fleet, producer: KafkaProducer, persons: Sequence[str]) -> None:
    """A house marks all these persons, and the hub takes it in."""
    yesterday = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    for number, bsn in enumerate(persons):
        body = ADAPTERS["gcos"].render(
            Observation(
                record=f"bench-m{number}",
                occurred_at=yesterday,
                actor=Role.PROCESREGISSEUR,
                person=PersonIds(bsn=bsn),
                data=PersonMarked(
                    house="VH22",
                    marking=f"GCOS-M-{number}",
                    casus=f"GCOS-C-{number}",
                    origin=MarkingOrigin.CASUS_OP_MAAT,
                    valid_from=yesterday,
                    registered_at=yesterday,
                ),
            )
        )
        producer.send(fleet.settings.topic_prefix + in_topic("gcos"), key=b"m%d" % number, value=body)
    producer.flush(timeout=_PATIENCE_S)
    fleet.drain()


def _on_monitor(number: int, bsn: str) -> Planned:
    record = f"bench-z{number}"
    now = datetime.now(UTC).replace(microsecond=0)
    body = ADAPTERS["bosz"].render(
        Observation(
            record=record,
            occurred_at=now,
            actor=Role.SYSTEEM,
            person=PersonIds(bsn=bsn),
            case=CaseIds(bvh=f"PL2000-2016{number:06}"),
            data=CaseOnMonitor(on_monitor_at=now, region="ZEELAND-WEST-BRABANT"),
        )
    )
    return Planned(body, str(event_id(ADAPTERS["bosz"].source, record, 1)))


def _send(
    fleet: Fleet, producer: KafkaProducer, planned: Sequence[Planned], per_second: int
) -> dict[str, float]:
    """Send each at its moment; the moments, by event, in order."""
    topic = fleet.settings.topic_prefix + in_topic("bosz")
    begin = time.time() + 0.5
    intended: dict[str, float] = {}
    for number, one in enumerate(planned):
        moment = begin + number / per_second
        time.sleep(max(0.0, moment - time.time()))
        producer.send(topic, key=b"z%d" % number, value=one.body)
        intended[one.event] = moment
    fleet.check()
    return intended


def _print(name: str, seconds: Sequence[float]) -> None:
    ordered = sorted(seconds)

    def share(part: float) -> float:
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000

    print(
        f"  {name:20} p50 {share(0.5):6.0f}  p95 {share(0.95):6.0f}  p99 {share(0.99):6.0f}"
        f"  max {ordered[-1] * 1000:6.0f} ms  ({len(ordered)} messages)"
    )
