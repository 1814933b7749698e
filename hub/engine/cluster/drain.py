"""Whether everything that was put in has come out: what a replay waits for, and the tests."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from hub.engine.cluster.timer_service import first_due
from hub.engine.kafka_client import KafkaSettings, admin
from hub.engine.lag import ReadPlace, has_unsent, is_behind, read_places
from hub.engine.store import Store
from hub.errors import UnreachableError
from hub.streams.topics import Topic

_LOOK_S = 0.02


def wait_until(met: Callable[[], bool], what: str, *, within_s: float, look_s: float = _LOOK_S) -> None:
    """Look again and again until it is so.

    Raises:
        UnreachableError: it was not so in time; ``what`` says what did not happen.
    """
    deadline = time.monotonic() + within_s
    while not met():
        if time.monotonic() > deadline:
            msg = f"{what} within {within_s:.0f} s; are the workers and the relay running?"
            raise UnreachableError(msg)
        time.sleep(look_s)


class Drain:
    """Looks whether the pipeline is empty.

    Args:
        topics: those that must be read to their ends.
    """

    def __init__(self, settings: KafkaSettings, store: Store, topics: Sequence[Topic], prefix: str) -> None:
        self._settings = settings
        self._store = store
        self._topics = topics
        self._prefix = prefix
        self._places: tuple[ReadPlace, ...] = ()

    def wait(
        self,
        *,
        due_by: datetime | None = None,
        within_s: float = 60.0,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Return when nothing is under way any more, nor any timer left that is due by a moment.

        The pipeline is a ring (a timer or a receipt goes back into it), so it must be found empty at all its
        places twice in a row: what was between two places at the first look is seen at the second. A timer
        that is due is one of these places. ``check`` is called at each look, and may raise.

        Raises:
            UnreachableError: not in time.
        """
        with admin(self._settings) as client:
            self._places = self._places or read_places(client, self._topics, self._prefix)
            seen = 0

            def empty_twice() -> bool:
                nonlocal seen
                check()
                busy = (
                    has_unsent(self._store)
                    or is_behind(client, self._store, self._places)
                    or self._is_due(due_by)
                )
                seen = 0 if busy else seen + 1
                return seen > 1

            wait_until(empty_twice, "the pipeline was not drained", within_s=within_s)

    def _is_due(self, by: datetime | None) -> bool:
        return by is not None and (due := first_due(self._store)) is not None and due <= by
