"""Triage straf: each morning the open cases of arrested suspects, for houses that look at them (row 19).

VH22 is a house of Zeeland-West-Brabant, where they do; VH19 is none. The person lives in VH22's area, was
arrested on the 17th at 09:00 and is still there. The case is on the monitor since 10:00.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    marked by VH22, +1 12:00 final decision         +1 08:00 VH22 lists
2    marked by VH22, never decided                   VH22 lists on 30 mornings
3    nobody marked, +1 12:00 final decision          +1 08:00 the police at VH22 list, unmarked
     wrong: VH22 lists                               tells a house of whom it does not know
4    as 3, +1 09:00 marked by VH22, +2 12:00 final   as 3; +2 08:00 VH22 lists
5    marked by VH19, +1 12:00 final decision         +1 08:00 the police at VH22 list, unmarked
6    17:00 final decision                            nothing
7    +1 07:00 on monitor, not earlier                +1 08:00 as 3
8    +1 08:00 on monitor, not earlier                +2 08:00 as 3
9    summoned                                        nothing
10   never on monitor                                nothing
11   at CVOM                                         nothing
12   at CVOM, +1 10:00 on the region's monitor       +2 08:00 as 3
13   lives elsewhere, nobody marked                  nothing
14   arrest arrives +1 09:00                         +2 08:00 as 3
15   marked by VH22, on monitor first known of       VH22 lists on 29 mornings, for the first is past
     +1 10:00, the time on the 17th +2 09:00
     wrong: on 30                                    the order of two messages decides
===  ==============================================  ===================================================

One timer for each case, from the monitor to the final decision, whether or not there is somebody to tell.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from hub.rules import Rules
from hub.rules.purpose import Relation, police_seat
from hub.rules.terms import at_clock, next_at
from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import DetaineeListed, TimerDue
from hub.schemas.vocabulary import TimerKind
from hub.streams.bekend import known_houses
from hub.streams.dossier import Case, Dossier, Suspicion
from hub.streams.effects import CancelTimer, Effect, Send, SetTimer
from hub.streams.feedback_content import casus_of
from hub.streams.hits import current_advice, on_monitor_at
from hub.streams.person import at_cvom, residence, suspicion_of, term_end
from hub.streams.turn import Told, Turn, with_case

_Mornings = tuple[datetime, datetime]
"""The first and the last."""


def list_detainees(turn: Turn, dossier: Dossier) -> Told:
    """Tell of the case that a morning's timer is about, and set the timer for the next morning."""
    effects: list[Effect] = []
    data = turn.envelope.data
    for identifier in turn.concerned(dossier):
        case = dossier.cases.get(identifier)
        went_off = isinstance(data, TimerDue) and (data.timer, data.key) == (TimerKind.OVERVIEW, identifier)
        before = turn.before.cases.get(identifier)
        if not went_off and _same(before, case):
            continue
        mornings = _mornings(turn.rules, case)
        if isinstance(data, TimerDue) and went_off and case is not None:
            day = amsterdam_day(data.due_at)
            listed = case.listed is not None and case.listed >= day
            if not listed and _is_in(mornings, data.due_at) and not at_cvom(case):
                effects += _lines(turn, dossier, identifier, case, day)
                dossier = with_case(dossier, identifier, case, listed=day)
        due = _next(turn.rules, mornings, turn.now)
        was = None if went_off else _next(turn.rules, _mornings(turn.rules, before), turn.now)
        if due is not None and due != was:
            effects.append(SetTimer(TimerKind.OVERVIEW, identifier, due))
        elif due is None and was is not None:
            effects.append(CancelTimer(TimerKind.OVERVIEW, identifier))
    return dossier, effects


def _same(before: Case | None, case: Case | None) -> bool:
    """Whether the mornings of a case are surely those that it had before."""
    if before is None or case is None:
        return before is case
    return before.appearances is case.appearances and (before.final is None) == (case.final is None)


def _mornings(rules: Rules, case: Case | None) -> _Mornings | None:
    """The first and the last morning of an open case that is on a monitor."""
    monitor = on_monitor_at(case) if case is not None and case.final is None else None
    if monitor is None:
        return None
    settings = rules.terms.settings
    first = next_at(settings.overview_at, monitor)
    last_day = amsterdam_day(first) + timedelta(days=settings.overview_days - 1)
    return first, at_clock(last_day, settings.overview_at)


def _next(rules: Rules, mornings: _Mornings | None, now: datetime) -> datetime | None:
    if mornings is None:
        return None
    first, last = mornings
    due = max(first, next_at(rules.terms.settings.overview_at, now))
    return due if due <= last else None


def _is_in(mornings: _Mornings | None, due_at: datetime) -> bool:
    return mornings is not None and mornings[0] <= due_at <= mornings[1]


def _lines(turn: Turn, dossier: Dossier, identifier: str, case: Case, day: date) -> Iterator[Send]:
    suspicion = suspicion_of(case)
    if suspicion is None or suspicion.summoned:
        return
    profiles, known = turn.rules.profiles, known_houses(dossier, case, turn.now)
    for house in known:
        if profiles.triage_straf(house, day):
            line = _line(turn, case, suspicion, day)
            advice = current_advice(dossier, house)
            own = {
                "casus": casus_of(dossier, case, house, turn.now),
                "advice_version": advice.version if advice is not None else None,
                "advised_at": advice.advised_at if advice is not None else None,
            }
            relation = Relation(on_monitor=True, bekend=True)
            yield Send(house, identifier, line.model_copy(update=own), "A19", relation)
    home = residence(dossier)
    nearby = turn.rules.reference.house_of(home, day) if home is not None else None
    if nearby is not None and nearby not in known and profiles.triage_straf(nearby, day):
        line = _line(turn, case, suspicion, day).model_copy(update={"unmarked": True})
        relation = Relation(on_monitor=True, own_area=True)
        yield Send(police_seat(nearby), identifier, line, "A19", relation)


def _line(turn: Turn, case: Case, suspicion: Suspicion, day: date) -> DetaineeListed:
    return DetaineeListed(
        day=day,
        arrested_at=suspicion.at,
        offences=suspicion.offences,
        term_end=term_end(case, turn.rules.terms),
    )
