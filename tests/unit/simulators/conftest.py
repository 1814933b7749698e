"""One simulated day, made once for all tests that only look at it."""

from pathlib import Path

import pytest

from hub.adapters import ADAPTERS
from hub.rules.reference import load_reference
from simulators.region import Happening, Plan, RegionRun
from simulators.run import SCENARIOS, generate

ZWB = "ZEELAND-WEST-BRABANT"


@pytest.fixture(scope="session")
def week() -> list[Happening]:
    """All messages of four busy days, with what is due."""
    plan = Plan(ZWB, 11, SCENARIOS["zsm-day"].start, 4, (50, 60))
    return list(RegionRun(plan, load_reference(), frozenset(ADAPTERS)).play())


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ``zsm-day`` run."""
    folder = tmp_path_factory.mktemp("day")
    generate("zsm-day", folder)
    return folder
