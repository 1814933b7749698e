"""The context attributes of an event as JSON Schema: in ``ce_`` headers and in the structured form.

The rules are those of CloudEvents 1.0, NL GOV's profile of it (1.1), and ours where they are narrower: every
attribute is text, `source` is a URN with an OIN, times are UTC and end in ``Z``.
"""

from collections.abc import Mapping
from typing import Any

from hub.schemas.base import UNKNOWN_SYMBOL, Category
from hub.schemas.codec import MAX_BYTES
from hub.schemas.events import Event, Outbound
from hub.schemas.vocabulary import Role

Json = dict[str, Any]

CE_PREFIX = "ce_"
"""Before each attribute's name in a Kafka header (CloudEvents' Kafka binding 1.0)."""

_TEXT: Json = {"type": "string", "minLength": 1}
_MOMENT: Json = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z$",
}
_CATEGORY = "|".join(category.value for category in Category)


def _told(shape: Json, words: str) -> Json:
    return {**shape, "description": words}


ALWAYS: Mapping[str, Json] = {
    "specversion": _told({"type": "string", "const": "1.0"}, "Version of CloudEvents."),
    "id": _told(_TEXT, "Unique within `source`. Who has seen this `source` and `id` drops the event."),
    "source": _told(
        {"type": "string", "pattern": r"^urn:nld:oin:[0-9]{20}:systeem:[a-z0-9]+$"},
        "Organisation (OIN) and system that stated the fact; the hub itself on what it sends to partners.",
    ),
    "type": _told(_TEXT, "What happened: reverse DNS, without names of organisations."),
    "subject": _told(_TEXT, "Pseudonym of the person, and the key on Kafka. Says nothing outside the hub."),
    "time": _told(_MOMENT, "When it happened, by the registry's own record."),
    "recordedat": _told(_MOMENT, "When the hub took it in."),
    "actor": _told(
        {"type": "string", "enum": [role.value for role in Role if role != UNKNOWN_SYMBOL]},
        "The role of who acted.",
    ),
    "record": _told(_TEXT, "Pseudonym of the registry's record."),
    "recordversion": _told(
        {"type": "string", "pattern": "^-?[0-9]{1,19}$"},
        "A whole number, as text. Of one `record`, the highest version counts.",
    ),
    "schemaversion": _told(
        {"type": "string", "pattern": "^[1-9][0-9]*$"},
        "Version of the event's schema, for people; the Avro value names its schema itself.",
    ),
}
"""Attributes of every event."""

SOMETIMES: Mapping[str, Json] = {
    "caseid": _told(_TEXT, "Opaque id of the case; never a parketnummer. Absent where no case is meant."),
    "causedby": _told(_TEXT, "The `id` of the event that led to this one."),
    "synthetic": _told(
        {"type": "string", "enum": ["true", "false"]}, "Present and `true`: an invented person."
    ),
}
"""Attributes of any event that has them."""

INSIDE: Mapping[str, Json] = {
    "origin": _told(
        _TEXT, "The pseudonym that the fact was reported under, where two proved to be one person."
    ),
}
"""Attributes of events that stay in the hub."""

ADDRESSED: Mapping[str, Json] = {
    "recipient": _told(
        {"type": "string", "pattern": "^[A-Z0-9][A-Z0-9_]{1,15}$"}, "To whom, and nobody else."
    ),
    "purpose": _told(_TEXT, "For what purpose the recipient may have it."),
    "legalbasis": _told(_TEXT, "On what legal basis it is disclosed."),
    "rule": _told({"type": "string", "pattern": "^A[0-9]+$"}, "The row of routing table A that sent it."),
    "ruleversion": _told(_TEXT, "The version of that row."),
}
"""Attributes of every event for a recipient."""

DISCLOSED: Mapping[str, Json] = {
    "categories": _told(
        {"type": "string", "pattern": f"^({_CATEGORY})( ({_CATEGORY}))*$"},
        "The kinds of data that this event discloses, by table B. Absent: case administration only.",
    ),
}
"""Attributes of an event for a recipient that discloses something."""


def structured(event: type[Event], data: Json) -> Json:
    """The structured form: one JSON object, ``application/cloudevents+json``.

    Args:
        event: whose form it is.
        data: JSON Schema of its data.

    Open: a later version of the hub may add attributes, and a recipient must bear them.
    """
    known, required = _of(event)
    return {
        "type": "object",
        "required": [*required, "datacontenttype", "data"],
        "properties": {
            **known,
            "type": {**known["type"], "const": event.wire_type()},
            "datacontenttype": _told({"type": "string", "const": "application/json"}, "Of `data`."),
            "data": data,
        },
        "x-max-bytes": MAX_BYTES,
    }


def headers(event: type[Event]) -> Json:
    """The Kafka headers of an event's records: CloudEvents' binary mode."""
    known, required = _of(event)
    return {
        "type": "object",
        "required": ["content-type", *(CE_PREFIX + name for name in required)],
        "properties": {
            "content-type": _told({"type": "string", "const": "application/avro"}, "Of the value."),
            **{CE_PREFIX + name: shape for name, shape in known.items()},
        },
    }


def _of(event: type[Event]) -> tuple[Json, list[str]]:
    """The attributes that an event can have, and the names of those that it must have."""
    if issubclass(event, Outbound):
        return {**ALWAYS, **SOMETIMES, **ADDRESSED, **DISCLOSED}, [*ALWAYS, *ADDRESSED]
    return {**ALWAYS, **SOMETIMES, **INSIDE}, [*ALWAYS]
