"""The store: opens the database, and reads and writes for one batch at a time.

PostgreSQL runs READ COMMITTED, with short limits on statements, locks and idle transactions. SQLite runs in
WAL mode with ``synchronous=FULL``: a commit that returned is on disk; every transaction begins IMMEDIATE, so
that two processes on one file exclude each other from the start.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    any_,
    bindparam,
    case,
    cast,
    create_engine,
    delete,
    event,
    func,
    insert,
    literal,
    make_url,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from hub.engine import tables as t
from hub.engine.copying import copy_rows
from hub.errors import ConfigurationError, UnreachableError

_CHUNK = 5000
"""Values per IN list; SQLite allows 32,766 bound values in a statement."""

SESSION_LIMITS = (
    "-c statement_timeout=5s -c lock_timeout=5s -c idle_in_transaction_session_timeout=2s "
    # The limit on idling does not hold after `executemany`: psycopg sends many statements as a pipeline,
    # whose last word (Flush, after Sync) makes PostgreSQL forget it until the next statement. This one holds.
    "-c transaction_timeout=10s"
)
"""A worker that hangs, or is frozen within a transaction, must not hold up its successor."""

_CONTACT = {"connect_timeout": 5, "application_name": "ketenhub"}
LIMITS = {**_CONTACT, "options": SESSION_LIMITS}
_PATIENT = {**_CONTACT, "options": "-c lock_timeout=60s -c idle_in_transaction_session_timeout=60s"}
"""Of a migration, which waits for another's, and holds up nobody: nothing works before it is done."""

OUTBOX_CHANNEL = "ketenhub_outbox"
_POSITIONS = "events_position"
"""The sequence of journal positions on PostgreSQL."""

_MIGRATING = 0x6B657465
"""Key of the advisory lock under which a database is migrated."""


def open_store(path: Path, *, migrate: bool) -> "Store":
    """Open (or, with ``migrate``, create and bring up to date) the SQLite store at ``path``.

    Raises:
        ConfigurationError: the file is missing, or its schema is of another version of the program.
    """
    if not migrate and not path.exists():
        msg = f"{path} does not exist; run `ketenhub replay` or `ketenhub demo --out` first"
        raise ConfigurationError(msg)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    if migrate:
        _migrate(engine)
    return _checked(engine, str(path), remedy="use a new --out folder")


def open_database(url: str, *, migrate: bool) -> "Store":
    """Open (or, with ``migrate``, bring up to date) a PostgreSQL store.

    Args:
        url: ``postgresql://user:password@host:port/name``; never shown.
        migrate: only ``ketenhub up`` may; a lock lets several of them start at once.

    Raises:
        ConfigurationError: not such a URL, or the schema is of another version of the program.
        UnreachableError: the server does not answer.
    """
    try:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        if migrate:
            _migrate(create_engine(parsed, connect_args=_PATIENT, poolclass=NullPool))
        engine = create_engine(parsed, connect_args=LIMITS, pool_pre_ping=True)
        return _checked(engine, "the database", remedy="run `ketenhub up`")
    except ArgumentError:
        msg = "KETENHUB_DATABASE is not a URL such as postgresql://user:password@host:5432/ketenhub"
        raise ConfigurationError(msg) from None
    except OperationalError:
        msg = "PostgreSQL does not answer; is it running, 17 or newer, and is KETENHUB_DATABASE right?"
        raise UnreachableError(msg) from None


def _migrate(engine: Engine) -> None:
    config = alembic_config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _checked(engine: Engine, name: str, *, remedy: str) -> "Store":
    with engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if found != head:
        engine.dispose()
        msg = f"{name} has schema version {found}, this program needs {head}; {remedy}"
        raise ConfigurationError(msg)
    return Store(engine)


def alembic_config() -> Config:
    """Where the migrations are."""
    config = Config()
    config.set_main_option("script_location", "hub.engine:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction control is off: it would begin DEFERRED, and only at the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "cache_size=-32000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Store:
    """Reads and writes of the engine. Statements are portable; only the upsert differs by dialect."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._postgresql = engine.dialect.name == "postgresql"
        self._insert = postgresql.insert if self._postgresql else sqlite.insert

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed if the block ends, rolled back if it raises."""
        with self.engine.begin() as connection:
            yield connection

    def rows_by(
        self, connection: Connection, table: Table, column: str, values: Iterable[str]
    ) -> Iterator[RowMapping]:
        """All rows of ``table`` whose ``column`` is one of ``values``."""
        wanted = sorted(set(values))
        statement = select(table).where(self._is_wanted(table.c[column]))
        for start in range(0, len(wanted), _CHUNK):
            yield from connection.execute(statement, {"wanted": wanted[start : start + _CHUNK]}).mappings()

    def known_events(self, connection: Connection, ids: Iterable[str]) -> set[str]:
        """Which of these event ids were processed before."""
        return {row["event_id"] for row in self.rows_by(connection, t.inbox, "event_id", ids)}

    def due_timers(self, connection: Connection, until: int) -> Sequence[RowMapping]:
        """All timers due at or before a moment (microseconds), unordered."""
        return connection.execute(select(t.timers).where(t.timers.c.due_at <= until)).mappings().all()

    def offset(self, connection: Connection, source: str) -> RowMapping | None:
        """Where the reading of a source stands; locked until the transaction ends."""
        statement = select(t.offsets).where(t.offsets.c.source == source).with_for_update()
        return connection.execute(statement).mappings().one_or_none()

    def lock_offsets(self, connection: Connection, sources: Iterable[str]) -> dict[str, RowMapping]:
        """Where the reading of these sources stands; locked, in one order, until the transaction ends."""
        wanted = sorted(sources)
        statement = select(t.offsets).where(t.offsets.c.source.in_(wanted))
        statement = statement.order_by(t.offsets.c.source).with_for_update()
        return {row["source"]: row for row in connection.execute(statement).mappings()}

    def move_offsets(self, connection: Connection, nexts: Mapping[str, int]) -> None:
        """Move the offsets of sources whose rows are locked.

        One statement, not one for each: it is a batch's last, and a worker frozen after it holds its locks
        for as long as the limit on idle transactions says, which a pipeline would switch off
        (`SESSION_LIMITS`).
        """
        if nexts:
            statement = update(t.offsets).where(t.offsets.c.source.in_(sorted(nexts)))
            connection.execute(statement.values(next=case(dict(nexts), value=t.offsets.c.source)))

    def lock_names(self, connection: Connection, space: int, names: Iterable[str]) -> None:
        """Lock names that may have no row yet until the transaction ends, in one order.

        ``space`` is a kind of names, and whoever locks in two spaces locks the lower one first; ``names`` are
        hexadecimal digests, perhaps after a letter.
        """
        if self._postgresql:
            numbers = sorted({int(name[-8:], 16) - (1 << 31) for name in names})
            in_order = func.unnest(cast(numbers, ARRAY(Integer))).column_valued("number")
            connection.execute(select(func.pg_advisory_xact_lock(space, in_order)))

    def published(self, connection: Connection, ids: Iterable[str]) -> set[str]:
        """Which of these events were put in the outbox before."""
        wanted = sorted(set(ids))
        statement = select(t.outbox.c.id).where(self._is_wanted(t.outbox.c.id))
        found: set[str] = set()
        for start in range(0, len(wanted), _CHUNK):
            found.update(connection.scalars(statement, {"wanted": wanted[start : start + _CHUNK]}))
        return found

    def positions(self, connection: Connection, count: int) -> Sequence[int]:
        """Places in the journal for so many events, ascending; places that stay empty do no harm."""
        if not count:
            return ()
        if self._postgresql:
            # Not max + 1: on a cluster, workers append at the same time, each under other locks.
            numbers = select(func.nextval(_POSITIONS)).select_from(func.generate_series(1, count))
            return sorted(connection.scalars(numbers))
        last = connection.scalar(select(func.coalesce(func.max(t.events.c.position), 0))) or 0
        return range(last + 1, last + count + 1)

    def wake_relay(self, connection: Connection) -> None:
        """Tell the relay at the commit that the outbox has rows."""
        if self._postgresql:
            connection.execute(select(func.pg_notify(OUTBOX_CHANNEL, "")))

    def add_new(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, passing over those that are there already."""
        if rows:
            connection.execute(self._insert(table).on_conflict_do_nothing(), list(rows))

    def add(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that must be new."""
        if rows and self._postgresql:
            copy_rows(connection, table, rows)
        elif rows:
            connection.execute(insert(table), list(rows))

    def put(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or replace those with the same primary key."""
        if not rows:
            return
        statement = self._insert(table)
        keys = [column.name for column in table.primary_key.columns]
        changes = {
            column.name: statement.excluded[column.name]
            for column in table.columns
            if column.name not in keys
        }
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), list(rows))

    def move_lines(self, connection: Connection, subject: str, cases: Iterable[str]) -> None:
        """Let what the ledger says of these cases, and what is awaited in them, be this person's."""
        wanted = sorted(cases)
        if wanted:
            for table in (t.ledger, t.awaited):
                statement = update(table).where(table.c.case_id.in_(wanted))
                connection.execute(statement.values(subject=subject))

    def holds(self, column: Column[bytes], part: bytes) -> ColumnElement[bool]:
        """Whether the bytes of a column hold these."""
        wanted = literal(part, LargeBinary)
        if self._postgresql:
            return func.position(wanted.op("IN")(column)) > 0
        return func.instr(column, wanted) > 0

    def remove_timers(self, connection: Connection, keys: Sequence[tuple[str, str, str]]) -> None:
        """Delete timers by (subject, kind, key); absent ones are fine."""
        if keys:
            c = t.timers.c
            statement = delete(t.timers).where(
                c.subject == bindparam("s"), c.kind == bindparam("k"), c.key == bindparam("n")
            )
            connection.execute(
                statement, [{"s": subject, "k": kind, "n": key} for subject, kind, key in keys]
            )

    def _is_wanted(self, column: Column[str]) -> ColumnElement[bool]:
        """Whether a column is in the list ``wanted``, which is bound later."""
        if self._postgresql:
            # One array, not a parameter for each: hundreds of them make a new text of SQL each time, which is
            # put together, parsed and planned anew: a tenth of the processor time of ingest.
            return column == any_(cast(bindparam("wanted"), ARRAY(String)))
        return column.in_(bindparam("wanted", expanding=True))

    def advance(self, connection: Connection, source: str, next_position: int, clock: int) -> None:
        """Move the offset of a source."""
        connection.execute(
            update(t.offsets).where(t.offsets.c.source == source).values(next=next_position, clock=clock)
        )
