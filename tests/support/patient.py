"""A player's store, drain and producer that outlast what a test does to the servers meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, make_url

from hub.engine import kafka_client
from hub.engine.cluster.drain import Drain
from hub.engine.kafka_library import KafkaProducer, errors
from hub.engine.store import Store
from hub.errors import UnreachableError
from hub.settings import Settings

PATIENCE_S = 240.0
_LOOK_S = 0.2
_FIRST_TRY_S = 12.0


class GatedStore(Store):
    """Its transactions wait while a test holds the gate, having taken the database away.

    Without the hub's limits: a test's process may be kept waiting for seconds by all that it started.
    """

    def __init__(self, url: str, gate: threading.RLock) -> None:
        super().__init__(
            create_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        )
        self._gate = gate

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, when the gate is open."""
        with self._gate, super().transaction() as connection:
            yield connection


class PatientDrain(Drain):
    """Looks again where Kafka does not answer."""

    def wait(self, *, within_s: float = 60.0, **options: Any) -> None:  # noqa: ANN401 - as those of `Drain.wait`
        """As `Drain.wait`; ``within_s`` is raised to what a test may take."""
        deadline = time.monotonic() + max(within_s, PATIENCE_S)
        while True:
            try:
                super().wait(within_s=deadline - time.monotonic(), **options)
            except (UnreachableError, errors.KafkaError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_S)
            else:
                return


class PatientProducer:
    """Sends again what was not acknowledged, as a registry's own outbox would; so it may come twice.

    Order is not kept then. A player sends at most one message of a person at a time, and waits for it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer = self._new()

    def send(self, topic: str, **record: Any) -> "_Promise":  # noqa: ANN401 - the library has no types
        """Send a record some time soon."""
        return _Promise(self, topic, record, self._try(topic, record))

    def flush(self, timeout: float) -> None:
        """Send all; what fails is sent again when it is asked for."""
        with suppress(errors.KafkaError):
            self._producer.flush(timeout=min(timeout, _FIRST_TRY_S))

    def close(self, timeout: float) -> None:
        """End."""
        with suppress(errors.KafkaError):
            self._producer.close(timeout=timeout)

    def again(self, topic: str, record: dict[str, Any]) -> Any:  # noqa: ANN401 - the library has no types
        """A new attempt, with a new producer: the old one may still hold something."""
        with suppress(errors.KafkaError):  # it says what it could not send
            self._producer.close(timeout=0)
        self._producer = self._new()
        return self._try(topic, record)

    def _try(self, topic: str, record: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        try:
            return self._producer.send(topic, **record)
        except errors.KafkaError:
            return None

    def _new(self) -> KafkaProducer:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return kafka_client.producer(self._settings, client_id="ketenhub-replay", patience_s=30)
            except UnreachableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_S)


@dataclass(slots=True)
class _Promise:
    """A record on its way."""

    producer: PatientProducer
    topic: str
    record: dict[str, Any]
    future: Any

    def get(self, timeout: float) -> Any:  # noqa: ANN401 - the library has no types
        """Where it lies; sent again as long as need be."""
        deadline = time.monotonic() + max(timeout, PATIENCE_S)
        while True:
            try:
                if self.future is not None:
                    return self.future.get(timeout=_FIRST_TRY_S)
            except errors.KafkaError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(_LOOK_S)
            self.future = self.producer.again(self.topic, self.record)
