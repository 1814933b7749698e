r"""Identifiers of persons and cases: checked, and with one canonical spelling each.

Every type here is a `str` in canonical form; pydantic normalises on the way in and refuses what is wrong
without quoting it. Sources: RvIG's documentation (BSN), Besluit identiteitsvaststelling verdachten en
veroordeelden (SKN), published judgments (parketnummer, BVH number), pages of the CJIB (its number).

==============  =======================================  =====================================
type            accepted                                 canonical
==============  =======================================  =====================================
`Bsn`           9 digits that pass the elfproef          ``999990019``
`Skn`           7 or 8 digits (length: medium certain)   ``12345678``
`Parketnummer`  ``02/123456-16``, ``02-123456-16``, …    ``02/123456-16``
                of a parket in `PARKETTEN`
`CjibNumber`    16 digits that pass the check of a       ``1062542255788610``
                betalingskenmerk; blanks between them
`BvhNumber`     ``PL2000-2016123456-1`` (new form),      ``PL2000-2016123456`` (the case, without
                ``PL20KE 2013110751-1`` (before 2013)    the document suffix)
==============  =======================================  =====================================
"""

import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from hub.schemas.base import Frozen, Ref

# ASCII: otherwise \d takes Arabic and full-width digits too, and one number would have many spellings.
_BSN = re.compile(r"\d{9}", re.ASCII)
_SKN = re.compile(r"\d{7,8}", re.ASCII)
# Separators vary between judgments and systems: / - . space or none at all.
_PARKETNUMMER = re.compile(r"(\d{2})[/\-. ]?(\d{6})[/\-. ]?(\d{2})", re.ASCII)
_BVH_NEW = re.compile(r"PL(\d{4})-?(\d{4})(\d{6})(?:-\d{1,3})?", re.ASCII)
_BVH_OLD = re.compile(r"PL(\d{2}[A-Z0-9]{2}) (\d{4})(\d{6})(?:-\d{1,3})?", re.ASCII)
_CJIB = re.compile(r"\d{4} ?\d{4} ?\d{4} ?\d{4}", re.ASCII)

PARKETTEN = {
    "01": "Oost-Brabant",
    "02": "Zeeland-West-Brabant",
    "03": "Limburg",
    "05": "Oost-Nederland (Gelderland)",
    "08": "Oost-Nederland (Overijssel)",
    "09": "Den Haag",
    "10": "Rotterdam",
    "13": "Amsterdam",
    "15": "Noord-Holland",
    "16": "Midden-Nederland",
    "18": "Noord-Nederland",
    "20": "ressortsparket Den Bosch",
    "21": "ressortsparket Arnhem-Leeuwarden",
    "23": "ressortsparket Amsterdam",
    "71": "Landelijk Parket",
    "83": "Functioneel Parket",
    "96": "CVOM",
}
"""The parketten by the digits that open their numbers; from judgments, 03 of medium certainty, 96 assumed."""

FORMER_PARKETTEN = frozenset({"04", "06", "07", "11", "12", "14", "17", "19"})
"""Those that the court map of 2013 ended (own knowledge, no source at hand); older numbers live on."""
_FORMER_YEARS = frozenset(f"{year % 100:02d}" for year in range(1980, 2014))


# A person's and a case's numbers come back with every message about them, and are checked at each border: the
# checks of the last few thousand are kept. They are pure; a refusal is not kept, and what is kept stays in
# memory, beside the messages themselves.
_remembered = lru_cache(maxsize=4096)


def passes_elfproef(digits: str) -> bool:
    """Whether nine digits pass the elfproef of the BSN: Σ d·(9,8,7,6,5,4,3,2,-1) divisible by 11."""
    # Written out: a loop costs ten times as much.
    a, b, c, d, e, f, g, h, i = map(int, digits)
    return (9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i) % 11 == 0


@_remembered
def _bsn(text: str) -> str:
    if not _BSN.fullmatch(text) or text == "000000000" or not passes_elfproef(text):
        msg = "not_a_bsn"
        raise ValueError(msg)
    return text


@_remembered
def _skn(text: str) -> str:
    if not _SKN.fullmatch(text):
        msg = "not_an_skn"
        raise ValueError(msg)
    return text


@_remembered
def _parketnummer(text: str) -> str:
    match = _PARKETNUMMER.fullmatch(text.strip())
    if match is None:
        msg = "not_a_parketnummer"
        raise ValueError(msg)
    parket, _, year = match.groups()
    if parket not in PARKETTEN and not (parket in FORMER_PARKETTEN and year in _FORMER_YEARS):
        msg = "no_such_parket"
        raise ValueError(msg)
    return "{}/{}-{}".format(*match.groups())


def passes_cjib_check(digits: str) -> bool:
    """Whether 16 digits pass the check of a betalingskenmerk: the first follows from the rest, modulo 11."""
    weights = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10)
    total = sum(int(digit) * weight for digit, weight in zip(reversed(digits[1:]), weights, strict=True))
    check = 11 - total % 11
    return int(digits[0]) == {10: 1, 11: 0}.get(check, check)


@_remembered
def _cjib(text: str) -> str:
    digits = text.replace(" ", "")
    if not _CJIB.fullmatch(text) or not passes_cjib_check(digits):
        msg = "not_a_cjib_number"
        raise ValueError(msg)
    return digits


@_remembered
def _bvh(text: str) -> str:
    text = text.strip().upper()
    if match := _BVH_NEW.fullmatch(text):
        return "PL{}-{}{}".format(*match.groups())
    if match := _BVH_OLD.fullmatch(text):
        return "PL{} {}{}".format(*match.groups())
    msg = "not_a_bvh_number"
    raise ValueError(msg)


Bsn = Annotated[str, AfterValidator(_bsn)]
"""Burgerservicenummer."""

Skn = Annotated[str, AfterValidator(_skn)]
"""Strafrechtsketennummer: one per suspect, from the Matching Autoriteit, never reused."""

Parketnummer = Annotated[str, AfterValidator(_parketnummer)]
"""Case number of the prosecution: parket code, six digits, year."""

CjibNumber = Annotated[str, AfterValidator(_cjib)]
"""Number under which the CJIB collects a strafbeschikking; stands in letters as ``1062 5422 5578 8610``."""

BvhNumber = Annotated[str, AfterValidator(_bvh)]
"""Proces-verbaal number of the police; the case part, without the document suffix."""


Name = Annotated[str, StringConstraints(max_length=200)]
"""What a person is called in a registry."""


class RegistryNumber(Frozen):
    """A person's number in one registry, such as an IRIS client number; means nothing outside ``scope``."""

    scope: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(:VH[0-9]{2})?$")]
    value: Ref


class PersonIds(Frozen):
    """What a message says about who it concerns.

    Name and birth date are for comparing persons whose numbers do not meet (`hub.engine.likeness`): they go
    no further than ingest, into no event and no outgoing message. ``surname`` is as the registry writes it,
    with its tussenvoegsel.
    """

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: RegistryNumber | None = None
    surname: Name = ""
    given_names: Name = ""
    born: date | None = None

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The identifiers as (scheme, value), strongest first; the first names the subject."""
        found: list[tuple[str, str]] = []
        if self.bsn:
            found.append(("bsn", self.bsn))
        if self.skn:
            found.append(("skn", self.skn))
        if self.registry:
            found.append((self.registry.scope, self.registry.value))
        return tuple(found)


class CaseIds(Frozen):
    """What a message says about which case it concerns."""

    bvh: BvhNumber | None = None
    other_bvh: BvhNumber | None = None
    """Of the same case, where two units of the police each made a proces-verbaal of it."""
    parketnummer: Parketnummer | None = None
    other_parketnummer: Parketnummer | None = None
    """Of the same case in the prosecution's other registry, where it was entered twice (sepot ground 99)."""
    cjib: CjibNumber | None = None

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The identifiers as (scheme, value), in the order in which they come to exist."""
        found: list[tuple[str, str]] = []
        if self.bvh:
            found.append(("bvh", self.bvh))
        if self.other_bvh:
            found.append(("bvh", self.other_bvh))
        if self.parketnummer:
            found.append(("parketnummer", self.parketnummer))
        if self.other_parketnummer:
            found.append(("parketnummer", self.other_parketnummer))
        if self.cjib:
            found.append(("cjib", self.cjib))
        return tuple(found)
