"""The moment of decision: announced, who should be there, what it crosses (readings 55, 56 and 58)."""

from hub.schemas.events import (
    AlignmentHeld,
    ContactRequested,
    DecisionMomentAnnounced,
    DecisionMomentPlanned,
    PlanCrossed,
    PresenceMissing,
)
from simulators.chain_hits import hours_of
from simulators.hits import answering
from simulators.hours import PARTNER_HOURS
from simulators.known import KnownCase
from simulators.regional import LINKS
from simulators.telling import ZSM, Telling
from simulators.terms import legal

_OF_MINORS = "RVDK"


def review(t: Telling, case: KnownCase) -> None:
    """What is due of planned moments and of plans."""
    if case.open:
        planned = max(case.moments, key=lambda one: one.planned_at, default=None)
        if planned is not None and not case.at_cvom:
            _announce(t, case, planned)
            _gate(t, case, planned)
        _crossed(t, case)
    _overridden(t, case)


def _announce(t: Telling, case: KnownCase, planned: DecisionMomentPlanned) -> None:
    moment = planned.moment
    if t.now > moment:
        return
    hits = sorted({*case.hits, *answering(case, t.now)})
    reachable = [house for house in hits if hours_of(t, house).open_at(moment)]
    shut = [house for house in hits if house not in reachable]
    of_houses = {"reachable": reachable, "stored_advice_only": shut}
    t.once(case, moment, ZSM, DecisionMomentAnnounced, moment=moment, **of_houses)
    t.once(case, moment, case.partners, DecisionMomentAnnounced, moment=moment)
    for house in reachable:
        if house in LINKS:
            t.once(case, moment, [house], ContactRequested, form=LINKS[house], moment=moment)


def _gate(t: Telling, case: KnownCase, planned: DecisionMomentPlanned) -> None:
    """The Raad should be there for a minor; if it is shut then, wait for it, or not if the term ends."""
    moment = planned.moment
    if not _minor(t, case) or PARTNER_HOURS.open_at(moment) or _aligned(case):
        return
    opens = PARTNER_HOURS.next(moment)
    ends = [end for _, end in legal(case)]
    defer_to = opens if not ends or opens < min(ends) else None
    t.once(case, moment, ZSM, PresenceMissing, partner=_OF_MINORS, overridden=False, defer_to=defer_to)


def _overridden(t: Telling, case: KnownCase) -> None:
    for decision in case.decisions:
        there = any(_names(one) for one in case.alignments if one.held_at <= decision.decided_at)
        if _minor(t, case) and not there:
            t.once(case, "overridden", ZSM, PresenceMissing, partner=_OF_MINORS, overridden=True)


def _crossed(t: Telling, case: KnownCase) -> None:
    if not (case.selected or case.moments or case.provisional):
        return
    for own, plan in t.person.plans:
        newer = any(other.house == plan.house and other.made_at > plan.made_at for _, other in t.person.plans)
        let_go = any((one.house, one.casus) == (plan.house, plan.casus) for one in t.person.released)
        if own != case.key and not newer and not let_go:
            fields = {"house": plan.house, "plan_reference": plan.plan_reference}
            t.once(case, plan.plan_reference, ZSM, PlanCrossed, **fields)


def _minor(t: Telling, case: KnownCase) -> bool:
    age = t.person.age(case)
    return age is not None and age < 18


def _aligned(case: KnownCase) -> bool:
    return any(_names(one) for one in case.alignments)


def _names(one: AlignmentHeld) -> bool:
    return _OF_MINORS in (*one.present, *one.by_phone)
