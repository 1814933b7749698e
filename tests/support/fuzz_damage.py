"""Ways to damage a native message. Each says whether a check could tell: then the message must be refused."""

import random
from collections.abc import Mapping

from tests.support import fuzz_bytes, fuzz_fields
from tests.support.fuzz_bytes import Damage, Damaged
from tests.support.fuzz_native import Base

DAMAGES: Mapping[str, tuple[int, Damage]] = {
    "flip": (10, fuzz_bytes.flip),
    "cut-off": (3, fuzz_bytes.cut_off),
    "head-off": (1, fuzz_bytes.head_off),
    "slices": (6, fuzz_bytes.slices),
    "digit": (6, fuzz_fields.digit),
    "word": (10, fuzz_fields.word),
    "literal": (3, fuzz_fields.literal),
    "missing": (5, fuzz_fields.missing),
    "double": (5, fuzz_fields.double),
    "stranger": (3, fuzz_fields.stranger),
    "shift": (3, fuzz_fields.shift),
    "frame": (2, fuzz_fields.frame),
    "encoded": (2, fuzz_bytes.encoded),
    "control": (3, fuzz_bytes.control),
    "deep": (1, fuzz_bytes.deep),
    "bomb": (1, fuzz_bytes.bomb),
    "quote": (3, fuzz_fields.quote),
    "garbage": (5, fuzz_fields.garbage),
    "noise": (1, fuzz_bytes.noise),
    "oversize": (1, fuzz_bytes.oversize),
}
"""Every kind of damage by name, with how often it is drawn."""


def damaged(base: Base, chance: random.Random) -> tuple[str, Damaged]:
    """A damaged copy of a message, and the kind of damage."""
    names = list(DAMAGES)
    weights = [DAMAGES[name][0] for name in names]
    while True:
        name = chance.choices(names, weights)[0]
        found = DAMAGES[name][1](base, chance)
        if found is not None and found.body != base.body:
            return name, found
