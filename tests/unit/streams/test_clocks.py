"""The time table of `hub.streams.clocks`, row by row, and what is awaited of OM meanwhile."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import RuleBreachError
from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import CustodyKind, DecisionStatus, HeldFor, TermKind, TimerKind
from hub.streams import clocks
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from hub.streams.step import Step
from tests.support import history as h
from tests.support.history_process import held, merged
from tests.unit.streams.telling import day_and_clock, lines, only, rows_of

IVS, EXTENDED = CustodyKind.INVERZEKERINGSTELLING, CustodyKind.INVERZEKERINGSTELLING_VERLENGD
IDENTITY, COURT, HOME = (
    CustodyKind.OPHOUDEN_IDENTIFICATIE,
    CustodyKind.VOORGELEID,
    CustodyKind.HEENGEZONDEN,
)
OCHTEND, HUIS, WERKPLAATS = HeldFor.VOLGENDE_OCHTEND, HeldFor.VEILIGHEIDSHUIS, HeldFor.WERKPLAATS


def provisional(at: str, arrives: str | None = None) -> Envelope:
    """GPS: a provisional decision; ``arrives`` is when the hub hears of it."""
    return h.decided(DecisionStatus.VOORLOPIG, arrives or at, decided_at=at, record=f"p/{at}")


ARRESTED = h.arrested("09:00", record="a")
GONE = [ARRESTED, h.custody(HOME, "10:00")]
IN_IVS = [ARRESTED, h.custody(IVS, "12:00")]
HELD_UNTIL_MORNING = [*GONE, held(OCHTEND)]
NORTH = [h.arrested(region="NOORD-NEDERLAND", residence=None), h.custody(HOME, "10:00")]

HOLD = ["17 14:00 ZSM OPHOUDEN nears (15:00)", "17 15:00 ZSM OPHOUDEN passed"]
IN_COURT = ["20 23:00 ZSM VOORGELEIDING nears (00:00)", "21 00:00 ZSM VOORGELEIDING passed"]
MORNING = ["18 07:00 ZSM VOLGENDE_OCHTEND nears (08:00)", "18 08:00 ZSM VOLGENDE_OCHTEND passed"]
HOUSE = ["17 13:00 ZSM WACHT_OP_HUIS nears (14:00)", "17 14:00 ZSM WACHT_OP_HUIS passed"]


def _ivs(day: int) -> list[str]:
    return [
        f"{day} 11:00 ZSM INVERZEKERINGSTELLING nears (12:00)",
        f"{day} 12:00 ZSM INVERZEKERINGSTELLING passed",
    ]


def _brought_in(at: str, arrives: str, version: int) -> Envelope:
    return h.arrested(arrives, arrested_at="09:00", brought_in_at=at, record="a", version=version)


TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([ARRESTED], HOLD),
    2: ([ARRESTED, h.custody(HOME, "12:00")], []),
    3: ([ARRESTED, h.decided(at="16:00")], HOLD),
    4: ([ARRESTED, h.decided(at="13:00")], []),
    5: ([ARRESTED, provisional("13:00")], HOLD),
    6: (
        [h.arrested("14:30", arrested_at="09:00")],
        ["17 14:30 ZSM OPHOUDEN nears (15:00)", "17 15:00 ZSM OPHOUDEN passed"],
    ),
    7: ([h.arrested("15:30", arrested_at="09:00")], ["17 15:30 ZSM OPHOUDEN passed"]),
    8: (
        [ARRESTED, _brought_in("09:20", "14:30", 2)],
        [HOLD[0], "17 14:30 ZSM OPHOUDEN nears (15:20)", "17 15:20 ZSM OPHOUDEN passed"],
    ),
    9: (
        [ARRESTED, _brought_in("09:20", "14:30", 2), _brought_in("09:00", "14:40", 3)],
        [HOLD[0], "17 14:30 ZSM OPHOUDEN nears (15:20)", HOLD[1]],
    ),
    10: (
        [ARRESTED, h.custody(IDENTITY, "14:30")],
        [HOLD[0], "17 20:00 ZSM OPHOUDEN nears (21:00)", "17 21:00 ZSM OPHOUDEN passed"],
    ),
    11: ([h.arrested(pretrial_detention_allowed=True), h.custody(IDENTITY, "14:30")], HOLD),
    12: (IN_IVS, [*_ivs(20), *IN_COURT]),
    13: ([*IN_IVS, h.custody(EXTENDED, "+3 10:00")], [*IN_COURT, *_ivs(23)]),
    14: ([*IN_IVS, h.custody(COURT, "+3 10:00")], []),
    15: ([ARRESTED, h.custody(EXTENDED, "12:00")], [*_ivs(20), *IN_COURT]),
    16: ([h.summoned()], []),
    17: (HELD_UNTIL_MORNING, MORNING),
    18: ([*HELD_UNTIL_MORNING, provisional("+1 07:30")], MORNING[:1]),
    19: ([*HELD_UNTIL_MORNING, provisional("10:30", "12:00")], MORNING),
    20: ([h.marked(), *GONE, held(HUIS)], HOUSE),
    21: (
        [h.marked(), *GONE, held(HUIS, "18:00")],
        ["18 07:30 ZSM WACHT_OP_HUIS nears (08:30)", "18 08:30 ZSM WACHT_OP_HUIS passed"],
    ),
    22: (
        [*GONE, held(HUIS)],
        ["18 10:00 ZSM WACHT_OP_HUIS nears (11:00)", "18 11:00 ZSM WACHT_OP_HUIS passed"],
    ),
    23: ([*GONE, held(HUIS), h.transferred("11:30")], HOUSE),
    24: (
        [*NORTH, held(WERKPLAATS)],
        ["31 10:00 ZSM WERKPLAATS nears (11:00)", "31 11:00 ZSM WERKPLAATS passed"],
    ),
    25: (
        [*NORTH, held(OCHTEND), held(WERKPLAATS, "12:00")],
        ["31 11:00 ZSM WERKPLAATS nears (12:00)", "31 12:00 ZSM WERKPLAATS passed"],
    ),
    26: ([ARRESTED, h.on_monitor(region="CVOM")], HOLD),
}


def _terms(sent: Iterable[Envelope]) -> list[str]:
    words = only(ev.TermNears, ev.TermPassed)
    return lines(sent, words, day_and_clock)


def _run(driver: Driver, facts: Iterable[Envelope]) -> list[str]:
    for fact in facts:
        driver.feed(fact)
    driver.advance(h.at_time("+20 00:00"))
    return _terms(driver.sent)


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table warns and alarms OM and police when it says, and leaves no timer behind."""
    facts, told = TABLE[row]

    assert _run(driver, facts) == told
    assert not {kind for _, kind, _ in driver.timers} & {TimerKind.TERM_NEARS, TimerKind.TERM_ENDS}


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(clocks.__doc__) == [str(row) for row in TABLE]


def test_a_timer_that_goes_off_again_tells_nothing(driver: Driver) -> None:
    """After a restart a timer may go off twice; the warning and the alarm stay one each."""
    driver.feed(ARRESTED)
    timers = dict(driver.timers)
    driver.advance(h.at_time("15:00"))
    driver.timers |= {key: due + timedelta(minutes=1) for key, due in timers.items()}
    driver.advance(h.at_time("16:00"))

    assert _terms(driver.sent) == HOLD


@pytest.mark.parametrize(("start", "ends"), [("2016-10-29 21:30", "12:30"), ("2017-03-25 23:00", "14:00")])
def test_nights_in_which_the_clock_changes(start: str, ends: str, driver: Driver) -> None:
    """A hold over such a night is warned of an hour before the hands of the clock say that it ends."""
    moment = datetime.fromisoformat(start + "+02:00" if "10-29" in start else start + "+01:00")
    driver.feed(h.arrested(moment))
    driver.advance(moment + timedelta(days=1))

    warning, alarm = _terms(driver.sent)
    assert warning.endswith(f"nears ({ends})")
    assert alarm.split()[1] == ends


@pytest.mark.parametrize(("at", "told"), [("13:00", HOLD), ("14:30", HOLD), ("15:30", HOLD)])
def test_a_merge_of_persons_moves_the_clock(at: str, told: list[str], driver: Driver) -> None:
    """The term of a case that moves to another person is warned of once, and alarmed once, wherever it is."""
    driver.feed(h.arrested(subject="s-b"))
    for event in merged("s-b", h.SUBJECT, at):
        driver.feed(event)
    assert {subject for subject, _, _ in driver.timers} <= {h.SUBJECT}
    driver.advance(h.at_time("+1 00:00"))

    assert _terms(driver.sent) == told


def test_what_is_awaited_of_om(driver: Driver) -> None:
    """A term stands open for OM with its end, moves with it, and is settled by the decision."""
    driver.feed(ARRESTED)
    key = (h.CASE, AwaitedKind.TERMIJN, TermKind.OPHOUDEN)
    line = driver.awaited[key]
    assert (line.of, line.since, line.due_at, line.outcome) == (
        "OM",
        h.at_time("09:00"),
        h.at_time("15:00"),
        "",
    )
    driver.feed(_brought_in("09:20", "10:00", 2))
    assert driver.awaited[key].due_at == h.at_time("15:20")
    driver.feed(h.decided(at="13:00"))
    assert driver.awaited[key].outcome == "decided"


def test_a_term_of_a_case_that_proves_to_be_another_is_awaited_there(driver: Driver) -> None:
    """Two cases that are one have one term, one warning and one alarm, under the number that stays."""
    for fact in [h.arrested(case="z-1"), h.arrested("09:10", case="z-2")]:
        driver.feed(fact)
    data = ev.CasesJoined(retired="z-2", survivor="z-1", ground="BEWEZEN")
    driver.feed(h.fact(data, "10:00", case=None))
    driver.advance(h.at_time("+1 00:00"))

    assert {case: line.outcome for (case, _, _), line in driver.awaited.items()} == {
        "z-1": "",
        "z-2": "zaken-samengevoegd",
    }
    assert _terms(driver.sent) == ["17 14:10 ZSM OPHOUDEN nears (15:10)", "17 15:10 ZSM OPHOUDEN passed"]


def test_a_term_that_another_replaces_lapses(driver: Driver) -> None:
    """An inverzekeringstelling ends what was awaited for the hold, and is awaited itself."""
    for fact in IN_IVS:
        driver.feed(fact)

    outcomes = {key: line.outcome for (_, _, key), line in driver.awaited.items()}
    assert outcomes == {"OPHOUDEN": "lapsed", "INVERZEKERINGSTELLING": "", "VOORGELEIDING": ""}


CLOCKED = st.permutations(
    [
        h.arrested("09:00"),
        h.custody(IDENTITY, "09:10"),
        h.custody(IVS, "09:20"),
        h.custody(EXTENDED, "09:30"),
        held(OCHTEND, "09:40"),
        h.marked(),
        held(HUIS, "09:50"),
    ]
)


@settings(max_examples=40, deadline=None)
@given(facts=CLOCKED)
def test_the_order_of_arrival_does_not_change_what_ends_when(facts: list[Envelope], step: Step) -> None:
    """Facts that are all known by ten lead to the same warnings and alarms, in whatever order they came."""
    driver = Driver(step)
    for minute, fact in enumerate(facts):
        at = h.at_time("10:00") + timedelta(minutes=minute)
        driver.feed(fact if fact.case is None else replace(fact, recorded_at=at))
    driver.advance(h.at_time("+20 00:00"))

    assert _terms(driver.sent) == [
        "17 11:50 ZSM WACHT_OP_HUIS nears (12:50)",
        "17 12:50 ZSM WACHT_OP_HUIS passed",
        "20 23:00 ZSM VOORGELEIDING nears (00:00)",
        "21 00:00 ZSM VOORGELEIDING passed",
        "23 08:20 ZSM INVERZEKERINGSTELLING nears (09:20)",
        "23 09:20 ZSM INVERZEKERINGSTELLING passed",
    ]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ([h.arrested(region="NOORD-NEDERLAND")], False),
        ([h.arrested(region="ROTTERDAM")], True),
        ([h.arrested(region="ATLANTIS")], True),
        ([], False),
    ],
)
def test_a_case_is_parked_only_where_there_is_a_werkplaats(
    facts: list[Envelope], refused: bool, driver: Driver
) -> None:
    """A region without a Werkplaats cannot park a case there; with no region known, nobody can tell."""
    for fact in facts:
        driver.feed(fact)
    if not refused:
        driver.feed(held(WERKPLAATS))
        assert driver.awaited[h.CASE, AwaitedKind.TERMIJN, TermKind.WERKPLAATS].due_at == h.at_time(
            "+14 12:00"
        )
    else:
        with pytest.raises(RuleBreachError) as breach:
            driver.feed(held(WERKPLAATS))
        assert (breach.value.code, breach.value.field) == ("no-werkplaats", "held_for")
        assert not driver.dossier(h.SUBJECT).cases[h.CASE].holds


@pytest.mark.parametrize("held_for", [OCHTEND, HUIS])
def test_other_ways_of_waiting_are_open_everywhere(held_for: HeldFor, driver: Driver) -> None:
    """Waiting for a house or for the next morning needs no Werkplaats."""
    driver.feed(h.arrested(region="ROTTERDAM"))
    driver.feed(held(held_for))

    assert driver.dossier(h.SUBJECT).cases[h.CASE].holds
