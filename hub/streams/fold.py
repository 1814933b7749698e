"""From an inbound event to facts in the dossier. Nothing is judged or told here.

Entries of one record replace those of a lower version of the same record; entries of other records stand
beside them. Keeping only the last that arrives would let the order of arrival decide between two facts.
"""

from collections.abc import Callable, Mapping
from typing import Any

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import DecisionStatus
from hub.streams import dossier as d
from hub.streams.fact import Changes, Entry, nothing
from hub.streams.facts_selection import CVOM, LEAVES_ZSM
from hub.streams.fold_after import AFTER, AFTER_OF_THE_PERSON
from hub.streams.fold_asking import ASKING, ASKING_OF_THE_PERSON
from hub.streams.fold_process import PROCESS
from hub.streams.fold_selection import SELECTION


def fold(dossier: d.Dossier, envelope: Envelope) -> d.Dossier:
    """The dossier with the facts of an event that is not `superseded`."""
    data = envelope.data
    kind = type(data)
    record, version = envelope.record, envelope.version
    entry = Entry(record, replaces=dossier.versions.get(record, version) < version, version=version)
    if kind in OF_THE_PERSON:
        changes = OF_THE_PERSON[kind](dossier, data, entry)
    elif kind in OF_A_CASE:
        changes = {}
        identifier = envelope.case or ""
        case = dossier.cases.get(identifier) or d.NO_CASE
        if found := OF_A_CASE[kind](case, data, entry):
            changes["cases"] = {**dossier.cases, identifier: case.model_copy(update=found)}
    else:
        return dossier
    changes["versions"] = {**dossier.versions, record: version}
    changes["as_of"] = envelope.recorded_at
    return dossier.model_copy(update=changes)


def superseded(dossier: d.Dossier, envelope: Envelope) -> bool:
    """Whether a higher version of the event's record was processed before."""
    return envelope.version < dossier.versions.get(envelope.record, envelope.version)


def repeated(dossier: d.Dossier, envelope: Envelope) -> bool:
    """Whether this version of the event's record was processed before."""
    return envelope.version == dossier.versions.get(envelope.record)


def _with(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    return members if member in members else tuple(sorted((*members, member)))


def _arrested(case: d.Case, data: ev.SuspectArrested, entry: Entry) -> Changes:
    return _suspected(case, data, entry, at=data.arrested_at, brought_in_at=data.brought_in_at)


def _summoned(case: d.Case, data: ev.SuspectSummoned, entry: Entry) -> Changes:
    return _suspected(case, data, entry, at=data.interrogation_at, summoned=True)


def _suspected(
    case: d.Case,
    data: ev.SuspectArrested | ev.SuspectSummoned,
    entry: Entry,
    **moments: Any,  # noqa: ANN401
) -> Changes:
    suspicion = d.Suspicion(
        record=entry.record,
        region=data.region,
        birth_date=data.birth_date,
        residence=data.residence,
        offences=data.offences,
        minor_involved=data.minor_involved,
        pretrial_detention_allowed=data.pretrial_detention_allowed,
        **moments,
    )
    return {"suspicions": entry.into(case.suspicions, suspicion)}


def _on_monitor(case: d.Case, data: ev.CaseOnMonitor, entry: Entry) -> Changes:
    fact = d.Appearance(record=entry.record, at=data.on_monitor_at, cvom=data.region == CVOM)
    return {"appearances": entry.into(case.appearances, fact)}


def _custody(case: d.Case, data: ev.CustodyChanged, entry: Entry) -> Changes:
    fact = d.Custody(record=entry.record, kind=data.custody, since=data.since)
    return {"custody": entry.into(case.custody, fact)}


def _selected(case: d.Case, data: ev.SelectionDecided, entry: Entry) -> Changes:
    reason = data.reason if data.outcome in LEAVES_ZSM else ""
    fact = d.Selection(record=entry.record, outcome=data.outcome, at=data.decided_at, reason=reason)
    return {"selections": entry.into(case.selections, fact)}


def _answered(case: d.Case, data: ev.HouseAnswered, entry: Entry) -> Changes:
    fact = d.Answer(
        record=entry.record, house=data.house, channel=data.channel, answer=data.answer, at=data.answered_at
    )
    return {"answers": entry.into(case.answers, fact)}


def _triaged(case: d.Case, data: ev.CasusTriaged, entry: Entry) -> Changes:
    fact = d.Triage(
        record=entry.record, house=data.house, outcome=data.outcome, casus=data.casus, at=data.triaged_at
    )
    return {"triages": entry.into(case.triages, fact)}


def _consulted(case: d.Case, data: ev.AdviceConsulted, entry: Entry) -> Changes:
    fact = d.Reading(
        record=entry.record, giver=data.giver, version=data.version, role=data.role, at=data.consulted_at
    )
    return {"readings": entry.into(case.readings, fact)}


def _weighed(case: d.Case, data: ev.AdviceWeighed, entry: Entry) -> Changes:
    fact = d.Weighed(
        record=entry.record, giver=data.giver, weighing=data.weighing, reason=data.reason, at=data.weighed_at
    )
    return {"weighed": entry.into(case.weighed, fact)}


def _decided(case: d.Case, data: ev.DecisionTaken, entry: Entry) -> Changes:
    final = data.status is DecisionStatus.DEFINITIEF
    fact = d.Decision(
        record=entry.record,
        decision=data.decision,
        sepot_grounds=data.sepot_grounds,
        conditions=data.conditions,
        at=data.decided_at,
        version=entry.version,
    )
    if case.final is not None:
        # Neither a second final decision nor a provisional one changes a closed case; a corrected one does.
        corrects = entry.replaces and entry.record == case.final.record
        return _redecided(case, case.final, fact, final=final) if corrects else {}
    if final:
        return {"final": fact}
    if any(_says(known) == _says(fact) for known in case.provisional):
        return {}  # a repeat would forget who was told
    return {"provisional": entry.into(case.provisional, fact)}


def _redecided(case: d.Case, old: d.Decision, new: d.Decision, *, final: bool) -> Changes:
    """A higher version of the decision that closed the case; a provisional one opens it again (Wjsg 39o)."""
    if final and _says(old) == _says(new):
        return {"final": old.model_copy(update={"version": new.version})}
    told = tuple(sorted({*old.told, *old.corrects}))
    new = new.model_copy(update={"corrects": told})
    changes: Changes = {"corrections": case.corrections + 1}
    if final:
        return changes | {"final": new}
    others = tuple(one for one in case.provisional if one.record != new.record)
    return changes | {"final": None, "provisional": (*others, new)}


def _says(decision: d.Decision) -> tuple[object, ...]:
    """A decision without its version, and without who was told of it."""
    return (
        decision.record,
        decision.decision,
        decision.sepot_grounds,
        decision.conditions,
        decision.at,
    )


def _requested(case: d.Case, data: ev.FeedbackRequested, entry: Entry) -> Changes:  # noqa: ARG001 - as its kin
    return {"requests": _with(case.requests, data.house)}


def _marked(dossier: d.Dossier, data: ev.PersonMarked, entry: Entry) -> Changes:  # noqa: ARG001 - as its kin
    marking = d.Marking(
        house=data.house,
        casus=data.casus,
        origin=data.origin,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        registered_at=data.registered_at,
        target_list=data.target_list,
    )
    return {"markings": {**dossier.markings, d.marking_key(data.house, data.marking): marking}}


def _ended(dossier: d.Dossier, data: ev.MarkingEnded, entry: Entry) -> Changes:
    key = d.marking_key(data.house, data.marking)
    fact = d.MarkingEnd(record=entry.record, reason=data.reason, at=data.ended_at)
    return {"ends": {**dossier.ends, key: entry.into(dossier.ends.get(key, ()), fact)}}


def _advised(dossier: d.Dossier, data: ev.HouseAdvicePrepared, entry: Entry) -> Changes:  # noqa: ARG001 - as its kin
    current = dossier.advices.get(data.house)
    if current is not None and current.version > data.version:
        return {}
    advice = ev.HouseAdvice(
        house=data.house,
        version=data.version,
        indicated=data.indicated,
        contra_indicated=data.contra_indicated,
        scenario=data.scenario,
        advised_at=data.advised_at,
    )
    return {"advices": {**dossier.advices, data.house: advice}}


def _confirmed(dossier: d.Dossier, data: ev.AdviceConfirmed, entry: Entry) -> Changes:
    fact = d.Confirmation(record=entry.record, version=data.version, at=data.confirmed_at)
    entries = entry.into(dossier.confirmations.get(data.house, ()), fact)
    return {"confirmations": {**dossier.confirmations, data.house: entries}}


OF_THE_PERSON: Mapping[type[ev.Event], Callable[[d.Dossier, Any, Entry], Changes]] = {
    ev.PersonMarked: _marked,
    ev.MarkingEnded: _ended,
    ev.HouseAdvicePrepared: _advised,
    ev.AdviceConfirmed: _confirmed,
    **ASKING_OF_THE_PERSON,
    **AFTER_OF_THE_PERSON,
}

OF_A_CASE: Mapping[type[ev.Event], Callable[[d.Case, Any, Entry], Changes]] = {
    ev.SuspectArrested: _arrested,
    ev.SuspectSummoned: _summoned,
    ev.CaseOnMonitor: _on_monitor,
    ev.CustodyChanged: _custody,
    ev.SelectionDecided: _selected,
    ev.HouseAnswered: _answered,
    ev.CasusTransferred: nothing,
    ev.CasusTriaged: _triaged,
    ev.FeedbackRequested: _requested,
    ev.FeedbackAcknowledged: nothing,
    ev.AdviceConsulted: _consulted,
    ev.AdviceWeighed: _weighed,
    ev.DecisionTaken: _decided,
    **SELECTION,
    **ASKING,
    **PROCESS,
    **AFTER,
}
