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
===  ==================================================  ===============================================

OM and police get no message: they took the decision, and see it in the case.
"""

from collections.abc import Iterator

from hub.rules.purpose import Relation
from hub.schemas.events import DecisionCommunicated
from hub.schemas.vocabulary import DecisionStatus
from hub.streams.dossier import Case, Decision, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.turn import ADVISING, Told, Turn, with_case


def communicate(turn: Turn, dossier: Dossier) -> Told:  # noqa: ARG001 - every processor has this form
    """Tell partners that have the case of every decision that they were not told of."""
    effects: list[Effect] = []
    # An arrest can bring the birth date by which a partner is offered another case, so all are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        partners = _partners(case)
        if not partners:
            continue
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


def _partners(case: Case) -> tuple[str, ...]:
    """Who has the case: it was offered, or an advice shows that it was (row 9: offered or consulted)."""
    return tuple(sorted(ADVISING & {*case.offered, *case.advisers}))


def _untold(decision: Decision, partners: tuple[str, ...]) -> list[str]:
    return [partner for partner in partners if partner not in decision.told]


def _told(decision: Decision, partners: tuple[str, ...]) -> Decision:
    return decision.model_copy(update={"told": tuple(sorted({*decision.told, *partners}))})


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
    )
    # Who gave an advice has the case, also where the message of the selection never reached the hub.
    relation = Relation(on_monitor=bool(case.appearances), offered=True, final=final)
    for partner in partners:
        yield Send(partner, identifier, data, "A9" if final else "A10", relation)
