"""XML to plain dicts and back, in the one place where hostile XML is met.

An element with children or attributes is a dict, any other a string; a name that repeats holds a list; an
attribute stands under ``@name``. A pydantic model says what must be there and what may repeat
(`hub.adapters.spelling.many`), so that one offence and two offences have the same shape. pydantic-xml would
do this declaratively, takes twice as long to read and four times as long to write (docs/decisions/0004), and
its errors quote their input.

Refused: more than `MAX_NATIVE_BYTES`, anything but UTF-8, any DOCTYPE (and with it every entity declaration,
so no bomb, no external entity, no default attribute), nesting beyond `MAX_DEPTH`, text between elements.
Comments and processing instructions are skipped. Nothing is fetched. No error quotes the document.
"""

import re
from collections.abc import Mapping
from threading import local
from typing import Any

from lxml import etree

from hub.adapters.base import MAX_NATIVE_BYTES
from hub.errors import MappingError, NativeFormatError, OversizeError

MAX_DEPTH = 64

Wire = dict[str, Any]
"""A group of fields: name → text, group, or list of either."""

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIELD_NAME = re.compile(r"@?[A-Za-z][A-Za-z_-]{0,39}")
_TOO_DEEP = 114
"""XML_ERR_RESOURCE_LIMIT: libxml2's own limit of 256 levels, met before ours can be counted."""

_SPECIAL = re.compile("[&<>\r]")
_BOM = b"\xef\xbb\xbf"
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


class _Parsers(local):
    """A parser for each thread: a new one for each message is slower, and a shared one has a lock."""

    def __init__(self) -> None:
        self.xml = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",
        )


_parsers = _Parsers()


def safe_name(name: object) -> str:
    """A field's name if it looks like one, else ``?``: a hostile message could hide a person's data in it."""
    return name if isinstance(name, str) and _FIELD_NAME.fullmatch(name) else "?"


def checked_text(body: bytes) -> str:
    """The body as text; shared by XML and JSON.

    Raises:
        OversizeError: larger than `MAX_NATIVE_BYTES`.
        NativeFormatError: not UTF-8; ``field`` is the first byte that is not.
    """
    if len(body) > MAX_NATIVE_BYTES:
        raise OversizeError(
            "native-oversize", field=f"byte:{MAX_NATIVE_BYTES}", hint=f"At most {MAX_NATIVE_BYTES} bytes."
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    raise NativeFormatError("not-utf-8", field=f"byte:{start}", hint="Send UTF-8.")


def read(body: bytes, *, root: str, namespace: str) -> Wire:
    """The content of a message's root element.

    Raises:
        OversizeError: larger than `MAX_NATIVE_BYTES`.
        NativeFormatError: not XML, hostile, or another root, namespace or version than asked for.
        MappingError: an element of a foreign namespace, or text where elements belong.
    """
    body = body.removeprefix(_BOM)
    text = checked_text(body)
    _refuse_tricks(body)
    try:
        element = etree.fromstring(body, _parsers.xml)
    except etree.XMLSyntaxError as error:
        # lxml-stubs leave `code` out
        code = "too-deep" if getattr(error, "code", 0) == _TOO_DEEP else "malformed-xml"
        place = _byte_offset(text, *error.position)
    else:
        _check_root(element, root, namespace)
        if not _is_group(element):
            return {}
        try:
            return _group(element, f"{{{namespace}}}", 1)
        except MappingError as error:
            if error.field:
                raise
            # Of the message itself: a name that is not of this format is not passed on.
            raise MappingError(error.code, field=root, hint=error.hint) from None
    raise NativeFormatError(code, field=f"byte:{place}", hint="Cut off, damaged, or not XML.")


def write(content: Mapping[str, Any], *, root: str, namespace: str) -> bytes:
    """A message with this content: UTF-8, an XML declaration, no blanks between elements, deterministic.

    Raises:
        MappingError: a text holds a character that XML cannot carry.
    """
    out = ["<?xml version='1.0' encoding='UTF-8'?>\n"]
    _write(out, root, {"@xmlns": namespace, **content})
    document = "".join(out)
    if _NOT_XML.search(document):
        raise MappingError(
            "unencodable-character", field=_offender(content), hint="XML cannot carry control characters."
        )
    return document.encode("utf-8")


def _refuse_tricks(body: bytes) -> None:
    # In UTF-8 these bytes mean nothing else, and `write` escapes them in text: a plain search is sound.
    place = body.find(b"<!DOCTYPE")
    if place >= 0:
        raise NativeFormatError("doctype", field=f"byte:{place}", hint="Send no DOCTYPE and no entities.")
    declared = _DECLARED.match(body)
    if declared and declared[1].upper() not in {b"UTF-8", b"UTF8", b"US-ASCII"}:
        raise NativeFormatError(
            "wrong-encoding", field=f"byte:{declared.start(1)}", hint="Send and declare UTF-8."
        )


def _byte_offset(text: str, line: int, column: int) -> int:
    """The offset in UTF-8 of a line and column as libxml2 counts them: from 1, in characters."""
    start = 0
    for _ in range(line - 1):
        following = text.find("\n", start) + 1
        if not following:
            break
        start = following
    return len(text[: start + max(column - 1, 0)].encode("utf-8"))


def _check_root(element: etree._Element, root: str, namespace: str) -> None:
    if element.tag == f"{{{namespace}}}{root}":
        return
    same_name = str(element.tag).rpartition("}")[2] == root
    raise NativeFormatError(
        "wrong-namespace" if same_name else "wrong-root",
        field="byte:0",
        hint=f"Expected {root} in {namespace}.",
    )


def _is_group(element: etree._Element) -> bool:
    return len(element) > 0 or bool(element.keys())


def _group(element: etree._Element, prefix: str, depth: int) -> Wire:
    """The content of an element that has children or attributes.

    Every access to a tree goes through C and back: each thing is touched once, a leaf costs no call, and
    nothing is made for an error that does not come. A breach deep down is raised with its own name only; each
    level puts its name before it.
    """
    text = element.text
    if text and not text.isspace():
        raise MappingError("mixed-content", hint="Text beside elements or attributes.")
    group: Wire = {"@" + str(name): value for name, value in element.items()}
    cut = len(prefix)
    for child in element:
        tag = child.tag
        if not tag.startswith(prefix):
            raise MappingError("unknown-field", hint="Of a foreign namespace.")
        tail = child.tail
        if tail and not tail.isspace():
            raise MappingError("mixed-content", hint="Text beside elements or attributes.")
        name = tag[cut:]
        if depth == MAX_DEPTH:
            hint = f"At most {MAX_DEPTH} levels."
            raise NativeFormatError("too-deep", field=safe_name(name), hint=hint)
        value: Wire | str
        if len(child) or child.keys():  # `_is_group`, without the call
            try:
                value = _group(child, prefix, depth + 1)
            except (MappingError, NativeFormatError) as error:
                field = f"{safe_name(name)}.{error.field}".rstrip(".")
                raise type(error)(error.code, field=field, hint=error.hint) from None
        else:
            value = child.text or ""
        if name not in group:
            group[name] = value
        elif isinstance(group[name], list):
            group[name].append(value)
        else:
            group[name] = [group[name], value]
    return group


def _write(out: list[str], name: str, value: Any) -> None:  # noqa: ANN401 - a Wire value: text, group or list
    if isinstance(value, dict):
        out.append("<" + name)
        attributes = [key for key in value if key[0] == "@"]
        out.extend(f' {key[1:]}="{str(value[key]).translate(_ATTRIBUTE)}"' for key in attributes)
        if len(value) == len(attributes):
            out.append("/>")
            return
        out.append(">")
        for key, item in value.items():
            if key[0] != "@":
                _write(out, key, item)
        out.append(f"</{name}>")
    elif isinstance(value, list):
        for item in value:
            _write(out, name, item)
    else:
        text = str(value)
        if _SPECIAL.search(text):
            text = text.translate(_TEXT)
        out.append(f"<{name}>{text}</{name}>")


def _offender(value: Any, path: str = "") -> str:  # noqa: ANN401 - a Wire value: text, group or list
    """The path of the first text that XML cannot carry; walked only after one was seen."""
    if isinstance(value, Mapping):
        found = (_offender(item, f"{path}.{key}" if path else key) for key, item in value.items())
    elif isinstance(value, list):
        found = (_offender(item, f"{path}.{index}") for index, item in enumerate(value))
    else:
        return path if _NOT_XML.search(str(value)) else ""
    return next(filter(None, found), "")
