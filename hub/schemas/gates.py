"""The gates a schema must pass before it is merged (the tests and ``ketenhub schema`` run them).

Avro's FULL_TRANSITIVE is necessary and not enough. It lets a field with a default be renamed (old values lose
it in silence), a symbol be dropped (old decisions become ``ONBEKEND``) and a logical type change (times a
thousand times too late). So besides Apache's own compatibility checker stands a stricter rule: a later
version keeps every fact of every earlier one. Fields and symbols are added, never taken away.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import combinations, permutations
from pathlib import Path
from typing import Any, get_args

import avro.errors
import avro.schema
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from pydantic import BaseModel

from hub.errors import ConfigurationError, SchemaIncompatibleError
from hub.schemas.base import UNKNOWN_SYMBOL, WireEnum
from hub.schemas.codec import Committed, read_committed, schema_id
from hub.schemas.derivation import DIRECTORY, differences
from hub.schemas.events import EVENTS, Event

_Gate = Callable[[Iterable[Committed]], None]


def check_derived(committed: Iterable[Committed], events: Iterable[type[Event]] = EVENTS) -> None:
    """The committed schema of each event's current version is what its model says.

    Raises:
        SchemaIncompatibleError: with what differs, and the remedy.
    """
    if found := differences(committed, events):
        remedy = (
            "Raise schema_version if a release has the old one; then python -m hub.schemas.derivation --write"
        )
        raise SchemaIncompatibleError("\n".join([*found, remedy]))


def check_readable(committed: Iterable[Committed]) -> None:
    """Each is a record in Avro, and none holds itself: what the gates and the words about a change rest on.

    Raises:
        ConfigurationError: names the schema. No gate, for those that ship were derived.
    """
    for one in committed:
        try:
            schema = json.loads(one.text)
            avro.schema.parse(one.text)
        except (ValueError, avro.errors.AvroException):
            schema = None
        if not isinstance(schema, dict) or schema.get("type") != "record":
            msg = f"{_name(one)} is no Avro schema of an event: a record, as JSON"
            raise ConfigurationError(msg)
        if _holds_itself(schema, frozenset()):
            msg = f"{_name(one)} holds itself; events of the hub do not"
            raise ConfigurationError(msg)


def check_compatible(committed: Iterable[Committed]) -> None:
    """Each version reads what each other version wrote, and nothing of an earlier one is lost in a later.

    Raises:
        SchemaIncompatibleError: names the event, both versions and the place.
    """
    by_kind: dict[str, list[Committed]] = defaultdict(list)
    for one in sorted(committed, key=lambda one: one.version):
        by_kind[one.kind].append(one)
    for versions in by_kind.values():
        for reader, writer in permutations(versions, 2):
            _check_pair(reader, writer)
        for earlier, later in combinations(versions, 2):
            if lost := sorted(_facts(earlier) - _facts(later)):
                msg = f"{_name(later)} loses of {_name(earlier)}: {'; '.join(lost)}"
                raise SchemaIncompatibleError(msg)


def _check_pair(reader: Committed, writer: Committed) -> None:
    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]  # its author left it so
    result = checker.get_compatibility(avro.schema.parse(reader.text), avro.schema.parse(writer.text))
    if result.compatibility is not SchemaCompatibilityType.compatible:
        kinds = ", ".join(sorted(kind.value for kind in result.incompatibilities))
        places = ", ".join(sorted(result.locations))
        msg = (
            f"{_name(reader)} cannot read {_name(writer)}: {kinds} at {places} ({'; '.join(result.messages)})"
        )
        raise SchemaIncompatibleError(msg)


def check_fingerprints(committed: Iterable[Committed]) -> None:
    """No two schemas share a fingerprint: a value must name its one writer.

    The fingerprint leaves out defaults and logical types, so a version that differs only there is refused.

    Raises:
        SchemaIncompatibleError: names both.
    """
    seen: dict[bytes, Committed] = {}
    for one in committed:
        other = seen.setdefault(schema_id(one.text), one)
        if other is not one:
            msg = f"{_name(other)} and {_name(one)} have one fingerprint: values cannot tell them apart"
            raise SchemaIncompatibleError(msg)


def check_enums(committed: Iterable[Committed]) -> None:
    """Every enum has ``ONBEKEND`` as its first symbol and as its default.

    Raises:
        SchemaIncompatibleError: names the schema and the enum.
    """
    for one in committed:
        for enum in _nodes(json.loads(one.text)):
            if enum.get("type") != "enum":
                continue
            if enum["symbols"][0] != UNKNOWN_SYMBOL or enum.get("default") != UNKNOWN_SYMBOL:
                msg = f"{_name(one)}: enum {enum['name']} needs {UNKNOWN_SYMBOL} as first symbol and default"
                raise SchemaIncompatibleError(msg)


def check_wire_enums(events: Iterable[type[Event]] = EVENTS) -> None:
    """Every enum in an event is a `WireEnum`, so that a symbol we do not know is refused, never used.

    Raises:
        SchemaIncompatibleError: names the event and the enum.
    """
    for event in events:
        for part in _types(event):
            if issubclass(part, StrEnum) and not issubclass(part, WireEnum):
                msg = f"{event.__name__}: {part.__name__} must be a WireEnum"
                raise SchemaIncompatibleError(msg)


def check_history(released: Iterable[Committed], committed: Iterable[Committed]) -> None:
    """Every released schema is still there, unchanged: values written with it lie on the log.

    Raises:
        SchemaIncompatibleError: names the schema that is gone or was rewritten.
    """
    now = {(one.kind, one.version): json.loads(one.text) for one in committed}
    for one in released:
        found = now.get((one.kind, one.version))
        if found != json.loads(one.text):
            what = "is gone" if found is None else "was rewritten; add a new version instead"
            msg = f"{_name(one)} was released and {what}"
            raise SchemaIncompatibleError(msg)


def _name(one: Committed) -> str:
    return f"{one.kind}.v{one.version}"


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a JSON document
    """All JSON objects in a schema."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _nodes(part)


def _holds_itself(schema: Any, above: frozenset[str]) -> bool:  # noqa: ANN401 - a JSON document
    """Whether a named type is referred to within its own definition."""
    match schema:
        case str():
            return schema.rpartition(".")[2] in above
        case list():
            return any(_holds_itself(branch, above) for branch in schema)
        case {"type": "record", "name": name, "fields": fields}:
            inside = above | {name.rpartition(".")[2]}
            return any(_holds_itself(field["type"], inside) for field in fields)
        case (
            {"type": "array", "items": part}
            | {"type": "map", "values": part}
            | {"type": dict() | list() as part}
        ):
            return _holds_itself(part, above)
        case _:
            return False


def _facts(one: Committed) -> set[str]:
    """What a schema promises, one line each: ``offences[].article is string``, ``origin has TOP_X``."""
    schema = json.loads(one.text)
    named = {node["name"]: node for node in _nodes(schema) if node.get("type") in ("record", "enum")}
    return set(_facts_at("", schema, named))


def _facts_at(path: str, schema: Any, named: dict[str, Any]) -> Iterator[str]:  # noqa: ANN401 - a JSON document
    if isinstance(schema, list):
        for branch in schema:
            yield from _facts_at(path, branch, named)
        return
    if isinstance(schema, str):
        schema = named.get(schema.rpartition(".")[2], {"type": schema})
    name = schema.get("logicalType") or schema.get("name") or schema["type"]
    yield f"{path or 'event'} is {name}"
    if schema["type"] == "array":
        yield from _facts_at(f"{path}[]", schema["items"], named)
    elif schema["type"] == "enum":
        yield from (f"{path} has {symbol}" for symbol in schema["symbols"])
    elif schema["type"] == "record":
        for field in schema["fields"]:
            yield from _facts_at(f"{path}.{field['name']}".lstrip("."), field["type"], named)


def _types(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - annotations have no common type
    """All classes that an annotation names, through unions, tuples and models."""
    if isinstance(annotation, type):
        yield annotation
        if issubclass(annotation, BaseModel):
            for field in annotation.model_fields.values():
                yield from _types(field.annotation)
    for argument in get_args(annotation):
        yield from _types(argument)


GATES: tuple[_Gate, ...] = (check_derived, check_compatible, check_fingerprints, check_enums)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gate found. ``asks``: what must hold; ``refusal``: why it does not, empty where it does."""

    gate: str
    asks: str
    refusal: str


def outcomes(
    committed: Iterable[Committed], *, released: Iterable[Committed] | None = None
) -> Iterator[Outcome]:
    """What every gate finds, each held against all schemas.

    Args:
        committed: the schemas to judge.
        released: those of the last release, where it is known: none of them may be gone or rewritten.
    """
    committed = tuple(committed)
    checks = [partial(gate, committed) for gate in GATES]
    checks.append(partial(check_wire_enums))
    if released is not None:
        checks.append(partial(check_history, tuple(released), committed))
    for check in checks:
        asks = (check.func.__doc__ or "").partition("\n")[0]
        try:
            check()
        except SchemaIncompatibleError as refusal:
            yield Outcome(check.func.__name__, asks, str(refusal))
        else:
            yield Outcome(check.func.__name__, asks, "")


def main(arguments: list[str] | None = None) -> int:
    """Run all gates from the command line; 0 when all pass, 5 when one refuses."""
    parser = argparse.ArgumentParser(prog="python -m hub.schemas.gates", description="Schema gates")
    parser.add_argument("--released", type=Path, help="directory with the schemas of the last release")
    released = parser.parse_args(arguments).released
    found = outcomes(
        read_committed(DIRECTORY), released=read_committed(released) if released is not None else None
    )
    words = [one.refusal for one in found if one.refusal]
    sys.stderr.writelines(f"{why}\n" for why in words)
    return 5 if words else 0


if __name__ == "__main__":
    sys.exit(main())
