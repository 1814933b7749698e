"""Settings: environment variables with the prefix ``KETENHUB_``; everything has a default fit for a demo."""

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
    """

    model_config = SettingsConfigDict(env_prefix="KETENHUB_", extra="ignore")

    profile: Literal["test", "prod"] = "test"
    pseudonym_key: SecretStr = SecretStr(TEST_KEY)
    batch_size: int = Field(default=500, ge=1, le=5000)
    rules_mode: Literal["hub", "observed_2016"] = "hub"
    failpoint: str = ""

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.profile == "prod" and self.pseudonym_key.get_secret_value() == TEST_KEY:
            msg = "profile 'prod' needs a key of its own: set KETENHUB_PSEUDONYM_KEY"
            raise ConfigurationError(msg)
        if self.profile == "prod" and self.failpoint:
            msg = "profile 'prod' refuses KETENHUB_FAILPOINT"
            raise ConfigurationError(msg)
        return self
