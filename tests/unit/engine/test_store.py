"""Opening the store: migrations, versions, and what a commit promises."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

from hub.engine import tables as t
from hub.engine.store import open_store
from hub.engine.tables import from_micros, metadata, to_micros
from hub.errors import ConfigurationError
from tests.support.engine import START


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    """A migrated database has what `tables` declares, no more and no less."""
    store = open_store(tmp_path / "hub.db", migrate=True)
    with store.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_a_commit_is_on_disk(tmp_path: Path) -> None:
    """The database writes ahead and waits for the disk at each commit."""
    store = open_store(tmp_path / "hub.db", migrate=True)
    with store.transaction() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
    store.close()


def test_a_reader_does_not_make_a_database(tmp_path: Path) -> None:
    """Without the right to migrate, a missing file is an error that says what to do."""
    with pytest.raises(ConfigurationError, match="does not exist; run"):
        open_store(tmp_path / "hub.db", migrate=False)
    assert list(tmp_path.iterdir()) == []


def test_another_version_is_refused(tmp_path: Path) -> None:
    """A database of a version that this program does not know is not touched."""
    store = open_store(tmp_path / "hub.db", migrate=True)
    with store.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    store.close()

    with pytest.raises(ConfigurationError, match="schema version 0000"):
        open_store(tmp_path / "hub.db", migrate=False)


def test_moments_keep_every_microsecond() -> None:
    """A moment survives the way into the database and back, exactly."""
    moment = START.replace(microsecond=123_457)

    assert from_micros(to_micros(moment)) == moment


def test_what_is_awaited_goes_with_its_case(tmp_path: Path) -> None:
    """The lines of a case that is another person's from now on are that person's; others stay."""
    store = open_store(tmp_path / "hub.db", migrate=True)
    line = {"kind": "VRAAG", "key": "q", "of": "VH22", "since": 0, "due_at": None, "outcome": ""}
    with store.transaction() as connection:
        store.put(connection, t.awaited, [line | {"case_id": case, "subject": "s1"} for case in ("z1", "z2")])
        store.move_lines(connection, "s2", ["z1"])
        found = connection.execute(select(t.awaited.c.case_id, t.awaited.c.subject)).all()
    store.close()

    assert sorted(map(tuple, found)) == [("z1", "s2"), ("z2", "s1")]
