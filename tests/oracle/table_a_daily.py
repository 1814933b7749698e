"""The oracle of what comes by the clock or with the KIB: row 19's overview, terms, row 16's information."""

from collections.abc import Iterator

from tests.oracle.facts import DAY, REGION_OF, ROTTERDAM, WATCHERS, ZWB, Instant, Told, World, local_day, told
from tests.oracle.knowledge import (
    ADULT,
    advice,
    age,
    at_cvom,
    bekend,
    casus_of,
    is_open,
    kib_on,
    monitored,
    residence,
    suspicion,
)
from tests.oracle.terms import WARNING, term_end, terms

MORNINGS = 30


def mornings(world: World, case: str) -> tuple[int, int]:
    """Row 19: the first and the last 08:00 of a case on the monitor (minute 0 is 08:00 in Amsterdam).

    Thirty from when it first came on the monitor, by the registry's own time (reading 2); those before the
    hub heard of it are past.
    """
    appearances = world.all("on_monitor", case)
    since = min(k["on_monitor_at"] for k in appearances)
    heard = min(k.fact.at for k in appearances)
    return (max(since, heard) // DAY + 1) * DAY, (since // DAY + MORNINGS) * DAY


def row_19(now: Instant) -> Iterator[Told]:
    """Row 19: "h: Bekend persons not yet handled. Its police seat: also unmarked residents" (reading 51)."""
    world = now.after
    if now.fact is not None or world.now % DAY:
        return
    for case in world.cases:
        suspect = suspicion(world, case)
        if monitored(world, case) is None or not is_open(world, case) or at_cvom(world, case):
            continue
        first, last = mornings(world, case)
        if suspect is None or suspect.fact.what != "arrested" or not first <= world.now <= last:
            continue
        known = bekend(world, case, world.now)
        for house in sorted(h for h in known if REGION_OF.get(h) == ZWB):
            current = advice(world, house)
            yield from listed(
                now,
                case,
                house,
                casus=casus_of(world, case, house, world.now),
                advice_version=current["version"] if current is not None else None,
                unmarked=False,
            )
        home = residence(world)[1]
        if home is not None and REGION_OF[home] == ZWB and home not in known:
            seat = f"{home}_POLITIE"
            yield from listed(now, case, seat, casus=None, advice_version=None, unmarked=True)


def listed(
    now: Instant, case: str, to: str, *, casus: str | None, advice_version: int | None, unmarked: bool
) -> Iterator[Told]:
    """One line of the overview of this morning."""
    world = now.after
    suspect = suspicion(world, case)
    assert suspect is not None
    yield told(
        world.now,
        to,
        "overzicht-aangehoudenen",
        case,
        day=local_day(world.now),
        arrested_at=suspect["moment"],
        offences=len(suspect["committed_on"]),
        term_end=term_end(world, case),
        casus=casus,
        advice_version=advice_version,
        unmarked=unmarked,
    )


def running_out(now: Instant) -> Iterator[Told]:
    """Reading 53: a warning before a term ends, an alarm at its end, each once; if past, only the alarm."""
    world = now.after
    for case in world.cases:
        for kind, end in terms(world, case):
            if world.now >= end:
                yield from once(now, case, "termijn-verstreken", term=kind, ends_at=end)
            elif world.now >= end - WARNING:
                yield from once(now, case, "termijn-nadert", term=kind, ends_at=end)


def once(now: Instant, case: str, what: str, *, term: str, ends_at: int) -> Iterator[Told]:
    """To OM and politie, once per kind and end."""
    heard = {(t.says("term"), t.says("ends_at")) for t in now.was_told(what, case)}
    if (term, ends_at) not in heard:
        for watcher in WATCHERS:
            yield told(now.after.now, watcher, what, case, term=term, ends_at=ends_at)


def row_16_information(now: Instant) -> Iterator[Told]:
    """Row 16: "all inflow: both houses checked, 'dat' only" (reading 45); told anew when it changes."""
    world = now.after
    for case in world.cases:
        if not kib_on(world, case) or monitored(world, case) is None or not is_open(world, case):
            continue
        about = {c["context"] for c in world.all("context", case) if c["about"] == "VERDACHTE"}
        content = {
            "known_at_a_house": any(
                REGION_OF.get(house) == ROTTERDAM for house in bekend(world, case, world.now)
            ),
            "in_a_target_group": bool(world.all("target_group")),
            "contexts": tuple(sorted(about)),
        }
        heard = now.was_told("kib-informatie", case)
        if not heard or dict(heard[-1].content) != content:
            yield told(world.now, "KIB", "kib-informatie", case, **content)


def row_16_instrument(now: Instant) -> Iterator[Told]:
    """Reading 46: OM and politie see each new score as KIB reports it."""
    world = now.after
    for case in world.cases:
        years = age(world, case)
        if not kib_on(world, case) or not is_open(world, case) or years is None or years < ADULT:
            continue
        heard = {t.content for t in now.was_told("instrument-doorgegeven", case)}
        for one in world.all("instrument", case):
            content = {name: one[name] for name in ("colour", "score", "instrument_version")}
            new = [
                told(world.now, watcher, "instrument-doorgegeven", case, **content) for watcher in WATCHERS
            ]
            if new[0].content not in heard:
                heard.add(new[0].content)
                yield from new
