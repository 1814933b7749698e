"""A relay on a real PostgreSQL, and a producer that does what it is told."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from hub.engine import tables as t
from hub.engine.cluster.records import Headers
from hub.engine.cluster.relay import Relay, Wiring
from hub.engine.health import Health
from hub.engine.metrics import Metrics
from hub.engine.store import Store
from hub.engine.writes import Writes
from hub.schemas.framing import SingleObject
from tests.unit.engine.cluster.making import at, rows, said

NOW = at(60)
_WITHIN_S = 30.0


class Hurried(threading.Event):
    """An event for stopping that is never waited for long; calls ``look`` at each wait."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__()
        self._look = look

    def wait(self, timeout: float | None = None) -> bool:
        """Wait a moment."""
        self._look()
        return super().wait(min(timeout or 0, 0.02))


class Sent:
    """A record on its way, or one that does not arrive."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error

    def get(self, timeout: float) -> None:
        """Wait for the acknowledgement."""
        assert timeout > 0
        if self._error is not None:
            raise self._error


class Kafka:
    """Makes producers that all write one log.

    Args:
        refused: errors by the number of the send, from 1.
        away: errors of the first producers.
    """

    def __init__(self, refused: dict[int, Exception] | None = None, away: Sequence[Exception] = ()) -> None:
        self._away = list(away)
        self.log: list[tuple[str, bytes | None, bytes, Headers]] = []
        self.producers: list[Producer] = []
        self.refused = refused or {}
        self.sends = 0

    def producer(self) -> "Producer":
        """A new one."""
        if self._away:
            raise self._away.pop(0)
        self.producers.append(Producer(self))
        return self.producers[-1]

    def ids(self) -> list[str]:
        """The events on the log, in order."""
        return [dict(headers)["ce_id"].decode() for *_, headers in self.log]


class Producer:
    """One producer; what is sent is on the log after `flush` only."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self._buffer: list[tuple[str, bytes | None, bytes, Headers]] = []
        self.closed = False

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Sent:
        """Keep it, unless it is to be refused."""
        assert not self.closed
        self._kafka.sends += 1
        error = self._kafka.refused.get(self._kafka.sends)
        if error is None:
            self._buffer.append((topic, key, value, headers))
        return Sent(error)

    def flush(self, timeout: float) -> None:
        """Put all on the log."""
        assert timeout > 0
        self._kafka.log += self._buffer
        self._buffer = []

    def close(self, timeout: float) -> None:
        """What is not flushed is given up."""
        assert timeout == 0
        self.closed = True


class Run:
    """A relay over a store, and what it reports to. Its clock is read at each mark: there it may be stopped.

    Args:
        marks: it is stopped at so many marks; 0: never.

    Attributes:
        waited: what was not well at each wait.
    """

    def __init__(
        self, store: Store, kafka: Kafka, *, marks: int = 1, failpoint: Callable[[str], None] = lambda _: None
    ) -> None:
        self.health = Health(["store", "kafka"])
        self.waited: list[dict[str, str]] = []
        self.stopping = Hurried(lambda: self.waited.append(self.health.reasons))
        self.metrics = Metrics("relay")
        self._marks = marks
        # What never marks would never end.
        self._end = threading.Timer(_WITHIN_S, self.stopping.set)
        self._end.daemon = True
        self._end.start()
        self.relay = Relay(
            Wiring(
                database=url(store),
                producer=kafka.producer,
                prefix="p.",
                framer=SingleObject(),
                clock=self._clock,
                failpoint=failpoint,
            ),
            self.health,
            self.metrics,
            self.stopping,
        )

    def _clock(self) -> datetime:
        self._marks -= 1
        if self._marks == 0:
            self.stopping.set()
            self._end.cancel()
        return NOW

    def figure(self, name: str, **labels: str) -> float:
        """A figure of the relay."""
        return self.metrics.registry.get_sample_value(name, {"role": "relay"} | labels) or 0


def url(store: Store) -> str:
    """Of the store's database, as the relay takes it."""
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def publish(store: Store, names: Sequence[str]) -> None:
    """Put events in the outbox."""
    writes = Writes(relayed=True)
    for name in names:
        writes.publish(said(name, "none", subject=f"s-{name}"))
    with store.transaction() as connection:
        store.add(connection, t.outbox, writes.outbox)
        store.wake_relay(connection)


def unsent(store: Store) -> list[str]:
    """What the relay has still to publish."""
    return [row["id"] for row in rows(store, t.outbox) if row["sent_at"] is None]
