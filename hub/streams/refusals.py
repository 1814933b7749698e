"""Facts that a rule of law or of the chain refuses (readings 26, 30, 31 and 35). They then change nothing."""

from hub.errors import RuleBreachError
from hub.rules.decisions import FIELDS
from hub.schemas.events import CasusTriaged, DecisionTaken, PlanMade, SelectionDecided
from hub.schemas.vocabulary import Role
from hub.streams.bekend import accepted_casus, standing
from hub.streams.dossier import Case
from hub.streams.fold import OF_A_CASE
from hub.streams.person import age_at_offence
from hub.streams.turn import Turn

_FOR_THE_OM = frozenset({Role.OVJ, Role.JURIDISCH_BEOORDELAAR})


def check(turn: Turn) -> None:
    """Refuse what may not be believed, judged by what was known before the event.

    Raises:
        RuleBreachError: with the field, and what to do.
    """
    data = turn.envelope.data
    if turn.envelope.case is None and type(data) in OF_A_CASE:
        raise RuleBreachError("no-case", field="case", hint="This event is about a case; name it.")
    case = turn.before.cases.get(turn.envelope.case or "") or Case()
    match data:
        case SelectionDecided():
            _check_joint(data)
        case DecisionTaken():
            _check_allowed(turn, case, data)
        case CasusTriaged():
            if data.house not in case.transfers:
                hint = "No casus of this case went to this house."
                raise RuleBreachError("casus-not-transferred", field="house", hint=hint)
        case PlanMade():
            _check_concerned(turn, case, data)
        case _:
            pass


def _check_joint(data: SelectionDecided) -> None:
    if _FOR_THE_OM.isdisjoint(data.deciders) or Role.POLITIECOORDINATOR not in data.deciders:
        hint = "OM and politiecoördinator select together (R030)."
        raise RuleBreachError("selection-not-joint", field="deciders", hint=hint)


def _check_allowed(turn: Turn, case: Case, data: DecisionTaken) -> None:
    age = age_at_offence(turn.before, case)
    breach = turn.rules.decisions.check_decision(data.decision, data.sepot_grounds, age, data.conditions)
    if breach is not None:
        field = FIELDS.get(breach, "sepot_grounds")
        raise RuleBreachError(breach, field=field, hint="Correct the decision in its source (R057).")


def _check_concerned(turn: Turn, case: Case, data: PlanMade) -> None:
    if accepted_casus(case, data.house) is None and data.house not in standing(turn.before, turn.now):
        hint = "The house neither took the casus nor marks the person."
        raise RuleBreachError("plan-without-casus", field="house", hint=hint)
