"""The composition root of what people look up: what is owed, who can be called, what can be learned."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hub.engine.cluster.clock import wall_clock
from hub.engine.embedded import SOURCE
from hub.engine.learning import learned
from hub.engine.lookups import Lookup, lookups, note_lookup
from hub.engine.owed import owed, owed_counts
from hub.engine.read import case_standing
from hub.engine.store import Store
from hub.engine.tables import from_micros
from hub.errors import ConfigurationError
from hub.rules import Rules
from hub.rules.purpose import police_seat
from hub.schemas.calendar import amsterdam_day
from hub.schemas.envelope import rfc3339
from hub.schemas.vocabulary import Role
from hub.streams.bekend import known_houses
from hub.streams.effects import AwaitedKind
from hub.streams.inheriting import inherit
from hub.streams.person import region_of, residence

__all__ = ["AwaitedKind", "Lookup", "learned", "lookups", "note_lookup", "owed", "owed_counts"]
"""What the commands may know of the engine's look-ups, beside the functions below."""

CONTACT = (Role.PROCESREGISSEUR, Role.KETENMANAGER, Role.ADMINISTRATIE_HUIS)
"""Who answers at a house, in the order in which one asks (report, annex II)."""

Line = dict[str, Any]


def time_of(store: Store, *, cluster: bool) -> datetime:
    """The present of a store: a folder's is that to which its messages have come."""
    if cluster:
        return wall_clock()
    with store.transaction() as connection:
        row = store.offset(connection, SOURCE)
    return from_micros(row["clock"]) if row is not None and row["clock"] else wall_clock()


def house_line(rules: Rules, house: str, at: datetime, *, why: str = "") -> Line:
    """What one must know to reach a house at a moment. ``why``: it is named.

    Raises:
        ConfigurationError: there is no such house.
    """
    found = rules.reference.houses.get(house)
    if found is None:
        msg = f"there is no house {house}; `ketenhub directory` lists them all"
        raise ConfigurationError(msg)
    day = amsterdam_day(at)
    opens = rules.hours.next_open(house, at)
    return {
        "house": found.id,
        "name": found.name,
        "why": why,
        "exists": found.holds(day),
        "region": found.region,
        "locations": list(found.locations),
        "register": found.register_name,
        "link": rules.profiles.link(house, day),
        "feedback": rules.profiles.feedback(house, day),
        "hours": rules.hours.schedules[found.opening].hours,
        "open": rules.hours.is_open(house, at),
        "opens_at": None if opens is None else rfc3339(opens),
        "contact": [role.value for role in CONTACT],
        "police_seat": police_seat(house),
        "note": found.note,
    }


def houses(rules: Rules, at: datetime) -> Iterator[Line]:
    """All houses."""
    for house in sorted(rules.reference.houses):
        yield house_line(rules, house, at)


def of_municipality(rules: Rules, code: str, at: datetime) -> Line:
    """The house of a municipality, and how sure that is.

    Raises:
        ConfigurationError: no such municipality, or it has no house on that day.
    """
    place = rules.reference.municipalities.get(code)
    if place is None:
        msg = f"there is no municipality {code}; codes are those of the CBS of 2016, such as GM0716"
        raise ConfigurationError(msg)
    house = rules.reference.house_of(code, amsterdam_day(at))
    if house is None:
        msg = f"{place.name} has no house on that day; the OvJ picks one"
        raise ConfigurationError(msg)
    return house_line(rules, house, at, why="municipality") | {
        "municipality": place.name,
        "certainty": place.certainty,
    }


def of_case(rules: Rules, store: Store, case: str, at: datetime) -> tuple[str, list[Line]] | None:
    """The person of a case, and the houses that it concerns: of residence, and those that know the person.

    None: nobody knows the case. Whoever asks must `note_lookup` first: that a house knows somebody is told.
    """
    found = case_standing(store, case)
    if found is None:
        return None
    dossier, name = found
    dossier = inherit(dossier, rules.reference.heirs(amsterdam_day(at)))
    about = dossier.cases[name]
    why = {
        house: [f"known by {knowing.value}"] for house, knowing in known_houses(dossier, about, at).items()
    }
    lives = residence(dossier)
    home = rules.reference.house_of(lives, amsterdam_day(at)) if lives is not None else None
    if home is not None:
        why.setdefault(home, []).insert(0, "residence")
    lines = [house_line(rules, house, at, why=", ".join(why[house])) for house in sorted(why)]
    region = region_of(about)
    return dossier.subject, [line | {"case_region": region} for line in lines]
