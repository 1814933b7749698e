"""What the clock brings: terms, the overview, markings that near their end (readings 51 to 54 and 69)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import DetaineeListed, MarkingEndsSoon, TermNears, TermPassed
from simulators.addressee import houses_concerned, known_to
from simulators.chain_decision import reminders
from simulators.chain_hits import hours_of
from simulators.known import KnownCase, Marking, house_at_home
from simulators.regional import TRIAGE_STRAF, kib_ends
from simulators.telling import ZSM, Telling
from simulators.terms import WARNING, Term, chosen, legal, next_mornings

_MORNINGS = 30
_RECONFIRM = timedelta(days=14)


def review(t: Telling, case: KnownCase) -> None:
    """Terms that near or passed, and the overview if it is the hour for it."""
    if not case.open:
        return
    for kind, end in terms(t, case):
        mark = (kind, end)
        if t.now >= end:
            t.once(case, mark, ZSM, TermPassed, term=kind.value, ended_at=end)
        elif t.now >= end - WARNING:
            t.once(case, mark, ZSM, TermNears, term=kind.value, ends_at=end)
    if t.now in mornings(case):
        _overview(t, case)


def review_markings(t: Telling) -> None:
    """Houses are asked about markings that near their end (69)."""
    for marking in t.person.markings.values():
        asks_at = asked_again_at(marking)
        if asks_at is None or marking.valid_to is None or not asks_at <= t.now < marking.valid_to:
            continue
        mark = (marking.house, marking.name, marking.valid_to)
        if marking.holds(t.now) and mark not in t.person.reconfirmed:
            t.person.reconfirmed.add(mark)
            fields = {"marking": marking.name, "valid_to": marking.valid_to}
            t.tell_of_person(marking.house, MarkingEndsSoon, **fields)


def turning_points(t: Telling) -> Iterator[datetime]:
    """All moments, past and to come, at which something could become due without a message."""
    for marking in t.person.markings.values():
        yield marking.valid_from
        asks_at = asked_again_at(marking)
        yield from (moment for moment in (marking.valid_to, asks_at) if moment is not None)
    for case in t.person.cases.values():
        if case.open:
            for _, end in terms(t, case):
                yield from (end - WARNING, end)
            yield from mornings(case)
            ends = kib_ends(case.region)
            yield from () if ends is None else (ends,)
        yield from reminders(case)


def terms(t: Telling, case: KnownCase) -> list[Term]:
    """All terms that run in an open case."""
    houses = {*case.sent_to, *(h for h in houses_concerned(t.person, case) if _knows(t, case, h))}
    return [*legal(case), *chosen(case, [hours_of(t, house) for house in sorted(houses)])]


def mornings(case: KnownCase) -> tuple[datetime, ...]:
    """When houses get their overview with this case on it (51)."""
    shown = case.on_monitor_at
    if shown is None or case.arrest is None or case.at_cvom:
        return ()
    return next_mornings(shown, _MORNINGS)


def asked_again_at(marking: Marking) -> datetime | None:
    """When a house is asked whether a marking stays, if ever: one that is short is not asked about."""
    if marking.valid_to is None or marking.valid_to - marking.valid_from < _RECONFIRM:
        return None
    return marking.valid_to - _RECONFIRM


def _overview(t: Telling, case: KnownCase) -> None:
    day = amsterdam_day(t.now).isoformat()
    knowing = {h for h in houses_concerned(t.person, case) if _knows(t, case, h)}
    told = {house for house in knowing if _has_overview(t, house)}
    t.once(case, day, told, DetaineeListed, day=day, unmarked=False)
    at_home = house_at_home(t.reference, t.person.residence, t.now)
    if at_home is not None and at_home not in knowing and _has_overview(t, at_home):
        t.once(case, day, [f"{at_home}_POLITIE"], DetaineeListed, day=day, unmarked=True)


def _has_overview(t: Telling, house: str) -> bool:
    return t.reference.houses[house].region in TRIAGE_STRAF


def _knows(t: Telling, case: KnownCase, house: str) -> bool:
    return known_to(t.person, case, house, t.now)
