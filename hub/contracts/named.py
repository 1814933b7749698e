"""Schemas by what a person types: a file, a folder, or ``event@version`` of those that ship in the hub."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from hub.contracts.places import AVRO_FOLDER
from hub.errors import ConfigurationError
from hub.schemas.codec import Committed, read_committed
from hub.schemas.events import EVENTS

_NAME = re.compile(r"(?P<event>[A-Za-z][A-Za-z0-9-]*)@(?P<version>[1-9]\d*)")
_FILE = re.compile(r"(?P<kind>[a-z0-9-]+)\.v(?P<version>[1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for. ``whole``: a whole set of schemas, which can lack one; else exactly one."""

    schemas: tuple[Committed, ...]
    whole: bool


def find(text: str) -> Found:
    """The schemas that a text means: a ``.avsc`` file, a folder of them or of a contract, ``event@version``.

    An event goes by its wire name or its class: ``persoon-gemarkeerd@1``, ``PersonMarked@1``. A file whose
    name does not say the version has the version 0.

    Raises:
        ConfigurationError: there is no such thing, or nothing in it.
    """
    path = Path(text)
    if path.is_dir():
        return Found(_folder(path), whole=True)
    if path.is_file():
        return Found((_file(path),), whole=False)
    match = _NAME.fullmatch(text)
    if match is None:
        msg = f"{text} is no file, no folder and no event@version; `ketenhub schema list` names the events"
        raise ConfigurationError(msg)
    return Found((_shipped(match["event"], int(match["version"])),), whole=False)


def shipped() -> Found:
    """The schemas that ship in this hub."""
    return Found(read_committed(), whole=True)


def _folder(path: Path) -> tuple[Committed, ...]:
    inside = path / AVRO_FOLDER
    try:
        found = read_committed(inside if inside.is_dir() else path)
    except (OSError, UnicodeDecodeError):
        msg = f"{path} holds a file that cannot be read as text"
        raise ConfigurationError(msg) from None
    if not found:
        msg = f"{path} holds no schemas: <kind>.v<version>.avsc, there or in {AVRO_FOLDER}/"
        raise ConfigurationError(msg)
    return found


def _file(path: Path) -> Committed:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        msg = f"{path} cannot be read as text"
        raise ConfigurationError(msg) from None
    match = _FILE.fullmatch(path.stem)
    if match is not None:
        return Committed(match["kind"], int(match["version"]), text)
    return Committed(_kind_of(text) or path.stem, 0, text)


def _kind_of(text: str) -> str:
    """The event whose class a schema is named after; empty if none is."""
    try:
        schema = json.loads(text)
    except ValueError:
        return ""
    name = schema.get("name") if isinstance(schema, dict) else None
    return next((event.kind for event in EVENTS if event.__name__ == name), "")


def _shipped(event: str, version: int) -> Committed:
    kind = next((one.kind for one in EVENTS if event in (one.kind, one.__name__)), None)
    if kind is None:
        msg = f"there is no event {event}; `ketenhub schema list` names them"
        raise ConfigurationError(msg)
    versions = {one.version: one for one in read_committed() if one.kind == kind}
    if version not in versions:
        msg = f"{kind} has no version {version}, but {', '.join(map(str, versions))}"
        raise ConfigurationError(msg)
    return versions[version]
