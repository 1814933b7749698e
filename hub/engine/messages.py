"""Native messages as they come in: one JSON object a line (``messages.ndjson``)."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from hub.errors import ConfigurationError, InputError, MappingError, NativeFormatError, Stage


@dataclass(frozen=True, slots=True)
class Message:
    """One native message, or a line that is none.

    ``position`` counts from 1: the line in the file, or the offset in its partition. ``at`` is when the hub
    received it; ``None`` where the line does not say. ``refused`` is set when there is no body to parse.
    ``letter`` is the id of the dead letter that it becomes if it must.
    """

    position: int
    registry: str
    at: datetime | None
    body: bytes
    refused: InputError | None = None
    letter: str = ""


def read_messages(path: Path, *, start: int = 1) -> Iterator[Message]:
    """The messages of a file from line ``start`` on, one at a time.

    A line that cannot be read is yielded as refused, never skipped: the engine makes it a dead letter.

    Raises:
        ConfigurationError: there is no such file.
    """
    if not path.is_file():
        msg = f"{path} does not exist; `ketenhub sim run` writes one"
        raise ConfigurationError(msg)
    with path.open("rb") as lines:
        for position, line in enumerate(lines, start=1):
            if position >= start:
                yield read_message(position, line)


def read_message(position: int, line: bytes) -> Message:
    """Read one line."""
    try:
        found: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        refused = NativeFormatError(
            "not-json", field=f"byte:{error.pos}", hint="Each line is one JSON object."
        )
        return Message(position, "?", None, line, _at_envelope(refused), _letter(position))
    try:
        return _from_object(position, found)
    except InputError as error:
        registry = found.get("registry") if isinstance(found, dict) else None
        name = registry if isinstance(registry, str) else "?"
        return Message(position, name, None, line, _at_envelope(error), _letter(position))


def _from_object(position: int, found: object) -> Message:
    if not isinstance(found, dict):
        raise MappingError("not-an-object", hint="Each line is one JSON object.")
    for name in ("registry", "at", "body"):
        if not isinstance(found.get(name), str):
            raise MappingError(
                "missing-field", field=name, hint="A line has registry, at, content_type and body."
            )
    try:
        at = datetime.fromisoformat(found["at"])
    except ValueError:
        raise MappingError("malformed-value", field="at", hint="ISO 8601 with an offset.") from None
    if at.tzinfo is None:
        raise MappingError("naive-time", field="at", hint="ISO 8601 with an offset.")
    body = found["body"].encode()
    if found.get("encoding") == "base64":
        try:
            body = b64decode(body, validate=True)
        except binascii.Error:
            raise NativeFormatError("not-base64", field="body", hint="The body says it is base64.") from None
    return Message(position, found["registry"], at, body, letter=_letter(position))


def _letter(position: int) -> str:
    """The name of a line, as the truth of the simulator knows it."""
    return f"messages/{position}"


def _at_envelope(error: InputError) -> InputError:
    error.stage = Stage.ENVELOPE
    return error
