"""More facts in one line each, as in `tests.support.history`: where a case goes, and what decides that."""

from typing import Any

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import (
    ContextAbout,
    ContextKind,
    HaltOutcome,
    InstrumentColour,
    TargetGroup,
)
from tests.support import history as h


def applied(colour: InstrumentColour, at: h.When, *, score: int = 12, **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """KIB: the selectie-instrument says a colour and a score. ``applied_at``: when, if not at ``at``."""
    when = h.at_time(fields.pop("applied_at", at))
    data = ev.InstrumentApplied(instrument_version="1", score=score, colour=colour, applied_at=when)
    return h.fact(data, at, **fields)


def moved(region: str, at: h.When, **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: OM moved the case to another region. ``changed_at``: when, if not at ``at``."""
    data = ev.RegionChanged(region=region, changed_at=h.at_time(fields.pop("changed_at", at)))
    return h.fact(data, at, **fields)


def halt_ended(outcome: HaltOutcome, at: h.When) -> Envelope:
    """MONITOR: how a Halt referral ended."""
    return h.fact(ev.HaltEnded(outcome=outcome, ended_at=h.at_time(at)), at)


def grouped(group: TargetGroup, at: h.When) -> Envelope:
    """AMAZONE: the person belongs to a target group."""
    return h.fact(ev.TargetGroupLinked(group=group, linked_at=h.at_time(at)), at)


def context(kind: ContextKind, at: h.When, about: ContextAbout = ContextAbout.VERDACHTE) -> Envelope:
    """KIB: that there is something about the suspect, or about somebody else."""
    data = ev.ContextFactReported(organisation="KIB", about=about, context=kind, reported_at=h.at_time(at))
    return h.fact(data, at, record=f"context/{kind}/{about}")
