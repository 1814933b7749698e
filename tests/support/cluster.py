"""The cluster engine in threads of this process, on a real Kafka and PostgreSQL, for the contract."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from hub.app_cluster import NEEDS, RELAY_NEEDS, ROLES, Site, open_site
from hub.engine import kafka_client
from hub.engine.administration import create
from hub.engine.batch import BatchResult
from hub.engine.cluster import collect
from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.drain import Drain, wait_until
from hub.engine.cluster.records import LETTER, RECORDED_AT
from hub.engine.cluster.repair import repair
from hub.engine.cluster.threads import MakeWorker, Threads
from hub.engine.cluster.timer_service import first_due
from hub.engine.comparison import Declared
from hub.engine.export import export
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.health import Health
from hub.engine.messages import Message
from hub.engine.metrics import Metrics
from hub.engine.store import Store, open_database
from hub.settings import Settings
from hub.streams.topics import all_topics, in_topic, out_topic
from tests.support.engine import PLAIN_RECIPIENTS, plain_ports, read_lines


def _is_past(store: Store, moment: datetime) -> bool:
    due = first_due(store)
    return due is None or due > moment


class Cluster:
    """A cluster with plain registry and steps. The same face as `tests.support.engine.Embedded`."""

    # Arguments as those of `plain_ports`.
    def __init__(self, directory: Path, kafka: str, database: str, **parts: Any) -> None:  # noqa: ANN401
        self.directory = directory
        self.ports = plain_ports(**parts)
        self._settings = Settings(
            kafka=kafka,
            database=SecretStr(database),
            topic_prefix=f"t{uuid4().hex[:8]}.",
            replication=1,
            clock="simulated",
        )
        topics = all_topics(self.ports.registries, PLAIN_RECIPIENTS)
        self._declared = Declared(topics, self._settings.topic_prefix, 1, strict=False)
        open_database(database, migrate=True).close()
        with kafka_client.admin(self._settings) as client:
            create(client, self._declared)
        self._running: Threads | None = None
        self._site: Site | None = None
        self._metrics: dict[str, Metrics] = {}
        self._batch = 0
        self._sent = 0

    def open(self) -> Store:
        """The store; close it."""
        return open_database(self._settings.database.get_secret_value(), migrate=False)

    def process(
        self, messages: Sequence[Message], *, batch: int = 500, failpoint: Failpoint = no_failpoint
    ) -> BatchResult:
        """Process what was not sent yet; then let time pass to the last message."""
        if self._running is None or batch != self._batch or failpoint is not no_failpoint:
            self._restart(batch, failpoint)
        before = self._counts()
        self._send([m for m in messages if m.position > self._sent])
        self._sent = max([self._sent, *(m.position for m in messages)])
        store = self.open()
        try:
            self._drain(store)
            moment = max((m.at for m in messages if m.at), default=None)
            if moment is not None:
                SimulatedClock(store).move(moment)
                passed = partial(_is_past, store, moment)
                wait_until(passed, "a due timer was not sent on", within_s=60)
                self._drain(store)
        except BaseException:
            self._stop(failed=True)
            raise
        finally:
            store.close()
        after = self._counts()
        figures = {name: after[name] - before[name] for name in after}
        return BatchResult(**figures, happenings=[])

    def repair(self, subject: str) -> int:
        """Take a person out of quarantine."""
        assert self._site is not None
        return repair(self.ports, self._site.store, subject, self._site.clock)

    def close(self) -> None:
        """Stop all, and take the topics away."""
        self._stop()
        with kafka_client.admin(self._settings) as client:
            client.delete_topics([self._declared.prefix + topic.name for topic in self._declared.topics])

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The exported lines; deliveries as the recipients' topics hold them."""
        store = self.open()
        try:
            framer = self._site.framer if self._site else None
            records = collect.read_topics(
                self._settings, list(map(out_topic, PLAIN_RECIPIENTS)), self._declared.prefix
            )
            export(store, self.directory, deliveries=collect.deliveries(records, framer) if framer else ())
        finally:
            store.close()
        return read_lines(self.directory, name)

    def _send(self, messages: Sequence[Message]) -> None:
        producer = kafka_client.producer(self._settings)
        topic = self._declared.prefix + in_topic("plain")
        for message in messages:
            headers = [(LETTER, message.letter.encode())]
            if message.at is not None:
                headers.append((RECORDED_AT, message.at.isoformat().encode()))
            producer.send(topic, value=message.body, headers=headers, partition=0)
        producer.flush()
        producer.close()

    def _drain(self, store: Store) -> None:
        running = self._running
        assert running is not None
        drain = Drain(self._settings, store, self._declared.topics, self._declared.prefix)
        drain.wait(within_s=60, check=running.check)

    def _restart(self, batch: int, failpoint: Failpoint) -> None:
        self._stop()
        self._batch = batch
        settings = self._settings.model_copy(update={"batch_size": batch})
        site = self._site = open_site(settings, PLAIN_RECIPIENTS, self.ports, failpoint=failpoint)
        self._metrics = {role: Metrics(role) for role in ROLES}
        healths = {role: Health(NEEDS) for role in ROLES}
        workers: dict[str, tuple[MakeWorker, Health]] = {
            role: (partial(site.worker, role, healths[role], self._metrics[role]), healths[role])
            for role in ROLES
        }
        relay_health = Health(RELAY_NEEDS)
        self._running = Threads(workers, (partial(site.relay, relay_health, Metrics("relay")), relay_health))
        self._running.start()

    def _stop(self, *, failed: bool = False) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.stop()
            if not failed:
                running.check()
        if self._site is not None:
            self._site.store.close()

    def _counts(self) -> dict[str, int]:
        def count(role: str, what: str) -> int:
            labels = {"role": role, "what": what}
            found = self._metrics[role].registry.get_sample_value("ketenhub_processed_total", labels)
            return int(found or 0)

        return {
            "messages": count("ingest", "records"),
            "events": count("steps", "events"),
            "duplicates": count("ingest", "duplicates") + count("steps", "duplicates"),
            "sent": count("steps", "sent"),
            "dead": count("ingest", "dead") + count("steps", "dead"),
            "quarantined": count("steps", "quarantined"),
        }
