"""Fencing on a real PostgreSQL: two workers at once, and a session that dies within its transaction."""

import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import InternalError, OperationalError

from hub.engine import tables as t
from hub.engine.batch import BatchResult
from hub.engine.cluster.drain import wait_until
from hub.engine.cluster.records import Partition, Record
from hub.engine.cluster.runner import Outcome, Runner, is_transient
from hub.engine.store import Store
from tests.unit.engine.cluster.making import TOPICS, Noting, nexts, noted, plain, waits

BATCH = [plain(0), plain(1)]


class Interrupted(Noting):
    """Does something else within its transaction first."""

    def __init__(self, do: Callable[[Connection], None]) -> None:
        super().__init__()
        self._do = do

    def handle(
        self, connection: Connection, work: Sequence[tuple[Record, str]], unmoved: set[Partition]
    ) -> BatchResult:
        """Note each."""
        result = super().handle(connection, work, unmoved)
        self._do(connection)
        return result


def started(store: Store, role: Noting) -> Runner[str]:
    """A runner that the events' first partition was assigned to."""
    runner = Runner(store, role, topics=TOPICS)
    runner.positions({("events", 0): 0})
    return runner


def test_a_second_worker_waits_and_then_finds_nothing_to_do(server: Store) -> None:
    """While one worker is within its transaction, another with the same batch waits, then does nothing."""
    found: list[Outcome] = []
    second = started(server, Noting())
    thread = threading.Thread(target=lambda: found.append(second.process(BATCH)))

    def let_the_second_come(_connection: Connection) -> None:
        thread.start()
        wait_until(lambda: waits(server), "nobody waits for the lock", within_s=20)

    first = started(server, Interrupted(let_the_second_come))
    assert first.process(BATCH).result.messages == 2
    thread.join()

    assert [outcome.result.messages for outcome in found] == [0]
    assert noted(server) == ["0", "1"]


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param("SELECT pg_terminate_backend(pg_backend_pid())", id="session ended"),
        pytest.param("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)", id="statement too long"),
    ],
)
def test_what_the_server_breaks_off_passes(server: Store, trouble: str) -> None:
    """A session that the server ends, and a statement that it cancels, leave nothing, and can be repeated."""
    troubles = [trouble]

    def once(connection: Connection) -> None:
        for statement in troubles.pop().split(";") if troubles else ():
            connection.execute(text(statement))

    runner = started(server, Interrupted(once))
    with pytest.raises(OperationalError) as caught:
        runner.process(BATCH)
    assert is_transient(caught.value)
    assert (noted(server), nexts(server)) == ([], {"steps/events/0": 0})

    assert runner.process(BATCH).result.messages == 2
    assert noted(server) == ["0", "1"]


def test_every_session_is_limited(on_postgresql: Store) -> None:
    """What ends a worker's session when it hangs or is frozen within a transaction is in force."""
    names = (
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "transaction_timeout",
    )
    with on_postgresql.transaction() as connection:
        limits = [connection.scalar(select(func.current_setting(name))) for name in names]

    assert limits == ["5s", "5s", "2s", "10s"]


def test_a_worker_frozen_before_its_commit_is_not_waited_for(on_postgresql: Store) -> None:
    """A transaction that moved several offsets and idles is ended, and its successor gets the rows."""
    sources = ["steps/events/0", "steps/events/1"]
    with on_postgresql.transaction() as connection:
        on_postgresql.add_new(
            connection, t.offsets, [{"source": s, "next": 0, "clock": 0, "fingerprint": ""} for s in sources]
        )

    def freeze() -> None:
        with on_postgresql.transaction() as frozen:
            on_postgresql.move_offsets(frozen, dict.fromkeys(sources, 5))
            with on_postgresql.transaction() as successor:  # waits for 5 s at most, then fails
                rows = on_postgresql.lock_offsets(successor, sources)
            assert [row["next"] for row in rows.values()] == [0, 0]

    with pytest.raises(InternalError):
        freeze()
