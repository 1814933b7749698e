"""Twenty thousand damaged values: each becomes an error of ours or a valid event, never a crash."""

import random
from collections import Counter

from hub.errors import DecodeError
from hub.schemas.codec import decode, encode
from hub.schemas.events import EVENTS
from tests.support.events import CANARY, sample

HEADER = 10


def damage(value: bytes, chance: random.Random) -> bytes:
    """One to three faults of the kinds that disks, networks and programs make, mostly in the body."""
    damaged = bytearray(value)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(0 if chance.random() < 0.1 else min(HEADER, len(damaged)), len(damaged) + 1)
        match chance.randrange(6):
            case 0:
                damaged[at : at + 1] = bytes([chance.choice((0, chance.randrange(256)))])
            case 1:
                damaged[at:at] = chance.randbytes(chance.randint(1, 4))
            case 2:
                del damaged[at : at + chance.randint(1, 4)]
            case 3:
                del damaged[at:]
            case 4:
                damaged[at:at] = damaged[at : at + chance.randint(1, 30)]
            case _:
                damaged[at : at + 1] = b"\xff" * chance.randint(1, 9) + b"\x01"
    return bytes(damaged)


def test_damaged_values_are_refused_or_valid() -> None:
    """Only errors of the codec come out, with no personal data in them; what still decodes is canonical."""
    chance = random.Random(20160501)
    values = [encode(sample(event)) for event in EVENTS]
    outcomes: Counter[str] = Counter()
    for turn in range(20_000):
        value = damage(values[turn % len(values)], chance)
        refusal = None
        try:
            event = decode(value)
        except DecodeError as error:
            refusal = error
        if refusal is None:
            assert encode(event) == value
            outcomes["valid"] += 1
        else:
            assert CANARY[:4] not in str(refusal)
            assert refusal.__suppress_context__ or refusal.__context__ is None
            outcomes[type(refusal).__name__] += 1
    kinds = {
        "TruncatedError",
        "TrailingBytesError",
        "UnknownSchemaError",
        "UnknownSymbolError",
        "DecodeError",
    }
    assert outcomes.keys() == {"valid"} | kinds
