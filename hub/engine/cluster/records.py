"""What lies on the log: records, and events in CloudEvents' binary mode (``ce_`` headers, Avro value)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.engine.messages import Message
from hub.errors import EnvelopeError, InputError
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.schemas.framing import Framer
from hub.streams.topics import IN_PREFIX

CE_PREFIX = "ce_"
CONTENT_TYPE = ("content-type", b"application/avro")

RECORDED_AT = "kh_recordedat"
"""When a replayed message reached the hub in its own time. Read on a simulated clock only."""

LETTER = "kh_message"
"""What a replayed message is called in the truth of the simulator. Read on a simulated clock only."""

Headers = list[tuple[str, bytes]]
Partition = tuple[str, int]
"""Topic (without the prefix of this hub) and partition."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the log. ``topic`` is without the prefix of this hub."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: Mapping[str, bytes]

    @property
    def place(self) -> str:
        """Where it lies: ``in.bvh/0/17``; the id of the dead letter that it becomes if it must."""
        return f"{self.topic}/{self.partition}/{self.offset}"


def event_headers(attributes: Mapping[str, str]) -> Headers:
    """The context attributes as headers; Kafka's protocol binding of CloudEvents 1.0."""
    return [
        CONTENT_TYPE,
        *((CE_PREFIX + name, value.encode()) for name, value in attributes.items()),
    ]


def attributes_of(record: Record) -> dict[str, str]:
    """The context attributes of an event's record.

    Raises:
        EnvelopeError: a header is not text.
    """
    found: dict[str, str] = {}
    for name, value in record.headers.items():
        if name.startswith(CE_PREFIX):
            try:
                found[name.removeprefix(CE_PREFIX)] = value.decode()
            except UnicodeDecodeError:
                raise EnvelopeError("malformed-attribute", field=name) from None
    return found


def read_event(record: Record, framer: Framer) -> Envelope:
    """The event in a record.

    Raises:
        InputError: not an event of ours, or a damaged one.
        UnreachableError: the schema registry that is needed does not answer.
    """
    return Envelope.from_attributes(attributes_of(record), codec.decode(framer.into(record.value)))


def read_native(record: Record, *, simulated: bool) -> Message:
    """The native message in a record of ``in.<registry>``; refused, if a header of a replay makes no sense.

    On a ``simulated`` clock the record says when it came; otherwise a registry must not be able to.
    """
    registry, letter = record.topic.removeprefix(IN_PREFIX), record.place
    at: datetime | None = None
    refused: InputError | None = None
    if simulated:
        letter = record.headers.get(LETTER, letter.encode()).decode(errors="replace")
        try:
            at = _moment(record.headers.get(RECORDED_AT))
        except ValueError:
            refused = EnvelopeError("malformed-attribute", field=RECORDED_AT)
    return Message(record.offset, registry, at, record.value, refused, letter)


def _moment(stamp: bytes | None) -> datetime | None:
    if stamp is None:
        return None
    found = datetime.fromisoformat(stamp.decode())
    if found.tzinfo is None:
        raise ValueError
    return found
