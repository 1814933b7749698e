"""An empty store on each database, for what is asked of both alike."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete

from deploy.local.databases import create_database, drop_database
from hub.engine.store import Store, open_database, open_store
from hub.engine.tables import metadata


@pytest.fixture(scope="module")
def on_postgresql(postgres_server: str) -> Iterator[Store]:
    """One migrated database for all tests of a module; making one costs more than emptying it."""
    name = f"t{uuid4().hex}"
    store = open_database(create_database(postgres_server, name), migrate=True)
    yield store
    store.close()
    drop_database(postgres_server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on SQLite and on PostgreSQL."""
    if request.param == "postgresql":
        shared: Store = request.getfixturevalue("on_postgresql")
        with shared.transaction() as connection:
            for table in metadata.sorted_tables:
                connection.execute(delete(table))
        yield shared
        return
    own = open_store(tmp_path / "hub.db", migrate=True)
    yield own
    own.close()
