"""Asking a house whether a marking that nears its end stays (R112; reading 69).

VH22 marked the person on the 8th of October, registered and valid from then. It is asked 14 days
of 24 hours before the end; times are of summer time.

===  ==================================================  ===============================================
row  facts                                               VH22 is asked
===  ==================================================  ===============================================
1    until 10 November 12:00                             27 October 12:00
     wrong: as soon as it is marked                      no house knows so early whether it will stay
2    until 20 October                                    never: it is shorter than that
     wrong: at once                                      a marking of days is meant to end
3    no end                                              never
4    as 1, let go on 20 October                          never
5    as 1, let go from 5 November (announced)            never: that it ends was said
6    as 1, 20 October version 2: until 10 December       26 November 12:00
7    as 6, but version 2 on 28 October                   27 October 12:00, and 26 November 12:00
8    as 1, but the message arrives on 1 November         1 November: it held when it should have been asked
9    as 1, but it arrives after the end                  never
10   as 1, the same message on 28 October again          27 October 12:00, once
11   until 10 November, registered on 30 October,        never: when it should have been asked, no house had
     valid from 8 October                                said yet that it knows the person
12   as 1, another person is merged into this one        27 October 12:00, once
===  ==================================================  ===============================================

About no case: the house's own relation to the person is enough. What it answers is a new version of the
marking, or its end. A timer is never trusted: it only makes us look.
"""

from datetime import datetime, timedelta

from hub.rules.purpose import Relation
from hub.schemas.events import MarkingEndsSoon, TimerDue
from hub.schemas.vocabulary import MarkingEndReason, TimerKind
from hub.streams.bekend import Span, span_of
from hub.streams.dossier import Dossier
from hub.streams.effects import CancelTimer, Effect, Send, SetTimer
from hub.streams.turn import Told, Turn

_KIND = TimerKind.RECONFIRM_MARKING
_AT_HOME = Relation(bekend=True)


def reconfirm(turn: Turn, dossier: Dossier) -> Told:
    """Ask houses about the markings whose time it is, and set or cancel the timers of the others."""
    data = turn.envelope.data
    rule = turn.rules.follow_up.reconfirmation(turn.today)
    if rule is None or (isinstance(data, TimerDue) and data.timer is not _KIND):
        return dossier, []
    ahead = timedelta(days=rule.days)
    effects: list[Effect] = []
    asked = dict(dossier.reconfirmed)
    for key in sorted(dossier.markings.keys() | turn.before.markings.keys()):
        span = span_of(dossier, key)
        due = _due(span, asked.get(key), ahead)
        if span is not None and due is not None and due <= turn.now and span.holds(turn.now):
            effects.append(Send(span.marking.house, None, _question(span), "R112", _AT_HOME))
            asked[key] = span.end or turn.now
            due = None
        before = _due(span_of(turn.before, key), turn.before.reconfirmed.get(key), ahead)
        if due is not None and due > turn.now and due != before:
            effects.append(SetTimer(_KIND, key, due))
        elif due is None and before is not None and before > turn.now:
            effects.append(CancelTimer(_KIND, key))
    if asked != dossier.reconfirmed:
        dossier = dossier.model_copy(update={"reconfirmed": asked})
    return dossier, effects


def _due(span: Span | None, asked: datetime | None, ahead: timedelta) -> datetime | None:
    """When the house is to be asked about the end of a marking; None if it is not, or was."""
    if span is None or span.end is None or span.reason is not MarkingEndReason.VERLOPEN or span.end == asked:
        return None
    at = span.end - ahead
    return at if span.holds(at) else None


def _question(span: Span) -> MarkingEndsSoon:
    return MarkingEndsSoon(
        marking=span.key.partition("/")[2], casus=span.marking.casus, valid_to=span.marking.valid_to
    )
