"""The fields of a registry's native messages, found from its models: where each stands, and what it holds.

A rule that must hold for every coded field, or every time, may not rest on a list that somebody keeps: the
models are asked. Paths are as `hub.kit.forms` finds the same places in bytes, without the numbers of
repeated groups.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter
from hub.adapters.native import Head, Native
from hub.adapters.spelling import Coded
from hub.schemas.base import WireEnum

Path = tuple[str, ...]
"""Native names from outside inwards: ``("verdachte", "bsn")``; for CSV one column, for fixed width two."""


@dataclass(frozen=True, slots=True)
class NativeField:
    """One value of a native message.

    Attributes:
        path: where it stands.
        codes: the words that it may hold, if it is coded; empty where only its enum says so.
        coded: whether it holds a member of a code table or enum.
        timed: whether it is a moment.
        optional: whether it may be absent.
    """

    path: Path
    codes: frozenset[str]
    coded: bool
    timed: bool
    optional: bool


def native_fields(adapter: MappedAdapter, kind: str) -> tuple[NativeField, ...]:
    """All fields of the messages of a kind, head and body."""
    body_at: Path = (adapter.body_key,) if isinstance(adapter, JsonAdapter) else (kind,)
    moved = _moved(adapter.head)
    if isinstance(adapter, CsvAdapter):
        found = [*_within(adapter.head, ()), *_within(adapter.bodies[kind], ())]
        return tuple(_at(("_".join(field.path),), field) for field in found)
    if isinstance(adapter, FixedAdapter):
        first = adapter.layout.head.name
        nested = (
            field if len(field.path) > 1 else _at((first, *field.path), field)
            for field in _within(adapter.head, ())
        )
        return (*nested, *_within(adapter.bodies[kind], (kind,)))
    head = (_at(moved.get(field.path, field.path), field) for field in _within(adapter.head, ()))
    return (*head, *_within(adapter.bodies[kind], body_at))


def _moved(head: type[Head]) -> dict[Path, Path]:
    """Where the wire has fields of a head that writes them in a group of its own, as StUF does.

    The model does not say so, only its `to_wire`: a field stands where the wire differs if only it does.
    """
    if head.to_wire is Native.to_wire:  # plain functions on the class, so the same one if not overridden
        return {}
    marks = flattened(head.model_fields["actor"].metadata)
    actors = next((list(mark.table.values()) for mark in marks if isinstance(mark, Coded)), [])
    samples: dict[str, tuple[Any, Any]] = {
        "record": ("a", "b"),
        "version": (1, 2),
        "occurred_at": (datetime(2016, 3, 1, tzinfo=UTC), datetime(2016, 3, 2, tzinfo=UTC)),
        "actor": (actors[0], actors[-1]) if actors else (None, None),
    }
    plain = {name: one for name, (one, _) in samples.items()}
    before = head.model_construct(**plain).to_wire()
    found: dict[Path, Path] = {}
    for name, (_, other) in samples.items():
        after = head.model_construct(**(plain | {name: other})).to_wire()
        at = (head.model_fields[name].alias or name,)
        found[at] = _differing(before, after) or at
    return found


def _differing(before: object, after: object) -> Path:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    for key in before:
        if before[key] != after.get(key):
            return (key, *_differing(before[key], after.get(key)))
    return ()


def _at(path: Path, field: NativeField) -> NativeField:
    return NativeField(path, field.codes, field.coded, field.timed, field.optional)


def _within(model: type[Native], at: Path) -> Iterator[NativeField]:
    for name, field in model.model_fields.items():
        path = (*at, field.alias or name)
        group = group_of(field.annotation)
        if group is not None:
            yield from _within(group, path)
            continue
        if field.exclude:
            continue
        parts = parts_of(field)
        tables = [part for part in parts if isinstance(part, Coded)]
        enums = any(isinstance(part, type) and issubclass(part, WireEnum) for part in parts)
        yield NativeField(
            path,
            codes=frozenset(code for table in tables for code in table.table),
            coded=bool(tables) or enums,
            timed=datetime in parts,
            optional=not field.is_required(),
        )


def parts_of(field: FieldInfo) -> list[Any]:
    """Every type and every mark in the annotation of a field."""
    return list(_parts(field.annotation, tuple(field.metadata)))


def group_of(annotation: Any) -> type[Native] | None:  # noqa: ANN401 - any annotation
    """The model of a group, be it optional or one of many."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation if issubclass(annotation, Native) else None
    return next(filter(None, map(group_of, get_args(annotation))), None)


def _parts(annotation: Any, metadata: tuple[Any, ...]) -> Iterator[Any]:  # noqa: ANN401 - any annotation
    """Every type and every mark in an annotation."""
    yield from flattened(metadata)
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        yield from _parts(inner, tuple(marks))
    elif get_args(annotation):
        for part in get_args(annotation):
            yield from _parts(part, ())
    else:
        yield annotation


def flattened(metadata: Iterable[Any]) -> Iterator[Any]:
    """The parts of an annotation; those that stand in a ``Field(...)`` among them."""
    for part in metadata:
        if isinstance(part, FieldInfo):
            yield from part.metadata
        else:
            yield part
