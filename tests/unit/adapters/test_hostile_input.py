"""Messages made to do harm: refused by their own name, where they break.

That they are refused at all, by every adapter, is a rule of the suite (`hub.kit.rules`).
"""

import pytest

from hub.adapters import ADAPTERS
from hub.adapters.mapped import JsonAdapter, XmlAdapter
from hub.errors import InputError, NativeFormatError
from hub.kit.xmlform import DOCTYPES, EXTERNAL_ENTITY

XML = sorted(name for name, adapter in ADAPTERS.items() if isinstance(adapter, XmlAdapter))
JSON = sorted(name for name, adapter in ADAPTERS.items() if isinstance(adapter, JsonAdapter))


def refusal(registry: str, body: bytes) -> InputError:
    """The error that refuses these bytes."""
    with pytest.raises(InputError) as refused:
        ADAPTERS[registry].parse(body)
    return refused.value


@pytest.mark.parametrize("registry", XML)
@pytest.mark.parametrize("body", DOCTYPES.values(), ids=DOCTYPES)
def test_any_doctype_is_refused(registry: str, body: bytes) -> None:
    """A DOCTYPE is refused as such and where it stands, whatever it was for."""
    error = refusal(registry, body)

    assert isinstance(error, NativeFormatError)
    assert (error.code, error.field) == ("doctype", f"byte:{body.index(b'<!DOCTYPE')}")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_another_encoding_does_not_hide_a_doctype(encoding: str) -> None:
    """UTF-16 and UTF-32 are refused: an entity cannot pass in an encoding that the search does not read."""
    error = refusal("bvh", EXTERNAL_ENTITY.decode().encode(encoding))

    assert error.code in {"not-utf-8", "malformed-xml"}


@pytest.mark.parametrize("declared", ["ISO-8859-1", "UTF-16", "UTF-7", "IBM037", ""])
def test_a_wrong_encoding_declaration_is_refused(declared: str) -> None:
    """A declaration of anything but UTF-8 is refused at its byte, though the bytes would be valid UTF-8."""
    error = refusal("bvh", f'<?xml version="1.0" encoding="{declared}"?><a/>'.encode())

    assert (error.code, error.field) == ("wrong-encoding", "byte:30")


@pytest.mark.parametrize("depth", [65, 10_000])
def test_deep_nesting_of_xml_is_refused(depth: int) -> None:
    """Deep trees are refused, both those that libxml2 would still build and those it would not."""
    adapter = ADAPTERS["gps"]
    assert isinstance(adapter, XmlAdapter)
    inner = b"<a>" * depth + b"</a>" * depth
    root, namespace = adapter.root.encode(), adapter.namespace.encode()

    error = refusal("gps", b'<%s xmlns="%s">%s</%s>' % (root, namespace, inner, root))

    assert isinstance(error, NativeFormatError)
    assert error.code == "too-deep"


@pytest.mark.parametrize("registry", JSON)
@pytest.mark.parametrize("depth", [65, 10_000, 400_000])
def test_deep_nesting_of_json_is_refused(registry: str, depth: int) -> None:
    """Deep lists are refused at the byte where they become too deep; brackets in a text do not count."""
    start = b'{"tekst":"[[[[\\"[[{{","a":'

    error = refusal(registry, start + b"[" * depth + b"]" * depth + b"}")

    assert isinstance(error, NativeFormatError)
    assert (error.code, error.field) == ("too-deep", f"byte:{len(start) + 63}")


@pytest.mark.parametrize("registry", XML)
def test_a_name_that_repeats_endlessly_is_refused(registry: str) -> None:
    """Thousands of elements where one belongs are malformed, and cost no more than reading them."""
    adapter = ADAPTERS[registry]
    assert isinstance(adapter, XmlAdapter)
    name = next(iter(adapter.bodies)).encode()
    root, namespace = adapter.root.encode(), adapter.namespace.encode()

    error = refusal(registry, b'<%s xmlns="%s">%s</%s>' % (root, namespace, b"<%s/>" % name * 10_000, root))

    assert error.code == "malformed-value"
