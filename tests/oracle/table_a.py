"""The oracle of routing table A: rows 2-7, 9-12 and 15, part C, and the ledger; written from the tables only.

It looks at a whole history at once. The instants that matter are the arrivals of facts and the moments at
which a marking begins or ceases to hold; for each it lays the world before beside the world after, and every
row says, from scratch, what had to be told. Nothing is shared with the hub: no models, rules data or timers.

==================================  =========================================================
row                                 where
==================================  =========================================================
2, 3, 4, 5 hits; 7 hits that end    `table_a_hits`
11, 12 casus to a house; 15 offers  `table_a_casus`
6, 9, 10 and part C: feedback       `table_a_feedback`
refusals (readings 6, 26, 30-31)    `refused` here
==================================  =========================================================
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.oracle.facts import Fact, History, Instant, Known, Told, World
from tests.oracle.knowledge import age, final
from tests.oracle.table_a_casus import may_answer, may_plan, row_11, row_12_answer, row_12_plan, row_15
from tests.oracle.table_a_feedback import ledger_lines, row_9_10_partners, row_9_houses
from tests.oracle.table_a_hits import row_2_3_4_5, row_7

ROWS = (row_2_3_4_5, row_7, row_11, row_12_answer, row_12_plan, row_15)
AFTER_OFFERING = (row_9_houses, row_9_10_partners)
END = 10**6
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


def judge(history: History) -> Verdict:
    """Walk through the history, instant by instant."""
    told: tuple[Told, ...] = ()
    ledger: dict[tuple[str, str], str] = {}
    refusals, ignored = set[int](), set[int]()
    worlds: dict[int, World] = {}
    past: tuple[World, ...] = ()
    world = World(now=-(10**6))
    repeated = repetitions(history)
    for index, fact in [*enumerate(history.facts), (-1, None)]:
        until = fact.at if fact is not None else END
        pending: list[tuple[int, Known | None]] = [(at, None) for at in turning_points(world, until)]
        if fact is not None:
            pending.append((fact.at, Known(index, fact)))
        for at, known in pending:
            if known is not None and (index in repeated or superseded(world, known.fact)):
                ignored.add(index)
                continue
            if known is not None and refused(Instant(replace(world, now=at), world, known, told), known):
                refusals.add(index)
                continue
            now = Instant(world, with_fact(world, at, known), known, told, (*past, world), worlds)
            world, past = now.after, now.past
            if known is not None:
                worlds[index] = world
            told = tell(now)
            ledger.update([*ledger_lines(replace(now, told=told), ledger)])
    return Verdict(told, frozenset(refusals), frozenset(ignored), ledger)


def tell(now: Instant) -> tuple[Told, ...]:
    """All that was told, this instant included."""
    cause = now.fact.index if now.fact is not None else -1
    news = tuple(replace(one, cause=cause) for row in ROWS for one in row(now))
    later = replace(now, told=now.told + news)
    return later.told + tuple(replace(one, cause=cause) for row in AFTER_OFFERING for one in row(later))


def turning_points(world: World, until: int) -> list[int]:
    """Moments after now, up to and including ``until``, at which a known marking begins or ceases to hold."""
    moments = {
        at
        for known in world.facts
        for at in (known["valid_from"], known["valid_to"], known["ended_at"])
        if at is not None
    }
    return sorted(at for at in moments if world.now < at <= until)


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
    if any(k.fact.record == fact.record and k.fact.version >= fact.version for k in world.facts):
        return True
    return fact.what == "decision" and fact.case is not None and final(world, fact.case) is not None


def with_fact(world: World, at: int, known: Known | None) -> World:
    """The world a moment later, the older version of the record replaced (reading 4)."""
    if known is None:
        return replace(world, now=at)
    others = tuple(k for k in world.facts if k.fact.record != known.fact.record)
    return World(at, (*others, known))


def refused(now: Instant, known: Known) -> bool:
    """Readings 26, 30, 31 and 35."""
    return any(_breaches(now, known))


def _breaches(now: Instant, known: Known) -> Iterator[bool]:
    fact = known.fact
    if fact.what == "selection":
        deciders = set(known["deciders"])
        yield "POLITIECOORDINATOR" not in deciders or not deciders & {"OVJ", "JURIDISCH_BEOORDELAAR"}
    if fact.what == "decision":
        years = age(now.before, str(fact.case))
        yield known["decision"] == "TOM" and years is not None and years < 18
        yield known["decision"] == "OTP" and years is not None and years >= 18
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
