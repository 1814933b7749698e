"""How names and numbers go wrong on their way into a registry. Knows nothing of how the hub compares them."""

import random
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial

from simulators.people import bsns_for_tests

SPELLINGS: tuple[tuple[str, str], ...] = (
    ("ij", "y"),
    ("ij", "ei"),
    ("ei", "ij"),
    ("nss", "ns"),
    ("nse", "nsse"),
    ("kk", "ck"),
    ("ks", "x"),
    ("f", "ph"),
    ("Th", "T"),
    ("Ti", "Thi"),
    ("C", "K"),
    ("cht", "gt"),
    ("Ch", "Sj"),
    ("tt", "t"),
    ("t", "tt"),
    ("van der ", "v.d. "),
    ("van den ", "v.d. "),
    ("van de ", "vd "),
    ("van ", ""),
    ("de ", ""),
    ("El ", "el-"),
    ("El ", "Al "),
    ("ou", "oe"),
    ("ou", "u"),
    ("sh", "sj"),
    ("Moh", "Muh"),
    ("Mohamed", "Mohammed"),
    ("med", "mad"),
    ("Ahm", "Achm"),
    ("ss", "s"),
    ("aa", "a"),
    ("oo", "o"),
    ("z", "s"),
)
"""What clerks write for what they hear or find too long to type: left as it is, right as it becomes."""


def respelt(rng: random.Random, name: str) -> str:
    """The same name as another clerk would write it: the reader still hears the same name."""
    ways: list[Callable[[str], str]] = [str.upper, _plain, lambda text: text.replace("-", " ")]
    ways += [partial(_replaced, one) for one in SPELLINGS if one[0] in name]
    return rng.choice(ways)(name)


def mistyped(rng: random.Random, name: str) -> str:
    """A name with two letters changed places, one left out or another one struck: another name to hear."""
    place = rng.randrange(1, max(2, len(name) - 1))
    slip = rng.randrange(3)
    if slip == 0:
        return name[: place - 1] + name[place : place + 1] + name[place - 1] + name[place + 1 :]
    if slip == 1:
        return name[:place] + name[place + 1 :]
    return name[:place] + rng.choice("aeibkmrst") + name[place + 1 :]


def initials(given_names: str) -> str:
    """``J.W.`` for Jan Willem."""
    return "".join(f"{name[0]}." for name in given_names.split())


def swapped(born: date) -> date | None:
    """Day and month changed places; None where that is no other day."""
    return born.replace(month=born.day, day=born.month) if born.day <= 12 and born.day != born.month else None


def transposed(rng: random.Random, number: str) -> str:
    """A number with two different neighbours changed places: of a BSN, the elfproef finds all of these."""
    places = [place for place in range(len(number) - 1) if number[place] != number[place + 1]]
    place = rng.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def misread(rng: random.Random, bsn: str, taken: set[str]) -> str | None:
    """A BSN that differs in two digits, passes the elfproef, and is nobody's; None if there is none."""
    near = [
        other
        for other in bsns_for_tests()
        if other not in taken and sum(a != b for a, b in zip(other, bsn, strict=True)) == 2
    ]
    return rng.choice(near) if near else None


def _replaced(spelling: tuple[str, str], text: str) -> str:
    return text.replace(*spelling, 1)


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
