"""What holds for every history of clocks and decisions: each thing is told once, and at its time."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import RuleBreachError
from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import CustodyKind, DecisionStatus, HeldFor, TimerKind
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from hub.streams.step import Step
from tests.support import history as h
from tests.support import history_process as p
from tests.unit.streams.histories import cases, houses, times

FEW = settings(max_examples=40, deadline=None)
OTHER = "s-b"
BIRTHS = st.sampled_from((None, date(1990, 5, 1), date(2001, 5, 1)))
ONCE = (ev.TermNears, ev.TermPassed, ev.PlanCrossed, ev.PoliceActionRequested, ev.PoliceActionReported)

FACTS: tuple[st.SearchStrategy[Envelope], ...] = (
    st.builds(h.arrested, at=times, case=cases, birth_date=BIRTHS, pretrial_detention_allowed=st.booleans()),
    st.builds(h.on_monitor, at=times, case=cases),
    st.builds(h.custody, st.sampled_from(list(CustodyKind)[1:]), times, case=cases),
    st.builds(h.marked, house=houses, at=times),
    st.builds(h.selected, at=times, case=cases),
    st.builds(h.transferred, at=times, case=cases),
    st.builds(h.triaged, house=houses, at=times, case=cases),
    st.builds(h.planned, house=houses, at=times, case=cases),
    st.builds(p.moment, times, times, case=cases),
    st.builds(p.aligned, times, st.sampled_from(("3RO", "RVDK")), case=cases),
    st.builds(p.held, st.sampled_from(list(HeldFor)[1:]), times, case=cases),
    st.builds(p.asked, times, case=cases),
    st.builds(p.done, times, succeeded=st.booleans(), case=cases),
    st.builds(p.served, times, case=cases),
    st.builds(h.decided, status=st.sampled_from(list(DecisionStatus)[1:]), at=times, case=cases),
)
HISTORIES = st.lists(st.one_of(*FACTS), max_size=20).map(
    lambda facts: sorted(facts, key=lambda one: one.recorded_at)
)
WHO = st.sampled_from((h.SUBJECT, OTHER))
OF_TWO = st.lists(st.tuples(WHO, st.one_of(*FACTS)), max_size=20).map(
    lambda facts: sorted(
        (replace(one, subject=who, case=one.case and f"{one.case}/{who}") for who, one in facts),
        key=lambda one: one.recorded_at,
    )
)
"""Facts of two subjects, each with cases of its own."""


def _run(step: Step, history: Iterable[Envelope]) -> Driver:
    driver = Driver(step)
    for fact in history:
        with suppress(RuleBreachError):
            driver.feed(fact)
    driver.advance(h.at_time("+45 00:00"))
    return driver


def _twice(driver: Driver) -> list[object]:
    """What a recipient was told more than once of what is told once: the same words about the same case."""
    told = Counter(
        (one.routing.recipient, one.case, one.data)
        for one in driver.sent
        if one.routing is not None and isinstance(one.data, ONCE)
    )
    return [key for key, times_told in told.items() if times_told > 1]


@FEW
@given(history=HISTORIES)
def test_each_warning_and_each_action_is_told_once(history: list[Envelope], step: Step) -> None:
    """No recipient gets the same warning, alarm, crossed plan or action of a case twice."""
    assert not _twice(_run(step, history))


@FEW
@given(history=OF_TWO, at=times)
def test_a_merge_tells_nothing_again(history: list[Envelope], at: str, step: Step) -> None:
    """The same holds when two persons prove to be one on the way, and no timer of the retired one remains."""
    merge = p.merged(OTHER, h.SUBJECT, at)
    early = [one for one in history if one.recorded_at < merge[0].recorded_at]
    driver = Driver(step)
    for fact in (*early, *merge):
        with suppress(RuleBreachError):
            driver.feed(fact)

    assert OTHER not in {subject for subject, _, _ in driver.timers}
    for fact in history[len(early) :]:
        with suppress(RuleBreachError):
            driver.feed(fact)
    driver.advance(h.at_time("+45 00:00"))
    assert not _twice(driver)


@FEW
@given(history=HISTORIES)
def test_a_warning_comes_before_its_end_and_an_alarm_after_it(history: list[Envelope], step: Step) -> None:
    """A term that has ended is not warned of, and none is said to have ended that has not."""
    for one in _run(step, history).sent:
        if isinstance(one.data, ev.TermNears):
            assert one.data.ends_at is not None
            assert timedelta(0) < one.data.ends_at - one.recorded_at <= timedelta(hours=1)
        if isinstance(one.data, ev.TermPassed):
            assert one.data.ended_at is not None
            assert one.data.ended_at <= one.recorded_at


@FEW
@given(history=HISTORIES)
def test_a_final_decision_stops_the_clocks(history: list[Envelope], step: Step) -> None:
    """After the final decision of a case no term of it is told, awaited or timed, and nobody lists it."""
    driver = _run(step, history)
    final = {
        identifier: min(
            one.recorded_at
            for one in history
            if one.case == identifier
            and isinstance(one.data, ev.DecisionTaken)
            and one.data.status is DecisionStatus.DEFINITIEF
        )
        for identifier, case in driver.dossier(h.SUBJECT).cases.items()
        if case.final is not None
    }

    clocked = (ev.TermNears, ev.TermPassed, ev.DetaineeListed)
    told = [one for one in driver.sent if isinstance(one.data, clocked) and one.case in final]
    assert all(one.recorded_at <= final[one.case or ""] for one in told)
    for (case, kind, _), line in driver.awaited.items():
        assert case not in final or kind is not AwaitedKind.TERMIJN or line.outcome
    mine = {TimerKind.TERM_NEARS, TimerKind.TERM_ENDS, TimerKind.OVERVIEW}
    assert not {kind for _, kind, _ in driver.timers} & mine
