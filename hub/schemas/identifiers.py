r"""Identifiers of persons and cases: checked, and with one canonical spelling each.

Every type here is a `str` in canonical form; pydantic normalises on the way in and refuses what is wrong
without quoting it. Sources: RvIG's documentation (BSN), Besluit identiteitsvaststelling verdachten en
veroordeelden (SKN), published judgments (parketnummer, BVH number).

==============  =======================================  =====================================
type            accepted                                 canonical
==============  =======================================  =====================================
`Bsn`           9 digits that pass the elfproef          ``999990019``
`Skn`           7 or 8 digits (length: medium certain)   ``12345678``
`Parketnummer`  ``02/123456-16``, ``02-123456-16``, …    ``02/123456-16``
`BvhNumber`     ``PL2000-2016123456-1`` (new form),      ``PL2000-2016123456`` (the case, without
                ``PL20KE 2013110751-1`` (before 2013)    the document suffix)
==============  =======================================  =====================================
"""

import re
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
    return "{}/{}-{}".format(*match.groups())


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

BvhNumber = Annotated[str, AfterValidator(_bvh)]
"""Proces-verbaal number of the police; the case part, without the document suffix."""


class RegistryNumber(Frozen):
    """A person's number in one registry, such as an IRIS client number; means nothing outside ``scope``."""

    scope: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(:VH[0-9]{2})?$")]
    value: Ref


class PersonIds(Frozen):
    """What a message says about who it concerns."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: RegistryNumber | None = None

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
    parketnummer: Parketnummer | None = None
    other_parketnummer: Parketnummer | None = None
    """Of the same case in the prosecution's other registry, where it was entered twice (sepot ground 99)."""

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The identifiers as (scheme, value), in the order in which they come to exist."""
        found: list[tuple[str, str]] = []
        if self.bvh:
            found.append(("bvh", self.bvh))
        if self.parketnummer:
            found.append(("parketnummer", self.parketnummer))
        if self.other_parketnummer:
            found.append(("parketnummer", self.other_parketnummer))
        return tuple(found)
