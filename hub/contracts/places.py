"""How the parts of the contract are called: files, messages, and what is asked of those who provide them."""

from collections.abc import Mapping
from dataclasses import dataclass

AVRO_FOLDER = "avro"
JSON_FOLDER = "jsonschema"
DOCUMENT = "asyncapi.yaml"

OUT_CHANNEL = "out"
EDGE_CHANNEL = "edge"
RECIPIENT = "{recipient}"
"""Stands in an address for any recipient."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What the contract says of a registry.

    Attributes:
        name: as in topics: ``bvh``.
        content_type: of its messages.
        source: CloudEvents `source` of the events that come of them.
        carries: wire names of the events that it can send or receive.
        max_bytes: a larger message is refused.
    """

    name: str
    content_type: str
    source: str
    carries: tuple[str, ...]
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Hub:
    """What the contract is about, as the composition knows it.

    Attributes:
        version: of the program.
        registries: all that send.
        recipients: whom the hub may ever tell something, and the categories of table B each may ever see.
    """

    version: str
    registries: tuple[Registry, ...]
    recipients: Mapping[str, frozenset[str]]


def avro_file(kind: str, version: int) -> str:
    """The schema of an event's version, from the folder of the contract."""
    return f"{AVRO_FOLDER}/{kind}.v{version}.avsc"


def json_file(kind: str, version: int) -> str:
    """The JSON Schema of an event's version, from the folder of the contract."""
    return f"{JSON_FOLDER}/{kind}.v{version}.json"


def edge_message(kind: str) -> str:
    """An event in its structured form."""
    return f"{kind}.json"


def native_message(registry: str) -> str:
    """A registry's own message."""
    return f"native.{registry}"
