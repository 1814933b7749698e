"""What somebody else's program does with the hub's events: stock libraries, and specifications by hand."""

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import avro.io
import avro.schema
from cloudevents.core.bindings import kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

Fields = dict[str, Any]


class AsItIs(JSONFormat):
    """The stock format, but that a record's value stays bytes: it would make text of Avro that is UTF-8."""

    def read_data(  # noqa: D102 - the stock one's
        self, body: bytes, datacontenttype: str | None
    ) -> dict[str, Any] | str | bytes | None:
        return super().read_data(body, datacontenttype) if "json" in (datacontenttype or "") else body


def crc_64_avro(text: str) -> int:
    """The Rabin fingerprint by the pseudocode of the Avro specification, bit by bit."""
    found = empty = 0xC15D213AA4D7A795
    for byte in text.encode():
        step = (found ^ byte) & 0xFF
        for _ in range(8):
            step = (step >> 1) ^ (empty & -(step & 1))
        found = (found >> 8) ^ step
    return found


def fingerprint(text: str) -> bytes:
    """The eight bytes of a schema in a single-object header, without fastavro.

    Apache's canonical form in Python forgets the rule PRIMITIVES where a logical type was stripped, so that
    its own fingerprint differs from that of its Java library; hence the substitution.
    """
    canonical = re.sub(r'\{"type":"(int|long)"\}', r'"\1"', avro.schema.parse(text).canonical_form)
    return crc_64_avro(canonical).to_bytes(8, "little")


class Outsider:
    """Reads values with nothing but published schemas and Apache's library.

    Args:
        schemas: as JSON text.
    """

    def __init__(self, schemas: Iterable[str]) -> None:
        self._schemas = {fingerprint(text): avro.schema.parse(text) for text in schemas}

    def read(self, value: bytes) -> tuple[str, Fields]:
        """The name of the record in a single-object value, and its fields; it must end where they do."""
        assert value[:2] == b"\xc3\x01"
        schema = self._schemas[value[2:10]]
        body = io.BytesIO(value[10:])
        found = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(body))
        assert body.read() == b""
        assert isinstance(schema, avro.schema.RecordSchema)
        assert isinstance(found, dict)
        return schema.name, found


def written(schema: str, fields: Mapping[str, Any]) -> bytes:
    """A single-object value as Apache's writer makes it."""
    body = io.BytesIO()
    avro.io.DatumWriter(avro.schema.parse(schema)).write(_lists(fields), avro.io.BinaryEncoder(body))
    return b"\xc3\x01" + fingerprint(schema) + body.getvalue()


def from_record(headers: Iterable[tuple[str, bytes]], key: bytes, value: bytes) -> CloudEvent:
    """A record as the stock client reads it in binary mode."""
    message = kafka.KafkaMessage(headers=dict(headers), key=key, value=value)
    found = kafka.from_kafka(message, AsItIs(), CloudEvent)
    assert isinstance(found, CloudEvent)
    return found


def _lists(part: Any) -> Any:  # noqa: ANN401 - a field of any type
    """With lists for tuples: Apache's writer takes no other sequence for an array."""
    if isinstance(part, Mapping):
        return {name: _lists(value) for name, value in part.items()}
    return [_lists(value) for value in part] if isinstance(part, list | tuple) else part
