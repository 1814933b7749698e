"""What houses do when they are told something: confirm an advice, answer, take a casus, acknowledge."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from hub.schemas.events import (
    AdviceConfirmationRequested,
    AdviceConfirmed,
    CaseReferred,
    CasusTriaged,
    FeedbackAcknowledged,
    HouseAnswered,
    InquiryForwarded,
    PlanMade,
    SignalForwarded,
    Terugkoppeling,
)
from hub.schemas.vocabulary import Channel, FeedbackReceipt, HouseAnswer, TriageOutcome
from simulators.delivery import Delivery
from simulators.hours import OFFICE_HOURS
from simulators.items import Fact, Item
from simulators.randomness import between, chance
from simulators.register import SYNC, HouseRegister

_SOON = timedelta(minutes=5)
_SUMMARY = "gesprekken, hulp in het gezin, weer naar school"


class HouseDesk:
    """The houses, as far as one case concerns them."""

    def __init__(self, register: HouseRegister) -> None:
        self._register = register
        self._answers_at: dict[str, datetime] = {}
        """When a house will have answered for the casus; never again once it takes it."""

    def react(self, delivery: Delivery) -> Sequence[Item]:
        """What a house does about a message it got."""
        if delivery.recipient not in self._register.world.speaking:
            return ()
        act = _REACTIONS.get(delivery.type)
        return () if act is None else act(self, delivery)

    def _asked_to_confirm(self, delivery: Delivery) -> Sequence[Item]:
        house = delivery.recipient
        rng = self._register.rng("confirm", house)
        at = OFFICE_HOURS.next(delivery.at + between(rng, 6, 120)) + between(rng, 0, 10)
        advice = self._register.world.chain(self._register.clerk.person).person.advice(house)
        share = rng.random()
        if advice is None or 0.45 <= share < 0.62:
            return (self._register.advice(house, at, rng),) if share < 0.62 else ()
        if share >= 0.62:
            return ()
        data = AdviceConfirmed(house=house, version=advice.version, confirmed_at=at - SYNC)
        return (self._register.write(at, at - SYNC, data, about_case=False),)

    def _asked(self, delivery: Delivery) -> Sequence[Item]:
        """The hub passes on the OM's question; who is asked in the register answers there."""
        return self.answer(delivery.recipient, delivery.at, Channel.REGISTER)

    def _got_casus(self, delivery: Delivery) -> Sequence[Item]:
        """A casus or a signal: one answer settles both."""
        house = delivery.recipient
        if self._answers_at.get(house, delivery.at) > delivery.at:
            return ()
        rng = self._register.rng("triage", house, delivery.at)
        share = rng.random()
        if share >= 0.85:
            return ()  # silence
        triaged_at = OFFICE_HOURS.next(delivery.at + between(rng, 90, 28 * 60)) + between(rng, 5, 45)
        accepted = share < 0.6
        self._answers_at[house] = datetime.max.replace(tzinfo=UTC) if accepted else triaged_at + _SOON
        token = self._register.world.randomness.token("casus", self._register.clerk.key, house)
        casus = self._register.number(house, "C", token)
        data = CasusTriaged(
            house=house,
            outcome=TriageOutcome.AANGENOMEN if accepted else TriageOutcome.AFGEWEZEN,
            casus=casus if accepted else None,
            reason="" if accepted else "geen problematiek op meer dan één leefgebied",
            triaged_at=triaged_at,
        )
        items = [self._register.write(triaged_at + SYNC, triaged_at, data)]
        if accepted:
            made_at = OFFICE_HOURS.next(triaged_at + between(rng, 6 * 60, 5 * 1440)) + between(rng, 5, 45)
            items.append(
                self._register.write(made_at + SYNC, made_at, self._plan(house, casus, made_at, rng))
            )
        return items

    def _plan(self, house: str, casus: str, made_at: datetime, rng: random.Random) -> PlanMade:
        return PlanMade(
            house=house,
            casus=casus,
            plan_reference=self._register.number(house, "P", self._token("plan", house)),
            casusregie=rng.choice(("3RO", "RVDK", "GEMEENTE", "POLITIE")),
            # VeHaa holds the plan and tells where it stands, not what is in it (report fn48).
            summary="" if self._register.name(house) == "vehaa" else _SUMMARY,
            made_at=made_at,
        )

    def _token(self, *name: str) -> str:
        return self._register.world.randomness.token(*name, self._register.clerk.key)[:8]

    def _got_feedback(self, delivery: Delivery) -> Sequence[Item]:
        house = delivery.recipient
        rng = self._register.rng("receipt", house)
        if not chance(rng, self._register.world.behaviour.acknowledged):
            return ()
        first = OFFICE_HOURS.next(delivery.at + between(rng, 60, 48 * 60))
        items = [self._receipt(house, FeedbackReceipt.GEAGENDEERD, first)]
        if chance(rng, 0.75):
            second = OFFICE_HOURS.next(first + between(rng, 3 * 1440, 20 * 1440))
            changed = chance(rng, 0.4)
            receipt = FeedbackReceipt.PLAN_GEWIJZIGD if changed else FeedbackReceipt.PLAN_ONGEWIJZIGD
            items.append(self._receipt(house, receipt, second))
        return items

    def _receipt(self, house: str, receipt: FeedbackReceipt, at: datetime) -> Fact:
        data = FeedbackAcknowledged(house=house, receipt=receipt, acknowledged_at=at)
        return self._register.write(at + SYNC, at, data)

    def answer(self, house: str, asked_at: datetime, channel: Channel | None = None) -> Sequence[Item]:
        """The house's answer to "is this person known to you?"; out of hours nobody picks up the phone."""
        if house not in self._register.world.speaking:
            return ()
        rng = self._register.rng("answer", house)
        channel = channel or rng.choice((Channel.REGISTER, Channel.TELEFOON))
        at = asked_at + between(rng, 3, 30)
        open_at = OFFICE_HOURS.next(at)
        known = HouseAnswer.BEKEND if chance(rng, 0.35) else HouseAnswer.NIET_BEKEND
        if channel is Channel.REGISTER or open_at == at:
            return (self._answered(house, channel, known, at, rng),)
        items = [self._answered(house, channel, HouseAnswer.ONBEREIKBAAR, at, rng)]
        if chance(rng, 0.5):
            items.append(self._answered(house, channel, known, open_at + between(rng, 5, 60), rng))
        return items

    def _answered(
        self, house: str, channel: Channel, answer: HouseAnswer, at: datetime, rng: random.Random
    ) -> Fact:
        data = HouseAnswered(house=house, channel=channel, answer=answer, answered_at=at)
        # An answer by phone is typed in later, sometimes only after the decision.
        delay = between(rng, 600, 5000) if chance(rng, 0.06) else SYNC
        return self._register.write(at + delay, at, data)


_REACTIONS: dict[type, Callable[[HouseDesk, Delivery], Sequence[Item]]] = {
    AdviceConfirmationRequested: HouseDesk._asked_to_confirm,
    InquiryForwarded: HouseDesk._asked,
    SignalForwarded: HouseDesk._got_casus,
    CaseReferred: HouseDesk._got_casus,
    Terugkoppeling: HouseDesk._got_feedback,
}
