"""What is true at a moment, by the readings 2, 3, 5, 11, 19, 27 and 32: plain set logic over a `World`."""

from datetime import date
from functools import lru_cache

from tests.oracle.facts import DAY, HOUSE_OF, LOCAL_MIDNIGHT, Known, World, local_day

NIGHT_ENDS = 9 * 60
HOLD = 6 * 60
NEVER = 10**9


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


def final(world: World, case: str) -> Known | None:
    """The final decision: the first one that the hub heard (reading 3)."""
    found = [d for d in world.all("decision", case) if d["status"] == "DEFINITIEF"]
    return found[0] if found else None


def monitored(world: World, case: str) -> int | None:
    """Since when the case is on the monitor (reading 5)."""
    found = world.all("on_monitor", case)
    return found[-1]["on_monitor_at"] if found else None


@lru_cache(maxsize=256)
def hits(world: World, case: str) -> dict[str, Known]:
    """Reading 7: of each open case on the monitor, each house with a marking that holds now."""
    if monitored(world, case) is None or final(world, case) is not None:
        return {}
    houses = {m["house"] for m in world.all("marked")}
    return {h: there[0] for h in sorted(houses) if (there := holding(world, h, world.now))}


def advice(world: World, house: str) -> Known | None:
    """Reading 11: the current advice is the highest version."""
    return max(
        (a for a in world.all("advice") if a["house"] == house), key=lambda a: a["version"], default=None
    )


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


def bekend(world: World, case: str, t: int) -> set[str]:
    """Reading 19: Bekend(h) at t = a marking holds, or B, or T."""
    named = {k["house"] for what in ("marked", "answered", "triaged") for k in world.all(what) if k["house"]}
    return {
        h
        for h in named
        if holding(world, h, t) or answered_known(world, case, h, t) or accepted(world, case, h, t)
    }


def suspicion(world: World, case: str) -> Known | None:
    """The arrest or the summons of this case."""
    found = [k for k in world.facts if k.fact.what in {"arrested", "summoned"} and k.fact.case == case]
    return found[-1] if found else None


def arrests(world: World) -> list[Known]:
    """All arrests and summonses of the person, by their own time."""
    found = [k for k in world.facts if k.fact.what in {"arrested", "summoned"}]
    return sorted(found, key=lambda k: k["moment"])


def birth_date(world: World) -> date | None:
    """Of the person, not of a case (reading 33): as last stated; who states none takes nothing back."""
    stated = [k["birth_date"] for k in arrests(world) if k["birth_date"] is not None]
    return stated[-1] if stated else None


def age(world: World, case: str) -> int | None:
    """Reading 32: the age on the offence date, else on the day of the arrest or interrogation."""
    birth, suspect = birth_date(world), suspicion(world, case)
    if birth is None or suspect is None:
        return None
    known_days = [day for day in suspect["committed_on"] if day is not None]
    on = min(known_days) if known_days else local_day(suspect["moment"])
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def partners_by_age(world: World, case: str) -> set[str]:
    """Row 15: "under 18: Raad; 18-22: 3RO + Raad; 23 and over: 3RO; adult with a minor involved: + Raad"."""
    years, suspect = age(world, case), suspicion(world, case)
    if years is None or suspect is None:
        return set()
    named = {"RVDK"} if years < 18 else {"3RO", "RVDK"} if years <= 22 else {"3RO"}
    return named | ({"RVDK"} if suspect["minor_involved"] else set())


def residence(world: World) -> tuple[str | None, str | None]:
    """The municipality by the last arrest or summons (none stated: none, or abroad), and its house."""
    municipality = arrests(world)[-1]["residence"] if arrests(world) else None
    return municipality, HOUSE_OF.get(municipality or "")


def term_end(world: World, case: str) -> int | None:
    """End of the term: hold, 6 hours not counting 00:00-09:00 local time; inverzekeringstelling, + 3 days."""
    suspect = suspicion(world, case)
    custody = max(world.all("custody", case), key=lambda c: c["since"], default=None)
    if custody is not None and custody["custody"] == "INVERZEKERINGSTELLING":
        return int(custody["since"]) + 3 * DAY
    if (
        suspect is None
        or suspect.fact.what == "summoned"
        or (custody and custody["custody"] == "HEENGEZONDEN")
    ):
        return None
    return hold_end(suspect["brought_in_at"] if suspect["brought_in_at"] is not None else suspect["moment"])


def hold_end(start: int) -> int:
    """Walk from the start by day: only 09:00-24:00 counts."""
    left, here = HOLD, start
    while True:
        clock = (here + LOCAL_MIDNIGHT) % DAY
        if clock < NIGHT_ENDS:
            here += NIGHT_ENDS - clock
            continue
        today = min(left, DAY - clock)
        here, left = here + today, left - today
        if left == 0:
            return here
