"""The composition root of the cluster engine: workers and relay, put together as `hub.app` does embedded."""

import asyncio
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from hub.app import build_ports
from hub.engine import kafka_client
from hub.engine.cluster.clock import Clock, SimulatedClock, wall_clock
from hub.engine.cluster.relay import Relay, Wiring
from hub.engine.cluster.roles import Deliver, Ingest, Steps
from hub.engine.cluster.runner import Role, Runner
from hub.engine.cluster.timer_service import TimerService
from hub.engine.cluster.topic_ids import topic_ids
from hub.engine.cluster.worker import Beside, Worker
from hub.engine.failpoints import Failpoint, parse_failpoint
from hub.engine.health import Health
from hub.engine.lag import ROLES
from hub.engine.mailbox import Mailbox
from hub.engine.metrics import Metrics
from hub.engine.ports import Ports
from hub.engine.schema_registry import open_framer
from hub.engine.store import Store, open_database
from hub.errors import ConfigurationError
from hub.schemas.framing import Framer
from hub.settings import Settings
from hub.streams.topics import EVENTS, in_topic, out_topic

Prepared = TypeVar("Prepared")
Arrived = Callable[..., None]

NEEDS = ("store", "partitions")
RELAY_NEEDS = ("store", "kafka")

# Ingest locks every identifier of a batch, and PostgreSQL has a limited number of locks in all.
_BATCH = {"ingest": 200, "steps": 500, "deliver": 500}


@dataclass(frozen=True, slots=True)
class Site:
    """A cluster that was found in order, and the parts that all processes on it share."""

    settings: Settings
    ports: Ports
    recipients: tuple[str, ...]
    store: Store
    framer: Framer
    clock: Clock
    topics: dict[str, str]
    failpoint: Failpoint

    def worker(
        self,
        role: str,
        health: Health,
        metrics: Metrics,
        stopping: asyncio.Event,
        *,
        arrived: Arrived = lambda *_: None,
        beside: Beside | None = None,
    ) -> Worker:
        """A worker of a role; call it within the loop that it is to run in.

        ``arrived`` and ``beside`` are for what delivers beside the ``deliver`` worker.
        """
        batch = min(self.settings.batch_size, _BATCH[role])
        simulated = self.settings.clock == "simulated"
        make = partial(
            Worker, settings=self.settings, health=health, metrics=metrics, batch=batch, stopping=stopping
        )
        match role:
            case "ingest":
                ingest = Ingest(self.ports, self.store, self.clock, simulated=simulated)
                return make(self._runner(ingest), [in_topic(name) for name in self.ports.registries])
            case "steps":
                steps = Steps(self.ports, self.store, self.framer, self.clock)
                return make(self._runner(steps), [EVENTS], beside=self._ticking())
            case "deliver":
                deliver = Deliver(self.store, Mailbox(self.store), self.framer, self.clock, arrived)
                return make(
                    self._runner(deliver), [out_topic(name) for name in self.recipients], beside=beside
                )
            case _:
                msg = f"no role {role}; there are {', '.join(ROLES)}"
                raise ConfigurationError(msg)

    def relay(self, health: Health, metrics: Metrics, stopping: threading.Event) -> Relay:
        """A relay."""
        return build_relay(
            self.settings, self.framer, health, metrics, stopping, clock=self.clock, failpoint=self.failpoint
        )

    def _runner(self, role: Role[Prepared]) -> Runner[Prepared]:
        return Runner(self.store, role, topics=self.topics, failpoint=self.failpoint)

    def _ticking(self) -> Beside:
        timers = TimerService(self.store, self.clock, synthetic=self.ports.synthetic)

        async def tick(worker: Worker) -> None:
            partitions = [partition for _, partition in worker.caught_up()]
            if partitions:
                timers.tick(partitions)

        return tick


def open_site(
    settings: Settings,
    recipients: Collection[str],
    ports: Ports | None = None,
    *,
    roles: Collection[str] = ROLES,
    failpoint: Failpoint | None = None,
) -> Site:
    """Look whether the database and the topics of these roles are there, and open them.

    Raises:
        UnreachableError: Kafka or PostgreSQL does not answer.
        ConfigurationError: the database is not migrated, or a topic is missing.
    """
    ports = ports or build_ports(settings)
    read = {
        "ingest": list(map(in_topic, ports.registries)),
        "steps": [EVENTS],
        "deliver": list(map(out_topic, recipients)),
    }
    # Not all topics: where access is controlled, a role sees only its own.
    topics = topic_ids(settings, [name for role in roles for name in read[role]], settings.topic_prefix)
    store = open_database(settings.database.get_secret_value(), migrate=False)
    clock: Clock = wall_clock if settings.clock == "wall" else SimulatedClock(store)
    return Site(
        settings,
        ports,
        tuple(recipients),
        store,
        build_framer(settings),
        clock,
        topics,
        failpoint or parse_failpoint(settings.failpoint),
    )


def build_relay(
    settings: Settings,
    framer: Framer,
    health: Health,
    metrics: Metrics,
    stopping: threading.Event,
    *,
    clock: Clock = wall_clock,
    failpoint: Failpoint | None = None,
) -> Relay:
    """A relay; it needs nothing but the database and Kafka."""
    wiring = Wiring(
        database=settings.database.get_secret_value(),
        producer=partial(kafka_client.producer, settings),
        prefix=settings.topic_prefix,
        framer=framer,
        clock=clock,
        failpoint=failpoint or parse_failpoint(settings.failpoint),
    )
    return Relay(wiring, health, metrics, stopping)


def build_framer(settings: Settings) -> Framer:
    """How values are framed on the wire.

    Raises:
        UnreachableError: a schema registry is configured and does not answer.
        SchemaIncompatibleError: it holds other schemas than ours.
    """
    return open_framer(
        settings.schema_registry,
        register=settings.schema_registry_register,
        username=settings.schema_registry_username,
        password=settings.schema_registry_password.get_secret_value(),
        ca_file=settings.schema_registry_ca_file,
    )
