"""What the published shapes say beyond what pydantic and the envelope say: categories, symbols, openness."""

from collections.abc import Iterator
from typing import Any

import pytest

from hub.contracts import attributes
from hub.schemas.base import UNKNOWN_SYMBOL
from hub.schemas.envelope import ATTRIBUTES
from hub.schemas.events import EVENTS, Event, HouseHit, Outbound, PersonMarked
from hub.schemas.events.base import categories_of
from hub.schemas.vocabulary import MarkingOrigin


def objects(part: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a JSON document
    """All JSON objects in a document."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from objects(inner)


def test_every_attribute_of_the_envelope_is_described() -> None:
    """The attributes that the hub knows are those that the contract describes, each with words."""
    groups = (
        attributes.ALWAYS,
        attributes.SOMETIMES,
        attributes.INSIDE,
        attributes.ADDRESSED,
        attributes.DISCLOSED,
    )
    described = {name: shape for group in groups for name, shape in group.items()}

    assert described.keys() == set(ATTRIBUTES)
    assert all(shape["description"].endswith(".") for shape in described.values())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_a_schema_holds_no_unknown_symbol_and_closes_no_object(
    json_schemas: dict[str, dict[str, Any]], event: type[Event]
) -> None:
    """ONBEKEND, which no event holds, is in no enum, and no object forbids what a later version may add."""
    schema = json_schemas[event.wire_type()]

    assert [one for one in objects(schema) if UNKNOWN_SYMBOL in one.get("enum", ())] == []
    assert [one for one in objects(schema) if "additionalProperties" in one] == []


def test_symbols_are_those_of_the_model(json_schemas: dict[str, dict[str, Any]]) -> None:
    """An enum lists every symbol that an event can hold."""
    schema = json_schemas[PersonMarked.wire_type()]

    assert schema["$defs"]["MarkingOrigin"]["enum"] == [one.value for one in list(MarkingOrigin)[1:]]


@pytest.mark.parametrize(
    "event", [one for one in EVENTS if issubclass(one, Outbound)], ids=lambda one: one.kind
)
def test_each_field_carries_its_category(json_schemas: dict[str, dict[str, Any]], event: type[Event]) -> None:
    """A field of an outbound event has the category of table B that the addressing goes by, and only then."""
    fields = json_schemas[event.wire_type()]["properties"]["data"]["properties"]
    found = {name: shape["x-data-category"] for name, shape in fields.items() if "x-data-category" in shape}

    assert found == {name: category.value for name, category in categories_of(event)}


def test_who_it_is_for_stands_on_outbound_events_only(json_schemas: dict[str, dict[str, Any]]) -> None:
    """Recipient, purpose and legal basis are required of what goes out, and no attribute of the rest."""
    outward, inward = (json_schemas[event.wire_type()] for event in (HouseHit, PersonMarked))

    assert {"recipient", "purpose", "legalbasis", "rule", "ruleversion"} <= set(outward["required"])
    assert "recipient" not in inward["properties"]
    assert "origin" not in outward["properties"]
    assert outward["x-max-bytes"] == 65_536
