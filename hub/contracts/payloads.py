"""Each event as JSON Schema 2020-12: envelope and data, as the hub writes it at the edge.

pydantic makes the schema of the data. Three things are changed, for a contract is read by others than the
model:

- ``ONBEKEND`` is taken out of every enum: it stands in Avro for "a symbol that this reader does not know",
  and no event holds it.
- Objects stay open (pydantic closes them): later versions add fields, and a recipient that refuses them would
  lose events on the day of an upgrade. Symbols stay closed: an unknown one must never become a decision.
- Each field of an outbound event carries its category of table B as ``x-data-category``.
"""

from collections.abc import Iterator

from hub.contracts.attributes import Json, structured
from hub.schemas.base import UNKNOWN_SYMBOL
from hub.schemas.events import Event
from hub.schemas.events.base import categories_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def event_schema(event: type[Event]) -> Json:
    """The whole document for an event's current version, with all definitions inside."""
    data = data_schema(event)
    definitions = data.pop("$defs", {})
    whole = {
        "$schema": DIALECT,
        "title": event.wire_type(),
        "description": summary(event),
        "x-schema-version": event.schema_version,
        **structured(event, data),
    }
    return {**whole, "$defs": definitions} if definitions else whole


def data_schema(event: type[Event]) -> Json:
    """The data alone. References are to ``#/$defs/``."""
    schema: Json = event.model_json_schema(mode="serialization")
    for node in _nodes(schema):
        node.pop("additionalProperties", None)
        if node.get("enum", [None])[0] == UNKNOWN_SYMBOL:
            del node["enum"][0]
        for field in node.get("properties", {}).values():
            # The field's name in capitals, which says nothing.
            field.pop("title", None)
    for name, category in categories_of(event):
        schema["properties"][name]["x-data-category"] = category.value
    schema["title"] = event.__name__
    return schema


def summary(event: type[Event]) -> str:
    """What the event says, in one sentence: the first line of its docstring."""
    return (event.__doc__ or "").strip().partition("\n")[0]


def _nodes(schema: Json) -> Iterator[Json]:
    """A schema and all schemas in it; by keyword, so that a field called ``enum`` is taken for a field."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += [*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("prefixItems", ())]
    inner += [schema["items"]] if "items" in schema else []
    for part in inner:
        yield from _nodes(part)
