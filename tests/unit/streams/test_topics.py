"""Topics as data: who may read and write what, and what nobody may."""

import re

import pytest

from hub.streams.topics import (
    GROUPS,
    Access,
    Operation,
    Principal,
    Resource,
    accesses,
    all_topics,
    group_of,
    in_topic,
    out_topic,
)

REGISTRIES = ("bvh", "gps")
RECIPIENTS = ("OM", "3RO", "VH05", "VH22")
TOPICS = all_topics(REGISTRIES, RECIPIENTS)


def who_may(operation: Operation, topic: str) -> set[str]:
    """The principals that may do this with a topic."""
    return {
        access.principal
        for access in accesses(TOPICS)
        if (access.resource, access.name, access.operation) == (Resource.TOPIC, topic, operation)
    }


def what_may(principal: str, *operations: Operation) -> set[str]:
    """The topics with which a principal may do one of these."""
    return {
        access.name
        for access in accesses(TOPICS)
        if access.resource is Resource.TOPIC
        and access.principal == principal
        and access.operation in operations
    }


def test_names_are_kafkas() -> None:
    """Every topic's name is one that Kafka takes; none collide in its metrics, where a dot is a dash."""
    names = [topic.name for topic in TOPICS]

    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,200}", name) for name in names)
    assert len({name.replace(".", "_") for name in names}) == len(names)


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_a_partner_reads_its_own_topic_only(recipient: str) -> None:
    """Beside the deliverer, only the recipient reads its topic, and it reads nothing else."""
    principal = f"partner-{recipient}"

    assert who_may(Operation.READ, f"out.{recipient}") == {"hub-deliver", principal}
    assert what_may(principal, *Operation) == {f"out.{recipient}"}
    assert what_may(principal, Operation.WRITE) == set()


@pytest.mark.parametrize("registry", REGISTRIES)
def test_a_registry_writes_its_own_topic_only(registry: str) -> None:
    """A registry writes where its messages come in, cannot read them back, and has nothing else."""
    principal = f"registry-{registry}"

    assert who_may(Operation.WRITE, f"in.{registry}") == {principal}
    assert what_may(principal, *Operation) == {f"in.{registry}"}
    assert what_may(principal, Operation.READ) == set()


def test_roles_have_what_their_work_needs() -> None:
    """Ingest reads what comes in, steps the events, deliver what goes out; only the relay writes."""
    ins = {in_topic(name) for name in REGISTRIES}
    outs = {out_topic(name) for name in RECIPIENTS}

    assert what_may(Principal.INGEST, Operation.READ, Operation.WRITE) == ins
    assert what_may(Principal.STEPS, Operation.READ, Operation.WRITE) == {"events"}
    assert what_may(Principal.DELIVER, Operation.READ, Operation.WRITE) == outs
    assert what_may(Principal.RELAY, Operation.WRITE) == outs | {"events", "deadletters"}
    assert what_may(Principal.RELAY, Operation.READ) == set()


def test_the_operator_sees_that_it_is_not_what_is_in_it() -> None:
    """The operator may look at every topic, and read only the notices of dead letters."""
    everything = {topic.name for topic in TOPICS}

    assert what_may(Principal.OPERATOR, Operation.DESCRIBE) == everything
    assert what_may(Principal.OPERATOR, Operation.DESCRIBE_CONFIGS) == everything
    assert what_may(Principal.OPERATOR, Operation.READ) == {"deadletters"}
    assert what_may(Principal.OPERATOR, Operation.WRITE) == set()


def test_who_reads_has_a_group_of_its_own() -> None:
    """Every reader may use one group, named after its role or itself, and no other may."""
    readers = {reader for topic in TOPICS for reader in topic.readers}
    groups = [a for a in accesses(TOPICS) if a.resource is Resource.GROUP and a.operation is Operation.READ]

    assert {(a.principal, a.name) for a in groups} == {(str(reader), group_of(reader)) for reader in readers}
    assert len({a.name for a in groups}) == len(readers)
    assert group_of(Principal.STEPS) == GROUPS[Principal.STEPS] == "ketenhub-steps"
    assert group_of("partner-VH22") == "partner-VH22"


def test_nobody_changes_the_cluster() -> None:
    """On the cluster itself, the operator looks; nobody of the hub creates, alters or deletes."""
    assert {a for a in accesses(TOPICS) if a.resource is Resource.CLUSTER} == {
        Access(Resource.CLUSTER, "kafka-cluster", "hub-operator", operation)
        for operation in (Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS)
    }


@pytest.mark.parametrize(("replication", "in_sync"), [(1, "1"), (2, "1"), (3, "2"), (5, "2")])
def test_an_acknowledged_record_is_on_two_disks_where_there_are_three(replication: int, in_sync: str) -> None:
    """With three copies a record needs two to be acknowledged; with fewer, one broker must be enough."""
    assert TOPICS[0].configuration(replication)["min.insync.replicas"] == in_sync
