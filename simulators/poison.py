"""Messages that no registry should send: copies of real ones, damaged in a known way.

They are extra: the messages that they were copied from stay, so that what must follow stays as it is. What is
expected of each is stated here, not asked of the hub: the stage at which it must be refused.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from hub.adapters import ADAPTERS
from hub.adapters.fixedwire import Record
from hub.adapters.mapped import FixedAdapter
from hub.errors import ConfigurationError, Stage
from simulators.randomness import Randomness

_MEBIBYTE = 1_048_576
_BSN = re.compile(rb"9999\d{5}")
_ZONE = r"(?:[WZ]T|Z|[+-]\d\d:?\d\d)"
"""How a time ends that says its zone: COMPAS writes summer and winter time in letters."""
_BOMB = b'<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

_NESTED: Mapping[str, Mapping[str, str]] = {
    "kbps": {"record": "referentienummer", "actor": "rol", "occurred_at": "tijdstipBericht"},
    "vis2": {"record": "bericht", "actor": "functie", "occurred_at": "moment"},
}
"""Where the fields of the head are not the head's own but stand in a group within it."""

Damage = Callable[[bytes, str], bytes | None]
"""Damages a body of a registry; None if there is nothing in it to damage this way."""


@dataclass(frozen=True, slots=True)
class Poison:
    """One way to damage a message, the stage that must refuse it, and how often it is drawn."""

    stage: Stage
    weight: int
    damage: Damage | None = None
    """Of the body; None for damage of the line around it."""


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A line of ``messages.ndjson``; ``kind`` is empty for a line that was there before."""

    line: bytes
    kind: str = ""
    stage: Stage | None = None


def _cut_off(body: bytes, _registry: str) -> bytes:
    return body[: len(body) // 2]


def _not_utf8(body: bytes, _registry: str) -> bytes:
    return body[: len(body) // 2] + b"\xff\xfe" + body[len(body) // 2 :]


def _oversize(body: bytes, _registry: str) -> bytes:
    return body + b" " * _MEBIBYTE


def _doctype(body: bytes, _registry: str) -> bytes | None:
    head, declaration, rest = body.partition(b"?>\n")
    return head + declaration + _BOMB + rest if body.startswith(b"<?xml") else None


def _bad_bsn(body: bytes, _registry: str) -> bytes | None:
    # The last digit weighs -1, so another last digit never passes the elfproef.
    found = _BSN.search(body)
    if found is None:
        return None
    wrong = found[0][:-1] + (b"0" if found[0].endswith(b"9") else b"%d" % (found[0][-1] - 47))
    return body[: found.start()] + wrong + body[found.end() :]


def _unknown_code(body: bytes, registry: str) -> bytes | None:
    return _edit(body, registry, "actor", lambda value: b"999" if value.isdigit() else b"ZZZ-BESTAAT-NIET")


def _naive_time(body: bytes, registry: str) -> bytes | None:
    return _edit(body, registry, "occurred_at", lambda value: re.sub(rf"{_ZONE}$".encode(), b"", value))


def _missing_field(body: bytes, registry: str) -> bytes | None:
    found = _field(body, registry, "record")
    if found is None:
        return None
    # A cell is emptied and a column of a record is blanked: without it, all that follow would be misplaced.
    start, end = (found.start, found.end) if _is_placed(registry) else (found.outer_start, found.outer_end)
    return body[:start] + _filled(b"", end - start, registry) + body[end:]


def _edit(body: bytes, registry: str, name: str, change: Callable[[bytes], bytes]) -> bytes | None:
    found = _field(body, registry, name)
    if found is None:
        return None
    old = body[found.start : found.end].rstrip(b" ") if _is_fixed(registry) else body[found.start : found.end]
    value = change(old)
    if value == old:
        return None
    return body[: found.start] + _filled(value, found.end - found.start, registry) + body[found.end :]


def _filled(value: bytes, width: int, registry: str) -> bytes:
    """A value as it stands in its field: of fixed width, it is neither wider nor narrower than before."""
    return value[:width].ljust(width) if _is_fixed(registry) else value


def _is_fixed(registry: str) -> bool:
    return isinstance(ADAPTERS[registry], FixedAdapter)


def _is_csv(registry: str) -> bool:
    return ADAPTERS[registry].content_type == "text/csv"


def _is_placed(registry: str) -> bool:
    """Whether a field is known by its place, not by a name beside it."""
    return _is_fixed(registry) or _is_csv(registry)


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a field stands in a body: its value, and the value with its name and marks around it."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def _field(body: bytes, registry: str, name: str) -> _Field | None:
    """Where a field of the message's head stands, by the registry's own name of it."""
    adapter = ADAPTERS[registry]
    alias = _NESTED.get(registry, {}).get(name) or adapter.head.model_fields[name].alias or name
    if isinstance(adapter, FixedAdapter):
        return _column(body, adapter.layout.head, alias)
    if _is_csv(registry):
        header, end, _ = body.partition(b"\r\n")
        columns = header.decode().replace('"', "").split(";")
        if alias not in columns:
            return None
        before = columns.index(alias)
        # In a cell a quote is doubled.
        pattern = rf'{end.decode()}(?:"(?:[^"]|"")*";){{{before}}}"(?P<value>(?:[^"]|"")*)"'
    elif not body.startswith(b"<"):
        # A text, or a number: some registries have numbers for codes.
        pattern = (
            rf'"{re.escape(alias)}":(?P<quote>")?(?P<value>(?(quote)[^"]*|[0-9]+))(?(quote)")(?:,|(?=}}))'
        )
    elif alias.startswith("@"):
        pattern = rf' {re.escape(alias[1:])}="(?P<value>[^"]*)"'
    else:
        pattern = rf"<{re.escape(alias)}>(?P<value>[^<]*)</{re.escape(alias)}>"
    found = re.search(pattern.encode(), body)
    return found and _Field(*found.span("value"), *found.span())


def _column(body: bytes, head: Record, alias: str) -> _Field | None:
    """A column of the first record, which is the head; it has no name there, only a place."""
    start = len(head.code)
    for column in head.columns:
        if column.name == alias:
            end = start + column.width
            return _Field(start, end, start, end) if len(body) >= end else None
        start += column.width
    return None


POISONS: Mapping[str, Poison] = {
    "cut-off": Poison(Stage.DECODE, 10, _cut_off),
    "not-utf-8": Poison(Stage.DECODE, 10, _not_utf8),
    "doctype-bomb": Poison(Stage.DECODE, 10, _doctype),
    "oversize": Poison(Stage.DECODE, 1, _oversize),
    "unknown-code": Poison(Stage.MAP, 10, _unknown_code),
    "missing-field": Poison(Stage.MAP, 10, _missing_field),
    "bad-bsn": Poison(Stage.MAP, 10, _bad_bsn),
    "naive-time": Poison(Stage.MAP, 10, _naive_time),
    "unknown-registry": Poison(Stage.ENVELOPE, 5),
    "not-json": Poison(Stage.ENVELOPE, 5),
}
"""Every kind of poison by name. ``oversize`` is rare because each is a mebibyte."""


def poison(
    lines: Iterable[bytes], *, number: int, total: int, seed: int, kinds: Iterable[str] = tuple(POISONS)
) -> Iterator[Poisoned]:
    """Mix ``number`` poisoned messages among ``total`` lines of ``messages.ndjson``.

    A poisoned copy follows the line it was made of. The same arguments give the same bytes.

    Raises:
        ConfigurationError: an unknown kind, more poison than messages, or a message that no kind can damage.
    """
    names = tuple(kinds)
    unknown = [name for name in names if name not in POISONS]
    if unknown or not names or number > total:
        msg = f"poison: at most one for each message, of the kinds {', '.join(POISONS)}"
        raise ConfigurationError(msg)
    rng = Randomness(seed).of("poison")
    chosen = set(rng.sample(range(total), number))
    for index, line in enumerate(lines):
        yield Poisoned(line)
        if index in chosen:
            left = list(names)
            while left:
                name = rng.choices(left, [POISONS[kind].weight for kind in left])[0]
                damaged = _damage(name, line)
                if damaged is not None:
                    yield Poisoned(damaged, name, POISONS[name].stage)
                    break
                left.remove(name)
            else:
                msg = "poison: there are messages that none of these kinds can damage; allow more kinds"
                raise ConfigurationError(msg)


def _damage(name: str, line: bytes) -> bytes | None:
    if name == "not-json":
        return line[: len(line) // 2].rstrip(b"\n") + b"\n"
    message: dict[str, Any] = orjson.loads(line)
    damage = POISONS[name].damage
    if damage is None:
        message["registry"] = "bestaat-niet"
        return orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE)
    body = damage(message["body"].encode(), message["registry"])
    if body is None:
        return None
    try:
        message["body"] = body.decode()
    except UnicodeDecodeError:
        message |= {"body": b64encode(body).decode(), "encoding": "base64"}
    return orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE)
