"""One batch, one transaction, on both databases: what is written, what fences, what is tried again."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InternalError, OperationalError

from hub.engine.cluster.runner import Runner, is_transient
from hub.engine.store import Store
from hub.errors import ConfigurationError, MappingError, UnreachableError
from tests.unit.engine.cluster.making import TOPICS, KilledError, Noting, nexts, noted, plain

HERE = ("events", 0)
AWAY = OperationalError("", {}, Exception())
BATCH = [plain(0), plain(1), plain(2)]


def started(store: Store, role: Noting, partitions: int = 1) -> Runner[str]:
    """A runner to which partitions of the events were assigned, which begin at 0."""
    runner = Runner(store, role, topics=TOPICS)
    runner.positions({("events", number): 0 for number in range(partitions)})
    return runner


def test_begins_at_the_first_record_and_then_where_the_store_stands(store: Store) -> None:
    """A partition that is new begins where the log does; one that is known begins where the store says."""
    runner = Runner(store, Noting(), topics=TOPICS)

    assert runner.positions({HERE: 7, ("events", 1): 0}) == {HERE: 7, ("events", 1): 0}
    runner.process([plain(7), plain(8)])
    assert Runner(store, Noting(), topics=TOPICS).positions({HERE: 3}) == {HERE: 9}
    assert runner.next(HERE) == 9


def test_a_batch_and_its_offsets_are_one_transaction(store: Store) -> None:
    """What a batch did and where reading stands are written together, for several partitions at once."""
    runner = started(store, Noting(), partitions=2)

    outcome = runner.process([plain(0, "a"), plain(0, "b", partition=1), plain(1, "c")])

    assert (outcome.result.messages, outcome.seeks, outcome.gaps) == (3, {}, 0)
    assert noted(store) == ["a", "b", "c"]
    assert nexts(store) == {"steps/events/0": 2, "steps/events/1": 1}


def test_a_topic_that_was_made_anew_is_refused(store: Store) -> None:
    """Offsets of a topic that was deleted and made anew would skip its records: reading does not begin."""
    started(store, Noting())

    with pytest.raises(ConfigurationError, match="topic events is another"):
        Runner(store, Noting(), topics={"events": "other"}).positions({HERE: 0})


def test_records_that_were_deleted_unread_are_not_passed_over(store: Store) -> None:
    """Where the log begins behind the store's offset, reading does not begin."""
    runner = started(store, Noting())
    runner.process(BATCH[:1])

    assert runner.positions({HERE: 1}) == {HERE: 1}
    with pytest.raises(ConfigurationError, match="3 records of topic events, partition 0"):
        runner.positions({HERE: 4})


def test_a_worker_that_was_replaced_changes_nothing(store: Store) -> None:
    """A worker that wakes with an old batch, after a second one has processed it, writes nothing."""
    zombie_role = Noting()
    zombie, second = started(store, zombie_role), started(store, Noting())
    zombie.process(BATCH[:1])
    second.process(BATCH)
    handled = len(zombie_role.unmoved)

    outcome = zombie.process(BATCH[1:])

    assert (outcome.result.messages, outcome.seeks) == (0, {})
    assert len(zombie_role.unmoved) == handled
    assert noted(store) == ["0", "1", "2"]
    assert nexts(store) == {"steps/events/0": 3}


def test_says_whether_somebody_else_was_there(store: Store) -> None:
    """A partition counts as unmoved only while nobody else has moved its offset since this worker did."""
    role = Noting()
    runner, other = started(store, role, partitions=2), started(store, Noting(), partitions=2)
    batches = [[plain(n, f"{n} {p}", partition=p) for p in (0, 1)] for n in range(4)]

    runner.process(batches[0])
    runner.process(batches[1])
    other.process(batches[2][:1])
    runner.process([batches[2][1], batches[3][0]])
    runner.process(batches[3][1:])

    assert role.unmoved == [set(), {HERE, ("events", 1)}, {("events", 1)}, {("events", 1)}]


def test_a_repair_counts_as_somebody_else(store: Store) -> None:
    """A moved clock of the offset's row, which is what a repair leaves, is seen."""
    role = Noting()
    runner = started(store, role)
    runner.process(BATCH[:1])
    with store.transaction() as connection:
        store.advance(connection, "steps/events/0", 1, 1)
    runner.process(BATCH[1:2])
    runner.process(BATCH[2:])

    assert role.unmoved == [set(), set(), {HERE}]


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (AWAY, True),
        (InterfaceError("", {}, Exception()), True),
        (InternalError("", {}, Exception()), True),
        (DBAPIError("", {}, Exception(), connection_invalidated=True), True),
        (UnreachableError("away"), True),
        (IntegrityError("", {}, Exception()), False),
        (DBAPIError("", {}, Exception()), False),
        (ConfigurationError("wrong"), False),
        (MappingError("unknown-code"), False),
        (ZeroDivisionError(), False),
    ],
)
def test_tells_what_passes_by_itself(error: Exception, passes: bool) -> None:
    """An absent database or schema registry passes; an error of data, settings or code does not."""
    assert is_transient(error) is passes


def test_a_failure_that_passes_leaves_nothing_half_written(store: Store) -> None:
    """After a failure that passes nothing is written, and the same batch then goes through."""
    role = Noting({"2": [AWAY]})
    runner = started(store, role)

    with pytest.raises(OperationalError):
        runner.process(BATCH)
    assert (noted(store), nexts(store), role.committed_after) == ([], {"steps/events/0": 0}, [])

    assert runner.process(BATCH).result.messages == 3
    assert (noted(store), role.committed_after) == (["0", "1", "2"], [{HERE}])


def test_one_poisonous_record_holds_up_nobody(store: Store) -> None:
    """A record that fails in an unknown way is given up by itself; the others are processed."""
    runner = started(store, Noting({"1": [ZeroDivisionError(), ValueError()]}))

    outcome = runner.process(BATCH)

    assert (outcome.result.messages, outcome.result.dead) == (3, 1)
    assert noted(store) == ["0", "1 ValueError", "2"]
    assert nexts(store) == {"steps/events/0": 3}


def test_a_record_that_the_database_refuses_is_given_up(store: Store) -> None:
    """A real violation of a constraint rolls its own record back, and no other."""
    runner = started(store, Noting())

    outcome = runner.process([plain(0, "a"), plain(1, "a"), plain(2, "b")])

    assert outcome.result.dead == 1
    assert noted(store) == ["a", "a IntegrityError", "b"]


def test_a_record_that_cannot_even_be_read_is_given_up(store: Store) -> None:
    """A defect while reading a record, before the transaction, costs that record only."""
    broken = plain(1)
    runner = started(store, Unreadable())

    assert runner.process([plain(0), broken, plain(2)]).result.dead == 1
    assert noted(store) == ["0", "1 LookupError", "2"]


class Unreadable(Noting):
    """Cannot read the record 1."""

    def prepare(self, record: object) -> str:
        """The word."""
        if record == plain(1):
            raise LookupError
        assert record in (plain(0), plain(2))
        return "0" if record == plain(0) else "2"


def test_a_failure_that_passes_while_each_is_alone(store: Store) -> None:
    """If the database goes away while records are processed one by one, those before are not done again."""
    runner = started(store, Noting({"1": [ZeroDivisionError(), ZeroDivisionError()], "2": [AWAY]}))

    with pytest.raises(OperationalError):
        runner.process(BATCH)
    assert noted(store) == ["0", "1 ZeroDivisionError"]

    assert runner.process(BATCH).result.messages == 1
    assert noted(store) == ["0", "1 ZeroDivisionError", "2"]


def test_a_gap_is_sought_also_after_a_try_that_failed(store: Store) -> None:
    """A gap met while records go one by one is not passed over when the batch is tried again."""
    runner = started(store, Noting({"a": [ZeroDivisionError(), ZeroDivisionError()], "b": [AWAY]}), 2)
    batch = [plain(0, "a", partition=1), plain(3, "lost?"), plain(1, "b", partition=1)]

    with pytest.raises(OperationalError):
        runner.process(batch)
    outcome = runner.process(batch)

    assert (outcome.seeks, outcome.gaps) == ({HERE: 0}, 0)
    assert nexts(store) == {"steps/events/0": 0, "steps/events/1": 2}


@pytest.mark.parametrize(
    ("place", "written", "again"), [("before-commit", [], 3), ("after-commit", ["0", "1", "2"], 0)]
)
def test_a_kill_around_the_commit(store: Store, place: str, written: list[str], again: int) -> None:
    """Killed before the commit, nothing was done; killed after it, all was, and nothing is done twice."""

    def kill(passed: str) -> None:
        if passed == place:
            raise KilledError

    killed = Runner(store, Noting(), topics=TOPICS, failpoint=kill)
    killed.positions({HERE: 0})
    with pytest.raises(KilledError):
        killed.process(BATCH)
    assert noted(store) == written

    successor = started(store, Noting())
    assert successor.process(BATCH).result.messages == again
    assert noted(store) == ["0", "1", "2"]


def test_a_gap_is_sought_and_then_counted(store: Store) -> None:
    """A gap is sought, and passed with a count when the log gives it again."""
    runner = started(store, Noting())

    first, second = runner.process([plain(0), plain(2)]), runner.process([plain(2)])

    assert (first.seeks, first.gaps, second.seeks, second.gaps) == ({HERE: 1}, 0, {}, 1)
    assert noted(store) == ["0", "2"]
