"""The timers of one batch, as a pure queue."""

from hypothesis import given
from hypothesis import strategies as st

from hub.engine.timers import TimerId, TimerQueue

KEYS: list[TimerId] = [("s1", "K", "a"), ("s1", "K", "b"), ("s2", "K", "a")]
changes = st.lists(st.tuples(st.sampled_from(KEYS), st.one_of(st.none(), st.integers(0, 50))))


@given(changes, st.integers(0, 60))
def test_fires_what_was_last_set_in_order(steps: list[tuple[TimerId, int | None]], until: int) -> None:
    """Only the last setting of each timer fires, if due, earliest first; a cancelled one never."""
    queue, last = TimerQueue(), dict[TimerId, int]()
    for key, due in steps:
        if due is None:
            queue.cancel(key)
            last.pop(key, None)
        else:
            queue.set(key, due)
            last[key] = due

    fired = list(queue.fire(until))

    assert fired == sorted(((k, d) for k, d in last.items() if d <= until), key=lambda f: (f[1], f[0]))
    assert queue.new == {k: d for k, d in last.items() if d > until}


def test_a_timer_set_while_firing_takes_part() -> None:
    """A timer that a firing one sets fires in the same pass if it is due."""
    queue = TimerQueue()
    queue.load([(KEYS[0], 1)])
    fired = []
    for key, due in queue.fire(10):
        fired.append(due)
        if due == 1:
            queue.set(key, 5)

    assert fired == [1, 5]
