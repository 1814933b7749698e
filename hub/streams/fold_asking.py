"""From events to facts: asking and telling each other: rows 8 and 13, questions, advice, context."""

from hub.schemas import events as ev
from hub.schemas.vocabulary import ClientStatus
from hub.streams import dossier as d
from hub.streams.fact import Changes, Entry, Folds, nothing
from hub.streams.facts_asking import (
    Client,
    Context,
    GroupLink,
    Objection,
    PartnerAdvice,
    Preselect,
    Reply,
    Signal,
)

_CLIENTS_OF = frozenset({"3RO", "RVDK"})
"""VIR reports who signalled, which no row tells anybody."""


def _signalled(case: d.Case, data: ev.SignalRaised, entry: Entry) -> Changes:
    if any((one.sender, one.signal) == (data.sender, data.signal) for one in case.signalled):
        return {}  # it was acted on; its text is kept no longer than it waits
    fact = Signal(
        record=entry.record,
        signal=data.signal,
        sender=data.sender,
        wants=data.wants,
        house=data.house,
        text=data.text,
    )
    return {"signals": entry.into(case.signals, fact)}


def _partner_advised(case: d.Case, data: ev.AdviceGiven, entry: Entry) -> Changes:
    advisers = tuple(sorted({*case.advisers, data.organisation}))
    fact = PartnerAdvice(
        record=entry.record,
        organisation=data.organisation,
        version=data.version,
        further_research=data.further_research,
        advised=data.advised,
        explanation=data.explanation,
        at=data.advised_at,
    )
    return {"advisers": advisers, "partner_advices": entry.into(case.partner_advices, fact)}


def _objected(case: d.Case, data: ev.AdviceObjected, entry: Entry) -> Changes:
    fact = Objection(
        record=entry.record,
        of_version=entry.version,
        organisation=data.organisation,
        reason=data.reason,
        at=data.objected_at,
    )
    return {"objections": entry.into(case.objections, fact)}


def _scored(case: d.Case, data: ev.PreselectReported, entry: Entry) -> Changes:
    fact = Preselect(record=entry.record, score=data.score, at=data.made_at)
    return {"preselects": entry.into(case.preselects, fact)}


def _context(case: d.Case, data: ev.ContextFactReported, entry: Entry) -> Changes:
    fact = Context(
        record=entry.record, organisation=data.organisation, about=data.about, context=data.context
    )
    return {"contexts": entry.into(case.contexts, fact)}


def _replied(case: d.Case, data: ev.QuestionAnswered, entry: Entry) -> Changes:
    if any((one.to, one.question) == (data.organisation, data.question) for one in case.questions):
        return {}  # the question is known: the answer is passed on, and not kept
    fact = Reply(record=entry.record, question=data.question, organisation=data.organisation, text=data.text)
    return {"replies": entry.into(case.replies, fact)}


def _grouped(dossier: d.Dossier, data: ev.TargetGroupLinked, entry: Entry) -> Changes:
    return {"groups": entry.into(dossier.groups, GroupLink(record=entry.record, group=data.group))}


def _client(dossier: d.Dossier, data: ev.ClientStatusReported, entry: Entry) -> Changes:
    if data.organisation not in _CLIENTS_OF:
        return {}
    known = data.status is ClientStatus.BEKEND
    fact = Client(
        record=entry.record,
        organisation=data.organisation,
        handler=data.handler if known else "",
        at=data.reported_at,
    )
    return {"clients": entry.into(dossier.clients, fact)}


ASKING: Folds = {
    ev.InquiryRequested: nothing,
    ev.SignalRaised: _signalled,
    ev.AdviceGiven: _partner_advised,
    ev.AdviceObjected: _objected,
    ev.PreselectReported: _scored,
    ev.ContextFactReported: _context,
    ev.QuestionAsked: nothing,
    ev.QuestionAnswered: _replied,
    ev.ContactAsked: nothing,
}

ASKING_OF_THE_PERSON: Folds = {
    ev.TargetGroupLinked: _grouped,
    ev.ClientStatusReported: _client,
}
"""Amazone and the client registers speak of a person, and need not name a case."""
