"""The building blocks: instants, codes, wire enums, observations and ids."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hub.schemas import vocabulary
from hub.schemas.base import HouseId, Instant, MunicipalityCode, PartnerId, RegionId, WireEnum
from hub.schemas.events import CaseOnMonitor, Event
from hub.schemas.identifiers import PersonIds
from hub.schemas.observation import Observation, effect_id, event_id
from hub.schemas.vocabulary import Role
from tests.support.events import sample


@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)), st.integers(-1439, 1439))  # noqa: DTZ001 - the zone follows
def test_an_instant_keeps_its_moment_and_speaks_utc(local: datetime, minutes: int) -> None:
    """Whatever zone a registry states, the moment stays and the zone becomes UTC."""
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = TypeAdapter(Instant).validate_python(moment)
    assert found == moment
    assert found.tzinfo is UTC


def test_a_naive_time_is_refused() -> None:
    """A time without a zone could be an hour off: the registry must state it."""
    with pytest.raises(ValidationError, match="naive_time"):
        TypeAdapter(Instant).validate_python(datetime(2016, 5, 1, 12, 0))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("code", "text", "valid"),
    [
        (HouseId, "VH01", True),
        (HouseId, "VH34", True),
        (HouseId, "VH00", False),
        (HouseId, "VH35", False),
        (HouseId, "VH1\u0663", False),
        (HouseId, "VH22\n", False),
        (PartnerId, "3RO", True),
        (PartnerId, "om", False),
        (RegionId, "ZEELAND-WEST-BRABANT", True),
        (RegionId, "ZEELAND_WEST", False),
        (MunicipalityCode, "GM0716", True),
        (MunicipalityCode, "GM\u0660\u0667\u0661\u0666", False),
    ],
)
def test_codes_have_one_spelling(code: Any, text: str, valid: bool) -> None:  # noqa: ANN401 - annotated types
    """Codes of houses, partners, regions and municipalities are ASCII, of fixed form."""
    adapter: TypeAdapter[str] = TypeAdapter(code)
    if valid:
        assert adapter.validate_python(text) == text
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(text)


WIRE_ENUMS = [
    word for word in vars(vocabulary).values() if isinstance(word, type) and issubclass(word, WireEnum)
][1:]  # the first is WireEnum itself


@pytest.mark.parametrize("enum", WIRE_ENUMS, ids=lambda enum: enum.__name__)
def test_no_model_ever_holds_an_unknown_symbol(enum: type[WireEnum]) -> None:
    """ONBEKEND is every wire enum's first member, and validation refuses it; the others pass."""
    adapter = TypeAdapter(enum)
    assert next(iter(enum)).value == "ONBEKEND"
    for symbol in list(enum)[1:]:
        assert adapter.validate_python(symbol.value) is symbol
    with pytest.raises(ValidationError, match="unknown_symbol"):
        adapter.validate_python("ONBEKEND")


def observation(data: Event) -> Observation:
    """An observation of one fact."""
    moment = datetime(2016, 5, 1, tzinfo=UTC)
    return Observation(record="r", occurred_at=moment, actor=Role.SYSTEEM, person=PersonIds(), data=data)


def test_an_observation_holds_a_canonical_event_only() -> None:
    """A class that is not among the events, even with the kind of one that is, is refused."""

    class Lookalike(CaseOnMonitor):
        kind: ClassVar[str] = "zaak-op-monitor"

    assert observation(sample(CaseOnMonitor)).data == sample(CaseOnMonitor)
    with pytest.raises(ValidationError, match="not_a_canonical_event"):
        observation(sample(Lookalike))


WORDS = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(WORDS, WORDS, st.integers(), st.integers()), min_size=2, max_size=2, unique=True))
def test_event_ids_differ_exactly_when_their_records_do(keys: list[tuple[str, str, int, int]]) -> None:
    """The same record and version give the same id, anything else another."""
    first, other = (event_id(*key) for key in keys)
    assert first != other
    assert first == event_id(*keys[0])


@given(WORDS, WORDS, WORDS, st.integers())
def test_ids_are_uuids_of_version_5(first: str, second: str, third: str, number: int) -> None:
    """An id is the standard's UUID of its parts, one a line, in the hub's namespace."""
    hub = uuid5(NAMESPACE_URL, "urn:nl:strafrechtketen:ketenhub")
    assert effect_id(first, second, third, number) == uuid5(hub, f"{first}\n{second}\n{third}\n{number}")
    assert event_id(first, second, number, 7) == uuid5(hub, f"{first}\n{second}\n{number}\n7")


def test_ids_never_change() -> None:
    """Ids that recipients already hold stay what they are: a new release must not send all of it again."""
    assert event_id("urn:a", "r-1", 2) == UUID("d4846979-bb90-5f82-ae0e-b600b85bcee8")
    assert effect_id("e-1", "hits", "OM", 0) == UUID("59bd8c55-e82c-52fb-9e59-01e87ecc31d1")
