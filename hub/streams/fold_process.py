"""From events to facts: preconditions and terms of a decision, and what it asks of the police."""

from hub.schemas import events as ev
from hub.streams import dossier as d
from hub.streams.fact import Changes, Entry, Folds, nothing
from hub.streams.facts_process import Alignment, Hold, Moment, Plan, Service


def _moment_planned(case: d.Case, data: ev.DecisionMomentPlanned, entry: Entry) -> Changes:
    fact = Moment(record=entry.record, at=data.moment, planned_at=data.planned_at)
    return {"moments": entry.into(case.moments, fact)}


def _aligned(case: d.Case, data: ev.AlignmentHeld, entry: Entry) -> Changes:
    there = tuple(sorted({*data.present, *data.by_phone}))
    fact = Alignment(record=entry.record, there=there, at=data.held_at)
    return {"alignments": entry.into(case.alignments, fact)}


def _held(case: d.Case, data: ev.DecisionHeld, entry: Entry) -> Changes:
    fact = Hold(record=entry.record, held_for=data.held_for, at=data.held_at)
    return {"holds": entry.into(case.holds, fact)}


def _plan_made(case: d.Case, data: ev.PlanMade, entry: Entry) -> Changes:
    fact = Plan(
        record=entry.record,
        house=data.house,
        casus=data.casus,
        reference=data.plan_reference,
        at=data.made_at,
    )
    return {"plans_made": entry.into(case.plans_made, fact)}


def _served(case: d.Case, data: ev.ServiceReported, entry: Entry) -> Changes:
    fact = Service(record=entry.record, outcome=data.outcome, at=data.reported_at)
    return {"services": entry.into(case.services, fact)}


PROCESS: Folds = {
    ev.DecisionMomentPlanned: _moment_planned,
    ev.AlignmentHeld: _aligned,
    ev.DecisionHeld: _held,
    ev.PlanMade: _plan_made,
    ev.PoliceActionAsked: nothing,
    ev.PoliceActionDone: nothing,
    ev.ServiceReported: _served,
}
