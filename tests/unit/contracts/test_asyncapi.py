"""The AsyncAPI document: it says of topics, events and processors what the hub does with them."""

from typing import Any

import pytest

from hub.adapters import ADAPTERS
from hub.app import recipients
from hub.contracts.asyncapi import document as make_document
from hub.contracts.places import Hub
from hub.errors import ConfigurationError
from hub.rules import load_rules
from hub.schemas.codec import MAX_BYTES, Committed, read_committed
from hub.schemas.events import EVENTS, Event, Outbound
from hub.schemas.events.base import categories_of
from hub.streams.topics import all_topics
from hub.streams.topology import PROCESSORS

TOPICS = {topic.name: topic for topic in all_topics(ADAPTERS, recipients(load_rules()))}


def addresses(channel: dict[str, Any]) -> list[str]:
    """The topics that a channel stands for."""
    names = channel.get("parameters", {}).get("recipient", {}).get("enum")
    address: str = channel["address"]
    return [address.replace("{recipient}", name) for name in names] if names else [address]


def references(part: Any) -> list[str]:  # noqa: ANN401 - a JSON document
    """All references in a part of a document."""
    if isinstance(part, dict):
        inner = [found for value in part.values() for found in references(value)]
        return [part["$ref"], *inner] if isinstance(part.get("$ref"), str) else inner
    return [found for value in part for found in references(value)] if isinstance(part, list) else []


def names(operation: dict[str, Any]) -> set[str]:
    """The messages of an operation."""
    return {reference["$ref"].rpartition("/")[2] for reference in operation["messages"]}


def test_every_topic_is_a_channel_and_nothing_else_is(document: dict[str, Any]) -> None:
    """The channels on Kafka are the declared topics: partitions, retention, readers and writers."""
    found = {}
    for channel in document["channels"].values():
        for address in addresses(channel) if channel["address"] else ():
            found[address] = channel

    assert found.keys() == TOPICS.keys()
    for name, topic in TOPICS.items():
        recipient = name.partition(".")[2]
        binding = found[name]["bindings"]["kafka"]
        assert binding["partitions"] == topic.partitions
        assert binding["topicConfiguration"]["retention.ms"] == topic.retention_ms
        assert tuple(found[name]["x-writers"]) == topic.writers
        readers = tuple(reader.replace("{recipient}", recipient) for reader in found[name]["x-readers"])
        assert readers == topic.readers


def test_the_edge_has_no_address_and_every_message_for_recipients(document: dict[str, Any]) -> None:
    """What a web hook can get is every outbound event, as JSON; where it is, the recipient says."""
    edge = document["channels"]["edge"]

    assert edge["address"] is None
    assert set(edge["messages"]) == {f"{event.kind}.json" for event in EVENTS if issubclass(event, Outbound)}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_every_event_is_a_message_on_its_channel(document: dict[str, Any], event: type[Event]) -> None:
    """An event names its type, its Avro schema and the bound, and is on the one channel where it belongs."""
    message = document["components"]["messages"][event.kind]
    on = {name for name in ("events", "out") if event.kind in document["channels"][name]["messages"]}

    assert on == {"out" if issubclass(event, Outbound) else "events"}
    assert message["headers"]["allOf"][1]["properties"]["ce_type"] == {"const": event.wire_type()}
    assert message["payload"]["schema"] == {"$ref": f"./avro/{event.kind}.v{event.schema_version}.avsc"}
    assert message["x-max-bytes"] == MAX_BYTES == 64 * 1024
    assert message.get("x-data-categories", {}) == {n: c.value for n, c in categories_of(event)}
    assert message["summary"].endswith(".")


def test_every_version_that_can_be_on_the_log_is_named(
    document: dict[str, Any], files: dict[str, str]
) -> None:
    """Every committed schema is in the folder byte for byte, and an event's message names all of its own."""
    messages = document["components"]["messages"]
    named = {
        reference.removeprefix("./")
        for event in EVENTS
        for reference in (
            messages[event.kind]["payload"]["schema"]["$ref"],
            *messages[event.kind].get("x-earlier-versions", ()),
        )
    }
    committed = {f"avro/{one.kind}.v{one.version}.avsc": one.text for one in read_committed()}

    assert {name: files[name] for name in named} == committed
    assert messages["persoon-gemarkeerd"]["x-earlier-versions"] == ["./avro/persoon-gemarkeerd.v1.avsc"]


def test_every_reference_leads_somewhere(document: dict[str, Any], files: dict[str, str]) -> None:
    """Within the document or beside it, what is referred to exists."""
    found = references(document)

    assert len(found) > 100
    for reference in found:
        if reference.startswith("./"):
            assert reference.removeprefix("./") in files
            continue
        part = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_each_processor_is_an_operation_of_its_own(document: dict[str, Any]) -> None:
    """What a processor reads and whom it tells what stands in the document as in the topology."""
    operations = document["operations"]
    for processor in PROCESSORS:
        reads = operations[f"steps.{processor.name}.receives"]
        sends = operations.get(f"steps.{processor.name}.sends", {"messages": []})
        assert names(reads) == {event.kind for event in processor.reads}
        assert names(sends) == {kind.kind for kind in processor.writes if issubclass(kind, Outbound)}


def test_each_role_reads_and_writes_what_the_topics_grant(document: dict[str, Any]) -> None:
    """An operation of a role is on a channel that the role may read or write, and none is left out."""
    roles = {"receive": "x-readers", "send": "x-writers"}
    granted = {
        (name, action, role)
        for name, channel in document["channels"].items()
        for action, key in roles.items()
        for role in channel.get(key, ())
        if role.startswith("hub-")
    }
    done = set()
    for operation, content in document["operations"].items():
        role, action = operation.split(".")[0], content["action"]
        channel = content["channel"]["$ref"].removeprefix("#/channels/")
        if action in operation.split(".")[1]:
            done.add((channel, action, f"hub-{role}"))

    assert done == granted


@pytest.mark.parametrize(
    ("recipient", "some_day", "never"),
    [("VH22", "decision", "plan"), ("3RO", "house_hit", "other_person"), ("SHN", "decision", "plan")],
)
def test_what_a_recipient_can_ever_get_is_told(
    document: dict[str, Any], recipient: str, some_day: str, never: str
) -> None:
    """Each recipient stands once with its categories, among which is none that table B denies it for ever."""
    lists = document["channels"]["out"]["x-may-ever-see"]
    everybody = [name for one in lists for name in one["recipients"]]
    (own,) = (set(one["categories"]) for one in lists if recipient in one["recipients"])

    assert sorted(everybody) == sorted(recipients(load_rules()))
    assert some_day in own
    assert never not in own


def test_an_event_without_a_schema_is_named() -> None:
    """A contract is refused while an event's schema is not committed, with the command that repairs it."""
    hub = Hub("1", (), {"OM": frozenset()})
    lacking: list[Committed] = [one for one in read_committed() if one.kind != EVENTS[0].kind]

    with pytest.raises(ConfigurationError, match=f"{EVENTS[0].__name__} .*make schemas"):
        make_document(hub, EVENTS, lacking, PROCESSORS)
