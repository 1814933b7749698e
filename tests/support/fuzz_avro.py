"""Damage to Avro values, of which it is known whether a check could tell."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.schemas.codec import MAX_BYTES
from hub.schemas.framing import HEADER, to_confluent
from tests.support.fuzz_avro_tokens import Token, Value, schemas, zigzag

HUGE = (1 << 20, 1 << 31, 1 << 40, 1 << 60, (1 << 62) + 1)
"""Lengths that would be the end of whoever believed them."""


@dataclass(frozen=True, slots=True)
class DamagedValue:
    """A damaged value. ``refused``: whether a check could tell. ``confluent``: framed as on a topic."""

    value: bytes
    refused: bool
    confluent: bool = False


Damage = Callable[[Value, random.Random], DamagedValue | None]


def _flip(value: Value, chance: random.Random) -> DamagedValue | None:
    at = chance.randrange(len(value.framed))
    byte = value.framed[at] ^ (1 << chance.randrange(8))
    damaged = value.framed[:at] + bytes([byte]) + value.framed[at + 1 :]
    if at < HEADER:
        return DamagedValue(damaged, damaged[2:HEADER] not in schemas()[0] or at < 2)
    token = next(one for one in value.tokens if one.start <= at < one.end)
    return DamagedValue(damaged, _byte_tells(token, byte))


def _byte_tells(token: Token, byte: int) -> bool:
    """Whether this byte in the place of one of a token's cannot be: of enums, branches and truths."""
    if token.kind == "bool":
        return byte > 1
    if token.kind in {"enum", "branch"} and token.end - token.start == 1 and byte < 0x80:
        index = (byte >> 1) ^ -(byte & 1)
        return not (token.kind == "enum") <= index < token.bound
    return False


def _token(value: Value, chance: random.Random, *kinds: str) -> Token | None:
    found = [one for one in value.tokens if one.kind in kinds]
    return chance.choice(found) if found else None


def _replaced(value: Value, token: Token, raw: bytes, *, refused: bool = True) -> DamagedValue:
    return DamagedValue(value.framed[: token.start] + raw + value.framed[token.end :], refused)


def _index(value: Value, chance: random.Random) -> DamagedValue | None:
    """An enum or a union of which there are not so many: the default symbol is no decision either."""
    token = _token(value, chance, "enum", "branch")
    if token is None:
        return None
    wrong = [-1, -token.bound, token.bound, token.bound + 7, 1 << 31, -(1 << 62)]
    if token.kind == "enum":
        wrong.append(0)
    return _replaced(value, token, zigzag(chance.choice(wrong)))


def _length(value: Value, chance: random.Random) -> DamagedValue | None:
    """A text or a list that says it is longer than everything, or shorter than nothing."""
    token = _token(value, chance, "length", "count")
    if token is None:
        return None
    return _replaced(value, token, zigzag(chance.choice((*HUGE, *(-one for one in HUGE), -1))))


def _truth(value: Value, chance: random.Random) -> DamagedValue | None:
    token = _token(value, chance, "bool")
    return None if token is None else _replaced(value, token, bytes([chance.randrange(2, 256)]))


_NUMBERS = ("enum", "branch", "length", "count", "number", "date", "timestamp-micros")


def _overlong(value: Value, chance: random.Random) -> DamagedValue | None:
    """A number with zeros before it, which others would read as the same."""
    token = _token(value, chance, *_NUMBERS)
    if token is None:
        return None
    raw = value.framed[token.start : token.end]
    longer = raw[:-1] + bytes([raw[-1] | 0x80]) + b"\x80" * chance.randrange(3) + b"\x00"
    return _replaced(value, token, longer)


def _not_utf8(value: Value, chance: random.Random) -> DamagedValue | None:
    token = _token(value, chance, "text")
    if token is None or token.value == 0:
        return None
    bad = chance.choice((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf8"))[: token.value]
    if token.value < len(bad):
        return None
    return _replaced(value, token, bad.ljust(token.value, b"a"))


def _moment(value: Value, chance: random.Random) -> DamagedValue | None:
    """A moment or a day that no calendar has."""
    token = _token(value, chance, "timestamp-micros", "date")
    if token is None:
        return None
    far = 1 << (62 if token.kind == "timestamp-micros" else 30)
    return _replaced(value, token, zigzag(chance.choice((far, -far))))


def _cut_off(value: Value, chance: random.Random) -> DamagedValue | None:
    return DamagedValue(value.framed[: chance.randrange(len(value.framed))], refused=True)


def _trailing(value: Value, chance: random.Random) -> DamagedValue | None:
    return DamagedValue(value.framed + chance.randbytes(chance.randint(1, 9)), refused=True)


def _slices(value: Value, chance: random.Random) -> DamagedValue | None:
    """Bytes lost, doubled, moved or made of noise: what is left is refused or is itself a value."""
    damaged = value.framed
    for _ in range(chance.randint(1, 3)):
        a, b, c = sorted(chance.randrange(HEADER, len(damaged) + 1) for _ in range(3))
        match chance.randrange(4):
            case 0:
                damaged = damaged[:b] + damaged[a:b] + damaged[b:]
            case 1:
                damaged = damaged[:a] + damaged[min(b, a + chance.randint(1, 4)) :]
            case 2:
                damaged = damaged[:a] + damaged[b:c] + damaged[a:b] + damaged[c:]
            case _:
                damaged = damaged[:a] + chance.randbytes(chance.randint(1, 4)) + damaged[a:]
    return DamagedValue(damaged, refused=False)


def _header(value: Value, chance: random.Random) -> DamagedValue | None:
    """Another marker, no schema of ours, or another event's."""
    body = value.framed[HEADER:]
    match chance.randrange(3):
        case 0:
            return DamagedValue(chance.randbytes(2) + value.framed[2:], refused=False)
        case 1:
            return DamagedValue(value.framed[:2] + chance.randbytes(8) + body, refused=True)
        case _:
            other = chance.choice(sorted(schemas()[0]))
            return DamagedValue(value.framed[:2] + other + body, refused=False)


def _confluent(value: Value, chance: random.Random) -> DamagedValue | None:
    """In Confluent's framing: an id that nobody gave, another schema's, or damage behind a right one."""
    known = len(schemas()[0])
    framed = to_confluent(value.framed, value.ident)
    match chance.randrange(4):
        case 0:
            return DamagedValue(to_confluent(value.framed, known + chance.randint(1, 9)), True, True)
        case 1:
            return DamagedValue(framed[: chance.randrange(len(framed))], True, True)
        case 2:
            return DamagedValue(to_confluent(value.framed, chance.randint(1, known)), False, True)
        case _:
            at = chance.randrange(len(framed))
            return DamagedValue(framed[:at] + chance.randbytes(1) + framed[at + 1 :], False, True)


def _noise(_value: Value, chance: random.Random) -> DamagedValue | None:
    noise = chance.randbytes(chance.randrange(200))
    return DamagedValue(noise, refused=noise[:2] != b"\xc3\x01")


def _oversize(value: Value, chance: random.Random) -> DamagedValue | None:
    return DamagedValue(value.framed + bytes(MAX_BYTES), refused=True) if chance.random() < 0.1 else None


DAMAGES: Mapping[str, tuple[int, Damage]] = {
    "flip": (12, _flip),
    "index": (6, _index),
    "length": (6, _length),
    "truth": (2, _truth),
    "overlong": (3, _overlong),
    "not-utf-8": (3, _not_utf8),
    "moment": (3, _moment),
    "cut-off": (4, _cut_off),
    "trailing": (2, _trailing),
    "slices": (8, _slices),
    "header": (3, _header),
    "confluent": (6, _confluent),
    "noise": (1, _noise),
    "oversize": (1, _oversize),
}
"""Every kind of damage by name, with how often it is drawn."""


def damaged_value(value: Value, chance: random.Random) -> tuple[str, DamagedValue]:
    """A damaged copy of a value, and the kind of damage."""
    names = list(DAMAGES)
    weights = [DAMAGES[name][0] for name in names]
    while True:
        name = chance.choices(names, weights)[0]
        found = DAMAGES[name][1](value, chance)
        if found is not None and found.value != value.framed:
            return name, found
