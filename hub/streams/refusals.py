"""Facts that a rule of law or of the chain refuses, and that change nothing (readings 26 to 35, 46 to 54)."""

from hub.errors import RuleBreachError
from hub.rules.ages import ADULT, HALT
from hub.rules.decisions import FIELDS
from hub.schemas.events import (
    CasusTriaged,
    DecisionHeld,
    DecisionTaken,
    InstrumentApplied,
    PlanMade,
    SelectionDecided,
)
from hub.schemas.vocabulary import HeldFor, Role, SelectionOutcome
from hub.streams.bekend import accepted_casus, standing
from hub.streams.dossier import NO_CASE, Case
from hub.streams.fold import OF_A_CASE
from hub.streams.person import age_at_offence, region_of
from hub.streams.refusals_asking import check_asking
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
    case = turn.before.cases.get(turn.envelope.case or "") or NO_CASE
    match data:
        case SelectionDecided():
            _check_joint(data)
            _check_halt(turn, case, data)
        case InstrumentApplied():
            _check_adult(turn, case)
        case DecisionTaken():
            _check_allowed(turn, case, data)
        case CasusTriaged():
            if data.house not in case.transfers:
                hint = "No casus of this case went to this house."
                raise RuleBreachError("casus-not-transferred", field="house", hint=hint)
        case PlanMade():
            _check_concerned(turn, case, data)
        case DecisionHeld():
            _check_parked(turn, case, data)
        case _:
            check_asking(turn, case, data)


def _check_joint(data: SelectionDecided) -> None:
    if _FOR_THE_OM.isdisjoint(data.deciders) or Role.POLITIECOORDINATOR not in data.deciders:
        hint = "OM and politiecoördinator select together (R030)."
        raise RuleBreachError("selection-not-joint", field="deciders", hint=hint)


def _check_halt(turn: Turn, case: Case, data: SelectionDecided) -> None:
    age = age_at_offence(turn.before, case)
    if data.outcome is SelectionOutcome.HALT and age is not None and age not in HALT:
        hint = "Halt is for those of 12 to 17 at the offence (Sr 77e): select otherwise."
        raise RuleBreachError("halt-not-12-17", field="outcome", hint=hint)


def _check_adult(turn: Turn, case: Case) -> None:
    age = age_at_offence(turn.before, case)
    if age is not None and age < ADULT:
        hint = "The selectie-instrument is for those of 18 and over at the offence (R038)."
        raise RuleBreachError("instrument-for-minor", field="colour", hint=hint)


def _check_allowed(turn: Turn, case: Case, data: DecisionTaken) -> None:
    age = age_at_offence(turn.before, case)
    breach = turn.rules.decisions.check_decision(data.decision, data.sepot_grounds, age, data.conditions)
    if breach is not None:
        field = FIELDS.get(breach, "sepot_grounds")
        raise RuleBreachError(breach, field=field, hint="Correct the decision in its source (R057).")


def _check_parked(turn: Turn, case: Case, data: DecisionHeld) -> None:
    # Where no arrest or summons is known yet, nobody knows the region, and so nobody knows that it has none.
    region = region_of(case)
    if data.held_for is not HeldFor.WERKPLAATS or region is None:
        return
    if not turn.rules.profiles.werkplaats(region, turn.today):
        hint = "This region has no Werkplaats (R052): hold the decision in another way, or take it."
        raise RuleBreachError("no-werkplaats", field="held_for", hint=hint)


def _check_concerned(turn: Turn, case: Case, data: PlanMade) -> None:
    if accepted_casus(case, data.house) is None and data.house not in standing(turn.before, turn.now):
        hint = "The house neither took the casus nor marks the person."
        raise RuleBreachError("plan-without-casus", field="house", hint=hint)
