"""The cluster engine in threads of this process, on a real Kafka and PostgreSQL, for the contract."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from hub.app_cluster import open_site
from hub.app_replay import Cluster as RunningCluster
from hub.app_replay import running
from hub.engine import kafka_client
from hub.engine.administration import create
from hub.engine.batch import BatchResult
from hub.engine.cluster import collect
from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.drain import Drain
from hub.engine.cluster.records import LETTER, RECORDED_AT
from hub.engine.cluster.repair import repair
from hub.engine.comparison import Declared
from hub.engine.export import export
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.messages import Message
from hub.engine.store import Store, open_database
from hub.schemas.framing import SingleObject
from hub.settings import Settings
from hub.streams.topics import all_topics, in_topic, out_topic
from tests.support.engine import PLAIN_RECIPIENTS, plain_ports, read_lines


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
        self._running: RunningCluster | None = None
        self._stack = ExitStack()
        self._batch = 0
        self._sent = 0

    def open(self) -> Store:
        """The store; close it."""
        return open_database(self._settings.database.get_secret_value(), migrate=False)

    def process(
        self, messages: Sequence[Message], *, batch: int = 500, failpoint: Failpoint = no_failpoint
    ) -> BatchResult:
        """Process what was not sent yet; then let time pass to the last message."""
        cluster = self._running
        if cluster is None or batch != self._batch or failpoint is not no_failpoint:
            cluster = self._restart(batch, failpoint)
        before = asdict(cluster.figures())
        self._send([m for m in messages if m.position > self._sent])
        self._sent = max([self._sent, *(m.position for m in messages)])
        store = self.open()
        try:
            self._drain(cluster)
            moment = max((m.at for m in messages if m.at), default=None)
            if moment is not None:
                SimulatedClock(store).move(moment)
                self._drain(cluster, due_by=moment)
        except BaseException:
            self._stop(failed=True)
            raise
        finally:
            store.close()
        after = asdict(cluster.figures())
        return BatchResult(**{name: after[name] - before[name] for name in after if name != "happenings"})

    def repair(self, subject: str) -> int:
        """Take a person out of quarantine."""
        assert self._running is not None
        site = self._running.site
        return repair(self.ports, site.store, subject, site.clock)

    def close(self) -> None:
        """Stop all, and take the topics away."""
        self._stop()
        with kafka_client.admin(self._settings) as client:
            client.delete_topics([self._declared.prefix + topic.name for topic in self._declared.topics])

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The exported lines; deliveries as the recipients' topics hold them."""
        store = self.open()
        try:
            outward = list(map(out_topic, PLAIN_RECIPIENTS))
            records = collect.read_topics(self._settings, outward, self._declared.prefix)
            export(store, self.directory, deliveries=collect.deliveries(records, SingleObject()))
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

    @staticmethod
    def _drain(cluster: RunningCluster, due_by: datetime | None = None) -> None:
        cluster.drain.wait(due_by=due_by, within_s=60, check=cluster.threads.check)

    def _restart(self, batch: int, failpoint: Failpoint) -> RunningCluster:
        self._stop()
        self._batch = batch
        settings = self._settings.model_copy(update={"batch_size": batch})
        site = open_site(settings, PLAIN_RECIPIENTS, self.ports, failpoint=failpoint)
        self._stack.callback(site.store.close)
        drain = Drain(settings, site.store, self._declared.topics, self._declared.prefix)
        self._running = self._stack.enter_context(running(site, drain))
        return self._running

    def _stop(self, *, failed: bool = False) -> None:
        was, self._running = self._running, None
        self._stack.close()
        if was is not None and not failed:
            was.threads.check()
