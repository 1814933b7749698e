"""The topics of the log, as data: names, partitions, retention, and who may read and write each.

::

    in.<registry>   native messages, raw; key: pseudonym of the registry's record
    events          canonical events, in one order per person; key: subject
    out.<partner>   what one recipient is told; key: subject. A topic each, so that an ACL can part them
    deadletters     that something was refused, where and why; never its content

Created and compared by ``ketenhub topics``. A change of partitions moves persons to other partitions while
their older events stay behind, so it breaks the one order per person: it is reported, never carried out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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
    """Looks at offsets and lags; reads no topic."""


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


def in_topic(registry: str) -> str:
    """Where a registry's native messages come in."""
    return IN_PREFIX + registry


def out_topic(recipient: str) -> str:
    """Where a recipient's events go out."""
    return OUT_PREFIX + recipient


def all_topics(registries: Iterable[str], recipients: Iterable[str]) -> tuple[Topic, ...]:
    """Every topic of a hub with these registries (``bvh``) and recipients (``OM``, ``VH22``)."""
    return (
        *(
            Topic(in_topic(name), 4, (Principal.INGEST,), (f"registry-{name}",))
            for name in sorted(registries)
        ),
        Topic(EVENTS, EVENTS_PARTITIONS, (Principal.STEPS,), (Principal.RELAY,)),
        *(
            Topic(out_topic(name), 2, (Principal.DELIVER, f"partner-{name}"), (Principal.RELAY,))
            for name in sorted(recipients)
        ),
        Topic(DEADLETTERS, 1, (Principal.OPERATOR,), (Principal.RELAY,)),
    )
