"""Where a case goes was told once, also where two dossiers, or two cases, prove to be one."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.events import Offence
from hub.schemas.vocabulary import CustodyKind, InstrumentColour, SelectionOutcome, TargetList
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support import history_selection as k
from tests.unit.streams.telling import BESIDE, ROUTES, WORDS, lines
from tests.unit.streams.test_regrouping import A, B, joined, merge

MINOR = date(2001, 5, 1)
ROTTERDAM = "ROTTERDAM"
ROBBERY = (Offence(article="Sr 312"),)


def july(clock: str) -> str:
    """A clock time on 9 July 2016, in KIB's pilot."""
    return f"-100 {clock}"


def _held(case: str) -> list[Envelope]:
    ivs = CustodyKind.INVERZEKERINGSTELLING
    return [h.arrested(july("09:00"), case=case), h.custody(ivs, july("09:30"), case=case)]


def _left(case: str) -> list[Envelope]:
    out = h.selected(SelectionOutcome.BACKOFFICE, july("10:00"), case=case)
    return [h.marked(at=july("08:00")), h.arrested(july("09:00"), case=case), out]


def _withheld(case: str) -> list[Envelope]:
    out = h.selected(SelectionOutcome.PGA, july("10:00"), case=case)
    return [h.arrested(july("09:00"), case=case), out]


def _listed(case: str) -> list[Envelope]:
    return [
        h.marked("VH04", july("08:00"), target_list=TargetList.TOP_600),
        h.arrested(july("09:00"), case=case, region="AMSTERDAM", offences=ROBBERY),
        h.on_monitor(july("09:30"), case=case, region="AMSTERDAM"),
    ]


def _young(case: str) -> list[Envelope]:
    return [h.arrested(july("09:00"), case=case, birth_date=MINOR), h.selected(at=july("10:00"), case=case)]


def _at_kib(case: str) -> list[Envelope]:
    return [
        h.arrested(july("09:00"), case=case, region=ROTTERDAM),
        h.on_monitor(july("09:30"), case=case, region=ROTTERDAM),
        h.selected(at=july("10:00"), case=case),
        k.applied(InstrumentColour.ORANJE, july("10:30"), case=case),
    ]


def _unknown(case: str) -> list[Envelope]:
    return [
        h.arrested(july("09:00"), case=case, birth_date=None),
        h.selected(SelectionOutcome.BACKOFFICE, july("10:00"), case=case),
    ]


Story = Callable[[str], list[Envelope]]
STORIES: list[Story] = [_held, _left, _withheld, _listed, _young, _at_kib, _unknown]


def _feed(driver: Driver, facts: Iterable[Envelope], subject: str) -> list[str]:
    told = [one for fact in facts for one in driver.feed(replace(fact, subject=subject))]
    return lines(told, WORDS | BESIDE | ROUTES)


@pytest.mark.parametrize("story", STORIES)
def test_a_dossier_that_moves_remembers_what_was_told(story: Story, driver: Driver) -> None:
    """A case whose dossier is merged into another is not told of again."""
    told = _feed(driver, story("z-1"), B)
    withheld = len(driver.withheld)

    again = [line for fact in merge(B, A, july("11:00")) for line in lines(driver.feed(fact), ROUTES | WORDS)]

    assert told or withheld
    assert again == []
    assert len(driver.withheld) == withheld


@pytest.mark.parametrize("story", STORIES)
def test_two_cases_that_are_one_were_told_of(story: Story, driver: Driver) -> None:
    """What was told of either of two cases that prove to be one is not told of the one."""
    _feed(driver, sorted([*story("z-1"), *story("z-2")], key=lambda one: one.recorded_at), A)
    withheld = len(driver.withheld)

    again = lines(
        [one for fact in joined("z-2", "z-1", july("11:00")) for one in driver.feed(fact)], ROUTES | WORDS
    )

    assert again == []
    assert len(driver.withheld) == withheld


@pytest.mark.parametrize("story", STORIES)
def test_a_message_that_comes_twice_is_told_once(story: Story, driver: Driver) -> None:
    """The same versions of all records once more, under ids that the inbox does not know, tell nothing."""
    facts = story("z-1")
    _feed(driver, facts, A)
    withheld = len(driver.withheld)

    again = [replace(fact, id=f"{fact.id}-again", recorded_at=h.at_time(july("11:00"))) for fact in facts]

    assert _feed(driver, again, A) == []
    assert len(driver.withheld) == withheld
