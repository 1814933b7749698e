"""A payload is shown by what it is made of; no value of it can be read in that."""

from dataclasses import asdict
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.adapters import ADAPTERS
from hub.app_repairs import native_names
from hub.engine.letters.redaction import MOST_PARTS, structure
from hub.schemas import codec
from hub.schemas.events import HouseHit
from tests.support.observations import observations

NAMES = native_names()
CANARY = "geheim-7319-Jansen"


def shown(payload: bytes) -> str:
    """Everything that is said of a payload."""
    return str(asdict(structure(payload, NAMES)))


def secrets(content: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same content with a secret in every leaf and for every name."""
    if isinstance(content, dict):
        return {f"{CANARY}{n}": secrets(value) for n, value in enumerate(content.values())}
    if isinstance(content, list):
        return [secrets(value) for value in content]
    return CANARY


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_no_leaf_and_no_strange_name_of_json_is_shown(content: object) -> None:
    """Whatever the shape, neither a value nor a name that is none of ours occurs in what is said."""
    assert CANARY not in shown(orjson.dumps(secrets(content)))


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_value_of_a_registry_is_shown(registry: str, data: st.DataObject) -> None:
    """Of a registry's own message, whole or damaged, no text with a digit of two or more is to be read."""
    adapter = ADAPTERS[registry]
    observation = data.draw(observations(adapter.carries)).model_copy(update={"record": CANARY})
    try:
        body = adapter.render(observation)
    except Exception:  # noqa: BLE001 - what a registry cannot say is another test's
        return
    cut = data.draw(st.integers(0, len(body)))
    found = structure(body, NAMES)

    for payload in (body, body[:cut], body[:cut] + CANARY.encode() + body[cut:]):
        assert CANARY not in shown(payload)
        for number in (observation.person.bsn, observation.person.skn):
            assert number is None or number not in shown(payload)
    assert found.parts
    assert found.broken == ""


@pytest.mark.parametrize(
    ("payload", "form", "parts"),
    [
        (
            b'{"verdachte":{"bsn":"999990019","' + CANARY.encode() + b'":true},"versie":12,"rol":null}',
            "json",
            [
                ("verdachte.bsn", "text", 9),
                (f"verdachte.?({len(CANARY)})", "boolean", 0),
                ("versie", "number", 2),
                ("rol", "empty", 0),
            ],
        ),
        (
            b'<GpsBericht xmlns="u"><Verdachte bsn="9999"/><Antwoord> TOM </Antwoord><Nee/></GpsBericht>',
            "xml",
            [
                ("GpsBericht.Verdachte.@bsn", "text", 4),
                ("GpsBericht.Antwoord", "text", 3),
                ("GpsBericht.?(3)", "empty", 0),
            ],
        ),
        (b"een regel\r\nen nog een\r\n", "text", [("line 1", "text", 9), ("line 2", "text", 10)]),
        (b"", "text", []),
    ],
)
def test_the_structure_is_named(payload: bytes, form: str, parts: list[tuple[str, str, int]]) -> None:
    """Fields stand in their order, with kind and length; a name that no format has is only measured."""
    found = structure(payload, NAMES)

    assert found.form == form
    assert [(part.path, part.kind, part.length) for part in found.parts] == parts


def test_an_event_names_its_schema() -> None:
    """An Avro value is read by its schema, which is named by its fingerprint."""
    value = codec.encode(HouseHit(house="VH22"))

    found = structure(value, frozenset())

    assert (found.form, found.schema) == ("avro", value[2:10].hex())
    assert ("house", "text", 4) in [(part.path, part.kind, part.length) for part in found.parts]
    assert "VH22" not in str(found)


@pytest.mark.parametrize(
    ("payload", "broken"),
    [
        (b'{"a": 1,', "no JSON from byte"),
        (b"<a><b>" + CANARY.encode() + b"</a>", "not well-formed from byte"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a DOCTYPE"),
        (b"\xc3\x01" + bytes(8), "unknown-fingerprint"),
        (b"[" * 100_000, "no JSON from byte"),
    ],
)
def test_what_cannot_be_read_says_where_it_stops(payload: bytes, broken: str) -> None:
    """A damaged or hostile payload is looked at as far as that is safe, and no further."""
    found = structure(payload, NAMES)

    assert broken in found.broken
    assert CANARY not in str(found)


def test_a_long_payload_is_cut_short_and_counted() -> None:
    """More parts than one reads are counted, not listed; what is nested too deeply is not followed."""
    found = structure(orjson.dumps(list(range(MOST_PARTS + 7))), NAMES)
    deep = structure(b"[" * 200 + b"1" + b"]" * 200, NAMES)

    assert (len(found.parts), found.more) == (MOST_PARTS, 7)
    assert [part.kind for part in deep.parts] == ["too deep"]


def test_a_csv_is_shown_by_its_columns() -> None:
    """Cells stand under the names of their columns; a column that no format has is only measured."""
    found = structure(b'"versie";"rol";"Jansen"\r\n"12";"";"x"\r\n', NAMES)

    assert [(part.path, part.kind, part.length) for part in found.parts] == [
        ("row 1.versie", "text", 2),
        ("row 1.rol", "empty", 0),
        ("row 1.?(6)", "text", 1),
    ]
