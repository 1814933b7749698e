"""Canonical observations, made up: hypothesis strategies that fill any model by the types of its fields.

`Filler` is told what it cannot see from the types: a subclass knows how a registry spells
(`hub.kit.natives`). Test persons only: the BSNs are of the range 9999xxxxx and pass the elfproef.
"""

import re
import string
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from hub.kit.fields import flattened
from hub.schemas.base import UNKNOWN_SYMBOL, HouseId, MunicipalityCode, PartnerId, RegionId, WireEnum
from hub.schemas.events import Event
from hub.schemas.identifiers import (
    Bsn,
    BvhNumber,
    CaseIds,
    CjibNumber,
    Parketnummer,
    PersonIds,
    RegistryNumber,
    Skn,
    passes_elfproef,
)
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


def bsns() -> SearchStrategy[str]:
    """A BSN of the test range."""
    return st.sampled_from(TEST_BSNS)


def skns() -> SearchStrategy[str]:
    """An SKN of 7 or 8 digits."""
    return st.from_regex(r"[0-9]{7,8}", fullmatch=True)


def bvh_numbers() -> SearchStrategy[str]:
    """A PV number in the new or the old form."""
    new = st.from_regex(r"PL2000-2016[0-9]{6}", fullmatch=True)
    return new | st.from_regex(r"PL20KE 2011[0-9]{6}", fullmatch=True)


def parketnummers() -> SearchStrategy[str]:
    """A parketnummer of Zeeland-West-Brabant."""
    return st.from_regex(r"02/[0-9]{6}-16", fullmatch=True)


def cjib_numbers() -> SearchStrategy[str]:
    """A number of the CJIB that passes its check."""
    return st.sampled_from(("1062542255788610", "7062542256301680"))


def registry_numbers(scopes: Iterable[str] = SCOPES) -> SearchStrategy[RegistryNumber]:
    """A person's number in one of these registries."""
    return st.builds(RegistryNumber, scope=st.sampled_from(tuple(scopes)), value=refs())


def names() -> SearchStrategy[str]:
    """A name, in any letters; often none, and sometimes what no name is."""
    plain = st.sampled_from(
        ("de Vries", "van 't Hof", "El Amrani", "Öztürk", "Szymański", "Oude Groote Beverborg")
    )
    return st.just("") | plain | texts(max_size=60)


def people(scopes: Iterable[str] = SCOPES) -> SearchStrategy[PersonIds]:
    """A person with any combination of identifiers, names and birth date, also none."""
    return st.builds(
        PersonIds,
        bsn=st.none() | bsns(),
        skn=st.none() | skns(),
        registry=st.none() | registry_numbers(scopes),
        surname=names(),
        given_names=names(),
        born=st.none() | st.dates(date(1900, 1, 1), date(2040, 1, 1)),
    )


def cases() -> SearchStrategy[CaseIds | None]:
    """A case with a PV number (new or old form), a parketnummer, both, or none at all."""
    return st.none() | st.builds(
        CaseIds,
        bvh=st.none() | bvh_numbers(),
        other_bvh=st.none() | st.from_regex(r"PL2000-2016[0-9]{6}", fullmatch=True),
        parketnummer=st.none() | parketnummers(),
        other_parketnummer=st.none() | parketnummers(),
        cjib=st.none() | cjib_numbers(),
    ).filter(lambda case: bool(case.keys()))


_BY_PATTERN: dict[str, SearchStrategy[str]] = {
    constraint.pattern: strategy
    for annotated, strategy in (
        (HouseId, st.sampled_from([f"VH{number:02d}" for number in range(1, 35)])),
        (PartnerId, st.sampled_from(PARTNERS)),
        (RegionId, st.sampled_from(REGIONS)),
        (MunicipalityCode, st.from_regex(r"GM[0-9]{4}", fullmatch=True)),
    )
    for constraint in get_args(annotated)
    if isinstance(constraint, StringConstraints) and isinstance(constraint.pattern, str)
}

_BY_CHECK: dict[object, SearchStrategy[str]] = {
    get_args(annotated)[1]: strategy
    for annotated, strategy in (
        (Bsn, bsns()),
        (Skn, skns()),
        (BvhNumber, bvh_numbers()),
        (Parketnummer, parketnummers()),
        (CjibNumber, cjib_numbers()),
    )
}
"""The identifiers, by the validator that makes each what it is."""


class Filler:
    """Strategies for the values of a field, from its type and what stands beside it in ``Annotated``."""

    def of(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> SearchStrategy[Any]:  # noqa: ANN401 - any type
        """Values of a type."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.of(arguments[0], (*metadata, *arguments[1:]))
        if origin in {Union, UnionType}:
            return st.one_of(*(self.of(option, metadata) for option in arguments))
        if origin is tuple:
            many = len(arguments) == 2 and arguments[1] is Ellipsis
            items = st.lists(self.of(arguments[0]), max_size=3).map(tuple)
            return items if many else st.tuples(*map(self.of, arguments))
        if origin is Literal:
            return st.sampled_from(arguments)
        plain = {str: self.of_text, int: self.of_number}.get(annotation)
        return plain(tuple(flattened(metadata))) if plain else self.of_class(annotation)

    def of_text(self, metadata: tuple[Any, ...]) -> SearchStrategy[str]:
        """Texts within these constraints."""
        for constraint in metadata:
            if _hashable(constraint) and constraint in _BY_CHECK:
                return _BY_CHECK[constraint]
            pattern = getattr(constraint, "pattern", None)
            if pattern is not None:
                text = str(pattern.pattern if isinstance(pattern, re.Pattern) else pattern)
                return _BY_PATTERN[text] if text in _BY_PATTERN else st.from_regex(text, fullmatch=True)
        if any(getattr(constraint, "min_length", None) for constraint in metadata):
            return self.fitting(refs(), metadata)
        return self.fitting(texts(), metadata)

    def fitting(self, found: SearchStrategy[str], metadata: tuple[Any, ...]) -> SearchStrategy[str]:
        """Those of a length that a field may have."""
        low = max((limit for part in metadata if (limit := getattr(part, "min_length", None))), default=0)
        high = min((limit for part in metadata if (limit := getattr(part, "max_length", None))), default=64)
        if low <= 1 and high >= 64:
            return found
        return found.filter(lambda text: low <= len(text) <= high)

    def of_number(self, metadata: tuple[Any, ...]) -> SearchStrategy[int]:
        """Numbers within these constraints; small ones more often, for counts must often fit each other."""
        low = max((part.ge for part in metadata if hasattr(part, "ge")), default=0)
        high = min((part.le for part in metadata if hasattr(part, "le")), default=999_999)
        return st.integers(low, min(high, low + 99)) | st.integers(low, high)

    def of_class(self, annotation: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - any class
        """Instances of a class."""
        plain = {datetime: self.times, date: self.days, NoneType: st.none, bool: st.booleans}.get(annotation)
        if plain is not None:
            return plain()
        if issubclass(annotation, WireEnum):
            return st.sampled_from([member for member in annotation if member.value != UNKNOWN_SYMBOL])
        if issubclass(annotation, RegistryNumber):
            return registry_numbers()
        return self.models(annotation)

    def times(self) -> SearchStrategy[datetime]:
        """Moments."""
        return moments()

    def days(self) -> SearchStrategy[date]:
        """Days."""
        return st.dates(date(1900, 1, 1), date(2040, 1, 1))

    def of_field(self, field: FieldInfo) -> SearchStrategy[Any]:
        """Values of a model's field: at its default as often as not, if it has one."""
        filled = self.of(field.annotation, tuple(field.metadata))
        if field.is_required():
            return filled
        return st.just(field.get_default(call_default_factory=True)) | filled

    def models(
        self, model: type[BaseModel], given: Mapping[str, SearchStrategy[Any]] = NOTHING
    ) -> SearchStrategy[Any]:
        """Instances of a model. ``given`` replaces the values of fields by name.

        What the model refuses because its parts do not fit each other does not come.
        """
        free = {name: self.of_field(field) for name, field in model.model_fields.items() if name not in given}
        bound = {name: strategy for name, strategy in given.items() if name in model.model_fields}
        parts = st.fixed_dictionaries(free | bound)
        return parts.map(lambda values: _made(model, values)).filter(lambda made: made is not None)


def _made(model: type[BaseModel], values: dict[str, Any]) -> BaseModel | None:
    try:
        return model(**values)
    except ValidationError:
        return None


def _hashable(value: object) -> bool:
    return getattr(type(value), "__hash__", None) is not None


_FILLER = Filler()


def models(model: type[BaseModel], given: Mapping[str, SearchStrategy[Any]] = NOTHING) -> SearchStrategy[Any]:
    """Any instance of a model: each optional field is at its default as often as it is filled.

    ``given`` replaces the values of fields by name.
    """
    return _FILLER.models(model, given)


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
        "actor": _FILLER.of(Role),
        "person": people(),
        "case": cases(),
        "data": st.one_of(*(models(event, given) for event in carries)),
    }
    return st.builds(Observation, **(free | dict(heads)))
