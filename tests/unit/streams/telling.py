"""What was told, in words: one short line each, so that a time table fits on a screen."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def clock(moment: datetime) -> str:
    """The time in Amsterdam, as ``10:30``."""
    return f"{moment.astimezone(AMSTERDAM):%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """The same, with the day of the month in front: ``18 10:30``."""
    return f"{moment.astimezone(AMSTERDAM):%d %H:%M}"


def _words(*parts: tuple[str, object]) -> str:
    return "".join(f" {text}" for text, given in parts if given)


def _hit(hit: ev.HouseHit) -> str:
    words = _words(
        ("late", hit.late),
        (f"ended {hit.ended}", hit.ended),
        ("conflict", hit.advices_conflict),
        ("provisional", hit.provisional_decision),
    )
    if hit.advice is not None:
        words += f" advice {hit.advice.version}"
        words += f" confirmed {clock(hit.advice.confirmed_at)}" if hit.advice.confirmed_at else ""
    return f"hit {hit.house}{words}"


WORDS: dict[type[ev.Event], Callable[[Any], str]] = {
    ev.HouseHit: _hit,
    ev.AdviceConfirmationRequested: lambda _: "asked",
    ev.CorrectionForwarded: lambda data: f"correction {data.house}",
    ev.CaseOffered: lambda data: "offered" + _words(("with " + ",".join(data.hits), data.hits)),
    ev.AdviceRequested: lambda data: f"advice via {data.registry}",
    ev.AgeUnknown: lambda _: "age unknown",
    ev.CaseReferred: lambda data: f"referred to {data.house or 'a house'}",
    ev.NoHouse: lambda data: " ".join(["no house", data.reason, *data.candidates]),
    ev.CasusAnswered: lambda data: f"{data.house} {data.outcome}",
    ev.PlanShared: lambda data: f"plan {data.plan_reference} led by {data.casusregie}",
    ev.DecisionCommunicated: lambda data: (
        f"{data.status} {data.decision}" + _words(("corrects", data.corrects))
    ),
    ev.Terugkoppeling: lambda data: "feedback" + _words(("late", data.late), ("corrects", data.corrects)),
}

BESIDE: dict[type[ev.Event], Callable[[Any], str]] = {
    ev.TermNears: lambda data: f"{data.term} nears ({clock(data.ends_at)})",
    ev.TermPassed: lambda data: f"{data.term} passed",
    ev.DetaineeListed: lambda data: f"lists {data.day:%d}" + _words(("unmarked", data.unmarked)),
    ev.DecisionMomentAnnounced: lambda data: (
        f"moment {clock(data.moment)}"
        + _words(
            ("reachable " + ",".join(data.reachable), data.reachable),
            ("advice only " + ",".join(data.stored_advice_only), data.stored_advice_only),
        )
    ),
    ev.PresenceMissing: lambda data: (
        f"misses {data.partner}"
        + _words(
            ("for a minor", data.minor),
            (f"defer to {data.defer_to and day_and_clock(data.defer_to)}", data.defer_to),
            ("overridden", data.overridden),
        )
    ),
    ev.PlanCrossed: lambda data: f"plan {data.plan_reference} of {data.house} crossed",
    ev.PoliceActionRequested: lambda data: f"action {data.action}",
    ev.PoliceActionReported: lambda data: f"action {data.action} " + ("done" if data.done else "not done"),
    ev.ServiceRequested: lambda data: f"serve before {clock(data.before)}" if data.before else "serve",
    ev.ServiceShared: lambda data: str(data.outcome),
    ev.RecordingReminded: lambda _: "to be recorded",
    ev.MarkingEndsSoon: lambda data: f"stays {data.marking}?",
    ev.DataCorrected: lambda data: f"wrong {data.what}",
}
"""What is told by the clock, and around a decision. Tables about routing leave it out: it has its own."""

ROUTES: dict[type[ev.Event], Callable[[Any], str]] = {
    ev.AgeUnknown: WORDS[ev.AgeUnknown],
    ev.EarlyHelpNotified: lambda data: f"early help since {clock(data.since)}",
    ev.KibInformation: lambda data: (
        "may know"
        + (
            _words(
                ("a house", data.known_at_a_house),
                ("a group", data.in_a_target_group),
                (",".join(data.contexts), data.contexts),
            )
            or " nothing"
        )
    ),
    ev.InstrumentShown: lambda data: f"{data.colour} {data.score}",
    ev.InstrumentMissing: lambda _: "no score",
    ev.CaseDirected: lambda _: "the case",
    ev.CaseLeftZsm: lambda data: f"left to {data.destination}",
}
"""Where cases go before they are offered, or instead of that. Tables about hits and feedback leave it out."""


def _inquiries(result: ev.InquiryAnswered) -> str:
    found = []
    for one in result.houses:
        words = _words(
            (str(one.answer), one.answer),
            (f"opens {one.opens_at and day_and_clock(one.opens_at)}", one.opens_at),
            ("too late", not one.in_time),
        )
        found.append(one.house + (words or " waits"))
    return "result " + ", ".join(found) + _words(("(all)", result.complete))


ASKING: dict[type[ev.Event], Callable[[Any], str]] = {
    ev.InquiryForwarded: lambda _: "bevraging",
    ev.InquiryAnswered: _inquiries,
    ev.SignalForwarded: lambda data: f"signal {data.signal}",
    ev.SignalStatus: lambda data: (
        f"status {data.signal}"
        + _words(
            ("no house", data.no_house),
            (f"closed until {data.closed_until and day_and_clock(data.closed_until)}", data.closed_until),
            ("too late", not data.in_time),
        )
    ),
    ev.QuestionForwarded: lambda data: f"question {data.question} of {data.asked_by}",
    ev.AnswerForwarded: lambda data: f"answer {data.question} of {data.organisation}: {data.text}",
    ev.ContactRequested: lambda data: (
        f"{data.form} with {data.by}" + _words((f"at {data.moment and clock(data.moment)}", data.moment))
    ),
    ev.PartnerAdviceShared: lambda data: f"advice {data.version} of {data.organisation}",
    ev.AdviceObjectionShared: lambda data: f"{data.organisation} objects",
    ev.TargetGroupShown: lambda data: str(data.group),
    ev.PreselectShared: lambda data: f"preselect {data.score}",
    ev.ContextFactShared: lambda data: f"there is {data.context}",
    ev.OtherPersonShared: lambda data: f"another: {data.context}",
}
"""What people ask and tell each other. Tables about routing leave it out: it has its own."""


def only(*events: type[ev.Event]) -> Mapping[type[ev.Event], Callable[[Any], str]]:
    """Words for these events, to leave the others out of `lines`."""
    return {one: (WORDS | BESIDE)[one] for one in events}


def lines(
    sent: Iterable[Envelope],
    words: Mapping[type[ev.Event], Callable[[Any], str]] = WORDS,
    when: Callable[[datetime], str] = clock,
) -> list[str]:
    """One line for each message, OM and police as ``ZSM`` where both are told the same at once.

    What ``words`` does not know is left out, but only if the other words know it.
    """
    found: list[str] = []
    others = WORDS | BESIDE | ROUTES | ASKING
    spoken_of = [one for one in sent if type(one.data) in words or type(one.data) not in others]
    for _, group in groupby(spoken_of, key=lambda one: (one.recorded_at, one.case, one.data)):
        told = list(group)
        recipients = [_recipient(one) for one in told]
        if recipients[:2] == ["OM", "POLITIE"]:
            recipients[:2] = ["ZSM"]
        said = words[type(told[0].data)](told[0].data)
        found += [f"{when(told[0].recorded_at)} {recipient} {said}" for recipient in recipients]
    return found


def _recipient(envelope: Envelope) -> str:
    assert envelope.routing is not None
    return envelope.routing.recipient


def rows_of(module_docstring: str | None) -> list[str]:
    """The row numbers of the time table in a module's docstring."""
    return re.findall(r"^(\d+) ", module_docstring or "", flags=re.MULTILINE)
