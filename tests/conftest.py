"""Fixtures for all tests: a real Kafka and PostgreSQL, shared by the whole run, started when first asked for.

Where there is none, its tests are skipped with one line that says why and what to do; with
``KETENHUB_REQUIRE_KAFKA=1`` they fail.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from deploy.local.databases import create_database, drop_database
from hub.errors import UnreachableError
from tests.support.servers import ABSENT, RunServers, absent

# How long an example takes says something of the machine, not of the code.
settings.register_profile("ketenhub", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ketenhub")

_SERVERS = pytest.StashKey[RunServers]()
_FOLDER = "ketenhub_servers"

_NEVER_CONNECTED = r"ignore:unclosed <socket.socket .*laddr=\('0\.0\.0\.0', \d+\)>:ResourceWarning"
"""kafka-python 3.0.12 leaves the socket of a refused connection to the garbage collector, which may find it
in any later test. Only a socket that never was connected has this address; any other fails its test."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the run; a worker of xdist is told where it is."""
    config.addinivalue_line("filterwarnings", _NEVER_CONNECTED)
    told: dict[str, Any] = getattr(config, "workerinput", {})
    config.stash[_SERVERS] = RunServers(Path(told[_FOLDER]) if _FOLDER in told else None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, the hubs of many processes.

    So one worker has them all, for two at a time would be in each other's way, and none comes last, when the
    others have nothing left to do.
    """
    items.sort(key=lambda item: "/reliability/cluster/" not in item.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist has no types
    """Tell a worker of xdist where the folder of the run is."""
    node.workerinput[_FOLDER] = str(node.config.stash[_SERVERS].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers of the run."""
    config.stash[_SERVERS].end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report all tests that lack one server from one place, for pytest then counts them in one line."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and ABSENT in report.longrepr[2]:
        report.longrepr = (__file__, 1, report.longrepr[2])
    return report


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest) -> str:
    """The bootstrap servers of a Kafka that all tests share: use topics and groups with names of your own."""
    try:
        return request.config.stash[_SERVERS].address("kafka")
    except UnreachableError as error:
        absent("Kafka", str(error))


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> str:
    """The URL of a PostgreSQL that all tests share, with the right to make databases."""
    try:
        return request.config.stash[_SERVERS].address("postgresql")
    except UnreachableError as error:
        absent("PostgreSQL", str(error))


@pytest.fixture
def new_database(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes empty databases, and gives their URLs; they are removed after the test, whoever is connected."""
    names: list[str] = []

    def make() -> str:
        names.append(f"t{uuid4().hex}")
        return create_database(postgres_server, names[-1])

    yield make
    for name in names:
        drop_database(postgres_server, name)


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """The URL of an empty database."""
    return new_database()
