"""What 3RO and Raad do when asked: look the person up in IRIS or KBPS, and advise, once or more often."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.schemas.events import AdviceGiven, AdviceRequested, ClientStatusReported
from hub.schemas.vocabulary import ClientStatus, DecisionKind, Role
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


class PartnerDesk:
    """3RO and Raad, as far as one case concerns them."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk

    def react(self, delivery: Delivery) -> Sequence[Item]:
        """Answer an `AdviceRequested`: client status first, then advice in one to three versions."""
        if delivery.type is not AdviceRequested:
            return ()
        organisation = delivery.recipient
        rng = self._clerk.world.randomness.of("partners", self._clerk.key, organisation)
        status_at = PARTNER_HOURS.next(delivery.at + between(rng, 3, 30)) + between(rng, 0, 5)
        found: list[Item] = [self._status(organisation, status_at, rng)]
        at = status_at + between(rng, 15, 160)
        for version in (1, 2, 3):
            found.append(self.advice(organisation, version, at, rng))
            if not chance(rng, 0.15):
                break
            at += between(rng, 20, 90)
        return found

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
        data: AdviceGiven | ClientStatusReported,
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
