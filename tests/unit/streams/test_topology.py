"""The topology says what is true: who reads what, who writes what, in words and as a picture."""

from dataclasses import replace

import pytest

from hub.rules import Rules
from hub.rules.purpose import Relation
from hub.schemas.envelope import Envelope
from hub.schemas.events import (
    EVENTS,
    AgeUnknown,
    DeliveryConfirmed,
    Event,
    Inbound,
    Outbound,
    PersonDataErased,
    TimerDue,
)
from hub.schemas.vocabulary import TimerKind
from hub.streams.dossier import Dossier
from hub.streams.effects import Send
from hub.streams.fold import OF_A_CASE, OF_THE_PERSON
from hub.streams.picture import mermaid
from hub.streams.regrouping import REGROUPINGS
from hub.streams.step import build_step
from hub.streams.topology import PROCESSORS, Processor
from hub.streams.turn import Told, Turn
from tests.support import history as h

WITHOUT_EFFECT = {
    "HouseAsked",
    "CaseStatusChanged",
    "CasePrepared",
    "DecisionExplained",
    "JusticeDataReported",
    "CaseRegisteredTwice",
}
"""Inbound events that no row of table A built so far needs; they are in the journal."""


def _says(turn: Turn, dossier: Dossier) -> Told:
    return dossier, [Send("OM", str(turn.envelope.case), AgeUnknown(), "A15", Relation(on_monitor=True))]


SAYS = Processor("says", "15", (type(h.on_monitor().data),), (AgeUnknown,), _says)


def test_writing_what_is_not_declared_is_a_defect(rules: Rules) -> None:
    """A processor that sends what the topology does not show fails at once."""
    step = build_step(rules, (replace(SAYS, writes=()),))

    with pytest.raises(TypeError, match="says does not declare that it writes AgeUnknown"):
        step(Dossier(subject=h.SUBJECT), h.on_monitor(), h.at_time("10:00"))


def test_a_processor_runs_for_what_it_reads_only(rules: Rules) -> None:
    """A processor sees the events that it declares and no others."""
    step = build_step(rules, (SAYS,))
    dossier, effects = step(Dossier(subject=h.SUBJECT), h.on_monitor(), h.at_time("10:00"))

    assert len(effects) == 1
    assert step(dossier, h.arrested(), h.at_time("10:05"))[1] == ()


def test_what_may_not_be_told_leaves_the_facts_and_the_rest(rules: Rules) -> None:
    """A recipient without any ground is withheld; the event's facts stand and others are told."""

    def says_too_much(turn: Turn, dossier: Dossier) -> Told:
        dossier, effects = _says(turn, dossier)
        stranger = Send("NIEMAND", str(turn.envelope.case), AgeUnknown(), "A15", Relation(on_monitor=True))
        return dossier, [stranger, *effects]

    step = build_step(rules, (replace(SAYS, run=says_too_much),))
    dossier, effects = step(Dossier(subject=h.SUBJECT), h.on_monitor(), h.at_time("10:00"))

    assert dossier.cases[h.CASE].appearances
    assert [type(effect).__name__ for effect in effects] == ["Withheld", "Envelope"]


TWO_WRITERS = {
    "HouseHit": ["matching", "answer-hits"],
    "NoHouse": ["inquiry", "transfer"],
}
"""A hit by a marking ends and has an origin, one by an answer neither (39); transfer and bevraging may both
find no house (27, 37). For the rest they have nothing in common that one place could decide on."""


def test_every_outbound_event_has_one_writer() -> None:
    """Each kind of message is decided on in exactly one place, but for two that have two grounds."""
    writers: dict[str, list[str]] = {one.__name__: [] for one in EVENTS if issubclass(one, Outbound)}
    for processor in PROCESSORS:
        for one in processor.writes:
            if issubclass(one, Outbound):
                writers[one.__name__].append(processor.name)

    assert {name: found for name, found in writers.items() if len(found) != 1} == TWO_WRITERS


def test_every_inbound_event_is_accounted_for() -> None:
    """An event either leaves facts or is known to have no effect yet; none is forgotten."""
    erased: set[type[Event]] = {PersonDataErased}  # it takes all facts away
    known = {event.__name__ for event in (*OF_A_CASE, *OF_THE_PERSON, *erased)} | WITHOUT_EFFECT

    assert known == {event.__name__ for event in EVENTS if issubclass(event, Inbound)}


def test_what_is_read_leaves_facts_first() -> None:
    """Processors read only events that are folded into the dossier, or that the hub itself makes."""
    read = {event for processor in PROCESSORS for event in processor.reads}

    without = {TimerDue, DeliveryConfirmed, PersonDataErased, *REGROUPINGS}
    assert read - without <= {*OF_A_CASE, *OF_THE_PERSON}


def test_who_reads_timers_names_their_kinds() -> None:
    """A processor reads timers if and only if it names kinds; each kind wakes somebody."""
    named = {processor.name for processor in PROCESSORS if processor.timers}

    assert named == {processor.name for processor in PROCESSORS if TimerDue in processor.reads}
    assert {kind for processor in PROCESSORS for kind in processor.timers} == {
        kind for kind in TimerKind if kind is not TimerKind.ONBEKEND
    }


def test_a_timer_wakes_those_who_name_its_kind(rules: Rules) -> None:
    """A timer of another kind than those that a processor names does not wake it."""
    woken: list[TimerKind] = []

    def wakes(turn: Turn, dossier: Dossier) -> Told:
        assert isinstance(turn.envelope.data, TimerDue)
        woken.append(turn.envelope.data.timer)
        return dossier, []

    step = build_step(rules, (Processor("wakes", "", (TimerDue,), (), wakes, (TimerKind.TERM_ENDS,)),))
    for kind in (TimerKind.OVERVIEW, TimerKind.TERM_ENDS):
        due = h.at_time("10:00")
        data = TimerDue(timer=kind, key=h.CASE, due_at=due)
        woke = Envelope.by_the_hub("1", data, subject=h.SUBJECT, at=due, synthetic=True)
        step(Dossier(subject=h.SUBJECT), woke, due)

    assert woken == [TimerKind.TERM_ENDS]


def test_names_are_unique() -> None:
    """Two processors of one name would give two effects one id."""
    assert len({processor.name for processor in PROCESSORS}) == len(PROCESSORS)


def test_the_picture_shows_every_arrow() -> None:
    """The picture has an arrow for each event read and each thing written."""
    assert mermaid((SAYS,)) == (
        "flowchart LR\n"
        '  says["says<br/>rows 15"]\n'
        "  zaak-op-monitor([zaak-op-monitor]) --> says\n"
        "  says --> leeftijd-onbekend([leeftijd-onbekend])\n"
    )


def test_the_picture_shows_stores() -> None:
    """Timers and the ledger are stores in the picture, not events."""
    drawn = mermaid(PROCESSORS).splitlines()

    assert "  marking_timers --> timers[(timers)]" in drawn
    assert "  terugkoppeling --> ledger[(ledger)]" in drawn
