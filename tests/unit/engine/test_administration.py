"""What differs between what was declared and what is on a cluster, found without one."""

from dataclasses import replace

import pytest

from hub.engine.acls import PREFIXED, Entry
from hub.engine.comparison import Declared, Difference, Found, FoundTopic, Kind, compare
from hub.streams.topics import all_topics

PREFIX = "hub."
DECLARED = Declared(all_topics(["bvh"], ["OM", "VH05", "VH22"]), PREFIX, replication=3, strict=True)
READ_VH05 = Entry("TOPIC", "hub.out.VH05", "User:partner-VH22", "READ")


def found() -> Found:
    """A cluster that is as it must be."""
    topics = {
        PREFIX + topic.name: FoundTopic(topic.partitions, 3, 0, topic.configuration(3))
        for topic in DECLARED.topics
    }
    return Found(topics, frozenset({"__consumer_offsets", "other.events"}), DECLARED.entries)


def with_topic(name: str, **changes: object) -> Found:
    """That cluster, with one topic changed."""
    cluster = found()
    changed = replace(cluster.topics[name], **changes)  # type: ignore[arg-type]  # fields of one test each
    return replace(cluster, topics=cluster.topics | {name: changed})


def with_entries(*more: Entry, without: Entry | None = None) -> Found:
    """That cluster, with entries of access control added, or one taken away."""
    return replace(found(), entries=(*(e for e in DECLARED.entries if e != without), *more))


def only(cluster: Found, declared: Declared = DECLARED) -> Difference:
    """The one difference there is."""
    (difference,) = compare(declared, cluster)
    return difference


def test_a_cluster_as_declared_has_no_differences() -> None:
    """What is as it must be is not mentioned, and topics of others are not ours."""
    assert compare(DECLARED, found()) == ()


def test_a_missing_topic_is_one_difference() -> None:
    """A topic that is not there has no partitions or settings to differ in."""
    cluster = found()
    del cluster.topics["hub.events"]

    difference = only(cluster)

    assert (difference.kind, difference.topic) == (Kind.TOPIC_MISSING, "hub.events")


def test_other_partitions_are_reported_and_never_to_be_altered() -> None:
    """A number of partitions that differs is told with both numbers, and the remedy warns."""
    difference = only(with_topic("hub.events", partitions=12))

    assert (difference.kind, difference.found, difference.wanted) == (Kind.PARTITIONS, "12", "8")
    assert difference.remedy.startswith("never alter it")


def test_fewer_copies_are_reported() -> None:
    """A topic with a partition on one broker only is told, where three are declared."""
    difference = only(with_topic("hub.out.OM", replication=1))

    assert (difference.kind, difference.found, difference.wanted) == (Kind.REPLICATION, "1", "3")


def test_a_partition_without_a_leader_is_reported() -> None:
    """Partitions that nobody serves are told: nothing of them moves."""
    assert only(with_topic("hub.events", leaderless=2)).kind is Kind.NO_LEADER


def test_a_setting_that_differs_is_named_with_both_values() -> None:
    """A changed setting is told by name, with what it is and what it must be."""
    settings = found().topics["hub.in.bvh"].settings | {"retention.ms": "3600000"}

    difference = only(with_topic("hub.in.bvh", settings=settings))

    assert (difference.kind, difference.topic) == (Kind.SETTING, "hub.in.bvh")
    assert (difference.found, difference.wanted) == ("retention.ms=3600000", "retention.ms=1209600000")


def test_settings_that_may_not_be_read_are_not_taken_for_well() -> None:
    """Where the cluster hides a topic's settings, the comparison says that it could not look."""
    difference = only(with_topic("hub.in.bvh", settings={}))

    assert (difference.kind, difference.grave) == (Kind.UNREADABLE, True)


@pytest.mark.parametrize(
    ("prefix", "other", "reported"),
    [
        ("hub.", "hub.out.VH99", True),
        ("hub.", "out.VH99", False),
        ("", "out.VH99", True),
        ("", "in.compas", True),
        ("", "somebody.elses", False),
    ],
)
def test_topics_that_nobody_declared(prefix: str, other: str, *, reported: bool) -> None:
    """A topic that looks like ours is told; a cluster may serve others beside."""
    declared = replace(DECLARED, prefix=prefix)
    topics = {
        prefix + topic.name: FoundTopic(topic.partitions, 3, 0, topic.configuration(3))
        for topic in declared.topics
    }

    differences = compare(declared, Found(topics, frozenset({other}), declared.entries))

    assert [(d.kind, d.topic) for d in differences] == ([(Kind.TOPIC_UNKNOWN, other)] if reported else [])


@pytest.mark.parametrize("strict", [True, False])
def test_no_access_control_is_grave_with_real_persons_only(*, strict: bool) -> None:
    """A cluster where everybody may everything is a finding in production and a note in a test."""
    difference = only(replace(found(), entries=None), replace(DECLARED, strict=strict))

    assert (difference.kind, difference.grave) == (Kind.ACCESS_OFF, strict)


def test_hidden_entries_are_not_taken_for_none() -> None:
    """Where we may not look at access control, the comparison says so, and not that it is off."""
    difference = only(replace(found(), entries=None, entries_hidden=True))

    assert (difference.kind, difference.topic) == (Kind.UNREADABLE, "access control")


def test_a_missing_entry_is_named() -> None:
    """A right that was declared and is not there is told with principal, operation and topic."""
    lost = Entry("TOPIC", "hub.in.bvh", "User:registry-bvh", "WRITE")

    difference = only(with_entries(without=lost))

    assert (difference.kind, difference.topic) == (Kind.ACCESS_MISSING, "hub.in.bvh")
    assert difference.wanted == "User:registry-bvh WRITE on TOPIC"


def test_an_entry_for_some_hosts_is_narrow_enough() -> None:
    """Whoever narrowed an entry to a host meant it: it counts as there, and as not too wide."""
    whole = Entry("TOPIC", "hub.in.bvh", "User:registry-bvh", "WRITE")

    assert compare(DECLARED, with_entries(replace(whole, host="10.0.0.7"), without=whole)) == ()


@pytest.mark.parametrize(
    ("entry", "reaches"),
    [
        (READ_VH05, "hub.out.VH05"),
        (replace(READ_VH05, operation="ALL"), "hub.out.VH05"),
        (replace(READ_VH05, principal="User:*"), "hub.out.VH05"),
        (replace(READ_VH05, host="10.0.0.7"), "hub.out.VH05"),
        # Covers the partner's own topic too, which is its right: only the other is named.
        (replace(READ_VH05, name="hub.out.VH", pattern=PREFIXED), "hub.out.VH05"),
        (replace(READ_VH05, name="hub.out.", pattern=PREFIXED), "hub.out.OM, hub.out.VH05"),
        (replace(READ_VH05, name="*"), "hub.deadletters and 4 others"),
        (replace(READ_VH05, resource="GROUP", name="hub.ketenhub-deliver"), "hub.ketenhub-deliver"),
    ],
)
def test_who_may_read_what_is_not_for_them_is_found(entry: Entry, reaches: str) -> None:
    """An entry that lets somebody read more than declared is found, however wide, with what it reaches."""
    difference = only(with_entries(entry))

    assert (difference.kind, difference.topic, difference.grave) == (Kind.ACCESS_SURPLUS, reaches, True)
    assert difference.found.startswith("may read it")


def test_who_may_write_what_is_not_theirs_is_found() -> None:
    """An entry that lets somebody write into a topic of ours is found too."""
    difference = only(with_entries(Entry("TOPIC", "hub.in.bvh", "User:registry-gps", "WRITE")))

    assert (difference.kind, difference.grave) == (Kind.ACCESS_SURPLUS, True)
    assert difference.found.startswith("may change it")


def test_who_may_only_see_that_a_topic_is_there_is_a_note() -> None:
    """To describe a topic shows nothing of a person: it is told, and is not grave."""
    difference = only(with_entries(replace(READ_VH05, operation="DESCRIBE")))

    assert (difference.kind, difference.grave) == (Kind.ACCESS_SURPLUS, False)


@pytest.mark.parametrize(
    "entry",
    [
        replace(READ_VH05, name="hub.out.VH22", operation="DESCRIBE"),
        Entry("TOPIC", "elsewhere", "User:somebody", "READ"),
        Entry("GROUP", "elsewhere", "User:somebody", "READ"),
        replace(READ_VH05, name="hub.out.VH0", pattern="LITERAL"),
        Entry("TOPIC", "hub.out.VH22", "User:partner-VH22", "READ", pattern=PREFIXED),
    ],
)
def test_entries_that_add_nothing_are_left_alone(entry: Entry) -> None:
    """Entries of others, and those that grant what was declared anyway, are no difference."""
    assert compare(DECLARED, with_entries(entry)) == ()


@pytest.mark.parametrize(
    ("denial", "reaches"),
    [
        (Entry("TOPIC", "hub.events", "User:hub-steps", "READ", allows=False), "hub.events"),
        (Entry("TOPIC", "hub.events", "User:*", "ALL", allows=False), "hub.events"),
        (Entry("TOPIC", "hub.e", "User:hub-relay", "WRITE", PREFIXED, allows=False), "hub.events"),
        (Entry("GROUP", "hub.ketenhub-steps", "User:hub-steps", "READ", allows=False), "hub.ketenhub-steps"),
    ],
)
def test_a_denial_of_what_was_declared_is_found(denial: Entry, reaches: str) -> None:
    """A denial wins from any allowance, so one that stands against a declared right is told."""
    difference = only(with_entries(denial))

    assert (difference.kind, difference.topic, difference.grave) == (Kind.ACCESS_DENIED, reaches, True)


def test_a_denial_for_others_is_left_alone() -> None:
    """A denial that stands against nothing declared is no difference."""
    assert compare(DECLARED, with_entries(replace(READ_VH05, allows=False))) == ()
