"""The dispatcher at work in an event loop, against real HTTPS partners: who waits for whom, how it stops."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from hub.delivery import dispatcher as module
from hub.delivery.dispatcher import Dispatcher
from hub.delivery.endpoints import Endpoint, Partners
from hub.delivery.metrics import DeliveryMetrics
from hub.delivery.webhook import WebhookClient
from hub.engine import tables as t
from hub.engine.mailbox import Arrival, Desk, Mailbox
from hub.engine.store import Store
from hub.errors import UnreachableError
from tests.support.https import Certificates, HttpsPartner, make_certificates
from tests.support.partners import VirtualClock, arrival, endpoint, never_native

DEADLINE = 30.0
"""Seconds; reached only if something is wrong."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates for all tests of this module."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


class MoodyMailbox(Mailbox):
    """Mailboxes whose database is away at times."""

    away = False

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A transaction, if the database is there."""
        if self.away:
            msg = "away"
            raise UnreachableError(msg)
        with super().desk() as found:
            yield found


@dataclass
class Working:
    """A dispatcher that runs beside the test."""

    dispatcher: Dispatcher
    mailbox: MoodyMailbox
    store: Store
    owned: set[tuple[str, int]]
    clock: VirtualClock
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def arrive(self, *arrivals: Arrival) -> None:
        """Events arrive now."""
        with self.store.transaction() as connection:
            self.mailbox.arrive(connection, arrivals, self.clock.now)
        self.dispatcher.wake(*{one.recipient for one in arrivals})

    def waiting(self) -> list[str]:
        """What was not delivered yet."""
        box = t.mailbox.c
        with self.store.transaction() as connection:
            return list(connection.scalars(select(box.id).where(box.delivered_at.is_(None)).order_by(box.id)))


@asynccontextmanager
async def working(store: Store, *endpoints: Endpoint) -> AsyncIterator[Working]:
    """A dispatcher at work for these endpoints, until the block ends."""
    partners = Partners(endpoints={one.recipient: one for one in endpoints})
    mailbox, clock = MoodyMailbox(store), VirtualClock()
    async with WebhookClient(partners) as courier:
        dispatcher = Dispatcher(
            mailbox,
            partners,
            courier=courier,
            render=never_native,
            opens=lambda _who, at: at,
            clock=clock,
            metrics=DeliveryMetrics(CollectorRegistry()),
        )
        owned = {(one.recipient, 0) for one in endpoints}
        work = Working(dispatcher, mailbox, store, owned, clock)
        running = asyncio.create_task(dispatcher.run(work.stopping, lambda: work.owned))
        try:
            yield work
        finally:
            work.stopping.set()
            await running


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in another task."""
    while not condition():
        await asyncio.sleep(0.005)


def run(play: Callable[[], Awaitable[None]]) -> None:
    """Run to the end, which must come."""

    async def bounded() -> None:
        await asyncio.wait_for(play(), DEADLINE)

    asyncio.run(bounded())


async def hang(_request: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


def test_a_partner_that_hangs_delays_nobody_else(store: Store, certificates: Certificates) -> None:
    """While all requests to one partner hang, another takes event after event as they arrive."""

    async def play() -> None:
        async with HttpsPartner(certificates.server()) as slow, HttpsPartner(certificates.server()) as quick:
            slow.handlers["POST", "/"] = hang
            of_slow = endpoint("VH22", url=slow.url(), ca_file=certificates.ca_file, timeout_s=60.0)
            of_quick = endpoint("OM", url=quick.url(), ca_file=certificates.ca_file)
            async with working(store, of_slow, of_quick) as work:
                work.arrive(*(arrival("VH22", n, f"p{n}") for n in range(9)))
                await slow.until(4)
                for n in range(20):
                    work.arrive(arrival("OM", n, "a"))
                    await quick.until(n + 1)
                    await until(lambda name=f"OM-0-{n}": name not in work.waiting())  # type: ignore[misc]
                assert len(slow.posted) == 4  # as many as it may have at once, and still the same ones
                assert [one.event["id"] for one in quick.posted] == [f"OM-0-{n}" for n in range(20)]
                assert work.dispatcher.on_its_way == 4

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_GRACE_S", 0.01)
        run(play)


def test_a_stop_lets_go_what_hangs(
    store: Store, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a partner does not answer in time at a stop is let go unmarked, and goes out at the next start."""
    monkeypatch.setattr(module, "_GRACE_S", 0.01)

    async def play() -> None:
        async with HttpsPartner(certificates.server()) as partner:
            partner.handlers["POST", "/"] = hang
            one = endpoint("OM", url=partner.url(), ca_file=certificates.ca_file, timeout_s=60.0)
            async with working(store, one) as work:
                work.arrive(arrival("OM", 0, "a"))
                await partner.until(1)
            assert work.waiting() == ["OM-0-0"]
            del partner.handlers["POST", "/"]
            async with working(store, one) as work:
                await partner.until(2)
                await until(lambda: not work.waiting())
            assert {request.event["id"] for request in partner.posted} == {"OM-0-0"}

    run(play)


def test_a_stop_waits_for_an_answer_that_comes(store: Store, certificates: Certificates) -> None:
    """What the partner answers shortly after the stop is still noted: it need not go out again."""

    async def play() -> None:
        answer = asyncio.Event()

        async def at_last(_request: web.Request) -> web.StreamResponse:
            await answer.wait()
            return web.Response(status=204)

        async with HttpsPartner(certificates.server()) as partner:
            partner.handlers["POST", "/"] = at_last
            one = endpoint("OM", url=partner.url(), ca_file=certificates.ca_file)
            async with working(store, one) as work:
                work.arrive(arrival("OM", 0, "a"))
                await partner.until(1)
                work.stopping.set()
                answer.set()
            assert work.waiting() == []

    run(play)


def test_what_was_taken_while_the_database_is_away_is_noted_later(
    store: Store, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer is kept until it can be written, and the event is not sent again meanwhile."""
    monkeypatch.setattr(module, "_DATABASE_PAUSE_S", 0.01)

    async def play() -> None:
        async with HttpsPartner(certificates.server()) as partner:
            one = endpoint("OM", url=partner.url(), ca_file=certificates.ca_file)
            async with working(store, one) as work:

                async def lose_it(_request: web.Request) -> web.StreamResponse:
                    work.mailbox.away = True
                    return web.Response(status=204)

                partner.handlers["POST", "/"] = lose_it
                work.arrive(arrival("OM", 0, "a"))
                await until(lambda: not work.dispatcher.healthy)
                assert work.waiting() == ["OM-0-0"]
                work.mailbox.away = False
                await until(lambda: not work.waiting())
                await until(lambda: work.dispatcher.healthy)
                assert len(partner.posted) == 1

    run(play)


def test_lost_partitions_are_left_and_new_ones_taken_up(store: Store, certificates: Certificates) -> None:
    """After a rebalance only what this worker owns then is tried."""

    async def play() -> None:
        async with HttpsPartner(certificates.server()) as partner:
            one = endpoint("OM", url=partner.url(), ca_file=certificates.ca_file)
            async with working(store, one) as work:
                work.owned.clear()
                work.arrive(arrival("OM", 0, "a"), arrival("OM", 0, "b", partition=1))
                work.owned.add(("OM", 1))
                work.dispatcher.wake()
                await until(lambda: work.waiting() == ["OM-0-0"])
                assert [request.event["id"] for request in partner.posted] == ["OM-1-0"]

    run(play)


def test_a_defect_in_noting_ends_the_worker(
    store: Store, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that cannot note what it delivered stops with the reason, instead of delivering on and on."""

    def broken(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Desk, "delivered", broken)

    async def play() -> None:
        async with HttpsPartner(certificates.server()) as partner:
            one = endpoint("OM", url=partner.url(), ca_file=certificates.ca_file)
            async with working(store, one) as work:
                work.arrive(arrival("OM", 0, "a"))
                await partner.until(1)
                await until(lambda: not work.dispatcher.on_its_way)

    with pytest.raises(ZeroDivisionError):
        run(play)
