"""Settings: environment variables with the prefix ``KETENHUB_``; everything has a default fit for a demo."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.errors import ConfigurationError

TEST_KEY = "ketenhub-test-key: never use with real persons"
"""The pseudonym key of demo and tests: public, so that runs are reproducible, and refused in production."""


class Settings(BaseSettings):
    """How this process runs.

    Attributes:
        profile: ``test`` for synthetic persons only; ``prod`` refuses the public test key.
        pseudonym_key: key of all pseudonyms (HMAC-SHA-256). Losing it splits every person in two.
        batch_size: messages per transaction.
        rules_mode: ``hub`` (as the hub runs the regions) or ``observed_2016`` (as the report saw them).
        failpoint: ``before-commit:17`` kills the process there; for reliability tests only.
        kafka: bootstrap servers, ``host:port,host:port``; empty: the ones that ``ketenhub up`` started.
        kafka_security: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL; user and password for SCRAM-SHA-512.
        kafka_ca_file: certificates that sign the brokers' own; empty: those of the system.
        kafka_session_s: a worker not heard of for so long loses its partitions.
        topic_prefix: stands before every topic name and group, where hubs share a cluster.
        replication: copies of each topic; 1 where there is one broker.
        database: ``postgresql://user:password@host/name``; empty: the one that ``ketenhub up`` started.
        schema_registry: URL of a Confluent-compatible registry; empty: Avro single-object encoding.
        schema_registry_register: whether schemas that it lacks are registered; else their lack is an error.
        schema_registry_username: for basic authentication there; before that of the URL.
        schema_registry_ca_file: certificates that sign its own; empty: those of the system.
        partners: TOML file of the partners' endpoints; empty: nothing leaves the mailboxes.
        clock: ``wall``, or ``simulated`` for `ketenhub replay --engine cluster` (test profile only).
        health_port: where a worker serves /live, /ready and /metrics on 127.0.0.1; 0: nowhere.
        home: where ``ketenhub up`` keeps its servers, their data and logs.
    """

    model_config = SettingsConfigDict(env_prefix="KETENHUB_", extra="ignore")

    profile: Literal["test", "prod"] = "test"
    pseudonym_key: SecretStr = SecretStr(TEST_KEY)
    batch_size: int = Field(default=500, ge=1, le=5000)
    rules_mode: Literal["hub", "observed_2016"] = "hub"
    failpoint: str = ""
    kafka: str = ""
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_username: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_ca_file: Path | None = None
    kafka_session_s: float = Field(default=10.0, ge=6.0, le=300.0)
    topic_prefix: str = Field(default="", pattern=r"^[a-z0-9.-]*$")
    replication: int = Field(default=3, ge=1)
    database: SecretStr = SecretStr("")
    schema_registry: str = Field(default="", repr=False)  # may hold a password
    schema_registry_register: bool = True
    schema_registry_username: str = ""
    schema_registry_password: SecretStr = SecretStr("")
    schema_registry_ca_file: Path | None = None
    partners: Path | None = None
    clock: Literal["wall", "simulated"] = "wall"
    health_port: int = Field(default=0, ge=0, le=65535)
    home: Path = Path(".ketenhub")

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.profile == "prod" and self.pseudonym_key.get_secret_value() == TEST_KEY:
            msg = "profile 'prod' needs a key of its own: set KETENHUB_PSEUDONYM_KEY"
            raise ConfigurationError(msg)
        if self.profile == "prod" and self.failpoint:
            msg = "profile 'prod' refuses KETENHUB_FAILPOINT"
            raise ConfigurationError(msg)
        if self.profile == "prod" and self.clock == "simulated":
            msg = "profile 'prod' refuses KETENHUB_CLOCK=simulated"
            raise ConfigurationError(msg)
        return self
