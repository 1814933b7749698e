"""The oracle of routing table A, part C, what partners share, terms and the ledger; from the tables only.

It looks at a whole history at once. The instants that matter are the arrivals of facts and the moments at
which a marking begins or ceases to hold, a term nears or ends, and 08:00; for each it lays the world before
beside the world after, and every row says, from scratch, what had to be told. Nothing is shared with the hub:
no models, rules data or timers.

=========================================  ==========================
row                                        where
=========================================  ==========================
2 to 5 hits; 7 hits that end; 8 answers    `table_a_hits`
8 bevraging                                `table_a_asking`
11, 12 casus to a house; 13 signals        `table_a_casus`
14 to 18, 20: offering and leaving         `table_a_zsm`
16 information, 19 overview, terms         `table_a_daily`
readings 59 to 63: what partners share     `sharing`
6, 9, 10 and part C: feedback              `table_a_feedback`
1: CVOM                                    in each of these
table B                                    `purpose`
refusals (6, 26, 30, 31, 35, 40, 46, 47)   `refused` here
=========================================  ==========================
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tests.oracle.facts import DAY, Fact, Heard, History, Instant, Known, Told, World
from tests.oracle.knowledge import ADULT, age, final
from tests.oracle.purpose import seen_in
from tests.oracle.sharing import SHARING
from tests.oracle.table_a_asking import row_8
from tests.oracle.table_a_casus import (
    ZSM,
    may_answer,
    may_plan,
    row_11,
    row_12_answer,
    row_12_plan,
    row_13,
)
from tests.oracle.table_a_daily import (
    mornings,
    row_16_information,
    row_16_instrument,
    row_19,
    running_out,
)
from tests.oracle.table_a_feedback import ledger_lines, row_9_10_partners, row_9_houses
from tests.oracle.table_a_hits import row_2_3_4_5, row_7, row_8_hits
from tests.oracle.table_a_zsm import age_alarm, row_14, row_15_16, row_17_18
from tests.oracle.terms import WARNING, terms

Row = Callable[[Instant], Iterator[Told]]
ROWS: tuple[Row, ...] = (
    row_2_3_4_5,
    row_7,
    row_8,
    row_8_hits,
    row_11,
    row_12_answer,
    row_12_plan,
    row_13,
    row_15_16,
    age_alarm,
    row_16_information,
    row_16_instrument,
    row_17_18,
)
AFTER_OFFERING: tuple[Row, ...] = (row_14, row_9_houses, row_9_10_partners, *SHARING)
BY_THE_CLOCK: tuple[Row, ...] = (running_out, row_19)
"""What nothing but the clock brings about, so that at 08:00 and at the end of a term nothing else is due."""
TECHNICAL = frozenset({"01", "02", "03"})
POLICY = frozenset({"40", "42", "43", "52", "70", "73", "74"})
"""Codes of the Aanwijzing that the histories use; all others in them are no ground of a decision."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What had to be told, which facts had to be refused (by index), and where the feedback must stand."""

    told: tuple[Told, ...]
    refused: frozenset[int]
    ignored: frozenset[int]
    ledger: dict[tuple[str, str], str]
    granted: dict[tuple[int, str, str, str], frozenset[str]] = field(default_factory=dict)
    """What table B grants the recipient of each message, by when, to whom, what and about which case."""


def judge(history: History) -> Verdict:
    """Walk through the history, instant by instant."""
    ledger: dict[tuple[str, str], str] = {}
    refusals, ignored = set[int](), set[int]()
    worlds: dict[int, World] = {}
    past: list[World] = []
    heard, world = Heard(), World(now=-(10**6))
    granted: dict[tuple[int, str, str, str], frozenset[str]] = {}
    repeated = repetitions(history)
    for index, fact in [*enumerate(history.facts), (-1, None)]:
        for at, rows in clockwork(world, fact.at if fact is not None else history.until):
            past.append(world)
            now = Instant(world, world.at(at), None, heard, past, worlds)
            world = now.after
            granted |= tell(now, rows)
            if rows is not BY_THE_CLOCK:
                ledger.update([*ledger_lines(now, ledger)])
        if fact is None:
            break
        known = Known(index, fact)
        if index in repeated or superseded(world, fact):
            ignored.add(index)
        elif refused(Instant(world.at(fact.at), world, known, heard), known):
            refusals.add(index)
        else:
            past.append(world)
            now = Instant(world, world.with_fact(known), known, heard, past, worlds)
            world = worlds[index] = now.after
            granted |= tell(now, ROWS)
            ledger.update([*ledger_lines(now, ledger)])
    return Verdict(tuple(heard.all), frozenset(refusals), frozenset(ignored), ledger, granted)


def tell(now: Instant, rows: tuple[Row, ...]) -> dict[tuple[int, str, str, str], frozenset[str]]:
    """All that has to be told now, what follows from an offer after it; gives what each may hold."""
    cause = now.fact.index if now.fact is not None else -1
    new: list[Told] = []
    for some in (rows, AFTER_OFFERING + BY_THE_CLOCK if rows is ROWS else ()):
        news = [replace(one, cause=cause) for row in some for one in row(now)]
        now.heard.add(news)
        new += news
    # Judged at the end, for what is told together with an offer may hold what the offer may hold.
    return {(one.at, one.recipient, one.what, one.case): seen_in(now, one) for one in new}


def clockwork(world: World, until: int) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """Moments after now, up to and including ``until``, at which something comes about; and what may."""
    holds = {at for at in turning_points(world) if world.now < at <= until}
    ticks = {at for at in ringing(world, until) if world.now < at <= until}
    for at in sorted(holds | ticks):
        yield at, ROWS if at in holds else BY_THE_CLOCK


def turning_points(world: World) -> Iterator[int]:
    """When a known marking begins or ceases to hold."""
    for marking in world.all("marked"):
        yield marking["valid_from"]
        if marking["valid_to"] is not None:
            yield marking["valid_to"]
    for end in world.all("ended"):
        yield end["ended_at"]


def ringing(world: World, until: int) -> Iterator[int]:
    """When a term of an open case nears or ends, and the mornings of an open case."""
    for case in world.cases:
        if final(world, case) is not None:
            continue
        for _, end in terms(world, case):
            yield from (end - WARNING, end)
        if world.all("on_monitor", case):
            first, last = mornings(world, case)
            first = max(first, (world.now // DAY + 1) * DAY)
            yield from range(first, min(last, until) + 1, DAY)


def repetitions(history: History) -> set[int]:
    """Facts that the hub heard before, word for word: the same version of the same record."""
    heard: set[tuple[str, int]] = set()
    found = set[int]()
    for index, fact in enumerate(history.facts):
        if (fact.record, fact.version) in heard:
            found.add(index)
        heard.add((fact.record, fact.version))
    return found


def superseded(world: World, fact: Fact) -> bool:
    """Readings 3 and 4: an older version of a record, or a decision after the final one: ignored."""
    if world.versions.get(fact.record, fact.version - 1) >= fact.version:
        return True
    return fact.what == "decision" and fact.case is not None and final(world, fact.case) is not None


def refused(now: Instant, known: Known) -> bool:
    """Readings 26, 30, 31, 35, 40, 46, 47 and 62."""
    return any(_breaches(now, known))


def _breaches(now: Instant, known: Known) -> Iterator[bool]:
    fact = known.fact
    years = age(now.before, str(fact.case))
    if fact.what == "selection":
        deciders = set(known["deciders"])
        yield "POLITIECOORDINATOR" not in deciders or not deciders & {"OVJ", "JURIDISCH_BEOORDELAAR"}
        yield known["outcome"] == "HALT" and years is not None and not 12 <= years < ADULT
    if fact.what == "instrument":
        yield years is not None and years < ADULT
    if fact.what == "preselect":
        yield years is not None and years >= ADULT
    if fact.what == "signal":
        yield known["sender"] not in ZSM
    if fact.what == "decision":
        yield known["decision"] == "TOM" and years is not None and years < ADULT
        yield known["decision"] == "OTP" and years is not None and years >= ADULT
        yield from _unlawful_sepot(known["decision"], known["sepot_grounds"], known["conditions"])
    if fact.what == "triaged":
        yield not may_answer(now, known)
    if fact.what == "plan":
        yield not may_plan(now, known)


def _unlawful_sepot(decision: str, codes: tuple[str, ...], conditions: tuple[str, ...]) -> Iterator[bool]:
    """Reading 26, of grounds: they exist, belong to the sepot and to each other; who may set conditions."""
    grounds = set(codes)
    yield not grounds <= TECHNICAL | POLICY
    yield bool(grounds & TECHNICAL) and decision != "TECHNISCH_SEPOT"
    yield bool(grounds & POLICY) and not decision.startswith("BELEIDSSEPOT")
    yield "01" in grounds and len(codes) > 1
    yield bool(conditions) and decision in {"TECHNISCH_SEPOT", "BELEIDSSEPOT_ONVOORWAARDELIJK"}
