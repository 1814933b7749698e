"""Avro values of the hub, and what stands where in them.

A walker of the tests' own reads a body by its committed schema and notes what stands where: an enum's index,
a length, a branch of a union. So it is known what a changed byte means, without asking the codec.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from hub.schemas.base import UNKNOWN_SYMBOL
from hub.schemas.codec import encode, read_committed, schema_id
from hub.schemas.events import EVENTS, Event
from hub.schemas.framing import HEADER


@dataclass(frozen=True, slots=True)
class Token:
    """One number in a body: where it stands, what it is (``enum``, ``bool``, ``length``, …), its bound.

    ``bound``: of an enum or a union, how many there are.
    """

    kind: str
    start: int
    end: int
    value: int
    bound: int = 0


@dataclass(frozen=True)
class Value:
    """A valid value with what stands where."""

    event: type[Event]
    framed: bytes
    tokens: list[Token]
    ident: int


def value_of(event: Event) -> Value:
    """An event as the hub stores it, read by the walker."""
    framed = encode(event)
    known, numbers = schemas()
    fingerprint = framed[2:HEADER]
    walker = _Walker(framed, known[fingerprint])
    walker.read()
    return Value(type(event), framed, walker.tokens, numbers[fingerprint])


@cache
def schemas() -> tuple[dict[bytes, Any], dict[bytes, int]]:
    """Committed schemas by fingerprint, and a number for each as a schema registry would give."""
    kinds = {event.kind for event in EVENTS}
    found = {schema_id(one.text): json.loads(one.text) for one in read_committed() if one.kind in kinds}
    return found, {ident: number for number, ident in enumerate(sorted(found), start=1)}


def fingerprint_by_number() -> dict[int, bytes]:
    """What a schema registry knows: the fingerprint of the schema behind each of its ids."""
    return {number: ident for ident, number in schemas()[1].items()}


def zigzag(number: int) -> bytes:
    """A long as Avro writes it."""
    left = (number << 1) ^ (number >> 63)
    found = bytearray()
    while left > 0x7F:
        found.append((left & 0x7F) | 0x80)
        left >>= 7
    found.append(left)
    return bytes(found)


class _Walker:
    """Reads a valid body; raises whatever comes if it is not."""

    def __init__(self, framed: bytes, schema: Any) -> None:  # noqa: ANN401 - a JSON document
        self._bytes = framed
        self._at = HEADER
        self._schema = schema
        self._named: dict[str, Any] = {}
        self.tokens: list[Token] = []

    def read(self) -> None:
        self._of(self._schema)
        assert self._at == len(self._bytes)

    def _long(self, kind: str, bound: int = 0) -> int:
        start, shift, found = self._at, 0, 0
        while True:
            byte = self._bytes[self._at]
            self._at += 1
            found |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        value = (found >> 1) ^ -(found & 1)
        self.tokens.append(Token(kind, start, self._at, value, bound))
        return value

    def _of(self, schema: Any) -> None:  # noqa: ANN401 - a JSON document
        if isinstance(schema, list):
            self._of(schema[self._long("branch", len(schema))])
            return
        if isinstance(schema, str):
            schema = self._named.get(schema, {"type": schema})
        if isinstance(schema["type"], dict | list):
            self._of(schema["type"])
            return
        if "name" in schema:
            name, space = schema["name"], schema.get("namespace")
            self._named |= {name: schema, f"{space}.{name}": schema}
        readers = {
            "record": self._record,
            "array": self._array,
            "enum": self._enum,
            "boolean": self._boolean,
            "string": self._string,
            "null": self._null,
            "int": self._integer,
            "long": self._integer,
        }
        readers[schema["type"]](schema)

    def _record(self, schema: Any) -> None:  # noqa: ANN401 - a JSON document
        for one in schema["fields"]:
            self._of(one["type"])

    def _array(self, schema: Any) -> None:  # noqa: ANN401 - a JSON document
        while count := self._long("count"):
            for _ in range(count):
                self._of(schema["items"])

    def _enum(self, schema: Any) -> None:  # noqa: ANN401 - a JSON document
        assert schema["symbols"][0] == UNKNOWN_SYMBOL
        self._long("enum", len(schema["symbols"]))

    def _boolean(self, _schema: Any) -> None:  # noqa: ANN401 - a JSON document
        self.tokens.append(Token("bool", self._at, self._at + 1, self._bytes[self._at]))
        self._at += 1

    def _string(self, _schema: Any) -> None:  # noqa: ANN401 - a JSON document
        length = self._long("length")
        self.tokens.append(Token("text", self._at, self._at + length, length))
        self._at += length

    def _null(self, _schema: Any) -> None:  # noqa: ANN401 - a JSON document
        pass

    def _integer(self, schema: Any) -> None:  # noqa: ANN401 - a JSON document
        self._long(schema.get("logicalType", "number"))
