"""Which records are next: the time table of the module, and a consumer that does all it can."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.engine.cluster.positions import Reading, Sorted
from tests.unit.engine.cluster.making import plain

HERE = ("events", 0)


def sort(reading: Reading, offsets: Sequence[int], after: int) -> Sorted:
    """Sort a batch of the one partition."""
    return reading.sort([plain(offset) for offset in offsets], {HERE: after})


def read(batches: Sequence[Sequence[int]], after: int = 5) -> tuple[list[int], list[dict[int, int]], int]:
    """What is taken of these batches, the seeks by the number of their batch, and the gaps."""
    reading = Reading()
    taken: list[int] = []
    seeks: list[dict[int, int]] = []
    gaps = 0
    for number, batch in enumerate(batches):
        found = sort(reading, batch, after)
        reading.keep(found)
        after = found.nexts[HERE]
        taken += [record.offset for record in found.taken]
        seeks += [{number: to} for to in found.seeks.values()]
        gaps += found.gaps
    return taken, seeks, gaps


@pytest.mark.parametrize(
    ("batches", "taken", "seeks", "gaps"),
    [
        pytest.param([[5, 6, 7]], [5, 6, 7], [], 0, id="row 1"),
        pytest.param([[3, 4, 5, 6]], [5, 6], [], 0, id="row 2"),
        pytest.param([[7, 8], [5, 6, 7, 8]], [5, 6, 7, 8], [{0: 5}], 0, id="row 3"),
        pytest.param([[7, 8], [7, 8, 9]], [7, 8, 9], [{0: 5}], 1, id="row 4"),
        pytest.param([[7, 8, 9, 5, 6]], [5, 6], [{0: 5}], 0, id="row 5, one batch"),
        pytest.param([[7], [8], [9, 5], [6]], [5, 6], [{0: 5}], 0, id="row 5, many batches"),
        pytest.param([[5, 8], [6, 9], [9]], [5, 6, 9], [{0: 6}, {1: 7}], 1, id="a gap after a gap"),
    ],
)
def test_time_table(
    batches: list[list[int]], taken: list[int], seeks: list[dict[int, int]], gaps: int
) -> None:
    """Each row of the time table is taken, sought and counted as it says."""
    assert read(batches) == (taken, seeks, gaps)


@pytest.mark.parametrize(
    ("batches", "wrong_taken", "wrong_seeks"),
    [
        pytest.param([[7, 8]], [7, 8], [], id="row 3, wrong: what was passed over is lost"),
        pytest.param([[7], [8], [9]], [], [{0: 5}, {1: 5}, {2: 5}], id="row 5, wrong: a seek for each"),
    ],
)
def test_wrong_rows_do_not_happen(
    batches: list[list[int]], wrong_taken: list[int], wrong_seeks: list[dict[int, int]]
) -> None:
    """What the time table calls wrong is not what comes out."""
    taken, seeks, gaps = read(batches)

    assert (taken, seeks) != (wrong_taken, wrong_seeks)
    assert (taken, seeks, gaps) == ([], [{0: 5}], 0)


def test_a_gap_is_of_its_own_partition() -> None:
    """A gap in one partition holds up no other."""
    other = ("events", 1)
    records = [plain(7), plain(3, partition=1), plain(4, partition=1)]

    found = Reading().sort(records, {HERE: 5, other: 3})

    assert (found.seeks, found.nexts) == ({HERE: 5}, {HERE: 5, other: 5})
    assert [record.partition for record in found.taken] == [1, 1]


def test_an_assignment_forgets_the_seek() -> None:
    """What a seek before the assignment expected is not waited for after it."""
    reading = Reading()
    reading.keep(sort(reading, [7], 5))
    reading.forget([HERE])

    assert [record.offset for record in sort(reading, [5, 6], 5).taken] == [5, 6]


def test_a_batch_whose_commit_was_not_heard_of_stops_nothing() -> None:
    """A batch after a seek whose commit was not heard of is past at the second try; reading goes on."""
    reading = Reading()
    reading.keep(sort(reading, [7], 5))
    sort(reading, [5, 6, 7, 8], 5)  # committed, but the answer was lost: not kept
    again = sort(reading, [5, 6, 7, 8], 9)
    reading.keep(again)

    assert again.taken == []
    assert [record.offset for record in sort(reading, [9, 10], 9).taken] == [9, 10]


class Consumer:
    """A log with holes and a consumer of it, modelled without the code under test.

    It delivers rising offsets but for seeks. ``queue`` is what it has fetched and not delivered: a seek does
    not empty it. It may pass records over (Faust's commits can), but never the very first after a seek.
    """

    def __init__(self, log: Sequence[int]) -> None:
        self.log = log
        self.place = log[0]
        self.queue: list[int] = []
        self._fetched = False

    def fetch(self, count: int) -> None:
        """Fetch so many records."""
        begin = bisect_left(self.log, self.place)
        found = self.log[begin : begin + count]
        self.queue += found
        if found:
            self.place = found[-1] + 1
            self._fetched = True

    def pass_over(self, count: int) -> None:
        """Leave so many offsets out."""
        if self._fetched:
            self.place += count

    def seek(self, to: int) -> None:
        """Fetch from there next time."""
        self.place = to
        self._fetched = False

    def deliver(self, count: int) -> list[int]:
        """The next batch."""
        batch, self.queue = self.queue[:count], self.queue[count:]
        return batch


class Store:
    """An offset, and what was done; a batch as the runner does it."""

    def __init__(self, after: int) -> None:
        self.reading = Reading()
        self.after = after
        self.taken: list[int] = []
        self.gaps = 0

    def process(self, consumer: Consumer, batch: list[int], *, fails: str = "") -> None:
        """Sort and commit. It ``fails`` before its commit, or unheard after it, and is tried again."""
        found = sort(self.reading, batch, self.after)
        if fails == "before":
            assert sort(self.reading, batch, self.after) == found
        if fails == "unheard":
            self._commit(found)
            found = sort(self.reading, batch, self.after)
            assert found.taken == []
        self._commit(found)
        self.reading.keep(found)
        for to in found.seeks.values():
            consumer.seek(to)

    def _commit(self, found: Sorted) -> None:
        self.taken += [record.offset for record in found.taken]
        self.gaps += found.gaps
        self.after = found.nexts[HERE]


logs = st.lists(st.integers(0, 20), min_size=1, max_size=20, unique=True).map(sorted)
actions = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "fetch",
                "fetch",
                "deliver",
                "deliver",
                "fails",
                "unheard",
                "pass over",
                "assigned",
                "moved away",
            ]
        ),
        st.integers(1, 6),
    ),
    max_size=30,
)


@given(logs, actions)
@settings(max_examples=400)
def test_every_record_is_taken_once_in_order(log: list[int], steps: list[tuple[str, int]]) -> None:
    """Whatever the consumer delivers, each record is taken once, in order, and each hole counted once."""
    consumer, store = Consumer(log), Store(log[0])
    for action, count in steps:
        match action:
            case "fetch":
                consumer.fetch(count)
            case "deliver":
                store.process(consumer, consumer.deliver(count))
            case "fails":
                store.process(consumer, consumer.deliver(count), fails="before")
            case "unheard":
                store.process(consumer, consumer.deliver(count), fails="unheard")
            case "pass over":
                consumer.pass_over(count)
            case _:  # reading begins at the store's offset; what was fetched before may still come
                if action == "moved away":
                    consumer.queue.clear()
                store.reading.forget([HERE])
                consumer.seek(store.after)
    # What was passed over at the very end shows with the next record only.
    log.append(max(consumer.place, log[-1] + 1))
    for _ in range(2 * len(log) + 2):
        consumer.fetch(len(log))
        store.process(consumer, consumer.deliver(len(consumer.queue)))

    assert store.taken == log
    assert store.gaps == sum(b > a + 1 for a, b in pairwise(log))
