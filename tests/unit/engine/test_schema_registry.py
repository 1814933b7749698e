"""The framer beside a schema registry: what it enrols, what it writes, and what it believes when it reads."""

import io
import json
from collections.abc import Iterator
from contextlib import closing

import avro.io
import avro.schema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hub.engine.schema_registry import LEVEL, Enrolment, RegistryFramer, enrol, open_framer
from hub.engine.schema_registry_http import SchemaRegistry
from hub.errors import (
    ConfigurationError,
    DecodeError,
    SchemaIncompatibleError,
    UnknownSchemaError,
    UnreachableError,
)
from hub.schemas.codec import Committed, decode, encode, read_committed, schema_id
from hub.schemas.events import EVENTS, Event, PersonMarked
from hub.schemas.framing import SingleObject, fingerprint_of, from_confluent, to_confluent
from tests.support.events import sample
from tests.support.schema_registry import FakeRegistry, Reply, Request, answering, error

COMMITTED = read_committed()
MARKED = next(
    one for one in COMMITTED if (one.kind, one.version) == (PersonMarked.kind, PersonMarked.schema_version)
)
SUBJECT = "nl.strafrechtketen.PersonMarked"
VALUE = encode(sample(PersonMarked))


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    """A registry that is empty, and counts from 1000."""
    with FakeRegistry(first_id=1000) as served:
        yield served


@pytest.fixture
def enrolled(registry: FakeRegistry) -> RegistryFramer:
    """A framer whose schemas are all in that registry."""
    framer = open_framer(registry.url)
    assert isinstance(framer, RegistryFramer)
    return framer


def confluent(registry_id: int) -> bytes:
    """The sample as somebody else would write it, with this id."""
    return to_confluent(VALUE, registry_id)


def test_without_a_url_the_wire_is_as_the_store() -> None:
    """No registry configured: Avro single-object encoding, and nobody is asked."""
    assert isinstance(open_framer(""), SingleObject)


def test_every_committed_schema_is_enrolled_under_its_record(registry: FakeRegistry) -> None:
    """One subject for each record, whichever topics it is sent to, and each demands FULL_TRANSITIVE."""
    with capture_logs() as logs:
        open_framer(registry.url)

    assert set(registry.subjects) == {
        f"nl.strafrechtketen.{json.loads(one.text)['name']}" for one in COMMITTED
    }
    assert registry.levels == dict.fromkeys(registry.subjects, LEVEL)
    # Some registries take two spellings for two schemas, so all hubs must use one, of a single line.
    assert not any(sign in text for text in registry.schemas.values() for sign in " \n")
    assert logs == []


def test_a_stock_reader_reads_what_goes_out(registry: FakeRegistry, enrolled: RegistryFramer) -> None:
    """A zero, the id in four bytes, and Avro that Apache's reader reads with the schema under that id."""
    for event in EVENTS:
        wire = enrolled.out(encode(sample(event)))

        assert wire[0] == 0
        schema = avro.schema.parse(registry.schemas[int.from_bytes(wire[1:5], "big")])
        found = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(wire[5:])))
        assert event.model_validate(found) == sample(event)


def test_what_goes_out_comes_in_again(registry: FakeRegistry, enrolled: RegistryFramer) -> None:
    """Out and into are inverse, and neither asks the registry about what was enrolled."""
    registry.requests.clear()

    for event in EVENTS:
        value = encode(sample(event))
        assert decode(enrolled.into(enrolled.out(value))) == sample(event)
        assert enrolled.into(enrolled.out(value)) == value

    assert registry.requests == []


@given(st.permutations(range(len(COMMITTED))), st.sampled_from(EVENTS))
def test_any_assignment_of_ids_is_undone(numbers: list[int], event: type[Event]) -> None:
    """Whatever ids a registry assigned, reading finds the schema that wrote."""
    ids = {schema_id(one.text): number for one, number in zip(COMMITTED, numbers, strict=True)}
    framer = RegistryFramer(SchemaRegistry("http://localhost:1"), Enrolment(ids, ()))
    value = encode(sample(event))

    assert from_confluent(framer.out(value))[0] == ids[fingerprint_of(value)]
    assert framer.into(framer.out(value)) == value


@given(st.binary(max_size=12))
def test_no_bytes_break_the_reader(value: bytes) -> None:
    """Whatever lies on a topic is a value, a dead letter, or a question to the registry (away, here)."""
    framer = RegistryFramer(SchemaRegistry("http://localhost:1"), Enrolment({}, ()))

    try:
        assert framer.into(value) == value
    except (DecodeError, UnreachableError):
        assert value[:1] != b"\xc3"


def test_values_from_before_the_switch_stay_readable(
    registry: FakeRegistry, enrolled: RegistryFramer
) -> None:
    """A topic may hold both framings: single-object values pass as they are, also without the registry."""
    registry.script = lambda _request: error(503, 50001)

    assert enrolled.into(VALUE) == VALUE


def test_a_schema_that_is_not_ours_does_not_go_out(enrolled: RegistryFramer) -> None:
    """What a newer version of the hub stored has no id here; a Confluent value is not framed twice."""
    with pytest.raises(UnknownSchemaError):
        enrolled.out(b"\xc3\x01" + bytes(8) + VALUE[10:])
    with pytest.raises(UnknownSchemaError):
        enrolled.out(enrolled.out(VALUE))


def test_a_second_start_only_reads(registry: FakeRegistry, enrolled: RegistryFramer) -> None:
    """Once all is there, a user who may only read is enough, and the ids are the same."""
    registry.requests.clear()

    again = open_framer(registry.url, register=False)

    assert registry.asked("POST", "/versions") == registry.asked("PUT") == []
    assert again.out(VALUE) == enrolled.out(VALUE)


@pytest.mark.parametrize(
    "refusal",
    [None, error(403, 40301), Reply(405), error(422, 42205), error(409, 0)],
    ids=["told not to", "no right", "method closed", "Confluent read-only", "Apicurio read-only"],
)
def test_a_schema_that_cannot_be_registered_stops_the_start(
    registry: FakeRegistry, refusal: Reply | None
) -> None:
    """Where schemas are missing and none may be added, the hub says which, and publishes nothing."""
    if refusal is not None:
        registry.script = answering("POST", "/versions", refusal)

    with pytest.raises(ConfigurationError, match=f"{SUBJECT} version 1"):
        open_framer(registry.url, register=refusal is not None)

    assert registry.schemas == {}


@pytest.mark.parametrize("refusal", [error(409, 409), error(422, 42201)], ids=["incompatible", "invalid"])
def test_an_incompatible_schema_stops_the_start(registry: FakeRegistry, refusal: Reply) -> None:
    """What the registry will not have beside earlier versions is no schema to publish with."""
    registry.script = answering("POST", f"{SUBJECT}/versions", refusal)

    with pytest.raises(SchemaIncompatibleError, match=SUBJECT) as caught:
        open_framer(registry.url)

    assert "TEXT OF THE REGISTRY" not in str(caught.value)


def test_another_process_may_be_first(registry: FakeRegistry) -> None:
    """Two hubs that start at once on an empty registry: the one told "conflict" finds the other's id."""

    def meanwhile(request: Request) -> Reply | None:
        if not request.path.endswith("/versions"):
            return None
        registry.answer(request)
        return error(409, 409)

    registry.script = meanwhile

    assert open_framer(registry.url).out(VALUE)[0] == 0


def test_a_registry_that_gives_back_another_schema_stops_the_start(registry: FakeRegistry) -> None:
    """Under our id every recipient would read with that schema, so its fingerprint must be ours."""
    other = json.loads(MARKED.text) | {"fields": []}
    registry.script = answering("GET", "/schemas/ids/", Reply(200, {"schema": json.dumps(other)}))

    with pytest.raises(SchemaIncompatibleError, match="another schema"):
        open_framer(registry.url)


def test_an_id_of_more_than_four_bytes_stops_the_start() -> None:
    """A registry that counts further than Confluent's framing is not cut to size."""
    with FakeRegistry(first_id=2**31) as registry, pytest.raises(ConfigurationError, match="2147483647"):
        open_framer(registry.url)


@pytest.mark.parametrize("level", ["NONE", "BACKWARD", "FULL"])
def test_a_level_that_was_set_is_left_alone_and_reported(registry: FakeRegistry, level: str) -> None:
    """Somebody chose that level; the hub says that it expects another, and changes nothing."""
    registry.levels[SUBJECT] = level

    with capture_logs() as logs:
        framer = open_framer(registry.url)

    assert registry.levels[SUBJECT] == level
    assert isinstance(framer, RegistryFramer)
    assert framer.remarks == (f"compatibility of 1 subjects is {level}; the hub expects FULL_TRANSITIVE",)
    assert [entry["log_level"] for entry in logs] == ["warning"]


@pytest.mark.parametrize(
    ("method", "reply", "words"),
    [("PUT", error(403, 40301), "not set"), ("PUT", error(409, 0), "not set"), ("GET", Reply(403), "hidden")],
    ids=["not ours to set", "read-only", "not ours to see"],
)
def test_a_level_out_of_our_reach_is_reported(
    registry: FakeRegistry, method: str, reply: Reply, words: str
) -> None:
    """Whoever may register but not configure still starts, and reads that nobody guards its subjects."""
    registry.script = answering(method, "/config/", reply)

    framer = open_framer(registry.url)

    assert isinstance(framer, RegistryFramer)
    assert [words in remark for remark in framer.remarks] == [True]


def test_versions_are_registered_from_the_oldest(registry: FakeRegistry) -> None:
    """A registry checks each version against those before it, so version 10 comes after version 9."""
    schema = json.loads(MARKED.text)
    versions = [
        Committed(
            MARKED.kind,
            number,
            json.dumps(schema | {"fields": [{"name": f"f{number}", "type": "int", "default": 0}]}),
        )
        for number in (10, 9, 1)
    ]

    with closing(SchemaRegistry(registry.url)) as client:
        enrol(client, versions, register=True)

    names = [json.loads(registry.schemas[one])["fields"][0]["name"] for one in registry.subjects[SUBJECT]]
    assert names == ["f1", "f9", "f10"]


def test_our_schema_under_another_id_is_read(registry: FakeRegistry, enrolled: RegistryFramer) -> None:
    """Others may have registered the schema in their spelling, with documentation: it is still ours."""
    spelled = json.dumps(json.loads(MARKED.text) | {"doc": "with documentation"}, indent=4)
    number = registry.add("somebody-elses-value", spelled)
    registry.requests.clear()

    assert enrolled.into(confluent(number)) == enrolled.into(confluent(number)) == VALUE
    assert len(registry.requests) == 1


@pytest.mark.parametrize(
    "schema",
    ['{"type":"record","name":"Other","fields":[]}', '{"type":"object"}', "{", "[" * 5000, '"int"'],
    ids=["another record", "JSON Schema", "no JSON", "a nest", "a number"],
)
def test_a_schema_of_others_is_a_dead_letter(
    registry: FakeRegistry, enrolled: RegistryFramer, schema: str
) -> None:
    """A value written with a schema that is none of ours is refused, and the registry asked only once."""
    registry.schemas[7] = schema
    registry.requests.clear()

    for _ in range(2):
        with pytest.raises(UnknownSchemaError) as caught:
            enrolled.into(confluent(7))
        assert caught.value.code == "foreign-registry-id"

    assert len(registry.requests) == 1


def test_an_id_that_nobody_has_is_a_dead_letter(registry: FakeRegistry, enrolled: RegistryFramer) -> None:
    """No schema under this id: a dead letter, but not for ever, for ids are still to be assigned."""
    with pytest.raises(UnknownSchemaError) as caught:
        enrolled.into(confluent(7))
    assert caught.value.code == "unknown-registry-id"

    registry.schemas[7] = MARKED.text

    assert enrolled.into(confluent(7)) == VALUE
