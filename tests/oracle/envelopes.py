"""From the oracle's plain facts to the hub's envelopes, and from its deliveries back to what was told."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import Channel, Role
from tests.oracle.facts import Fact, Told, minute_of, moment, told

SUBJECT = "persoon-1"
SOURCE = "urn:nld:oin:00000099000000000000:systeem:toets"
REGION = "ZEELAND-WEST-BRABANT"
TIMES = frozenset(
    {
        "accepted_at",
        "acknowledged_at", "advised_at", "answered_at", "arrested_at", "brought_in_at", "confirmed_at",
        "consulted_at", "decided_at", "ended_at", "interrogation_at", "made_at", "on_monitor_at",
        "registered_at", "requested_at", "since", "transferred_at", "triaged_at", "valid_from", "valid_to",
        "weighed_at",
    }
)  # fmt: skip

CLASSES: dict[str, type[ev.Event]] = {
    "arrested": ev.SuspectArrested,
    "summoned": ev.SuspectSummoned,
    "on_monitor": ev.CaseOnMonitor,
    "custody": ev.CustodyChanged,
    "selection": ev.SelectionDecided,
    "marked": ev.PersonMarked,
    "ended": ev.MarkingEnded,
    "advice": ev.HouseAdvicePrepared,
    "confirmed": ev.AdviceConfirmed,
    "answered": ev.HouseAnswered,
    "transferred": ev.CasusTransferred,
    "triaged": ev.CasusTriaged,
    "plan": ev.PlanMade,
    "requested": ev.FeedbackRequested,
    "acknowledged": ev.FeedbackAcknowledged,
    "delivered": ev.DeliveryConfirmed,
    "partner_advice": ev.AdviceGiven,
    "consulted": ev.AdviceConsulted,
    "weighed": ev.AdviceWeighed,
    "decision": ev.DecisionTaken,
}


@cache
def event_id(record: str, version: int) -> str:
    """The same version of a record always has the same id."""
    return str(uuid5(NAMESPACE_OID, f"{record}/{version}"))


def envelope_of(fact: Fact) -> Envelope:
    """The envelope as ingest would have made it."""
    return Envelope(
        id=event_id(fact.record, fact.version),
        source=SOURCE,
        subject=SUBJECT,
        case=fact.case,
        occurred_at=moment(fact.at),
        recorded_at=moment(fact.at),
        actor=Role.SYSTEEM,
        record=fact.record,
        version=fact.version,
        caused_by=None,
        synthetic=True,
        data=event_of(fact),
    )


def event_of(fact: Fact) -> ev.Event:
    """The canonical event of a fact."""
    say = dict(fact.say)
    if fact.what in {"arrested", "summoned"}:
        say["arrested_at" if fact.what == "arrested" else "interrogation_at"] = say.pop("moment")
        days = say.pop("committed_on")
        say["offences"] = tuple(ev.Offence(article="Sr 310", committed_on=day) for day in days)
        say |= {"region": REGION, "pretrial_detention_allowed": True}
        if fact.what == "summoned":
            say.pop("brought_in_at")
    if fact.what == "on_monitor":
        say["region"] = REGION
    if fact.what == "answered":
        say["channel"] = Channel.REGISTER
    if fact.what == "partner_advice":
        say["further_research"] = False
    timed = {
        name: moment(value) if name in TIMES and value is not None else value for name, value in say.items()
    }
    return CLASSES[fact.what](**timed)


def _minute(at: datetime | None) -> int | None:
    return None if at is None else minute_of(at)


def _hit(data: ev.HouseHit) -> dict[str, Any]:
    return {
        "house": data.house,
        "origin": data.origin,
        "late": data.late,
        "ended": data.ended,
        "advice_version": data.advice.version if data.advice else None,
        "confirmed_at": _minute(data.advice.confirmed_at) if data.advice else None,
        "conflict": data.advices_conflict,
        "provisional": data.provisional_decision,
        "term_end": _minute(data.term_end),
    }


def _request(data: ev.AdviceConfirmationRequested) -> dict[str, Any]:
    return {
        "casus": data.casus,
        "advice_version": data.advice_version,
        "answer_before": _minute(data.answer_before),
    }


def _offer(data: ev.CaseOffered) -> dict[str, Any]:
    advices = sorted((a.house, a.version, _minute(a.confirmed_at)) for a in data.advices)
    return {
        "hits": tuple(sorted(data.hits)),
        "advices": tuple(advices),
        "birth_date": data.birth_date,
        "residence": data.residence,
        "offences": len(data.offences),
        "minor_involved": data.minor_involved,
        "term_end": _minute(data.term_end),
    }


def _question(data: ev.AdviceRequested) -> dict[str, Any]:
    return {"registry": data.registry, "answer_before": _minute(data.answer_before)}


def _referral(data: ev.CaseReferred) -> dict[str, Any]:
    return {"house": data.house, "term_end": _minute(data.term_end)}


def _no_house(data: ev.NoHouse) -> dict[str, Any]:
    return {"reason": data.reason, "candidates": tuple(sorted(data.candidates))}


def _answer(data: ev.CasusAnswered) -> dict[str, Any]:
    return {"house": data.house, "outcome": data.outcome}


def _plan(data: ev.PlanShared) -> dict[str, Any]:
    return {"house": data.house, "plan_reference": data.plan_reference, "casusregie": data.casusregie}


def _decision(data: ev.DecisionCommunicated) -> dict[str, Any]:
    return {
        "status": data.status,
        "decision": data.decision,
        "decided_at": _minute(data.decided_at),
        "actions_due": tuple(data.actions_due),
    }


def _feedback(data: ev.Terugkoppeling) -> dict[str, Any]:
    return {
        "casus": data.casus,
        "decision": data.decision,
        "decided_at": _minute(data.decided_at),
        "advice_version": data.advice_version,
        "consulted_version": data.consulted_version,
        "consulted": data.consulted,
        "consultations": tuple((minute_of(c.at), c.role, c.version) for c in data.consultations),
        "followed": data.followed,
        "deviation_reason": data.deviation_reason,
        "late": data.late,
    }


def _correction(data: ev.CorrectionForwarded) -> dict[str, Any]:
    return {"house": data.house, "reason": data.reason}


READERS: dict[type[ev.Event], Callable[[Any], dict[str, Any]]] = {
    ev.HouseHit: _hit,
    ev.AdviceConfirmationRequested: _request,
    ev.CaseOffered: _offer,
    ev.AdviceRequested: _question,
    ev.AgeUnknown: lambda _: {},
    ev.CaseReferred: _referral,
    ev.NoHouse: _no_house,
    ev.CasusAnswered: _answer,
    ev.PlanShared: _plan,
    ev.DecisionCommunicated: _decision,
    ev.Terugkoppeling: _feedback,
    ev.CorrectionForwarded: _correction,
}


def told_of(envelope: Envelope) -> Told:
    """What a delivery told, in the oracle's words."""
    assert envelope.routing is not None
    content = READERS[type(envelope.data)](envelope.data)
    if isinstance(envelope.data, ev.CaseReferred) and envelope.routing.recipient.startswith("VH"):
        # What partners see of the person here is table B's for partners, which this oracle does not judge.
        content |= {
            "birth_date": envelope.data.birth_date,
            "residence": envelope.data.residence,
            "offences": len(envelope.data.offences),
        }
    return told(
        minute_of(envelope.recorded_at),
        envelope.routing.recipient,
        envelope.data.kind,
        str(envelope.case),
        **content,
    )
