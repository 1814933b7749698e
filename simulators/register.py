"""What a house's register sends: the one way by which anything of a house reaches the hub."""

import random
from datetime import datetime, timedelta

from hub.schemas.events import (
    AdviceConfirmed,
    CasusTriaged,
    FeedbackAcknowledged,
    HouseAdvicePrepared,
    HouseAnswered,
    MarkingEnded,
    PersonMarked,
    PlanMade,
)
from hub.schemas.vocabulary import Role
from simulators.catalogue import ADVICES
from simulators.items import Clerk, Fact

SYNC = timedelta(seconds=20)
"""How long a register takes to send what was written in it."""

_Said = (
    PersonMarked
    | MarkingEnded
    | HouseAdvicePrepared
    | AdviceConfirmed
    | HouseAnswered
    | CasusTriaged
    | PlanMade
    | FeedbackAcknowledged
)


class HouseRegister:
    """The registers of the houses, as far as one case concerns them."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.world = clerk.world
        self.memory = clerk.world.memory(clerk.person)

    def advice(self, house: str, at: datetime, rng: random.Random) -> Fact:
        """The house's next version of its advice; versions count per person and house."""
        version = self.memory.advice_version.get(house, 0) + 1
        self.memory.advice_version[house] = version
        indicated, contra, scenario = rng.choice(ADVICES)
        data = HouseAdvicePrepared(
            house=house,
            version=version,
            indicated=indicated,
            contra_indicated=contra,
            scenario=scenario,
            advised_at=at - SYNC,
        )
        record = (
            f"{self.name(house)}-{self.world.randomness.token('advice', self.clerk.person.number, house)}"
        )
        return self.write(at, at - SYNC, data, about_case=False, record=record, version=version)

    def write(
        self,
        at: datetime,
        occurred_at: datetime,
        data: _Said,
        *,
        about_case: bool = True,
        record: str = "",
        version: int = 1,
    ) -> Fact:
        """One message of the register of the house that ``data`` names."""
        return self.clerk.write(
            self.name(data.house),
            at,
            data,
            actor=Role.PROCESREGISSEUR,
            occurred_at=occurred_at,
            record=record,
            version=version,
            about_case=about_case,
        )

    def name(self, house: str) -> str:
        """The register of a house, as it stands in topics and files: ``gcos``, ``vis2``, ..."""
        return self.world.reference.houses[house].register_name.lower()

    def number(self, house: str, kind: str, token: str) -> str:
        """A register's own number of a casus (C), marking (M) or plan (P)."""
        return f"{self.name(house).upper()}-{kind}-{token[:8]}"

    def rng(self, *aspect: object) -> random.Random:
        """Chance of one aspect of what houses do in this case."""
        return self.world.randomness.of("houses", self.clerk.key, *aspect)
