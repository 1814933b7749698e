"""Our own PostgreSQL: started, killed, started again, and nothing committed is lost."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from deploy.local.databases import answers
from deploy.local.postgres import LocalPostgres
from deploy.local.processes import wait_until
from deploy.local.unprivileged import server_account
from hub.errors import ConfigurationError
from tests.support.servers import absent


@pytest.fixture
def postgres() -> Iterator[LocalPostgres]:
    """A PostgreSQL of our own."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(LocalPostgres(durable=False))
        except ConfigurationError as error:
            absent("PostgreSQL", str(error))


def test_a_killed_postgres_leaves_nothing_and_loses_nothing(postgres: LocalPostgres) -> None:
    """After SIGKILL no process is left, not even a busy one; started again it has what was committed."""
    url = postgres.database("kept")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")
    busy = psycopg.connect(url, autocommit=True)
    thread = threading.Thread(target=_be_busy, args=(busy,))
    thread.start()
    assert wait_until(lambda: _busy(postgres.url), within=10)

    postgres.kill()

    assert not postgres.is_running()
    assert not answers(url)
    thread.join()
    busy.close()
    postgres.start()
    postgres.wait_ready()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (1000,)


def _be_busy(connection: "psycopg.Connection[object]") -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 1e12) AS busy")


def _busy(url: str) -> bool:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%AS busy'"
            " AND pid <> pg_backend_pid()"
        )
        return bool(rows.fetchall())


def test_a_database_is_made_anew(postgres: LocalPostgres) -> None:
    """Asking for a database twice gives an empty one, whoever was connected; odd names are refused."""
    url = postgres.database("fresh")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (n int)")

        assert postgres.database("fresh") == url

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('t')").fetchone() == (None,)
    with pytest.raises(ConfigurationError, match="small letters"):
        postgres.database('x"; DROP DATABASE postgres')


def test_postgres_wants_its_password(postgres: LocalPostgres) -> None:
    """Who does not know the password gets nowhere, and the log quotes nobody's input."""
    host = postgres.url.rpartition("@")[2]

    assert not answers(f"postgresql://postgres@{host}")
    assert not answers(f"postgresql://postgres:guess@{host}")
    with psycopg.connect(postgres.url) as connection, pytest.raises(psycopg.errors.InvalidTextRepresentation):
        connection.execute("SELECT 'canary-7f3a'::int")
    assert "canary" not in postgres.log.read_text()


def test_a_killed_postgres_starts_although_its_number_lives_on(postgres: LocalPostgres) -> None:
    """A killed server starts again although another process of its user has its number by now."""
    postgres.kill()
    left = postgres.folder / "data" / "cluster" / "postmaster.pid"
    lines = left.read_text().splitlines(keepends=True)
    account = server_account()
    stranger = subprocess.Popen(
        ["/bin/sh", "-c", "read x"], stdin=subprocess.PIPE, user=account.user if account else None
    )
    try:
        left.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        postgres.open()

        assert answers(postgres.url)
    finally:
        stranger.communicate(b"\n")


def test_postgres_stops_and_starts_at_its_address(tmp_path: Path) -> None:
    """A server in a folder of its own keeps data, address and password from one program to the next."""
    first = LocalPostgres(tmp_path, durable=False)
    try:
        first.open()
    except ConfigurationError as error:
        absent("PostgreSQL", str(error))
    try:
        url = first.database("kept")
        first.stop()
        second = LocalPostgres(tmp_path, durable=False)
        second.open()

        assert answers(url)
        assert LocalPostgres(tmp_path).url == first.url == second.url
    finally:
        first.destroy()
    assert not (tmp_path / "data").exists()
