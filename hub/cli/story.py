"""Events in words: one line each, for the demo and for ``case show``.

No identity stands in these lines (the events carry none); what a house advised does, because the reader of a
demo must see it. The operator's console will show less.
"""

from collections.abc import Callable, Mapping
from typing import Any

from hub.cli.output import local
from hub.schemas.events import (
    TYPE_PREFIX,
    AdviceConfirmationRequested,
    AdviceConfirmed,
    AdviceConsulted,
    AdviceGiven,
    AdviceRequested,
    AdviceWeighed,
    AgeUnknown,
    CaseOffered,
    CaseOnMonitor,
    CaseReferred,
    CaseStatusChanged,
    CasusAnswered,
    CasusTransferred,
    CasusTriaged,
    ClientStatusReported,
    CorrectionForwarded,
    CustodyChanged,
    DecisionCommunicated,
    DecisionHeld,
    DecisionTaken,
    DeliveryConfirmed,
    Event,
    FeedbackAcknowledged,
    FeedbackRequested,
    HouseAdvicePrepared,
    HouseAnswered,
    HouseAsked,
    HouseHit,
    MarkingEnded,
    NoHouse,
    PersonMarked,
    PlanMade,
    PlanShared,
    SelectionDecided,
    SuspectArrested,
    SuspectSummoned,
    Terugkoppeling,
    TimerDue,
)

Data = Mapping[str, Any]


def headline(wire_type: str, data: Data) -> str:
    """One event in one line of plain words. ``data`` is its payload as JSON."""
    words = _WORDS.get(wire_type)
    return words(data) if words is not None else wire_type.removeprefix(TYPE_PREFIX)


def _text(word: object) -> str:
    return str(word).lower().replace("_", " ")


def _offences(data: Data) -> str:
    return ", ".join(offence["description"] or offence["article"] for offence in data["offences"])


def _until(data: Data, field: str) -> str:
    return f", term ends {local(data[field])}" if data.get(field) else ""


def _selection(data: Data) -> str:
    house = f" {data['house']}" if data["house"] else ""
    return f"selected: {_text(data['outcome'])}{house}"


def _hit(data: Data) -> str:
    if data["ended"]:
        return f"hit of {data['house']} ended: {_text(data['ended'])}"
    advice = data["advice"]
    content = (
        f"advice v{advice['version']}: {advice['indicated'] or advice['scenario']}" if advice else "no advice"
    )
    marks = [word for word, flag in (("late", data["late"]), ("conflict", data["advices_conflict"])) if flag]
    if data["provisional_decision"]:
        marks.append("a provisional decision exists")
    return f"hit: known at {data['house']}, {content}" + "".join(f" [{mark}]" for mark in marks)


def _offered(data: Data) -> str:
    hits = f", known at {', '.join(data['hits'])}" if data["hits"] else ""
    return f"case offered: {_offences(data)}{hits}{_until(data, 'term_end')}"


def _decision(data: Data) -> str:
    grounds = f" (ground {', '.join(data['sepot_grounds'])})" if data["sepot_grounds"] else ""
    conditions = f": {'; '.join(data['conditions'])}" if data["conditions"] else ""
    return f"decision, {_text(data['status'])}: {_text(data['decision'])}{grounds}{conditions}"


def _terugkoppeling(data: Data) -> str:
    version = f" v{data['consulted_version']}" if data["consulted_version"] else ""
    read = {
        "VOOR_BESLISSING": f"advice{version} read before the decision",
        "NA_BESLISSING": f"advice{version} read only after the decision",
        "NIET": "advice not read",
        "NVT": "no advice",
    }[data["consulted"]]
    followed = "" if data["followed"] == "NVT" else f", {_text(data['followed'])}"
    why = f" because: {data['deviation_reason']}" if data["deviation_reason"] else ""
    late = " [late]" if data["late"] else ""
    return f"Terugkoppeling: {_text(data['decision'])}; {read}{followed}{why}{late}; please put on the agenda"


def _no_house(data: Data) -> str:
    candidates = f" ({', '.join(data['candidates'])})" if data["candidates"] else ""
    return f"no house chosen: {_text(data['reason'])}{candidates}; the OvJ picks"


_PHRASES: dict[type[Event], Callable[[Data], str]] = {
    SuspectArrested: lambda d: f"arrested: {_offences(d)}",
    SuspectSummoned: lambda d: f"summoned: {_offences(d)}",
    CaseOnMonitor: lambda _: "case on the verdachtenmonitor",
    CaseStatusChanged: lambda d: f"status {_text(d['status'])}",
    CustodyChanged: lambda d: _text(d["custody"]),
    SelectionDecided: _selection,
    PersonMarked: lambda d: f"{d['house']} marked the person ({_text(d['origin'])})",
    MarkingEnded: lambda d: f"{d['house']} ended its marking: {_text(d['reason'])}",
    HouseAdvicePrepared: lambda d: f"{d['house']} prepared advice v{d['version']}: {d['indicated']}",
    AdviceConfirmed: lambda d: f"{d['house']} confirmed advice v{d['version']}",
    HouseAsked: lambda d: f"{d['house']} asked by {_text(d['channel'])}",
    HouseAnswered: lambda d: f"{d['house']} answered: {_text(d['answer'])}",
    CasusTransferred: lambda d: "casus handed over" + (f" to {d['house']}" if d["house"] else ""),
    CasusTriaged: lambda d: (
        f"{d['house']} triaged: {_text(d['outcome'])}" + (f", {d['reason']}" if d["reason"] else "")
    ),
    PlanMade: lambda d: f"{d['house']} made plan {d['plan_reference']}, casusregie {d['casusregie']}",
    FeedbackRequested: lambda d: f"{d['house']} asks for the Terugkoppeling",
    FeedbackAcknowledged: lambda d: f"{d['house']}: {_text(d['receipt'])}",
    ClientStatusReported: lambda d: f"client of {d['organisation']}: {_text(d['status'])}",
    AdviceGiven: lambda d: (
        f"advice of {d['organisation']} v{d['version']}: {_text(d['advised'] or 'further research')}"
    ),
    AdviceConsulted: lambda d: f"advice of {d['giver']} v{d['version']} read by {_text(d['role'])}",
    AdviceWeighed: lambda d: (
        f"advice of {d['giver']} v{d['version']}: {_text(d['weighing'])}"
        + (f" because: {d['reason']}" if d["reason"] else "")
    ),
    DecisionTaken: _decision,
    DecisionHeld: lambda d: f"decision waits for {_text(d['held_for'])}",
    TimerDue: lambda d: f"timer: {_text(d['timer'])}",
    DeliveryConfirmed: lambda d: f"{d['recipient']} took {d['delivered_type'].removeprefix(TYPE_PREFIX)}",
    HouseHit: _hit,
    AdviceConfirmationRequested: lambda d: (
        "your person is arrested: "
        + (
            f"does advice v{d['advice_version']} still hold?"
            if d["advice_version"]
            else "do you have advice?"
        )
        + _until(d, "answer_before")
    ),
    CaseOffered: _offered,
    AdviceRequested: lambda d: (
        f"asked for status and advice from {d['registry'].upper()}{_until(d, 'answer_before')}"
    ),
    AgeUnknown: lambda _: "birth date unknown: the case was offered to nobody",
    CaseReferred: lambda d: f"casus referred to {d['house']}" if d["house"] else "casus referred to a house",
    NoHouse: _no_house,
    CasusAnswered: lambda d: (
        f"{d['house']}: casus {_text(d['outcome'])}" + (f", {d['reason']}" if d["reason"] else "")
    ),
    PlanShared: lambda d: f"plan {d['plan_reference']} of {d['house']}, casusregie {d['casusregie']}",
    DecisionCommunicated: _decision,
    Terugkoppeling: _terugkoppeling,
    CorrectionForwarded: lambda d: f"correction: the hit of {d['house']} was wrong",
}

_WORDS = {event.wire_type(): words for event, words in _PHRASES.items()}
