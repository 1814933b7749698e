"""The header before an Avro body, which says what schema wrote it, and how one header is swapped for another.

::

    C3 01 | fingerprint, 8 bytes    | body    single-object: in the store always, on the wire by default
    00    | id, 4 bytes, big endian | body    Confluent: on the wire, where a schema registry is configured

Stored values explain themselves for ever; an id of a registry means something only beside that registry.
Therefore only the wire changes its framing, by another header before the same body: nothing is decoded or
encoded again, so what a recipient reads is what was committed, byte for byte. A reader tells the two apart by
the first byte, so that a hub may switch over while its topics hold both.

Pure: which id stands for which schema is what a `Framer` knows, and the one that asks a registry is in the
engine.
"""

from enum import Enum
from typing import Protocol

from hub.errors import ConfigurationError, DecodeError, TruncatedError, UnknownSchemaError

_MARKER = b"\xc3\x01"
FINGERPRINT_BYTES = 8
HEADER = len(_MARKER) + FINGERPRINT_BYTES
"""Length of the header of a single-object value."""

_ID_BYTES = 4
_CONFLUENT_HEADER = 1 + _ID_BYTES
MAX_ID = 2**31 - 1
"""Readers in Java take the four bytes for a signed number, and registries assign positive ones."""


class Framing(Enum):
    """How an Avro value says which schema wrote it: the first byte."""

    SINGLE_OBJECT = 0xC3
    CONFLUENT = 0x00


class Framer(Protocol):
    """Between the store and the wire. Both ways are synchronous and may be called from any thread."""

    def out(self, value: bytes) -> bytes:
        """A stored value (single-object) as it is published.

        Raises:
            DecodeError: or one of its kinds: not single-object, or of a schema that is not committed here.
        """

    def into(self, value: bytes) -> bytes:
        """A value from a topic, as single-object encoding; one that already is comes back unchanged.

        Raises:
            DecodeError: or one of its kinds: it can never be read, and is a dead letter.
            UnreachableError: nobody can say now which schema wrote it: wait and ask again.
        """


class SingleObject:
    """The `Framer` where no schema registry is configured: the wire is as the store."""

    def out(self, value: bytes) -> bytes:
        """The value as it is."""
        return value

    def into(self, value: bytes) -> bytes:
        """The value as it is.

        Raises:
            UnknownSchemaError: Confluent framing, which needs a registry.
            DecodeError: no framing of the hub.
        """
        if framing_of(value) is Framing.CONFLUENT:
            raise _registry_needed()
        return value


def framing_of(value: bytes) -> Framing:
    """Which framing a value has, by its first byte.

    Raises:
        TruncatedError: an empty value.
        DecodeError: neither; not one of our values.
    """
    try:
        return Framing(value[0])
    except IndexError:
        raise TruncatedError(code="empty-value", field="byte:0") from None
    except ValueError:
        raise DecodeError(
            code="unknown-framing", field="byte:0", hint="Not an Avro value of the hub."
        ) from None


def single_object(fingerprint: bytes, body: bytes) -> bytes:
    """A body under the header that names its schema by fingerprint (8 bytes, little endian)."""
    if len(fingerprint) != FINGERPRINT_BYTES:
        msg = f"a fingerprint has {FINGERPRINT_BYTES} bytes, not {len(fingerprint)}"
        raise ValueError(msg)
    return _MARKER + fingerprint + body


def fingerprint_of(value: bytes) -> bytes:
    """The fingerprint in the header of a single-object value, 8 bytes.

    Raises:
        UnknownSchemaError: Confluent framing, which has none.
        TruncatedError: the value ends within the header.
        DecodeError: another framing.
    """
    if framing_of(value) is Framing.CONFLUENT:
        raise _registry_needed()
    if len(value) < HEADER:
        raise TruncatedError(code="header-too-short", field=f"byte:{len(value)}")
    if value[: len(_MARKER)] != _MARKER:
        raise DecodeError(code="unknown-framing", field="byte:1", hint="Not single-object version 1.")
    return value[len(_MARKER) : HEADER]


def to_confluent(value: bytes, registry_id: int) -> bytes:
    """A single-object value with the header of a schema registry in place of its own.

    Raises:
        DecodeError: or one of its kinds: not a single-object value.
        ConfigurationError: the id does not fit in the four bytes (some registries count further).
    """
    fingerprint_of(value)
    if not 0 <= registry_id <= MAX_ID:
        msg = f"the schema registry assigned the id {registry_id}; Confluent's framing holds 0 to {MAX_ID}"
        raise ConfigurationError(msg)
    return bytes([Framing.CONFLUENT.value]) + registry_id.to_bytes(_ID_BYTES, "big") + value[HEADER:]


def from_confluent(value: bytes) -> tuple[int, bytes]:
    """The registry's id and the body of a value in Confluent's framing.

    Raises:
        TruncatedError: the value ends within the header.
        UnknownSchemaError: an id that no registry assigns (negative, as Java reads it).
        DecodeError: another framing.
    """
    if framing_of(value) is not Framing.CONFLUENT:
        raise DecodeError(code="unknown-framing", field="byte:0", hint="Not Confluent's framing.")
    if len(value) < _CONFLUENT_HEADER:
        raise TruncatedError(code="header-too-short", field=f"byte:{len(value)}")
    registry_id = int.from_bytes(value[1:_CONFLUENT_HEADER], "big")
    if registry_id > MAX_ID:
        raise UnknownSchemaError(
            code="impossible-registry-id", field="byte:1", hint=f"Ids go from 0 to {MAX_ID}."
        )
    return registry_id, value[_CONFLUENT_HEADER:]


def _registry_needed() -> UnknownSchemaError:
    """The error of a Confluent value that meets a hub without a registry."""
    return UnknownSchemaError(
        code="confluent-framing",
        field="byte:0",
        hint="Needs a schema registry: set KETENHUB_SCHEMA_REGISTRY.",
    )
