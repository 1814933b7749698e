"""The engines that the contract is run on: embedded (SQLite), and a cluster (real Kafka and PostgreSQL)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cluster import Cluster
from tests.support.engine import Embedded, Hub, MakeHub


@pytest.fixture(params=["embedded", "cluster"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeHub]:
    """Makes engines with plain registry and steps; each has a folder and a log of its own."""
    made: list[Hub] = []

    def make_one(**parts: Any) -> Hub:  # noqa: ANN401 - as `plain_ports`
        directory = tmp_path / str(len(made))
        directory.mkdir()
        if request.param == "embedded":
            hub: Hub = Embedded(directory, **parts)
        else:
            kafka, database = request.getfixturevalue("kafka"), request.getfixturevalue("new_database")
            hub = Cluster(directory, kafka, database(), **parts)
        made.append(hub)
        return hub

    yield make_one
    for hub in made:
        hub.close()


@pytest.fixture
def engine(make: MakeHub) -> Hub:
    """One engine with plain registry and steps."""
    return make()
