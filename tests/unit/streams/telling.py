"""What was told, in words: one short line each, so that a time table fits on a screen."""

import re
from collections.abc import Callable, Iterable
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
    ev.DecisionCommunicated: lambda data: f"{data.status} {data.decision}",
    ev.Terugkoppeling: lambda data: "feedback" + _words(("late", data.late)),
}


def lines(sent: Iterable[Envelope]) -> list[str]:
    """One line for each message, OM and police as ``ZSM`` where both are told the same at once."""
    found: list[str] = []
    for _, group in groupby(sent, key=lambda one: (one.recorded_at, one.case, one.data)):
        told = list(group)
        recipients = [_recipient(one) for one in told]
        if recipients[:2] == ["OM", "POLITIE"]:
            recipients[:2] = ["ZSM"]
        words = WORDS[type(told[0].data)](told[0].data)
        found += [f"{clock(told[0].recorded_at)} {recipient} {words}" for recipient in recipients]
    return found


def _recipient(envelope: Envelope) -> str:
    assert envelope.routing is not None
    return envelope.routing.recipient


def rows_of(module_docstring: str | None) -> list[str]:
    """The row numbers of the time table in a module's docstring."""
    return re.findall(r"^(\d+) ", module_docstring or "", flags=re.MULTILINE)
