"""A hub with a registry and steps so simple that the engine itself is what is tested.

The registry speaks one JSON object a message. The step counts the events of a person in the dossier's version
table and, by the name of the offence, tells somebody, sets a timer, refuses or fails.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import orjson

from hub.engine.batch import BatchResult
from hub.engine.embedded import EmbeddedEngine, in_batches, run
from hub.engine.export import export
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.messages import Message
from hub.engine.ports import Ports
from hub.engine.pseudonyms import Pseudonyms
from hub.engine.repair import repair
from hub.engine.store import Store, open_store
from hub.errors import MappingError, PolicyError, RuleBreachError
from hub.schemas.base import Category
from hub.schemas.envelope import HUB_SOURCE, Envelope, Routing
from hub.schemas.events import (
    DeliveryConfirmed,
    ErasureForwarded,
    HouseHit,
    Inbound,
    Outbound,
    PersonDataErased,
    SelectionDecided,
    TimerDue,
)
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation, effect_id
from hub.schemas.vocabulary import ErasureGround, Role, SelectionOutcome, TimerKind
from hub.streams.dossier import Dossier
from hub.streams.effects import Awaited, AwaitedKind, CancelTimer, Erase, SetTimer, Withheld
from hub.streams.step import Step, StepEffect

START = datetime(2016, 10, 17, 8, 0, tzinfo=UTC)
ALICE, BOB = "999990019", "999990020"


class PlainRegistry:
    """One JSON object a message: ``{"record","version","at","bsn","skn","bvh","parket","do"}``."""

    source = "urn:nld:oin:00000099000000000000:systeem:plain"
    version = "1"

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """Read one message; ``do`` = ``crash`` stands for a defect of the adapter."""
        found = orjson.loads(body)
        if found["do"] == "crash":
            msg = "a defect"
            raise RuntimeError(msg)
        if found["do"] == "garbage":
            raise MappingError("unknown-code", field="do", hint="Use a code of the table.")
        at = datetime.fromisoformat(found["at"])
        data: Inbound = SelectionDecided(
            outcome=SelectionOutcome.ZSM, deciders=(Role.OVJ,), decided_at=at, reason=found["do"]
        )
        if found["do"] == "erase":
            data = PersonDataErased(ground=ErasureGround.VERZOEK, reference="V-1", ordered_at=at)
        case = CaseIds(bvh=found.get("bvh"), parketnummer=found.get("parket"))
        return (
            Observation(
                record=found["record"],
                version=found.get("version", 1),
                occurred_at=at,
                actor=Role.OVJ,
                person=PersonIds(bsn=found.get("bsn"), skn=found.get("skn")),
                case=case if case.keys() else None,
                data=data,
            ),
        )


def outbound(event: Envelope, recipient: str, ordinal: int = 0, *, data: Outbound | None = None) -> Envelope:
    """Something told to a recipient, in answer to an event."""
    return Envelope(
        id=str(effect_id(event.id, "test", recipient, ordinal)),
        source=HUB_SOURCE,
        subject=event.subject,
        case=event.case,
        occurred_at=event.recorded_at,
        recorded_at=event.recorded_at,
        actor=Role.SYSTEEM,
        record=event.id,
        version=1,
        caused_by=event.id,
        synthetic=True,
        data=data or HouseHit(house="VH22"),
        routing=Routing(recipient, "selectie", "Wpg 20", "A2", "2016.1", (Category.HOUSE_HIT,)),
    )


def awaited(event: Envelope, key: str, outcome: str = "") -> Awaited:
    """What VH22 has to do within an hour of an event, or has done."""
    since = event.recorded_at
    assert event.case is not None
    return Awaited(event.case, AwaitedKind.VRAAG, key, "VH22", since, since + timedelta(hours=1), outcome)


@dataclass
class PlainStep:
    """``tell X`` sends to X; ``wake N`` sets a timer N minutes on; ``calm`` cancels it; ``refuse`` refuses.

    ``await K`` awaits something of VH22, and ``came K`` says that it came. ``hush`` wants to tell what table
    B denies; an order to erase is passed on to OM. Receipts change nothing. ``broken`` names
    the reasons that fail at present (``timer``: timers are refused); ``failures_left`` makes a failure pass
    by itself.
    """

    broken: set[str] = field(default_factory=lambda: {"fail"})
    failures_left: int = 1_000_000
    order: list[str] = field(default_factory=list)

    def __call__(
        self, dossier: Dossier, event: Envelope, now: datetime
    ) -> tuple[Dossier, tuple[StepEffect, ...]]:
        """One step, in the form that the engine expects."""
        assert now == event.recorded_at
        if isinstance(event.data, TimerDue):
            if "timer" in self.broken:
                raise RuleBreachError("refused", field="timer", hint="A rule says so.")
            return self._count(dossier), (outbound(event, "OM"),)
        if isinstance(event.data, DeliveryConfirmed):
            return self._count(dossier), ()
        if isinstance(event.data, PersonDataErased):
            told = outbound(event, "OM", data=ErasureForwarded(ground=event.data.ground))
            gone = Erase((event.subject,), event.data.ground, event.data.reference)
            return Dossier(subject=event.subject), (told, gone)
        assert isinstance(event.data, SelectionDecided)
        verb, _, argument = event.data.reason.partition(" ")
        if verb in self.broken and self.failures_left > 0:
            self.failures_left -= 1
            msg = f"cannot, for {event.data.reason}"
            raise ZeroDivisionError(msg)
        if verb == "refuse":
            raise RuleBreachError("refused", field="reason", hint="A rule says so.")
        self.order.append(event.data.reason)
        effects: dict[str, Callable[[], tuple[StepEffect, ...]]] = {
            "tell": lambda: (outbound(event, argument),),
            "wake": lambda: (
                SetTimer(TimerKind.MARKING_EXPIRES, "m", now + timedelta(minutes=float(argument))),
            ),
            "hush": lambda: (
                Withheld(f"w-{event.id}", HouseHit(), PolicyError("recipient-not-granted", field="house")),
            ),
            "calm": lambda: (CancelTimer(TimerKind.MARKING_EXPIRES, "m"),),
            "await": lambda: (awaited(event, argument),),
            "came": lambda: (awaited(event, argument, outcome="BEANTWOORD"),),
        }
        return self._count(dossier), effects.get(verb, tuple)()

    def _count(self, dossier: Dossier) -> Dossier:
        count = dossier.versions.get("count", 0) + 1
        return dossier.model_copy(update={"versions": {**dossier.versions, "count": count}})


def message(position: int, do: str, *, minute: float, bsn: str | None = ALICE, **more: str | int) -> Message:
    """A message at a minute after `START`; its record is its position unless told otherwise."""
    at = START + timedelta(minutes=minute)
    body = {"record": f"r{position}", "at": at.isoformat(), "bsn": bsn, "do": do} | more
    return Message(position, "plain", at, orjson.dumps(body), letter=f"messages/{position}")


MakeHub = Callable[..., "Hub"]
"""Makes a hub; arguments as `plain_ports`."""

PLAIN_RECIPIENTS = ("OM", "POLITIE", "VH22")
"""Everybody whom the plain step can tell."""


def plain_ports(*, step: Step | None = None, egress: Callable[[Envelope], None] | None = None) -> Ports:
    """Ports with the plain registry; the plain step and no guard unless told otherwise."""
    return Ports(
        registries={"plain": PlainRegistry()},
        pseudonyms=Pseudonyms("test"),
        step=step or PlainStep(),
        egress=egress or (lambda _: None),
        synthetic=True,
    )


class Hub(Protocol):
    """What the contract asks of an engine."""

    directory: Path
    ports: Ports

    def open(self) -> Store:
        """The store; close it."""

    def process(
        self, messages: Sequence[Message], *, batch: int = 500, failpoint: Failpoint = no_failpoint
    ) -> BatchResult:
        """Process what was not processed yet."""

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The exported lines of ``events``, ``deliveries`` or ``deadletters``."""

    def repair(self, subject: str) -> int:
        """Take a person out of quarantine."""

    def close(self) -> None:
        """Take away what it needed."""


class Embedded:
    """The embedded engine in a folder, opened anew for each `process`, as after a restart."""

    def __init__(self, directory: Path, **parts: Any) -> None:  # noqa: ANN401 - as `plain_ports`
        self.directory = directory
        self.ports = plain_ports(**parts)

    def open(self) -> Store:
        """The store; close it."""
        return open_store(self.directory / "hub.db", migrate=True)

    def process(
        self, messages: Sequence[Message], *, batch: int = 500, failpoint: Failpoint = no_failpoint
    ) -> BatchResult:
        """Process what the store has not processed yet."""
        store = self.open()
        try:
            engine = EmbeddedEngine(self.ports, store, fingerprint="f", failpoint=failpoint)
            todo = [m for m in messages if m.position >= engine.next]
            return run(engine, in_batches(todo, batch))
        finally:
            store.close()

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The exported lines of ``events``, ``deliveries`` or ``deadletters``."""
        store = self.open()
        try:
            export(store, self.directory)
        finally:
            store.close()
        return read_lines(self.directory, name)

    def repair(self, subject: str) -> int:
        """Take a person out of quarantine."""
        store = self.open()
        try:
            return repair(self.ports, store, subject)
        finally:
            store.close()

    def close(self) -> None:
        """Nothing but files was used."""


def read_lines(directory: Path, name: str) -> list[dict[str, Any]]:
    """The lines of a result file."""
    return [orjson.loads(line) for line in (directory / f"{name}.ndjson").read_bytes().splitlines()]
