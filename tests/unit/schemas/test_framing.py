"""Headers before Avro bodies: swapped without loss, told apart, and refused by name where they are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigurationError, DecodeError, TruncatedError, UnknownSchemaError
from hub.schemas.codec import decode, encode
from hub.schemas.events import EVENTS, Event, PersonMarked
from hub.schemas.framing import (
    MAX_ID,
    SingleObject,
    fingerprint_of,
    framing_of,
    from_confluent,
    single_object,
    to_confluent,
)
from tests.support.events import CANARY, sample

FINGERPRINTS = st.binary(min_size=8, max_size=8)
BODIES = st.binary(max_size=200)
IDS = st.integers(0, MAX_ID)


@given(FINGERPRINTS, BODIES, IDS)
def test_swapping_headers_keeps_the_body(fingerprint: bytes, body: bytes, registry_id: int) -> None:
    """A value framed for the wire and back is the value, for every fingerprint, id and body."""
    value = single_object(fingerprint, body)

    found = from_confluent(to_confluent(value, registry_id))

    assert found == (registry_id, body)
    assert single_object(fingerprint, found[1]) == value
    assert fingerprint_of(value) == fingerprint


def test_the_bytes_are_those_of_both_specifications() -> None:
    """Avro: C3 01 and eight bytes; Confluent: 00 and the id in four bytes, the most significant first."""
    value = single_object(bytes.fromhex("0102030405060708"), b"\xaa\xbb")

    assert value.hex() == "c301" + "0102030405060708" + "aabb"
    assert to_confluent(value, 0x01020304).hex() == "00" + "01020304" + "aabb"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_event_survives_the_wire(event: type[Event]) -> None:
    """What the codec wrote, it reads again after its header went to Confluent's and came back."""
    value = encode(sample(event))

    _, body = from_confluent(to_confluent(value, 7))

    assert decode(single_object(fingerprint_of(value), body)) == sample(event)


@given(st.binary(max_size=4))
def test_half_a_confluent_header_is_truncated(rest: bytes) -> None:
    """Fewer than five bytes after the 00 say no id; the error names where the value ended."""
    value = (b"\x00" + rest)[:4]

    with pytest.raises(TruncatedError) as caught:
        from_confluent(value)

    assert caught.value.field == f"byte:{len(value)}"


@given(st.binary(max_size=9))
def test_half_a_single_object_header_is_truncated(rest: bytes) -> None:
    """Fewer than ten bytes say no fingerprint, and are not framed for the wire."""
    value = (b"\xc3\x01" + rest)[:9]

    with pytest.raises(TruncatedError):
        to_confluent(value, 7)


@given(st.binary(min_size=1).filter(lambda value: value[0] not in {0x00, 0xC3}))
def test_an_unknown_magic_byte_is_refused_by_all(value: bytes) -> None:
    """JSON, Protobuf, Confluent's later magic bytes: what begins with neither of ours is nowhere read on."""
    for read in (framing_of, from_confluent, fingerprint_of, SingleObject().into):
        with pytest.raises(DecodeError) as caught:
            read(value)
        assert caught.value.code == "unknown-framing"


@given(st.integers(MAX_ID + 1, 2**32 - 1), BODIES)
def test_a_negative_id_is_no_schema(registry_id: int, body: bytes) -> None:
    """Four bytes that Java reads as a negative number are refused here, without asking any registry."""
    with pytest.raises(UnknownSchemaError) as caught:
        from_confluent(b"\x00" + registry_id.to_bytes(4, "big") + body)

    assert caught.value.code == "impossible-registry-id"


@given(st.one_of(st.integers(max_value=-1), st.integers(min_value=MAX_ID + 1)))
def test_an_id_that_does_not_fit_is_not_cut(registry_id: int) -> None:
    """A registry that counts below zero or past four bytes is a fault of configuration, never another id."""
    with pytest.raises(ConfigurationError):
        to_confluent(single_object(bytes(8), b""), registry_id)


def test_the_framings_are_not_taken_for_each_other() -> None:
    """Confluent's header is not swapped twice, and ours is not read as an id."""
    value = encode(sample(PersonMarked))

    with pytest.raises(UnknownSchemaError):
        to_confluent(to_confluent(value, 7), 7)
    with pytest.raises(DecodeError):
        from_confluent(value)
    with pytest.raises(ValueError, match="8 bytes"):
        single_object(b"short", b"")


def test_without_a_registry_the_wire_is_as_the_store() -> None:
    """The plain framer changes nothing, and refuses a Confluent value as the codec does: a dead letter."""
    value = encode(sample(PersonMarked))
    framer = SingleObject()

    assert framer.out(value) == value
    assert framer.into(value) == value
    for read in (framer.into, decode):
        with pytest.raises(UnknownSchemaError) as caught:
            read(to_confluent(value, 7))
        assert caught.value.code == "confluent-framing"
        assert CANARY not in str(caught.value)
    with pytest.raises(TruncatedError):
        framer.into(b"")
