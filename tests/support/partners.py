"""Partners in virtual time: a clock, endpoints that answer by a script, and a week that plays itself."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry

from hub.delivery.dispatcher import Dispatcher
from hub.delivery.endpoints import Endpoint, Partners
from hub.delivery.message import HttpMessage
from hub.delivery.metrics import DeliveryMetrics
from hub.delivery.native import NativeMessage
from hub.delivery.policy import Reply, Trouble
from hub.delivery.ports import Failpoint
from hub.engine.mailbox import Arrival, Mailbox
from hub.engine.store import Store
from hub.schemas import codec
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import HouseHit
from tests.support.addressed import addressed
from tests.support.engine import START

AGREES = Reply(200, allowed_origin="*", allowed_rate="*")
TAKEN = Reply(204)

Answer = Reply | Trouble
Script = Callable[[datetime, str], Answer]
"""What a partner answers at a moment to a request about an event (empty: the handshake)."""


def willing(_at: datetime, event: str) -> Answer:
    """A partner that agrees and takes everything."""
    return TAKEN if event else AGREES


def endpoint(recipient: str, **fields: object) -> Endpoint:
    """An endpoint, open day and night unless told otherwise."""
    return Endpoint.model_validate({"recipient": recipient, "url": "https://partner.example"} | fields)


def event(recipient: str, name: str, subject: str) -> Envelope:
    """Something to tell a recipient about a person."""
    told = addressed(recipient, HouseHit(house="VH22"), Category.HOUSE_HIT)
    return replace(told, id=name, subject=subject)


def arrival(recipient: str, position: int, subject: str, *, name: str = "", partition: int = 0) -> Arrival:
    """That event as a record of the recipient's topic; named after its place unless told otherwise."""
    envelope = event(recipient, name or f"{recipient}-{partition}-{position}", subject)
    return Arrival(recipient, partition, position, envelope.attributes(), codec.encode(envelope.data))


@dataclass
class VirtualClock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now


@dataclass(frozen=True)
class Taken:
    """A delivery as the partner saw it."""

    recipient: str
    event: str
    at: datetime


@dataclass
class ScriptedCourier:
    """Speaks with partners that answer by a script; remembers what was asked and what was taken."""

    clock: VirtualClock
    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[Taken] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    together: dict[str, int] = field(default_factory=dict)
    """The most requests that were on their way at once, by recipient."""
    _now: dict[str, int] = field(default_factory=dict)

    async def ask(self, endpoint: Endpoint) -> Answer:
        """The handshake."""
        return await self._answer(endpoint.recipient, "")

    async def post(self, endpoint: Endpoint, message: HttpMessage) -> Answer:
        """A delivery."""
        name = message.body.partition(b'"id":"')[2].partition(b'"')[0].decode()
        answer = await self._answer(endpoint.recipient, name)
        if isinstance(answer, Reply) and 200 <= answer.status < 300:
            self.taken.append(Taken(endpoint.recipient, name, self.clock.now))
        return answer

    async def _answer(self, recipient: str, name: str) -> Answer:
        self.requests.append(Taken(recipient, name, self.clock.now))
        self._now[recipient] = self._now.get(recipient, 0) + 1
        self.together[recipient] = max(self.together.get(recipient, 0), self._now[recipient])
        await asyncio.sleep(0)  # the others get their turn, as they would while a partner thinks
        self._now[recipient] -= 1
        return self.scripts.get(recipient, willing)(self.clock.now, name)

    def took(self, recipient: str) -> list[str]:
        """What a recipient took, in order."""
        return [one.event for one in self.taken if one.recipient == recipient]


def never_native(_envelope: Envelope) -> NativeMessage:
    """For tests in which nobody speaks a registry's format."""
    msg = "no recipient here has a registry"
    raise AssertionError(msg)


@dataclass
class Week:
    """A dispatcher over a store, in virtual time, that owns both partitions of all its endpoints."""

    store: Store
    endpoints: Sequence[Endpoint]
    opens: Callable[[str, datetime], datetime | None] = lambda _who, at: at
    failpoint: Failpoint = lambda _place: None
    clock: VirtualClock = field(default_factory=VirtualClock)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    strangers: Sequence[str] = ()
    """Recipients that have no endpoint."""

    def __post_init__(self) -> None:
        """Put the parts together."""
        self.mailbox = Mailbox(self.store)
        self.courier = ScriptedCourier(self.clock)
        self.restart()

    def restart(self, *endpoints: Endpoint) -> None:
        """A new dispatcher on the same store, as after a crash (or with these endpoints)."""
        self.endpoints = endpoints or self.endpoints
        partners = Partners(endpoints={one.recipient: one for one in self.endpoints})
        self.registry = CollectorRegistry()
        self.dispatcher = Dispatcher(
            self.mailbox,
            partners,
            courier=self.courier,
            render=never_native,
            opens=self.opens,
            clock=self.clock,
            metrics=DeliveryMetrics(self.registry),
            failpoint=self.failpoint,
        )

    @property
    def owned(self) -> list[tuple[str, int]]:
        """All partitions."""
        names = [one.recipient for one in self.endpoints] + list(self.strangers)
        return [(name, partition) for name in names for partition in (0, 1)]

    def arrive(self, *arrivals: Arrival) -> None:
        """Events arrive now."""
        with self.store.transaction() as connection:
            self.mailbox.arrive(connection, arrivals, self.clock.now)
        self.dispatcher.wake(*{one.recipient for one in arrivals})

    def dispatch(self) -> datetime | None:
        """Try what is due now; when to look again."""
        return asyncio.run(self.dispatcher.dispatch_once(self.owned))

    def play(self, arrivals: Iterable[tuple[datetime, Arrival]], until: datetime) -> None:
        """Let time pass, from look to look, while events arrive."""
        coming = sorted(arrivals, key=lambda one: one[0])
        while True:
            look = self.dispatch()
            moments = [one for one in (look, coming[0][0] if coming else None) if one is not None]
            nearest = min(moments, default=until)
            if nearest > until:
                break
            if nearest <= self.clock.now and not (coming and coming[0][0] <= self.clock.now):
                break
            self.clock.now = max(nearest, self.clock.now)
            while coming and coming[0][0] <= self.clock.now:
                self.arrive(coming.pop(0)[1])
        self.clock.now = max(until, self.clock.now)


def every(step: timedelta, since: datetime, until: datetime) -> Iterable[datetime]:
    """Moments at a distance of ``step``, from ``since`` on, before ``until``."""
    while since < until:
        yield since
        since += step
