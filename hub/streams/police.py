"""What OM asks of the police, and what came of it (reading 66; R029, R074).

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    11:00 OM asks for action a-1                    11:00 POLITIE action a-1
2    as 1, 11:10 again, under another record         as 1
3    as 1, 12:00 the police did it                   as 1; 12:00 OM action a-1 done
4    as 1, 12:00 not done, 13:00 done                as 1; 12:00 OM action a-1 not done
5    12:00 done, 12:30 OM's request arrives          12:00 OM action a-1 done; 12:30 POLITIE action a-1
6    09:00 arrest, 13:00 final DAGVAARDING           13:00 POLITIE serve, before 15:00
7    as 6, but sent home at 12:00                    nothing
8    as 6, 14:00 sent home                           as 6
9    summoned, 13:00 final DAGVAARDING               nothing
10   as 6, but provisional                           nothing
11   as 6, but TRANSACTIE                            nothing
12   13:00 final DAGVAARDING, 13:30 arrest of 09:00  13:30 POLITIE serve, before 15:00
     wrong: nothing                                  the order of two messages decides
13   as 6, 14:00 handed over                         as 6; 14:00 OM UITGEREIKT
14   14:00 not handed over, 14:30 handed over        14:00 OM NIET_UITGEREIKT, 14:30 OM UITGEREIKT
===  ==============================================  ===================================================
"""

from collections.abc import Iterable

from hub.schemas.events import (
    PoliceActionAsked,
    PoliceActionDone,
    PoliceActionReported,
    PoliceActionRequested,
    ServiceReported,
    ServiceRequested,
    ServiceShared,
)
from hub.schemas.vocabulary import CustodyKind, DecisionKind
from hub.streams.awaiting import opened, settled
from hub.streams.dossier import NO_CASE, Case, Dossier
from hub.streams.effects import AwaitedKind, Effect, Send
from hub.streams.person import suspicion_of, term_end
from hub.streams.turn import AT_ZSM, OM, POLITIE, Told, Turn, with_case

_DAGVAARDING = "dagvaarding"
_OUTCOMES = {True: "done", False: "not-done"}


def pass_actions_on(turn: Turn, dossier: Dossier) -> Told:
    """Hand OM's requests to the police, and to OM what came of them; each once."""
    data, identifier = turn.envelope.data, turn.envelope.case or ""
    case = dossier.cases.get(identifier) or NO_CASE
    effects: list[Effect] = []
    match data:
        case PoliceActionAsked() if data.action not in case.actions_asked:
            asked = PoliceActionRequested(action=data.action, task=data.task)
            effects.append(Send(POLITIE, identifier, asked, "R029", AT_ZSM))
            case, line = opened(
                identifier,
                case,
                AwaitedKind.POLITIEACTIE,
                data.action,
                POLITIE,
                since=data.asked_at,
                due_at=None,
            )
            effects.append(line)
            case = case.model_copy(
                update={"actions_asked": tuple(sorted((*case.actions_asked, data.action)))}
            )
        case PoliceActionDone() if data.action not in case.actions_done:
            reported = PoliceActionReported(action=data.action, done=data.done, remark=data.remark)
            effects.append(Send(OM, identifier, reported, "R029", AT_ZSM))
            case = case.model_copy(update={"actions_done": {**case.actions_done, data.action: data.done}})
        case _:
            return dossier, []
    if data.action in case.actions_done:
        outcome = _OUTCOMES[case.actions_done[data.action]]
        case, lines = settled(identifier, case, AwaitedKind.POLITIEACTIE, data.action, outcome)
        effects += lines
    return with_case(dossier, identifier, case), effects


def ask_to_serve(turn: Turn, dossier: Dossier) -> Told:
    """Ask the police to hand over a dagvaarding while the suspect is held, and tell OM whether they did."""
    effects: list[Effect] = []
    for identifier, case in turn.cases(dossier, cvom=True):
        now_case = case
        if not case.service_asked and _to_be_served(case):
            now_case, asked = _ask(turn, identifier, case)
            effects += asked
        if isinstance(turn.envelope.data, ServiceReported):
            effects += _reported(turn, identifier, case)
        if now_case.services:
            last = max(now_case.services, key=lambda one: (one.at, one.record))
            now_case, lines = settled(
                identifier, now_case, AwaitedKind.UITREIKING, _DAGVAARDING, last.outcome
            )
            effects += lines
        if now_case is not case:
            dossier = with_case(dossier, identifier, now_case)
    return dossier, effects


def _to_be_served(case: Case) -> bool:
    """Whether there is a dagvaarding, and the suspect was held when it was decided."""
    final, suspicion = case.final, suspicion_of(case)
    if final is None or final.decision is not DecisionKind.DAGVAARDING:
        return False
    if suspicion is None or suspicion.summoned or suspicion.at > final.at:
        return False
    since = [one for one in case.custody if suspicion.at <= one.since <= final.at]
    freed = [one.since for one in since if one.kind is CustodyKind.HEENGEZONDEN]
    return not freed or any(one.since > max(freed) for one in since)


def _ask(turn: Turn, identifier: str, case: Case) -> tuple[Case, list[Effect]]:
    ends = term_end(case, turn.rules.terms)
    sent = Send(POLITIE, identifier, ServiceRequested(before=ends), "R074", AT_ZSM)
    since = case.final.at if case.final is not None else turn.now
    asked, line = opened(
        identifier, case, AwaitedKind.UITREIKING, _DAGVAARDING, POLITIE, since=since, due_at=ends
    )
    return asked.model_copy(update={"service_asked": True}), [sent, line]


def _reported(turn: Turn, identifier: str, case: Case) -> Iterable[Effect]:
    before = turn.before.cases.get(identifier)
    known = before.services if before is not None else ()
    for one in case.services:
        if one not in known:
            yield Send(OM, identifier, ServiceShared(outcome=one.outcome), "R074", AT_ZSM)
