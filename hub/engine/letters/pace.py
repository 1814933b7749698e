"""Not faster than so many letters a second: who repairs ten thousand must not drown what happens today."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def paced(
    items: Iterable[Item],
    a_second: float | None,
    *,
    monotonic: Callable[[], float],
    sleep: Callable[[float], None],
) -> Iterator[Item]:
    """The items, each at its time: the first at once, then ``a_second`` of them; None: as fast as can be.

    What took longer than its share is not made up for: a pause is no licence for a burst. ``monotonic`` gives
    seconds that never go back, ``sleep`` waits so many.
    """
    due = monotonic()
    for item in items:
        if a_second is not None:
            now = monotonic()
            if now < due:
                sleep(due - now)
            due = max(due, now) + 1 / a_second
        yield item
