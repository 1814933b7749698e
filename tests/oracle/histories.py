"""Random histories of one person, from a seed: what may happen, in the orders in which it may be heard.

A history is a `Draft`, filled chapter by chapter; each chapter draws its own facts. Source times are
multiples of five minutes from a small range, so that boundaries often coincide (a decision at the very minute
at which a marking ends); delays are drawn apart, so that a message may overtake another by hours. Where the
readings leave a tie open (two answers of one house at one moment), `Draft.once` takes the next free minute.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.oracle.draft import HOUSES, Draft, draw_pick
from tests.oracle.facts import AMSTERDAM, CVOM, DAY, HOUSE_OF, NO_HOUSE, ROTTERDAM, ZWB, History, local_day
from tests.oracle.histories_houses import draw_advices, draw_house_facts, draw_marking
from tests.oracle.histories_zsm import draw_inquiries, draw_kib, draw_sharing, draw_signals

CHAPTERS = (
    "marked", "marked", "marked", "asked", "transferred", "read", "read", "advised", "signalled", "held",
    "kib", "shared", "cvom", "moved", "left", "lists", "twice",
)  # fmt: skip
OUTCOMES = ("ZSM",) * 7 + ("VEILIGHEIDSHUIS",) * 2 + ("BACKOFFICE",)
LEAVING = ("ZSM", "BACKOFFICE", "BACKOFFICE", "HALT", "HALT", "PGA")
HOLDS = (
    ("OPHOUDEN",),
    ("OPHOUDEN_IDENTIFICATIE",),
    ("INVERZEKERINGSTELLING",),
    ("INVERZEKERINGSTELLING", "HEENGEZONDEN"),
    ("INVERZEKERINGSTELLING", "INVERZEKERINGSTELLING_VERLENGD"),
    ("INVERZEKERINGSTELLING_VERLENGD",),
    ("OPHOUDEN", "INVERZEKERINGSTELLING", "VOORGELEID"),
    ("HEENGEZONDEN",),
)
ARTICLES = ("Sr 310", "Sr 310", "Sr 350", "Sr 300", "Sr 312")
"""Theft and damage are light on Amsterdam's lists, assault and robbery are not."""
SEPOTS = ("BELEIDSSEPOT_VOORWAARDELIJK", "BELEIDSSEPOT_ONVOORWAARDELIJK", "TECHNISCH_SEPOT")
OTHER_DECISIONS = ("DAGVAARDING", "OM_STRAFBESCHIKKING", "TRANSACTIE", "TOM", "OTP")
TECHNICAL_GROUNDS = ("01", "02", "03")
POLICY_GROUNDS = ("40", "52", "70")
GIVERS_AT_ZSM = ("OVJ", "JURIDISCH_BEOORDELAAR", "POLITIECOORDINATOR")


def make_history(seed: int) -> History:
    """The history of this seed; the same seed always gives the same history."""
    rng = random.Random(seed)
    draft = Draft(rng, chapters=frozenset(rng.sample(CHAPTERS, rng.choice((2, 3, 4, 5)))))
    houses = rng.sample(HOUSES, rng.randrange(1 if "read" in draft.chapters else 0, 3))
    person = draw_person(draft)
    if "kib" in draft.chapters and draft.chance(50):
        houses = ["VH19", *(house for house in houses if house != "VH19")]
    if "lists" in draft.chapters:
        houses = ["VH04", *(house for house in houses if house != "VH04")]
    for number in range(2 if draft.about("twice", 100) else 1):
        draw_case(
            draft, f"zaak-{number + 1}", start=draft.time(0, 300) + 600 * number, person=person, houses=houses
        )
    if houses and any(draft.about(chapter, 90) for chapter in ("marked", "read", "lists")):
        marking = [house for house in houses if draft.chance(70)] + rng.choices(houses, k=rng.randrange(2))
        for number, house in enumerate(marking[:4]):
            draw_marking(draft, f"m{number}", house)
        for house in houses:
            draw_advices(draft, house)
    order = sorted(range(len(draft.facts)), key=lambda i: (draft.facts[i].at, i))
    # A few run on past the last of thirty mornings (row 19); the others until the last term has ended.
    until = 36 if draft.chance(5) else 12
    return History(seed, tuple(draft.facts[i] for i in order), until * DAY)


@dataclass(frozen=True, slots=True)
class Person:
    """What the arrests say of the person."""

    birth_date: date | None
    residence: str | None
    region: str = ZWB


def draw_person(draft: Draft) -> Person:
    """Birth date unknown, minor, 18-22, older, often on the very birthday; residence with a house or none."""
    birth = None
    if not draft.chance(15):
        years = draft.rng.choice((12, 15, 17, 18, 18, 20, 22, 23, 23, 40))
        birth = date(2016 - years, 7, 15) + timedelta(days=draft.rng.choice((-200, -1, 0, 1)))
    residence = draft.rng.choice((None, NO_HOUSE, "GM0748", "GM0748", *HOUSE_OF))
    region = ROTTERDAM if "kib" in draft.chapters else AMSTERDAM if "lists" in draft.chapters else ZWB
    if draft.chance(10):
        region = draft.rng.choice((ROTTERDAM, AMSTERDAM, ZWB))
    return Person(birth, residence, region)


def draw_case(draft: Draft, case: str, *, start: int, person: Person, houses: Sequence[str]) -> None:
    """One case, from arrest or summons to decision; any part of it may be missing."""
    if draft.chance(95):
        draw_suspicion(draft, case, start, person)
    draw_monitor(draft, case, start)
    near = likely_houses(person, houses)
    draw_selections(draft, case, start, near)
    if draft.about("transferred", 90):
        for _ in range(draft.rng.choice((1, 1, 2, 3))):
            at = start + draft.time(100, 1500)
            draft.hear("transferred", case, at, house=draw_pick(draft, near), transferred_at=at)
    draw_house_facts(draft, case, start, near)
    if draft.about("asked", 100):
        draw_inquiries(draft, case, start, near)
    if draft.about("signalled", 100):
        draw_signals(draft, case, start, near)
    if draft.about("kib", 100):
        draw_kib(draft, case, start)
    if draft.about("shared", 100):
        draw_sharing(draft, case, start)
    if draft.about("advised", 90):
        draw_partner_facts(draft, case, start)
    if draft.about("read", 90):
        draw_reading_and_weighing(draft, case, start, near)
    draw_decisions(draft, case, start)


def draw_monitor(draft: Draft, case: str, start: int) -> None:
    """On the monitor of its region, or of CVOM, or of one after the other; and moved to another region.

    It is never heard of at 08:00 itself, for there the readings leave open which morning is the first.
    """
    at = start
    regions = [ZWB] if draft.chance(92) else []
    if draft.about("cvom", 80):
        regions = draft.rng.choice(([CVOM], [ZWB, CVOM], [CVOM, ZWB], [ZWB, CVOM, ZWB]))
    for region in regions:
        at = draft.once(at + draft.time(0, 120 if region is regions[0] else 900), "on_monitor", case)
        draft.hear("on_monitor", case, at, on_monitor_at=at, region=region)
        if draft.facts[-1].at % DAY == 0:
            draft.facts[-1] = replace(draft.facts[-1], at=draft.facts[-1].at + 1)
    if draft.about("moved", 80):
        for region in draft.rng.choice(((ROTTERDAM,), (AMSTERDAM,), (ROTTERDAM, ZWB))):
            moved = draft.once(start + draft.time(60, 900), "region", case)
            draft.hear("region", case, moved, region=region, changed_at=moved)


def likely_houses(person: Person, houses: Sequence[str]) -> list[str]:
    """The houses that may have to do with the case: those of the history, and the one of residence."""
    home = HOUSE_OF.get(person.residence or "")
    return [*houses, *([home] if home and home not in houses else [])] or ["VH22"]


def draw_suspicion(draft: Draft, case: str, start: int, person: Person) -> None:
    """Arrest or summons, with later versions that add or change facts, and custody."""
    what = "arrested" if draft.chance(80) else "summoned"
    record = draft.record(what)
    days = [
        None,
        local_day(start),
        local_day(start) - timedelta(days=1),
        local_day(start) - timedelta(days=30),
    ]
    committed = tuple(draft.rng.choice(days) for _ in range(draft.rng.choice((1, 1, 2))))
    say = {
        "region": person.region,
        "pretrial": draft.chance(50),
        "articles": tuple(draft.rng.choice(ARTICLES) for _ in committed),
        "moment": start,
        "brought_in_at": start + draft.time(0, 60) if what == "arrested" and draft.chance(80) else None,
        "birth_date": person.birth_date,
        "residence": person.residence,
        "committed_on": committed,
        "minor_involved": draft.chance(20),
    }
    versions = draft.rng.choice((1, 1, 1, 2, 3))
    for version in range(1, versions + 1):
        if version < versions and draft.chance(50):
            say = say | {"birth_date": None}
        elif version == versions and draft.chance(90):
            say = say | {"birth_date": person.birth_date}
        if draft.chance(10):
            say = say | {"residence": draft.rng.choice((None, NO_HOUSE, *HOUSE_OF))}
        at = start + draft.time(60, 800) if version > 1 else start + 60
        draft.hear(what, case, at, record=record, edition=version, **say)
        say = say | {"minor_involved": draft.chance(30)}
    if what == "arrested" and draft.about("held", 100):
        since = start
        for kind in draft.rng.choice(HOLDS):
            since = draft.once(since + draft.time(30, 500), "custody", case)
            draft.hear("custody", case, since, custody=kind, since=since)


def draw_selections(draft: Draft, case: str, start: int, near: Sequence[str]) -> None:
    """The selection decision, sometimes decided again, sometimes by the wrong people."""
    if not draft.chance(88):
        return
    record, again = draft.record("selection"), draft.chance(20)
    for version in (1, 2) if again else (1,):
        if version > 1 and draft.chance(50):
            record, version = draft.record("selection"), 1  # noqa: PLW2901 - decided anew, as a record of its own
        at = draft.once(start + draft.time(60, 400) + (300 if version > 1 else 0), "selection", case)
        outcome = draft.rng.choice(LEAVING if draft.about("left", 90) else OUTCOMES)
        deciders: tuple[str, ...] = ("OVJ", "POLITIECOORDINATOR")
        if draft.chance(15):
            deciders = draft.rng.choice(
                (
                    ("OVJ",),
                    ("POLITIECOORDINATOR",),
                    ("JURIDISCH_BEOORDELAAR", "POLITIECOORDINATOR"),
                    ("OVJ", "VERBALISANT"),
                )
            )
        draft.hear(
            "selection",
            case,
            at,
            record=record,
            edition=version,
            outcome=outcome,
            deciders=deciders,
            decided_at=at,
            house=draw_pick(draft, near) if outcome == "VEILIGHEIDSHUIS" else None,
        )


def draw_partner_facts(draft: Draft, case: str, start: int) -> None:
    """Advices of partners, offered or not."""
    for organisation in ("3RO", "RVDK", "SHN"):
        for version in range(1, draft.rng.choice((1, 1, 1, 2, 3))):
            at = start + draft.time(100, 1800)
            draft.hear("partner_advice", case, at, organisation=organisation, version=version, advised_at=at)


def draw_reading_and_weighing(draft: Draft, case: str, start: int, near: Sequence[str]) -> None:
    """Who at ZSM read which advice, and what the OvJ did with it; some of it after the decision."""
    for giver in (*near, "3RO"):
        for _ in range(draft.rng.choice((0, 0, 1, 1, 2, 3))):
            at = draft.once(start + draft.time(60, 2500), "consulted", case, giver)
            draft.hear(
                "consulted",
                case,
                at,
                giver=giver,
                version=draft.rng.choice((1, 1, 2, 3)),
                role=draft.rng.choice(GIVERS_AT_ZSM),
                consulted_at=at,
            )
        for _ in range(draft.rng.choice((0, 0, 1, 2))):
            at = draft.once(start + draft.time(100, 2000), "weighed", case, giver)
            weighing = draft.rng.choice(("OVERGENOMEN", "KENNISGEVING", "AFGEWEKEN"))
            reason = draft.rng.choice(("", "first offender", "no place"))
            draft.hear(
                "weighed", case, at, giver=giver, version=1, weighing=weighing, reason=reason, weighed_at=at
            )


def draw_decisions(draft: Draft, case: str, start: int) -> None:
    """Provisional ones, then the final one (sometimes of the same record), sometimes more after it."""
    record = draft.record("decision")
    at = start + draft.time(150, 2500 if draft.chance(20) else 1200)
    provisional = draft.rng.choice((0, 0, 0, 1, 1, 2))
    for number in range(provisional):
        at = draft.once(at, "decision", case)
        own = record if number == provisional - 1 else draft.record("decision")
        hear_decision(draft, case, at, "VOORLOPIG", record=own, edition=1)
        at += draft.time(5, 400)
    if not draft.chance(93):
        return
    at = draft.once(at, "decision", case)
    hear_decision(draft, case, at, "DEFINITIEF", record=record, edition=2 if draft.chance(90) else 3)
    if draft.chance(10):
        at = draft.once(at + draft.time(5, 400), "decision", case)
        hear_decision(
            draft,
            case,
            at,
            draft.rng.choice(("VOORLOPIG", "DEFINITIEF")),
            record=draft.record("decision"),
            edition=1,
        )


def hear_decision(draft: Draft, case: str, at: int, status: str, *, record: str, edition: int) -> None:
    """One decision; some that the law refuses: TOM for a minor, grounds that do not exist or combine."""
    decision = draft.rng.choice(SEPOTS if draft.chance(40) else OTHER_DECISIONS)
    conditional = decision not in {"BELEIDSSEPOT_ONVOORWAARDELIJK", "TECHNISCH_SEPOT"}
    if draft.chance(8):
        grounds = draft.rng.sample(
            (*TECHNICAL_GROUNDS, *POLICY_GROUNDS, "Z9", "99"), draft.rng.randrange(1, 3)
        )
    elif decision in SEPOTS:
        fitting = TECHNICAL_GROUNDS[1:] if decision == "TECHNISCH_SEPOT" else POLICY_GROUNDS
        grounds = draft.rng.sample(fitting, draft.rng.randrange(3))
    else:
        grounds = []
    draft.hear(
        "decision",
        case,
        at,
        record=record,
        edition=edition,
        decision=decision,
        status=status,
        sepot_grounds=tuple(grounds),
        conditions=("vijf gesprekken",) if draft.chance(50 if conditional else 4) else (),
        decided_at=at,
    )
