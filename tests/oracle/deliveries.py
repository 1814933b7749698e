"""From the hub's deliveries to what was told, in the oracle's words, and the categories that each discloses.

Of `bevraging-uitslag` the channel is not compared, nor the free texts of a case: the histories have none.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.events.base import categories_of
from tests.oracle.facts import Told, minute_of


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
        "region": data.region,
        "hits": tuple(sorted(data.hits)),
        "advices": tuple(advices),
        "birth_date": data.birth_date,
        "residence": data.residence,
        "offences": len(data.offences),
        "minor_involved": data.minor_involved,
        "term_end": _minute(data.term_end),
        "raad_region": data.raad_region,
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


def _inquiry(data: ev.InquiryForwarded) -> dict[str, Any]:
    return {"birth_date": data.birth_date, "answer_before": _minute(data.answer_before)}


def _where_it_stands(data: ev.InquiryAnswered) -> dict[str, Any]:
    lines = [(h.house, h.answer, _minute(h.opens_at), h.in_time) for h in data.houses]
    return {"houses": tuple(sorted(lines)), "complete": data.complete}


def _signal(data: ev.SignalForwarded) -> dict[str, Any]:
    return {
        "signal": data.signal,
        "wants": data.wants,
        "birth_date": data.birth_date,
        "residence": data.residence,
        "offences": len(data.offences),
        "term_end": _minute(data.term_end),
    }


def _signal_status(data: ev.SignalStatus) -> dict[str, Any]:
    return {
        "signal": data.signal,
        "closed_until": _minute(data.closed_until),
        "in_time": data.in_time,
        "no_house": data.no_house,
    }


def _early_help(data: ev.EarlyHelpNotified) -> dict[str, Any]:
    return {
        "since": _minute(data.since),
        "offences": len(data.offences),
        "birth_date": data.birth_date,
        "term_end": _minute(data.term_end),
        "raad_region": data.raad_region,
    }


def _left(data: ev.CaseLeftZsm) -> dict[str, Any]:
    return {
        "destination": data.destination,
        "offences": len(data.offences),
        "birth_date": data.birth_date,
        "raad_region": data.raad_region,
    }


def _directed(data: ev.CaseDirected) -> dict[str, Any]:
    return {
        "offences": len(data.offences),
        "birth_date": data.birth_date,
        "residence": data.residence,
        "term_end": _minute(data.term_end),
    }


def _listed(data: ev.DetaineeListed) -> dict[str, Any]:
    return {
        "day": data.day,
        "arrested_at": _minute(data.arrested_at),
        "offences": len(data.offences),
        "term_end": _minute(data.term_end),
        "casus": data.casus,
        "advice_version": data.advice_version,
        "unmarked": data.unmarked,
    }


def _kib(data: ev.KibInformation) -> dict[str, Any]:
    return {
        "known_at_a_house": data.known_at_a_house,
        "in_a_target_group": data.in_a_target_group,
        "contexts": tuple(data.contexts),
    }


def _fields(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda data: {name: getattr(data, name) for name in names}


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
    ev.InquiryForwarded: _inquiry,
    ev.InquiryAnswered: _where_it_stands,
    ev.SignalForwarded: _signal,
    ev.SignalStatus: _signal_status,
    ev.EarlyHelpNotified: _early_help,
    ev.CaseLeftZsm: _left,
    ev.CaseDirected: _directed,
    ev.DetaineeListed: _listed,
    ev.KibInformation: _kib,
    ev.InstrumentMissing: lambda _: {},
    ev.InstrumentShown: _fields("colour", "score", "instrument_version"),
    ev.TermNears: lambda data: {"term": data.term, "ends_at": _minute(data.ends_at)},
    ev.TermPassed: lambda data: {"term": data.term, "ends_at": _minute(data.ended_at)},
    ev.PartnerAdviceShared: _fields("organisation", "version", "further_research"),
    ev.AdviceObjectionShared: _fields("organisation", "reason"),
    ev.TargetGroupShown: _fields("group"),
    ev.PreselectShared: _fields("score"),
    ev.ContextFactShared: _fields("about", "context"),
    ev.OtherPersonShared: _fields("context"),
}


LATER = frozenset(
    {
        ev.DecisionMomentAnnounced, ev.PresenceMissing, ev.PlanCrossed, ev.QuestionForwarded,
        ev.AnswerForwarded, ev.ContactRequested, ev.PoliceActionRequested, ev.PoliceActionReported,
        ev.ServiceRequested, ev.ServiceShared, ev.RecordingReminded, ev.DataCorrected, ev.ErasureForwarded,
        ev.MarkingEndsSoon,
    }
)  # fmt: skip
"""What the readings 55 to 58 and 64 to 72 send: this oracle does not judge it."""


def told_of(envelope: Envelope) -> Told | None:
    """What a delivery told, in the oracle's words; None: of a kind that the oracle does not judge."""
    data, routing = envelope.data, envelope.routing
    assert routing is not None
    if type(data) in LATER:
        return None
    content = READERS[type(data)](data)
    if isinstance(data, ev.CaseReferred) and routing.recipient.startswith("VH"):
        # What partners see of the person here is table B's for partners, of which `seen` speaks.
        content |= {
            "birth_date": data.birth_date,
            "residence": data.residence,
            "offences": len(data.offences),
        }
    shown = {
        str(category)
        for name, category in categories_of(type(data))
        if getattr(data, name) != type(data).model_fields[name].default
    }
    return Told(
        minute_of(envelope.recorded_at),
        routing.recipient,
        data.kind,
        str(envelope.case),
        tuple(sorted(content.items())),
        seen=frozenset(shown | {str(category) for category in routing.categories}),
    )
