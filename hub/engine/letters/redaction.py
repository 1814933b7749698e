"""What a payload is made of, without what it says: names of fields, kinds of values, their lengths.

Enough to see that a field is missing, empty, twice there or too long. A name is shown only if it is one of
the names that our formats have: in a message that was put together wrongly, anything may stand where a name
belongs.
"""

import csv
import io
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.parsers import expat

import orjson

from hub.errors import InputError
from hub.schemas import codec
from hub.schemas.framing import Framing, fingerprint_of, framing_of

MOST_PARTS = 400
"""Parts that are listed; the rest is counted."""
_DEEPEST = 40
_LINE = ("registry", "at", "content_type", "encoding", "body")
"""Fields of a line of ``messages.ndjson``, which is the payload where the line itself was refused."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value. ``length``: characters of a text or number, entries of what is empty or cut short."""

    path: str
    kind: str
    length: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What was found.

    Attributes:
        form: avro, xml, json, csv or text.
        size: bytes.
        schema: fingerprint of the Avro schema that wrote it, in hexadecimal; None if it is not Avro.
        parts: at most `MOST_PARTS` of them, in their order; ``more`` is how many there are besides.
        broken: where reading had to stop; empty if all was read.
    """

    form: str
    size: int
    schema: str | None
    parts: tuple[Part, ...]
    more: int
    broken: str


def structure(payload: bytes, names: Container[str]) -> Structure:
    """Look at a payload of any form, damaged or not; never fails, never quotes.

    ``names``: what fields and elements are called in the formats that the hub knows.
    """
    known = _Known(names)
    if (framing := framing_of_value(payload)) is not None:
        return _avro(payload, framing)
    head = payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        reader = _Xml(known)
        broken = reader.read(payload)
        return _made("xml", payload, reader.parts, broken=broken)
    if head in {b"{", b"["}:
        try:
            content = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            return _made("json", payload, (), broken=f"no JSON from byte {error.pos}")
        return _made("json", payload, _json(content, known))
    return _lines(payload, known)


def framing_of_value(payload: bytes) -> Framing | None:
    """How an Avro value is framed; None for what is no Avro value of ours."""
    if payload[:1] not in {b"\xc3", b"\x00"}:
        return None
    try:
        return framing_of(payload)
    except InputError:
        return None


def _made(
    form: str, payload: bytes, parts: Iterable[Part], *, schema: str | None = None, broken: str = ""
) -> Structure:
    stream = iter(parts)
    shown = tuple(islice(stream, MOST_PARTS))
    return Structure(form, len(payload), schema, shown, sum(1 for _ in stream), broken)


def _avro(payload: bytes, framing: Framing) -> Structure:
    try:
        schema = fingerprint_of(payload).hex() if framing is Framing.SINGLE_OBJECT else None
        event = codec.decode(payload)
    except InputError as error:
        broken = f"{error.code} at {error.field or 'value'}"
        return _made("avro", payload, (), broken=broken)
    known = _Known(set(_properties(type(event).model_json_schema(mode="serialization"))))
    return _made("avro", payload, _json(event.model_dump(mode="json"), known), schema=schema)


def _properties(schema: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a JSON Schema
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for part in schema.values():
            yield from _properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _properties(part)


class _Known:
    """Says a name, or only how long it is."""

    def __init__(self, names: Container[str]) -> None:
        self._names = names

    def __contains__(self, name: str) -> bool:
        return name in self._names or name in _LINE

    def say(self, name: str) -> str:
        """``Verdachte``; ``gps:Verdachte`` without its prefix; ``?(12)`` for a name that is none of ours."""
        local = name.rpartition(":")[2]
        # A column of a group: persoon_bsn.
        if local in self or ("_" in local and all(part in self for part in local.split("_"))):
            return local
        return f"?({len(name)})"


def _json(content: object, known: _Known) -> Iterator[Part]:
    """The leaves, in their order; without recursion, for a hostile message is deep."""
    waiting: list[tuple[str, object, int]] = [("", content, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, dict | list) and (not value or depth >= _DEEPEST):
            yield Part(path, "empty" if not value else "too deep", len(value))
        elif isinstance(value, dict):
            inner = [(_under(path, known.say(name)), one, depth + 1) for name, one in value.items()]
            waiting.extend(reversed(inner))
        elif isinstance(value, list):
            waiting.extend((f"{path}[{n}]", value[n], depth + 1) for n in reversed(range(len(value))))
        else:
            yield _leaf(path, value)


def _leaf(path: str, value: object) -> Part:
    if value is None:
        return Part(path, "empty", 0)
    if isinstance(value, bool):
        return Part(path, "boolean", 0)
    kind = "text" if isinstance(value, str) else "number"
    return Part(path, kind, len(str(value)))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


class _DoctypeError(Exception):
    """Stops the parser: what a DOCTYPE declares could be expanded without end."""


class _Xml:
    """Counts what stands between the tags, as far as the text is well-formed. Keeps no text."""

    def __init__(self, known: _Known) -> None:
        self._known = known
        self._open: list[tuple[str, int, bool]] = []  # path, characters so far, has something within
        self.parts: list[Part] = []

    def read(self, payload: bytes) -> str:
        """Read; where it stopped, or nothing."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(payload, True)
        except _DoctypeError:
            return "a DOCTYPE: not looked into"
        except (expat.ExpatError, UnicodeError, LookupError, ValueError):  # also unknown encodings
            return f"not well-formed from byte {max(parser.ErrorByteIndex, 0)}"
        return ""

    def _doctype(self, *_: object) -> None:
        raise _DoctypeError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open:
            path, count, _ = self._open[-1]
            self._open[-1] = (path, count, True)
        path = _under(self._open[-1][0] if self._open else "", self._known.say(name))
        for attribute, value in attributes.items():
            if attribute.partition(":")[0] != "xmlns":  # a namespace is no field
                said = self._known.say(f"@{attribute}")
                said = said if said.startswith("@") else f"@{self._known.say(attribute)}"
                self.parts.append(Part(f"{path}.{said}", "text", len(value)))
        self._open.append((path, 0, bool(attributes)))

    def _text(self, text: str) -> None:
        path, count, within = self._open[-1]
        self._open[-1] = (path, count + len(text.strip()), within)

    def _end(self, _name: str) -> None:
        path, count, within = self._open.pop()
        if count or not within:
            self.parts.append(Part(path, "text" if count else "empty", count))


def _lines(payload: bytes, known: _Known) -> Structure:
    """CSV, if the first line names columns that we know; otherwise the lengths of the lines."""
    text = payload.decode("utf-8", errors="replace")
    first = text.partition("\n")[0].strip("\r\ufeff")
    header = [cell.strip('"') for cell in first.split(";")]
    if len(header) > 1 and any(not known.say(cell).startswith("?") for cell in header):
        names = [known.say(cell) for cell in header]
        return _made("csv", payload, _cells(text, names))
    lines = text.splitlines()
    return _made("text", payload, (Part(f"line {n}", "text", len(line)) for n, line in enumerate(lines, 1)))


def _cells(text: str, names: list[str]) -> Iterator[Part]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        next(rows)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                name = names[column] if column < len(names) else "?(0)"
                yield Part(f"row {number}.{name}", "text" if cell else "empty", len(cell))
    except csv.Error:
        yield Part("from here", "no csv", 0)
