"""Topics and rights on the cluster: compared with what was declared, and created where they are missing.

Nothing that exists is ever changed, not even a setting that could be put right at once: a difference is
reported, and a person decides. A changed number of partitions moves persons to other partitions; a shorter
retention deletes; a right that is taken away stops somebody. Creating is safe to repeat, and for two at once.

kafka-python raises at the first topic that fails, and for settings it may not read it hands back none without
a word; so each topic's own code is looked at here, and settings that are absent are reported.

The errors of kafka-python pass: use `hub.engine.kafka_client.admin`, which translates them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from hub.engine.acls import Entry, missing
from hub.engine.comparison import Declared, Difference, Found, FoundTopic, Kind, compare
from hub.engine.kafka_library import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    errors,
)
from hub.errors import ConfigurationError
from hub.streams.topics import Topic

_SETTLE_S = 10.0
_POLL_S = 0.1
_MAY_COME = frozenset({Kind.TOPIC_MISSING, Kind.ACCESS_MISSING, Kind.NO_LEADER, Kind.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Created:
    """What `create` made, topics by full name and entries of access control, and what still differs."""

    topics: tuple[str, ...]
    accesses: int
    differences: tuple[Difference, ...]


def describe(client: KafkaAdminClient, declared: Declared) -> tuple[Difference, ...]:
    """Compare the cluster with what was declared; empty when all is as it must be."""
    return compare(declared, look(client, declared))


def create(client: KafkaAdminClient, declared: Declared) -> Created:
    """Create the topics and rights that are missing, and tell what then still differs.

    Returns when the broker that we speak with knows them. Others may need a moment longer.

    Raises:
        ConfigurationError: Kafka refuses to make one; what could be made was made.
    """
    found = look(client, declared)
    # Rights first: where resources without any entry are open to all, a new topic would be so for a moment.
    lacking: tuple[Entry, ...] = ()
    if found.entries is not None:
        lacking = missing(declared.entries, found.entries)
        _grant(client, lacking)
    absent = [topic for topic in declared.topics if declared.prefix + topic.name not in found.topics]
    made = _create_topics(client, declared, absent)
    return Created(made, len(lacking), _settled(client, declared))


def look(client: KafkaAdminClient, declared: Declared) -> Found:
    """Read what is on the cluster."""
    names = [declared.prefix + topic.name for topic in declared.topics]
    metadata = {}
    for topic in client.describe_topics(names):
        kind = errors.for_code(topic["error_code"])
        if kind in {errors.NoError, errors.LeaderNotAvailableError}:
            metadata[topic["name"]] = topic["partitions"]
        elif kind is not errors.UnknownTopicOrPartitionError:
            raise kind
    settings = _settings(client, list(metadata), sorted(declared.topics[0].configuration(1)))
    topics = {
        name: FoundTopic(
            partitions=len(partitions),
            replication=min((len(part["replica_nodes"]) for part in partitions), default=0),
            leaderless=sum(part["leader_id"] < 0 for part in partitions),
            settings=settings.get(name, {}),
        )
        for name, partitions in metadata.items()
    }
    others = frozenset(client.list_topics()) - frozenset(names)
    try:
        return Found(topics, others, _read_entries(client))
    except errors.ClusterAuthorizationFailedError:
        return Found(topics, others, entries=None, entries_hidden=True)


def _settings(client: KafkaAdminClient, names: Sequence[str], wanted: list[str]) -> dict[str, dict[str, str]]:
    """Settings in force, by full name of the topic; empty for a topic that is absent or hidden."""
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name, wanted) for name in names]
    # The default filter leaves out whatever equals the brokers' default.
    found = client.describe_configs(resources, config_filter="all").get("topic", {})
    return {
        name: {key: str(setting["value"]) for key, setting in settings.items()}
        for name, settings in found.items()
    }


def _create_topics(client: KafkaAdminClient, declared: Declared, topics: Sequence[Topic]) -> tuple[str, ...]:
    if not topics:
        return ()
    requested = {
        declared.prefix + topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": declared.replication,
            "configs": topic.configuration(declared.replication),
        }
        for topic in topics
    }
    answers = client.create_topics(requested, raise_errors=False)["topics"]
    kinds = {answer["name"]: errors.for_code(answer["error_code"]) for answer in answers}
    failed = {kind for kind in kinds.values() if kind not in {errors.NoError, errors.TopicAlreadyExistsError}}
    if errors.InvalidReplicationFactorError in failed:
        msg = (
            f"the cluster has fewer brokers than copies are wanted ({declared.replication}): "
            "set KETENHUB_REPLICATION, or add brokers"
        )
        raise ConfigurationError(msg)
    if failed:
        # Our own translation of the library's errors tells a refusal from a broker that is not ready.
        raise min(failed, key=lambda kind: kind.__name__)
    client.wait_for_topics(list(kinds), timeout_ms=int(_SETTLE_S * 1000))
    return tuple(sorted(name for name, kind in kinds.items() if kind is errors.NoError))


def _settled(client: KafkaAdminClient, declared: Declared) -> tuple[Difference, ...]:
    """What differs, once the broker we speak with has heard from the controller of what was just made."""
    deadline = time.monotonic() + _SETTLE_S
    while True:
        differences = describe(client, declared)
        if not any(d.kind in _MAY_COME for d in differences) or time.monotonic() >= deadline:
            return differences
        time.sleep(_POLL_S)


def _read_entries(client: KafkaAdminClient) -> tuple[Entry, ...] | None:
    """All entries of the cluster; None where it has no authorizer, so that everybody may everything."""
    everything = ACLFilter(
        principal=None,
        host=None,
        operation=ACLOperation.ANY,
        permission_type=ACLPermissionType.ANY,
        resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
    )
    try:
        found, _ = client.describe_acls(everything)
    except errors.SecurityDisabledError:
        return None
    return tuple(
        Entry(
            resource=acl.resource_pattern.resource_type.name,
            name=acl.resource_pattern.resource_name,
            principal=acl.principal,
            operation=acl.operation.name,
            pattern=acl.resource_pattern.pattern_type.name,
            host=acl.host,
            allows=acl.permission_type is ACLPermissionType.ALLOW,
        )
        for acl in found
    )


def _grant(client: KafkaAdminClient, entries: Sequence[Entry]) -> None:
    """Add entries. One that is there already stays as it is, so two who do this at once do no harm.

    Raises:
        ConfigurationError: Kafka did not take one of them.
    """
    if not entries:
        return
    answer = client.create_acls(
        [
            ACL(
                principal=entry.principal,
                host=entry.host,
                operation=ACLOperation[entry.operation],
                permission_type=ACLPermissionType.ALLOW,
                resource_pattern=ResourcePattern(ResourceType[entry.resource], entry.name),
            )
            for entry in entries
        ]
    )
    if answer["failed"]:
        kinds = ", ".join(sorted({kind.__name__ for kind in answer["failed"]}))
        msg = (
            f"Kafka did not take {len(answer['failed'])} of {len(entries)} entries of access control: {kinds}"
        )
        raise ConfigurationError(msg)
