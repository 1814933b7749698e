"""Topics and rights on a real Kafka: made once, never changed, and every difference told."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from deploy.local import docker_kafka, jars
from deploy.local.kafka import LocalKafka
from deploy.local.processes import wait_until
from hub import __main__ as program
from hub.app import declared
from hub.cli import topics
from hub.engine import tables as t
from hub.engine.administration import create, describe
from hub.engine.comparison import Declared, Kind
from hub.engine.kafka_client import admin, producer
from hub.engine.kafka_library import ConfigResource, KafkaAdminClient
from hub.engine.lag import lags
from hub.engine.store import open_database
from hub.errors import ConfigurationError
from hub.settings import Settings
from hub.streams.topics import all_topics
from tests.support.servers import absent

TOPICS = all_topics(["bvh", "gps"], ["OM", "VH05", "VH22"])
NAMES = {topic.name for topic in TOPICS}


@pytest.fixture
def wanted() -> Declared:
    """Some topics, with a prefix of this test's own."""
    return Declared(TOPICS, f"t{uuid4().hex[:8]}.", replication=1, strict=False)


@pytest.fixture
def client(kafka: str, wanted: Declared) -> Iterator[KafkaAdminClient]:
    """Who may do everything; what the test made is taken away."""
    with admin(Settings(kafka=kafka)) as found:
        yield found
        ours = [name for name in found.list_topics() if name.startswith(wanted.prefix)]
        # A broker hears late of what was deleted, so some may be gone already.
        found.delete_topics(ours, raise_errors=False)


def kinds(client: KafkaAdminClient, wanted: Declared) -> dict[str, Kind]:
    """The grave differences, by topic without prefix."""
    return {d.topic.removeprefix(wanted.prefix): d.kind for d in describe(client, wanted) if d.grave}


def test_topics_are_made_once(client: KafkaAdminClient, wanted: Declared) -> None:
    """Created on an empty cluster, all is as declared; created again, nothing is made."""
    assert kinds(client, wanted) == dict.fromkeys(NAMES, Kind.TOPIC_MISSING)

    made = create(client, wanted)

    assert {name.removeprefix(wanted.prefix) for name in made.topics} == NAMES
    assert [d.kind for d in made.differences] == [Kind.ACCESS_OFF]
    assert kinds(client, wanted) == {}
    assert create(client, wanted).topics == ()


def test_what_is_missing_is_made_beside_what_is_there(client: KafkaAdminClient, wanted: Declared) -> None:
    """A topic that was deleted is made again; the others are not touched."""
    create(client, wanted)
    lost = f"{wanted.prefix}out.OM"
    client.delete_topics([lost])
    assert wait_until(lambda: lost not in client.list_topics(), within=30)

    assert create(client, wanted).topics == (lost,)


def test_a_change_by_somebody_else_is_told_and_kept(client: KafkaAdminClient, wanted: Declared) -> None:
    """Partitions, a setting and a topic that somebody changed or made are differences, before and after."""
    create(client, wanted)
    prefix = wanted.prefix
    client.create_partitions({f"{prefix}events": 9})
    client.alter_configs([ConfigResource("topic", f"{prefix}in.bvh", {"retention.ms": "60000"})])
    client.create_topics({f"{prefix}out.VH99": {"num_partitions": 1, "replication_factor": 1}})
    expected = {"events": Kind.PARTITIONS, "in.bvh": Kind.SETTING, "out.VH99": Kind.TOPIC_UNKNOWN}
    assert wait_until(lambda: kinds(client, wanted) == expected, within=30)

    made = create(client, wanted)

    assert made.topics == ()
    assert {d.topic.removeprefix(prefix): d.kind for d in made.differences if d.grave} == expected
    (changed,) = [d for d in describe(client, wanted) if d.kind is Kind.SETTING]
    assert (changed.found, changed.wanted) == ("retention.ms=60000", "retention.ms=1209600000")


def test_two_who_create_at_once_do_no_harm(kafka: str, client: KafkaAdminClient, wanted: Declared) -> None:
    """Two that start on an empty cluster at the same moment both end well, and each topic is made once."""
    together = Barrier(2)

    def one() -> tuple[str, ...]:
        with admin(Settings(kafka=kafka)) as own:
            together.wait(10)
            made = create(own, wanted)
        assert [d for d in made.differences if d.grave] == []
        return made.topics

    with ThreadPoolExecutor(2) as both:
        first, second = (future.result(60) for future in [both.submit(one), both.submit(one)])

    assert sorted(first + second) == sorted(wanted.prefix + name for name in NAMES)
    assert kinds(client, wanted) == {}


def test_more_copies_than_brokers_are_refused(client: KafkaAdminClient, wanted: Declared) -> None:
    """Three copies on fewer brokers are refused with the setting's name, and nothing is made."""
    brokers = len(client.describe_cluster()["brokers"])
    more = Declared(wanted.topics, wanted.prefix, brokers + 1, strict=False)

    with pytest.raises(ConfigurationError, match="KETENHUB_REPLICATION"):
        create(client, more)

    assert kinds(client, more) == dict.fromkeys(NAMES, Kind.TOPIC_MISSING)


@pytest.fixture
def run(
    kafka: str, wanted: Declared, client: KafkaAdminClient, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Runs the program, configured for this Kafka; its exit code."""
    assert client is not None  # it tidies up
    monkeypatch.setenv("KETENHUB_KAFKA", kafka)
    monkeypatch.setenv("KETENHUB_REPLICATION", "1")
    monkeypatch.setenv("KETENHUB_TOPIC_PREFIX", wanted.prefix)

    def one(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["ketenhub", *arguments])
        with pytest.raises(SystemExit) as ended:
            program.main()
        return int(ended.value.code or 0)

    return one


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The JSON lines on stdout since the last look."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_commands_exit_codes(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    """Describe exits 1 while something differs and 0 when nothing does, and lists every topic if asked."""
    assert run("topics", "describe") == 1
    assert run("topics", "create") == 0
    assert run("topics", "describe") == 0
    capsys.readouterr()

    assert run("topics", "describe", "--all", "--json") == 0

    states = {line["topic"]: line["state"] for line in printed(capsys) if line["kind"] == "topic"}
    assert len(states) == len(declared(Settings()).topics)
    assert set(states.values()) == {"yes"}


def test_nobody_there_is_exit_4(run: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no Kafka answers, the program says so and exits 4."""
    monkeypatch.setenv("KETENHUB_KAFKA", "127.0.0.1:1")
    monkeypatch.setattr(topics, "PATIENCE_S", 0.3)

    assert run("topics", "describe") == 4


def test_lag_is_that_of_the_store(
    kafka: str, database: str, client: KafkaAdminClient, wanted: Declared
) -> None:
    """Each role's lag is from its place in the store to the end of the topic, by partition."""
    settings = Settings(kafka=kafka)
    create(client, wanted)
    store = open_database(database, migrate=True)
    with closing(producer(settings)) as sender:
        for partition in (0, 0, 0, 1):
            sender.send(f"{wanted.prefix}events", value=b"e", partition=partition)
        sender.flush()
    (events,) = client.describe_topics([f"{wanted.prefix}events"])
    places = [
        {"source": "steps/events/0", "next": 1, "clock": 0, "fingerprint": events["topic_id"]},
        {"source": "steps/events/1", "next": 0, "clock": 0, "fingerprint": "another topic of this name"},
    ]
    with store.transaction() as connection:
        store.add(connection, t.offsets, places)

    found = {
        (each.role, each.topic, each.partition): each for each in lags(client, store, TOPICS, wanted.prefix)
    }
    store.close()

    assert {key: each.lag for key, each in found.items() if each.lag} == {
        ("steps", "events", 0): 2,
        ("steps", "events", 1): 1,
    }
    assert [key for key, each in found.items() if not each.well] == [("steps", "events", 1)]
    assert len(found) == sum(topic.partitions for topic in TOPICS if topic.name != "deadletters")


def test_lag_as_a_command(
    run: Callable[..., int],
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command gives a line for each partition, and one of what waits in the store."""
    monkeypatch.setenv("KETENHUB_DATABASE", database)
    open_database(database, migrate=True).close()
    assert run("stream", "lag") == 3  # no topics yet
    assert run("topics", "create") == 0
    capsys.readouterr()

    assert run("stream", "lag", "--json") == 0

    lines = printed(capsys)
    assert {line["lag"] for line in lines if line["kind"] == "partition"} == {0}
    assert [line["unsent"] for line in lines if line["kind"] == "waiting"] == [0]
    assert run("stream", "lag") == 0


def test_doctor_sees_a_cluster_that_is_well(
    run: Callable[..., int],
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On an empty cluster doctor says what is missing and how to make it; then all is well."""
    monkeypatch.setattr(docker_kafka, "obstacle", lambda: "no Docker engine answers")
    monkeypatch.setenv("KETENHUB_DATABASE", database)
    assert run("doctor", "--json") == 1
    before = {line["what"]: line for line in printed(capsys)}
    assert (before["topics"]["state"], before["topics"]["remedy"]) == ("missing", "ketenhub topics create")
    assert before["PostgreSQL"]["state"] == "missing"

    open_database(database, migrate=True).close()
    assert run("topics", "create", "--json") == 0
    capsys.readouterr()

    assert run("doctor", "--json") == 0
    after = {line["what"]: line["state"] for line in printed(capsys)}
    assert {after[what] for what in ("Kafka", "topics", "PostgreSQL", "clock drift")} == {"ok"}
    assert database not in json.dumps(before)


@pytest.mark.long
def test_a_broker_that_just_died_keeps_nobody_from_looking(database: str) -> None:
    """Of three brokers one is killed: before the cluster knows, topics can be compared, and lags follow."""
    obstacle = jars.obstacle()
    if obstacle:
        absent("Kafka of three nodes", obstacle)
    wanted = Declared(TOPICS, "", replication=3, strict=False)
    store = open_database(database, migrate=True)
    with LocalKafka(nodes=3) as three, closing(store):
        with admin(Settings(kafka=three.bootstrap)) as client:
            assert create(client, wanted).topics
            before = lags(client, store, TOPICS, "")
        three.kill(2)

        for _ in range(5):  # which broker is asked is a matter of chance
            with admin(Settings(kafka=three.bootstrap)) as client:
                assert [d for d in describe(client, wanted) if d.kind is not Kind.ACCESS_OFF] == []
        with admin(Settings(kafka=three.bootstrap)) as client:
            assert lags(client, store, TOPICS, "") == before
