"""Events on the log: the binary mode of CloudEvents, there and back, and what is no event."""

import contextlib
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.engine.cluster.records import LETTER, RECORDED_AT, Record, event_headers, read_event, read_native
from hub.errors import EnvelopeError, InputError
from hub.schemas import codec
from hub.schemas.base import Category
from hub.schemas.envelope import HUB_SOURCE, Envelope, Routing
from hub.schemas.framing import SingleObject
from hub.schemas.vocabulary import Role
from tests.support.events import CANARY, events
from tests.unit.engine.cluster.making import at, native, on_log, said

WORDS = st.text(min_size=1, max_size=12)
TIMES = st.datetimes(timezones=st.just(UTC))

envelopes = st.builds(
    Envelope,
    id=WORDS,
    source=st.just(HUB_SOURCE),
    subject=WORDS,
    case=st.none() | WORDS,
    occurred_at=TIMES,
    recorded_at=TIMES,
    actor=st.sampled_from(list(Role)[1:]),
    record=WORDS,
    version=st.integers(-(2**63), 2**63 - 1),
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
)


@given(envelopes)
def test_an_event_survives_the_log(event: Envelope) -> None:
    """Headers and value of a record are the whole event, whatever text its attributes hold."""
    assert read_event(on_log(0, event), SingleObject()) == event


def test_headers_follow_the_binary_mode_of_cloudevents() -> None:
    """Each attribute is one ``ce_`` header in UTF-8, the value's type is the content type, and no more."""
    event = said("a", f"tell {CANARY}")

    headers = event_headers(event.attributes())

    assert headers[0] == ("content-type", b"application/avro")
    assert dict(headers[1:]) == {f"ce_{name}": text.encode() for name, text in event.attributes().items()}
    assert {"ce_specversion", "ce_id", "ce_source", "ce_type"} <= dict(headers).keys()
    assert not {"ce_data", "ce_datacontenttype"} & dict(headers).keys()
    assert CANARY not in str(headers)


def test_headers_of_others_are_passed_over() -> None:
    """What tracing and other programs put on a record disturbs nobody."""
    event = said("a", "none")
    record = on_log(0, event)
    more = {**record.headers, "traceparent": b"\xff\xfe", "ce_sampledrate": b"7"}
    other = Record(record.topic, 0, 0, record.key, record.value, more)

    assert read_event(other, SingleObject()) == event


@pytest.mark.parametrize("name", ["id", "source", "subject", "recordedat", "type", "specversion"])
def test_an_attribute_that_is_missing_or_no_text_is_refused(name: str) -> None:
    """Without an attribute that it needs, or with one that is no UTF-8, a record is no event."""
    record = on_log(0, said("a", "none"))
    for headers in (
        {key: value for key, value in record.headers.items() if key != f"ce_{name}"},
        {**record.headers, f"ce_{name}": b"\xff"},
    ):
        broken = Record(record.topic, 0, 0, record.key, record.value, headers)
        with pytest.raises(EnvelopeError) as caught:
            read_event(broken, SingleObject())
        assert caught.value.field.endswith(name)


@given(st.binary(max_size=40))
def test_a_value_that_is_none_of_ours_is_refused(value: bytes) -> None:
    """Any bytes are either an event spelled as we spell it, or an input error."""
    record = on_log(0, said("a", "none"))
    with contextlib.suppress(InputError):
        found = read_event(Record(record.topic, 0, 0, record.key, value, record.headers), SingleObject())
        assert codec.encode(found.data) == value


def test_a_dead_letter_is_named_after_the_place() -> None:
    """Topic, partition and offset together name one record of a hub."""
    assert native(17, partition=3).place == "in.plain/3/17"


def test_only_a_simulated_clock_reads_a_replays_headers() -> None:
    """On a wall clock a registry can neither date its message nor name it."""
    record = native(4, headers={RECORDED_AT: b"2016-10-17T10:05:00+02:00", LETTER: b"messages/9"})

    replayed, real = read_native(record, simulated=True), read_native(record, simulated=False)

    assert (replayed.at, replayed.letter, replayed.registry) == (at(5), "messages/9", "plain")
    assert (real.at, real.letter, real.body) == (None, "in.plain/0/4", record.value)


def test_a_replays_record_without_headers_is_taken_as_any() -> None:
    """A record that a replay did not write has its place for a name and comes now."""
    found = read_native(native(4), simulated=True)

    assert (found.at, found.letter, found.refused) == (None, "in.plain/0/4", None)
