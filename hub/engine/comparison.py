"""What was declared for the cluster, what was found there, and how the two differ. Pure; it only compares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.engine import acls
from hub.streams.topics import IN_PREFIX, OUT_PREFIX, Topic, accesses


class Kind(StrEnum):
    """What differs."""

    TOPIC_MISSING = "topic missing"
    TOPIC_UNKNOWN = "topic unknown"
    PARTITIONS = "partitions differ"
    REPLICATION = "replication differs"
    SETTING = "setting differs"
    UNREADABLE = "not allowed to look"
    NO_LEADER = "no leader"
    ACCESS_OFF = "access control off"
    ACCESS_MISSING = "access missing"
    ACCESS_SURPLUS = "access too wide"
    ACCESS_DENIED = "access denied"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between what was declared and what is.

    Attributes:
        kind: what differs.
        topic: the topic, group or principal it is about, in full.
        found: what is.
        wanted: what must be.
        remedy: what a person can do.
        grave: False for what is worth knowing but not wrong in this profile.
    """

    kind: Kind
    topic: str
    found: str = ""
    wanted: str = ""
    remedy: str = ""
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Declared:
    """What must be on the cluster.

    Attributes:
        topics: by their names without prefix.
        prefix: stands before each name on this cluster.
        replication: copies of each partition.
        strict: real persons: access control must be on.
    """

    topics: tuple[Topic, ...]
    prefix: str
    replication: int
    strict: bool

    @property
    def entries(self) -> tuple[acls.Entry, ...]:
        """The entries of access control that grant everything that anybody may do."""
        return tuple(acls.entry_of(access, self.prefix) for access in accesses(self.topics))


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic as it is. ``settings`` lacks what we may not read."""

    partitions: int
    replication: int
    leaderless: int
    settings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What is on the cluster.

    Attributes:
        topics: by full name, those declared that exist.
        others: full names of all other topics that we may see.
        entries: of access control; None where it is off.
        entries_hidden: we may not look at them.
    """

    topics: dict[str, FoundTopic]
    others: frozenset[str]
    entries: tuple[acls.Entry, ...] | None
    entries_hidden: bool = False


def compare(declared: Declared, found: Found) -> tuple[Difference, ...]:
    """Every difference between what was declared and what was found: topics first, then rights."""
    return (
        *(difference for topic in declared.topics for difference in _of_topic(declared, topic, found)),
        *_unknown(declared, found),
        *_of_access(declared, found),
    )


def _of_topic(declared: Declared, topic: Topic, cluster: Found) -> Iterator[Difference]:
    name = declared.prefix + topic.name
    found = cluster.topics.get(name)
    if found is None:
        yield Difference(Kind.TOPIC_MISSING, name, "", "", "ketenhub topics create")
        return
    if found.partitions != topic.partitions:
        yield Difference(
            Kind.PARTITIONS,
            name,
            str(found.partitions),
            str(topic.partitions),
            "never alter it: that moves persons away from their older events; replay into a new topic",
        )
    if found.replication != declared.replication:
        yield Difference(
            Kind.REPLICATION,
            name,
            str(found.replication),
            str(declared.replication),
            "kafka-reassign-partitions.sh, or KETENHUB_REPLICATION",
        )
    if found.leaderless:
        yield Difference(
            Kind.NO_LEADER, name, f"{found.leaderless} partitions", "0", "start the brokers that hold them"
        )
    must = topic.configuration(declared.replication)
    if not found.settings.keys() >= must.keys():
        yield Difference(
            Kind.UNREADABLE,
            name,
            "settings",
            "",
            "look as hub-operator, who has DESCRIBE_CONFIGS",
        )
        return
    for setting, wanted in must.items():
        if found.settings[setting] != wanted:
            yield Difference(
                Kind.SETTING,
                name,
                f"{setting}={found.settings[setting]}",
                f"{setting}={wanted}",
                f"kafka-configs.sh --alter --topic {name} --add-config {setting}={wanted}",
            )


def _unknown(declared: Declared, found: Found) -> Iterator[Difference]:
    """Topics that look like ours; without a prefix only our own forms do, as the cluster may serve others."""
    forms = (declared.prefix,) if declared.prefix else (IN_PREFIX, OUT_PREFIX)
    for name in sorted(found.others):
        if name.startswith(forms):
            yield Difference(
                Kind.TOPIC_UNKNOWN,
                name,
                "exists",
                "",
                "find out who made it and what is in it; delete it if nobody reads it",
            )


def _of_access(declared: Declared, found: Found) -> Iterator[Difference]:
    if found.entries_hidden:
        yield Difference(
            Kind.UNREADABLE,
            "access control",
            "entries",
            "",
            "look as hub-operator, who has DESCRIBE on the cluster",
        )
        return
    if found.entries is None:
        yield Difference(
            Kind.ACCESS_OFF,
            "cluster",
            "everybody may everything",
            "an authorizer",
            "set authorizer.class.name on the brokers; never put real persons here before that",
            grave=declared.strict,
        )
        return
    wanted = declared.entries
    for entry in acls.missing(wanted, found.entries):
        right = f"{entry.principal} {entry.operation} on {entry.resource}"
        yield Difference(Kind.ACCESS_MISSING, entry.name, "", right, "ketenhub topics create")
    for entry, names in acls.denied(wanted, found.entries):
        yield Difference(Kind.ACCESS_DENIED, _few(names), f"denied: {entry}", "", "take the denial away")
    for extra in acls.surplus(wanted, found.entries):
        danger = "may read it" if extra.reads else "may change it" if extra.changes else "may see that it is"
        yield Difference(
            Kind.ACCESS_SURPLUS,
            _few(extra.reaches),
            f"{danger}: {extra.entry}",
            "no such entry",
            "take the entry away: kafka-acls.sh --remove",
            grave=extra.reads or extra.changes,
        )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} others"
