"""Fixed-width records to plain dicts and back."""

import pytest

from hub.adapters.base import MAX_NATIVE_BYTES
from hub.adapters.fixedwire import Charset, Column, Layout, Pad, Record, read, write
from hub.errors import InputError, MappingError, NativeFormatError

LAYOUT = Layout(
    width=16,
    head=Record("Kop", "00", (Column("naam", 6), Column("versie", 4, Pad.DIGITS))),
    records=(
        Record("Een", "10", (Column("tekst", 14),)),
        Record("Twee", "20", (Column("getal", 3, Pad.DIGITS),)),
    ),
    trailer=Record("Sluit", "99", (Column("aantal", 3, Pad.DIGITS),)),
)
HEAD = b"00abc   0007    \r\n"
ONE = b"10een twee      \r\n"
TWO = b"20042           \r\n"
END = b"99003           \r\n"
BODY = HEAD + ONE + TWO + END
CONTENT = {"Kop": {"naam": "abc", "versie": "0007"}, "Een": {"tekst": "een twee"}, "Twee": {"getal": "042"}}


def refusal(body: bytes, layout: Layout = LAYOUT) -> InputError:
    """The error that refuses these bytes."""
    with pytest.raises(InputError) as refused:
        read(body, layout)
    return refused.value


def test_records_are_read_and_written() -> None:
    """Each column at its place, filled up by its rule; reading gives what was written."""
    assert read(BODY, LAYOUT) == CONTENT
    assert write({"Kop": {"naam": "abc", "versie": 7}, **CONTENT}, LAYOUT) == BODY


def test_the_order_between_head_and_trailer_is_free() -> None:
    """Another program may write the records in another order."""
    assert read(HEAD + TWO + ONE + END, LAYOUT) == CONTENT


def test_a_blank_column_has_no_value() -> None:
    """Blank is absent, for digits as well; a record may be all blank, or not be there."""
    blank = b"20              \r\n"

    assert read(HEAD + blank + b"99002           \r\n", LAYOUT) == {"Kop": CONTENT["Kop"], "Twee": {}}
    assert write({"Kop": CONTENT["Kop"], "Twee": {"getal": None}}, LAYOUT) == (
        HEAD + blank + b"99002           \r\n"
    )


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        pytest.param(b"", "empty", "byte:0", id="nothing"),
        pytest.param(BODY[:-1], "record-cut-off", "byte:71", id="half a line end"),
        pytest.param(BODY[:40], "record-cut-off", "byte:40", id="within a record"),
        pytest.param(HEAD + ONE[:-4] + b"\r\n" + TWO + END, "record-too-short", "byte:32", id="short"),
        pytest.param(HEAD + b"10een twee       \r\n" + TWO + END, "record-too-long", "byte:34", id="long"),
        pytest.param(BODY.replace(b"\r\n", b"\n"), "record-too-long", "byte:16", id="bare LF"),
        pytest.param(BODY.replace(b"twee", b"tw\te"), "wrong-character", "byte:26", id="control character"),
        pytest.param(BODY.replace(b"twee", b"tw\xe9e"), "wrong-character", "byte:26", id="not ASCII"),
        pytest.param(BODY.replace(b"twee", b"tw\x00e"), "wrong-character", "byte:26", id="null"),
        pytest.param(HEAD + ONE + TWO, "trailer-misplaced", "byte:36", id="no trailer"),
        pytest.param(BODY + TWO, "trailer-misplaced", "byte:54", id="after the trailer"),
        pytest.param(ONE + TWO + END, "head-misplaced", "byte:0", id="no head"),
        pytest.param(HEAD + HEAD + TWO + END, "head-misplaced", "byte:18", id="two heads"),
        pytest.param(HEAD + TWO + END, "wrong-count", "Sluit.aantal", id="a record lost"),
        pytest.param(
            HEAD + ONE + TWO + b"99              \r\n", "wrong-count", "Sluit.aantal", id="no count"
        ),
    ],
)
def test_damage_is_refused_at_its_byte(body: bytes, code: str, field: str) -> None:
    """What is cut off, too long, of other characters or not counted is no message of this format."""
    error = refusal(body)

    assert isinstance(error, NativeFormatError)
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        (b"20042", b"30042", "unknown-record", "byte:36"),
        (ONE, TWO, "duplicate-record", "Twee"),
        (b"20042 ", b"20 42 ", "not-digits", "Twee.getal"),
        (b"20042 ", b"2042  ", "not-digits", "Twee.getal"),
        (b"20042 ", b"20+42 ", "not-digits", "Twee.getal"),
        (b"10een twee ", b"10 een twee", "misaligned", "Een.tekst"),
        (b"20042     ", b"20042   X ", "unknown-field", "byte:44"),
    ],
)
def test_a_record_that_is_badly_filled_is_refused(old: bytes, new: bytes, code: str, field: str) -> None:
    """A value that slid, a code that means nothing, or something where no column stands."""
    error = refusal(BODY.replace(old, new))

    assert isinstance(error, MappingError)
    assert (error.code, error.field) == (code, field)


def test_size_is_checked_first() -> None:
    """More than a mebibyte is not looked at; just below, it costs one pass."""
    assert refusal(bytes(MAX_NATIVE_BYTES + 1)).code == "native-oversize"
    assert refusal(HEAD + ONE * ((MAX_NATIVE_BYTES - 20) // 18)).code == "duplicate-record"


@pytest.mark.parametrize(
    ("record", "value", "code"),
    [
        ({"tekst": "vijftien tekens"}, "Een", "too-wide"),
        ({"tekst": " voor"}, "Een", "does-not-fit"),
        ({"tekst": "na "}, "Een", "does-not-fit"),
        ({"tekst": ""}, "Een", "does-not-fit"),
        ({"tekst": "één"}, "Een", "unencodable-character"),
        ({"tekst": "🙂"}, "Een", "unencodable-character"),
        ({"tekst": "a\r\nb"}, "Een", "unencodable-character"),
        ({"getal": 1000}, "Twee", "too-wide"),
        ({"getal": -1}, "Twee", "not-digits"),
        ({"ander": "x"}, "Twee", "not-in-layout"),
        ({"x": "x"}, "Drie", "not-in-layout"),
    ],
)
def test_what_would_not_come_back_is_not_written(record: dict[str, object], value: str, code: str) -> None:
    """A value that the format cannot carry whole is refused, never cut."""
    with pytest.raises(MappingError) as refused:
        write({"Kop": CONTENT["Kop"], value: record}, LAYOUT)

    assert refused.value.code == code


def test_latin_1_is_a_choice_of_the_layout() -> None:
    """Where the layout says so, ISO-8859-1 is read and written; its control characters are damage still."""
    layout = Layout(LAYOUT.width, LAYOUT.head, LAYOUT.records, LAYOUT.trailer, Charset.LATIN_1)
    content = {"Kop": CONTENT["Kop"], "Een": {"tekst": "één façade ÿ"}}

    assert read(write(content, layout), layout) == content
    assert refusal(BODY.replace(b"twee", b"tw\x85e"), layout).code == "wrong-character"
