"""Hypothesis strategies for observations: any event, filled by the types of its fields.

Test persons only: the BSNs are of the range 9999xxxxx and pass the elfproef.
"""

import re
import string
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from hub.schemas.base import UNKNOWN_SYMBOL, HouseId, MunicipalityCode, PartnerId, RegionId, WireEnum
from hub.schemas.events import Event
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber, passes_elfproef
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Role

TEST_BSNS = tuple(
    bsn for bsn in (f"9999{number:05d}" for number in range(0, 100_000, 37)) if passes_elfproef(bsn)
)
SCOPES = (
    "bvh",
    "gcos:VH22",
    "gcos:VH21",
    "iris",
    "kbps",
    "vis2:VH06",
    "vis2:VH07",
    "vpga:VH19",
    "vehaa:VH04",
    "vir",
)
REGIONS = ("ZEELAND-WEST-BRABANT", "OOST-BRABANT", "NOORD-NEDERLAND", "AMSTERDAM")
PARTNERS = ("OM", "POLITIE", "3RO", "RVDK", "VH21", "VH22")

NOTHING: Mapping[str, SearchStrategy[Any]] = MappingProxyType({})

_XML_CHARACTERS = st.characters(
    codec="utf-8",  # leaves half a surrogate pair out
    exclude_characters=[chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"]
    + ["\ufffe", "\uffff"],
)


def texts(min_size: int = 0, max_size: int = 40) -> SearchStrategy[str]:
    """Text that XML can carry; markup, quotes, line ends and blanks come more often than by chance."""
    nasty = st.sampled_from(["<&>\"'", "]]>", "\r\n", "  ", "é\u0301", "\U0001f642", "&amp;", "{", "<!--"])
    text = st.one_of(st.text(_XML_CHARACTERS, max_size=max_size), nasty)
    return text.filter(lambda found: len(found) >= min_size) if min_size else text


def refs() -> SearchStrategy[str]:
    """A registry's own reference: mostly plain, sometimes any text of 1 to 64 characters."""
    plain = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=20)
    return st.one_of(plain, texts(min_size=1))


def moments(*, microseconds: bool = True) -> SearchStrategy[datetime]:
    """Moments from 2005 to 2040 in UTC; both changes of the clock and both digits of a year are within."""
    found = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    return found if microseconds else found.map(lambda moment: moment.replace(microsecond=0))


def names() -> SearchStrategy[str]:
    """A name, in any letters; often none, and sometimes what no name is."""
    plain = st.sampled_from(
        ("de Vries", "van 't Hof", "El Amrani", "Öztürk", "Szymański", "Oude Groote Beverborg")
    )
    return st.just("") | plain | texts(max_size=60)


def people(scopes: Iterable[str] = SCOPES) -> SearchStrategy[PersonIds]:
    """A person with any combination of identifiers, names and birth date, also none."""
    number = st.builds(RegistryNumber, scope=st.sampled_from(tuple(scopes)), value=refs())
    return st.builds(
        PersonIds,
        bsn=st.none() | st.sampled_from(TEST_BSNS),
        skn=st.none() | st.from_regex(r"[0-9]{7,8}", fullmatch=True),
        registry=st.none() | number,
        surname=names(),
        given_names=names(),
        born=st.none() | st.dates(date(1900, 1, 1), date(2040, 1, 1)),
    )


def cases() -> SearchStrategy[CaseIds | None]:
    """A case with a PV number (new or old form), a parketnummer, both, or none at all."""
    new = st.from_regex(r"PL2000-2016[0-9]{6}", fullmatch=True)
    old = st.from_regex(r"PL20KE 2011[0-9]{6}", fullmatch=True)
    parketnummer = st.from_regex(r"02/[0-9]{6}-16", fullmatch=True)
    return st.none() | st.builds(
        CaseIds,
        bvh=st.none() | new | old,
        other_bvh=st.none() | new,
        parketnummer=st.none() | parketnummer,
        other_parketnummer=st.none() | parketnummer,
        cjib=st.none() | st.sampled_from(("1062542255788610", "7062542256301680")),
    ).filter(lambda case: bool(case.keys()))


_BY_PATTERN: dict[str, SearchStrategy[str]] = {
    constraint.pattern: strategy
    for annotated, strategy in (
        (HouseId, st.sampled_from([f"VH{number:02d}" for number in range(1, 34)])),
        (PartnerId, st.sampled_from(PARTNERS)),
        (RegionId, st.sampled_from(REGIONS)),
        (MunicipalityCode, st.from_regex(r"GM[0-9]{4}", fullmatch=True)),
    )
    for constraint in get_args(annotated)
    if isinstance(constraint, StringConstraints) and isinstance(constraint.pattern, str)
}


def _of_text(metadata: Iterable[Any]) -> SearchStrategy[str]:
    for constraint in metadata:
        pattern = getattr(constraint, "pattern", None)
        if pattern is not None:
            return _BY_PATTERN[pattern.pattern if isinstance(pattern, re.Pattern) else pattern]
        if minimum := getattr(constraint, "min_length", None):
            return refs() if minimum == 1 else texts(minimum)
    return texts()


def _of_type(annotation: Any, metadata: tuple[Any, ...] = ()) -> SearchStrategy[Any]:  # noqa: ANN401 - any type
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of_type(arguments[0], (*metadata, *arguments[1:]))
    if origin in {Union, UnionType}:
        return st.one_of(*(_of_type(option, metadata) for option in arguments))
    if origin is tuple:
        return st.lists(_of_type(arguments[0]), max_size=3).map(tuple)
    if annotation is str:
        return _of_text(metadata)
    return _of_class(annotation)


def _of_class(annotation: type) -> SearchStrategy[Any]:
    if issubclass(annotation, WireEnum):
        return st.sampled_from([member for member in annotation if member.value != UNKNOWN_SYMBOL])
    if issubclass(annotation, BaseModel):
        return models(annotation)
    return _PLAIN[annotation]


_PLAIN: dict[type, SearchStrategy[Any]] = {
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(0, 999_999),
    datetime: moments(),
    date: st.dates(date(1900, 1, 1), date(2040, 1, 1)),
}


def _of_field(field: FieldInfo) -> SearchStrategy[Any]:
    filled = _of_type(field.annotation, tuple(field.metadata))
    return filled if field.is_required() else st.just(field.get_default(call_default_factory=True)) | filled


def models(model: type[BaseModel], given: Mapping[str, SearchStrategy[Any]] = NOTHING) -> SearchStrategy[Any]:
    """Any instance of a model: each optional field is at its default as often as it is filled.

    ``given`` replaces the values of fields by name.
    """
    free = {name: _of_field(field) for name, field in model.model_fields.items() if name not in given}
    bound = {name: strategy for name, strategy in given.items() if name in model.model_fields}
    return st.builds(model, **free, **bound)


def observations(
    carries: Iterable[type[Event]],
    given: Mapping[str, SearchStrategy[Any]] = NOTHING,
    heads: Mapping[str, SearchStrategy[Any]] = NOTHING,
) -> SearchStrategy[Observation]:
    """Observations of any of these events, by any role, of any person, in any case or none.

    ``given``: what the fields of those names may hold, where a registry cannot speak of all. ``heads``: the
    same for the fields of the observation itself.
    """
    free: dict[str, SearchStrategy[Any]] = {
        "record": refs(),
        "version": st.integers(0, 999_999),
        "occurred_at": moments(),
        "actor": _of_class(Role),
        "person": people(),
        "case": cases(),
        "data": st.one_of(*(models(event, given) for event in carries)),
    }
    return st.builds(Observation, **(free | dict(heads)))
