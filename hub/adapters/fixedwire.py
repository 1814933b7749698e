"""Fixed-width records to plain dicts and back, in the one place where such bytes are met.

A message is a row of records of one width, each ended by CR LF. The first two positions say which record it
is; then come columns, each at its own place; what is left must be blank. The first record is the head, the
last one counts those before it: a message that lost its end, or a record in its middle, is not read. What a
`Layout` says is data; nothing here knows a registry.

A column of text stands to the left and is filled with blanks; a column of digits stands to the right and is
filled with zeros; a column that is all blank has no value. So each value has exactly one spelling, and a
message that slid by one position is refused instead of being read as another one. The tempting
``line[a:b].strip()`` takes any of them.

Refused: more than `MAX_NATIVE_BYTES`, a record that is too short or too long (and with it bare CR or LF),
characters outside the layout's set, unknown or repeated records, a wrong count, anything after the trailer.
No error quotes the message.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn

from hub.adapters.base import MAX_NATIVE_BYTES
from hub.adapters.xmlwire import Wire
from hub.errors import MappingError, NativeFormatError, OversizeError

_END = b"\r\n"
_KEY = 2
"""Positions of the code that says which record it is."""


class Charset(Enum):
    """What may stand on a position: printable characters only, for a control character is damage."""

    ASCII = re.compile(rb"[^\x20-\x7e]")
    LATIN_1 = re.compile(rb"[^\x20-\x7e\xa0-\xff]")


class Pad(Enum):
    """How a column is filled up."""

    TEXT = "to the left, blanks after it"
    DIGITS = "to the right, zeros before it"


@dataclass(frozen=True, slots=True)
class Column:
    """One value: its name in the registry and its number of positions."""

    name: str
    width: int
    pad: Pad = Pad.TEXT


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record: its name in native paths, its code on the wire, its columns from position 3 on."""

    name: str
    code: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All records of a format. Each stands at most once; those between head and trailer in any order.

    ``width``: positions of every record. ``trailer``: holds the number of records before it, in digits.
    """

    width: int
    head: Record
    records: tuple[Record, ...]
    trailer: Record
    charset: Charset = Charset.ASCII


def read(body: bytes, layout: Layout) -> Wire:
    """The records of a message by name, each a group of its columns that have a value.

    Raises:
        OversizeError: larger than `MAX_NATIVE_BYTES`.
        NativeFormatError: not such a message; ``field`` is ``byte:<offset>`` where it breaks.
        MappingError: a record that the layout does not know or that stands twice, or a column badly filled.
    """
    if len(body) > MAX_NATIVE_BYTES:
        hint = f"At most {MAX_NATIVE_BYTES} bytes."
        raise OversizeError("native-oversize", field=f"byte:{MAX_NATIVE_BYTES}", hint=hint)
    lines = _lines(body, layout)
    known = {record.code.encode(): record for record in (layout.head, *layout.records, layout.trailer)}
    found: Wire = {}
    for number, (start, line) in enumerate(lines):
        record = known.get(line[:_KEY])
        if record is None:
            hint = "Known: " + ", ".join(code.decode() for code in known)
            raise MappingError("unknown-record", field=f"byte:{start}", hint=hint)
        if (number == 0) is not (record is layout.head):
            raise NativeFormatError("head-misplaced", field=f"byte:{start}", hint="The head comes first.")
        if (number == len(lines) - 1) is not (record is layout.trailer):
            raise NativeFormatError("trailer-misplaced", field=f"byte:{start}", hint="The trailer ends it.")
        if record.name in found:
            raise MappingError("duplicate-record", field=record.name, hint="Once in a message.")
        found[record.name] = _columns(line, record, start)
    _check_count(found.pop(layout.trailer.name), len(lines) - 1, layout)
    return found


def write(content: Mapping[str, Mapping[str, Any]], layout: Layout) -> bytes:
    """A message with these records, in the layout's order; deterministic.

    Raises:
        MappingError: a value is too wide for its column, has characters that the format lacks, or blanks
            at its ends, which would not come back; or a record or column that the layout does not have.
    """
    given = [record for record in (layout.head, *layout.records) if record.name in content]
    if stray := content.keys() - {record.name for record in given}:
        raise MappingError("not-in-layout", field=min(stray), hint="The format has no such record.")
    (count,) = layout.trailer.columns
    lines = [_line(record, content[record.name], layout) for record in given]
    lines.append(_line(layout.trailer, {count.name: len(lines)}, layout))
    return b"".join(line + _END for line in lines)


def _lines(body: bytes, layout: Layout) -> list[tuple[int, bytes]]:
    """Each record with the byte at which it starts; all of the right width and of known characters."""
    if not body:
        raise NativeFormatError("empty", field="byte:0", hint="A message has a head and a trailer.")
    lines: list[tuple[int, bytes]] = []
    start = 0
    while start < len(body):
        end = body.find(_END, start, start + layout.width + len(_END))
        if end < 0:
            _refuse_width(body, start, layout)
        line = body[start:end]
        if wrong := layout.charset.value.search(line):
            place = start + wrong.start()
            hint = f"Printable {layout.charset.name} only."
            raise NativeFormatError("wrong-character", field=f"byte:{place}", hint=hint)
        if len(line) < layout.width:
            hint = f"A record has {layout.width} positions."
            raise NativeFormatError("record-too-short", field=f"byte:{end}", hint=hint)
        lines.append((start, line))
        start = end + len(_END)
    return lines


def _refuse_width(body: bytes, start: int, layout: Layout) -> NoReturn:
    cut = len(body) < start + layout.width + len(_END)
    code, place = ("record-cut-off", len(body)) if cut else ("record-too-long", start + layout.width)
    hint = f"A record has {layout.width} positions and ends with CR LF."
    raise NativeFormatError(code, field=f"byte:{place}", hint=hint)


def _columns(line: bytes, record: Record, start: int) -> Wire:
    group: Wire = {}
    place = _KEY
    for column in record.columns:
        text = line[place : place + column.width].decode("latin-1")
        place += column.width
        if not text.strip(" "):
            continue
        path = f"{record.name}.{column.name}"
        if column.pad is Pad.DIGITS:
            if not (text.isascii() and text.isdigit()):
                raise MappingError("not-digits", field=path, hint="Digits, with zeros before them.")
            group[column.name] = text
        elif text[0] == " ":
            raise MappingError("misaligned", field=path, hint="Text stands to the left of its column.")
        else:
            group[column.name] = text.rstrip(" ")
    if line[place:].strip(b" "):
        at = start + place + len(line[place:]) - len(line[place:].lstrip(b" "))
        raise MappingError("unknown-field", field=f"byte:{at}", hint="No column stands here.")
    return group


def _check_count(trailer: Wire, number: int, layout: Layout) -> None:
    (count,) = layout.trailer.columns
    if int(trailer.get(count.name, -1)) != number:
        field = f"{layout.trailer.name}.{count.name}"
        hint = "The trailer counts the records before it; a record is missing or too many."
        raise NativeFormatError("wrong-count", field=field, hint=hint)


def _line(record: Record, values: Mapping[str, Any], layout: Layout) -> bytes:
    if stray := values.keys() - {column.name for column in record.columns}:
        field = f"{record.name}.{min(stray)}"
        raise MappingError("not-in-layout", field=field, hint="The format has no such column.")
    parts = [record.code.encode()]
    for column in record.columns:
        value = values.get(column.name)
        parts.append(b" " * column.width if value is None else _filled(column, str(value), record, layout))
    return b"".join(parts).ljust(layout.width)


def _filled(column: Column, text: str, record: Record, layout: Layout) -> bytes:
    field = f"{record.name}.{column.name}"
    try:
        encoded = text.encode("latin-1")
    except UnicodeEncodeError:
        encoded = None
    if encoded is None or layout.charset.value.search(encoded):
        hint = f"The format has printable {layout.charset.name} only."
        raise MappingError("unencodable-character", field=field, hint=hint)
    if len(encoded) > column.width:
        raise MappingError("too-wide", field=field, hint=f"At most {column.width} positions.")
    if column.pad is Pad.DIGITS:
        if not encoded.isdigit():
            raise MappingError("not-digits", field=field, hint="The column holds digits only.")
        return encoded.zfill(column.width)
    if not text or text != text.strip(" "):
        raise MappingError("does-not-fit", field=field, hint="Blanks at its ends would be lost.")
    return encoded.ljust(column.width)
