"""The timers that one batch may have to fire, in order, with the changes to write.

A timer is a row (subject, kind, key, due_at). A due one becomes an event whose id is a function of the
timer alone, so firing it twice is seen by the inbox.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hub.engine.tables import from_micros
from hub.schemas.envelope import Envelope
from hub.schemas.events import TimerDue
from hub.schemas.observation import effect_id
from hub.schemas.vocabulary import TimerKind

TimerId = tuple[str, str, str]
"""Subject, kind, key."""


def timer_event_id(key: TimerId, due: int) -> str:
    """The id of the event that a timer becomes."""
    return str(effect_id("\n".join((*key, str(due))), "timer", "", 0))


def timer_event(key: TimerId, due: int, *, recorded_at: int, synthetic: bool) -> Envelope:
    """The event that a timer becomes; ``due`` and ``recorded_at`` in microseconds."""
    subject, kind, name = key
    moment = from_micros(due)
    return Envelope.by_the_hub(
        timer_event_id(key, due),
        TimerDue(timer=TimerKind(kind), key=name, due_at=moment),
        subject=subject,
        at=moment,
        recorded_at=from_micros(recorded_at),
        synthetic=synthetic,
    )


class TimerQueue:
    """Timers by moment; ``new`` and ``gone`` are what the database does not know yet."""

    def __init__(self) -> None:
        self.new: dict[TimerId, int] = {}
        self.gone: set[TimerId] = set()
        self._due: dict[TimerId, int] = {}
        self._all: list[tuple[int, TimerId]] = []
        self._of: dict[str, list[tuple[int, TimerId]]] = defaultdict(list)

    def load(self, rows: Iterable[tuple[TimerId, int]]) -> None:
        """Take in what the database holds."""
        for key, due in rows:
            self._push(key, due)

    def subjects(self) -> set[str]:
        """Whose dossiers a firing timer will need."""
        return {subject for subject, _, _ in self._due}

    def set(self, key: TimerId, due: int) -> None:
        """Set a timer, or move it."""
        self.gone.discard(key)
        self.new[key] = due
        self._push(key, due)

    def cancel(self, key: TimerId) -> None:
        """Forget a timer, also one that only the database knows."""
        self._due.pop(key, None)
        self.new.pop(key, None)
        self.gone.add(key)

    def drop(self, subject: str) -> None:
        """Forget all timers of a person; those that only the database knows are the caller's."""
        for key in [key for key in self._due if key[0] == subject]:
            self.cancel(key)

    def fire(self, until: int, *, subject: str | None = None) -> Iterator[tuple[TimerId, int]]:
        """Give each timer due at or before ``until``, earliest first; timers set meanwhile take part.

        Args:
            until: microseconds.
            subject: only this person's timers.
        """
        heap = self._all if subject is None else self._of.get(subject, [])
        while heap and heap[0][0] <= until:
            due, key = heapq.heappop(heap)
            if self._due.get(key) == due:  # else it was moved, cancelled or fired after it was pushed
                self.cancel(key)
                yield key, due

    def _push(self, key: TimerId, due: int) -> None:
        self._due[key] = due
        heapq.heappush(self._all, (due, key))
        heapq.heappush(self._of[key[0]], (due, key))
