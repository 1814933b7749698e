"""An empty store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.engine.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """On SQLite: what the mailbox does is tested on both databases in its own tests."""
    found = open_store(tmp_path / "hub.db", migrate=True)
    yield found
    found.close()
