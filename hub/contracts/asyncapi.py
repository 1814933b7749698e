"""The AsyncAPI document: channels from the topics, operations from the roles and from the processors.

The document speaks as the hub: ``receive`` is what the hub reads, ``send`` what it writes. Servers are left
to whoever runs it. Topics stand without the prefix that a hub may put before all of them.

``out.{recipient}`` is one channel with a parameter and not one for each of the recipients: they differ in
what table B lets them see, which stands in ``x-may-ever-see``, and in nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.contracts import messages
from hub.contracts.attributes import Json, headers
from hub.contracts.operations import by_processor, by_role
from hub.contracts.places import EDGE_CHANNEL, OUT_CHANNEL, RECIPIENT, Hub, edge_message, native_message
from hub.schemas.codec import MAX_BYTES, Committed
from hub.schemas.events import Event, Outbound
from hub.streams.topics import DEADLETTERS, EVENTS, Topic, all_topics, in_topic, out_topic, partner_principal
from hub.streams.topology import Processor

VERSION = "3.1.0"
"""Of AsyncAPI; the newest that its own command line takes."""

_KAFKA = "0.5.0"
"""Version of AsyncAPI's Kafka bindings."""

_DESCRIPTION = f"""\
What goes in and out of Ketenhub. On Kafka: CloudEvents 1.0 in binary mode (`ce_` headers), the value Avro
in single-object encoding (`C3 01`, fingerprint, body) or, where the hub is given a schema registry, in
Confluent's framing (`00`, id, body). At the edge: the same event as one JSON object, CloudEvents'
structured mode, by web hook (CloudEvents "HTTP 1.1 Web Hooks for Event Delivery"). Both follow the NL GOV
profile for CloudEvents 1.1.

An event is at most {MAX_BYTES} bytes. It can come twice: drop what you have by `source` and `id`. A
person's events keep their order. Fields and symbols are added in later versions, never taken away: pass
over a field that you do not know, and refuse a symbol that you do not know. No header, key or topic name
holds personal data; payloads do. `x-data-category` and `x-data-categories` say of which kind (table B of
the routing rules), `x-may-ever-see` which kinds a recipient can get.
"""


def document(
    hub: Hub,
    events: Sequence[type[Event]],
    committed: Sequence[Committed],
    processors: Iterable[Processor],
) -> Json:
    """The document, ready to be written as YAML; references are to the files beside it.

    Args:
        hub: what is particular to this program.
        events: all events.
        committed: all versions of their schemas.
        processors: the steps, in their order.
    """
    canonical = [event for event in events if not issubclass(event, Outbound)]
    addressed = [event for event in events if issubclass(event, Outbound)]
    topics = {topic.name: topic for topic in all_topics((one.name for one in hub.registries), hub.recipients)}
    return {
        "asyncapi": VERSION,
        "id": "urn:nld:oin:00000099000000099000:systeem:ketenhub",
        "info": {
            "title": "Ketenhub",
            "version": hub.version,
            "description": _DESCRIPTION,
            "license": {
                "name": "EUPL-1.2",
                "url": "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
            },
        },
        "defaultContentType": "application/avro",
        "channels": _channels(hub, topics, canonical, addressed),
        "operations": {**by_role(hub, canonical, addressed), **by_processor(processors)},
        "components": {
            "schemas": {
                messages.headers_name(kinds[0]): headers(kinds[0])
                for kinds in (canonical, addressed)
                if kinds
            },
            "messages": {
                **{native_message(one.name): messages.native(one) for one in hub.registries},
                **{event.kind: messages.on_kafka(event, committed) for event in events},
                **{edge_message(event.kind): messages.at_the_edge(event) for event in addressed},
                messages.NOTICE: messages.notice(),
            },
        },
    }


def _channels(
    hub: Hub, topics: Mapping[str, Topic], canonical: Iterable[type[Event]], addressed: Iterable[type[Event]]
) -> Json:
    inbound = {
        in_topic(one.name): {
            **_topic(topics[in_topic(one.name)], f"What {one.name} sends, as it sends it."),
            "messages": _messages([native_message(one.name)]),
        }
        for one in hub.registries
    }
    addressed = list(addressed)
    some = topics[out_topic(min(hub.recipients))]
    return {
        **inbound,
        EVENTS: {
            **_topic(topics[EVENTS], "The canonical events, each person's in one order."),
            "messages": _messages(event.kind for event in canonical),
        },
        OUT_CHANNEL: {
            **_topic(some, "What one recipient is told. A topic each, which nobody else can read."),
            "address": out_topic(RECIPIENT),
            "parameters": {"recipient": _recipient(hub)},
            "messages": _messages(event.kind for event in addressed),
            "x-readers": [
                partner_principal(RECIPIENT)
                if reader == partner_principal(min(hub.recipients))
                else str(reader)
                for reader in some.readers
            ],
            "x-may-ever-see": _may_ever_see(hub.recipients),
        },
        EDGE_CHANNEL: {
            "address": None,
            "title": "Web hook of a recipient",
            "description": "The address that a recipient gave. `OPTIONS` first, then one event a `POST`.",
            "messages": _messages(edge_message(event.kind) for event in addressed),
            "x-may-ever-see": _may_ever_see(hub.recipients),
        },
        DEADLETTERS: {
            **_topic(topics[DEADLETTERS], "That something was refused, where and why; never its content."),
            "messages": _messages([messages.NOTICE]),
        },
    }


def _topic(topic: Topic, title: str) -> dict[str, Any]:
    return {
        "address": topic.name,
        "title": title,
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": ["delete"],
                    "retention.ms": topic.retention_ms,
                    "max.message.bytes": int(topic.configuration(1)["max.message.bytes"]),
                },
                "bindingVersion": _KAFKA,
            }
        },
        "x-writers": [str(writer) for writer in topic.writers],
        "x-readers": [str(reader) for reader in topic.readers],
    }


def _recipient(hub: Hub) -> Json:
    return {
        "description": "A partner, or a house by its number in annex I of the report.",
        "enum": sorted(hub.recipients),
    }


def _may_ever_see(recipients: Mapping[str, frozenset[str]]) -> list[Json]:
    """Recipients by what they can ever get, those with the same together."""
    alike: dict[frozenset[str], list[str]] = {}
    for name in sorted(recipients):
        alike.setdefault(recipients[name], []).append(name)
    return [{"recipients": names, "categories": sorted(seen)} for seen, names in alike.items()]


def _messages(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}
