"""Runs steps in memory on virtual time, as Kafka's TopologyTestDriver does; for tests and the oracle.

It does what an engine does around a step, and nothing more: it drops an event that it has seen (the inbox),
and turns due timers into events before the next event.
"""

from datetime import UTC, datetime

from hub.schemas.envelope import Envelope
from hub.schemas.events import TimerDue
from hub.schemas.observation import effect_id
from hub.schemas.vocabulary import TimerKind
from hub.streams.dossier import Dossier
from hub.streams.effects import Awaited, CancelTimer, Erase, Ledger, Refused, SetTimer, Withheld
from hub.streams.step import Step

_TimerKey = tuple[str, TimerKind, str]


class Driver:
    """Feeds events to steps one by one.

    Attributes:
        ledger: the last line of each case and house.
        awaited: the last line of each case, kind and key.
        sent: everything that was sent, in order.
        timers: when each timer is due, by subject, kind and key.
        withheld: what could not lawfully be sent.
        refused: events that had been held, and were refused when their turn came.
        erased: the persons whose data an engine would have destroyed.
    """

    def __init__(self, step: Step) -> None:
        self.ledger: dict[tuple[str, str], Ledger] = {}
        self.awaited: dict[tuple[str, str, str], Awaited] = {}
        self.sent: list[Envelope] = []
        self.withheld: list[Withheld] = []
        self.refused: list[Refused] = []
        self.erased: list[Erase] = []
        self.timers: dict[_TimerKey, datetime] = {}
        self._step = step
        self._dossiers: dict[str, Dossier] = {}
        self._seen: set[tuple[str, str]] = set()
        self._returned = 0

    def feed(self, envelope: Envelope) -> list[Envelope]:
        """Fire the timers that are due, then step one event; what was sent.

        Raises:
            InputError: the event was refused. What the timers sent comes with the next call.
        """
        self._fire(envelope.recorded_at)
        self._arrive(envelope)
        return self._news()

    def advance(self, to: datetime) -> list[Envelope]:
        """Let time pass: fire the timers that are due by then; what was sent."""
        self._fire(to)
        return self._news()

    def dossier(self, subject: str) -> Dossier:
        """A person's dossier; an empty one for a person who is not known."""
        return self._dossiers.get(subject) or Dossier(subject=subject)

    def _news(self) -> list[Envelope]:
        news = self.sent[self._returned :]
        self._returned = len(self.sent)
        return news

    def _fire(self, until: datetime) -> None:
        while due := min(((at, key) for key, at in self.timers.items() if at <= until), default=None):
            at, key = due
            del self.timers[key]
            self._take(_timer_event(key, at.astimezone(UTC)))

    def _arrive(self, envelope: Envelope) -> None:
        identity = (envelope.source, envelope.id)
        if identity not in self._seen:
            self._seen.add(identity)
            self._take(envelope)

    def _take(self, envelope: Envelope) -> None:
        subject = envelope.subject
        dossier, effects = self._step(self.dossier(subject), envelope, envelope.recorded_at)
        self._dossiers[subject] = dossier
        for effect in effects:
            if isinstance(effect, Envelope) and effect.routing is None:
                self._arrive(effect)
            elif isinstance(effect, Envelope):
                self.sent.append(effect)
            elif isinstance(effect, SetTimer):
                self.timers[subject, effect.kind, effect.key] = effect.due_at
            elif isinstance(effect, CancelTimer):
                self.timers.pop((subject, effect.kind, effect.key), None)
            elif isinstance(effect, Awaited):
                self.awaited[effect.case, effect.kind, effect.key] = effect
            elif isinstance(effect, Erase):
                self.timers = {key: at for key, at in self.timers.items() if key[0] not in effect.subjects}
                self.erased.append(effect)
            elif isinstance(effect, Refused):
                self.refused.append(effect)
            elif isinstance(effect, Withheld):
                self.withheld.append(effect)
            else:
                self.ledger[effect.case, effect.house] = effect


def _timer_event(key: _TimerKey, due: datetime) -> Envelope:
    subject, kind, name = key
    identifier = str(effect_id("\n".join((subject, kind.value, name, due.isoformat())), "timer", "", 0))
    data = TimerDue(timer=kind, key=name, due_at=due)
    return Envelope.by_the_hub(identifier, data, subject=subject, at=due, synthetic=True)
