"""Our own Kafka: started, killed, frozen, started again, and nothing acknowledged is lost."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from deploy.local.kafka import LocalKafka
from deploy.local.processes import wait_until
from hub.engine.kafka_client import admin, producer
from hub.engine.kafka_library import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    KafkaConsumer,
    ResourcePattern,
    ResourceType,
    TopicPartition,
    errors,
)
from hub.errors import ConfigurationError, UnreachableError
from hub.settings import Settings
from tests.support.servers import absent


def opened(stack: ExitStack, kafka: LocalKafka) -> LocalKafka:
    """A Kafka that answers and is thrown away at the end; without one the test is skipped."""
    try:
        return stack.enter_context(kafka)
    except (ConfigurationError, UnreachableError) as error:
        absent("Kafka", str(error))


@pytest.fixture(scope="module")
def kafka() -> Iterator[LocalKafka]:
    """One node of our own, with access control."""
    with ExitStack() as stack:
        yield opened(stack, LocalKafka(acl=True, users={"alice": "in-wonderland", "bob": "the-builder"}))


def settings(kafka: LocalKafka) -> Settings:
    """As a super user."""
    return Settings(kafka=kafka.bootstrap)


def as_user(kafka: LocalKafka, name: str, password: str) -> Settings:
    """As a user with a password."""
    return Settings(
        kafka=kafka.sasl_bootstrap,
        kafka_security="SASL_PLAINTEXT",
        kafka_username=name,
        kafka_password=SecretStr(password),
    )


def new_topic(kafka: LocalKafka) -> str:
    """A topic with one partition, as many copies as there are nodes, and a name of its own."""
    name = f"t-{uuid4().hex[:8]}"
    with admin(settings(kafka)) as client:
        client.create_topics(
            {name: {"num_partitions": 1, "replication_factor": len(kafka.nodes)}}, wait_for_metadata=True
        )
    return name


def write(kafka: LocalKafka, topic: str, values: range) -> None:
    """Write numbers, and wait until all are acknowledged."""
    made = producer(settings(kafka))
    try:
        sent = [made.send(topic, value=b"%d" % value) for value in values]
        made.flush(timeout=30)
        for each in sent:
            each.get(timeout=30)
    finally:
        made.close(timeout=5)


def read(kafka: LocalKafka, topic: str) -> list[int]:
    """All numbers in a topic."""
    consumer = KafkaConsumer(bootstrap_servers=kafka.bootstrap.split(","), enable_auto_commit=False)
    try:
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        end = consumer.end_offsets([place])[place]
        found: list[int] = []
        while consumer.position(place) < end:
            for records in consumer.poll(timeout_ms=1000).values():
                found += [int(record.value) for record in records]
        return found
    finally:
        consumer.close()


@pytest.mark.long
def test_a_killed_node_comes_back_with_all_that_was_acknowledged(kafka: LocalKafka) -> None:
    """After SIGKILL a node starts again at its old address, with every acknowledged record."""
    topic, address = new_topic(kafka), kafka.bootstrap
    write(kafka, topic, range(500))

    kafka.kill(1)
    assert kafka.running() == ()
    assert kafka.brokers() == set()
    kafka.start_node(1)
    kafka.wait_ready()

    assert kafka.bootstrap == address
    assert read(kafka, topic) == list(range(500))


def test_a_node_ends_in_its_own_way(kafka: LocalKafka) -> None:
    """A clean end and a new start keep data and address as well; what runs is not started twice."""
    topic = new_topic(kafka)
    write(kafka, topic, range(10))

    kafka.terminate(1)
    assert kafka.running() == ()
    kafka.start()
    kafka.wait_ready()
    pid = kafka.pid(1)
    kafka.start()

    assert kafka.pid(1) == pid
    assert read(kafka, topic) == list(range(10))


def test_a_frozen_node_keeps_silent_until_it_is_woken(kafka: LocalKafka) -> None:
    """A frozen node runs but answers nobody, and leaves no thread of ours behind; woken, it goes on."""
    threads = threading.active_count()
    kafka.pause(1)
    try:
        assert kafka.running() == (1,)
        assert kafka.brokers() == set()
        with pytest.raises(UnreachableError):
            kafka.controller()
    finally:
        kafka.resume(1)

    assert wait_until(lambda: threading.active_count() <= threads, within=10)
    kafka.wait_ready()


def test_one_node_leads_everything(kafka: LocalKafka) -> None:
    """The leader of a partition and of the controllers are found; of a topic that is not there, no leader."""
    assert kafka.leader_of(new_topic(kafka), 0) == kafka.controller() == 1
    with pytest.raises(UnreachableError, match="no leader"):
        kafka.leader_of("no-such-topic", 0)


def test_only_what_an_entry_allows_is_allowed(kafka: LocalKafka) -> None:
    """By the listener with passwords nobody may anything without an entry, and with one only what it says."""
    topic = new_topic(kafka)
    with admin(settings(kafka)) as client:
        right = ACL(
            "User:alice",
            "*",
            ACLOperation.WRITE,
            ACLPermissionType.ALLOW,
            ResourcePattern(ResourceType.TOPIC, topic),
        )
        client.create_acls([right])

    assert _may_write(kafka, topic, "alice", "in-wonderland")
    assert not _may_write(kafka, topic, "bob", "the-builder")
    # kafka-python 3.0.12 drops the refusal if it comes together with the end of the connection; then all that
    # it knows is that nobody answered, and our text names user and password too.
    with pytest.raises((ConfigurationError, UnreachableError), match=r"the user or the password|_PASSWORD"):
        _may_write(kafka, topic, "alice", "wrong")


def _may_write(kafka: LocalKafka, topic: str, user: str, password: str) -> bool:
    made = producer(as_user(kafka, user, password))
    try:
        made.send(topic, value=b"1").get(timeout=20)
    except errors.AuthorizationError:
        return False
    finally:
        made.close(timeout=5)
    return True


def test_another_number_of_nodes_is_refused(kafka: LocalKafka) -> None:
    """A folder with one node is not taken for three; without a number it is what it is."""
    with pytest.raises(ConfigurationError, match="not 3"):
        LocalKafka(kafka.folder, nodes=3)
    assert LocalKafka(kafka.folder).nodes == (1,)
    with pytest.raises(ConfigurationError, match="1 node or 3"):
        LocalKafka(nodes=2)


def test_a_node_that_cannot_start_names_its_log(tmp_path: Path) -> None:
    """A node that ends while it starts is an error at once, with the log to look at."""
    broken = LocalKafka(tmp_path)
    try:
        broken.start()
    except (ConfigurationError, UnreachableError) as error:
        absent("Kafka", str(error))
    broken.kill(1)
    (tmp_path / "node1" / "server.properties").write_text("process.roles=nonsense\n")
    broken.start_node(1)

    with pytest.raises(UnreachableError, match=r"node\(s\) \[1\] ended; see .*kafka\.log"):
        broken.wait_ready()


@pytest.mark.long
def test_three_nodes_outlive_one() -> None:
    """Of three nodes the leader, then the controller, may be killed: all is there that was acknowledged."""
    with ExitStack() as stack:
        kafka = opened(stack, LocalKafka(nodes=3))
        topic = new_topic(kafka)
        write(kafka, topic, range(100))

        _lose(kafka, topic, kafka.leader_of(topic, 0), range(100, 200))
        _lose(kafka, topic, kafka.controller(), range(200, 300))

        assert read(kafka, topic) == list(range(300))


@pytest.mark.long
def test_three_nodes_come_back_together(tmp_path: Path) -> None:
    """All three nodes may be killed at once, or ended; started again they have everything."""
    with ExitStack() as stack:
        kafka = opened(stack, LocalKafka(tmp_path, nodes=3))
        topic = new_topic(kafka)
        write(kafka, topic, range(100))

        for node in kafka.nodes:
            kafka.kill(node)
        kafka.open()
        assert read(kafka, topic) == list(range(100))
        kafka.stop()
        assert kafka.running() == ()
        kafka.open()
        assert read(kafka, topic) == list(range(100))


def _lose(kafka: LocalKafka, topic: str, victim: int, values: range) -> None:
    """Kill a node, write as soon as others lead, and get it back."""
    kafka.kill(victim)
    assert set(kafka.running()) == set(kafka.nodes) - {victim}
    assert wait_until(lambda: _others_lead(kafka, topic, victim), within=60, every=0.2)
    write(kafka, topic, values)
    kafka.start_node(victim)
    kafka.wait_ready()


def _others_lead(kafka: LocalKafka, topic: str, dead: int) -> bool:
    try:
        return kafka.leader_of(topic, 0) != dead != kafka.controller()
    except UnreachableError:
        return False
