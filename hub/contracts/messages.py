"""The messages of the AsyncAPI document: each event on Kafka (Avro) and at the edge (JSON), and the raw ones.

Payloads are references to the files beside the document, for those are the contract: nothing is said twice.
"""

from collections.abc import Iterable
from typing import Any

from hub.contracts.attributes import CE_PREFIX, Json, headers
from hub.contracts.payloads import summary
from hub.contracts.places import Registry, avro_file, edge_message, json_file, native_message
from hub.errors import ConfigurationError
from hub.schemas.codec import MAX_BYTES, Committed, schema_id
from hub.schemas.events import TYPE_PREFIX, Event
from hub.schemas.events.base import categories_of

AVRO_FORMAT = "application/vnd.apache.avro;version=1.9.0"
"""The newest name that AsyncAPI 3 has for Avro."""

EDGE = "application/cloudevents+json"

NOTICE = "bericht-geweigerd"
"""The message on the topic of dead letters; no event of a person, so it is not in `EVENTS`."""

KEY_BINDING_VERSION = "0.5.0"

_KEY = "Pseudonym of the person (`subject`): a person's events are in one partition, in one order."


def on_kafka(event: type[Event], committed: Iterable[Committed]) -> Json:
    """An event as a record: ``ce_`` headers, key, and an Avro value.

    Args:
        event: the class, whose current version is written.
        committed: the schemas of all its versions.
    """
    versions = {one.version: one for one in committed if one.kind == event.kind}
    now = versions.get(event.schema_version)
    if now is None:
        msg = f"{event.__name__} has no committed Avro schema: run make schemas"
        raise ConfigurationError(msg)
    found: Json = {
        "name": event.wire_type(),
        "title": event.__name__,
        "summary": summary(event),
        "contentType": "application/avro",
        "headers": {
            "allOf": [
                {"$ref": f"#/components/schemas/{headers_name(event)}"},
                {"type": "object", "properties": {f"{CE_PREFIX}type": {"const": event.wire_type()}}},
            ]
        },
        "payload": {
            "schemaFormat": AVRO_FORMAT,
            "schema": {"$ref": f"./{avro_file(event.kind, now.version)}"},
        },
        "bindings": _kafka({"key": {"type": "string", "description": _KEY}}),
        "x-schema-version": now.version,
        "x-fingerprint": schema_id(now.text).hex(),
        "x-max-bytes": MAX_BYTES,
        **_categories(event),
    }
    earlier = [
        f"./{avro_file(event.kind, version)}" for version in sorted(versions) if version != now.version
    ]
    # Values written with these may lie on the topic for as long as it keeps them, and in the store for good.
    return found | ({"x-earlier-versions": earlier} if earlier else {})


def at_the_edge(event: type[Event]) -> Json:
    """An event as one JSON object: how a recipient's web hook gets it."""
    return {
        "name": edge_message(event.kind),
        "title": f"{event.__name__}, as JSON",
        "summary": summary(event),
        "contentType": EDGE,
        "payload": {"$ref": f"./{json_file(event.kind, event.schema_version)}"},
        "x-schema-version": event.schema_version,
        "x-max-bytes": MAX_BYTES,
        **_categories(event),
    }


def native(registry: Registry) -> Json:
    """A registry's own message, as it comes."""
    return {
        "name": native_message(registry.name),
        "title": f"Message of {registry.name}",
        "summary": f"A message in {registry.name}'s own format, untouched; `hub.adapters` reads it.",
        "contentType": registry.content_type,
        "payload": {"type": "string", "description": "Bytes as the registry wrote them."},
        "bindings": _kafka(
            {"key": {"type": "string", "description": "Pseudonym of the registry's record, or none."}}
        ),
        "x-source": registry.source,
        "x-carries": sorted(registry.carries),
        "x-max-bytes": registry.max_bytes,
    }


def notice() -> Json:
    """That something was refused: where, why, what to do. Headers only; the content stays in the store."""
    text = {"type": "string"}
    fixed = {
        "specversion": {"type": "string", "const": "1.0"},
        "id": text,
        "source": text,
        "type": {"type": "string", "const": TYPE_PREFIX + NOTICE},
        "time": {"type": "string", "format": "date-time"},
        "registry": text,
        "stage": text,
        "code": text,
        "field": text,
        "hint": text,
    }
    return {
        "name": TYPE_PREFIX + NOTICE,
        "title": "Message refused",
        "summary": "Something was refused: where, why and what to do. Never its content.",
        "headers": {
            "type": "object",
            "required": [CE_PREFIX + name for name in fixed],
            "properties": {CE_PREFIX + name: shape for name, shape in fixed.items()},
        },
        "payload": {"type": "string", "maxLength": 0},
        "bindings": _kafka({}),
    }


def headers_name(event: type[Event]) -> str:
    """Which of the two sets of headers an event has."""
    return "addressed-headers" if "ce_recipient" in headers(event)["required"] else "canonical-headers"


def _categories(event: type[Event]) -> Json:
    found = {name: category.value for name, category in categories_of(event)}
    return {"x-data-categories": found} if found else {}


def _kafka(binding: dict[str, Any]) -> Json:
    return {"kafka": {**binding, "bindingVersion": KEY_BINDING_VERSION}}
