"""Stock clients read what the hub writes and write what it reads: CloudEvents, Avro and JSON Schema."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hub.contracts.payloads import event_schema
from hub.delivery.message import compose
from hub.delivery.native import EDGE, NativeMessage
from hub.engine.cluster.records import Record, event_headers, read_event
from hub.errors import DecodeError, EnvelopeError, InputError
from hub.schemas.base import Category
from hub.schemas.codec import encode, read_committed
from hub.schemas.envelope import HUB_SOURCE, Envelope, Routing
from hub.schemas.events import EVENTS, Event, Outbound, PersonMarked
from hub.schemas.framing import SingleObject
from hub.schemas.vocabulary import Role
from tests.support.events import CANARY, events, sample
from tests.support.stock import AsItIs, Outsider, from_record, written

COMMITTED = {(one.kind, one.version): one.text for one in read_committed()}
OUTSIDER = Outsider(COMMITTED.values())
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.text(min_size=1, max_size=20)

EACH = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
OUTWARD = pytest.mark.parametrize(
    "event", [one for one in EVENTS if issubclass(one, Outbound)], ids=lambda event: event.kind
)


def envelopes(event: type[Event]) -> st.SearchStrategy[Envelope]:
    """Events of one class as the hub sends them: with a recipient, if they are for one."""
    outward = issubclass(event, Outbound)
    routing = st.builds(
        Routing,
        recipient=st.sampled_from(["OM", "3RO", "VH22"]),
        purpose=WORDS,
        legal_basis=WORDS,
        rule=st.integers(1, 20).map("A{}".format),
        rule_version=WORDS,
        categories=st.lists(st.sampled_from(Category), unique=True).map(tuple),
    )
    return st.builds(
        Envelope,
        id=WORDS,
        source=st.just(HUB_SOURCE),
        subject=WORDS,
        case=st.none() | WORDS,
        occurred_at=MOMENTS,
        recorded_at=MOMENTS,
        actor=st.sampled_from(list(Role)[1:]),
        record=WORDS,
        version=st.integers(1, 2**31),
        caused_by=st.none() | WORDS,
        synthetic=st.booleans(),
        data=events(event),
        routing=routing if outward else st.none(),
        origin=st.none() if outward else st.none() | WORDS,
    )


def as_text(attributes: dict[str, Any]) -> dict[str, str]:
    """A stock event's attributes without what the stock client adds, the time as it was written."""
    left = {
        name: value for name, value in attributes.items() if name not in ("datacontenttype", "partitionkey")
    }
    return left | {"time": left["time"].isoformat().replace("+00:00", "Z")}


def nobody(_: Envelope) -> NativeMessage:
    """No registry speaks for the recipient."""
    return NativeMessage("", EDGE, b"")


@OUTWARD
def test_a_stock_client_reads_a_delivery(event: type[Event]) -> None:
    """What a web hook gets is a CloudEvent to the stock client, with every attribute and all data as sent."""

    @given(envelopes(event))
    @settings(max_examples=4)
    def check(sent: Envelope) -> None:
        message = compose(sent, "cloudevents", nobody)
        found = http.from_http_event(http.HTTPMessage(dict(message.headers), message.body))
        assert as_text(found.get_attributes()) == sent.attributes()
        assert found.get_data() == sent.data.model_dump(mode="json")
        assert found.get_attributes()["datacontenttype"] == "application/json"

    check()


@EACH
def test_a_stock_client_reads_a_record(event: type[Event]) -> None:
    """The headers are a CloudEvent to the stock client; Apache's Avro reads the value by its fingerprint."""

    @given(envelopes(event))
    @settings(max_examples=4)
    def check(sent: Envelope) -> None:
        headers = event_headers(sent.attributes())
        found = from_record(headers, sent.subject.encode(), encode(sent.data))
        assert as_text(found.get_attributes()) == sent.attributes()
        assert found.get_attributes()["partitionkey"] == sent.subject
        value = found.get_data()
        assert isinstance(value, bytes)
        name, fields = OUTSIDER.read(value)
        assert name == event.__name__
        assert event.model_validate(fields) == sent.data

    check()


@EACH
def test_a_stock_client_writes_a_record_that_the_hub_reads(event: type[Event]) -> None:
    """A record that the stock client and Apache's Avro wrote is the same event to the hub."""

    @given(envelopes(event))
    @settings(max_examples=4)
    def check(meant: Envelope) -> None:
        value = written(COMMITTED[event.kind, event.schema_version], meant.data.model_dump())
        attributes = {**meant.attributes(), "time": meant.occurred_at, "datacontenttype": "application/avro"}
        message = kafka.to_binary(CloudEvent(attributes, value), AsItIs(), lambda _: meant.subject)
        record = Record("events", 0, 0, meant.subject.encode(), message.value, message.headers)
        assert read_event(record, SingleObject()) == meant

    check()


@EACH
def test_a_stock_client_writes_json_that_the_hub_reads(event: type[Event]) -> None:
    """A structured event that the stock client wrote is the same event to the hub."""

    @given(envelopes(event))
    @settings(max_examples=4)
    def check(meant: Envelope) -> None:
        attributes = {**meant.attributes(), "time": meant.occurred_at, "datacontenttype": "application/json"}
        text = JSONFormat().write(CloudEvent(attributes, meant.data.model_dump(mode="json")))
        assert Envelope.from_structured(json.loads(text)) == meant

    check()


@EACH
def test_a_stock_validator_accepts_what_the_hub_writes(event: type[Event]) -> None:
    """Every structured event of the hub is valid by the JSON Schema that it publishes, itself a valid one."""
    schema = event_schema(event)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    @given(envelopes(event))
    @settings(max_examples=4)
    def check(sent: Envelope) -> None:
        document = orjson.loads(orjson.dumps(sent.structured()))
        assert [error.json_path for error in validator.iter_errors(document)] == []
        later = document | {"traceparent": "00-1", "data": document["data"] | {"added_later": 1}}
        assert validator.is_valid(later)

    check()


GOOD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": HUB_SOURCE,
    "type": PersonMarked.wire_type(),
    "subject": "s-1",
    "time": datetime(2016, 5, 1, 12, tzinfo=UTC),
    "recordedat": "2016-05-01T12:00:00Z",
    "actor": "KETENMANAGER",
    "record": "r-1",
    "recordversion": "1",
    "schemaversion": "2",
    "datacontenttype": "application/json",
}
MARKED = sample(PersonMarked).model_dump(mode="json")


def stock_json(attributes: dict[str, Any], data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a client puts in
    """A structured event of the stock client; what is None is left out."""
    given_ones = {name: value for name, value in attributes.items() if value is not None}
    found: dict[str, Any] = json.loads(JSONFormat().write(CloudEvent(given_ones, data)))
    return found


def refusal(document: dict[str, Any]) -> InputError | None:
    """What the hub says of a structured event."""
    try:
        Envelope.from_structured(document)
    except InputError as error:
        return error
    return None


def test_the_good_one_is_accepted_by_both() -> None:
    """The event that is spoilt below is well before: by the hub's reader and by the published schema."""
    document = stock_json(GOOD, MARKED)

    assert refusal(document) is None
    assert Draft202012Validator(event_schema(PersonMarked)).is_valid(document)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recordedat": None}, "recordedat"),
        ({"actor": None}, "actor"),
        ({"subject": None}, "subject"),
        ({"actor": CANARY}, "actor"),
        ({"actor": "ONBEKEND"}, "actor"),
        ({"recordversion": "one"}, "recordversion"),
        ({"recordversion": 1}, "recordversion"),
        ({"recordedat": CANARY}, "recordedat"),
        ({"recordedat": "2016-05-01T12:00:00"}, "recordedat"),
        ({"type": "com.example.somethinghappened"}, "type"),
        ({"synthetic": True}, "synthetic"),
    ],
    ids=str,
)
def test_an_event_that_is_not_by_the_profile_is_refused_with_its_place(
    change: dict[str, Any], field: str
) -> None:
    """A CloudEvent that the stock client lets through, but the profile does not, is refused by attribute.

    By the hub's reader as by the published schema; neither passes on what stood there.
    """
    document = stock_json(GOOD | change, MARKED)

    found = refusal(document)
    errors = list(Draft202012Validator(event_schema(PersonMarked)).iter_errors(document))

    assert isinstance(found, EnvelopeError)
    assert found.field == field
    assert CANARY not in str(found)
    assert any(field in (*error.absolute_path, *_lacking(error.message)) for error in errors)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "https://example.org/gcos"),
        ("source", "not a uri"),
        ("recordedat", "2016-W18-7T12:00:00Z"),
        ("recordedat", "2016-05-01T14:00:00+02:00"),
        ("datacontenttype", "text/json"),
        ("specversion", "0.3"),
        ("schemaversion", "two"),
    ],
)
def test_the_published_schema_holds_to_the_profile(name: str, value: str) -> None:
    """A source without an OIN, a time not in UTC by RFC 3339, other data than JSON: refused by name."""
    document = stock_json(GOOD, MARKED) | {name: value}

    (error,) = Draft202012Validator(event_schema(PersonMarked)).iter_errors(document)

    assert list(error.absolute_path) == [name]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (MARKED | {"house": CANARY}, "house"),
        (MARKED | {"origin": "ONBEKEND"}, "origin"),
        (MARKED | {"origin": "NIEUW"}, "origin"),
        ({name: value for name, value in MARKED.items() if name != "marking"}, "marking"),
    ],
    ids=["a house that cannot be", "ONBEKEND", "a newer symbol", "a field left out"],
)
def test_data_that_is_not_by_the_schema_is_refused_with_its_place(data: dict[str, Any], place: str) -> None:
    """What the type does not allow is refused by the field's path, by the hub as by the published schema."""
    document = stock_json(GOOD, data)

    found = refusal(document)
    errors = list(Draft202012Validator(event_schema(PersonMarked)).iter_errors(document))

    assert isinstance(found, DecodeError)
    assert found.field == place
    assert CANARY not in str(found)
    assert any(place in (*error.absolute_path, *_lacking(error.message)) for error in errors)


def test_binary_data_is_no_event() -> None:
    """What a stock client puts into ``data_base64`` is refused: an event's data is JSON."""
    found = refusal(stock_json(GOOD, b"\x00\x01"))

    assert isinstance(found, DecodeError)


def _lacking(message: str) -> list[str]:
    """The property that a validator misses, which stands in its words only."""
    return message.split("'")[1:2] if message.endswith("is a required property") else []
