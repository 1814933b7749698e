"""JSON to plain dicts and back."""

import pytest

from hub.adapters import jsonwire
from hub.errors import InputError, MappingError, NativeFormatError


def refusal(body: bytes) -> InputError:
    """The error that refuses these bytes."""
    with pytest.raises(InputError) as refused:
        jsonwire.read(body)
    return refused.value


def test_an_object_is_read_and_written() -> None:
    """Writing is one line in the given order, and reading gives the same back."""
    content = {"b": "é:\n", "a": [1, {"c": None}], "d": True}

    written = jsonwire.write(content)

    assert written == '{"b":"é:\\n","a":[1,{"c":null}],"d":true}'.encode()
    assert jsonwire.read(written) == content


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"", "malformed-json", "byte:0"),
        (b'{"a":', "malformed-json", "byte:5"),
        (b'{"a":NaN}', "malformed-json", "byte:5"),
        (b'{"a":-Infinity}', "malformed-json", "byte:6"),
        ('{"é":é}'.encode(), "malformed-json", "byte:6"),
        (b"[]", "not-an-object", "byte:0"),
        (b'"tekst"', "not-an-object", "byte:0"),
        ('{"é":"'.encode() + b"\xe9", "not-utf-8", "byte:7"),
        (b"\xef\xbb\xbf{}", "malformed-json", "byte:0"),
    ],
)
def test_what_is_no_object_is_refused(body: bytes, code: str, field: str) -> None:
    """Damage, NaN, other encodings and other documents are refused at their byte."""
    error = refusal(body)

    assert isinstance(error, NativeFormatError)
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"a":1,"a":1}', "a"),
        (b'{"c":{"b":1,"b":2}}', "b"),
        (b'{"x":[{"a:":":","a:":""}]}', "?"),
        (b'{"a":"\\u003a\\u003A","a":":::"}', "a"),
        (b'{"a":1,"\\u0061":2}', "a"),
    ],
)
def test_a_key_that_stands_twice_is_refused(body: bytes, field: str) -> None:
    """Two readers could see two messages; also where colons or keys are hidden in escapes. It is named."""
    error = refusal(body)

    assert (error.code, error.field) == ("duplicate-key", field)


@pytest.mark.parametrize(
    "body",
    [b'{"a:b":"c:d","e":["f:",{"g":":"}]}', b'{"a":"\\u003a","b":"\\\\u003a"}', b'{"a":{"a":1},"b":{"a":1}}'],
)
def test_colons_and_equal_keys_in_different_objects_are_fine(body: bytes) -> None:
    """Only a key that repeats within one object is a duplicate."""
    assert jsonwire.read(body)


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    """What UTF-8 cannot carry is a MappingError."""
    with pytest.raises(MappingError) as refused:
        jsonwire.write({"a": "\ud800"})

    assert refused.value.code == "unencodable-character"
