"""New rows into PostgreSQL: the same rows, order and errors as with an INSERT."""

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from hub.engine import tables as t
from hub.engine.cluster.runner import is_transient
from hub.engine.store import Store

ODD = "a\tb\nc\\d\\N\\.\r\"'{},%s Zoë 𝄞"
BYTES = bytes(range(256)) + b"\\N\n\\."


def row(name: str, **more: object) -> dict[str, object]:
    """A row of the outbox."""
    found = {"id": name, "recipient": "OM", "subject": "s", "case_id": None, "at": 2**53 + 1}
    return found | {"attributes": "{}", "value": b"", "sent_at": None, "topic": "out.OM"} | more


def ids(connection: Connection) -> list[str]:
    """The rows of the outbox, by their serial key."""
    return list(connection.scalars(select(t.outbox.c.id).order_by(t.outbox.c.seq)))


@pytest.fixture
def connection(on_postgresql: Store) -> Connection:
    """In a transaction that nobody commits."""
    found = on_postgresql.engine.connect()
    found.begin()
    return found


@pytest.fixture(autouse=True)
def _undone(connection: Connection, on_postgresql: Store) -> object:
    """Leave nothing."""
    yield
    connection.close()
    with on_postgresql.transaction() as other:
        assert ids(other) == []


def test_all_values_arrive_as_they_were(on_postgresql: Store, connection: Connection) -> None:
    """Text with every sign that COPY gives a meaning, all bytes, large numbers and nothing at all."""
    rows = [row("a", attributes=ODD, value=BYTES, case_id=""), row("b", case_id=ODD, sent_at=-1)]

    on_postgresql.add(connection, t.outbox, rows)

    found = [dict(one) for one in connection.execute(select(t.outbox).order_by(t.outbox.c.seq)).mappings()]
    assert [{name: one[name] for name in row("a")} for one in found] == rows


def test_the_serial_key_has_the_order_of_the_rows(on_postgresql: Store, connection: Connection) -> None:
    """The relay publishes by the serial key: it rises as the rows were given, whatever their ids."""
    names = [f"{(n * 7919) % 1000:04}" for n in range(1000)]

    on_postgresql.add(connection, t.outbox, [row(name) for name in names])
    on_postgresql.add(connection, t.outbox, [dict(reversed(row("last").items()))])

    assert ids(connection) == [*names, "last"]


def test_what_is_copied_first_is_committed(on_postgresql: Store) -> None:
    """A connection begins its transaction with the rows, as with any statement, and its commit is one."""
    with on_postgresql.engine.connect() as first:
        on_postgresql.add(first, t.inbox, [{"event_id": "copied first"}])
        first.commit()

    with on_postgresql.transaction() as second:
        assert "copied first" in second.scalars(select(t.inbox.c.event_id)).all()


def test_a_row_that_is_there_is_refused_without_being_quoted(
    on_postgresql: Store, connection: Connection
) -> None:
    """A key that exists, in the table or among the rows, is an integrity error, which does not pass."""
    on_postgresql.add(connection, t.outbox, [row("a")])
    with pytest.raises(IntegrityError) as caught:
        on_postgresql.add(connection, t.outbox, [row("b"), row("a", attributes=ODD)])

    assert not is_transient(caught.value)
    assert "Zoë" not in str(caught.value)


def test_what_no_column_can_hold_is_an_error_of_data(on_postgresql: Store, connection: Connection) -> None:
    """A text with NUL is refused, as PostgreSQL refuses it everywhere, and does not pass."""
    with pytest.raises(DataError) as caught:
        on_postgresql.add(connection, t.outbox, [row("a"), row("b", attributes="\x00")])

    assert not is_transient(caught.value)


def test_a_session_that_died_passes_and_is_not_used_again(on_postgresql: Store) -> None:
    """A session that the server ended is an error that passes, and the next transaction has another."""
    backends: list[int] = []

    def lose_the_session() -> None:
        with on_postgresql.transaction() as first:
            backends.append(first.scalar(text("SELECT pg_backend_pid()")) or 0)
            with on_postgresql.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backends[0]})
            on_postgresql.add(first, t.outbox, [row("a")])

    with pytest.raises(OperationalError) as caught:
        lose_the_session()

    assert is_transient(caught.value)
    assert caught.value.connection_invalidated
    with on_postgresql.transaction() as second:
        assert second.scalar(text("SELECT pg_backend_pid()")) not in backends
