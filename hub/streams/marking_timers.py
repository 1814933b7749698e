"""Timers that wake a dossier when a marking begins or stops to hold without a message saying so (reading 14).

===  ======================================  ==========================================================
row  facts                                   timers
===  ======================================  ==========================================================
1    10:00 marked from 10:30 to 12:00        set STARTS 10:30, EXPIRES 12:00
2    as 1, 10:10 version 2: until 14:00      as 1; set EXPIRES 14:00, which replaces 12:00
3    as 1, 10:10 let go at 10:10             as 1; cancel both
     wrong: leave them                       two wake-ups for nothing at each early end
4    as 1, 10:10 let go from 11:30           as 1; set EXPIRES 11:30: an announced end is a boundary too
5    09:00 let go at 09:00, 10:00 as 1       none: it ended before it began
6    marked without end                      none
7    10:00 marked, registered 10:05          set STARTS 10:05: it holds only once it is registered
===  ======================================  ==========================================================

A timer is never trusted: `TimerDue` only makes `hub.streams.matching` look at what holds now.
"""

from datetime import datetime

from hub.schemas.events import MarkingEnded, PersonMarked
from hub.schemas.vocabulary import MarkingEndReason, TimerKind
from hub.streams.bekend import Span, span_of
from hub.streams.dossier import Dossier, marking_key
from hub.streams.effects import CancelTimer, Effect, SetTimer
from hub.streams.turn import Told, Turn


def set_marking_timers(turn: Turn, dossier: Dossier) -> Told:
    """Set, move or cancel the two timers of the marking that the event is about; of all, where they moved."""
    data = turn.envelope.data
    if isinstance(data, PersonMarked | MarkingEnded):
        keys = [marking_key(data.house, data.marking)]
    else:
        keys = sorted(dossier.markings.keys() | turn.before.markings.keys())
    effects: list[Effect] = []
    for key in keys:
        due = _boundaries(span_of(dossier, key), turn.now)
        were = _boundaries(span_of(turn.before, key), turn.now)
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
