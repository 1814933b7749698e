"""The rules as they ship, loaded once: they are immutable but for their caches."""

import pytest

from hub.rules import Rules, load_rules


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The rules in mode hub."""
    return load_rules()
