"""How long a suspect may be held, by the simulator's own arithmetic (Sv 56a, 58, 59a, 61; readings 52, 54).

Holding counts no hours from midnight to nine in the morning; everything else runs on without a break.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from hub.schemas.calendar import AMSTERDAM, amsterdam_day
from hub.schemas.events import CustodyChanged, SuspectArrested
from hub.schemas.vocabulary import CustodyKind, HeldFor, TermKind
from simulators.hours import Hours
from simulators.known import KnownCase

_NINE = timedelta(hours=9)
_DAY = timedelta(hours=24)
_LONGER_HOLD_FROM = date(2017, 3, 1)
WARNING = timedelta(minutes=60)
MORNING = time(8)

Term = tuple[TermKind, datetime]
"""What runs, and when it ends."""


def morning(day: date) -> datetime:
    """Eight in the morning in Amsterdam."""
    return datetime.combine(day, MORNING, AMSTERDAM).astimezone(UTC)


@lru_cache(1024)
def next_mornings(moment: datetime, count: int) -> tuple[datetime, ...]:
    """The first mornings after a moment."""
    day = amsterdam_day(moment)
    found = [morning(day + timedelta(days=number)) for number in range(count + 1)]
    return tuple(one for one in found if one > moment)[:count]


def hold_end(start: datetime, hours: int) -> datetime:
    """The end of a hold of so many hours; nights do not count."""
    left = timedelta(hours=hours)
    local = start.astimezone(AMSTERDAM).replace(tzinfo=None)  # hours that count have no change of the clock
    while True:
        midnight = datetime.combine(local.date(), time())
        local = max(local, midnight + _NINE)
        room = midnight + _DAY - local
        if left <= room:
            return (local + left).replace(tzinfo=AMSTERDAM).astimezone(UTC)
        left, local = left - room, midnight + _DAY


def legal(case: KnownCase) -> list[Term]:
    """The terms of the law in an open case: those of the latest custody after the arrest."""
    arrest = case.arrest
    if arrest is None:
        return []
    last = max(case.custody, key=lambda one: one.since, default=None)
    kind = None if last is None else last.custody
    let_go = kind is CustodyKind.HEENGEZONDEN and last is not None and last.since >= arrest.arrested_at
    if let_go or kind is CustodyKind.VOORGELEID:
        return []
    if kind in _IVS and last is not None:
        court = arrest.arrested_at + _before_court(arrest)
        return [(TermKind.INVERZEKERINGSTELLING, _ivs_end(case, last)), (TermKind.VOORGELEIDING, court)]
    start = arrest.brought_in_at or arrest.arrested_at
    return [(TermKind.OPHOUDEN, hold_end(start, _hold_hours(arrest, start, kind)))]


def chosen(case: KnownCase, houses: Iterable[Hours]) -> list[Term]:
    """The term that people set by letting the decision wait, until there is one, also a provisional one.

    ``houses``: the hours of the houses that have the casus or know the person.
    """
    held = max(case.held, key=lambda one: one.held_at, default=None)
    if held is None or any(one.decided_at >= held.held_at for one in case.decisions):
        return []
    if held.held_for is HeldFor.VOLGENDE_OCHTEND:
        tomorrow = amsterdam_day(held.held_at) + timedelta(days=1)
        return [(TermKind.VOLGENDE_OCHTEND, morning(tomorrow))]
    if held.held_for is HeldFor.WERKPLAATS:
        return [(TermKind.WERKPLAATS, held.held_at + 14 * _DAY)]
    opens = [hours.next(held.held_at) for hours in houses]
    if not opens:
        return [(TermKind.WACHT_OP_HUIS, held.held_at + _DAY)]
    at_once = min(opens) == held.held_at
    return [(TermKind.WACHT_OP_HUIS, held.held_at + timedelta(hours=3) if at_once else min(opens))]


def _hold_hours(arrest: SuspectArrested, start: datetime, kind: CustodyKind | None) -> int:
    if arrest.pretrial_detention_allowed:
        return 9 if amsterdam_day(start) >= _LONGER_HOLD_FROM else 6
    return 12 if kind is CustodyKind.OPHOUDEN_IDENTIFICATIE else 6


def _ivs_end(case: KnownCase, last: CustodyChanged) -> datetime:
    if last.custody is CustodyKind.INVERZEKERINGSTELLING:
        return last.since + 3 * _DAY
    first = [one.since for one in case.custody if one.custody is CustodyKind.INVERZEKERINGSTELLING]
    return min(first) + 6 * _DAY if first else last.since + 3 * _DAY


def _before_court(arrest: SuspectArrested) -> timedelta:
    longer = amsterdam_day(arrest.arrested_at) >= _LONGER_HOLD_FROM
    return 3 * _DAY + timedelta(hours=18 if longer else 15)


_IVS = frozenset({CustodyKind.INVERZEKERINGSTELLING, CustodyKind.INVERZEKERINGSTELLING_VERLENGD})
