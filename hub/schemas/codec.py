r"""Events to bytes and back: Avro single-object encoding. The only module that knows fastavro.

::

    C3 01 | fingerprint, 8 bytes, little endian | Avro binary of the event's data
            (CRC-64-AVRO of the Parsing Canonical Form)

The fingerprint names the exact schema that wrote the value; all of them ship in ``hub/schemas/avro/``, so
every value ever written stays readable. A first byte ``00`` is Confluent's framing:
see `hub.schemas.framing`.

What the fingerprint cannot see is damage inside the body: Avro has no checksum, and fastavro reads a
negative enum index as Python does, from the end, which is another decision about a person. Therefore a
value must also be spelled as we spell it: what does not re-encode to the same bytes is refused.

This module is also where payloads will be encrypted per subject, so that erasing a key erases a person.
Whatever holds personal data and leaves memory goes through `encode` or `encode_state`.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any, TypeVar, cast

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form
from pydantic import BaseModel, ValidationError

from hub.errors import (
    ConfigurationError,
    DecodeError,
    MappingError,
    OversizeError,
    TrailingBytesError,
    TruncatedError,
    UnknownSchemaError,
)
from hub.schemas.events import EVENTS, Event
from hub.schemas.framing import HEADER, fingerprint_of, single_object
from hub.schemas.refusal import refused

MAX_BYTES = 65_536
"""NL GOV profile for CloudEvents 1.1: intermediaries must forward 64 KiB, and need not forward more."""

_FILE_NAME = re.compile(r"(?P<kind>[a-z0-9-]+)\.v(?P<version>[1-9]\d*)\.avsc")

_Json = dict[str, Any]

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Committed:
    """One committed schema: version ``version`` of the event ``kind``, as JSON text."""

    kind: str
    version: int
    text: str


def read_committed(directory: Traversable | None = None) -> tuple[Committed, ...]:
    """All schemas of a directory (default: those of this package), sorted by kind and version.

    Raises:
        ConfigurationError: a file is not named ``<kind>.v<version>.avsc``.
    """
    directory = directory or files("hub.schemas").joinpath("avro")
    found: list[Committed] = []
    for file in directory.iterdir():
        match = _FILE_NAME.fullmatch(file.name)
        if match is None:
            msg = f"{file.name} in the schema directory is not named <kind>.v<version>.avsc"
            raise ConfigurationError(msg)
        found.append(Committed(match["kind"], int(match["version"]), file.read_text("utf-8")))
    return tuple(sorted(found, key=lambda one: (one.kind, one.version)))


def schema_id(text: str) -> bytes:
    """The fingerprint of a schema as it stands in the header: 8 bytes, little endian."""
    return bytes.fromhex(fingerprint(to_parsing_canonical_form(json.loads(text)), "CRC-64-AVRO"))


@dataclass(frozen=True, slots=True)
class _Writer:
    """A schema that wrote values, and the event class that reads them."""

    event: type[Event]
    schema: _Json
    reader: _Json | None
    """Today's schema of the event; None when that is the writer's own, which reads twice as fast."""


class Codec:
    """Encodes with the current schema of each event; decodes with any committed one.

    Args:
        committed: the schemas; several versions of an event may be among them.
        events: the event classes; ``schema_version`` says which schema a class writes.
    """

    def __init__(self, committed: Iterable[Committed], events: Iterable[type[Event]] = EVENTS) -> None:
        by_kind = {event.kind: event for event in events}
        schemas = {(one.kind, one.version): one for one in committed if one.kind in by_kind}
        parsed = {
            key: cast("_Json", fastavro.parse_schema(json.loads(one.text))) for key, one in schemas.items()
        }
        current = {kind: parsed.get((kind, event.schema_version)) for kind, event in by_kind.items()}
        self._writers: dict[bytes, _Writer] = {}
        self._current: dict[type[Event], tuple[bytes, _Json, bool]] = {}
        for (kind, version), schema in parsed.items():
            event = by_kind[kind]
            own = version == event.schema_version
            ident = schema_id(schemas[kind, version].text)
            self._writers[ident] = _Writer(event, schema, None if own else current[kind])
            if own:
                self._current[event] = (single_object(ident, b""), schema, _is_flat(event))

    def encode(self, event: Event) -> bytes:
        """See `encode`."""
        try:
            header, schema, flat = self._current[type(event)]
        except KeyError:
            name = type(event).__name__
            msg = f"{name} has no committed Avro schema: run python -m hub.schemas.derivation --write"
            raise ConfigurationError(msg) from None
        buffer = BytesIO()
        buffer.write(header)
        try:
            # The fields of a flat frozen model stand ready in its __dict__; model_dump would copy them.
            fastavro.schemaless_writer(buffer, schema, event.__dict__ if flat else event.model_dump())
        except (OverflowError, ValueError):  # fastavro's text quotes the value
            raise MappingError(code="not-representable", hint="A number exceeds its type.") from None
        value = buffer.getvalue()
        if len(value) > MAX_BYTES:
            raise OversizeError(code="event-too-large", hint=f"{len(value)} bytes; at most {MAX_BYTES}.")
        return value

    def decode(self, value: bytes) -> Event:
        """See `decode`."""
        if len(value) > MAX_BYTES:
            raise OversizeError(code="event-too-large", hint=f"{len(value)} bytes; at most {MAX_BYTES}.")
        writer = self._writer_of(value)
        fields = _read(value, writer)
        try:
            return writer.event.model_validate(fields)
        except ValidationError as error:
            raise refused(error) from None

    def _writer_of(self, value: bytes) -> _Writer:
        ident = fingerprint_of(value)
        try:
            return self._writers[ident]
        except KeyError:
            raise UnknownSchemaError(
                code="unknown-fingerprint",
                field="byte:2",
                hint=f"No schema {ident.hex()}; is this version older?",
            ) from None


def _read(value: bytes, writer: _Writer) -> _Json:
    """Read the body as its writer meant it; it must end where the value ends, and be spelled our way."""
    source = BytesIO(value)
    source.seek(HEADER)
    again = BytesIO()
    try:
        fields = fastavro.schemaless_reader(source, writer.schema, None)
        end = source.tell()
        fastavro.schemaless_writer(again, writer.schema, fields)
        if writer.reader is not None:
            source.seek(HEADER)
            fields = fastavro.schemaless_reader(source, writer.schema, writer.reader)
    except Exception as error:  # noqa: BLE001 - fastavro names no set; whatever it is, it is a dead letter
        at = source.tell()
        # A number that is cut off raises IndexError, as an enum index out of range does.
        cut_off = isinstance(error, IndexError) and at == len(value) and value[-1] & 0x80
        if cut_off or isinstance(error, EOFError):
            raise TruncatedError(code="body-too-short", field=f"byte:{at}") from None
        raise DecodeError(code="damaged-body", field=f"byte:{at}") from None
    if end < len(value):
        raise TrailingBytesError(code="trailing-bytes", field=f"byte:{end}")
    if again.getvalue() != value[HEADER:]:
        raise DecodeError(code="damaged-body", hint="Not spelled as the hub writes it.")
    return cast("_Json", fields)


def _is_flat(event: type[Event]) -> bool:
    """Whether no field can hold another model, so that the fields need no conversion."""
    parts = event.model_json_schema(mode="serialization").get("$defs", {}).values()
    return all(part["type"] != "object" for part in parts)


@cache
def _codec() -> Codec:
    return Codec(read_committed())


def encode(event: Event) -> bytes:
    """One event as Avro single-object encoding, with the schema of its class.

    Raises:
        OversizeError: more than 64 KiB.
        MappingError: an integer that 64 bits cannot hold.
        ConfigurationError: the class has no committed schema.
    """
    return _codec().encode(event)


def decode(value: bytes) -> Event:
    """The event that `encode` wrote, today or with an older schema.

    Raises:
        DecodeError: or one of its kinds; ``field`` is a field's path or ``byte:<offset>``, never a value.
    """
    return _codec().decode(value)


def encode_state(model: BaseModel) -> bytes:
    """What the hub remembers of a person (a dossier), for the store. JSON: it is ours alone, never shared."""
    return model.model_dump_json(exclude_defaults=True).encode()


def decode_state(model: type[Model], value: bytes) -> Model:
    """What `encode_state` wrote.

    Raises:
        DecodeError: not readable as this model; ``field`` is the path, never the value.
    """
    try:
        return model.model_validate_json(value)
    except ValidationError as error:
        raise refused(error) from None
