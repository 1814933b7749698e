"""A rate is kept on a clock that the test turns."""

from itertools import pairwise

import pytest

from hub.engine.letters.pace import paced


class Clock:
    """Time that passes only by sleeping, or when told."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.parametrize(
    ("a_second", "works", "slept"),
    [
        (None, 0.0, []),
        (4.0, 0.0, [0.25, 0.25]),
        (4.0, 0.125, [0.125, 0.125]),
        (4.0, 1.0, []),
    ],
)
def test_items_come_no_faster_than_the_rate(a_second: float | None, works: float, slept: list[float]) -> None:
    """The first comes at once, the next ones when they are due; what worked longer waits no more."""
    clock = Clock()

    for _ in paced(range(3), a_second, monotonic=clock.monotonic, sleep=clock.sleep):
        clock.now += works

    assert clock.slept == slept


def test_a_pause_is_not_made_up_for() -> None:
    """After a long item the following ones keep their distance."""
    clock = Clock()
    times = []

    for number in paced(range(4), 1.0, monotonic=clock.monotonic, sleep=clock.sleep):
        times.append(clock.now)
        clock.now += 10 if number == 1 else 0

    assert [later - one for one, later in pairwise(times)] == [1, 10, 1]
