"""The relay: publishes the outbox to Kafka, in order, at least once.

One relay works at a time, under a lock of its database session. It reads what is unsent in the order of
``seq``, sends it with an idempotent producer, waits for all acknowledgements, and marks. Killed between
sending and marking, it sends again: readers drop what they have seen by its id.

Three tempting ways are wrong here. *Reading on from the highest ``seq`` seen*: a transaction that took a
lower number may commit later, and its rows would never go. *SKIP LOCKED with several relays*: two events of
one person overtake each other. *Keeping a producer after an error*: what it has buffered goes out behind
what is sent anew.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import psycopg
import structlog

from hub.engine.cluster.clock import Clock
from hub.engine.cluster.records import Headers, event_headers
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.health import Health
from hub.engine.kafka_library import errors
from hub.engine.metrics import Metrics
from hub.engine.store import OUTBOX_CHANNEL, SESSION_LIMITS
from hub.engine.tables import to_micros
from hub.errors import UnreachableError
from hub.schemas.framing import Framer

_log = structlog.get_logger()

BATCH = 500
RELAY_LOCK = 0x72656C61
"""Key of the advisory lock of the one relay that works."""
_STAND_BY_S = 1.0
_LISTEN_S = 0.5
_FLUSH_S = 15.0

# A frozen relay must not keep the lock: its session is ended, and with it the lock.
_SESSION = f"{SESSION_LIMITS} -c idle_session_timeout=20s"

_UNSENT = (
    "SELECT seq, topic, subject, attributes, value FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT %s"
)
_MARK = "UPDATE outbox SET sent_at = %s WHERE seq = ANY(%s)"


class Future(Protocol):
    """A record on its way."""

    def get(self, timeout: float) -> object:
        """Wait for the acknowledgement, or raise."""


class Producer(Protocol):
    """What the relay needs of a producer: order per partition, also through retries."""

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Future:
        """Send a record some time soon."""

    def flush(self, timeout: float) -> object:
        """Send all, and wait for the acknowledgements."""

    def close(self, timeout: float) -> object:
        """Give up what is not sent, and end."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a relay is made of.

    Attributes:
        database: ``postgresql://…``; never shown.
        producer: makes a new one.
        prefix: before each topic's name.
    """

    database: str
    producer: Callable[[], Producer]
    prefix: str
    framer: Framer
    clock: Clock
    failpoint: Failpoint = no_failpoint


class Relay:
    """Publishes until told to stop; stands by while another relay holds the lock.

    ``stopping``: once it is set, the relay finishes the batch at hand, and `run` returns.
    """

    def __init__(self, wiring: Wiring, health: Health, metrics: Metrics, stopping: threading.Event) -> None:
        self._wiring = wiring
        self._health = health
        self._metrics = metrics
        self._stopping = stopping

    def run(self) -> None:
        """Publish until told to stop; what fails is begun anew at the first unsent row."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(
                    self._wiring.database,
                    autocommit=True,
                    connect_timeout=5,
                    application_name="ketenhub",
                    options=_SESSION,
                ) as session:
                    self._health.green("store")
                    self._serve(session)
            except psycopg.Error as error:
                self._trouble("store", error)
            except (errors.KafkaError, UnreachableError) as error:
                self._trouble("kafka", error)
            self._health.beat()
            self._stopping.wait(_STAND_BY_S)

    def _serve(self, session: psycopg.Connection[Any]) -> None:
        """Publish under the lock; returns when told to stop, or when another holds the lock."""
        held = session.execute("SELECT pg_try_advisory_lock(%s)", (RELAY_LOCK,)).fetchone()
        if held is None or not held[0]:
            self._health.green("kafka")  # standing by is well
            return
        session.execute(f"LISTEN {OUTBOX_CHANNEL}")
        producer = self._wiring.producer()
        self._health.green("kafka")
        try:
            while not self._stopping.is_set():
                self._health.beat()
                if self._publish(session, producer) < BATCH:
                    for _ in session.notifies(timeout=_LISTEN_S, stop_after=1):
                        pass
        finally:
            producer.close(timeout=0)

    def _publish(self, session: psycopg.Connection[Any], producer: Producer) -> int:
        rows = session.execute(_UNSENT, (BATCH,)).fetchall()
        if not rows:
            return 0
        self._wiring.failpoint("before-publish")
        on_their_way = [self._send(producer, *row[1:]) for row in rows]
        producer.flush(timeout=_FLUSH_S)
        for future in on_their_way:
            future.get(timeout=_FLUSH_S)
        self._wiring.failpoint("before-mark")
        now = to_micros(self._wiring.clock())
        session.execute(_MARK, (now, [row[0] for row in rows]))
        self._wiring.failpoint("after-mark")
        self._health.green("kafka")
        self._metrics.published(len(rows))
        return len(rows)

    def _send(self, producer: Producer, topic: str, subject: str, attributes: str, value: bytes) -> Future:
        found: Mapping[str, str] = orjson.loads(attributes)
        return producer.send(
            self._wiring.prefix + topic,
            key=subject.encode() or None,
            value=self._wiring.framer.out(value) if value else b"",
            headers=event_headers(found),
        )

    def _trouble(self, need: str, error: Exception) -> None:
        reason = type(error).__name__
        self._health.red(need, reason)
        self._metrics.retried(reason)
        _log.warning("relay-begins-anew", reason=reason)
