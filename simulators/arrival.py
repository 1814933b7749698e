"""How a case begins: police record it in BVH, BOSZ puts it on the monitor; custody goes its own way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import (
    CaseOnMonitor,
    CaseStatusChanged,
    CustodyChanged,
    Offence,
    ServiceReported,
    SuspectArrested,
    SuspectSummoned,
)
from hub.schemas.vocabulary import CaseStatus, CustodyKind, Role, ServiceOutcome
from simulators.catalogue import OFFENCES
from simulators.items import Clerk, Fact
from simulators.known import CVOM
from simulators.randomness import between, chance

_SECONDS = timedelta(seconds=8)
_RECORD = "suspect"
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Arrival:
    """The first messages of a case. ``first``: the one by which the case is found back."""

    first: Fact
    facts: tuple[Fact, ...]
    on_monitor_at: datetime
    offence_day: date
    """The day that decides the suspect's age: of the offence, or else of arrest or interrogation."""
    arrested: bool
    at_cvom: bool = False


class Police:
    """Police and BOSZ, as far as one case concerns them."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._world = clerk.world

    def record(self, moment: datetime) -> Arrival:
        """A suspect is arrested or heard at ``moment``."""
        rng = self._world.randomness.of("arrival", self._clerk.key)
        arrested = not chance(rng, self._world.behaviour.summoned)
        brought_in_at = moment + between(rng, 15, 50)
        recorded_at = brought_in_at + between(rng, 2, 20)
        on_monitor_at = recorded_at + between(rng, 0.7, 6)
        common = self._suspicion(moment - timedelta(days=0 if arrested else rng.randint(1, 40)))
        traffic = self._world.randomness.of("cvom", self._clerk.key)
        at_cvom = not arrested and chance(traffic, self._world.behaviour.at_cvom)
        if at_cvom:
            common["offences"] = (Offence(article="WVW 8", description="rijden onder invloed"),)
        if arrested:
            place = self._place()
            data: SuspectArrested | SuspectSummoned = SuspectArrested(
                arrested_at=moment, brought_in_at=brought_in_at, arrest_place=place, **common
            )
        else:
            data = SuspectSummoned(interrogation_at=moment, **common)
        first = self._bvh(recorded_at, moment, data)
        facts = [first, *self._bosz(on_monitor_at, CVOM if at_cvom else self._world.region)]
        facts += self._custody(brought_in_at, recorded_at) if arrested else []
        facts += self._corrections(moment, on_monitor_at, data)
        day = data.offences[0].committed_on or amsterdam_day(moment)
        return Arrival(first, tuple(facts), on_monitor_at, day, arrested, at_cvom)

    def _suspicion(self, offence_day: datetime) -> dict[str, Any]:
        rng = self._world.randomness.of("offence", self._clerk.key)
        person = self._clerk.person
        weights = [weight for weight, _, _ in OFFENCES]
        _, offence, detention = rng.choices(OFFENCES, weights)[0]
        day = amsterdam_day(offence_day)
        dated = chance(rng, 0.85)
        offences = [offence.model_copy(update={"committed_on": day if dated else None})]
        if chance(rng, 0.15):
            offences.append(Offence(article="Sr 267", description="belediging van een ambtenaar"))
        return {
            "region": self._world.region,
            "birth_date": person.birth_date if person.birth_known else None,
            "residence": person.residence,
            "offences": tuple(offences),
            "offence_place": self._place(),
            "minor_involved": chance(rng, 0.04),
            "victim_involved": chance(rng, 0.5),
            "pretrial_detention_allowed": detention,
        }

    def _place(self) -> str:
        rng = self._world.randomness.of("place", self._clerk.key)
        return rng.choice(self._world.places)

    def _bosz(self, on_monitor_at: datetime, region: str) -> list[Fact]:
        shown = CaseOnMonitor(on_monitor_at=on_monitor_at, region=region)
        found = [self._clerk.write("bosz", on_monitor_at + _SECONDS, shown, actor=Role.SYSTEEM)]
        rng = self._world.randomness.of("status", self._clerk.key)
        at = on_monitor_at
        for status in (CaseStatus.INGEZONDEN, CaseStatus.IN_BEOORDELING):
            at += between(rng, 3, 15)
            found.append(self.status(status, at))
        return found

    def status(self, status: CaseStatus, at: datetime) -> Fact:
        """The merged status of police and OM, as BOSZ shows it."""
        return self._clerk.write("bosz", at, CaseStatusChanged(status=status), actor=Role.SYSTEEM)

    def _custody(self, brought_in_at: datetime, recorded_at: datetime) -> list[Fact]:
        rng = self._world.randomness.of("custody", self._clerk.key)
        found = [self._held(CustodyKind.OPHOUDEN, brought_in_at, recorded_at + _SECONDS)]
        moment = recorded_at + between(rng, 100, 330)
        if chance(rng, 0.03):
            moment += between(rng, 60, 500)  # somebody forgot the clock
        if not chance(rng, 0.15):
            return [*found, self._held(CustodyKind.HEENGEZONDEN, moment)]
        found.append(self._held(CustodyKind.INVERZEKERINGSTELLING, moment))
        if chance(rng, 0.2):
            longer = moment + between(rng, 2.3 * _DAY, 2.97 * _DAY)
            found.append(self._held(CustodyKind.INVERZEKERINGSTELLING_VERLENGD, longer))
            moment = longer
        moment += between(rng, 600, 3 * _DAY)
        to_court = chance(rng, 0.35)
        return [*found, self._held(CustodyKind.VOORGELEID if to_court else CustodyKind.HEENGEZONDEN, moment)]

    def _held(self, kind: CustodyKind, since: datetime, at: datetime | None = None) -> Fact:
        return self._bvh(
            at or since + _SECONDS, since, CustodyChanged(custody=kind, since=since), first=False
        )

    def serve(self, asked_at: datetime) -> list[Fact]:
        """The verbalisant hands the dagvaarding over, if the suspect is still there (R074)."""
        rng = self._world.randomness.of("served", self._clerk.key)
        if not chance(rng, 0.8):
            return []
        at = asked_at + between(rng, 10, 90)
        outcome = ServiceOutcome.UITGEREIKT if chance(rng, 0.85) else ServiceOutcome.NIET_UITGEREIKT
        return [self._bvh(at + _SECONDS, at, ServiceReported(outcome=outcome, reported_at=at), first=False)]

    def _corrections(
        self, moment: datetime, on_monitor_at: datetime, data: SuspectArrested | SuspectSummoned
    ) -> list[Fact]:
        rng = self._world.randomness.of("correction", self._clerk.key)
        behaviour, person = self._world.behaviour, self._clerk.person
        at = on_monitor_at + between(rng, 120, 300)
        if not person.birth_known and chance(rng, behaviour.unknown_birth_solved):
            better: SuspectArrested | SuspectSummoned = data.model_copy(
                update={"birth_date": person.birth_date}
            )
        elif chance(rng, behaviour.corrected):
            better = data.model_copy(update={"victim_involved": not data.victim_involved})
        else:
            return []
        return [self._bvh(at, moment, better, version=2)]

    def _bvh(
        self,
        at: datetime,
        occurred_at: datetime,
        data: SuspectArrested | SuspectSummoned | CustodyChanged | ServiceReported,
        *,
        first: bool = True,
        version: int = 1,
    ) -> Fact:
        return self._clerk.write(
            "bvh",
            at,
            data,
            actor=Role.VERBALISANT,
            occurred_at=occurred_at,
            record=self._clerk.record("bvh", _RECORD) if first else "",
            version=version,
        )
