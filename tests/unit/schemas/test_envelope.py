"""The envelope: CloudEvents 1.0 in the NL GOV profile, there and back, without personal data."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import DecodeError, EnvelopeError, Stage, UnknownSymbolError
from hub.schemas.base import Category
from hub.schemas.envelope import ATTRIBUTES, HUB_SOURCE, Envelope, Routing, rfc3339
from hub.schemas.events import EVENTS, Event, PersonMarked, Terugkoppeling
from hub.schemas.vocabulary import Role
from tests.support.events import CANARY, events, sample

MOMENT = datetime(2016, 5, 1, 12, 3, 4, 500, tzinfo=UTC)
WORDS = st.text(min_size=1, max_size=20)
TIMES = st.datetimes(timezones=st.just(UTC))

ROUTING = Routing("VH22", "casusoverleg", "Wpg 20", "A9", "2016-1", (Category.DECISION, Category.OFFENCE))


def envelope(data: Event, routing: Routing | None = ROUTING) -> Envelope:
    """An envelope with every attribute filled."""
    return Envelope(
        id="0b0f7f3e-5b0a-5a52-8f5e-2f6e8ed1b9f0",
        source=HUB_SOURCE,
        subject="s-1",
        case="c-1",
        occurred_at=MOMENT,
        recorded_at=MOMENT,
        actor=Role.SYSTEEM,
        record="r-1",
        version=3,
        caused_by="e-1",
        synthetic=True,
        data=data,
        routing=routing,
    )


FULL = replace(envelope(sample(Terugkoppeling)), origin="s-founded")

envelopes = st.builds(
    Envelope,
    id=WORDS,
    source=WORDS,
    subject=WORDS,
    case=st.none() | WORDS,
    occurred_at=TIMES,
    recorded_at=TIMES,
    actor=st.sampled_from(list(Role)[1:]),
    record=WORDS,
    version=st.integers(-(2**31), 2**31),
    caused_by=st.none() | WORDS,
    synthetic=st.booleans(),
    data=events(),
    routing=st.none()
    | st.builds(
        Routing,
        recipient=WORDS,
        purpose=WORDS,
        legal_basis=WORDS,
        rule=WORDS,
        rule_version=WORDS,
        categories=st.lists(st.sampled_from(Category), unique=True).map(tuple),
    ),
    origin=st.none() | WORDS,
)


@given(envelopes)
def test_attributes_survive_the_way_there_and_back(one: Envelope) -> None:
    """An envelope is its attributes and its data, nothing more."""
    assert Envelope.from_attributes(one.attributes(), one.data) == one


@given(envelopes)
@settings(max_examples=50)
def test_structured_json_survives_the_way_there_and_back(one: Envelope) -> None:
    """A line of events.ndjson holds the whole envelope, with text beyond the BMP and microseconds too."""
    assert Envelope.from_structured(json.loads(json.dumps(one.structured()))) == one


def test_attribute_names_and_forms_follow_the_profile() -> None:
    """Names of at most 20 lower-case letters and digits, required ones present, a URN as source."""
    found = FULL.attributes()
    assert all(re.fullmatch(r"[a-z0-9]{1,20}", name) for name in found)
    assert set(found) == set(ATTRIBUTES)
    assert {"id", "source", "specversion", "type"} <= found.keys()
    assert found["specversion"] == "1.0"
    assert re.fullmatch(r"urn:nld:oin:[0-9]{20}:systeem:[a-z0-9]+", found["source"])
    assert all(found.values())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_types_are_reverse_dns_without_organisation_or_version(event: type[Event]) -> None:
    """The type names what happened in the chain, and no organisation of it."""
    assert re.fullmatch(r"nl\.strafrechtketen\.[a-z]+(-[a-z]+)*", event.wire_type())
    organisations = {"om", "politie", "reclassering", "raad", "shn", "gcos", "bvh", "gps", "bosz"}
    assert not organisations & set(event.kind.split("-"))


def test_every_wire_type_is_its_own() -> None:
    """No two events share a type."""
    assert len({event.wire_type() for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_nothing_of_the_data_stands_in_an_attribute(event: type[Event]) -> None:
    """The attributes do not change with the content of an event, only with its type."""
    full = sample(event)
    bare = event.model_construct()
    assert envelope(full).attributes() == envelope(bare).attributes()
    assert CANARY not in str(envelope(full).attributes())


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2016, 5, 1, 12, 0, tzinfo=UTC), "2016-05-01T12:00:00Z"),
        (
            datetime(2016, 5, 1, 14, 0, 0, 7, tzinfo=timezone(timedelta(hours=2))),
            "2016-05-01T12:00:00.000007Z",
        ),
    ],
)
def test_times_are_rfc_3339_in_utc(moment: datetime, text: str) -> None:
    """A moment is written in UTC with a Z, with microseconds only when there are any."""
    assert rfc3339(moment) == text


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"specversion": "0.3"}, "unknown-specversion", "specversion"),
        ({"type": "nl.strafrechtketen.zaak-op-monitor"}, "type-mismatch", "type"),
        ({"id": ""}, "missing-attribute", "id"),
        ({"subject": None}, "missing-attribute", "subject"),
        ({"caseid": ""}, "missing-attribute", "caseid"),
        ({"time": CANARY}, "malformed-attribute", "time"),
        ({"recordedat": "2016-05-01T12:00:00"}, "malformed-attribute", "recordedat"),
        ({"time": "0001-01-01T00:00:00+01:00"}, "malformed-attribute", "time"),
        ({"actor": "ONBEKEND"}, "malformed-attribute", "actor"),
        ({"actor": CANARY}, "malformed-attribute", "actor"),
        ({"recordversion": "1_0"}, "malformed-attribute", "recordversion"),
        ({"recordversion": "9" * 5000}, "malformed-attribute", "recordversion"),
        ({"synthetic": "yes"}, "malformed-attribute", "synthetic"),
        ({"categories": "decision everything"}, "malformed-attribute", "categories"),
        ({"legalbasis": None}, "missing-attribute", "legalbasis"),
    ],
)
def test_a_wrong_attribute_is_named_and_not_quoted(change: dict[str, Any], code: str, field: str) -> None:
    """A missing or malformed attribute is refused at the envelope, by name."""
    merged = FULL.attributes() | change
    attributes = {name: value for name, value in merged.items() if value is not None}
    with pytest.raises(EnvelopeError) as caught:
        Envelope.from_attributes(attributes, FULL.data)
    assert (caught.value.stage, caught.value.code, caught.value.field) == (Stage.ENVELOPE, code, field)
    assert CANARY not in str(caught.value)


def test_unknown_attributes_are_ignored() -> None:
    """Extensions of others, such as traceparent, do no harm."""
    assert Envelope.from_attributes(FULL.attributes() | {"traceparent": "00-1-2-01"}, FULL.data) == FULL
    assert Envelope.from_structured(FULL.structured() | {"sequence": 7}) == FULL


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], ""),
        ({}, "type"),
        (FULL.structured() | {"type": "nl.strafrechtketen.onbekend"}, "type"),
        (FULL.structured() | {"recordversion": 3}, "recordversion"),
    ],
    ids=["not an object", "empty", "unknown type", "number for text"],
)
def test_a_document_that_is_no_event_is_refused(document: object, field: str) -> None:
    """What is not a structured event of ours is refused at the envelope, by name."""
    with pytest.raises(EnvelopeError) as caught:
        Envelope.from_structured(document)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("data", "error", "field"),
    [
        (None, DecodeError, ""),
        (sample(PersonMarked).model_dump(mode="json") | {"house": CANARY}, DecodeError, "house"),
        (sample(PersonMarked).model_dump(mode="json") | {"origin": "ONBEKEND"}, UnknownSymbolError, "origin"),
        (sample(PersonMarked).model_dump(mode="json") | {CANARY: 1}, DecodeError, ""),
    ],
    ids=["absent", "breaks a rule", "unknown symbol", "surplus field"],
)
def test_wrong_data_is_refused_without_being_quoted(
    data: object, error: type[DecodeError], field: str
) -> None:
    """Data that its type does not allow is refused by its path."""
    document = envelope(sample(PersonMarked)).structured() | {"data": data}
    with pytest.raises(error) as caught:
        Envelope.from_structured(document)
    assert caught.value.field == field
    assert CANARY not in str(caught.value)
