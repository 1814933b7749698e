"""Builders of small histories for the tests of the simulator's own reasoning."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hub.rules.reference import Reference, load_reference
from hub.schemas.events import (
    CaseOnMonitor,
    CustodyChanged,
    DecisionTaken,
    Event,
    HouseAdvicePrepared,
    MarkingEnded,
    Offence,
    PersonMarked,
    SelectionDecided,
    SuspectArrested,
)
from hub.schemas.identifiers import PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import (
    CustodyKind,
    DecisionKind,
    DecisionStatus,
    MarkingEndReason,
    MarkingOrigin,
    Role,
    SelectionOutcome,
)
from simulators.chain import Chain
from simulators.delivery import Delivery

NOON = datetime(2016, 10, 17, 10, 0, tzinfo=UTC)
Told = list[tuple[str, str]]

reference: Callable[[], Reference] = cache(load_reference)


def at(hours: float) -> datetime:
    """So many hours after the case came on the monitor."""
    return NOON + timedelta(hours=hours)


def custody(kind: CustodyKind, since: float) -> CustodyChanged:
    """How the suspect is held from an hour on."""
    return CustodyChanged(custody=kind, since=at(since))


def arrest(
    born: date | None, residence: str | None = "GM0758", region: str = "ZEELAND-WEST-BRABANT"
) -> SuspectArrested:
    """An arrest an hour before the case comes on the monitor; the offence has no date."""
    return SuspectArrested(
        region=region,
        birth_date=born,
        residence=residence,
        offences=(Offence(article="Sr 310"),),
        arrested_at=at(-1),
    )


def observed(moment: datetime, data: Event, *, record: str = "", version: int = 1) -> Observation:
    """A registry says something."""
    return Observation(
        record=record or f"r{moment:%d%H%M%S}",
        version=version,
        occurred_at=moment,
        actor=Role.SYSTEEM,
        person=PersonIds(bsn="999990019"),
        data=data,
    )


class History:
    """One person with one case, told hour by hour. The arrest and the monitor come first.

    Unless ``held``, the suspect is sent home at once: then no term runs.
    """

    def __init__(
        self,
        *,
        born: date | None = date(1980, 1, 1),
        residence: str | None = "GM0758",
        marked: PersonMarked | None = None,
        pull: frozenset[str] = frozenset(),
        held: bool = False,
        region: str = "ZEELAND-WEST-BRABANT",
    ) -> None:
        self.chain = Chain(reference(), pull)
        self._records = 0
        if marked is not None:
            self.tell(-1, marked)
        self.arrest = self.tell(-0.5, arrest(born=born, residence=residence, region=region))
        if not held:
            self.tell(-0.4, custody(CustodyKind.HEENGEZONDEN, -0.4))
        self.on_monitor = self.tell(0, CaseOnMonitor(on_monitor_at=NOON, region=region))

    def deliveries(self, hours: float, data: Event, *, version: int = 1) -> list[Delivery]:
        """A fact reaches ZSM; what is due."""
        self._records += 1
        observation = observed(at(hours), data, record=f"r{self._records}", version=version)
        return self.chain.receive(at(hours), "case", observation)

    def tell(self, hours: float, data: Event, *, version: int = 1) -> Told:
        """The same, as recipients and kinds."""
        return [(d.recipient, d.type.kind) for d in self.deliveries(hours, data, version=version)]

    def select(self, hours: float, outcome: SelectionOutcome = SelectionOutcome.ZSM) -> Told:
        """OvJ and police decide where the case goes."""
        deciders = (Role.OVJ, Role.POLITIECOORDINATOR)
        return self.tell(hours, SelectionDecided(outcome=outcome, deciders=deciders, decided_at=at(hours)))

    def decide(self, hours: float, *, decided: float | None = None) -> list[Delivery]:
        """The OvJ decides for good, at ``decided``, and GPS says so at ``hours``."""
        data = DecisionTaken(
            decision=DecisionKind.DAGVAARDING,
            status=DecisionStatus.DEFINITIEF,
            decided_at=at(hours if decided is None else decided),
        )
        return self.deliveries(hours, data)


def marking(
    house: str = "VH22", *, registered: float = -100, start: float | None = None, end: float | None = None
) -> PersonMarked:
    """A house's marking; hours from the monitor."""
    return PersonMarked(
        house=house,
        marking=f"M-{house}",
        casus=f"C-{house}",
        origin=MarkingOrigin.TOP_X,
        valid_from=at(registered if start is None else start),
        valid_to=None if end is None else at(end),
        registered_at=at(registered),
    )


def advice(house: str = "VH22", version: int = 1) -> HouseAdvicePrepared:
    """A version of a house's advice."""
    return HouseAdvicePrepared(house=house, version=version, indicated="hulp", advised_at=at(-50))


def ended(reason: MarkingEndReason, hours: float, house: str = "VH22") -> MarkingEnded:
    """The end of a marking."""
    return MarkingEnded(house=house, marking=f"M-{house}", reason=reason, ended_at=at(hours))


HIT = "veiligheidshuis-hit"
ASKED = "advies-bevestiging-gevraagd"
BOTH = [("OM", HIT), ("POLITIE", HIT)]
