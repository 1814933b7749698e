"""What is true at a moment, by the readings 2, 3, 5, 11, 19, 27 and 32: plain set logic over a `World`."""

from datetime import date
from functools import lru_cache

from tests.oracle.facts import CVOM, HOUSE_OF, REGION_OF, ROTTERDAM, Known, World, local_day, timeless

NEVER = 10**9
ADULT = 18


def ending(world: World, marking: Known) -> Known | None:
    """The end of a marking, as its register stated it; of several, that it was wrong, else the earliest."""
    same = [
        e for e in world.all("ended") if (e["house"], e["marking"]) == (marking["house"], marking["marking"])
    ]
    return min(same, key=lambda e: (e["reason"] != "FOUTIEF", e["ended_at"]), default=None)


def holds(world: World, marking: Known, t: int) -> bool:
    """Reading 2: valid_from <= t < valid_to, not ended at t, registered_at <= t; FOUTIEF never held."""
    end = ending(world, marking)
    if end is not None and (end["reason"] == "FOUTIEF" or end["ended_at"] <= t):
        return False
    return bool(
        marking["valid_from"] <= t
        and marking["registered_at"] <= t
        and (marking["valid_to"] is None or t < marking["valid_to"])
    )


def holding(world: World, house: str, t: int) -> list[Known]:
    """The house's markings that hold at t, registered first first (ties: lowest marking id; reading 7)."""
    found = [m for m in world.all("marked") if m["house"] == house and holds(world, m, t)]
    return sorted(found, key=lambda m: (m["registered_at"], m["marking"]))


@timeless
def final(world: World, case: str) -> Known | None:
    """The final decision: the first one that the hub heard (reading 3)."""
    found = [d for d in world.all("decision", case) if d["status"] == "DEFINITIEF"]
    return found[0] if found else None


@timeless
def monitored(world: World, case: str) -> int | None:
    """Since when the case is on the monitor (reading 5)."""
    found = world.all("on_monitor", case)
    return min((k["on_monitor_at"] for k in found), default=None)


@timeless
def at_cvom(world: World, case: str) -> bool:
    """Row 1, reading 36: the latest monitor that it came on is that of CVOM."""
    found = world.all("on_monitor", case)
    return bool(found) and max(found, key=lambda k: k["on_monitor_at"])["region"] == CVOM


def is_open(world: World, case: str) -> bool:
    """Until the final decision (reading 3)."""
    return final(world, case) is None


@lru_cache(maxsize=1024)
def hits(world: World, case: str) -> dict[str, Known]:
    """Reading 7: of each open case on the monitor, each house with a marking that holds now."""
    if monitored(world, case) is None or not is_open(world, case):
        return {}
    houses = {m["house"] for m in world.all("marked")}
    return {h: there[0] for h in sorted(houses) if (there := holding(world, h, world.now))}


@lru_cache(maxsize=1024)
def answered_hits(world: World, case: str) -> frozenset[str]:
    """Reading 39: of each open case on the monitor, each house that says it knows the person, unmarked."""
    if monitored(world, case) is None or not is_open(world, case):
        return frozenset()
    houses = {a["house"] for a in world.all("answered", case)} - hits(world, case).keys()
    return frozenset(h for h in houses if answered_known(world, case, h, world.now))


@timeless
def advice(world: World, house: str) -> Known | None:
    """Reading 11: the current advice is the highest version."""
    return max(
        (a for a in world.all("advice") if a["house"] == house), key=lambda a: a["version"], default=None
    )


@timeless
def confirmed_at(world: World, house: str) -> int | None:
    """When the current advice was last confirmed."""
    current = advice(world, house)
    moments = [
        c["confirmed_at"]
        for c in world.all("confirmed")
        if current is not None and (c["house"], c["version"]) == (house, current["version"])
    ]
    return max(moments, default=None)


def answered_known(world: World, case: str, house: str, t: int) -> bool:
    """B(h) at t: the latest answer of h in this case up to t was BEKEND ("not reachable" is no answer)."""
    answers = [
        a
        for a in world.all("answered", case)
        if a["house"] == house and a["answered_at"] <= t and a["answer"] != "ONBEREIKBAAR"
    ]
    return bool(answers) and max(answers, key=lambda a: a["answered_at"])["answer"] == "BEKEND"


def accepted(world: World, case: str, house: str, t: int) -> list[Known]:
    """T(h) at t: h accepted the casus of this case, triaged_at <= t."""
    return [
        a
        for a in world.all("triaged", case)
        if a["house"] == house and a["outcome"] == "AANGENOMEN" and a["triaged_at"] <= t
    ]


@lru_cache(maxsize=1024)
def bekend(world: World, case: str, t: int) -> frozenset[str]:
    """Reading 19: Bekend(h) at t = a marking holds, or B, or T."""
    named = {k["house"] for k in world.all("marked")}
    named |= {k["house"] for what in ("answered", "triaged") for k in world.all(what, case)}
    return frozenset(
        h
        for h in named
        if holding(world, h, t) or answered_known(world, case, h, t) or accepted(world, case, h, t)
    )


@timeless
def suspicion(world: World, case: str) -> Known | None:
    """The arrest or the summons of this case."""
    found = world.all("arrested", case) + world.all("summoned", case)
    return max(found, key=lambda k: k.index, default=None)


@timeless
def arrests(world: World) -> list[Known]:
    """All arrests and summonses of the person, by their own time."""
    found = sorted(world.all("arrested") + world.all("summoned"), key=lambda k: k.index)
    return sorted(found, key=lambda k: k["moment"])


@timeless
def birth_date(world: World) -> date | None:
    """Of the person, not of a case (reading 33): as last stated; who states none takes nothing back."""
    stated = [k["birth_date"] for k in arrests(world) if k["birth_date"] is not None]
    return stated[-1] if stated else None


@timeless
def age(world: World, case: str) -> int | None:
    """Reading 32: the age on the offence date, else on the day of the arrest or interrogation."""
    birth, suspect = birth_date(world), suspicion(world, case)
    if birth is None or suspect is None:
        return None
    known_days = [day for day in suspect["committed_on"] if day is not None]
    on = min(known_days) if known_days else local_day(suspect["moment"])
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


@timeless
def partners_by_age(world: World, case: str) -> set[str]:
    """Row 15: "under 18: Raad; 18-22: 3RO + Raad; 23 and over: 3RO; adult with a minor involved: + Raad"."""
    years, suspect = age(world, case), suspicion(world, case)
    if years is None or suspect is None:
        return set()
    named = {"RVDK"} if years < 18 else {"3RO", "RVDK"} if years <= 22 else {"3RO"}
    return named | ({"RVDK"} if suspect["minor_involved"] else set())


@timeless
def residence(world: World) -> tuple[str | None, str | None]:
    """The municipality by the last arrest or summons (none stated: none, or abroad), and its house."""
    municipality = arrests(world)[-1]["residence"] if arrests(world) else None
    return municipality, HOUSE_OF.get(municipality or "")


@timeless
def selection(world: World, case: str) -> Known | None:
    """The latest selection decision, by its own time (readings 32 and 47)."""
    return max(world.all("selection", case), key=lambda s: s["decided_at"], default=None)


def selected(world: World, case: str) -> bool:
    """Whether the latest selection decision is ZSM."""
    latest = selection(world, case)
    return latest is not None and latest["outcome"] == "ZSM"


@timeless
def region_of(world: World, case: str) -> str | None:
    """Reading 43: of the latest change of region, else of the suspicion."""
    moved = max(world.all("region", case), key=lambda k: k["changed_at"], default=None)
    suspect = suspicion(world, case)
    return moved["region"] if moved is not None else suspect["region"] if suspect is not None else None


def kib_on(world: World, case: str) -> bool:
    """Reading 44; these histories lie within the days of the KIB, so only the region decides."""
    return region_of(world, case) == ROTTERDAM and not at_cvom(world, case)


def raad_region(world: World, case: str) -> str | None:
    """Row 20: of a minor, the region of residence; residence unknown: that of the case (reading 43)."""
    years = age(world, case)
    if years is None or years >= ADULT:
        return None
    home = residence(world)[1]
    return REGION_OF[home] if home is not None else region_of(world, case)


def casus_of(world: World, case: str, house: str, t: int) -> str | None:
    """Reading 23: of the first registered marking that names one, else of the accepted casus."""
    named = [known["casus"] for known in (*holding(world, house, t), *accepted(world, case, house, t))]
    return next((one for one in named if one is not None), None)
