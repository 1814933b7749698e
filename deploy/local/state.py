"""What ``ketenhub up`` started, for all other commands: ``state.json`` in its folder, its owner's alone."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer

from deploy.local.private_file import write_private
from hub.errors import ConfigurationError
from hub.settings import Settings

FILE = "state.json"


class How(StrEnum):
    """How a server was come by: the rungs of `deploy.local.ladder`."""

    GIVEN = "given"
    DOCKER = "Docker"
    JARS = "Kafka's own jars"
    WHEEL = "PostgreSQL's wheel"


class State(BaseModel):
    """Where the servers are.

    Attributes:
        kafka: bootstrap servers.
        kafka_how: the rung of the ladder that it came by.
        nodes: of that Kafka; 0 where it was given, for then we do not know.
        database: the hub's database, with its password.
        database_how: as ``kafka_how``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kafka: str
    kafka_how: How
    nodes: int
    database: SecretStr
    database_how: How

    @field_serializer("database", when_used="json")
    def _open(self, value: SecretStr) -> str:
        return value.get_secret_value()


def read_state(home: Path) -> State | None:
    """What is up in this folder; None: nothing.

    Raises:
        ConfigurationError: the file is not one of ours.
    """
    file = home / FILE
    try:
        return State.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        msg = f"{file} is damaged, or of another version; `ketenhub down` and `ketenhub up` make it anew"
        raise ConfigurationError(msg) from None


def write_state(home: Path, state: State) -> None:
    """Remember what is up."""
    write_private(home / FILE, state.model_dump_json())


def forget_state(home: Path) -> None:
    """Nothing is up any more."""
    (home / FILE).unlink(missing_ok=True)


def with_local_servers(settings: Settings) -> Settings:
    """The settings, with the servers that ``ketenhub up`` started where none are given.

    Replication follows the local Kafka's nodes, unless it was set.

    Raises:
        ConfigurationError: as `read_state`.
    """
    if settings.kafka and settings.database.get_secret_value():
        return settings
    state = read_state(settings.home)
    if state is None:
        return settings
    found: dict[str, Any] = {}
    if not settings.kafka:
        found["kafka"] = state.kafka
        if state.nodes and "replication" not in settings.model_fields_set:
            found["replication"] = state.nodes
    if not settings.database.get_secret_value():
        found["database"] = state.database
    return settings.model_copy(update=found)
