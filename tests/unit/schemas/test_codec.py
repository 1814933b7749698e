"""The codec: what it writes, that others can read it, and what it refuses to read."""

import json
import tracemalloc
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import (
    ConfigurationError,
    DecodeError,
    MappingError,
    OversizeError,
    TrailingBytesError,
    TruncatedError,
    UnknownSchemaError,
    UnknownSymbolError,
)
from hub.schemas.base import Text
from hub.schemas.codec import (
    Codec,
    Committed,
    decode,
    decode_state,
    encode,
    encode_state,
    read_committed,
)
from hub.schemas.events import EVENTS, Event, PersonMarked, Terugkoppeling
from hub.schemas.framing import Framing, framing_of
from hub.schemas.identifiers import PersonIds
from tests.support import stock
from tests.support.events import CANARY, events, instances, sample

COMMITTED = {(one.kind, one.version): one for one in read_committed()}
MARKED = COMMITTED["persoon-gemarkeerd", PersonMarked.schema_version]


def written(one: Committed, fields: dict[str, Any]) -> bytes:
    """A value as Apache's writer makes it."""
    return stock.written(one.text, fields)


def header(one: Committed) -> bytes:
    """The ten bytes by the specification, without fastavro."""
    return b"\xc3\x01" + stock.fingerprint(one.text)


def evolved(one: Committed, **changes: list[dict[str, Any]]) -> Committed:
    """The next version of a schema, with other fields."""
    return Committed(one.kind, one.version + 1, json.dumps(json.loads(one.text) | changes))


def fields_of(one: Committed) -> list[dict[str, Any]]:
    """The fields of a schema, as a copy to change."""
    fields: list[dict[str, Any]] = json.loads(one.text)["fields"]
    return fields


def with_symbol(one: Committed, field: str, symbol: str) -> Committed:
    """The next version of a schema, in which an enum learned a symbol."""
    fields = fields_of(one)
    enum = next(item for item in fields if item["name"] == field)["type"]
    enum["symbols"].append(symbol)
    return evolved(one, fields=fields)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_every_event_survives_the_way_there_and_back(event: type[Event]) -> None:
    """What encode wrote, decode reads as the same event, whatever its fields hold."""

    @given(events(event))
    @settings(max_examples=30)
    def check(value: Event) -> None:
        assert decode(encode(value)) == value

    check()


def test_the_first_byte_tells_the_framings_apart() -> None:
    """C3 is our own framing, 00 is Confluent's, and no other byte begins a value."""
    assert framing_of(encode(sample(PersonMarked))) is Framing.SINGLE_OBJECT
    assert framing_of(b"\x00\x00\x00\x00\x07") is Framing.CONFLUENT
    with pytest.raises(DecodeError):
        framing_of(b"{}")


@pytest.mark.parametrize(
    ("value", "error", "field"),
    [
        pytest.param(b"", TruncatedError, "byte:0", id="empty"),
        pytest.param(encode(sample(PersonMarked))[:9], TruncatedError, "byte:9", id="half a header"),
        pytest.param(
            encode(sample(PersonMarked)) + b"\x00", TrailingBytesError, None, id="one byte too many"
        ),
        pytest.param(b"\xc3\x02" + encode(sample(PersonMarked))[2:], DecodeError, "byte:1", id="version 2"),
        pytest.param(b"{}", DecodeError, "byte:0", id="JSON"),
        pytest.param(b"\xc3\x01" + bytes(20), UnknownSchemaError, "byte:2", id="nobody's fingerprint"),
        pytest.param(bytes(20), UnknownSchemaError, "byte:0", id="Confluent"),
        pytest.param(encode(sample(PersonMarked)) + bytes(65_536), OversizeError, None, id="over 64 KiB"),
    ],
)
def test_a_wrong_value_is_refused_by_name(value: bytes, error: type[DecodeError], field: str | None) -> None:
    """Each way in which bytes can be wrong has its own error, which says where."""
    with pytest.raises(error) as caught:
        decode(value)
    assert type(caught.value) is error
    assert field is None or caught.value.field == field


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_a_value_cut_off_anywhere_is_truncated(event: type[Event]) -> None:
    """Every beginning of a value is refused as too short, within a number too; none reads as an event."""
    value = encode(sample(event))
    for length in range(len(value)):
        with pytest.raises(TruncatedError):
            decode(value[:length])


def test_a_negative_enum_index_is_damage_not_another_decision() -> None:
    """Avro index -1, which Python would read as the last symbol, is refused."""
    event = sample(Terugkoppeling).model_copy(update={"casus": None, "decision": None, "decided_at": None})
    value = bytearray(encode(event))
    at = 10 + 3 + 2 + 2  # after the header: three absent fields, two version numbers
    assert value[at] == 2 * len("ABCD")  # zigzag of 4: NVT, the last of five symbols
    value[at] = 1  # zigzag of -1
    with pytest.raises(DecodeError) as caught:
        decode(bytes(value))
    assert caught.value.code == "damaged-body"


@pytest.mark.parametrize(
    "bomb",
    [b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f", b"\xfe\xff\xff\xff\x0f", b"\xff\xff\xff\xff\x0f\x00"],
    ids=["nine bytes", "five bytes", "negative"],
)
def test_an_absurd_length_allocates_nothing(bomb: bytes) -> None:
    """A body that announces a huge text or array is refused within a hundred kilobytes."""
    arrays = COMMITTED["geen-huis", 1]
    texts = COMMITTED["zaakstatus-gewijzigd", 1]
    bodies = [header(arrays) + b"\x02" + bomb, header(MARKED) + bomb, header(texts) + bomb]
    for body in bodies:
        with pytest.raises(DecodeError):
            decode(body)
    tracemalloc.start()
    for body in bodies:
        with pytest.raises(DecodeError):
            decode(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


def test_an_event_over_64_kib_is_not_written() -> None:
    """An event that intermediaries need not forward is refused by the writer too."""
    advice = sample(Terugkoppeling)
    fat = advice.model_copy(update={"consultations": advice.consultations * 4000})
    with pytest.raises(OversizeError):
        encode(fat)


def test_a_number_beyond_64_bits_is_a_mapping_error() -> None:
    """A registry's absurd version number is a dead letter, not a crash."""
    with pytest.raises(MappingError):
        encode(sample(Terugkoppeling).model_copy(update={"advice_version": 2**63}))


def test_an_event_without_a_committed_schema_says_what_to_do() -> None:
    """A new event class fails on its first use with the command that derives its schema."""

    class Unheard(Event):
        kind: ClassVar[str] = "ongehoord"

    with pytest.raises(ConfigurationError, match=r"hub\.schemas\.derivation --write"):
        encode(Unheard())


def test_an_older_value_gets_the_defaults_of_newer_fields() -> None:
    """A reader with a later version fills the field that the writer did not have."""

    class Later(PersonMarked):
        schema_version: ClassVar[int] = PersonMarked.schema_version + 1
        note: Text = "none"

    newer = evolved(
        MARKED, fields=[*fields_of(MARKED), {"name": "note", "type": "string", "default": "none"}]
    )
    codec = Codec([MARKED, newer], [Later])
    old = sample(PersonMarked)
    assert codec.decode(encode(old)) == Later(**old.model_dump(), note="none")


def test_a_marking_from_before_the_lists_is_on_none() -> None:
    """A marking that an earlier hub stored is read as it was, without a target list."""
    event = sample(PersonMarked).model_copy(update={"target_list": None})
    assert (
        decode(written(COMMITTED["persoon-gemarkeerd", 1], event.model_dump(exclude={"target_list"})))
        == event
    )


def test_a_newer_value_loses_the_fields_that_this_version_lacks() -> None:
    """A reader with an earlier version reads what it knows, when the newer schema is at hand."""
    newer = evolved(MARKED, fields=[*fields_of(MARKED), {"name": "note", "type": "string", "default": ""}])
    old = sample(PersonMarked)
    assert Codec([MARKED, newer]).decode(written(newer, old.model_dump() | {"note": CANARY})) == old


def test_a_newer_symbol_is_refused_with_its_place() -> None:
    """An enum symbol that only a newer version knows never becomes one that this version knows."""
    newer = with_symbol(MARKED, "origin", "NIEUW")
    value = written(newer, sample(PersonMarked).model_dump() | {"origin": "NIEUW"})
    with pytest.raises(UnknownSymbolError) as caught:
        Codec([MARKED, newer]).decode(value)
    assert caught.value.field == "origin"


def test_the_symbol_onbekend_itself_is_refused_deep_inside_too() -> None:
    """ONBEKEND in a nested record is refused, and its path is told."""
    event = sample(Terugkoppeling)
    fields = event.model_dump()
    fields["consultations"] = [{**fields["consultations"][0], "role": "ONBEKEND"}]
    with pytest.raises(UnknownSymbolError) as caught:
        decode(written(COMMITTED["terugkoppeling", 2], fields))
    assert caught.value.field == "consultations.0.role"


def test_a_value_that_breaks_a_rule_is_refused_without_being_quoted() -> None:
    """Readable Avro with a house that cannot exist: the field is named, its content is not."""
    with pytest.raises(DecodeError) as caught:
        decode(written(MARKED, sample(PersonMarked).model_dump() | {"house": CANARY}))
    assert (caught.value.code, caught.value.field) == ("invalid-value", "house")
    assert CANARY not in str(caught.value)


@given(st.one_of(instances(Terugkoppeling), instances(PersonMarked)))
def test_state_survives_the_way_there_and_back(model: Event) -> None:
    """What encode_state wrote, decode_state reads as the same model."""
    assert decode_state(type(model), encode_state(model)) == model


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (b'{"bsn": "999990018"}', "bsn"),
        (b'{"registry": {"scope": "gcos"}}', "registry.value"),
        (f'{{"{CANARY}": 1}}'.encode(), ""),
        (f'{{"bsn": "{CANARY}'.encode(), ""),
    ],
    ids=["elfproef", "missing", "surplus", "cut off"],
)
def test_damaged_state_is_refused_without_being_quoted(value: bytes, field: str) -> None:
    """A stored dossier that cannot be read says where, and never what it holds."""
    with pytest.raises(DecodeError) as caught:
        decode_state(PersonIds, value)
    assert caught.value.field == field
    assert CANARY not in str(caught.value)
    assert "999990018" not in str(caught.value)
