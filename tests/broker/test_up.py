"""``ketenhub up`` and ``down``: everything on one machine, found again, repaired, and ended without loss."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner, Result

from deploy.local.databases import answers
from deploy.local.jars import obstacle
from deploy.local.kafka import LocalKafka
from deploy.local.postgres import LocalPostgres
from deploy.local.processes import port_answers, wait_until
from deploy.local.stack import Stack
from deploy.local.state import read_state, with_local_servers
from deploy.local.workers import WorkerHome
from hub.app import declared
from hub.cli import app
from hub.engine import administration
from hub.engine.kafka_client import admin
from hub.engine.store import open_database
from hub.errors import UnreachableError
from hub.settings import Settings
from tests.support.servers import absent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a machine on which nothing is given and nothing runs; nothing runs there afterwards."""
    if reason := obstacle():
        absent("Kafka", reason)
    folder = tmp_path / "home"
    for name in ("KAFKA", "DATABASE", "REPLICATION"):
        monkeypatch.delenv(f"KETENHUB_{name}", raising=False)
    monkeypatch.setenv("KETENHUB_HOME", str(folder))
    # A container would be another test.
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    yield folder
    Stack(folder).lower(purge=True)


@pytest.fixture
def given_kafka(home: Path, kafka: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The Kafka of the run, named: for tests that look at something else."""
    assert not home.exists()
    monkeypatch.setenv("KETENHUB_KAFKA", kafka)
    monkeypatch.setenv("KETENHUB_TOPIC_PREFIX", f"u{uuid4().hex[:8]}.")
    monkeypatch.setenv("KETENHUB_REPLICATION", "1")
    return kafka


def run(*arguments: str) -> Result:
    """Run a command; a failure is raised."""
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def lines(result: Result) -> dict[str, dict[str, Any]]:
    """The JSON lines on stdout, by the name of the part."""
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["name"]: line for line in found}


def states(result: Result) -> dict[str, str]:
    """What each part's state is."""
    return {name: line["state"] for name, line in lines(result).items()}


def test_what_is_up_is_found_and_goes_on(home: Path) -> None:
    """After `up` the database is migrated, the topics are there, and the settings lead to both.

    A second `up` says what ran before, leaves it alone, and starts what was killed.
    """
    result = run("up", "--no-workers", "--json")
    found = with_local_servers(Settings())

    assert states(result) == {"kafka": "started", "postgresql": "started"}
    open_database(found.database.get_secret_value(), migrate=False).close()
    with admin(found) as client:
        assert not [each for each in administration.describe(client, declared(found)) if each.grave]
    assert found.replication == 1
    password = found.database.get_secret_value().rpartition("@")[0].rpartition(":")[2]
    assert password not in result.stdout + run("up", "--no-workers").stdout
    assert stat.S_IMODE((home / "state.json").stat().st_mode) == 0o600

    kafka = LocalKafka(home / "kafka").pid(1)
    LocalPostgres(home / "postgres").kill()
    after = run("up", "--no-workers", "--json")

    assert states(after) == {"kafka": "running", "postgresql": "started"}
    assert LocalKafka(home / "kafka").pid(1) == kafka
    assert {name: line["where"] for name, line in lines(after).items()} == {
        name: line["where"] for name, line in lines(result).items()
    }


def test_what_goes_down_comes_up_with_its_data(home: Path) -> None:
    """`down` ends all and keeps the data; `up` brings it back; `down --purge` leaves nothing."""
    run("up", "--no-workers", "--json")
    url = with_local_servers(Settings()).database.get_secret_value()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")

    assert states(run("down", "--json")) == {"kafka": "stopped", "postgresql": "stopped"}
    assert not answers(url)
    assert read_state(home) is None
    assert with_local_servers(Settings()).kafka == ""
    assert run("down").stdout == "Nothing ran.\n"

    assert states(run("up", "--no-workers", "--json")) == {"kafka": "started", "postgresql": "started"}
    with psycopg.connect(with_local_servers(Settings()).database.get_secret_value()) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)

    run("down", "--purge")
    assert [file.name for file in home.iterdir()] == ["lock"]


@pytest.mark.usefixtures("given_kafka")
def test_the_supervisor_helps_a_killed_server_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the supervisor a server that was killed starts again by itself, at its old address."""
    monkeypatch.setattr("deploy.local.stack.COMMANDS", ())
    run("up", "--json")
    url = with_local_servers(Settings()).database.get_secret_value()

    LocalPostgres(home / "postgres").kill()

    assert wait_until(lambda: answers(url), within=20)


@pytest.mark.usefixtures("given_kafka")
def test_a_worker_that_is_not_ready_in_time_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that ends again and again is an error that names its log; `down` ends its supervisor."""
    monkeypatch.setattr("deploy.local.stack.COMMANDS", ("no-such-command",))
    monkeypatch.setattr("hub.cli.up._READY_WITHIN_S", 1.0)

    with pytest.raises(UnreachableError, match=r"no-such-command: not ready within 1 s; see .*\.log"):
        run("up", "--json")

    log = WorkerHome(home).log("no-such-command")
    assert wait_until(lambda: log.exists() and "No such command" in log.read_text(), within=20)
    run("down", "--json")
    assert not WorkerHome(home).supervisor().is_running()


def test_given_servers_are_used_and_left_alone(
    home: Path, given_kafka: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers that are named are prepared and used, and `down` does not end them."""
    monkeypatch.setenv("KETENHUB_DATABASE", database)

    assert states(run("up", "--no-workers", "--json")) == {"kafka": "given", "postgresql": "given"}

    assert not (home / "kafka").exists()
    open_database(database, migrate=False).close()
    assert run("down").stdout == "Nothing ran.\n"
    assert answers(database)
    assert port_answers(int(given_kafka.rpartition(":")[2]))


def test_an_odd_number_of_nodes_is_a_usage_error(home: Path) -> None:
    """Two nodes are refused as wrong usage, before anything starts."""
    assert run("up", "--nodes", "2").exit_code == 2
    assert not home.exists()
