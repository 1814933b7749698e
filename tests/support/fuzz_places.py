"""Where each field stands in the bytes of a native message, by scanners that only tests have.

They know the adapters' one spelling (no comments, all cells quoted, compact JSON), which makes them short and
independent of the readers under test. A damage is then a splice of bytes, and it is known what it hit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.fixedwire import Layout
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter, XmlAdapter

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One field in a message.

    Attributes:
        steps: its names on the wire from the outside to the inside, without indices.
        value: where its value stands, as spelled; of a group, all that is in it.
        outer: what to take out so that the field is gone and all else is as it was.
        group: whether it holds other fields.
        quoted: of JSON: whether the value is a text.
        item: of JSON: whether it is one of an array, and has no name of its own.
    """

    steps: tuple[str, ...]
    value: Span
    outer: Span
    group: bool = False
    quoted: bool = True
    item: bool = False


def places(adapter: MappedAdapter, body: bytes) -> list[Place]:
    """All fields of a message in the adapter's own spelling, groups too, in the order in which they begin."""
    found: Iterable[Place]
    if isinstance(adapter, XmlAdapter):
        found = _of_xml(body)
    elif isinstance(adapter, JsonAdapter):
        found = _Json(body).read()
    elif isinstance(adapter, FixedAdapter):
        found = _of_records(body, adapter.layout)
    else:
        assert isinstance(adapter, CsvAdapter)
        found = _of_csv(body)
    return sorted(found, key=lambda place: place.outer)


_TAG = re.compile(rb"<(/?)([A-Za-z][^\s/>]*)([^>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb' ([A-Za-z]+)="([^"]*)"')


def _of_xml(body: bytes) -> Iterator[Place]:
    open_tags: list[tuple[str, int, int, bool]] = []
    for tag in _TAG.finditer(body):
        closing, name, attributes, empty = tag.groups()
        if closing:
            label, start, inner, group = open_tags.pop()
            if open_tags:
                steps = (*(one[0] for one in open_tags[1:]), label)
                yield Place(steps, (inner, tag.start()), (start, tag.end()), group)
            continue
        if open_tags:
            open_tags[-1] = (*open_tags[-1][:3], True)
        steps = (*(one[0] for one in open_tags[1:]), name.decode()) if open_tags else ()
        marks = [m for m in _ATTRIBUTE.finditer(body, *tag.span(3)) if m[1] != b"xmlns"]
        for mark in marks:
            yield Place((*steps, "@" + mark[1].decode()), mark.span(2), mark.span())
        if empty:
            yield Place(steps, (tag.end(), tag.end()), tag.span(), group=True)
        else:
            open_tags.append((name.decode(), tag.start(), tag.end(), bool(attributes)))


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LITERAL = re.compile(rb"[-+.0-9a-zA-Z]+")


class _Json:
    """A scanner of compact JSON."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._found: list[Place] = []

    def read(self) -> list[Place]:
        self._members(0, ())
        return self._found

    def _members(self, start: int, steps: tuple[str, ...]) -> int:
        """Read an object or array that opens at ``start``; where it ends."""
        is_object = self._body[start : start + 1] == b"{"
        at = start + 1
        while self._body[at : at + 1] not in {b"}", b"]"}:
            begin = at
            inner = steps
            if is_object:
                key = _STRING.match(self._body, at)
                assert key
                inner, at = (*steps, key[0][1:-1].decode()), key.end() + 1
            number = len(self._found)
            group, value, at = self._value(at, inner)
            more = self._body[at : at + 1] == b","
            first = begin == start + 1
            outer = (begin, at + 1) if more else (begin, at) if first else (begin - 1, at)
            quoted = self._body[value[0] - 1 : value[0]] == b'"' and not group
            place = Place(inner, value, outer, group, quoted, item=not is_object)
            self._found.insert(number, place)
            at += more
        return at + 1

    def _value(self, at: int, steps: tuple[str, ...]) -> tuple[bool, Span, int]:
        if self._body[at : at + 1] in {b"{", b"["}:
            end = self._members(at, steps)
            return True, (at, end), end
        if text := _STRING.match(self._body, at):
            return False, (text.start() + 1, text.end() - 1), text.end()
        literal = _LITERAL.match(self._body, at)
        assert literal
        return False, literal.span(), literal.end()


_CELL = re.compile(rb'"((?:[^"]|"")*)"(;|\r\n)')


def _of_csv(body: bytes) -> Iterator[Place]:
    header: list[str] = []
    column = 0
    in_header = True
    for cell in _CELL.finditer(body):
        if in_header:
            header.append(cell[1].decode())
        else:
            # A cell that is taken out would move those after it: it is emptied.
            yield Place((header[column],), cell.span(1), cell.span(1))
            column += 1
        if cell[2] == b"\r\n":
            column, in_header = 0, False


def _of_records(body: bytes, layout: Layout) -> Iterator[Place]:
    start = 0
    for line in body.split(b"\r\n")[:-1]:
        record = next(
            one
            for one in (layout.head, *layout.records, layout.trailer)
            if line.startswith(one.code.encode())
        )
        yield Place(
            (record.name,), (start + 2, start + len(line)), (start, start + len(line) + 2), group=True
        )
        at = start + 2
        for column in record.columns:
            yield Place((record.name, column.name), (at, at + column.width), (at, at + column.width))
            at += column.width
        start += len(line) + 2
