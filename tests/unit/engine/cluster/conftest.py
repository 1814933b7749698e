"""An empty store on PostgreSQL, for what concerns two workers at once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, delete

from hub.engine.store import Store
from hub.engine.tables import metadata


@pytest.fixture
def server(on_postgresql: Store) -> Iterator[Store]:
    """An empty store on a real PostgreSQL, whose sessions may be idle within a transaction for long."""
    patient = Store(create_engine(on_postgresql.engine.url, pool_pre_ping=True))
    with patient.transaction() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
    yield patient
    patient.close()
