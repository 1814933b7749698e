"""The OvJ: reads advices, weighs them, decides; seen in GPS, on the monitor, or in a house's read log."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.schemas.events import AdviceConsulted, AdviceWeighed, DecisionHeld, DecisionTaken
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, Role, Weighing
from simulators.catalogue import (
    ADULT_DECISIONS,
    CONDITIONS,
    MINOR_DECISIONS,
    POLICY_GROUNDS,
    TECHNICAL_GROUNDS,
)
from simulators.delivery import Delivery
from simulators.hours import ZSM_HOURS
from simulators.items import Clerk, Fact, Item
from simulators.randomness import between, chance

_READERS = (Role.OVJ, Role.JURIDISCH_BEOORDELAAR, Role.KETENPROCESCOORDINATOR, Role.POLITIECOORDINATOR)
_AGE_BOUND = frozenset({DecisionKind.TOM, DecisionKind.OTP})


class Prosecution:
    """The OvJ of one case."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._world = clerk.world
        self._kind = DecisionKind.DAGVAARDING

    def prepare(self, age: int, *, age_known: bool) -> None:
        """Settle on what the final decision will be; a TOM or OTP only where the age is known."""
        choices = MINOR_DECISIONS if age < 18 else ADULT_DECISIONS
        fit = [(weight, kind) for weight, kind in choices if age_known or kind not in _AGE_BOUND]
        self._kind = self._rng("kind").choices([k for _, k in fit], [weight for weight, _ in fit])[0]

    def consult(self, hit: Delivery) -> list[Item]:
        """Somebody at ZSM may read the advice that came with a hit."""
        house, version = hit.fields["house"], hit.fields.get("advice.version")
        rng = self._rng("consult", house, version, hit.at)
        if version is None or hit.fields.get("ended") or not chance(rng, self._world.behaviour.consulted):
            return []
        return [self._read(house, version, ZSM_HOURS.next(hit.at + between(rng, 3, 90)), rng)]

    def _read(self, house: str, version: int, at: datetime, rng: random.Random) -> Fact:
        role = rng.choice(_READERS)
        data = AdviceConsulted(giver=house, version=version, role=role, consulted_at=at)
        register = self._world.reference.houses[house].register_name.lower()
        registry = rng.choice(("monitor", "monitor", "gps", register))
        return self._clerk.write(registry, at + timedelta(seconds=4), data, actor=role, occurred_at=at)

    def weigh(self, now: datetime) -> list[Item]:
        """What the OvJ does with each advice on the table, if it is written down at all."""
        person = self._world.chain(self._clerk.person).person
        case = person.cases[self._clerk.key]
        on_table = {
            house: advice.version
            for house in (*case.hits, *case.accepted)
            if (advice := person.advice(house)) is not None
        }
        on_table |= dict.fromkeys(sorted(case.partner_advices), 1)
        found: list[Item] = []
        for giver, version in sorted(on_table.items()):
            rng = self._rng("weigh", giver)
            if chance(rng, self._world.behaviour.weighed):
                found.append(self._weighed(giver, version, now + between(rng, 0, 2), rng))
        return found

    def _weighed(self, giver: str, version: int, at: datetime, rng: random.Random) -> Fact:
        kinds = (Weighing.OVERGENOMEN, Weighing.KENNISGEVING, Weighing.AFGEWEKEN)
        weighing = rng.choices(kinds, (50, 25, 25))[0]
        deviated = weighing is Weighing.AFGEWEKEN
        reason = "ernst van het feit" if deviated else ""
        data = AdviceWeighed(giver=giver, version=version, weighing=weighing, reason=reason, weighed_at=at)
        return self._clerk.write("monitor", at, data, actor=Role.OVJ)

    def decision(self, at: datetime, status: DecisionStatus) -> Fact:
        """The decision, as GPS reports it a few seconds later."""
        rng = self._rng("decision")
        grounds: Sequence[str] = ()
        conditions: Sequence[str] = ()
        if self._kind is DecisionKind.TECHNISCH_SEPOT:
            grounds = (rng.choice(TECHNICAL_GROUNDS),)
        elif self._kind is DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK:
            grounds, conditions = (rng.choice(POLICY_GROUNDS),), rng.choice(CONDITIONS)
        elif self._kind is DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK:
            grounds = tuple(rng.sample(POLICY_GROUNDS, rng.choice((1, 1, 2))))
        data = DecisionTaken(
            decision=self._kind,
            status=status,
            sepot_grounds=tuple(grounds),
            conditions=tuple(conditions),
            decided_at=at,
        )
        return self.gps(at, data)

    def after_decision(self, decided_at: datetime) -> list[Item]:
        """Somebody reads the advice when all is over; GPS is typed over a second time now and then."""
        rng = self._rng("after")
        person = self._world.chain(self._clerk.person).person
        found: list[Item] = []
        for house in person.cases[self._clerk.key].hits:
            advice = person.advice(house)
            if advice is not None and chance(rng, 0.06):
                found.append(self._read(house, advice.version, decided_at + between(rng, 5, 300), rng))
        if chance(rng, 0.01):
            again = self.decision(decided_at + between(rng, _DAY, 3 * _DAY), DecisionStatus.DEFINITIEF)
            found.append(again)
        return found

    def gps(self, at: datetime, data: DecisionTaken | DecisionHeld) -> Fact:
        """A message of GPS."""
        delay = between(self._rng("gps", at), 0.05, 0.3)
        return self._clerk.write("gps", at + delay, data, actor=Role.OVJ, occurred_at=at)

    def _rng(self, *aspect: object) -> random.Random:
        return self._world.randomness.of("om", self._clerk.key, *aspect)


_DAY = 1440
