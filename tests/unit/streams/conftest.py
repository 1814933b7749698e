"""The real rules and steps, once for all tests, and a fresh driver for each."""

from dataclasses import replace
from datetime import date

import pytest

from hub.rules import Rules, load_rules
from hub.rules.profiles import Feedback, Profiles
from hub.streams.driver import Driver
from hub.streams.step import Step, build_step


class AllPull(Profiles):
    """Profiles of a country where every house asks for its feedback."""

    def feedback(self, house: str, on: date) -> Feedback:  # noqa: ARG002 - the form of what it replaces
        """Pull, on any day."""
        return "pull"


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The rules that ship with the hub."""
    return load_rules()


@pytest.fixture(scope="session")
def step(rules: Rules) -> Step:
    """The steps by those rules."""
    return build_step(rules)


@pytest.fixture(scope="session")
def pull_step(rules: Rules) -> Step:
    """The steps where every house must ask for its feedback."""
    return build_step(replace(rules, profiles=AllPull("hub", (), (), rules.reference.houses)))


@pytest.fixture
def driver(step: Step) -> Driver:
    """A hub that knows nobody yet."""
    return Driver(step)


@pytest.fixture
def pull_driver(pull_step: Step) -> Driver:
    """The same, where every house must ask for its feedback."""
    return Driver(pull_step)
