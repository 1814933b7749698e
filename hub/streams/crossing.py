"""Warning OM and police that a decision is near while a house carries out a plan (reading 58; R069).

VH22 took the casus of case A, and made a plan for it at 15:00. Case B is of the same person, and open.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    16:00 B selected ZSM                            16:00 ZSM plan crossed, in B
2    14:00 B selected ZSM                            15:00 ZSM plan crossed, in B
3    16:00 B selected BACKOFFICE                     nothing
4    16:00 moment of decision planned in B           16:00 ZSM plan crossed, in B
5    16:00 provisional decision in B                 16:00 ZSM plan crossed, in B
6    16:00 B selected ZSM, 16:30 provisional         16:00 ZSM plan crossed, once
7    16:00 A selected ZSM                            nothing: it is the plan's own case
8    16:00 final decision in A, 16:30 B selected     16:30 ZSM plan crossed, in B: the plan runs on
9    16:00 VH22 lets the casus go, 16:30 B selected  nothing
10   as 1, 17:00 VH22 makes another plan             as 1; 17:00 ZSM that plan crossed, in B
     wrong: both plans, at 17:00 or later            the newer took the place of the older
11   14:00 final decision in B, 15:00 plan           nothing
===  ==============================================  ===================================================
"""

from hub.schemas.events import PlanCrossed
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect
from hub.streams.facts_process import Plan
from hub.streams.offering import selected_for_zsm
from hub.streams.turn import Told, Turn, to_zsm, with_case


def warn_of_plans(turn: Turn, dossier: Dossier) -> Told:
    """Tell of each plan that runs and that a case of the same person crosses, once for case and plan."""
    effects: list[Effect] = []
    plans = _running(turn, dossier)
    for identifier in sorted(dossier.cases) if plans else ():
        case = dossier.cases[identifier]
        if not _near_a_decision(case):
            continue
        crossed = case.crossed
        for home, plan in plans:
            name = f"{plan.house}/{plan.reference}"
            if home != identifier and name not in crossed:
                crossed = (*crossed, name)
                data = PlanCrossed(house=plan.house, plan_reference=plan.reference)
                effects += to_zsm(identifier, data, "R069")
        if crossed != case.crossed:
            dossier = with_case(dossier, identifier, case, crossed=tuple(sorted(crossed)))
    return dossier, effects


def _near_a_decision(case: Case) -> bool:
    return case.final is None and bool(selected_for_zsm(case) or case.moments or case.provisional)


def _running(turn: Turn, dossier: Dossier) -> list[tuple[str, Plan]]:
    """Each house's latest plan, with the case it stands in, unless the house let its casus go after it."""
    latest: dict[str, tuple[str, Plan]] = {}
    for identifier in sorted(dossier.cases):
        for plan in dossier.cases[identifier].plans_made:
            known = latest.get(plan.house)
            if known is None or (known[1].at, known[1].record) < (plan.at, plan.record):
                latest[plan.house] = (identifier, plan)
    return [
        (home, plan)
        for _, (home, plan) in sorted(latest.items())
        if not any(
            one.casus == plan.casus and plan.at <= one.at <= turn.now
            for one in dossier.releases.get(plan.house, ())
        )
    ]
