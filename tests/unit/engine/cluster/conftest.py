"""An empty store on PostgreSQL, for what concerns two workers at once."""

import pytest
from sqlalchemy import delete

from hub.engine.store import Store
from hub.engine.tables import metadata


@pytest.fixture
def server(on_postgresql: Store) -> Store:
    """An empty store on a real PostgreSQL."""
    with on_postgresql.transaction() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
    return on_postgresql
