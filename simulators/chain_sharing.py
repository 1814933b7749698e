"""What partners let each other know (readings 59 to 65)."""

from hub.schemas.events import (
    AdviceObjected,
    AdviceObjectionShared,
    ContactAsked,
    ContactRequested,
    ContextFactShared,
    OtherPersonShared,
    PartnerAdviceShared,
    PreselectShared,
    TargetGroupShown,
)
from hub.schemas.vocabulary import ClientStatus, ContextAbout, TargetGroup
from simulators.addressee import houses_concerned
from simulators.known import KnownCase
from simulators.telling import ZSM, Telling

_AMSTERDAM = "VH04"


def review(t: Telling, case: KnownCase) -> None:
    """What is due in an open case of advice, groups, scores, context and contact."""
    if not case.open:
        return
    _advices(t, case)
    _groups(t, case)
    _preselect(t, case)
    _contexts(t, case)
    for partner in case.partners:  # 65
        said = [one for one in t.person.statuses if one.organisation == partner]
        latest = max(said, key=lambda one: one.reported_at, default=None)
        if latest is not None and latest.status is ClientStatus.BEKEND and latest.handler:
            t.once(case, "handler", [partner], ContactRequested, by="OM", form="TELEFOON")


def objected(t: Telling, case: KnownCase, fact: AdviceObjected, _version: int) -> None:
    """3RO or Raad does not agree (60)."""
    if case.selected:
        t.tell(case, ["OM"], AdviceObjectionShared, organisation=fact.organisation)


def contact_asked(t: Telling, case: KnownCase, fact: ContactAsked, _version: int) -> None:
    """A house wants to speak with the OvJ (65)."""
    t.tell(case, ["OM"], ContactRequested, by=fact.by, form=fact.form.value)


def _advices(t: Telling, case: KnownCase) -> None:
    if not case.selected:
        return
    for organisation, advice in sorted(case.partner_advices.items()):  # 59
        fields = {"organisation": organisation, "version": advice.version}
        to = {*ZSM, *case.partners} - {organisation}
        t.once(case, (organisation, advice.version), to, PartnerAdviceShared, **fields)


def _groups(t: Telling, case: KnownCase) -> None:
    if case.on_monitor_at is None:
        return
    for group in sorted(t.person.groups):  # 61
        houses = {
            house
            for house in houses_concerned(t.person, case)
            if _knows_for_good(t, case, house) and (_confused(group) or _listed_in_amsterdam(t, house))
        }
        told = {*ZSM, *case.partners, *(set() if case.at_cvom else houses)}
        t.once(case, group, told, TargetGroupShown, group=group.value)


def _preselect(t: Telling, case: KnownCase) -> None:
    latest = max(case.preselects, key=lambda one: one.made_at, default=None)
    if latest is not None:  # 62
        to = {*({"RVDK"} & case.offered), *({"OM"} if case.selected else ())}
        t.once(case, (latest.score, latest.made_at), to, PreselectShared, score=latest.score.value)


def _contexts(t: Telling, case: KnownCase) -> None:
    for fact in case.contexts:  # 63
        to = {*ZSM, *case.partners} - {fact.organisation}
        if fact.about is ContextAbout.VERDACHTE:
            t.once(case, fact.context, to, ContextFactShared, context=fact.context.value)
        else:
            t.once(case, fact.context, to, OtherPersonShared, context=fact.context.value)


def _knows_for_good(t: Telling, case: KnownCase, house: str) -> bool:
    """Whether a house knows the person by a marking or by the casus, not only by its word."""
    accepted = case.accepted.get(house)
    by_casus = accepted is not None and accepted[0] <= t.now
    return t.person.holding(house, t.now) is not None or by_casus


def _confused(group: TargetGroup) -> bool:
    return group is TargetGroup.VERWARDE_PERSOON


def _listed_in_amsterdam(t: Telling, house: str) -> bool:
    lists = [m for m in t.person.markings.values() if m.house == house and m.target_list is not None]
    return house == _AMSTERDAM and any(one.holds(t.now) for one in lists)
