"""What a check could tell of a damaged value: the oracle of the fuzz tests, which asks no code of the hub.

Which field is which, the declarations say (`tests.support.native_fields`). What a field may hold, this module
says anew, from the sources: the elfproef of the RvIG, the check of the CJIB, the parketten of published
judgments, the spelling that each registry's page states. Free text may be anything but too long.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import StringConstraints

from hub.adapters import vehaa_codes
from hub.adapters.spelling import Coded
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, RegionId
from hub.schemas.identifiers import RegistryNumber
from tests.support.native_fields import NativeField, marks

Check = Callable[[str], bool]
"""Whether a text can stand in a field, as far as a check can tell."""

PARKETTEN = frozenset(
    ["01", "02", "03", "05", "08", "09", "10", "13", "15", "16", "18", "20", "21", "23", "71", "83", "96"]
)
ENDED_IN_2013 = frozenset(["04", "06", "07", "11", "12", "14", "17", "19"])
_PARKET = re.compile(r"\s*(\d\d)[/\-. ]?\d{6}[/\-. ]?(\d\d)\s*", re.ASCII)
_PV = re.compile(r"\s*PL(\d{4}-?\d{10}|\d\d[A-Z0-9]{2} \d{10})(-\d{1,3})?\s*", re.ASCII | re.IGNORECASE)
_SIMPLE: Mapping[str, str] = {
    "skn": r"\d{7,8}",
    "house": r"VH(0[1-9]|[12]\d|3[0-4])",
    "region": r"[A-Z]+(-[A-Z]+)*",
    "partner": r"[A-Z0-9][A-Z0-9_]{1,15}",
    "municipality": r"GM\d{4}",
}
_KINDS = {
    get_args(HouseId)[1]: "house",
    get_args(RegionId)[1]: "region",
    get_args(PartnerId)[1]: "partner",
    get_args(MunicipalityCode)[1]: "municipality",
}
_ISO_DAY = r"\d{4}-[01]\d-[0-3]\d"
_ISO_TIME = _ISO_DAY + r"[T ][0-2]\d:[0-5]\d(:[0-5]\d([.,]\d+)?)?(Z|[+-][0-2]\d:?[0-5]\d)"
_TIMES: Mapping[str, str] = {
    "compas": r"\d{12}[WZ]T",
    "kbps": r"\d{17}(Z|[+-]\d{4})",
    "vis2": r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d ?[+-]\d\d:\d\d",
}
_DAYS: Mapping[str, str] = {
    "bvh": r"\d{8}",
    "compas": r"\d{8}",
    "kbps": r"\d{8}",
    "vis2": r"\d\d-\d\d-\d{4}",
}
_SHORT_TEXTS = {"kbps": 1000}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field is about: ``name`` of the check, and the check. Without one, nothing can be told."""

    name: str
    check: Check | None = None

    def refuses(self, text: str) -> bool:
        """Whether this text must be refused."""
        return self.check is not None and not self.check(text)


def meaning(registry: str, field: NativeField, *, literals: bool) -> Meaning:
    """The meaning of a field. ``literals``: numbers and truths are not texts on this wire (JSON)."""
    name = field.canonical.rpartition(".")[2]
    if name in _IDENTIFIERS and field.canonical.startswith(("person.", "case.")):
        return _IDENTIFIERS[name]
    if name == "sepot_grounds" and registry == "compas":
        return _matching("grounds", r"((?!99)\d\d){1,5}")
    if get_origin(_bare(field.type)) is Literal:
        return Meaning("fixed", lambda text: text in get_args(_bare(field.type)))
    codes = _codes(field.type)
    if codes is not None:
        return Meaning("code", lambda text: text in codes)
    return _by_type(registry, name, field.type, literals=literals)


def passes_elfproef(text: str) -> bool:
    """Nine digits, Σ d·(9,8,7,6,5,4,3,2,-1) divisible by 11, and not all zero."""
    if not re.fullmatch(r"[0-9]{9}", text) or not text.strip("0"):
        return False
    return sum(int(d) * w for d, w in zip(text, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0


def is_parketnummer(text: str) -> bool:
    """A number of a parket that exists, or did until 2013 and has a year before that."""
    found = _PARKET.fullmatch(text)
    if not found:
        return False
    return found[1] in PARKETTEN or (found[1] in ENDED_IN_2013 and (found[2] <= "13" or found[2] >= "80"))


def is_cjib_number(text: str) -> bool:
    """Sixteen digits, in fours or not; the first is the check of the others."""
    if not re.fullmatch(r"[0-9]{4}( ?[0-9]{4}){3}", text):
        return False
    first, *rest = (int(digit) for digit in text.replace(" ", ""))
    weights = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    left = sum(d * w for d, w in zip(rest, weights, strict=True)) % 11
    return first == (0 if left == 0 else 1 if left == 1 else 11 - left)


_IDENTIFIERS: Mapping[str, Meaning] = {
    "bsn": Meaning("bsn", passes_elfproef),
    "skn": Meaning("skn", lambda text: bool(re.fullmatch(_SIMPLE["skn"], text, re.ASCII))),
    "cjib": Meaning("cjib", is_cjib_number),
    **{name: Meaning("pv", lambda text: bool(_PV.fullmatch(text))) for name in ("bvh", "other_bvh")},
    **{name: Meaning("parket", is_parketnummer) for name in ("parketnummer", "other_parketnummer")},
}


def _by_type(registry: str, name: str, kind: Any, *, literals: bool) -> Meaning:  # noqa: ANN401 - any annotation
    bare = _bare(kind)
    if bare is str:
        return _text(registry, name, kind)
    plain: Mapping[Any, tuple[str, str]] = {
        datetime: ("time", _TIMES.get(registry, _ISO_TIME)),
        date: ("day", _DAYS.get(registry, _ISO_DAY)),
        int: ("number", r"-?0|[1-9]\d{0,5}" if literals else r"\d{1,6}"),
        bool: ("flag", r"true|false"),
    }
    if bare in plain:
        return _matching(*plain[bare])
    return Meaning("own-number" if bare is RegistryNumber else "other")


def _text(registry: str, name: str, kind: Any) -> Meaning:  # noqa: ANN401 - any annotation
    for mark in marks(kind):
        if mark.__hash__ and mark in _KINDS:
            return _matching(_KINDS[mark], _SIMPLE[_KINDS[mark]])
    if name in {"residence", "offence_place", "arrest_place"}:  # KBPS writes them without GM
        return _matching("municipality", r"(GM)?\d{4}")
    limits = [mark for mark in marks(kind) if isinstance(mark, StringConstraints)]
    if any(mark.min_length for mark in limits):
        return Meaning("ref", lambda text: 1 <= len(text) <= 64)
    most = _SHORT_TEXTS.get(registry, 4000)
    return Meaning("text", lambda text: len(text) <= most)


def _matching(name: str, pattern: str) -> Meaning:
    compiled = re.compile(pattern, re.ASCII)
    return Meaning(name, lambda text: bool(compiled.fullmatch(text)))


def _codes(kind: Any) -> frozenset[str] | None:  # noqa: ANN401 - any annotation
    for mark in marks(kind):
        if isinstance(mark, Coded):
            return frozenset(mark.table)
        if mark is vehaa_codes.ListSpelling:
            return frozenset(vehaa_codes.LIJST)
    return None


def _bare(kind: Any) -> Any:  # noqa: ANN401 - any annotation
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    if NoneType in get_args(kind):
        return _bare(next(option for option in get_args(kind) if option is not NoneType))
    return kind
