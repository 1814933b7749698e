"""What 3RO and Raad do when asked: look the person up in IRIS or KBPS, and advise, once or more often."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from hub.schemas.events import (
    AdviceGiven,
    AdviceObjected,
    AdviceRequested,
    CaseOffered,
    ClientStatusReported,
    ContextFactReported,
    DecisionCommunicated,
    DecisionRecorded,
    RecordingReminded,
    SignalRaised,
)
from hub.schemas.vocabulary import (
    ClientStatus,
    ContextAbout,
    ContextKind,
    DecisionKind,
    DecisionStatus,
    Role,
    SignalKind,
)
from simulators.catalogue import EXPLANATIONS
from simulators.delivery import Delivery
from simulators.hours import PARTNER_HOURS
from simulators.items import Clerk, Fact, Item
from simulators.randomness import between, chance

_SECONDS = timedelta(seconds=10)
_REGISTRY = {"3RO": "iris", "RVDK": "kbps"}
_ROLE = {"3RO": Role.RECLASSERINGSWERKER, "RVDK": Role.ADVIESTEAM_RAAD}
_ADVISED = (
    DecisionKind.DAGVAARDING,
    DecisionKind.OM_STRAFBESCHIKKING,
    DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    None,
)


_Said = (
    AdviceGiven
    | AdviceObjected
    | ClientStatusReported
    | ContextFactReported
    | DecisionRecorded
    | SignalRaised
)


class PartnerDesk:
    """3RO and Raad, as far as one case concerns them."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk

    def react(self, delivery: Delivery) -> Sequence[Item]:
        """Advise when asked, signal now and then, and put in the own registry what was decided."""
        act = _REACTIONS.get(delivery.type)
        return () if act is None or delivery.recipient not in _REGISTRY else act(self, delivery)

    def _asked(self, delivery: Delivery) -> Sequence[Item]:
        """Client status first, then advice in one to three versions."""
        organisation = delivery.recipient
        if delivery.fields["registry"] != _REGISTRY[organisation]:
            return ()  # VIR says whom to call, to who asks it; ZSM hears nothing of that
        rng = self._clerk.world.randomness.of("partners", self._clerk.key, organisation)
        status_at = PARTNER_HOURS.next(delivery.at + between(rng, 3, 30)) + between(rng, 0, 5)
        found: list[Item] = [self._status(organisation, status_at, rng)]
        at = status_at + between(rng, 15, 160)
        for version in (1, 2, 3):
            found.append(self.advice(organisation, version, at, rng))
            if not chance(rng, 0.15):
                break
            at += between(rng, 20, 90)
        if chance(rng, self._clerk.world.behaviour.context):
            found.append(self._context(organisation, at, rng))
        return found

    def _context(self, organisation: str, at: datetime, rng: random.Random) -> Fact:
        data = ContextFactReported(
            organisation=organisation,
            about=rng.choice((ContextAbout.VERDACHTE, ContextAbout.ANDER)),
            context=rng.choice((ContextKind.HUISELIJK_GEWELD, ContextKind.SCHOOLVERZUIM, ContextKind.ZORG)),
            reported_at=at - _SECONDS,
        )
        return self._write(organisation, at, data, version=1, record="context")

    def _offered(self, delivery: Delivery) -> Sequence[Item]:
        """Somebody who knows the person may want a house to look at them (row 13)."""
        organisation = delivery.recipient
        rng = self._rng("signal", organisation)
        if not chance(rng, self._clerk.world.behaviour.signalled):
            return ()
        at = PARTNER_HOURS.next(delivery.at + between(rng, 5, 120)) + between(rng, 1, 5)
        wants = rng.choice((SignalKind.SIGNAAL, SignalKind.ADVIESVERZOEK))
        data = SignalRaised(
            signal=f"S-{self._clerk.world.randomness.token('signal', self._clerk.key, organisation)[:8]}",
            sender=organisation,
            wants=wants,
            text="zorgen over de thuissituatie",
            raised_at=at - _SECONDS,
        )
        return (self._write(organisation, at, data, version=1, record="signal"),)

    def _heard(self, delivery: Delivery) -> Sequence[Item]:
        """The decision goes into the own registry, mostly the same day; some do not agree with it."""
        if delivery.fields["status"] != DecisionStatus.DEFINITIEF:
            return ()
        organisation = delivery.recipient
        rng = self._rng("decision", organisation)
        found: list[Item] = []
        if chance(rng, self._clerk.world.behaviour.recorded):
            found.append(self._recorded(organisation, delivery.at + between(rng, 20, 480)))
        if chance(rng, self._clerk.world.behaviour.objected):
            at = PARTNER_HOURS.next(delivery.at + between(rng, 30, 600)) + between(rng, 1, 5)
            objection = AdviceObjected(
                organisation=organisation,
                role=_ROLE[organisation],
                reason="het advies is niet meegewogen",
                objected_at=at - _SECONDS,
            )
            found.append(self._write(organisation, at, objection, version=1, record="objection"))
        return found

    def _reminded(self, delivery: Delivery) -> Sequence[Item]:
        rng = self._rng("reminded", delivery.recipient, delivery.at)
        if not chance(rng, self._clerk.world.behaviour.reminded):
            return ()
        return (self._recorded(delivery.recipient, delivery.at + between(rng, 5, 300)),)

    def _recorded(self, organisation: str, moment: datetime) -> Fact:
        at = PARTNER_HOURS.next(moment) + timedelta(minutes=1)
        data = DecisionRecorded(organisation=organisation, recorded_at=at - _SECONDS)
        return self._write(organisation, at, data, version=1, record=f"recorded-{at:%d%H%M%S}")

    def _rng(self, *aspect: object) -> random.Random:
        return self._clerk.world.randomness.of("partners", self._clerk.key, *aspect)

    def advice(self, organisation: str, version: int, at: datetime, rng: random.Random) -> Fact:
        """One version of an advice; the record is the advice, so that a later version replaces it."""
        data = AdviceGiven(
            organisation=organisation,
            version=version,
            further_research=chance(rng, 0.2),
            advised=rng.choice(_ADVISED),
            explanation=rng.choice(EXPLANATIONS),
            advised_at=at - _SECONDS,
        )
        return self._write(organisation, at, data, version=version, record="advice")

    def _status(self, organisation: str, at: datetime, rng: random.Random) -> Fact:
        kinds = (ClientStatus.BEKEND, ClientStatus.NIET_BEKEND, ClientStatus.MISLUKT)
        status = rng.choices(kinds, (35, 60, 5))[0]
        known = status is ClientStatus.BEKEND
        data = ClientStatusReported(
            organisation=organisation,
            status=status,
            under_supervision=known and chance(rng, 0.4),
            handler="toezichthouder team West" if known else "",
            reported_at=at - _SECONDS,
        )
        return self._write(organisation, at, data, version=1, record="status")

    def _write(
        self,
        organisation: str,
        at: datetime,
        data: _Said,
        *,
        version: int,
        record: str,
    ) -> Fact:
        registry = _REGISTRY[organisation]
        return self._clerk.write(
            registry,
            at,
            data,
            actor=_ROLE[organisation],
            occurred_at=at - _SECONDS,
            record=self._clerk.record(registry, record),
            version=version,
        )


_REACTIONS: dict[type, Callable[[PartnerDesk, Delivery], Sequence[Item]]] = {
    AdviceRequested: PartnerDesk._asked,
    CaseOffered: PartnerDesk._offered,
    DecisionCommunicated: PartnerDesk._heard,
    RecordingReminded: PartnerDesk._reminded,
}
