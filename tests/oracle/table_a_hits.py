"""The oracle of rows 2 to 5 and 7: hits, and the house's own question to confirm its advice."""

from collections.abc import Iterator

from tests.oracle.facts import PARTNERS, WATCHERS, Instant, Known, Told, Value, World, told
from tests.oracle.knowledge import (
    advice,
    confirmed_at,
    ending,
    final,
    hits,
    holding,
    monitored,
    term_end,
)


def offered(now: Instant, case: str) -> list[str]:
    """Partners that were offered the case at an earlier instant."""
    return [p for p in PARTNERS if now.was_told("zaak-aangeboden", case, p)]


def advice_facts(world: World, house: str) -> tuple[Value, Value]:
    """What of an advice counts as news (reading 9): its version and the date it was confirmed."""
    current = advice(world, house)
    return (current["version"] if current else None, confirmed_at(world, house))


def conflict(world: World, case: str) -> bool:
    """Row 3: "every hit; conflicting advices flagged" (reading 12)."""
    current = [a for h in hits(world, case) if (a := advice(world, h)) is not None]
    return any(
        one["indicated"].strip().casefold() == other["contra_indicated"].strip().casefold() != ""
        for one in current
        for other in current
        if one is not other
    )


def hit_content(
    now: Instant, case: str, house: str, *, origin: str, late: bool, ended: str | None
) -> dict[str, Value]:
    """The facts of this moment (reading 9); an ended hit has no advice (reading 11)."""
    version, confirmed = (None, None) if ended else advice_facts(now.after, house)
    provisional = [d for d in now.after.all("decision", case) if d["status"] == "VOORLOPIG"]
    return {
        "house": house,
        "origin": origin,
        "late": late,
        "ended": ended,
        "advice_version": version,
        "confirmed_at": confirmed,
        "conflict": conflict(now.after, case),
        "provisional": bool(provisional),
        "term_end": term_end(now.after, case),
    }


def to_zsm(now: Instant, case: str, **content: Value) -> Iterator[Told]:
    """Row 2: "OM and politie: at once; 3RO, Raad: the same, but only with zaak-aangeboden" (reading 8)."""
    for recipient in (*WATCHERS, *offered(now, case)):
        yield told(now.after.now, recipient, "veiligheidshuis-hit", case, **content)


def last_hit(now: Instant, case: str, house: str) -> Told | None:
    """What OM last heard of this hit."""
    heard = [t for t in now.was_told("veiligheidshuis-hit", case, "OM") if t.says("house") == house]
    return heard[-1] if heard else None


def row_2_3_4_5(now: Instant) -> Iterator[Told]:
    """Rows 2-5: hit + h's advice or hit without advice; never for a marking ended, expired or not yet valid.

    Row 5: "marking registered while the case is open: late hit, marked as late".
    """
    for case in now.after.cases:
        there, were = hits(now.after, case), hits(now.before, case)
        for house, marking in there.items():
            first = house not in were
            if not first and advice_facts(now.before, house) == advice_facts(now.after, house):
                continue
            if first:
                since = monitored(now.after, case) or 0
                late = marking["registered_at"] > since or marking["valid_from"] > since
                yield from row_2_asks_the_house(now, case, house, marking)
            else:
                heard = last_hit(now, case, house)
                assert heard is not None
                late = heard.says("late")
            content = hit_content(now, case, house, origin=marking["origin"], late=late, ended=None)
            yield from to_zsm(now, case, **content)


def row_2_asks_the_house(now: Instant, case: str, house: str, marking: Known) -> Iterator[Told]:
    """Row 2: "h: advies-bevestiging-gevraagd with the end of term"; once per case and house (reading 13)."""
    if not now.was_told("advies-bevestiging-gevraagd", case, house):
        yield told(
            now.after.now,
            house,
            "advies-bevestiging-gevraagd",
            case,
            casus=marking["casus"],
            advice_version=advice_facts(now.after, house)[0],
            answer_before=term_end(now.after, case),
        )


def end_of(now: Instant, house: str) -> str:
    """Reason of a hit's end: of the marking that ended last (reading 16).

    Which markings ended the hit: those that held before this instant and hold no more.
    """
    gone = [m for m in holding(now.before, house, now.before.now) if not holding_still(now.after, m)]
    return max(how_it_ended(now.after, marking) for marking in gone)[1]


def holding_still(world: World, marking: Known) -> bool:
    """Whether some version of this marking holds now."""
    there = holding(world, marking["house"], world.now)
    return any(m["marking"] == marking["marking"] for m in there)


def how_it_ended(world: World, marking: Known) -> tuple[int, str]:
    """When and why: as its register stated, or because its time ran out; whichever came first."""
    latest = next(
        m for m in world.all("marked") if (m["house"], m["marking"]) == (marking["house"], marking["marking"])
    )
    end = ending(world, latest)
    if end is not None and end["reason"] == "FOUTIEF":
        return min(end["ended_at"], world.now), "FOUTIEF"
    ends = [(end["ended_at"], str(end["reason"]))] if end is not None else []
    if latest["valid_to"] is not None:
        ends.append((latest["valid_to"], "VERLOPEN"))
    past = sorted(one for one in ends if one[0] <= world.now)
    return past[0] if past else (world.now, "VERLOPEN")


def row_7(now: Instant) -> Iterator[Told]:
    """Row 7: "M ends between hit and final decision: told; told if offered; foutief: also a correction"."""
    for case in now.after.cases:
        if final(now.after, case) is not None:
            continue
        for house in sorted(hits(now.before, case).keys() - hits(now.after, case).keys()):
            reason = end_of(now, house)
            heard = last_hit(now, case, house)
            assert heard is not None
            content = hit_content(
                now, case, house, origin=heard.says("origin"), late=heard.says("late"), ended=reason
            )
            yield from to_zsm(now, case, **content)
            if reason == "FOUTIEF":
                for recipient in (*WATCHERS, *offered(now, case)):
                    yield told(
                        now.after.now, recipient, "correctie-doorgegeven", case, house=house, reason="FOUTIEF"
                    )
