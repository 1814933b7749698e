"""Timers that wake a dossier when a marking begins or stops to hold without a message saying so (reading 14).

Time  | what reaches the hub                      | timers
------|-------------------------------------------|--------------------------------------------------------
10:00 | PersonMarked 10:30 to 12:00               | set STARTS 10:30, EXPIRES 12:00
10:30 | TimerDue                                  | none: matching looks at what holds now
10:45 | PersonMarked, version 2, 10:30 to 14:00   | set EXPIRES 14:00 (it replaces 12:00)
11:00 | MarkingEnded, at 11:00                    | cancel EXPIRES
      | wrong: leave it                           | a wake-up for nothing, each time a marking ends early
11:00 | MarkingEnded, at 11:30                    | set EXPIRES 11:30: an announced end is a boundary too
"""

from datetime import datetime

from hub.schemas.events import MarkingEnded, PersonMarked
from hub.schemas.vocabulary import MarkingEndReason, TimerKind
from hub.streams.bekend import Span, span_of
from hub.streams.dossier import Dossier, marking_key
from hub.streams.effects import CancelTimer, Effect, SetTimer
from hub.streams.turn import Told, Turn


def set_marking_timers(turn: Turn, dossier: Dossier) -> Told:
    """Set, move or cancel the two timers of the marking that the event is about."""
    data = turn.envelope.data
    if not isinstance(data, PersonMarked | MarkingEnded):
        return dossier, []
    key = marking_key(data.house, data.marking)
    due = _boundaries(span_of(dossier, key), turn.now)
    were = _boundaries(span_of(turn.before, key), turn.now)
    effects: list[Effect] = []
    for kind, at in due.items():
        if at is not None and at != were[kind]:
            effects.append(SetTimer(kind, key, at))
        elif at is None and were[kind] is not None:
            effects.append(CancelTimer(kind, key))
    return dossier, effects


def _boundaries(span: Span | None, now: datetime) -> dict[TimerKind, datetime | None]:
    """The moments to come at which a marking begins and stops to hold."""
    start = end = None
    if span is not None and span.reason is not MarkingEndReason.FOUTIEF:
        empty = span.end is not None and span.end <= span.start
        if not empty:
            start = span.start if span.start > now else None
            end = span.end if span.end is not None and span.end > now else None
    return {TimerKind.MARKING_STARTS: start, TimerKind.MARKING_EXPIRES: end}
