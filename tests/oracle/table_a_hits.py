"""The oracle of rows 2 to 5 and 7: hits, and the house's own question to confirm its advice."""

from collections.abc import Iterator

from tests.oracle.facts import PARTNERS, WATCHERS, Instant, Known, Told, Value, World, told
from tests.oracle.knowledge import (
    NEVER,
    advice,
    answered_hits,
    at_cvom,
    confirmed_at,
    ending,
    final,
    hits,
    holding,
    monitored,
)
from tests.oracle.terms import term_end


def offered(now: Instant, case: str) -> list[str]:
    """Partners that were offered the case at an earlier instant."""
    return [p for p in PARTNERS if now.was_told("zaak-aangeboden", case, p)]


def advice_facts(world: World, house: str) -> tuple[Value, Value]:
    """What of an advice counts as news (reading 9): its version and the date it was confirmed."""
    current = advice(world, house)
    return (current["version"] if current else None, confirmed_at(world, house))


def known_houses(world: World, case: str) -> list[str]:
    """The houses that now have a hit, by marking or by answer (reading 39)."""
    return sorted(hits(world, case).keys() | answered_hits(world, case))


def conflict(world: World, case: str) -> bool:
    """Row 3: "every hit; conflicting advices flagged" (reading 12)."""
    current = [a for h in known_houses(world, case) if (a := advice(world, h)) is not None]
    return any(
        one["indicated"].strip().casefold() == other["contra_indicated"].strip().casefold() != ""
        for one in current
        for other in current
        if one is not other
    )


def hit_content(
    now: Instant, case: str, house: str, *, origin: str | None, late: bool, ended: str | None
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


def last_hit(now: Instant, case: str, house: str, *, marked: bool = True) -> Told | None:
    """What OM last heard of a hit of this house by marking, or else by answer: that one has no origin."""
    for one in reversed(now.was_told("veiligheidshuis-hit", case, "OM")):
        if one.says("house") == house and (one.says("origin") is not None) == marked:
            return one
    return None


def is_news(now: Instant, house: str, heard: Told) -> bool:
    """Reading 9: another version of the advice, or another date at which it was confirmed."""
    return advice_facts(now.after, house) != (heard.says("advice_version"), heard.says("confirmed_at"))


def row_2_3_4_5(now: Instant) -> Iterator[Told]:
    """Rows 2-5: hit + h's advice or hit without advice; never for a marking ended, expired or not yet valid.

    Row 5: "marking registered while the case is open: late hit, marked as late".
    """
    for case in now.after.cases:
        if at_cvom(now.after, case):
            continue
        for house, marking in hits(now.after, case).items():
            heard = last_hit(now, case, house)
            if heard is None or heard.says("ended"):
                since = monitored(now.after, case) or 0
                late = marking["registered_at"] > since or marking["valid_from"] > since
                yield from row_2_asks_the_house(now, case, house, marking)
            elif is_news(now, house, heard):
                late = heard.says("late")
            else:
                continue
            content = hit_content(now, case, house, origin=marking["origin"], late=late, ended=None)
            yield from to_zsm(now, case, **content)


def row_8_hits(now: Instant) -> Iterator[Told]:
    """Row 8: "bekend (-> B, hit)": a hit without a marking (reading 39)."""
    for case in now.after.cases:
        if at_cvom(now.after, case):
            continue
        for house in sorted(answered_hits(now.after, case)):
            heard = last_hit(now, case, house, marked=False)
            if heard is None or is_news(now, house, heard):
                yield from to_zsm(
                    now, case, **hit_content(now, case, house, origin=None, late=False, ended=None)
                )


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


def ground_of(now: Instant, case: str, house: str) -> list[Known]:
    """The markings on which the hit stood: those that held at some instant of its last life.

    At CVOM nobody has a hit (36), so what held there bore none; a life that began before goes on after it.
    """
    ids = set[str]()
    for world in reversed(now.past):
        if at_cvom(world, case):
            continue
        if house in hits(world, case):
            ids |= {m["marking"] for m in holding(world, house, world.now)}
        elif ids:
            break
    return [m for m in now.after.all("marked") if m["house"] == house and m["marking"] in ids]


def end_of(now: Instant, case: str, house: str) -> str:
    """Reason of a hit's end: of the marking that ended last (reading 16).

    A marking that ended as FOUTIEF never held (reading 2), so it is none of these, unless there is no other:
    then the hit itself never was right.
    """
    ground = ground_of(now, case, house)
    right = [m for m in ground if not never_right(now.after, m)]
    if not right:
        return "FOUTIEF"
    if now.fact is not None and now.fact.fact.what == "marked":
        return "VERLOPEN"
    return max(how_it_ended(now.after, marking) for marking in right)[1]


def never_right(world: World, marking: Known) -> bool:
    """Whether the house said that the marking was wrong."""
    end = ending(world, marking)
    return end is not None and end["reason"] == "FOUTIEF"


def how_it_ended(world: World, marking: Known) -> tuple[int, str]:
    """When and why: as its register stated, or because its time ran out; whichever came first."""
    end = ending(world, marking)
    ends = [(int(end["ended_at"]), str(end["reason"]))] if end is not None else []
    if marking["valid_to"] is not None:
        ends.append((marking["valid_to"], "VERLOPEN"))
    return min((one for one in ends if one[0] <= world.now), default=(-NEVER, "VERLOPEN"))


def row_7(now: Instant) -> Iterator[Told]:
    """Row 7: "M ends between hit and final decision: told; told if offered; foutief: also a correction"."""
    for case in now.after.cases:
        if final(now.after, case) is not None or at_cvom(now.after, case):
            continue
        for house in sorted({m["house"] for m in now.after.all("marked")} - hits(now.after, case).keys()):
            heard = last_hit(now, case, house)
            if heard is None:
                continue
            reason = end_of(now, case, house)
            if not heard.says("ended"):
                content = hit_content(
                    now, case, house, origin=heard.says("origin"), late=heard.says("late"), ended=reason
                )
                yield from to_zsm(now, case, **content)
            if reason == "FOUTIEF":
                yield from correction(now, case, house, since=heard)


def correction(now: Instant, case: str, house: str, *, since: Told) -> Iterator[Told]:
    """Row 7: "foutief: also a correction to all who got the hit", in a message or in their offer; once.

    The hit by marking: who only heard of the house's answer heard nothing that is wrong (39).
    """
    later = now.heard.since(since)
    if any((t.what, t.case) == ("correctie-doorgegeven", case) and t.says("house") == house for t in later):
        return
    by_marking = {world.now for world in now.past if house in hits(world, case)}
    in_offers = {
        t.recipient
        for t in now.was_told("zaak-aangeboden", case)
        if house in t.says("hits") and t.at in by_marking
    }
    heard = {
        t.recipient
        for t in now.was_told("veiligheidshuis-hit", case)
        if t.says("house") == house and t.says("origin") is not None
    }
    for recipient in sorted(heard | in_offers):
        yield told(now.after.now, recipient, "correctie-doorgegeven", case, house=house, reason="FOUTIEF")
