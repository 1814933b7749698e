"""What changed between two versions of an Avro schema, in words, and what each change means for old and new.

Words only: whether it may ship is decided by `hub.schemas.gates`, whose FULL_TRANSITIVE and "nothing is
lost" are checked by Apache's library and not by this module. Named types are compared by what they hold,
wherever they are first written out, so that moving a definition is no change.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hub.schemas.base import UNKNOWN_SYMBOL

Json = Any

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``place``: the path of the field, ``offences[].article``; empty for the event itself.

    ``safe``: no reader or writer of another version suffers, as far as these words go.
    """

    place: str
    words: str
    safe: bool


def explain(old: Json, new: Json) -> list[Change]:
    """What is different in ``new``, in the order of its fields; nothing: the same contract.

    Args:
        old: a schema as parsed JSON.
        new: a later one of the same event.
    """
    return list(_compare("", old, new, _Named(old), _Named(new), frozenset()))


class _Named:
    """The named types that a schema defines, by their last name, as the gates take them."""

    def __init__(self, schema: Json) -> None:
        self._types: dict[str, Json] = {}
        self._collect(schema)

    def _collect(self, schema: Json) -> None:
        if isinstance(schema, list):
            for branch in schema:
                self._collect(branch)
        elif isinstance(schema, dict):
            if schema.get("type") in ("record", "enum", "fixed"):
                self._types[_last(schema["name"])] = schema
            for part in schema.values():
                self._collect(part)

    def resolve(self, schema: Json) -> Json:
        """A type written out: always an object or, for a union, a list of them."""
        if isinstance(schema, list):
            return [self.resolve(branch) for branch in schema]
        if isinstance(schema, str):
            return self._types.get(_last(schema), {"type": schema})
        # ``{"type": {"type": "record", …}}`` is the same as its inside.
        return self.resolve(schema["type"]) if isinstance(schema.get("type"), dict | list) else schema


def _compare(
    place: str, old: Json, new: Json, before: _Named, after: _Named, above: frozenset[str]
) -> Iterator[Change]:
    old, new = before.resolve(old), after.resolve(new)
    if _name(old) != _name(new):
        yield Change(
            place, f"{_called(place)} changed from {_name(old)} to {_name(new)}: {_TYPE}", safe=False
        )
        return
    if isinstance(new, list):
        # The same branches, for their names are equal; each by its own.
        for one, other in zip(sorted(old, key=_name), sorted(new, key=_name), strict=True):
            yield from _compare(place, one, other, before, after, above)
        return
    match new["type"]:
        case "array":
            yield from _compare(f"{place}[]", old["items"], new["items"], before, after, above)
        case "map":
            yield from _compare(f"{place}{{}}", old["values"], new["values"], before, after, above)
        case "enum":
            yield from _symbols(place, old, new)
        case "record" if new["name"] not in above:
            yield from _fields(place, old, new, before, after, above | {new["name"]})
        case _:
            pass
    if isinstance(new, dict) and old.get("logicalType") != new.get("logicalType"):
        was, now = (one.get("logicalType", f"a bare {one['type']}") for one in (old, new))
        words = f"{_called(place)} is {now} and was {was}: old values would be taken for other ones"
        yield Change(place, words, safe=False)


_TYPE = "values already written cannot be read, or mean something else"


def _fields(
    place: str, old: Json, new: Json, before: _Named, after: _Named, above: frozenset[str]
) -> Iterator[Change]:
    was = {field["name"]: field for field in old["fields"]}
    now = {field["name"]: field for field in new["fields"]}
    for name, field in now.items():
        path = f"{place}.{name}".lstrip(".")
        if name not in was:
            yield _added(path, field)
            continue
        yield from _compare(path, was[name]["type"], field["type"], before, after, above)
        yield from _default(path, was[name].get("default", _ABSENT), field.get("default", _ABSENT))
    for name, field in was.items():
        if name not in now:
            path = f"{place}.{name}".lstrip(".")
            words = f"field `{path}` removed: what is written there already is lost to every later reader"
            if "default" not in field:
                words += ", and older readers cannot read new values"
            yield Change(path, words, safe=False)
    if sorted(was) == sorted(now) and list(was) != list(now):
        yield Change(
            place, f"fields of {_called(place)} in another order: Avro goes by the writer's", safe=True
        )


def _added(path: str, field: Json) -> Change:
    if "default" in field:
        words = (
            f"field `{path}` added with default {json.dumps(field['default'], ensure_ascii=False)}: "
            "older readers ignore it, and older values read as if it held the default"
        )
        return Change(path, words, safe=True)
    words = f"field `{path}` added without a default: values already written cannot be read"
    return Change(path, words, safe=False)


def _default(path: str, old: Json, new: Json) -> Iterator[Change]:
    if old == new and type(old) is type(new):
        return
    if new is _ABSENT:
        words = f"default of `{path}` taken away: values from before the field cannot be read"
        yield Change(path, words, safe=False)
    else:
        was = "none" if old is _ABSENT else json.dumps(old, ensure_ascii=False)
        words = f"default of `{path}` is {json.dumps(new, ensure_ascii=False)} and was {was}"
        # The first default harms nobody. Another one changes what a value without the field says.
        yield Change(path, f"{words}: values without the field say something else now", safe=old is _ABSENT)


def _symbols(place: str, old: Json, new: Json) -> Iterator[Change]:
    called = _called(place)
    for symbol in new["symbols"]:
        if symbol not in old["symbols"]:
            seen = old.get("default", "nothing they know")
            words = f"symbol {symbol} added to {called}: older readers see {seen}"
            if old.get("default") == UNKNOWN_SYMBOL:
                words += ", and refuse the event until they are upgraded"
            yield Change(place, words, safe="default" in old)
    for symbol in old["symbols"]:
        if symbol not in new["symbols"]:
            words = f"symbol {symbol} removed from {called}: values already written cannot be read"
            yield Change(place, words, safe=False)
    if old.get("default") != new.get("default"):
        words = f"{called}: an unknown symbol reads as {new.get('default')}, and read as {old.get('default')}"
        yield Change(place, words, safe=False)


def _called(place: str) -> str:
    return f"`{place}`" if place else "the event"


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _name(schema: Json) -> str:
    """What a type is called: two with other names are other types, whatever they hold."""
    if isinstance(schema, list):
        return " or ".join(sorted(map(_name, schema)))
    kind: str = schema["type"]
    return f"{kind} {_last(schema['name'])}" if kind in ("record", "enum", "fixed") else kind
