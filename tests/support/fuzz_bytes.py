"""Damage to the bytes of a native message: bits, ends, parts, encodings, nesting, entities."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from hub.adapters.base import MAX_NATIVE_BYTES
from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.mapped import FixedAdapter, XmlAdapter
from tests.support.fuzz_native import Base

CANARY = "KANARIE-Żółw-999990019"
"""Put in the place of values: no refusal may quote it."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged message. ``refused``: whether a check could tell, so that it must not be taken."""

    body: bytes
    refused: bool


Damage = Callable[[Base, random.Random], Damaged | None]
"""None: there is nothing in this message to damage this way."""


def flip(base: Base, chance: random.Random) -> Damaged | None:
    """One bit, wherever it is."""
    at = chance.randrange(len(base.body))
    flipped = bytes([base.body[at] ^ (1 << chance.randrange(8))])
    body = base.body[:at] + flipped + base.body[at + 1 :]
    number = base.hit(at)
    if number is None:
        return Damaged(body, _frame_tells(base, at))
    start, end = base.leaves[number].value
    return Damaged(body, base.refuses(number, body[start:end]))


def _frame_tells(base: Base, at: int) -> bool:
    """Whether another byte in the frame can be told: all but the XML declaration and a cell's first quote.

    A cell whose first quote is lost is a cell without quotes, of another text.
    """
    if isinstance(base.adapter, XmlAdapter):
        return at >= base.body.index(b"?>\n") + 3
    if isinstance(base.adapter, CsvAdapter):
        return not any(place.value[0] == at + 1 for place in base.leaves)
    return True


def cut_off(base: Base, chance: random.Random) -> Damaged | None:
    """The end is gone."""
    left = chance.randrange(len(base.body))
    # CSV: any line end will do, also the CR of CR LF.
    whole = isinstance(base.adapter, CsvAdapter) and left == len(base.body) - 1
    return Damaged(base.body[:left], not whole)


def head_off(base: Base, chance: random.Random) -> Damaged | None:
    """The beginning is gone."""
    lost = chance.randrange(1, len(base.body))
    # XML needs no declaration.
    whole = isinstance(base.adapter, XmlAdapter) and lost <= base.body.index(b"?>\n") + 3
    return Damaged(base.body[lost:], not whole)


def slices(base: Base, chance: random.Random) -> Damaged | None:
    """Parts doubled, lost, moved or made of noise: only that nothing breaks is demanded."""
    body = base.body
    for _ in range(chance.randint(1, 4)):
        a, b, c = sorted(chance.randrange(len(body) + 1) for _ in range(3))
        match chance.randrange(4):
            case 0:
                body = body[:b] + body[a:b] + body[b:]
            case 1:
                body = body[:a] + body[min(b, a + chance.randint(1, 40)) :]
            case 2:
                body = body[:a] + body[b:c] + body[a:b] + body[c:]
            case _:
                body = body[:a] + chance.randbytes(chance.randint(1, 8)) + body[a:]
        if not body:
            break
    return Damaged(body, refused=False)


def encoded(base: Base, chance: random.Random) -> Damaged | None:
    """Another encoding than the format's."""
    text = base.body.decode()
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037", "latin-1", "utf-8-sig"))
    body = text.encode(encoding, "replace")
    if encoding == "utf-8-sig":
        return Damaged(body, isinstance(base.adapter, FixedAdapter))
    if encoding == "latin-1":
        try:
            return Damaged(body, body.decode() != text and isinstance(base.adapter, FixedAdapter))
        except UnicodeDecodeError:
            pass
    return Damaged(body, refused=True)


def control(base: Base, chance: random.Random) -> Damaged | None:
    """A NUL or another control character, anywhere."""
    at = chance.randrange(len(base.body))
    byte = bytes([chance.choice((0, 0, 1, 7, 8, 0x0B, 0x1F))])
    return Damaged(base.body[:at] + byte + base.body[at:], refused=True)


def deep(base: Base, chance: random.Random) -> Damaged | None:
    """Nesting without end in the place of a value."""
    if isinstance(base.adapter, CsvAdapter | FixedAdapter):
        return None
    depth = chance.choice((65, 300, 3000))
    number = chance.randrange(len(base.leaves))
    place = base.leaves[number]
    start, end = place.value
    if isinstance(base.adapter, XmlAdapter):
        return Damaged(
            base.body[:start] + b"<a>" * depth + b"</a>" * depth + base.body[end:],
            refused=True,
        )
    if place.quoted:
        start, end = start - 1, end + 1
    return Damaged(base.body[:start] + b"[" * depth + b"]" * depth + base.body[end:], refused=True)


_BOMB = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (n + 1, b"&%c;" % n * 10) for n in range(97, 110))
    + b"]>"
)


def bomb(base: Base, chance: random.Random) -> Damaged | None:
    """Entities that grow a billionfold, or fetch a file."""
    bomb = chance.choice((_BOMB, b'<!DOCTYPE l [<!ENTITY n SYSTEM "file:///etc/passwd">]>'))
    if not isinstance(base.adapter, XmlAdapter):
        return Damaged(bomb + b"<l>&n;</l>", refused=True)
    number = chance.randrange(len(base.leaves))
    start, end = base.leaves[number].value
    body = base.body[:start] + b"&n;" + base.body[end:]
    head, mark, rest = body.partition(b"?>\n")
    return Damaged(head + mark + chance.choice((bomb, b"")) + rest, refused=True)


def noise(_base: Base, chance: random.Random) -> Damaged | None:
    """Nothing but noise."""
    return Damaged(chance.randbytes(chance.randrange(400)), refused=True)


def oversize(base: Base, chance: random.Random) -> Damaged | None:
    """More than the limit; seldom drawn, for each is a mebibyte."""
    if chance.random() > 0.02:
        return None
    at = chance.randrange(len(base.body))
    return Damaged(base.body[:at] + b" " * MAX_NATIVE_BYTES + base.body[at:], refused=True)
