"""When a pipeline counts as empty."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.engine.cluster import drain
from hub.engine.cluster.drain import Drain, wait_until
from hub.errors import UnreachableError
from hub.settings import Settings


def test_looks_until_it_is_so() -> None:
    """What is so at the third look was looked for three times."""
    looks = iter([False, False, True])

    wait_until(lambda: next(looks), "it did not come", within_s=10, look_s=0)

    assert list(looks) == []


def test_says_what_did_not_happen() -> None:
    """After the time has run out the error names what was waited for, and the remedy."""
    with pytest.raises(UnreachableError, match=r"it did not come within 0 s; are the workers"):
        wait_until(lambda: False, "it did not come", within_s=0)


NO_STORE: Any = None
"""Whoever looks into it is replaced."""


class Pipeline:
    """What the looks find: rows unsent and records unread, look by look; then nothing."""

    def __init__(self, looks: list[tuple[int, int]]) -> None:
        self._looks = list(looks)
        self.count = 0
        self._lag = 0

    @contextmanager
    def admin(self, _settings: object) -> Iterator[None]:
        """No client is needed."""
        yield

    def has_unsent(self, *_: object) -> bool:
        """Whether a row is unsent."""
        self.count += 1
        unsent, self._lag = self._looks.pop(0) if self._looks else (0, 0)
        return unsent > 0

    def is_behind(self, *_: object) -> bool:
        """Whether a record is unread."""
        return self._lag > 0

    def read_places(self, *_: object) -> tuple[object, ...]:
        """No partition is needed."""
        return ()

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be what the drain looks at."""
        for name in ("admin", "has_unsent", "is_behind", "read_places"):
            monkeypatch.setattr(drain, name, getattr(self, name))


@pytest.mark.parametrize(
    ("looks", "count"),
    [
        ([], 2),
        ([(1, 0)], 3),
        ([(0, 5)], 3),
        ([(0, 0), (1, 0)], 4),
        ([(0, 0), (0, 1), (0, 0), (3, 3)], 6),
    ],
)
def test_empty_twice_in_a_row_is_drained(
    monkeypatch: pytest.MonkeyPatch, looks: list[tuple[int, int]], count: int
) -> None:
    """One empty look is not enough: a record may have been between two places of the ring."""
    pipeline = Pipeline(looks)
    pipeline.stand_in(monkeypatch)

    Drain(Settings(), NO_STORE, (), "").wait(within_s=10)

    assert pipeline.count == count


def test_a_timer_that_is_due_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is due by the moment, the pipeline is not empty; later ones do not matter."""
    pipeline = Pipeline([])
    pipeline.stand_in(monkeypatch)
    moment = datetime(2016, 10, 17, tzinfo=UTC)
    dues = iter([moment, None, moment - timedelta(days=1), moment + timedelta(days=1), None])
    monkeypatch.setattr(drain, "first_due", lambda _: next(dues))

    Drain(Settings(), NO_STORE, (), "").wait(due_by=moment, within_s=10)

    assert pipeline.count == 5


def test_what_has_ended_a_worker_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is asked at each look, and its error comes out as it is."""
    pipeline = Pipeline([(1, 0)] * 9)
    pipeline.stand_in(monkeypatch)
    checks = iter([None, None, ChildProcessError()])

    def check() -> None:
        if error := next(checks):
            raise error

    with pytest.raises(ChildProcessError):
        Drain(Settings(), NO_STORE, (), "").wait(within_s=10, check=check)
    assert pipeline.count == 2
