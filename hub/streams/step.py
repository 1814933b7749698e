"""One event's turn: its facts into the dossier, the processors over it, and what they send addressed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from hub.errors import InputError, PolicyError
from hub.rules import Rules
from hub.schemas.calendar import amsterdam_day
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.events import DossierMoved, Event, PersonDataErased, PersonsMerged, PersonsSplit, TimerDue
from hub.schemas.observation import effect_id
from hub.schemas.vocabulary import Role, TimerKind
from hub.streams.addressing import address
from hub.streams.disclosure import note
from hub.streams.dossier import Dossier
from hub.streams.effects import (
    Awaited,
    CancelTimer,
    Effect,
    Erase,
    Forward,
    Ledger,
    Refused,
    Send,
    SetTimer,
    Withheld,
)
from hub.streams.fold import OF_A_CASE, OF_THE_PERSON, fold, superseded
from hub.streams.inheriting import inherit
from hub.streams.refusals import check
from hub.streams.regrouping import REGROUPINGS, destination, hold, release
from hub.streams.topology import PROCESSORS, Processor
from hub.streams.turn import Turn
from hub.streams.uniting import part_of, put_back, whole, with_part

OwnEffect = Withheld | Refused | SetTimer | CancelTimer | Ledger | Awaited | Erase
"""What stays within the hub."""
StepEffect = Envelope | OwnEffect
_OF_WHAT_IS_STORED = frozenset({*REGROUPINGS, PersonDataErased})
"""Read by a processor that is given the dossier with its parts, before all others."""
_NEVER_HELD = frozenset({PersonsMerged, PersonsSplit, DossierMoved})

_Kind = type[Event] | TimerKind

Step = Callable[[Dossier, Envelope, datetime], tuple[Dossier, tuple[StepEffect, ...]]]


def build_step(rules: Rules, processors: tuple[Processor, ...] = PROCESSORS) -> Step:
    """The step over these processors.

    The step takes a dossier, an event and now (the event's ``recorded_at``), and gives the new dossier and
    the effects, in a fixed order. It is pure: the same arguments give the same result, ids included. Among
    the effects, an envelope without routing is an event for another subject's step.

    Time does not run backwards in a dossier, also where an event comes from another subject's partition.

    It raises a kind of `InputError` for an event that is refused and so changes nothing; anything else that
    it raises is a defect.
    """
    readers = _by_kind(processors)

    def step(dossier: Dossier, envelope: Envelope, now: datetime) -> tuple[Dossier, tuple[StepEffect, ...]]:
        running = readers.get(_kind(envelope.data))
        if running is None:
            return dossier, ()
        if (later := _elsewhere_or_later(dossier, envelope)) is not None:
            return later
        today = amsterdam_day(now)
        dossier = inherit(dossier, rules.reference.heirs(today))
        person = whole(dossier)
        if superseded(person, envelope):
            return dossier, ()
        if envelope.case in dossier.joined:
            envelope = replace(envelope, case=dossier.joined[envelope.case])
        if dossier.as_of is not None and dossier.as_of > now:
            now = dossier.as_of
            today = amsterdam_day(now)
        turn = Turn(rules, envelope, now, today, person)
        check(turn)
        effects: list[StepEffect] = []
        if type(envelope.data) in _OF_WHAT_IS_STORED:
            first, running = running[0], running[1:]
            dossier, asked = first.run(turn, dossier)
            effects += _addressed(turn, first, asked)
        else:
            dossier = with_part(dossier, fold(part_of(dossier, envelope.origin), envelope))
            # Again: the event may come from a house that has not heard yet that it merged.
            dossier = inherit(dossier, rules.reference.heirs(turn.today))
        person = whole(dossier)
        for processor in running:
            person, asked = processor.run(turn, person)
            if asked:
                led_to = tuple(_addressed(turn, processor, asked))
                person = note(person, _sent(led_to), turn.today)
                effects += led_to
        dossier, released = _released(step, put_back(dossier, person, envelope.origin), now)
        return dossier, (*effects, *released)

    return step


def _sent(effects: Iterable[StepEffect]) -> Iterator[Envelope]:
    """What of these effects goes to a recipient."""
    return (one for one in effects if isinstance(one, Envelope) and one.routing is not None)


def _released(step: Step, dossier: Dossier, now: datetime) -> tuple[Dossier, list[StepEffect]]:
    """Step what was held, in its order, once nothing is awaited any more."""
    dossier, held = release(dossier)
    effects: list[StepEffect] = []
    for envelope in held:
        try:
            dossier, led_to = step(dossier, envelope, max(now, envelope.recorded_at))
        except InputError as error:
            effects.append(Refused(envelope, error))
        else:
            effects += led_to
    return dossier, effects


def _kind(data: Event) -> _Kind:
    """What decides who reads an event: its type, and of a timer what it was set for."""
    return data.timer if isinstance(data, TimerDue) else type(data)


def _by_kind(processors: Iterable[Processor]) -> dict[_Kind, tuple[Processor, ...]]:
    """Who reads which event, in order. Events that leave facts are in it even if nobody reads them."""
    readers: dict[_Kind, tuple[Processor, ...]] = dict.fromkeys((*OF_A_CASE, *OF_THE_PERSON), ())
    for processor in processors:
        kinds: tuple[_Kind, ...] = (*processor.reads, *processor.timers)
        for kind in kinds:
            if kind is not TimerDue:
                readers[kind] = (*readers.get(kind, ()), processor)
    return readers


def _addressed(turn: Turn, processor: Processor, asked: Iterable[Effect]) -> Iterable[StepEffect]:
    counts: dict[str, int] = {}
    for effect in asked:
        written = type(effect.data) if isinstance(effect, Send) else type(effect)
        if written not in processor.writes:
            msg = f"{processor.name} does not declare that it writes {written.__name__}"
            raise TypeError(msg)
        if not isinstance(effect, Send | Forward):
            yield effect
            continue
        cause, to = turn.envelope, effect.recipient if isinstance(effect, Send) else effect.subject
        ordinal = counts.get(to, 0)
        counts[to] = ordinal + 1
        if isinstance(effect, Forward):
            yield _forwarded(effect, cause, processor.name, ordinal)
            continue
        try:
            yield address(
                turn.rules, effect, cause, processor=processor.name, ordinal=ordinal, today=turn.today
            )
        except PolicyError as error:
            identifier = str(effect_id(cause.id, processor.name, effect.recipient, ordinal))
            yield Withheld(identifier, effect.data, error)


def _elsewhere_or_later(
    dossier: Dossier, envelope: Envelope
) -> tuple[Dossier, tuple[StepEffect, ...]] | None:
    """What becomes of an event that is not for this subject, or not for now; None if it is."""
    elsewhere = destination(dossier, envelope)
    if elsewhere is not None:
        return dossier, _hand_on(dossier, envelope, elsewhere)
    if dossier.awaited and type(envelope.data) not in _NEVER_HELD:
        return hold(dossier, envelope), ()
    return None


def _hand_on(dossier: Dossier, envelope: Envelope, to: str) -> tuple[StepEffect, ...]:
    """The event itself, for another subject. A timer's says only that it is time; its marking has moved."""
    if isinstance(envelope.data, TimerDue):
        return ()
    origin = envelope.origin or dossier.subject
    effect = Forward(to, envelope.case, envelope.data, None if origin == to else origin)
    return (_forwarded(effect, envelope, "forwarding", 0),)


def _forwarded(effect: Forward, cause: Envelope, processor: str, ordinal: int) -> Envelope:
    identifier = str(effect_id(cause.id, processor, effect.subject, ordinal))
    on = replace(
        cause,
        id=identifier,
        subject=effect.subject,
        case=effect.case,
        origin=effect.origin,
        caused_by=cause.id,
        data=effect.data,
    )
    if effect.data is cause.data:
        return on
    return replace(
        on,
        source=HUB_SOURCE,
        occurred_at=cause.recorded_at,
        actor=Role.SYSTEEM,
        record=identifier,
        version=1,
    )
