"""What a local node and a container are told."""

from deploy.local.docker_kafka import environment, obstacle
from deploy.local.kafka_config import Ports, server_properties

ONE = [Ports(1, 2, 3)]
THREE = [Ports(1, 2, 3), Ports(4, 5, 6), Ports(7, 8, 9)]


def settings(text: str) -> dict[str, str]:
    """The properties of a file."""
    return dict(line.split("=", 1) for line in text.splitlines())


def test_three_nodes_keep_three_copies() -> None:
    """Three nodes keep three copies and acknowledge with two; one node keeps one of everything."""
    three = settings(server_properties(2, THREE, acl=False))
    one = settings(server_properties(1, ONE, acl=False))

    for name in ("default.replication.factor", "offsets.topic.replication.factor"):
        assert (three[name], one[name]) == ("3", "1")
    for name in ("min.insync.replicas", "transaction.state.log.min.isr"):
        assert (three[name], one[name]) == ("2", "1")
    assert three["controller.quorum.voters"] == "1@127.0.0.1:2,2@127.0.0.1:5,3@127.0.0.1:8"
    assert three["listeners"] == "PLAINTEXT://127.0.0.1:4,CONTROLLER://127.0.0.1:5"


def test_nothing_is_lost_or_made_by_itself() -> None:
    """No topic comes into being by being named, and no replica that lags becomes a leader."""
    found = settings(server_properties(1, ONE, acl=False))

    assert found["auto.create.topics.enable"] == found["unclean.leader.election.enable"] == "false"


def test_access_control_denies_by_default() -> None:
    """With access control there is a listener for passwords, and what no entry allows is denied."""
    found = settings(server_properties(1, ONE, acl=True))

    assert "SASL://127.0.0.1:3" in found["advertised.listeners"]
    assert found["allow.everyone.if.no.acl.found"] == "false"
    assert found["super.users"] == "User:ANONYMOUS"
    assert "authorizer.class.name" not in settings(server_properties(1, ONE, acl=False))


def test_a_container_is_told_the_same_under_its_own_names() -> None:
    """The image takes each property as a variable; clients find the broker by the port outside."""
    found = environment(12345)

    assert found["KAFKA_ADVERTISED_LISTENERS"] == "PLAINTEXT://127.0.0.1:12345"
    assert found["KAFKA_LISTENERS"] == "PLAINTEXT://:9092,CONTROLLER://:9093"
    assert found["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert found["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] == "1"


def test_a_container_is_one_node() -> None:
    """Three nodes are not made of containers, and that is said without asking Docker."""
    assert "own jars" in obstacle(nodes=3)
