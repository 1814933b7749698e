"""Which terms run (readings 52 to 54, and the foot of page 3), and when who is open: by the clock alone."""

from collections.abc import Iterator

from tests.oracle.facts import DAY, LOCAL_MIDNIGHT, Known, World, timeless
from tests.oracle.knowledge import is_open, suspicion

NIGHT_ENDS = 9 * 60
HOLD = 6 * 60
IDENTITY = 6 * 60
CUSTODY_DAYS = 3
COURT = 3 * DAY + 15 * 60
WARNING = 60
ZSM_HOUSES = frozenset({"VH19"})
"""Open as ZSM is, every day from 08:00 to 22:00; all other houses in office hours."""
FRIDAY, WORKDAYS = 4, 5


@timeless
def custody(world: World, case: str) -> Known | None:
    """How the suspect is held now."""
    return max(world.all("custody", case), key=lambda c: c["since"], default=None)


@timeless
def term(world: World, case: str) -> tuple[str, int] | None:
    """Reading 52: the kind of the term that runs and its end; None: none runs, or it is not known."""
    held, suspect = custody(world, case), suspicion(world, case)
    kind = held["custody"] if held is not None else "OPHOUDEN"
    if held is not None and kind == "INVERZEKERINGSTELLING":
        return (kind, held["since"] + CUSTODY_DAYS * DAY)
    if held is not None and kind == "INVERZEKERINGSTELLING_VERLENGD":
        first = [c["since"] for c in world.all("custody", case) if c["custody"] == "INVERZEKERINGSTELLING"]
        since = max(first) + CUSTODY_DAYS * DAY if first else held["since"]
        return ("INVERZEKERINGSTELLING", since + CUSTODY_DAYS * DAY)
    if kind in {"HEENGEZONDEN", "VOORGELEID"} or suspect is None or suspect.fact.what == "summoned":
        return None
    extended = kind == "OPHOUDEN_IDENTIFICATIE" and not suspect["pretrial"]
    start = suspect["brought_in_at"] if suspect["brought_in_at"] is not None else suspect["moment"]
    return ("OPHOUDEN", hold_end(start, HOLD + (IDENTITY if extended else 0)))


def term_end(world: World, case: str) -> int | None:
    """End of the term: hold, 6 hours not counting 00:00-09:00 local time; inverzekeringstelling, + 3 days."""
    found = term(world, case)
    return found[1] if found is not None else None


def terms(world: World, case: str) -> Iterator[tuple[str, int]]:
    """All terms that run in an open case: the one of `term`, and the one until the rechter-commissaris."""
    if not is_open(world, case):
        return
    found, suspect = term(world, case), suspicion(world, case)
    if found is None:
        return
    yield found
    arrested = suspect is not None and suspect.fact.what == "arrested"
    if found[0] == "INVERZEKERINGSTELLING" and arrested:
        assert suspect is not None
        yield ("VOORGELEIDING", suspect["moment"] + COURT)


def hold_end(start: int, left: int = HOLD) -> int:
    """Walk from the start by day: only 09:00-24:00 counts."""
    here = start
    while True:
        clock = (here + LOCAL_MIDNIGHT) % DAY
        if clock < NIGHT_ENDS:
            here += NIGHT_ENDS - clock
            continue
        today = min(left, DAY - clock)
        here, left = here + today, left - today
        if left == 0:
            return here


def opens_at(house: str, minute: int) -> int | None:
    """When a house that is shut at this minute opens; None: it is open. No holiday lies in these weeks."""
    here = minute
    while True:
        day, clock = divmod(here + LOCAL_MIDNIGHT, DAY)
        workday = (FRIDAY + day) % 7 < WORKDAYS
        opens, shuts = (8 * 60, 22 * 60) if house in ZSM_HOUSES else (8 * 60 + 30, 17 * 60)
        shut_today = not workday and house not in ZSM_HOUSES
        if not shut_today and opens <= clock < shuts:
            return None if here == minute else here
        if not shut_today and clock < opens:
            return here + opens - clock
        here += DAY - clock
