"""What a house did with the casus: its answer, and its plan (routing row 12; readings 30 and 31).

A refusal is told and leaves the decision with the OvJ. Acceptance makes the house Bekend, see
`hub.streams.bekend`; that it leads to a Terugkoppeling is not decided here. Who signalled the person to that
house hears the answer too (row 13; reading 40).
"""

from hub.rules.purpose import Relation
from hub.schemas.events import CasusAnswered, CasusTriaged, PlanMade, PlanShared
from hub.streams.awaiting import settled
from hub.streams.dossier import NO_CASE, Dossier
from hub.streams.effects import AwaitedKind, Effect, Send
from hub.streams.turn import ADVISING, ZSM, Told, Turn, has_case, to_zsm, with_case


def pass_answer_on(turn: Turn, dossier: Dossier) -> Told:
    """Tell OM, police and who signalled what the house answered, once for each answer."""
    data = turn.envelope.data
    identifier = turn.envelope.case or ""
    case, before = dossier.cases.get(identifier), turn.before.cases.get(identifier)
    if not isinstance(data, CasusTriaged) or case is None:
        return dossier, []
    if before is not None and before.triages == case.triages:
        return dossier, []
    answer = CasusAnswered(house=data.house, outcome=data.outcome, reason=data.reason)
    effects: list[Effect] = list(to_zsm(identifier, answer, "A12"))
    signals = [one for one in case.signalled if one.house == data.house]
    for sender in sorted({one.sender for one in signals}.difference(ZSM)):
        relation = Relation(on_monitor=bool(case.appearances), offered=has_case(case, sender))
        effects.append(Send(sender, identifier, answer, "A13", relation))
    for one in signals:
        key = f"{one.sender}/{one.signal}"
        case, line = settled(identifier, case, AwaitedKind.SIGNAAL, key, data.outcome)
        effects += line
    return with_case(dossier, identifier, case), effects


def pass_plan_on(turn: Turn, dossier: Dossier) -> Told:
    """Tell OM, police and the partner that leads of a plan, once for each plan."""
    data = turn.envelope.data
    identifier = turn.envelope.case or ""
    if not isinstance(data, PlanMade):
        return dossier, []
    case = dossier.cases.get(identifier) or NO_CASE
    plan = f"{data.house}/{data.plan_reference}"
    if plan in case.plans:
        return dossier, []
    shared = PlanShared(
        house=data.house,
        plan_reference=data.plan_reference,
        casusregie=data.casusregie,
        summary=data.summary,
    )
    effects: list[Effect] = list(to_zsm(identifier, shared, "A12"))
    if data.casusregie in ADVISING:
        relation = Relation(
            on_monitor=bool(case.appearances), offered=has_case(case, data.casusregie), addressed=True
        )
        effects.append(Send(data.casusregie, identifier, shared, "A12", relation))
    return with_case(dossier, identifier, case, plans=(*case.plans, plan)), effects
