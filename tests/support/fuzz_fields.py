"""Damage to the fields of a native message: values, names, records, and the frame around them."""

import random

from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.mapped import FixedAdapter, JsonAdapter, XmlAdapter
from tests.support.fuzz_bytes import CANARY, Damaged
from tests.support.fuzz_native import Base, may_repeat, required


def digit(base: Base, chance: random.Random) -> Damaged | None:
    """One digit of a number that has a check, another one; or two neighbours changed places."""
    names = _CHECKED if chance.random() < 0.7 else _DATED
    checked = [n for n, meant in enumerate(base.meanings) if meant.name in names]
    if not checked:
        return None
    number = chance.choice(checked)
    raw = bytearray(base.body[slice(*base.leaves[number].value)])
    digits = [at for at, byte in enumerate(raw) if byte in b"0123456789"]
    if len(digits) < 2:
        return None
    at = chance.randrange(len(digits) - 1)
    if chance.random() < 0.5:
        raw[digits[at]] = chance.choice(b"0123456789")
    else:
        raw[digits[at]], raw[digits[at + 1]] = raw[digits[at + 1]], raw[digits[at]]
    return _put(base, number, bytes(raw))


_CHECKED = frozenset({"bsn", "cjib", "parket", "pv", "skn", "house"})


_DATED = frozenset({"time", "day"})


_WIDE = str.maketrans("0123456789ACEOPTXJN", "０１２３４５６７８９АСЕОРТХＪＮ")  # noqa: RUF001 - the point


_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


_WORDS = (
    "",
    " ",
    "ZZQ7",
    "ONBEKEND",
    "SYSTEEM",
    "true",
    "null",
    "NaN",
    "-1",
    "+5",
    "1_0",
    " 5 ",
    "5.0",
    "1e5",
    "0x1F",
    "1e400",
    "9" * 30,
    "9" * 5000,
    "٣",
    "000000000",
    "2016-02-30T12:00:00Z",
    "2016-03-01T12:00:00",
    "2016-W09-2T12:00:00Z",
    "1456833600",
    "=1+1",
    "x" * 4001,
    CANARY,
)


def word(base: Base, chance: random.Random) -> Damaged | None:
    """Another value in a field: a code that nobody has, a time without zone, look-alikes, huge numbers."""
    number = chance.randrange(len(base.leaves))
    old = base.body[slice(*base.leaves[number].value)].decode()
    word = chance.choice(
        (
            *_WORDS,
            old.translate(_WIDE),
            old.translate(_ARABIC),
            old.rstrip("Z").rpartition("+")[0] or old[:-2],
            old + " ",
            " " + old,
            old + old,
            old.lower(),
        )
    )
    return _put(base, number, word.encode())


_LITERALS = (b"1e400", b"-1", b"1.5", b"9" * 400, b"NaN", b"Infinity", b"[]", b"{}", b'{"a":1}')


def literal(base: Base, chance: random.Random) -> Damaged | None:
    """In JSON: a number, truth, list or object where another one belongs."""
    if not isinstance(base.adapter, JsonAdapter):
        return None
    number = chance.randrange(len(base.leaves))
    place = base.leaves[number]
    start, end = place.value
    literal = chance.choice(_LITERALS)
    if place.quoted:
        start, end = start - 1, end + 1
    # A list or an object may be what the field is made of; nothing else here is.
    told = base.meanings[number].name not in {"other", "own-number"}
    return Damaged(base.body[:start] + literal + base.body[end:], told)


def missing(base: Base, chance: random.Random) -> Damaged | None:
    """A field, a group, a record or what is in a cell, gone."""
    place = chance.choice(base.places)
    start, end = place.outer
    if isinstance(base.adapter, FixedAdapter) and not place.group:
        number = base.leaves.index(place)
        return _put(base, number, b"")
    if isinstance(base.adapter, CsvAdapter):
        return _put(base, base.leaves.index(place), b"")
    refused = isinstance(base.adapter, FixedAdapter) or required(base, place)
    return Damaged(base.body[:start] + base.body[end:], refused)


def double(base: Base, chance: random.Random) -> Damaged | None:
    """A field, a record or a cell twice."""
    place = chance.choice(base.places)
    start, end = place.outer
    adapter = base.adapter
    if isinstance(adapter, CsvAdapter):
        part = b'"' + base.body[start:end] + b'";'
        return Damaged(base.body[: start - 1] + part + base.body[start - 1 :], refused=True)
    if isinstance(adapter, FixedAdapter):
        if not place.group:
            return None
        return Damaged(base.body[:end] + base.body[start:end] + base.body[end:], refused=True)
    part = base.body[start:end]
    if isinstance(adapter, JsonAdapter):
        part = part.strip(b",")
        first = base.body[start : start + 1] != b","
        again = part + b"," if first else b"," + part
        return Damaged(base.body[:start] + again + base.body[start:], not may_repeat(base, place))
    return Damaged(base.body[:end] + part + base.body[end:], not may_repeat(base, place))


def stranger(base: Base, chance: random.Random) -> Damaged | None:
    """A field that no version has."""
    body, adapter = base.body, base.adapter
    if isinstance(adapter, XmlAdapter):
        groups = [place for place in base.places if place.group and place.outer[1] > place.value[1]]
        at = chance.choice([place.value[1] for place in groups] + [body.rindex(b"</")])
        return Damaged(body[:at] + b"<Onbekend>1</Onbekend>" + body[at:], refused=True)
    if isinstance(adapter, JsonAdapter):
        at = chance.choice([at for at, byte in enumerate(body) if byte == ord("{") and _outside(base, at)])
        more = b"" if body[at + 1 : at + 2] == b"}" else b","
        return Damaged(body[: at + 1] + b'"onbekend":1' + more + body[at + 1 :], refused=True)
    if isinstance(adapter, CsvAdapter):
        return Damaged(body.replace(b"\r\n", b';"onbekend"\r\n', 1), refused=True)
    ends = [at for at in range(len(body) - 1) if body[at : at + 2] == b"\r\n" and body[at - 1] == ord(" ")]
    at = chance.choice(ends) if ends else 0
    return Damaged(body[: at - 1] + b"X" + body[at:], refused=True) if ends else None


def _outside(base: Base, at: int) -> bool:
    return base.hit(at) is None


def shift(base: Base, chance: random.Random) -> Damaged | None:
    """In fixed width: a record slides by one position, and its last one is lost."""
    if not isinstance(base.adapter, FixedAdapter):
        return None
    record = chance.choice([place for place in base.places if place.group])
    start, end = record.value
    at = chance.randrange(start, end)
    pushed = chance.choice((b" ", b"0", b"7", b"A"))
    body = base.body[:at] + pushed + base.body[at : end - 1] + base.body[end:]
    columns = [(n, p) for n, p in enumerate(base.leaves) if start <= p.value[0] and p.value[1] <= end]
    told = any(
        body[slice(*p.value)] != base.body[slice(*p.value)] and base.refuses(n, body[slice(*p.value)])
        for n, p in columns
    )
    last = max((p.value[1] for _, p in columns), default=start)
    return Damaged(body, told or bool(body[last:end].strip(b" ")))


def frame(base: Base, chance: random.Random) -> Damaged | None:
    """Another root, namespace, format or version than the adapter's."""
    adapter = base.adapter
    if isinstance(adapter, XmlAdapter):
        word = chance.choice((adapter.root, adapter.namespace)).encode()
    elif isinstance(adapter, JsonAdapter | FixedAdapter):
        word = adapter.format.encode()
    else:
        assert isinstance(adapter, CsvAdapter)
        word = adapter.kind_column.encode()
    other = chance.choice((word[:-1] + b"9", word.swapcase(), b"X" + word[1:]))
    return Damaged(base.body.replace(word, other), refused=True)


def quote(base: Base, chance: random.Random) -> Damaged | None:
    """In CSV and JSON: a quote too many within a value."""
    if isinstance(base.adapter, XmlAdapter | FixedAdapter):
        return None
    quoted = [place for place in base.leaves if place.quoted and place.value[1] > place.value[0]]
    start, end = chance.choice(quoted).value
    at = chance.randrange(start, end)
    # Beside another quote or after a backslash it may be spelled right.
    lone = not {base.body[at - 1], base.body[at]} & set(b'"\\') or at == start
    closes = at == start and isinstance(base.adapter, CsvAdapter) and base.body[at : at + 1] in b';"'
    told = lone and not closes
    return Damaged(base.body[:at] + b'"' + base.body[at:], told)


def garbage(base: Base, chance: random.Random) -> Damaged | None:
    """A message of the right shape with nonsense in most of its fields."""
    body, told = base.body, False
    for number in reversed(range(len(base.leaves))):
        if chance.random() < 0.7:
            other = _put(base, number, chance.choice(_WORDS).encode())
            if other is not None:
                told |= other.refused
                start, end = base.leaves[number].value
                body = body[:start] + other.body[start : len(other.body) - len(base.body) + end] + body[end:]
    return Damaged(body, told)


def _put(base: Base, number: int, raw: bytes) -> Damaged | None:
    """A value in a leaf, as its format spells it: filled up, or escaped where it would break the frame."""
    place = base.leaves[number]
    start, end = place.value
    adapter = base.adapter
    if isinstance(adapter, FixedAdapter):
        raw = raw[: end - start].ljust(end - start)
    if isinstance(adapter, XmlAdapter) and {*b'<&"'} & {*raw}:
        return None
    if isinstance(adapter, JsonAdapter) and not place.quoted and not raw:
        return Damaged(base.body[:start] + base.body[end:], refused=True)
    if raw == base.body[start:end]:
        return None
    body, refused = base.put(number, raw)
    return Damaged(body, refused)
