"""What can be done to a message in JSON."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hub.kit.fields import Path
from hub.kit.tampering import Leaf, Tampered

STRANGER = "onbekendVeld"
"""A field that no registry has."""
_Steps = tuple[str | int, ...]


class JsonForm:
    """See `hub.kit.tampering.Form`."""

    def respelled(self, body: bytes) -> bytes:
        """Indented, in the order of the alphabet, with all that can be escaped escaped."""
        return json.dumps(json.loads(body), indent=3, sort_keys=True, ensure_ascii=True).encode()

    def leaves(self, body: bytes) -> Iterator[Leaf]:
        """Each value that is neither object nor list."""
        document = json.loads(body)
        for steps, value in _leaves(document):

            def put(text: str, steps: _Steps = steps, old: object = value) -> bytes:
                # A number stays one, or it would be refused for its type and never for what it says.
                number = type(old) is int and text.isdigit()
                return _with(document, steps, int(text) if number else text)

            yield Leaf(
                tuple(s for s in steps if isinstance(s, str)), "" if value is None else str(value), put
            )

    def added(self, body: bytes, path: Path, text: str) -> bytes | None:
        """A key more, in an object that is there."""
        document = json.loads(body)
        group = document
        for name in path[:-1]:
            group = group.get(name) if isinstance(group, dict) else None
        return _with(document, path, text) if isinstance(group, dict) else None

    def strangers(self, body: bytes) -> Iterator[Tampered]:
        """A key more, in each object."""
        document = json.loads(body)
        for steps in _objects(document):
            place = ".".join(map(str, (*steps, STRANGER)))
            yield Tampered(place, _with(document, (*steps, STRANGER), "x"))

    def hostile(self) -> Iterator[Tampered]:
        """Nesting, another encoding, numbers that are none, and what is no object."""
        for depth in (65, 10_000):
            yield Tampered(f"{depth} lists", b'{"a":' + b"[" * depth + b"]" * depth + b"}")
        yield Tampered("65 objects", b'{"a":' * 65 + b"1" + b"}" * 65)
        yield Tampered("UTF-16", '{"a":1}'.encode("utf-16"))
        yield Tampered("NaN", b'{"a":NaN}')
        yield Tampered("half a surrogate pair", b'{"a":"\xed\xa0\x80"}')
        for text in (b"null", b"[]", b'"text"', b"12", b"{}{}", b"{'a':1}"):
            yield Tampered(text.decode(), text)


def _with(document: Any, steps: _Steps, value: object) -> bytes:  # noqa: ANN401 - any JSON
    changed = deepcopy(document)
    at: Any = changed
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = value
    return json.dumps(changed).encode()


def _leaves(value: object, steps: _Steps = ()) -> Iterator[tuple[_Steps, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*steps, index))
    else:
        yield steps, value


def _objects(value: object, steps: _Steps = ()) -> Iterator[_Steps]:
    if isinstance(value, dict):
        yield steps
        for key, item in value.items():
            yield from _objects(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _objects(item, (*steps, index))
