"""Failpoints are read strictly: a typing error must not make a test that kills nothing."""

import pytest

from hub.engine.failpoints import parse_failpoint
from hub.errors import ConfigurationError


@pytest.mark.parametrize(
    "text", ["before-commit", "before-commit:0", "before-commit:x", "in-between:3", ":1"]
)
def test_a_malformed_failpoint_is_refused(text: str) -> None:
    """An unknown place or count is a configuration error."""
    with pytest.raises(ConfigurationError, match="before-commit:17"):
        parse_failpoint(text)


def test_no_failpoint_kills_nobody() -> None:
    """An empty text passes every place."""
    parse_failpoint("")("before-commit")
