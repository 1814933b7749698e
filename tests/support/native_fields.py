"""All fields of a registry's messages, by the names that they have on the wire, as its models declare them.

Two things rest on it: the pages in ``docs/registries``, and the oracle of the fuzz tests, which must know to
which field a damaged byte belongs. It walks declarations only; nothing is parsed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hub.adapters import kbps, vis2
from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter
from hub.adapters.native import Native
from hub.adapters.spelling import Spelling
from hub.schemas.observation import Observation

NESTED: dict[str, tuple[str, type[Native]]] = {
    "kbps": (kbps.STUUR, kbps.Stuurgegevens),
    "vis2": (vis2.SOURCE_GROUP, vis2.Bron),
}
"""Heads that keep their own fields in a group within the message: the group's name and its model."""


@dataclass(frozen=True, slots=True)
class NativeField:
    """One field on the wire.

    Attributes:
        steps: its names from the outside to the inside, without the message's own frame.
        canonical: where its value goes, in observation or event: ``person.bsn``, ``offences.article``.
        carried: whether the canonical side has that field; if not, it is checked and not kept.
        type: the type that it is declared with, annotations and all; of one item, if there are many.
        required: whether the native model has no default for it.
        must: whether the canonical side has none.
        default: the native model's default, if it has one.
        repeats: whether it may stand several times.
        group: whether it only holds other fields.
    """

    steps: tuple[str, ...]
    canonical: str
    carried: bool
    type: Any
    required: bool
    must: bool
    default: object
    repeats: bool
    group: bool


def head_fields(adapter: MappedAdapter) -> list[NativeField]:
    """The fields that precede every fact of a registry."""
    found = list(_fields(adapter.head, Observation, (), ""))
    if adapter.registry in NESTED:
        group, model = NESTED[adapter.registry]
        inner = {field.canonical: field for field in _fields(model, Observation, (group,), "")}
        extra = [field for name, field in inner.items() if not field.carried]
        found = extra + [inner.get(field.canonical, field) for field in found]
    if isinstance(adapter, FixedAdapter):
        record = adapter.layout.head.name
        found = [
            field if field.group or len(field.steps) > 1 else _moved(field, (record,)) for field in found
        ]
    return found


def body_fields(adapter: MappedAdapter, kind: str) -> list[NativeField]:
    """The fields of one kind of fact; its own element, object or record is the first step."""
    body = adapter.bodies[kind]
    outside: tuple[str, ...] = (kind,)
    if isinstance(adapter, JsonAdapter):
        outside = (adapter.body_key,)
    elif isinstance(adapter, CsvAdapter):
        outside = ()
    return list(_fields(body, body.event, outside, ""))


def place(adapter: MappedAdapter, steps: tuple[str, ...]) -> str:
    """A field's place as the registry's own people would say it."""
    separator = "_" if isinstance(adapter, CsvAdapter) else "." if isinstance(adapter, JsonAdapter) else "/"
    return separator.join(steps)


def one_of(field: FieldInfo) -> tuple[Any, bool]:
    """The type of one value of a field, without the option of none; and whether it may have many."""
    return _one(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)


def marks(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - any annotation
    """Everything that ``Annotated`` says about a type, from the inside to the outside."""
    if get_origin(annotation) is Annotated:
        inner, *told = get_args(annotation)
        yield from marks(inner)
        yield from told


def _moved(field: NativeField, before: tuple[str, ...]) -> NativeField:
    values = {name: getattr(field, name) for name in NativeField.__dataclass_fields__}
    return NativeField(**(values | {"steps": before + field.steps}))


def _fields(
    model: type[BaseModel], canonical: type[BaseModel] | None, outside: tuple[str, ...], within: str
) -> Iterator[NativeField]:
    for name, field in model.model_fields.items():
        target = canonical.model_fields.get(name) if canonical else None
        kind, repeats = one_of(field)
        if kind is NoneType:  # a field that the format lacks
            continue
        group = isinstance(kind, type) and issubclass(kind, Native)
        steps = (*outside, field.alias or name)
        yield NativeField(
            steps=steps,
            canonical=f"{within}{name}",
            carried=target is not None,
            type=kind,
            required=field.is_required(),
            must=target is not None and target.is_required(),
            default=None if field.is_required() else field.get_default(call_default_factory=True),
            repeats=repeats,
            group=group,
        )
        if group:
            part = _model(target.annotation) if target else None
            yield from _fields(kind, part, steps, f"{within}{name}.")


def _one(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, *told = arguments
        if any(isinstance(mark, Spelling) for mark in told):  # the registry writes it as one value
            return annotation, False
        kind, repeats = _one(inner)
        # What is said of many values stays with the many.
        return (kind, True) if repeats else (Annotated[kind, *told], False)
    if origin in {Union, UnionType}:
        return _one(next((option for option in arguments if option is not NoneType), NoneType))
    if origin is tuple and arguments[-1] is Ellipsis:
        return _one(arguments[0])[0], True
    return annotation, False


def _model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model, get_args(annotation))), None)
