"""Telling 3RO and Raad of decisions (routing rows 9 and 10; reading 24).

===  ==================================================  ===============================================
row  facts                                               told
===  ==================================================  ===============================================
1    offered to 3RO, 15:40 provisional, 16:00 final      3RO 15:40 provisional, 16:00 final
2    15:40 provisional, then offered                     3RO provisional, with the offer
     wrong: nothing                                      tells only at the moment of the decision
3    16:00 final, 16:30 advice of the Raad arrives       RVDK 16:30 final
4    15:40 provisional, 16:00 final, 16:30 advice        RVDK 16:30 final, and nothing of the provisional
5    offered, 16:00 final, 16:20 final, 16:30            3RO 16:00 final, once
     provisional
6    offered, 15:40 and 15:50 provisional                3RO both
7    offered, 15:40 provisional, 15:50 version 2         3RO both: what it was told is no longer so
     of it, with another decision
8    nobody offered, no advice, 16:00 final              nothing
9    a minor, 11:00 selected BACKOFFICE, 15:40           RVDK both: it watches the case until the hearing
     provisional, 16:00 final
     wrong: nothing                                      the case left ZSM, and so the Raad's sight
10   an adult, 11:00 selected BACKOFFICE, 16:00 final    nothing
11   as 9, 15:50 version 2: 30 years                     RVDK 15:40, and no more: no minor to watch
12   offered, 16:00 final, 16:30 version 2 of it, with   3RO 16:00 final, 16:30 final, which corrects it
     another decision
     wrong: nothing                                      the first decision stands, whatever its registry says
13   as 12, not offered, 17:00 advice of 3RO arrives     3RO 17:00 final, as any: it was told nothing wrong
14   as 12, version 2 says what version 1 said           3RO 16:00 final, once
15   as 12, version 2 is provisional; 17:00 version 3    3RO 16:00 final, 16:30 provisional, which corrects
     is final                                            it, 17:00 final
16   as 12, 16:40 version 1 again, 16:50 version 3 as    3RO 16:00, 16:30 and 16:50 final, each correcting
     the first                                           the one before
17   as 9, 16:00 final, 16:10 version 2 of the arrest:   RVDK 16:00 final, 16:30 final, which corrects it
     30 years, 16:30 version 2 of the decision
===  ==================================================  ===============================================

OM and police get no message: they took the decision, and see it in the case.
"""

from collections.abc import Iterator

from hub.rules.purpose import Relation
from hub.schemas.events import DecisionCommunicated
from hub.schemas.vocabulary import DecisionStatus
from hub.streams.dossier import Case, Decision, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.offering import selected_for_zsm
from hub.streams.presence import aligned_with
from hub.streams.raad import is_minor
from hub.streams.turn import ADVISING, Told, Turn, has_case, with_case

_RAAD = "RVDK"
_INFORMED = (*sorted(ADVISING), "SHN")
"""Who hears of a decision in a case that it was offered. Of those whom only the colour red brings in (row 16)
table B grants nobody the decision: a message without it would still say that there is one."""


def communicate(turn: Turn, dossier: Dossier) -> Told:  # noqa: ARG001 - every processor has this form
    """Tell partners that have the case of every decision that they were not told of."""
    effects: list[Effect] = []
    # An arrest can bring the birth date by which a partner is offered another case, so all are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if case.final is None and not case.provisional:
            continue
        partners = _partners(dossier, case)
        if case.final is not None:
            if news := _untold(case.final, partners):
                effects += _tell(case, identifier, case.final, DecisionStatus.DEFINITIEF, news)
                dossier = with_case(dossier, identifier, case, final=_told(case.final, partners))
        elif any(_untold(one, partners) for one in case.provisional):
            for one in sorted(case.provisional, key=lambda one: (one.at, one.record)):
                effects += _tell(case, identifier, one, DecisionStatus.VOORLOPIG, _untold(one, partners))
            provisional = tuple(_told(one, partners) for one in case.provisional)
            dossier = with_case(dossier, identifier, case, provisional=provisional)
    return dossier, effects


def _partners(dossier: Dossier, case: Case) -> tuple[str, ...]:
    """Who has the case: it was offered, or an advice shows that it was (row 9: offered or consulted).

    The Raad also has a minor's case that left ZSM (row 17; reading 49), as it heard of where it went.
    """
    watching = {_RAAD for told in case.left.values() if _RAAD in told and is_minor(dossier, case)}
    return tuple(sorted({one for one in _INFORMED if has_case(case, one)} | watching))


def _untold(decision: Decision, partners: tuple[str, ...]) -> list[str]:
    return [one for one in sorted({*partners, *decision.corrects}) if one not in decision.told]


def _told(decision: Decision, partners: tuple[str, ...]) -> Decision:
    told = {*decision.told, *partners, *decision.corrects}
    return decision.model_copy(update={"told": tuple(sorted(told))})


def _tell(
    case: Case, identifier: str, decision: Decision, status: DecisionStatus, partners: list[str]
) -> Iterator[Send]:
    final = status is DecisionStatus.DEFINITIEF
    data = DecisionCommunicated(
        status=status,
        decision=decision.decision,
        sepot_grounds=decision.sepot_grounds,
        conditions=decision.conditions,
        decided_at=decision.at,
        actions_due=decision.conditions,
        aligned_with=aligned_with(case, decision.at),
    )
    for partner in partners:
        relation = relation_to(case, partner, final=final)
        said = data.model_copy(update={"corrects": partner in decision.corrects})
        yield Send(partner, identifier, said, "A9" if final else "A10", relation)


def relation_to(case: Case, partner: str, *, final: bool) -> Relation:
    """How a partner that is told of a decision stands to the case."""
    offered = has_case(case, partner)
    return Relation(
        on_monitor=bool(case.appearances),
        offered=offered,
        final=final,
        left_zsm=bool(case.selections) and not selected_for_zsm(case),
        until_hearing=not offered,
    )
