"""The only user of Faust: an app per role, which hands raw records on and seeks where the store says.

What Faust does by itself and what is done about it:

- It acks a message whose agent raised or was cancelled, and its commits can pass over one that is still being
  worked on. So its commits mean nothing here; they only show the lag to Kafka's own tools.
- It seeks to its commits at every assignment, after the ``on_partitions_assigned`` signal. Therefore
  `_Consumer.seek_to_committed` is overridden, and the signal is not used: a seek there is undone.
- Between an assignment and that seek its fetcher looks for Kafka's commits, and where there is none (a new
  group, a partition without records) says so with an error that would end the worker. It means nothing, for
  without a position nothing is fetched: it is passed over. Out of range is another error, and does end it.
- Its web server listens on all interfaces without a login: it is off.
- Its serializers print keys and values in their errors: keys and values stay raw bytes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Protocol, cast

import faust
from aiokafka.errors import NoOffsetForPartitionError  # type: ignore[import-untyped]  # has no types
from faust.sensors import Monitor
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, EventT

from hub.engine.cluster.records import Partition, Record
from hub.engine.kafka_client import KafkaSettings, servers, tls
from hub.engine.kafka_errors import SASL_MECHANISM

Take = Callable[[Sequence[Record]], Awaitable[None]]
Positions = Callable[[Mapping[Partition, int]], Awaitable[Mapping[Partition, int]]]

WINDOW_S = 0.02
"""How long a batch waits for company."""


class ConsumerSettings(KafkaSettings, Protocol):
    """Where Kafka is, and how its group treats a worker; `hub.settings.Settings` is it."""

    @property
    def kafka_session_s(self) -> float:
        """A worker that is not heard of for so long loses its partitions."""

    @property
    def topic_prefix(self) -> str:
        """Stands before every topic name and group."""


class _Thread(driver.AIOKafkaConsumerThread):
    """Does without Kafka's commits; see the module."""

    # Arguments as those of the library.
    async def _fetch_records(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        try:
            return await super()._fetch_records(*args, **options)
        except NoOffsetForPartitionError:
            return {}


class _Consumer(driver.Consumer):
    """Seeks to the store's offsets instead of Kafka's."""

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        app = cast("App", self.app)
        assigned = self.assignment()
        earliest = await self.earliest_offsets(*assigned) if assigned else {}
        found = await app.positions({app.partition(tp): int(at) for tp, at in earliest.items()})
        positions = {app.tp(partition): at for partition, at in found.items()}
        if positions:
            await self.seek_wait(positions)
        return positions


class _Transport(driver.Transport):
    Consumer = _Consumer


class App(faust.App):
    """A Faust app that reads topics of one hub. Made by `build`.

    Attributes:
        positions: asked at every assignment where to begin.
    """

    positions: Positions
    prefix: str

    def partition(self, tp: TP) -> Partition:
        """A partition in the hub's own terms."""
        return tp.topic.removeprefix(self.prefix), tp.partition

    def tp(self, partition: Partition) -> TP:
        """A partition in Kafka's terms."""
        return TP(self.prefix + partition[0], partition[1])

    @property
    def in_group(self) -> bool:
        """Whether Kafka's group has this worker, and no rebalance is under way."""
        return bool(self.consumer_generation_id > 0 and not self.rebalancing)

    @property
    def has_coordinator(self) -> bool:
        """Whether the broker that keeps the group answers; without it nobody knows what became of Kafka."""
        # Neither library has a word for it.
        consumer = cast("Any", self.consumer)._thread._consumer
        return bool(consumer is not None and consumer._coordinator.coordinator_id is not None)

    def owned(self) -> set[Partition]:
        """The partitions that this worker has at present."""
        return {self.partition(tp) for tp in self.consumer.assignment()}

    def end(self, partition: Partition) -> int | None:
        """The offset after the last record, as of the latest fetch; None before the first."""
        # Declared as int, but it is None until the first answer.
        found = cast("int | None", self.consumer.highwater(self.tp(partition)))
        return None if found is None else int(found)

    async def seek(self, seeks: Mapping[Partition, int]) -> None:
        """Fetch again from these offsets; what was taken from us meanwhile is the next worker's to fetch."""
        assigned = self.consumer.assignment()
        for partition, at in seeks.items():
            if self.tp(partition) in assigned:
                await self.consumer.seek(self.tp(partition), at)

    def _create_directories(self) -> None:
        """Nothing: there are no tables, and a folder in whatever place we were started is only in the way."""

    def _new_transport(self) -> _Transport:
        return _Transport(self.conf.broker_consumer, self, loop=self.loop)


def build(
    role: str,
    topics: Collection[str],
    *,
    settings: ConsumerSettings,
    take: Take,
    positions: Positions,
    batch: int,
    loop: asyncio.AbstractEventLoop,
) -> App:
    """An app for a role; its group is the same for all workers of the role. Start and stop it as a service.

    Args:
        role: ``ingest``, ``steps`` or ``deliver``.
        topics: without the prefix.
        settings: where Kafka is, and how to log in.
        take: gets every batch, in order per partition; the next comes when it has returned.
        positions: see `App`.
        batch: the most records at once.
        loop: where it runs.
    """
    prefix = settings.topic_prefix
    app = App(
        f"{prefix}ketenhub-{role}",
        loop=loop,
        broker=[f"kafka://{address}" for address in servers(settings)],
        broker_credentials=_credentials(settings),
        broker_session_timeout=settings.kafka_session_s,
        broker_heartbeat_interval=settings.kafka_session_s / 3,
        broker_max_poll_records=batch,
        # aiokafka refuses a request that takes as long as this; a rebalance takes up to the session.
        broker_request_timeout=max(40.0, settings.kafka_session_s * 2),
        consumer_auto_offset_reset="none",  # out of range: stop, and say so, rather than pass records over
        consumer_api_version="auto",
        topic_allow_declare=False,
        topic_disable_leader=True,
        store="memory://",
        web_enabled=False,
        stream_wait_empty=False,
        autodiscover=False,
        Monitor=Monitor,
    )
    app.positions = positions
    app.prefix = prefix

    async def consume(stream: Any) -> None:  # noqa: ANN401 - faust's StreamT does not declare noack_take
        async for events in stream.noack_take(batch, within=WINDOW_S):
            await take([_record(app, event) for event in events])
            for event in events:
                event.ack()

    source = app.topic(
        *(prefix + topic for topic in sorted(topics)),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
    )
    # One actor: with more of them, records of a partition would overtake each other.
    app.agent(source, name=role, concurrency=1)(consume)
    return app


def _record(app: App, event: EventT[bytes]) -> Record:
    message = event.message
    topic, partition = app.partition(message.tp)
    headers = dict(message.headers or {})
    return Record(topic, partition, message.offset, message.key, message.value or b"", headers)


def _credentials(settings: ConsumerSettings) -> faust.SASLCredentials | faust.SSLCredentials | None:
    context = tls(settings)
    if not settings.kafka_security.startswith("SASL"):
        return faust.SSLCredentials(context) if context is not None else None
    return faust.SASLCredentials(
        username=settings.kafka_username,
        password=settings.kafka_password.get_secret_value(),
        ssl_context=context,
        mechanism=SASL_MECHANISM,
    )
