"""The timers of one batch, as a pure queue."""

from hypothesis import given
from hypothesis import strategies as st

from hub.engine.timers import TimerId, TimerQueue, timer_event_id

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


@given(changes, st.integers(0, 60))
def test_one_persons_timers_fire_without_the_others(
    steps: list[tuple[TimerId, int | None]], until: int
) -> None:
    """Fired for one person, only that person's due timers fire, and everybody else's still stand."""
    queue, last = TimerQueue(), dict[TimerId, int]()
    for key, due in steps:
        if due is None:
            queue.cancel(key)
            last.pop(key, None)
        else:
            queue.set(key, due)
            last[key] = due
    due_ones = {key: due for key, due in last.items() if due <= until}

    own = list(queue.fire(until, subject="s1"))
    rest = list(queue.fire(until))

    assert {key for key, _ in own} == {key for key in due_ones if key[0] == "s1"}
    assert [due for _, due in own] == sorted(due for _, due in own)
    assert dict(rest) == {key: due for key, due in due_ones.items() if key[0] != "s1"}


def test_what_fired_is_gone_from_the_database_too() -> None:
    """A timer of the database that fired is among those to be removed, and a new one is not written."""
    queue = TimerQueue()
    queue.load([(KEYS[0], 1), (KEYS[1], 9)])
    queue.set(KEYS[2], 2)

    assert list(queue.fire(5)) == [(KEYS[0], 1), (KEYS[2], 2)]
    assert (queue.gone, queue.new) == ({KEYS[0], KEYS[2]}, {})


def test_the_event_of_a_timer_is_named_after_the_timer() -> None:
    """Whoever sends a timer's event on gives it the same id; another moment or key gives another."""
    names = {timer_event_id(key, due) for key in KEYS for due in (1, 2)}

    assert len(names) == 6
    assert timer_event_id(KEYS[0], 1) in names
