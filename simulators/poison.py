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
from hub.errors import ConfigurationError, Stage
from simulators.randomness import Randomness

_MEBIBYTE = 1_048_576
_BSN = re.compile(rb"9999\d{5}")
_ZONE = r"(?:Z|[+-]\d\d:?\d\d)"
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
    # A cell is emptied: without it, all that follow would be in the wrong column.
    start, end = found.span("value" if _is_csv(registry) else 0)
    return body[:start] + body[end:]


def _edit(body: bytes, registry: str, name: str, change: Callable[[bytes], bytes]) -> bytes | None:
    found = _field(body, registry, name)
    if found is None:
        return None
    value = change(found["value"])
    if value == found["value"]:
        return None
    return body[: found.start("value")] + value + body[found.end("value") :]


def _is_csv(registry: str) -> bool:
    return ADAPTERS[registry].content_type == "text/csv"


def _field(body: bytes, registry: str, name: str) -> re.Match[bytes] | None:
    """Where a field of the message's head stands, by the registry's own name of it."""
    alias = _NESTED.get(registry, {}).get(name) or ADAPTERS[registry].head.model_fields[name].alias or name
    if _is_csv(registry):
        header, end, _ = body.partition(b"\r\n")
        before = header.decode().replace('"', "").split(";").index(alias)
        pattern = rf'{end.decode()}(?:"[^"]*";){{{before}}}"(?P<value>[^"]*)"'
    elif not body.startswith(b"<"):
        # A text, or a number: some registries have numbers for codes.
        pattern = (
            rf'"{re.escape(alias)}":(?P<quote>")?(?P<value>(?(quote)[^"]*|[0-9]+))(?(quote)")(?:,|(?=}}))'
        )
    elif alias.startswith("@"):
        pattern = rf' {re.escape(alias[1:])}="(?P<value>[^"]*)"'
    else:
        pattern = rf"<{re.escape(alias)}>(?P<value>[^<]*)</{re.escape(alias)}>"
    return re.search(pattern.encode(), body)


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
