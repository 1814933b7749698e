"""The test driver does around a step what an engine does: no event twice, timers first, nothing lost."""

from datetime import datetime, timedelta

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import TimerDue
from hub.streams.dossier import Dossier
from hub.streams.driver import Driver
from hub.streams.step import Step, StepEffect
from tests.support import history as h
from tests.unit.streams.telling import clock, lines


class Watching:
    """Steps that remember which events they saw."""

    def __init__(self, step: Step) -> None:
        self.seen: list[Envelope] = []
        self._step = step

    def __call__(
        self, dossier: Dossier, envelope: Envelope, now: datetime
    ) -> tuple[Dossier, tuple[StepEffect, ...]]:
        """Step, and remember."""
        self.seen.append(envelope)
        return self._step(dossier, envelope, now)

    def fired(self) -> list[str]:
        """The timers that came due, with their moments."""
        timers = (one.data for one in self.seen if isinstance(one.data, TimerDue))
        return [f"{clock(timer.due_at)} {timer.key}" for timer in timers]


def test_an_event_that_was_seen_is_not_stepped_again(step: Step) -> None:
    """An id that was processed, from the same source, is dropped before the step."""
    watching = Watching(step)
    driver = Driver(watching)

    driver.feed(h.marked())
    driver.feed(h.marked())

    assert len(watching.seen) == 1


def test_due_timers_fire_before_the_event(driver: Driver) -> None:
    """A timer that is due at the moment of an event has its turn first, at its own time."""
    driver.feed(h.marked(valid_to="12:00"))
    driver.feed(h.on_monitor())

    told = lines(driver.feed(h.unmarked(at="12:00")))

    assert told == ["12:00 ZSM hit VH22 ended VERLOPEN"]


def test_timers_fire_in_order_of_time(step: Step) -> None:
    """Whoever was set first, who is due first goes first."""
    watching = Watching(step)
    driver = Driver(watching)
    driver.feed(h.marked("VH24", valid_to="12:00"))
    driver.feed(h.marked("VH22", valid_to="11:00"))
    driver.advance(h.at_time("12:00") - timedelta(microseconds=1))
    before = watching.fired()
    driver.advance(h.at_time("12:00"))

    assert before == ["11:00 VH22/m1"]
    assert watching.fired() == ["11:00 VH22/m1", "12:00 VH24/m1"]


def test_a_refusal_loses_nothing_that_timers_sent(driver: Driver) -> None:
    """What a timer sent before a refused event comes with the next call."""
    driver.feed(h.marked(valid_to="12:00"))
    driver.feed(h.on_monitor())

    with pytest.raises(RuleBreachError):
        driver.feed(h.selected(at="13:00", deciders=()))

    assert lines(driver.advance(h.at_time("13:01"))) == ["12:00 ZSM hit VH22 ended VERLOPEN"]
