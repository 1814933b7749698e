"""An engine whose adapter and rules can be mended, and whose dead letters are then repaired."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.repair import ClusterTaker
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.letters.embedded import EmbeddedTaker
from hub.engine.letters.replaying import Repairs
from hub.engine.letters.taking import Order, Result
from hub.engine.messages import Message
from hub.engine.read import dead_letters, quarantined, repair_log
from hub.schemas.envelope import Envelope
from hub.schemas.events import PersonsMerged
from hub.schemas.observation import Observation
from hub.streams.dossier import Dossier
from hub.streams.step import StepEffect
from tests.support.engine import ALICE, START, Embedded, Hub, MakeHub, PlainRegistry, PlainStep

ORDER = Order("FB-ZUID", "ticket 12")


class MendableRegistry(PlainRegistry):
    """The plain registry, with a table of codes that can be completed, and lists of messages."""

    codes: frozenset[str] = frozenset()

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """Read one message, or a list of them; ``garbage`` is a code once somebody has added it."""
        found = orjson.loads(body)
        several = found if isinstance(found, list) else [found]
        return tuple(
            fact for one in several for fact in super(MendableRegistry, self).parse(self._known(one))
        )

    def _known(self, one: dict[str, Any]) -> bytes:
        known = {"do": "tell OM"} if one["do"] in self.codes else {}
        return orjson.dumps(one | known)

    def mend(self) -> None:
        """Let a corrected adapter be installed."""
        self.codes = frozenset({"garbage", "crash"})
        self.version = "2"


class MendableStep(PlainStep):
    """The plain step; ``refuse`` is allowed once the rule was mended."""

    mended = False

    def __call__(
        self, dossier: Dossier, event: Envelope, now: datetime
    ) -> tuple[Dossier, tuple[StepEffect, ...]]:
        """One step; who was merged into whom is no matter of this one."""
        if isinstance(event.data, PersonsMerged):
            return dossier, ()
        reason = getattr(event.data, "reason", "")
        if self.mended and reason.startswith("refuse"):
            told = event.data.model_copy(update={"reason": "tell OM"})
            return super().__call__(dossier, _with(event, told), now)
        return super().__call__(dossier, event, now)


def _with(event: Envelope, data: Any) -> Envelope:  # noqa: ANN401 - any event
    return replace(event, data=data)


class Site:
    """An engine whose adapter and rules can be mended, and its repairs."""

    def __init__(self, make: MakeHub, **parts: Any) -> None:  # noqa: ANN401 - as `plain_ports`
        self.step = MendableStep()
        self.registry = MendableRegistry()
        self.hub: Hub = make(step=self.step, **parts)
        self.hub.ports.registries["plain"] = self.registry  # type: ignore[index] # a dict, as every test's

    def process(self, *messages: Message) -> None:
        """Process messages; on a cluster, what the outbox holds too."""
        self.hub.process(messages)

    @contextmanager
    def repairs(self, failpoint: Failpoint = no_failpoint) -> Iterator[Repairs]:
        """What can be done to dead letters; afterwards all that follows is done."""
        store = self.hub.open()
        try:
            if isinstance(self.hub, Embedded):
                taker: Any = EmbeddedTaker(self.hub.ports, store)
            else:
                taker = ClusterTaker(self.hub.ports, store, SimulatedClock(store))
            yield Repairs(self.hub.ports, store, taker, failpoint=failpoint)
        finally:
            store.close()
        if not isinstance(self.hub, Embedded):
            self.hub.process([])

    def replay(self, letter: str, order: Order | None = ORDER) -> Result:
        """Replay one letter."""
        with self.repairs() as repairs:
            return repairs.replay(letter, order)

    def letters(self, where: str = "", *, every: bool = False) -> list[dict[str, Any]]:
        """The dead letters."""
        store = self.hub.open()
        try:
            return list(dead_letters(store, where, every=every))
        finally:
            store.close()

    def log(self) -> list[dict[str, Any]]:
        """What was done."""
        store = self.hub.open()
        try:
            return list(repair_log(store))
        finally:
            store.close()

    def parked(self) -> list[tuple[str, int]]:
        """Who is in quarantine, with how many events."""
        store = self.hub.open()
        try:
            return [(line["subject"], line["parked"]) for line in quarantined(store)]
        finally:
            store.close()

    def told(self) -> list[str]:
        """Who was told something, in order."""
        return [line["recipient"] for line in self.hub.lines("deliveries")]


def several(position: int, *facts: dict[str, Any]) -> Message:
    """A message of several facts."""
    at = START.replace(minute=position)
    body = [
        {"record": f"r{position}-{n}", "at": at.isoformat(), "bsn": ALICE} | fact
        for n, fact in enumerate(facts)
    ]
    return Message(position, "plain", at, orjson.dumps(body), letter=f"messages/{position}")
