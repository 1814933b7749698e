"""The topics of the log, as data: names, partitions, retention, and who may read and write each.

::

    in.<registry>   native messages, raw; key: pseudonym of the registry's record
    events          canonical events, in one order per person; key: subject
    out.<partner>   what one recipient is told; key: subject. A topic each, so that an ACL can part them
    deadletters     that something was refused, where and why; never its content

Created and compared by ``ketenhub topics``. A change of partitions moves persons to other partitions while
their older events stay behind, so it breaks the one order per person: it is reported, never carried out.

**Who may what.** Nobody may anything that `accesses` does not list. All of it is on literal names: the
tempting ``out.*`` for the deliverer would be one line instead of fifty, and would cover a topic that somebody
makes by hand. A partner that reads its topic itself does so in a consumer group that bears its principal's
name. Who creates all this is no role of the hub but an administrator of the cluster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

IN_PREFIX, OUT_PREFIX = "in.", "out."
EVENTS = "events"
DEADLETTERS = "deadletters"

EVENTS_PARTITIONS = 8
"""Persons are spread over these; a worker can own no less than one. See the module on changing it."""

_DAY_MS = 24 * 3600 * 1000
RETENTION_MS = 14 * _DAY_MS
"""Design §7: topics are kept 14 days; a longer replay comes from the store."""

MAX_MESSAGE_BYTES = 1_048_576


class Principal(StrEnum):
    """The roles of the hub that connect to Kafka, each a principal of its own."""

    INGEST = "hub-ingest"
    STEPS = "hub-steps"
    DELIVER = "hub-deliver"
    RELAY = "hub-relay"
    OPERATOR = "hub-operator"
    """Looks at topics, offsets and ACLs; reads the notices of dead letters and nothing else."""


GROUPS: dict[Principal, str] = {
    Principal.INGEST: "ketenhub-ingest",
    Principal.STEPS: "ketenhub-steps",
    Principal.DELIVER: "ketenhub-deliver",
}
"""Consumer group of each role that reads; the id of its Faust app."""


class Operation(StrEnum):
    """What an access allows; the names are Kafka's. Reading and writing imply describing."""

    READ = "read"
    WRITE = "write"
    DESCRIBE = "describe"
    DESCRIBE_CONFIGS = "describe-configs"


class Resource(StrEnum):
    """What an access is to; the names are Kafka's."""

    TOPIC = "topic"
    GROUP = "group"
    CLUSTER = "cluster"


CLUSTER_NAME = "kafka-cluster"
"""Kafka's own name of the only cluster there is."""


@dataclass(frozen=True, slots=True, order=True)
class Access:
    """One thing that one principal may do. ``name``: without the hub's prefix."""

    resource: Resource
    name: str
    principal: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. ``readers`` and ``writers`` are principals (Kafka's ``User:`` is added where it is used)."""

    name: str
    partitions: int
    readers: tuple[str, ...]
    writers: tuple[str, ...]
    retention_ms: int = RETENTION_MS

    def configuration(self, replication: int) -> dict[str, str]:
        """What the topic's own settings must be on a cluster with so many replicas.

        With three replicas, an acknowledged record is on two disks at least, and a broker may be lost.
        """
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(MAX_MESSAGE_BYTES),
            "min.insync.replicas": "2" if replication >= 3 else "1",
            "unclean.leader.election.enable": "false",
            # The hub and the registries state their own times; the broker's are of no use to a replay.
            "message.timestamp.type": "CreateTime",
        }

    def accesses(self) -> frozenset[Access]:
        """Who may do what with this topic; what it does not hold is refused."""
        return frozenset(
            Access(Resource.TOPIC, self.name, str(principal), operation)
            for principals, operations in (
                (self.readers, (Operation.READ, Operation.DESCRIBE)),
                (self.writers, (Operation.WRITE, Operation.DESCRIBE)),
                ((Principal.OPERATOR,), (Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS)),
            )
            for principal in principals
            for operation in operations
        )


def in_topic(registry: str) -> str:
    """Where a registry's native messages come in."""
    return IN_PREFIX + registry


def out_topic(recipient: str) -> str:
    """Where a recipient's events go out."""
    return OUT_PREFIX + recipient


def registry_principal(registry: str) -> str:
    """Who a registry is to Kafka: it may write its own topic."""
    return f"registry-{registry}"


def partner_principal(recipient: str) -> str:
    """Who a recipient is to Kafka: it may read its own topic, in a group of the same name."""
    return f"partner-{recipient}"


def all_topics(registries: Iterable[str], recipients: Iterable[str]) -> tuple[Topic, ...]:
    """Every topic of a hub with these registries (``bvh``) and recipients (``OM``, ``VH22``)."""
    return (
        *(
            Topic(in_topic(name), 4, (Principal.INGEST,), (registry_principal(name),))
            for name in sorted(registries)
        ),
        Topic(EVENTS, EVENTS_PARTITIONS, (Principal.STEPS,), (Principal.RELAY,)),
        *(
            Topic(out_topic(name), 2, (Principal.DELIVER, partner_principal(name)), (Principal.RELAY,))
            for name in sorted(recipients)
        ),
        Topic(DEADLETTERS, 1, (Principal.OPERATOR,), (Principal.RELAY,)),
    )


def group_of(principal: str) -> str:
    """The consumer group that a reading principal uses, without the hub's prefix."""
    return next((group for role, group in GROUPS.items() if role == principal), principal)


def accesses(topics: Sequence[Topic]) -> tuple[Access, ...]:
    """Everything that anybody may do: with these topics, in the groups of their readers, and on the cluster.

    An idempotent producer needs no right of its own: since Kafka 2.8 a right to write some topic suffices.
    """
    found = set(chain.from_iterable(topic.accesses() for topic in topics))
    for reader in {reader for topic in topics for reader in topic.readers}:
        group = group_of(reader)
        found.add(Access(Resource.GROUP, group, str(reader), Operation.READ))
        found.add(Access(Resource.GROUP, group, str(Principal.OPERATOR), Operation.DESCRIBE))
    for operation in (Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS):
        found.add(Access(Resource.CLUSTER, CLUSTER_NAME, str(Principal.OPERATOR), operation))
    return tuple(sorted(found))
