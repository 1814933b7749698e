"""Events by the type of their fields: as hypothesis strategies, and one full sample of each class.

Both walk the annotations, so that a new event or field is covered the moment it exists.
"""

from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import BaseModel

from hub.schemas.base import (
    Category,
    HouseId,
    Instant,
    MunicipalityCode,
    PartnerId,
    Ref,
    RegionId,
    Text,
    TimerKey,
    WireEnum,
)
from hub.schemas.events import EVENTS, Event
from hub.schemas.events.identity import State

Model = TypeVar("Model", bound=BaseModel)

CANARY = "Zoë Kwetsbaar 𝄞"
"""Stands in every free text of a sample: personal data that may surface in no error."""

_FIRST = datetime(1900, 1, 1)  # noqa: DTZ001 - hypothesis wants naive bounds
_LAST = datetime(2100, 12, 31)  # noqa: DTZ001 - the same

_NAMED: dict[Any, tuple[st.SearchStrategy[Any], Any]] = {
    HouseId: (st.integers(1, 33).map("VH{:02}".format), "VH22"),
    PartnerId: (st.from_regex(r"[A-Z0-9][A-Z0-9_]{1,15}", fullmatch=True), "3RO"),
    RegionId: (st.from_regex(r"[A-Z]{1,9}(-[A-Z]{1,9}){0,2}", fullmatch=True), "ZEELAND-WEST-BRABANT"),
    MunicipalityCode: (st.integers(0, 9999).map("GM{:04}".format), "GM0716"),
    Text: (st.text(max_size=30), CANARY),
    Ref: (st.text(min_size=1, max_size=64), CANARY),
    State: (st.text(min_size=2, max_size=64), CANARY),
    TimerKey: (st.text(min_size=1, max_size=128), CANARY),
    Instant: (
        st.datetimes(_FIRST, _LAST, timezones=st.just(UTC)),
        datetime(2016, 5, 1, 12, 3, 4, 123456, tzinfo=UTC),
    ),
    date: (st.dates(date(1900, 1, 1), date(2100, 12, 31)), date(1998, 2, 28)),
    bool: (st.booleans(), True),
    int: (st.integers(-(2**63), 2**63 - 1), 7),
    NoneType: (st.none(), None),
}


@cache
def instances(model: type[Model]) -> st.SearchStrategy[Model]:
    """Valid instances of a model, with every optional field sometimes absent."""
    return st.builds(model, **{name: _strategy(hint) for name, hint in _fields(model)})


def events(cls: type[Event] | None = None) -> st.SearchStrategy[Event]:
    """Valid events of one class, or of any."""
    return instances(cls) if cls else st.sampled_from(EVENTS).flatmap(instances)


def sample(model: type[Model]) -> Model:
    """The same instance every time, with every field filled."""
    return model(**{name: _sample(hint) for name, hint in _fields(model)})


def _fields(model: type[BaseModel]) -> list[tuple[str, Any]]:
    hints = get_type_hints(model, include_extras=True)
    return [(name, hints[name]) for name in model.model_fields]


def _strategy(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - annotations have no common type
    hint = _without_category(hint)
    if hint in _NAMED:
        return _NAMED[hint][0]
    if get_origin(hint) in {Union, UnionType}:
        return st.one_of(*(_strategy(option) for option in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(_strategy(get_args(hint)[0]), max_size=3).map(tuple)
    if issubclass(hint, WireEnum):
        return st.sampled_from(list(hint)[1:])
    return instances(hint)


def _sample(hint: Any) -> Any:  # noqa: ANN401 - annotations have no common type
    hint = _without_category(hint)
    if hint in _NAMED:
        return _NAMED[hint][1]
    if get_origin(hint) in {Union, UnionType}:
        return _sample(next(option for option in get_args(hint) if option is not NoneType))
    if get_origin(hint) is tuple:
        return (_sample(get_args(hint)[0]),) * 2
    return list(hint)[-1] if issubclass(hint, WireEnum) else sample(hint)


def _without_category(hint: Any) -> Any:  # noqa: ANN401 - annotations have no common type
    if get_origin(hint) is not Annotated:
        return hint
    rest = tuple(note for note in hint.__metadata__ if not isinstance(note, Category))
    return Annotated[(hint.__origin__, *rest)] if rest else hint.__origin__
