"""What is up, remembered for all other commands."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.local.stack import without_password
from deploy.local.state import How, State, forget_state, read_state, with_local_servers, write_state
from hub.errors import ConfigurationError
from hub.settings import Settings

URL = "postgresql://postgres:s3cret@127.0.0.1:5/ketenhub"
STATE = State(
    kafka="127.0.0.1:1,127.0.0.1:2,127.0.0.1:3",
    kafka_how=How.JARS,
    nodes=3,
    database=SecretStr(URL),
    database_how=How.WHEEL,
)


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAFKA", "DATABASE", "REPLICATION", "HOME"):
        monkeypatch.delenv(f"KETENHUB_{name}", raising=False)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """A state survives its file, password and all; when it is forgotten there is none."""
    assert read_state(tmp_path) is None
    write_state(tmp_path, STATE)

    found = read_state(tmp_path)

    assert found == STATE
    assert found is not None
    assert found.database.get_secret_value() == URL
    forget_state(tmp_path)
    assert read_state(tmp_path) is None


def test_the_password_is_its_owners_alone(tmp_path: Path) -> None:
    """Only the owner may read the file, and the state shows its password nowhere."""
    write_state(tmp_path, STATE)
    write_state(tmp_path, STATE)

    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600
    assert "s3cret" not in f"{STATE} {STATE!r} {without_password(URL)}"
    assert without_password(URL) == "postgresql://127.0.0.1:5/ketenhub"


def test_a_damaged_state_is_a_matter_of_configuration(tmp_path: Path) -> None:
    """A file that is not ours is named, with the remedy, and not quoted."""
    (tmp_path / "state.json").write_text('{"kafka": 5, "s3cret": 1}')

    with pytest.raises(ConfigurationError, match="ketenhub up") as raised:
        read_state(tmp_path)

    assert "s3cret" not in str(raised.value)


def test_settings_without_servers_get_the_local_ones(tmp_path: Path) -> None:
    """Where no server is named, the ones that are up are taken, and as many copies as there are nodes."""
    write_state(tmp_path, STATE.model_copy(update={"nodes": 1}))

    found = with_local_servers(Settings(home=tmp_path))

    assert (found.kafka, found.database.get_secret_value(), found.replication) == (STATE.kafka, URL, 1)


def test_named_servers_are_not_replaced(tmp_path: Path) -> None:
    """A server or a replication that was named stays; only what is missing is filled in."""
    write_state(tmp_path, STATE.model_copy(update={"nodes": 1}))

    kafka = with_local_servers(Settings(home=tmp_path, kafka="far:9092"))
    copies = with_local_servers(Settings(home=tmp_path, replication=2))
    both = Settings(home=tmp_path, kafka="far:9092", database=SecretStr("postgresql://u@far/x"))

    assert (kafka.kafka, kafka.replication, kafka.database.get_secret_value()) == ("far:9092", 3, URL)
    assert (copies.kafka, copies.replication) == (STATE.kafka, 2)
    assert with_local_servers(both) == both


def test_where_nothing_is_up_settings_stay(tmp_path: Path) -> None:
    """Without a state the settings are as they were."""
    settings = Settings(home=tmp_path)

    assert with_local_servers(settings) == settings
