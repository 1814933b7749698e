"""The real steps, with rules whose region profiles say pull for some houses and push for all others."""

from dataclasses import replace
from datetime import date

from hub.rules import load_rules
from hub.rules.load import fit, read_rules
from hub.rules.profiles import Feedback, HouseProfile, Profiles, RegionProfile
from hub.streams.step import Step, build_step
from tests.oracle.facts import PULL_HOUSES


class SomePull(Profiles):
    """The product's own profiles, but for the oracle's pull houses, which pull."""

    def feedback(self, house: str, on: date) -> Feedback:  # noqa: ARG002 - the signature of what it replaces
        """Pull or push, on any day."""
        return "pull" if house in PULL_HOUSES else "push"


def step_with_pull_houses() -> Step:
    """The steps by the product's own rules, but for who pulls (reading 20)."""
    rules, data = load_rules(), read_rules("profiles.toml")
    profiles = SomePull(
        "hub",
        fit("profiles.toml", RegionProfile, data["region"]),
        fit("profiles.toml", HouseProfile, data["house"]),
        rules.reference.houses,
    )
    return build_step(replace(rules, profiles=profiles))
