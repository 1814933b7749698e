"""What doctor finds, and that nothing it meets makes it fail itself."""

import json
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from typer.testing import CliRunner

from deploy.local import docker_kafka
from deploy.local.state import How, State
from deploy.local.workers import Worker, WorkerHome
from hub.cli import app, checks, cluster_checks
from hub.cli.checks import Finding, Site, Verdict
from hub.cli.cluster_checks import judge_database, judge_drift
from hub.cli.doctor import examine, run_checks
from hub.engine.database_view import DatabaseView
from hub.engine.health import Health, HealthServer
from hub.settings import Settings

NOW = datetime(2026, 10, 17, 12, tzinfo=UTC)
WELL = DatabaseView(
    place="db:5432/ketenhub",
    version="18.4",
    revision="0002",
    head="0002",
    locks=51_200,
    locks_each=256,
    unlimited=(),
    hasty=(),
    now=NOW,
)


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder where nothing is up, no settings in the environment, and a machine without Docker."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(docker_kafka, "obstacle", lambda: "no Docker engine answers")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KETENHUB_{name.upper()}", raising=False)


def site(local: State | None = None, **settings: Any) -> Site:  # noqa: ANN401 - fields of the settings
    """What is checked."""
    return Site(Settings(**settings), local)


def fine(_site: Site) -> Iterable[Finding]:
    """A check that finds nothing wrong."""
    yield Finding("fine", Verdict.OK)


def broken(_site: Site) -> Iterable[Finding]:
    """A check with a defect, whose error quotes a person."""
    msg = "999990019"
    raise KeyError(msg)


def test_findings_keep_the_order_of_the_checks() -> None:
    """Checks run at the same time; the table reads in the order in which they are listed."""
    first_may_end = threading.Event()

    def first(_site: Site) -> Iterable[Finding]:
        first_may_end.wait(10)
        yield Finding("first", Verdict.OK)

    def second(_site: Site) -> Iterable[Finding]:
        first_may_end.set()
        yield Finding("second", Verdict.OK)

    found = run_checks([first, second], site(), within_s=10)

    assert [each.what for each in found] == ["first", "second"]


def test_a_check_that_hangs_is_a_finding() -> None:
    """A check that does not end in time is told as such, and the others are not kept waiting."""
    never = threading.Event()

    def hanging(_site: Site) -> Iterable[Finding]:
        never.wait()
        return ()

    found = run_checks([hanging, fine], site(), within_s=0.2)
    never.set()

    assert [(each.what, each.state) for each in found] == [("hanging", "wrong"), ("fine", "ok")]


def test_a_check_that_fails_is_a_finding_without_the_errors_text() -> None:
    """A defect in a check is told by its class: its text might quote a person."""
    found = run_checks([broken, fine], site())

    assert [(each.what, each.state) for each in found] == [("broken", "wrong"), ("fine", "ok")]
    assert found[0].detail == "the check itself failed: KeyError"


def test_where_nothing_is_configured_nothing_is_missing() -> None:
    """The embedded engine needs neither Kafka nor PostgreSQL nor Java: off, and exit 0."""
    result = CliRunner().invoke(app, ["doctor", "--json"])

    found = {line["what"]: line["state"] for line in map(json.loads, result.stdout.splitlines())}
    assert result.exit_code == 0
    assert {found[what] for what in ("Kafka", "PostgreSQL", "schema registry", "partners", "workers")} == {
        "off"
    }
    assert found["Python"] == found["clock"] == found["pseudonym key"] == "ok"


def test_settings_that_are_refused_are_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that does not fit is told by its variable's name; the value may be a password."""
    monkeypatch.setenv("KETENHUB_KAFKA_SECURITY", "tulp-anker-47")

    found = examine()

    assert [each.what for each in found] == ["Python", "settings"]
    assert "KETENHUB_KAFKA_SECURITY" in found[1].detail
    assert "tulp-anker-47" not in repr(found)


def test_a_production_key_that_is_public_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that the program itself refuses are a finding, with the program's own words."""
    monkeypatch.setenv("KETENHUB_PROFILE", "prod")

    assert "KETENHUB_PSEUDONYM_KEY" in examine()[1].detail


@pytest.mark.parametrize(
    ("profile", "key", "state"),
    [("test", "short", "ok"), ("prod", "short", "wrong"), ("prod", "k" * 32, "ok")],
)
def test_a_short_key_is_wrong_in_production(profile: str, key: str, state: str) -> None:
    """A key that can be tried out is no secret; in a test it is only told."""
    (found,) = checks.pseudonym_key(site(profile=profile, pseudonym_key=SecretStr(key)))

    assert found.state == state


def test_half_a_cluster_is_missing_the_other_half() -> None:
    """Who gives a Kafka means the cluster engine, which needs a PostgreSQL too; and the other way round."""
    (database,) = cluster_checks.database(site(kafka="broker:9092"))
    (kafka,) = cluster_checks.kafka(site(database=SecretStr("postgresql://db/ketenhub")))

    assert [(each.what, each.state) for each in (database, kafka)] == [
        ("PostgreSQL", "missing"),
        ("Kafka", "missing"),
    ]


def test_a_damaged_state_is_told(tmp_path: Path) -> None:
    """A state file that cannot be read does not keep the other checks from running."""
    home = tmp_path / ".ketenhub"
    home.mkdir()
    (home / "state.json").write_text("{")

    found = examine()

    assert (found[0].what, found[0].state) == ("local servers", "wrong")
    assert "Python" in {each.what for each in found}


@pytest.mark.parametrize(("how", "state"), [(How.JARS, "missing"), (How.GIVEN, "off"), (None, "off")])
def test_java_is_missed_only_by_a_kafka_that_ran_on_it(
    how: How | None, state: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No Java is wrong where the local Kafka came by it, and no matter where Kafka is given."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    local = None
    if how is not None:
        url = SecretStr("postgresql://db/ketenhub")
        local = State(kafka="b:1", kafka_how=how, nodes=1, database=url, database_how=How.GIVEN)

    (found,) = checks.java(site(local, kafka="b:1"))

    assert found.state == state


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ({}, "ok", "limits in force"),
        ({"revision": None}, "missing", "schema none"),
        ({"revision": "0001"}, "wrong", "needs 0002"),
        ({"unlimited": ("lock_timeout",)}, "wrong", "not in force: lock_timeout"),
        ({"locks": 1_000}, "wrong", "1000 locks in all"),
        ({"hasty": ("fsync",)}, "ok", "fsync off"),
    ],
)
def test_what_a_database_must_be(changes: dict[str, Any], state: str, words: str) -> None:
    """A schema of another version, limits that do not hold and too few locks are wrong."""
    found = judge_database(replace(WELL, **changes), Settings())

    assert found.state == state
    assert words in found.detail


def test_a_hasty_database_is_wrong_in_production() -> None:
    """What was committed must survive the machine, where the persons are real."""
    settings = Settings(profile="prod", pseudonym_key=SecretStr("k" * 32))

    assert judge_database(replace(WELL, hasty=("fsync",)), settings).state == "wrong"


@pytest.mark.parametrize(
    ("theirs", "state", "words"),
    [(0.0, "ok", "0.0 s"), (0.4, "ok", "0.0 s"), (-1.5, "wrong", "1.5 s"), (2.5, "wrong", "2.0 s")],
)
def test_clocks_apart(theirs: float, state: str, words: str) -> None:
    """A difference counts only beyond the moments between which the other clock was read."""
    found = judge_drift(NOW + timedelta(seconds=theirs), NOW, NOW + timedelta(seconds=0.5))

    assert (found.state, words in found.detail) == (state, True)


@pytest.mark.parametrize(
    ("settings", "check", "state"),
    [
        ({"schema_registry": "ftp://nowhere"}, cluster_checks.schema_registry, "wrong"),
        ({"partners": Path("absent.toml")}, checks.partners, "wrong"),
        ({"kafka": "no-port"}, cluster_checks.kafka, "wrong"),
        ({"database": SecretStr("mysql://u:tulp-anker-47@db/x")}, cluster_checks.database, "wrong"),
    ],
)
def test_what_cannot_be_right_is_wrong(settings: dict[str, Any], check: checks.Check, state: str) -> None:
    """Addresses and files that cannot be right are told without asking anybody, and without passwords."""
    (found,) = check(site(**settings))

    assert found.state == state
    assert "tulp-anker-47" not in repr(found)


def test_a_worker_that_nobody_answers_for_is_missing() -> None:
    """Where a worker's health should be and nobody answers, the worker has ended."""
    (check,) = cluster_checks.workers(site(health_port=1))

    assert [(each.what, each.state) for each in check(site())] == [("worker", "missing")]


def test_a_worker_says_whether_it_is_ready(tmp_path: Path) -> None:
    """The workers that `ketenhub up` started are asked, and what one lacks is told in its own words."""
    health = Health(["store"])
    server = HealthServer(health, CollectorRegistry(), 0)
    server.start()
    home = WorkerHome(tmp_path)
    home.write([Worker("worker-steps", ("ketenhub", "worker", "steps"), server.port)])
    url = SecretStr("postgresql://db/ketenhub")
    up = State(kafka="b:1", kafka_how=How.GIVEN, nodes=0, database=url, database_how=How.GIVEN)
    (check,) = cluster_checks.workers(site(up, home=tmp_path))

    (before,) = check(site())
    health.green("store")
    (after,) = check(site())
    server.stop()

    assert (before.what, before.state, before.detail) == (
        "worker-steps",
        "wrong",
        "not ready: store: starting",
    )
    assert after.state == "ok"
    assert cluster_checks.workers(site(None, home=tmp_path)) == cluster_checks.workers(site())
