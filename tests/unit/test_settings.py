"""Settings that would endanger persons are refused."""

import pytest

from hub.errors import ConfigurationError
from hub.settings import Settings


def test_production_needs_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public test key is refused outside tests."""
    monkeypatch.setenv("KETENHUB_PROFILE", "prod")
    with pytest.raises(ConfigurationError, match="KETENHUB_PSEUDONYM_KEY"):
        Settings()


def test_production_refuses_failpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can have a production process kill itself by a setting."""
    monkeypatch.setenv("KETENHUB_PROFILE", "prod")
    monkeypatch.setenv("KETENHUB_PSEUDONYM_KEY", "a key of one's own")
    monkeypatch.setenv("KETENHUB_FAILPOINT", "before-commit:1")
    with pytest.raises(ConfigurationError, match="KETENHUB_FAILPOINT"):
        Settings()


def test_the_key_is_not_shown() -> None:
    """Settings can be printed without giving the key away."""
    assert "never use" not in repr(Settings())
