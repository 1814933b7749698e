"""Random histories of one person: facts of all kinds, in any order, with houses and cases that cross."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import (
    CorrectedFact,
    CustodyKind,
    DecisionKind,
    DecisionStatus,
    FeedbackReceipt,
    HouseAnswer,
    InstrumentColour,
    MarkingEndReason,
    SelectionOutcome,
    TriageOutcome,
    Weighing,
)
from tests.support import history as h
from tests.support import history_selection as k

HOUSES = ("VH21", "VH22", "VH24")
CASES = ("z-1", "z-2")
BIRTHS = (None, date(1990, 5, 1), date(1996, 5, 1), date(2001, 5, 1))
RESIDENCES = (None, "GM0716", "GM0758")

houses = st.sampled_from(HOUSES)
times = st.integers(0, 23 * 60).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
some_time = st.none() | times
cases = st.sampled_from(CASES)

Builder = Callable[..., Envelope]


def _facts(builder: Builder, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Envelope]:
    return st.builds(builder, **fields)


_BEFORE_DECISION: tuple[st.SearchStrategy[Envelope], ...] = (
    _facts(
        h.arrested,
        at=times,
        case=cases,
        birth_date=st.sampled_from(BIRTHS),
        residence=st.sampled_from(RESIDENCES),
        minor_involved=st.booleans(),
    ),
    _facts(h.on_monitor, at=times, case=cases),
    _facts(h.marked, house=houses, at=times, marking=st.sampled_from(("m1", "m2")), valid_to=some_time),
    _facts(h.advised, house=houses, at=times, version=st.integers(1, 3)),
    _facts(h.confirmed, house=houses, at=times, version=st.integers(1, 3)),
    _facts(h.answered, house=houses, answer=st.sampled_from(list(HouseAnswer)[1:]), at=times, case=cases),
    _facts(h.custody, kind=st.sampled_from(list(CustodyKind)[1:]), at=times, case=cases),
)
_REST: tuple[st.SearchStrategy[Envelope], ...] = (
    _facts(
        h.unmarked,
        house=houses,
        at=times,
        reason=st.sampled_from(list(MarkingEndReason)[1:]),
        marking=st.sampled_from(("m1", "m2")),
    ),
    _facts(h.selected, outcome=st.sampled_from(list(SelectionOutcome)[1:]), at=times, case=cases),
    _facts(h.on_monitor, at=times, case=cases, region=st.just("CVOM")),
    _facts(k.moved, at=times, case=cases, region=st.sampled_from(("AMSTERDAM", "ROTTERDAM", h.REGION))),
    _facts(k.applied, at=times, case=cases, colour=st.sampled_from(list(InstrumentColour)[1:])),
    _facts(h.transferred, at=times, case=cases, house=st.none() | houses),
    _facts(h.partner_advised, organisation=st.sampled_from(("3RO", "RVDK")), at=times, case=cases),
    _facts(h.consulted, giver=houses, at=times, case=cases),
    _facts(h.weighed, giver=houses, weighing=st.sampled_from(list(Weighing)[1:]), at=times, case=cases),
    _facts(h.decided, status=st.sampled_from(list(DecisionStatus)[1:]), at=times, case=cases),
    _facts(h.requested, house=houses, at=times, case=cases),
    _facts(
        h.acknowledged,
        house=houses,
        receipt=st.sampled_from(list(FeedbackReceipt)[1:]),
        at=times,
        case=cases,
    ),
    _facts(
        h.triaged, house=houses, outcome=st.sampled_from(list(TriageOutcome)[1:]), at=times, case=cases
    ),
    _facts(h.planned, house=houses, at=times, case=cases),
    _facts(h.delivered, recipient=houses, at=times, case=cases),
    _facts(h.released, house=houses, at=times),
    _facts(h.recorded, organisation=st.sampled_from(("3RO", "RVDK")), at=times, case=cases),
    _facts(h.erratum, what=st.sampled_from(list(CorrectedFact)[1:]), at=times, case=st.none() | cases),
    _facts(
        h.decided,
        status=st.sampled_from(list(DecisionStatus)[1:]),
        at=times,
        decided_at=times,
        decision=st.sampled_from((DecisionKind.DAGVAARDING, DecisionKind.TRANSACTIE)),
        case=st.just("z-1"),
        record=st.just("decision"),
        version=st.integers(1, 4),
    ),
)  # fmt: skip


def histories() -> st.SearchStrategy[list[Envelope]]:
    """Histories in the order in which they reach the hub; some answers and plans in them are refused."""
    return st.lists(st.one_of(*_BEFORE_DECISION, *_REST), max_size=25).map(_in_order)


def known_by(moment: str) -> st.SearchStrategy[list[Envelope]]:
    """Facts that were all true, and recorded at their source, by a moment of the day; not yet in an order."""
    return st.lists(
        st.one_of(*_BEFORE_DECISION), min_size=2, max_size=8, unique_by=lambda one: one.record
    ).map(lambda found: [one for one in found if one.recorded_at <= h.at_time(moment)])


def received(facts: Sequence[Envelope], since: str) -> list[Envelope]:
    """The same facts, reaching the hub one by one in this order, a minute apart."""
    start = h.at_time(since)
    return [replace(fact, recorded_at=start + timedelta(minutes=minute)) for minute, fact in enumerate(facts)]


def _in_order(facts: list[Envelope]) -> list[Envelope]:
    return sorted(facts, key=lambda one: one.recorded_at)
