"""CSV to rows and back: strict about the frame, true to the cells, harmless in a spreadsheet."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters import csvwire
from hub.adapters.base import MAX_NATIVE_BYTES
from hub.adapters.csvwire import Sheet
from hub.errors import InputError, MappingError, NativeFormatError, OversizeError

PEOPLE = Sheet("people", "row", "rows", ("name", "town"))
FRUIT = Sheet("fruit", "row", "rows", ("kind", "colour", "weight"))
HEAD = b"row;rows;name;town\r\n"


def refusal(body: bytes) -> InputError:
    """The error that refuses these bytes."""
    with pytest.raises(InputError) as refused:
        csvwire.read(body, (PEOPLE, FRUIT))
    return refused.value


def test_rows_are_written_quoted_and_numbered() -> None:
    """Every cell stands in quotes, rows say which of how many they are, and what is absent is empty."""
    written = csvwire.write([{"name": 'Jan "de" Wit', "town": "Ede"}, {"town": "a;b"}], PEOPLE)

    assert written == (
        b'"row";"rows";"name";"town"\r\n"1";"2";"Jan ""de"" Wit";"Ede"\r\n"2";"2";"";"a;b"\r\n'
    )
    assert csvwire.read(written, (FRUIT, PEOPLE)) == (
        PEOPLE,
        [{"name": 'Jan "de" Wit', "town": "Ede"}, {"town": "a;b"}],
    )


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b"1;1;Jan;Ede\r\n",
        b"\xef\xbb\xbf" + HEAD + b"1;1;Jan;Ede\r\n",
        b'row;rows;"name";town\n"1";1;"Jan";Ede\n',
        b"row;rows;name;town\r1;1;Jan;Ede\r",
    ],
)
def test_other_programs_spell_it_otherwise(body: bytes) -> None:
    """Quotes where none are needed, a byte order mark, and any line end change nothing."""
    assert csvwire.read(body, (PEOPLE,)) == (PEOPLE, [{"name": "Jan", "town": "Ede"}])


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"", "cut-off", "byte:0"),
        (HEAD, "no-rows", "byte:20"),
        (HEAD + b"1;1;Jan;E", "cut-off", "byte:29"),
        (HEAD + b'1;1;Jan;"Ede\r\n', "malformed-csv", "byte:20"),
        (HEAD + b'1;1;"Jan"x;Ede\r\n', "malformed-csv", "byte:20"),
        (HEAD + b"1;1;Jan\r\n", "row-too-short", "byte:20"),
        (HEAD + b"1;1;Jan;Ede;\r\n", "row-too-long", "byte:20"),
        (HEAD + b"1;1;Jan,Ede\r\n", "row-too-short", "byte:20"),
        (HEAD + b"1;3;Jan;Ede\r\n\r\n3;3;Piet;Ede\r\n", "blank-row", "byte:33"),
        (HEAD + b"1;2;Jan;Ede\r\n", "wrong-count", "byte:20"),
        (HEAD + b"1;2;Jan;Ede\r\n3;2;Piet;Ede\r\n", "wrong-count", "byte:33"),
        (HEAD + b"01;1;Jan;Ede\r\n", "wrong-count", "byte:20"),
        (HEAD + b"1;1;J\x00n;Ede\r\n", "control-character", "byte:25"),
        (b"\xef\xbb\xbf" + HEAD + b"1;1;J\x1bn;Ede\r\n", "control-character", "byte:28"),
        ("row;rows;näme;town\r\n1;1;é;\x0b\r\n".encode(), "control-character", "byte:28"),
        (HEAD + b"1;1;J\xe9;Ede\r\n", "not-utf-8", "byte:25"),
        (HEAD.decode().encode("utf-16"), "not-utf-8", "byte:0"),
        (b"row;rows;name;name\r\n1;1;a;b\r\n", "duplicate-column", "name"),
        (b"row;rows;town;name\r\n1;1;a;b\r\n", "wrong-header", "byte:0"),
        (b"Jansen;Ede\r\n", "wrong-header", "byte:0"),
        (b"\r\n" + HEAD + b"1;1;Jan;Ede\r\n", "wrong-header", "byte:0"),
    ],
)
def test_what_is_no_such_file_is_refused(body: bytes, code: str, field: str) -> None:
    """Damage, truncation between rows too, other encodings and other files are refused at their byte."""
    error = refusal(body)

    assert isinstance(error, NativeFormatError)
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize(
    ("header", "code", "field"),
    [
        (b"row;rows;name;town;email", "unknown-field", "email"),
        (b"row;rows;name;Town", "unknown-field", "Town"),
        (b"row;rows;name;Jan 999990019", "unknown-field", "?"),
        (b"row;rows;name", "missing-field", "town"),
        (b"\xef\xbb\xbf\xef\xbb\xbfrow;rows;name;town", "unknown-field", "?"),
    ],
)
def test_a_column_too_many_or_too_few_is_named(header: bytes, code: str, field: str) -> None:
    """A newer or older version of a file is told by its column; a name that could be a person's is not."""
    error = refusal(header + b"\r\n1;1;a;b\r\n")

    assert isinstance(error, MappingError)
    assert (error.code, error.field) == (code, field)


def test_size_is_checked_first() -> None:
    """A file of more than a mebibyte is not read, whatever stands in it."""
    assert isinstance(refusal(b"\x00" * (MAX_NATIVE_BYTES + 1)), OversizeError)


def test_a_huge_cell_is_refused_and_not_an_error_of_the_library() -> None:
    """Python's own limit for a cell is met as damage."""
    assert refusal(HEAD + b"1;1;" + b"x" * 200_000 + b";Ede\r\n").code == "malformed-csv"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001
def test_no_written_cell_is_a_formula(start: str) -> None:
    """A text that a spreadsheet would run is written with an apostrophe before it, and read without."""
    text = f"{start}HYPERLINK(1)"
    written = csvwire.write([{"name": text}], PEOPLE)

    assert list(csv.reader(StringIO(written.decode(), newline=""), delimiter=";"))[1][2] == f"'{text}"
    assert csvwire.read(written, (PEOPLE,))[1] == [{"name": text}]


@pytest.mark.parametrize("text", ["'t Hof", "'s-Hertogenbosch", "'", "1-2", "a=b", " =1"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    """A Dutch name that begins with an apostrophe is neither guarded nor robbed of it."""
    written = csvwire.write([{"name": text}], PEOPLE)

    assert f'"{text}"'.encode() in written
    assert csvwire.read(written, (PEOPLE,))[1] == [{"name": text}]


def test_an_unguarded_formula_is_text() -> None:
    """What a house's own program wrote without an apostrophe is read as what it says."""
    assert csvwire.read(HEAD + b"1;1;=1+1;\r\n", (PEOPLE,))[1] == [{"name": "=1+1"}]


@given(
    st.text(st.sampled_from("'=+-@\t\r\n;\"ax\ufeff"))
    | st.text(st.characters(codec="utf-8", min_codepoint=32))
)
def test_any_text_comes_back(text: str) -> None:
    """Whatever a text begins with or holds, it survives a round trip, and so does the next cell."""
    written = csvwire.write([{"name": text, "town": "x"}], PEOPLE)

    assert csvwire.read(written, (PEOPLE,))[1] == [{"name": text, "town": "x"} if text else {"town": "x"}]


@pytest.mark.parametrize("text", ["a\x00", "\x1b[0m", "\ud800"])
def test_what_a_file_cannot_carry_is_not_written(text: str) -> None:
    """Control characters and half a surrogate pair are a MappingError that names the column."""
    with pytest.raises(MappingError) as refused:
        csvwire.write([{"town": text}], PEOPLE)

    assert (refused.value.code, refused.value.field) == ("unencodable-character", "town")


def test_a_column_that_the_file_lacks_is_not_dropped() -> None:
    """A value without a column is an error, not a silent loss."""
    with pytest.raises(MappingError) as refused:
        csvwire.write([{"email": "x"}], PEOPLE)

    assert (refused.value.code, refused.value.field) == ("not-in-layout", "email")
