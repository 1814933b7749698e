"""The oracle of rows 14 to 18 and 20: who is offered the case, and where it goes when it leaves ZSM."""

from collections.abc import Iterator

from tests.oracle.facts import AMSTERDAM, PARTNERS, WATCHERS, Instant, Told, World, told
from tests.oracle.knowledge import (
    ADULT,
    advice,
    age,
    at_cvom,
    bekend,
    birth_date,
    confirmed_at,
    holding,
    is_open,
    kib_on,
    monitored,
    partners_by_age,
    raad_region,
    region_of,
    residence,
    selected,
    selection,
    suspicion,
)
from tests.oracle.purpose import sees
from tests.oracle.table_a_hits import known_houses
from tests.oracle.terms import term_end

REGISTRY = {"3RO": "iris", "RVDK": "kbps"}
COLOURS = {
    "GROEN": {"SHN"},
    "ORANJE": {"SHN", "3RO"},
    "ROOD": {"SHN", "3RO", "RVDK", "GEMEENTE", "VEILIG_THUIS", "GI"},
}
VIR_UNTIL = 23
DESTINATIONS = ("BACKOFFICE", "HALT", "PGA")
TOP_1000 = frozenset({"TOP_600", "TOP_400"})
LIGHT = frozenset({"Sr 310", "Sr 350", "Sr 424", "Sr 453", "Sr 461"})
"""A setting of the rules, copied by hand: the report does not say what is light (1502)."""


def due(world: World, case: str) -> bool:
    """Reading 32: selected for ZSM, arrested or summoned, and open; not at CVOM (36)."""
    there = suspicion(world, case) is not None and is_open(world, case)
    return there and selected(world, case) and not at_cvom(world, case)


def by_colour(world: World, case: str) -> bool:
    """Whether row 16 replaces row 15: KIB is on and the suspect is an adult."""
    years = age(world, case)
    return years is not None and years >= ADULT and kib_on(world, case)


def colour(world: World, case: str) -> str | None:
    """What the selectie-instrument last said."""
    last = max(world.all("instrument", case), key=lambda k: k["applied_at"], default=None)
    return last["colour"] if last is not None else None


def row_15_16(now: Instant) -> Iterator[Told]:
    """Row 15: by age to 3RO and Raad; row 16: by colour; row 20: the Raad of the home region."""
    world = now.after
    for case in world.cases:
        if not due(world, case):
            continue
        heard = {t.recipient for t in now.was_told("zaak-aangeboden", case)}
        said = colour(world, case)
        if not by_colour(world, case):
            named = partners_by_age(world, case)
        else:
            named = COLOURS[said] if said is not None else set()
            if said is None and not now.was_told("instrument-ontbreekt", case):
                yield from (told(world.now, watcher, "instrument-ontbreekt", case) for watcher in WATCHERS)
        for partner in sorted(named - heard):
            yield from offer(now, case, partner)
        yield from ask_vir(now, case, heard | named)


def offer(now: Instant, case: str, partner: str) -> Iterator[Told]:
    """The offer with the hits that there are (reading 8), and the question to the partner's own register."""
    world, seen = now.after, sees(now, case, partner, "offered")
    there = known_houses(world, case) if "house_hit" in seen else []
    advices = tuple((h, a["version"], confirmed_at(world, h)) for h in there if (a := advice(world, h)))
    end, suspect = term_end(world, case), suspicion(world, case)
    assert suspect is not None
    identity = "identity" in seen
    yield told(
        world.now,
        partner,
        "zaak-aangeboden",
        case,
        region=region_of(world, case),
        hits=tuple(there),
        advices=advices,
        birth_date=birth_date(world) if identity else None,
        residence=residence(world)[0] if identity else None,
        offences=len(suspect["committed_on"]),
        minor_involved=suspect["minor_involved"] and "other_person_dat" in seen,
        term_end=end if "hold_term" in seen else None,
        raad_region=raad_region(world, case) if partner == "RVDK" else None,
    )
    if partner in PARTNERS:
        yield told(world.now, partner, "advies-gevraagd", case, registry=REGISTRY[partner], answer_before=end)


def ask_vir(now: Instant, case: str, offered: set[str]) -> Iterator[Told]:
    """Row 15: "VIR under 23": the Raad if it is offered the case, else 3RO; once per case (reading 42)."""
    years = age(now.after, case)
    asked = any(t.says("registry") == "vir" for t in now.was_told("advies-gevraagd", case))
    if years is None or years >= VIR_UNTIL or asked:
        return
    for partner in [p for p in ("RVDK", "3RO") if p in offered][:1]:
        end = term_end(now.after, case)
        yield told(now.after.now, partner, "advies-gevraagd", case, registry="vir", answer_before=end)


def age_alarm(now: Instant) -> Iterator[Told]:
    """Rows 14, 15, 17: "birth date unknown: nobody, alarm to OM and politie", one alarm for the three."""
    world = now.after
    if birth_date(world) is not None:
        return
    for case in world.cases:
        held = suspicion(world, case) is not None and in_custody(world, case) is not None
        waits = held or due(world, case) or destination(world, case) is not None
        if waits and not now.was_told("leeftijd-onbekend", case):
            yield from (told(world.now, watcher, "leeftijd-onbekend", case) for watcher in WATCHERS)


def in_custody(world: World, case: str) -> int | None:
    """Since when the suspect was first in inverzekeringstelling."""
    found = [c["since"] for c in world.all("custody", case) if c["custody"] == "INVERZEKERINGSTELLING"]
    return min(found, default=None)


def row_14(now: Instant) -> Iterator[Told]:
    """Row 14: "inverzekeringstelling ordered, selected or not: adult: 3RO; under 18: Raad; at once"."""
    world = now.after
    for case in world.cases:
        since, years = in_custody(world, case), age(world, case)
        if since is None or years is None or now.was_told("vroeghulp-gemeld", case):
            continue
        partner = "RVDK" if years < ADULT else "3RO"
        seen, suspect = sees(now, case, partner, "ivs"), suspicion(world, case)
        assert suspect is not None
        yield told(
            world.now,
            partner,
            "vroeghulp-gemeld",
            case,
            since=since,
            offences=len(suspect["committed_on"]),
            birth_date=birth_date(world),
            term_end=term_end(world, case) if "hold_term" in seen else None,
            raad_region=raad_region(world, case) if partner == "RVDK" else None,
        )


def destination(world: World, case: str) -> str | None:
    """Where a case goes that leaves ZSM at selection (reading 47); None: it does not, or not yet."""
    latest = selection(world, case)
    there = suspicion(world, case) is not None and is_open(world, case) and not at_cvom(world, case)
    return latest["outcome"] if there and latest is not None and latest["outcome"] in DESTINATIONS else None


def leaves(world: World, case: str) -> str | None:
    """The destination, but Halt only for 12 to 17: with the age unknown it waits for the birth date."""
    goes, years = destination(world, case), age(world, case)
    halt = years is not None and 12 <= years < ADULT
    return None if goes == "HALT" and not halt else goes


def row_17_18(now: Instant) -> Iterator[Told]:
    """Row 17: the destination gets the case, Raad or 3RO and Bekend houses hear where it went; 18: PGA."""
    world = now.after
    for case in world.cases:
        goes = leaves(world, case)
        direct = {"PGA"} if row_18(world, case) else set()
        direct |= {goes} if goes is not None and goes != "PGA" else set()
        for one in sorted(direct):
            if not now.was_told("zaak-doorgezonden", case, one):
                yield from send(now, case, one)
        if goes is None:
            continue
        years = age(world, case)
        partners = set() if years is None else {"RVDK"} if years < ADULT else {"3RO"}
        first = all(leaves(then, case) != goes for then in now.past)
        houses = bekend(world, case, world.now) if first else frozenset()
        heard = {t.recipient for t in now.was_told("zaak-uit-zsm", case) if t.says("destination") == goes}
        for recipient in sorted((partners | houses) - heard):
            yield from notice(now, case, recipient, goes)


def send(now: Instant, case: str, to: str) -> Iterator[Told]:
    """The case itself."""
    world, seen = now.after, sees(now, case, to, "addressed")
    suspect = suspicion(world, case)
    yield told(
        world.now,
        to,
        "zaak-doorgezonden",
        case,
        offences=len(suspect["committed_on"]) if suspect is not None else 0,
        birth_date=birth_date(world),
        residence=residence(world)[0],
        term_end=term_end(world, case) if "hold_term" in seen else None,
    )


def notice(now: Instant, case: str, to: str, goes: str) -> Iterator[Told]:
    """That the case left ZSM, and where it went."""
    world, seen = now.after, sees(now, case, to)
    suspect = suspicion(world, case)
    assert suspect is not None
    yield told(
        world.now,
        to,
        "zaak-uit-zsm",
        case,
        destination=goes,
        offences=len(suspect["committed_on"]) if "offence" in seen else 0,
        birth_date=birth_date(world) if "identity" in seen else None,
        raad_region=raad_region(world, case) if to == "RVDK" else None,
    )


def row_18(world: World, case: str) -> bool:
    """Row 18: "on Top-600/400, ZSM Amsterdam, not light: PGA" (reading 48)."""
    on_list = any(
        m["target_list"] in TOP_1000 and m in holding(world, m["house"], world.now)
        for m in world.all("marked")
    )
    here = region_of(world, case) == AMSTERDAM and monitored(world, case) is not None
    suspect = suspicion(world, case)
    if suspect is None:
        return False
    articles = suspect["articles"]
    light = bool(articles) and all(article in LIGHT for article in articles)
    return on_list and here and is_open(world, case) and not at_cvom(world, case) and not light
