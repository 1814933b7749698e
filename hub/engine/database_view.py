"""What a PostgreSQL says of itself, for ``ketenhub doctor``: one short look; nothing is changed.

Beside `hub.engine.store.open_database`, which refuses what does not fit, this tells what it found. It asks
with the store's own limits on, for what stands between (PgBouncer, say) may drop them without a word.
"""

from dataclasses import dataclass
from datetime import datetime

import psycopg
from alembic.script import ScriptDirectory
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from hub.engine.store import LIMITS, alembic_config
from hub.errors import ConfigurationError, UnreachableError

_LIMITS = (
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "transaction_timeout",
)
_LOCKS = ("max_locks_per_transaction", "max_connections", "max_prepared_transactions")
_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True, slots=True)
class DatabaseView:
    """A database that answered.

    Attributes:
        place: ``host:port/name``, without the user.
        version: of the server.
        revision: of the schema; None where there is none yet.
        head: the revision that this program needs.
        locks: how many locks all its transactions together may hold.
        locks_each: the setting behind it, ``max_locks_per_transaction``.
        unlimited: which of the store's limits do not hold for us.
        hasty: which settings, being off, let a crash of the machine take what was committed.
        now: the server's clock, in UTC.
    """

    place: str
    version: str
    revision: str | None
    head: str
    locks: int
    locks_each: int
    unlimited: tuple[str, ...]
    hasty: tuple[str, ...]
    now: datetime


def look_at_database(url: str) -> DatabaseView:
    """Look; waits two seconds at most for a connection, the least that PostgreSQL's library takes.

    Args:
        url: ``postgresql://user:password@host:port/name``; never shown.

    Raises:
        ConfigurationError: not such a URL.
        UnreachableError: no answer, or none to this user.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: the port is no number
        parsed = URL.create("none")
    if not parsed.drivername.startswith("postgresql"):
        msg = "KETENHUB_DATABASE is not a URL such as postgresql://user:password@host:5432/ketenhub"
        raise ConfigurationError(msg)
    try:
        with psycopg.connect(
            parsed.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
            connect_timeout=2,
            application_name="ketenhub-doctor",
            options=str(LIMITS["options"]),
        ) as connection:
            return _view(connection, _place(parsed))
    except psycopg.Error as error:
        msg = f"PostgreSQL at {_place(parsed)} does not answer, or not to this user ({type(error).__name__})"
        raise UnreachableError(msg) from None


def _view(connection: "psycopg.Connection[tuple[object, ...]]", place: str) -> DatabaseView:
    wanted = ["server_version", *_LIMITS, *_LOCKS, *_DURABLE]
    rows = connection.execute(
        "SELECT name, current_setting(name), clock_timestamp() FROM pg_settings WHERE name = ANY(%s)",
        [wanted],
    ).fetchall()
    found = {str(name): str(value) for name, value, _ in rows}
    each, connections, prepared = (int(found[name]) for name in _LOCKS)
    now = rows[0][2]
    return DatabaseView(
        place=place,
        version=found["server_version"],
        revision=_revision(connection),
        head=ScriptDirectory.from_config(alembic_config()).get_current_head() or "",
        locks=each * (connections + prepared),
        locks_each=each,
        unlimited=tuple(name for name in _LIMITS if found[name] == "0"),
        hasty=tuple(name for name in _DURABLE if found[name] == "off"),
        now=now if isinstance(now, datetime) else datetime.fromisoformat(str(now)),
    )


def _revision(connection: "psycopg.Connection[tuple[object, ...]]") -> str | None:
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _place(url: URL) -> str:
    host = url.host or str(url.query.get("host", "local socket"))
    return f"{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"
