"""Where chance comes from: one generator per aspect, so that a new aspect shifts no other.

An aspect is a name (``arrivals``, ``marked``, ``reorder``). Where it is drawn for many cases, the case is
part of the name: one more draw in case 12 then leaves case 13 as it was.
"""

import random
from datetime import timedelta
from hashlib import blake2b


class Randomness:
    """All chance of one run, from one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *aspect: object) -> random.Random:
        """A fresh generator for an aspect; the same name gives the same draws."""
        # Not for secrets: reproducible chance is the point.
        return random.Random("/".join(map(str, (self.seed, *aspect))))

    def token(self, *name: object) -> str:
        """16 hexadecimal digits that stay the same for a name: opaque record ids."""
        return blake2b("/".join(map(str, (self.seed, *name))).encode(), digest_size=8).hexdigest()


def between(rng: random.Random, low: float, high: float) -> timedelta:
    """A random span between ``low`` and ``high`` minutes, to the second."""
    return timedelta(seconds=round(rng.uniform(low * 60, high * 60)))


def chance(rng: random.Random, share: float) -> bool:
    """True in ``share`` of the draws."""
    return rng.random() < share
