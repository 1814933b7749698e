"""One case from arrest to receipt. Houses, partners, police and OvJ have desks of their own; here all meets.

The story writes what happens anyway when the case begins (`begin`), goes on when somebody is told something
(`react`), and decides at moments (cues) with what is known by then. Every case ends with a final decision.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.schemas.events import (
    CaseReferred,
    CasusTransferred,
    CasusTriaged,
    DecisionHeld,
    HouseAsked,
    HouseHit,
    InquiryRequested,
    NoHouse,
    SelectionDecided,
    ServiceRequested,
)
from hub.schemas.vocabulary import (
    CaseStatus,
    Channel,
    DecisionStatus,
    HeldFor,
    NoHouseReason,
    Role,
    SelectionOutcome,
    TriageOutcome,
)
from simulators.alignment import Alignment
from simulators.arrival import Arrival, Police
from simulators.delivery import Delivery
from simulators.hours import ZSM_HOURS
from simulators.houses import HouseDesk
from simulators.inflow import Inflow
from simulators.items import Clerk, Cue, Fact, Item
from simulators.known import years_between
from simulators.markings import Markings, Moments
from simulators.partners import PartnerDesk
from simulators.prosecution import Prosecution
from simulators.randomness import between, chance
from simulators.register import HouseRegister

_DAY = 1440
_PATIENCE = timedelta(days=21)


class Story:
    """One case.

    Args:
        night: start of the local day on which the case arrives.
    """

    def __init__(self, clerk: Clerk, night: datetime) -> None:
        self._clerk = clerk
        self._world = clerk.world
        self._night = night
        self._police = Police(clerk)
        register = HouseRegister(clerk)
        self._houses = HouseDesk(register)
        self._markings = Markings(register)
        self._partners = PartnerDesk(clerk)
        self._om = Prosecution(clerk)
        self._inflow = Inflow(clerk)
        self._alignment = Alignment(clerk)
        self._decided = False
        self._retried = False

    def begin(self, moment: datetime) -> tuple[Fact, list[Item]]:
        """A suspect is arrested or heard: the first message, and what happens without anybody's choice."""
        arrival = self._police.record(moment)
        items: list[Item] = [*arrival.facts]
        items += self._markings.around(Moments(self._night, arrival.on_monitor_at))
        items += self._inflow.about(arrival)
        items += self._at_cvom(arrival) if arrival.at_cvom else self._select(arrival)
        return arrival.first, items

    def react(self, delivery: Delivery) -> list[Item]:
        """Somebody was told something about this case."""
        items: list[Item] = [*self._houses.react(delivery), *self._partners.react(delivery)]
        if delivery.type is ServiceRequested:
            items += self._police.serve(delivery.at)
        elif delivery.recipient == "OM":
            items += self._om_reacts(delivery)
        elif delivery.type is CaseReferred and delivery.recipient.startswith("VH"):
            items += self._after_house(delivery.at, items)
        return items

    def _at_cvom(self, arrival: Arrival) -> list[Item]:
        """A traffic case that CVOM handles, elsewhere: nobody selects, and it is decided in its own time."""
        self._om.prepare(self._age(arrival), age_known=self._clerk.person.birth_known)
        wait = between(self._rng("cvom"), 3 * _DAY, 20 * _DAY)
        return [Cue(ZSM_HOURS.next(arrival.on_monitor_at + wait), self._decide)]

    # --- selection ---------------------------------------------------------------------------------------

    def _select(self, arrival: Arrival) -> list[Item]:
        rng = self._rng("selection")
        at = ZSM_HOURS.next(arrival.on_monitor_at + between(rng, 20, 120)) + between(rng, 0, 20)
        outcome = self._outcome(rng, arrival)
        pick = self._pick() if outcome is SelectionOutcome.VEILIGHEIDSHUIS else None
        data = SelectionDecided(
            outcome=outcome,
            deciders=(rng.choice((Role.OVJ, Role.JURIDISCH_BEOORDELAAR)), Role.POLITIECOORDINATOR),
            decided_at=at,
            house=pick,
            reason="" if outcome is SelectionOutcome.ZSM else "afgestemd aan de ZSM-tafel",
        )
        items: list[Item] = [self._monitor(at + timedelta(seconds=6), data)]
        items += self._ask_house(at)
        if self._age(arrival) < 18:
            items += self._alignment.moved_home(at)
        items += self._what_follows(outcome, at, arrival)
        return items

    def _outcome(self, rng: random.Random, arrival: Arrival) -> SelectionOutcome:
        behaviour, share, minor = self._world.behaviour, rng.random(), self._age(arrival) < 18
        if minor and chance(self._rng("halt"), behaviour.halt):
            return SelectionOutcome.HALT
        if share < behaviour.backoffice:
            return SelectionOutcome.BACKOFFICE
        if share < behaviour.backoffice + behaviour.house_at_selection:
            return SelectionOutcome.VEILIGHEIDSHUIS
        return SelectionOutcome.ZSM

    def _what_follows(self, outcome: SelectionOutcome, at: datetime, arrival: Arrival) -> list[Item]:
        rng = self._rng("course")
        self._om.prepare(self._age(arrival), age_known=self._clerk.person.birth_known)
        if outcome is SelectionOutcome.ZSM and chance(rng, self._world.behaviour.house_at_alignment):
            moment = ZSM_HOURS.next(at + between(rng, 180, 480))
            return [Cue(moment, self._hand_over), Cue(at + _PATIENCE, self._decide)]
        if outcome is SelectionOutcome.VEILIGHEIDSHUIS:
            return [Cue(at + _PATIENCE, self._decide)]
        if outcome is SelectionOutcome.HALT:
            return [Cue(ZSM_HOURS.next(at + between(rng, 20 * _DAY, 40 * _DAY)), self._decide)]
        if outcome is SelectionOutcome.BACKOFFICE:
            items: list[Item] = [Cue(ZSM_HOURS.next(at + between(rng, _DAY, 20 * _DAY)), self._decide)]
            if arrival.arrested and self._age(arrival) >= 18 and chance(rng, 0.08):
                # Early help by 3RO in a case that was never offered: whoever advises hears the decision.
                items.append(self._partners.advice("3RO", 1, at + between(rng, 30, 200), rng))
            return items
        return self._zsm_course(at, rng, minor=self._age(arrival) < 18)

    def _zsm_course(self, at: datetime, rng: random.Random, *, minor: bool) -> list[Item]:
        quick = chance(rng, self._world.behaviour.decided_same_day)
        wait = between(rng, 150, 420) if quick else between(rng, 600, 7 * _DAY)
        decided_at = ZSM_HOURS.next(at + wait) + between(rng, 12, 30)
        items: list[Item] = [Cue(decided_at - timedelta(minutes=11), self._decide)]
        items += self._alignment.before(decided_at, at, minor=minor)
        if chance(self._rng("provisional"), self._world.behaviour.provisional):
            part = round((decided_at - at).total_seconds() * rng.uniform(0.4, 0.8))
            items.append(Cue(ZSM_HOURS.next(at + timedelta(seconds=part)), self._decide_provisionally))
        return items

    def _ask_house(self, selected_at: datetime) -> list[Item]:
        """OM asks about a person on whom nobody told it anything: the house at home.

        Where the houses of the region have different registers, all of them in one request (R023), and each
        answers in its own register. Some call instead, and say so, or do not use the hub's request at all.
        """
        rng = self._rng("asked")
        if self._world.memory(self._clerk.person).free_from or not chance(rng, self._world.behaviour.asked):
            return []
        house = self._clerk.house_at_home(selected_at) or rng.choice(self._region_houses())
        asked_at = selected_at + between(rng, 2, 40)
        of_the_region, known = self._region_houses(), self._world.reference.houses
        several = len({known[one].register_name for one in of_the_region}) > 1
        houses = of_the_region if several else [house]
        channel = rng.choice((Channel.REGISTER, Channel.REGISTER, Channel.TELEFOON))
        if chance(rng, 0.75):
            request = InquiryRequested(channel=channel, houses=tuple(houses), requested_at=asked_at)
            items: list[Item] = [self._monitor(asked_at, request)]
            asked_by_hub = channel is Channel.REGISTER  # then each house answers when it gets the request
            return items if asked_by_hub else items + self._called(houses, asked_at)
        asked = [HouseAsked(house=one, channel=channel, asked_at=asked_at) for one in houses]
        return [*(self._monitor(asked_at, one) for one in asked), *self._called(houses, asked_at)]

    def _called(self, houses: Sequence[str], asked_at: datetime) -> list[Item]:
        return [item for house in houses for item in self._houses.answer(house, asked_at)]

    # --- the casus goes to a house -----------------------------------------------------------------------

    def _hand_over(self, now: datetime) -> list[Item]:
        held = DecisionHeld(held_for=HeldFor.VEILIGHEIDSHUIS, held_at=now + timedelta(minutes=3))
        return [self._transfer(now, self._pick()), self._om.gps(held.held_at, held)]

    def _transfer(self, at: datetime, pick: str | None) -> Fact:
        data = CasusTransferred(transferred_at=at, house=pick, reason="meer aan de hand dan het feit")
        return self._monitor(at + timedelta(seconds=6), data)

    def _pick(self) -> str | None:
        """The OvJ names a house, rightly or not."""
        rng = self._rng("pick")
        if not chance(rng, self._world.behaviour.picked):
            return None
        return rng.choice(self._region_houses())

    def _after_house(self, told_at: datetime, answer: Sequence[Item]) -> list[Item]:
        """The OvJ waits for the house's answer and plan, then decides; or asks again after a refusal."""
        rng = self._rng("after-house", told_at)
        facts = [item for item in answer if isinstance(item, Fact)]
        if not facts:
            return [Cue(ZSM_HOURS.next(told_at + between(rng, 4 * _DAY, 6 * _DAY)), self._decide)]
        last = facts[-1]
        data = last.observation.data
        refused = isinstance(data, CasusTriaged) and data.outcome is TriageOutcome.AFGEWEZEN
        if refused and not self._retried and chance(rng, 0.2):
            self._retried = True
            moment = ZSM_HOURS.next(last.at + between(rng, 30, 300))
            return [Cue(moment, lambda now: [self._transfer(now, None)])]
        return [Cue(ZSM_HOURS.next(last.at + between(rng, 60, 2 * _DAY)), self._decide)]

    def _om_reacts(self, delivery: Delivery) -> list[Item]:
        if delivery.type is HouseHit:
            return self._om.consult(delivery)
        if delivery.type is not NoHouse:
            return []
        rng = self._rng("no-house", delivery.at)
        candidates = delivery.fields.get("candidates") or self._region_houses()
        again = delivery.fields["reason"] != NoHouseReason.KEUZE_NIET_TOEGESTAAN or chance(rng, 0.7)
        if again and not self._retried:
            self._retried = True
            pick = rng.choice(candidates)
            moment = ZSM_HOURS.next(delivery.at + between(rng, 15, 60))
            return [Cue(moment, lambda now: [self._transfer(now, pick)])]
        return [Cue(ZSM_HOURS.next(delivery.at + between(rng, 60, 2 * _DAY)), self._decide)]

    # --- decisions ---------------------------------------------------------------------------------------

    def _decide_provisionally(self, now: datetime) -> list[Item]:
        return [] if self._decided else [self._om.decision(now, DecisionStatus.VOORLOPIG)]

    def _decide(self, now: datetime) -> list[Item]:
        """Weigh what lies on the table, decide ten minutes later, and live with what comes after."""
        if self._decided:
            return []
        self._decided = True
        decided_at = now + timedelta(minutes=10)
        items: list[Item] = [*self._om.weigh(now)]
        items.append(self._om.decision(decided_at, DecisionStatus.DEFINITIEF))
        items.append(self._police.status(CaseStatus.AFGEDAAN, decided_at + timedelta(minutes=4)))
        items += self._markings.after_decision(decided_at)
        items += self._om.after_decision(decided_at)
        return items

    def _monitor(
        self, at: datetime, data: SelectionDecided | CasusTransferred | HouseAsked | InquiryRequested
    ) -> Fact:
        return self._clerk.write("monitor", at, data, actor=Role.OVJ, occurred_at=at)

    def _age(self, arrival: Arrival) -> int:
        return years_between(self._clerk.person.birth_date, arrival.offence_day)

    def _region_houses(self) -> list[str]:
        return sorted(self._world.reference.regions[self._world.region].houses)

    def _rng(self, *aspect: object) -> random.Random:
        return self._world.randomness.of("zsm", self._clerk.key, *aspect)
