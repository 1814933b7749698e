"""How ZSM comes to a decision: a moment that is planned, and the partners around the table (R056 to R062)."""

import random
from datetime import datetime, timedelta

from hub.schemas.events import AlignmentHeld, DecisionMomentPlanned, RegionChanged
from hub.schemas.vocabulary import Role
from simulators.hours import ZSM_HOURS
from simulators.items import Clerk, Fact, Item
from simulators.randomness import between, chance

_SECONDS = timedelta(seconds=6)


class Alignment:
    """The table at ZSM, as far as one case concerns it."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._world = clerk.world

    def before(self, decided_at: datetime, selected_at: datetime, *, minor: bool) -> list[Item]:
        """What goes before a decision that is meant to be taken at ``decided_at``."""
        found: list[Item] = []
        rng = self._rng("moment")
        planned_at = selected_at + between(rng, 8, 60)
        if chance(rng, self._world.behaviour.moment_planned):
            found.append(self._planned(planned_at, decided_at))
            if chance(rng, 0.15):
                moment = ZSM_HOURS.next(decided_at + between(rng, 30, 120))
                found.append(self._planned(planned_at + between(rng, 10, 40), moment))
        rng = self._rng("table")
        share = self._world.behaviour.aligned_minor if minor else self._world.behaviour.aligned
        if chance(rng, share):
            partners = [name for name in ("3RO", "RVDK") if chance(rng, 0.7) or (minor and name == "RVDK")]
            called = [name for name in partners if chance(rng, 0.25)]
            held_at = decided_at - between(rng, 15, 60)
            data = AlignmentHeld(
                present=("OM", "POLITIE", *(name for name in partners if name not in called)),
                by_phone=tuple(called),
                held_at=held_at,
            )
            found.append(self._monitor(held_at, data))
        return found

    def moved_home(self, selected_at: datetime) -> list[Item]:
        """OM may move the case of a minor to the region where they live (row 20)."""
        place = self._world.reference.municipalities.get(self._clerk.person.residence or "")
        rng = self._rng("moved")
        if place is None or place.region == self._world.region or not chance(rng, 0.5):
            return []
        at = selected_at + between(rng, 15, 90)
        return [self._monitor(at, RegionChanged(region=place.region, changed_at=at))]

    def _planned(self, at: datetime, moment: datetime) -> Fact:
        return self._monitor(at, DecisionMomentPlanned(moment=moment, planned_at=at))

    def _monitor(self, at: datetime, data: AlignmentHeld | DecisionMomentPlanned | RegionChanged) -> Fact:
        return self._clerk.write("monitor", at + _SECONDS, data, actor=Role.OVJ, occurred_at=at)

    def _rng(self, aspect: str) -> random.Random:
        return self._world.randomness.of("alignment", self._clerk.key, aspect)
