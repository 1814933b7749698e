"""One event's turn: its facts into the dossier, the processors over it, and what they send addressed."""

from collections.abc import Callable, Iterable
from datetime import datetime

from hub.errors import PolicyError
from hub.rules import Rules
from hub.schemas.envelope import Envelope
from hub.schemas.events import Event
from hub.schemas.observation import effect_id
from hub.streams.addressing import address
from hub.streams.dossier import Dossier
from hub.streams.effects import CancelTimer, Effect, Ledger, Send, SetTimer, Withheld
from hub.streams.fold import OF_A_CASE, OF_THE_PERSON, fold, superseded
from hub.streams.person import amsterdam_day
from hub.streams.refusals import check
from hub.streams.topology import PROCESSORS, Processor
from hub.streams.turn import Turn

StepEffect = Envelope | Withheld | SetTimer | CancelTimer | Ledger
Step = Callable[[Dossier, Envelope, datetime], tuple[Dossier, tuple[StepEffect, ...]]]


def build_step(rules: Rules, processors: tuple[Processor, ...] = PROCESSORS) -> Step:
    """The step over these processors.

    The step takes a dossier, an event and now (the event's ``recorded_at``), and gives the new dossier and
    the effects, in a fixed order. It is pure: the same arguments give the same result, ids included.

    It raises a kind of `InputError` for an event that is refused and so changes nothing; anything else that
    it raises is a defect.
    """
    readers = _by_type(processors)

    def step(dossier: Dossier, envelope: Envelope, now: datetime) -> tuple[Dossier, tuple[StepEffect, ...]]:
        running = readers.get(type(envelope.data))
        if running is None or superseded(dossier, envelope):
            return dossier, ()
        turn = Turn(rules, envelope, now, amsterdam_day(now), dossier)
        check(turn)
        dossier = fold(dossier, envelope)
        effects: list[StepEffect] = []
        for processor in running:
            dossier, asked = processor.run(turn, dossier)
            if asked:
                effects += _addressed(turn, processor, asked)
        return dossier, tuple(effects)

    return step


def _by_type(processors: Iterable[Processor]) -> dict[type[Event], tuple[Processor, ...]]:
    """Who reads which event, in order. Events that leave facts are in it even if nobody reads them."""
    readers: dict[type[Event], tuple[Processor, ...]] = dict.fromkeys((*OF_A_CASE, *OF_THE_PERSON), ())
    for processor in processors:
        for event in processor.reads:
            readers[event] = (*readers.get(event, ()), processor)
    return readers


def _addressed(turn: Turn, processor: Processor, asked: Iterable[Effect]) -> Iterable[StepEffect]:
    counts: dict[str, int] = {}
    for effect in asked:
        written = type(effect.data) if isinstance(effect, Send) else type(effect)
        if written not in processor.writes:
            msg = f"{processor.name} does not declare that it writes {written.__name__}"
            raise TypeError(msg)
        if not isinstance(effect, Send):
            yield effect
            continue
        ordinal = counts.get(effect.recipient, 0)
        counts[effect.recipient] = ordinal + 1
        cause = turn.envelope
        try:
            yield address(
                turn.rules, effect, cause, processor=processor.name, ordinal=ordinal, today=turn.today
            )
        except PolicyError as error:
            identifier = str(effect_id(cause.id, processor.name, effect.recipient, ordinal))
            yield Withheld(identifier, effect.data, error)
