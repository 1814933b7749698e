"""XML to plain dicts and back."""

from typing import Any

import pytest

from hub.adapters import xmlwire
from hub.errors import InputError, MappingError, NativeFormatError

NAMESPACE = "urn:test:1"


def read(content: str) -> xmlwire.Wire:
    """What is read of a message with this content."""
    return xmlwire.read(f'<m xmlns="{NAMESPACE}">{content}</m>'.encode(), root="m", namespace=NAMESPACE)


def write(content: dict[str, Any]) -> str:
    """The message for a content, without its first line."""
    return xmlwire.write(content, root="m", namespace=NAMESPACE).decode().partition("\n")[2]


def refusal(body: bytes) -> InputError:
    """The error that refuses these bytes."""
    with pytest.raises(InputError) as refused:
        xmlwire.read(body, root="m", namespace=NAMESPACE)
    return refused.value


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", {}),
        ("<a>1</a><b/>", {"a": "1", "b": ""}),
        ("<a><b>1</b></a>", {"a": {"b": "1"}}),
        ("<a>1</a><b>2</b><a>3</a><a>4</a>", {"a": ["1", "3", "4"], "b": "2"}),
        ('<a k="v"/>', {"a": {"@k": "v"}}),
        ('<a k="v"><b>1</b></a>', {"a": {"@k": "v", "b": "1"}}),
        ("\n <a>\n\t<b> 1 </b>\n</a>\n", {"a": {"b": " 1 "}}),
        ("<a>&lt;&amp;&#233;<![CDATA[<b>]]></a>", {"a": "<&é<b>"}),
        ("<a>een<!-- twee --><?drie?>vier</a>", {"a": "eenvier"}),
    ],
)
def test_elements_become_text_groups_and_lists(content: str, expected: xmlwire.Wire) -> None:
    """Leaves are text, others groups; what repeats is a list; comments and layout are nothing."""
    assert read(content) == expected


def test_any_prefix_will_do() -> None:
    """A namespace counts, the prefix that stands for it does not; nor does a byte order mark."""
    body = b'\xef\xbb\xbf<x:m xmlns:x="urn:test:1"><x:a>1</x:a></x:m>'

    assert xmlwire.read(body, root="m", namespace=NAMESPACE) == {"a": "1"}


def test_writing_is_exact() -> None:
    """One spelling: declaration, attributes first, order as given, no layout, everything escaped."""
    content = {"a": '<&>"\r\n', "b": {"c": "1", "@k": '<"\r\n\t>'}, "d": ["1", {"e": "2"}], "f": {}, "g": []}

    assert xmlwire.write(content, root="m", namespace=NAMESPACE).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<m xmlns="urn:test:1"><a>&lt;&amp;&gt;"&#13;\n</a>'
        '<b k="&lt;&quot;&#13;&#10;&#9;&gt;"><c>1</c></b><d>1</d><d><e>2</e></d><f/></m>'
    )


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1f", "\ud800", "\uffff"])
def test_what_xml_cannot_carry_is_refused_by_path(character: str) -> None:
    """A control character or half a surrogate pair is named by the place where it stands."""
    with pytest.raises(MappingError) as refused:
        write({"a": "1", "b": [{"c": "1"}, {"@d": f"x{character}"}]})

    assert (refused.value.code, refused.value.field) == ("unencodable-character", "b.1.@d")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'<n xmlns="urn:test:1"/>', "wrong-root"),
        (b'<m xmlns="urn:test:2"/>', "wrong-namespace"),
        (b"<m/>", "wrong-namespace"),
        (b"", "malformed-xml"),
        (b"{}", "malformed-xml"),
    ],
)
def test_another_document_is_refused(body: bytes, code: str) -> None:
    """Another root, namespace or version, or no XML at all, each has its code."""
    error = refusal(body)

    assert isinstance(error, NativeFormatError)
    assert (error.code, error.field) == (code, "byte:0")


@pytest.mark.parametrize(
    ("body", "byte"),
    [
        ('<m xmlns="urn:test:1"><a>1</b></m>', 30),
        ('<m xmlns="urn:test:1"><a>éé\U0001f642</b></m>', 37),
        ('<m xmlns="urn:test:1">\n<a>é\n</b></m>', 33),
        ('<m xmlns="urn:test:1"><a>&naam;</a></m>', 31),
        ('<m xmlns="urn:test:1"/>\nteveel', 24),
    ],
)
def test_damage_is_found_by_its_byte(body: str, byte: int) -> None:
    """A syntax error is told as the offset in bytes where the parser gave up, whatever came before it."""
    assert refusal(body.encode()).field == f"byte:{byte}"


def test_bytes_that_are_no_utf_8_are_found() -> None:
    """The first byte that is not UTF-8 is named."""
    error = refusal('<m xmlns="urn:test:1">é'.encode() + b"\xe9</m>")

    assert (error.code, error.field) == ("not-utf-8", "byte:24")


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        ("<a>x<b>1</b></a>", "mixed-content", "a"),
        ("<a><b>1</b>x</a>", "mixed-content", "a"),
        ('<a><b k="v">x</b></a>', "mixed-content", "a.b"),
        ('<a><b xmlns="urn:other">1</b></a>', "unknown-field", "a"),
        ("<Jan99999>x<b/></Jan99999>", "mixed-content", "?"),
        ("<a>1</a>x", "mixed-content", "m"),
        ('<b xmlns="urn:other">1</b>', "unknown-field", "m"),
    ],
)
def test_what_has_no_place_is_refused_by_path(content: str, code: str, field: str) -> None:
    """Mixed content and foreign elements are refused with their path; odd names are not repeated in it."""
    error = refusal(f'<m xmlns="{NAMESPACE}">{content}</m>'.encode())

    assert isinstance(error, MappingError)
    assert (error.code, error.field) == (code, field)
