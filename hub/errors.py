"""The exceptions of Ketenhub, as one small tree.

::

    KetenhubError
    ├── InputError                what came in is wrong: becomes a dead letter, nothing is lost
    │   ├── DecodeError           the bytes are not what they claim to be
    │   │   ├── NativeFormatError     a registry's XML or JSON cannot be read (or is hostile)
    │   │   ├── TruncatedError        Avro ends too early
    │   │   ├── TrailingBytesError    Avro goes on after its end
    │   │   ├── OversizeError         larger than the limit of the format
    │   │   ├── UnknownSchemaError    no committed schema has this fingerprint
    │   │   └── UnknownSymbolError    an enum symbol this version does not know
    │   ├── MappingError          readable, but a field is missing, malformed or unknown
    │   │   └── EnvelopeError         the same, of a CloudEvents attribute
    │   ├── IdentityError         identifiers that contradict each other or are absent
    │   ├── RuleBreachError       a fact that a rule of law or of the chain refuses
    │   └── PolicyError           a recipient may not see this: nothing is sent
    ├── ConfigurationError        settings, files or database do not fit (exit 3)
    ├── UnreachableError          Kafka, PostgreSQL or a registry of schemas does not answer (exit 4)
    ├── SchemaIncompatibleError   a committed schema was broken (exit 5)
    ├── QuarantineError           a person's events are parked after an unknown failure
    └── JudgementError            a pair that is none, or is judged already

No message of these errors holds personal data: they name the place (field path or byte offset), a
stable code and the remedy. Never pass the text of a library's exception on: pydantic, lxml and json
quote their input.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where in the hub an input was refused; the ``stage`` of a dead letter."""

    ENVELOPE = "envelope"
    DECODE = "decode"
    MAP = "map"
    IDENTITY = "identity"
    STEP = "step"
    POLICY = "policy"


class KetenhubError(Exception):
    """Root of all errors that Ketenhub raises on purpose."""


class InputError(KetenhubError):
    """An input that can never be processed as it is; it becomes a dead letter.

    Attributes:
        stage: where it was refused.
        code: stable, kebab-case, for counting and searching.
        field: path of the field (``Verdachte.Geboortedatum``), or ``byte:123`` where undecodable.
        hint: what a person can do about it; no personal data.
    """

    stage: Stage = Stage.DECODE

    def __init__(self, code: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(f"{self.stage}: {code} at {field or 'message'}. {hint}".strip())
        self.code = code
        self.field = field
        self.hint = hint


class DecodeError(InputError):
    """The bytes are not what they claim to be."""


class NativeFormatError(DecodeError):
    """A registry's XML or JSON cannot be read, or is hostile."""


class TruncatedError(DecodeError):
    """An Avro value ends too early."""


class TrailingBytesError(DecodeError):
    """An Avro value is followed by bytes that belong to nothing."""


class OversizeError(DecodeError):
    """Larger than the limit (NL GOV CloudEvents: 64 KiB for an event)."""


class UnknownSchemaError(DecodeError):
    """No committed schema has this fingerprint."""


class UnknownSymbolError(DecodeError):
    """An enum symbol that this version does not know; never guessed, never a decision."""


class MappingError(InputError):
    """Readable, but a field is missing, malformed or carries an unknown code."""

    stage = Stage.MAP


class EnvelopeError(MappingError):
    """A CloudEvents attribute is missing, malformed or does not fit the data."""

    stage = Stage.ENVELOPE


class IdentityError(InputError):
    """Identifiers are absent, or prove two persons or two cases to be one."""

    stage = Stage.IDENTITY


class RuleBreachError(InputError):
    """A fact that a rule of law or of the chain refuses, such as a TOM for a minor."""

    stage = Stage.STEP


class PolicyError(InputError):
    """A recipient may not see this. Nothing is sent; the refusal itself is a dead letter."""

    stage = Stage.POLICY


class ConfigurationError(KetenhubError):
    """Settings, files or database do not fit together."""


class UnreachableError(KetenhubError):
    """Kafka, PostgreSQL or a registry of schemas does not answer, or not in time."""


class SchemaIncompatibleError(KetenhubError):
    """A committed Avro schema was changed in a way that old readers or writers cannot bear."""


class JudgementError(KetenhubError):
    """Somebody judged a pair that is none, or is one already."""


class QuarantineError(KetenhubError):
    """Repair was asked for a person who is not, or still must be, in quarantine."""
