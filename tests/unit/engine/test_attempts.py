"""An operator's transaction that the database ended begins anew; what may have been committed does not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from hub.engine.attempts import ATTEMPTS, at_any_time, in_transaction
from hub.engine.store import Store, open_database


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A real PostgreSQL; what it is asked to raise, it raises as it would by itself."""
    opened = open_database(database, migrate=True)
    yield opened
    opened.close()


class Ended:
    """Work that the database ends so many times, with this SQLSTATE."""

    def __init__(self, state: str, times: int) -> None:
        self.state = state
        self.times = times
        self.begun = 0

    def __call__(self, connection: Connection) -> int:
        """Which time it is."""
        self.begun += 1
        if self.begun <= self.times:
            connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{self.state}'; END $$"))
        return self.begun


@pytest.mark.parametrize(
    ("state", "what"),
    [
        ("25P03", "idle in transaction"),
        ("25P04", "transaction timeout"),
        ("55P03", "lock not available"),
        ("40P01", "deadlock"),
    ],
)
def test_what_the_database_took_back_begins_anew(store: Store, state: str, what: str) -> None:
    """Work that was ended before its commit is done again, as often as allowed."""
    work = Ended(state, ATTEMPTS - 1)

    assert in_transaction(store, work) == ATTEMPTS, what


def test_it_does_not_begin_for_ever(store: Store) -> None:
    """Ended at its last attempt, it says why."""
    work = Ended("25P03", ATTEMPTS)

    with pytest.raises(DBAPIError):
        in_transaction(store, work)

    assert work.begun == ATTEMPTS


def test_another_failure_is_not_repeated(store: Store) -> None:
    """A broken rule of the database would be broken again."""
    work = Ended("23505", 1)

    with pytest.raises(DBAPIError):
        in_transaction(store, work)

    assert work.begun == 1


class Lost:
    """Work whose connection the server ends so many times, without saying why."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.begun = 0

    def __call__(self, connection: Connection) -> int:
        """Which time it is."""
        self.begun += 1
        if self.begun <= self.times:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return self.begun


def test_a_lost_connection_may_hide_a_commit(store: Store) -> None:
    """Only what may be done twice begins anew after it."""
    once, at_will = Lost(1), Lost(1)

    with pytest.raises(DBAPIError):
        in_transaction(store, once)
    assert once.begun == 1
    assert at_any_time(store, at_will) == 2
