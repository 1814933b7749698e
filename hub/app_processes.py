"""Workers and relay as processes: each waits until all is in order, works, and says how it is."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial

import structlog

from hub.app import recipients
from hub.app_cluster import NEEDS, RELAY_NEEDS, Site, build_framer, build_relay, open_site
from hub.app_delivery import build_dispatcher, open_partners
from hub.delivery.webhook import WebhookClient
from hub.engine.cluster.worker import Worker
from hub.engine.health import Health, HealthServer
from hub.engine.metrics import Metrics
from hub.engine.store import open_database
from hub.errors import ConfigurationError, UnreachableError
from hub.rules import Rules, load_rules
from hub.settings import Settings
from hub.streams.topics import OUT_PREFIX

_PATIENCE_S = 1.0

_log = structlog.get_logger()


async def run_worker(role: str, settings: Settings, stopping: asyncio.Event) -> None:
    """One worker as a process: waits until all is in order, works until told to stop, says how it is.

    Raises:
        BaseException: what ended it, if it was not told to.
    """
    rules = load_rules(settings.rules_mode)
    everybody = tuple(sorted(recipients(rules)))
    health, metrics = Health(NEEDS), Metrics(role)
    with served(health, metrics, settings.health_port):
        site = await await_site(partial(open_site, settings, everybody, roles=[role]), health, stopping)
        if site is None:
            return
        try:
            if role == "deliver":
                await _deliver(site, rules, health, metrics, stopping)
            else:
                await site.worker(role, health, metrics, stopping).run()
        finally:
            site.store.close()


async def _deliver(
    site: Site, rules: Rules, health: Health, metrics: Metrics, stopping: asyncio.Event
) -> None:
    """Take events into the mailboxes, and send them on from there."""
    partners = open_partners(site.settings, rules)
    async with WebhookClient(partners) as courier:
        dispatcher = build_dispatcher(
            site.store,
            partners,
            rules,
            courier=courier,
            clock=site.clock,
            registry=metrics.registry,
            failpoint=site.failpoint,
        )

        async def look(_worker: Worker) -> None:
            if dispatcher.healthy:
                health.green("sending")
            else:
                health.red("sending", "database-away")

        worker = site.worker("deliver", health, metrics, stopping, arrived=dispatcher.wake, beside=look)

        def owned() -> set[tuple[str, int]]:
            return {(topic.removeprefix(OUT_PREFIX), number) for topic, number in worker.owned()}

        both = {
            asyncio.create_task(worker.run()),
            asyncio.create_task(dispatcher.run(stopping, owned)),
        }
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        stopping.set()  # one without the other is of no use
        for ended in await asyncio.gather(*both, return_exceptions=True):
            if ended is not None:
                raise ended


def run_relay(settings: Settings, stopping: threading.Event) -> None:
    """The relay as a process."""
    health, metrics = Health(RELAY_NEEDS), Metrics("relay")
    with served(health, metrics, settings.health_port):
        while not stopping.is_set():
            health.beat()
            try:
                framer = build_framer(settings)
                open_database(settings.database.get_secret_value(), migrate=False).close()
                break
            except (UnreachableError, ConfigurationError) as error:
                health.red("store", "not-in-order")
                _log.warning("waiting", why=str(error))
                stopping.wait(_PATIENCE_S)
        else:
            return
        build_relay(settings, framer, health, metrics, stopping).run()


@contextlib.contextmanager
def served(health: Health, metrics: Metrics, port: int) -> Iterator[None]:
    """Answer for the health of this process meanwhile; a ``port`` of 0 is nowhere."""
    if not port:
        yield
        return
    server = HealthServer(health, metrics.registry, port)
    server.start()
    try:
        yield
    finally:
        server.stop()


async def await_site(open_one: Callable[[], Site], health: Health, stopping: asyncio.Event) -> Site | None:
    """Try until all is in order; None when told to stop. Until then the health says that it is not.

    Several processes may be started in any order, also on an empty database: each waits for `ketenhub up`.
    """
    said = ""
    while not stopping.is_set():
        health.beat()
        try:
            return open_one()
        except (UnreachableError, ConfigurationError) as error:
            health.red("store", "not-in-order")
            if str(error) != said:
                said = str(error)
                _log.warning("waiting", why=said)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _PATIENCE_S)
    return None
