"""The decision, and who hears of it (rows 6, 9, 10; readings 19 to 26, 49, 57, 66 and 68)."""

from datetime import timedelta
from typing import Any

from hub.schemas.events import (
    DataCorrected,
    DecisionCommunicated,
    DecisionTaken,
    RecordingReminded,
    ServiceReported,
    ServiceRequested,
    ServiceShared,
    Terugkoppeling,
)
from hub.schemas.vocabulary import (
    CorrectedFact,
    CustodyKind,
    DecisionKind,
    DecisionStatus,
    MarkingEndReason,
)
from simulators.addressee import houses_concerned, known_to
from simulators.feedback import feedback_fields
from simulators.known import KnownCase
from simulators.telling import Telling

_AGAIN = timedelta(hours=24)
_TIMES = 10


def review(t: Telling, case: KnownCase) -> None:
    """What is due of the decisions so far."""
    if case.final is None:
        for fact in case.provisional:  # also to who was offered the case later, or advised later (1, 24)
            mark = (fact.decided_at, fact.decision)
            t.once(case, mark, _audience(t, case), DecisionCommunicated, **_fields(case, fact))
    else:
        _feed_back(t, case, late=True)
        _take_back(t, case)
        _inform(t, case)
        _remind(t, case)


def decided(t: Telling, case: KnownCase, fact: DecisionTaken, _version: int) -> None:
    """The OvJ decides, for the time being or for good."""
    if not case.open:  # 3
        return
    if fact.status is DecisionStatus.VOORLOPIG:
        case.provisional.append(fact)
        return
    case.final = fact
    case.hits.clear()
    _feed_back(t, case, late=False)
    held = max(case.custody, key=lambda one: one.since, default=None)
    away = held is not None and held.custody is CustodyKind.HEENGEZONDEN
    if fact.decision is DecisionKind.DAGVAARDING and case.arrest is not None and not away:  # 66
        t.once(case, None, ["POLITIE"], ServiceRequested)


def served(t: Telling, case: KnownCase, fact: ServiceReported, _version: int) -> None:
    """Whether the dagvaarding was handed over."""
    t.tell(case, ["OM"], ServiceShared, outcome=fact.outcome.value)


def reminders(case: KnownCase) -> list[Any]:
    """When partners that have not confirmed are reminded (68)."""
    return [
        told + number * _AGAIN
        for partner, told in case.informed_at.items()
        if partner not in case.recorded
        for number in range(1, _TIMES + 1)
    ]


def _feed_back(t: Telling, case: KnownCase, *, late: bool) -> None:
    final = case.final
    if final is None or case.at_cvom:
        return
    for house in houses_concerned(t.person, case):
        if house in case.fed_back or not known_to(t.person, case, house, final.decided_at):  # 19
            continue
        if house in t.pull and house not in case.requested:  # 20
            continue
        case.fed_back.add(house)
        t.tell(case, [house], Terugkoppeling, **feedback_fields(t.person, case, house, final, late=late))


def _take_back(t: Telling, case: KnownCase) -> None:
    """A house got its feedback by a marking that proves never to have been right (22, 71)."""
    final = case.final
    wrong = {m.house for m in t.person.markings.values() if m.reason is MarkingEndReason.FOUTIEF}
    for house in case.fed_back & wrong:
        if final is not None and not known_to(t.person, case, house, final.decided_at):
            t.once(case, None, [house], DataCorrected, what=CorrectedFact.MARKERING.value)


def _inform(t: Telling, case: KnownCase) -> None:
    final = case.final
    new = _audience(t, case) - case.informed_at.keys()
    if final is None or not new:
        return
    case.informed_at |= dict.fromkeys(new, t.now)
    t.tell(case, new, DecisionCommunicated, **_fields(case, final))


def _remind(t: Telling, case: KnownCase) -> None:
    for partner, told in case.informed_at.items():
        if partner in case.recorded or partner == "SHN":  # it has no registry (46, 68)
            continue
        for number in range(1, _TIMES + 1):
            if t.now >= told + number * _AGAIN:
                t.once(case, number, [partner], RecordingReminded)


def _audience(t: Telling, case: KnownCase) -> set[str]:
    """Who was offered the case or advised in it; and the Raad, of a minor whose case left ZSM (24, 49)."""
    age = t.person.age(case)
    watched = {"RVDK"} if case.left_to and age is not None and age < 18 else set()
    shn = case.offered & {"SHN"}  # 46
    return {*case.partners, *case.partner_advices, *watched, *shn}


def _fields(case: KnownCase, fact: DecisionTaken) -> dict[str, Any]:
    there = {
        partner
        for one in case.alignments
        if one.held_at <= fact.decided_at
        for partner in (*one.present, *one.by_phone)
        if not partner.startswith("VH")  # 57
    }
    return {
        "status": fact.status.value,
        "decision": fact.decision.value,
        "aligned_with": sorted(there - {"OM", "POLITIE"}),  # 57
    }
