"""Native messages, made up from a registry's own models, in any spelling of values that it has.

Nobody has to say what a registry can express: its head and bodies do. What a model refuses because its parts
do not fit each other (a veelpleger with too few offences) is drawn again; the times of one message lie close
together more often than by chance, or such models would refuse nearly everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from hub.adapters.mapped import MappedAdapter, Message, to_observation
from hub.adapters.native import Native
from hub.adapters.spelling import Coded, OwnNumber, Spelling
from hub.errors import InputError
from hub.kit.canonical import Filler, moments, refs
from hub.schemas.identifiers import RegistryNumber
from hub.schemas.observation import Observation

NOTHING: Mapping[str, SearchStrategy[Any]] = {}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One made-up native message: its kind, its parts, its bytes and what it says."""

    kind: str
    message: Message
    body: bytes
    observation: Observation


@dataclass(frozen=True, slots=True)
class Wish:
    """What messages are wanted.

    Attributes:
        full: nearly every field that may be absent is there.
        at: all times are this one.
        long: free texts are as long as they may be, groups that repeat do so often.
        plain_record: the message's own key cannot be taken for anybody's number.
    """

    full: bool = False
    at: datetime | None = None
    long: bool = False
    plain_record: bool = False


ANY = Wish()
_LONGEST = 4000
"""Characters of a free text (`hub.schemas.base.Text`)."""
_WIDE = "\U0001f642"
"""Four bytes in UTF-8, as long as a character gets."""


class NativeFiller(Filler):
    """Fills the models of one registry. ``near``: all times within two years."""

    def __init__(self, registry: str, wish: Wish, *, near: bool) -> None:
        self._scopes = (registry, f"{registry}:VH21", f"{registry}:VH22")
        self._wish = wish
        self._near = near or wish.at is not None

    def of(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> SearchStrategy[Any]:  # noqa: ANN401 - any type
        """As `Filler.of`; knows how registries spell, and keeps what the spelling takes."""
        for mark in metadata:
            if isinstance(mark, Coded):
                return st.sampled_from(list(mark.table.values()))
            if isinstance(mark, OwnNumber):
                return self._numbers(mark) if self._wish.full else st.none() | self._numbers(mark)
        if self._wish.full and get_origin(annotation) in {Union, UnionType}:
            # Not left to the filter of `of_field`: of ten fields that are each there half the time some lack.
            there = [one for one in get_args(annotation) if one is not NoneType]
            return st.one_of(*(self.of(one, metadata) for one in there))
        found = super().of(annotation, metadata)
        if not any(type(mark) is Spelling for mark in metadata):
            return found
        adapter = TypeAdapter[Any](annotation_of(annotation, metadata))
        return found.filter(lambda value: _taken(adapter, value))

    def of_class(self, annotation: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - any class
        """As `Filler.of_class`; a person's number may be in this registry."""
        if annotation is RegistryNumber:
            scopes = st.sampled_from(self._scopes)
            return st.builds(RegistryNumber, scope=scopes, value=refs())
        return super().of_class(annotation)

    def of_text(self, metadata: tuple[Any, ...]) -> SearchStrategy[str]:
        """As `Filler.of_text`; with codes of two digits among the references, and long texts if wished."""
        found = super().of_text(metadata)
        limits = [limit for part in metadata if (limit := getattr(part, "max_length", None))]
        if self._wish.long and max(limits, default=0) >= _LONGEST:
            return st.just(_WIDE * min(limits))
        if any(getattr(part, "min_length", None) for part in metadata):
            return found | self.fitting(st.from_regex(r"[0-9]{2}", fullmatch=True), metadata)
        return found

    def times(self) -> SearchStrategy[datetime]:
        """Moments; one if so wished, or of a narrow time."""
        if self._wish.at is not None:
            return st.just(self._wish.at)
        if not self._near:
            return moments()
        first = datetime(2016, 1, 1, tzinfo=UTC)
        return st.integers(0, 730 * 86_400_000_000).map(lambda late: first + timedelta(microseconds=late))

    def days(self) -> SearchStrategy[date]:
        """Days; of a narrow time if times are."""
        return st.dates(date(2016, 1, 1), date(2018, 6, 30)) if self._near else super().days()

    def of_field(self, field: FieldInfo) -> SearchStrategy[Any]:
        """As `Filler.of_field`; seldom at its default, if all is to be filled."""
        only_one = field.annotation is NoneType or get_origin(field.annotation) is Literal
        if not self._wish.full or field.is_required() or only_one:
            return super().of_field(field)
        default = field.get_default(call_default_factory=True)
        filled = self.of(field.annotation, tuple(field.metadata)).filter(lambda value: value != default)
        if type(default) is bool:
            filled = st.just(not default)
        # Not always: a model may allow one of two fields only.
        return st.one_of(filled, filled, filled, st.just(default))

    def models(
        self, model: type[BaseModel], given: Mapping[str, SearchStrategy[Any]] = NOTHING
    ) -> SearchStrategy[Any]:
        """Native models from canonical values; a combination that the model refuses does not come."""
        if not issubclass(model, Native):
            return super().models(model, given)
        drawn = {name: self.of_field(field) for name, field in model.model_fields.items()}
        parts = st.fixed_dictionaries(drawn | dict(given))
        return parts.map(lambda values: _made(model, values)).filter(lambda made: made is not None)

    def _numbers(self, mark: OwnNumber) -> SearchStrategy[RegistryNumber]:
        # The mark reads what stands on the wire, so it is asked for the number that it makes of a text.
        adapter = TypeAdapter[Any](annotation_of(RegistryNumber | None, (mark,)))
        return refs().map(adapter.validate_python)


def annotation_of(annotation: Any, metadata: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any type
    """A type together with its marks, as it stood in the model."""
    return Annotated[(annotation, *metadata)]


def _taken(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _made(model: type[Native], values: object) -> Native | None:
    try:
        return model.from_canonical(values)
    except InputError:
        return None


@lru_cache(maxsize=512)
def messages(speaker: type[MappedAdapter], kind: str, wish: Wish = ANY) -> SearchStrategy[Drawn]:
    """Native messages of a kind that the registry can write and the hub can hold.

    Kept for each kind and wish: to describe them takes longer than to draw one.
    """
    if wish.at is not None or wish.full:
        return _messages(speaker, kind, wish, near=True)
    near = _messages(speaker, kind, wish, near=True)
    return st.one_of(near, near, _messages(speaker, kind, wish, near=False))


def _messages(speaker: type[MappedAdapter], kind: str, wish: Wish, *, near: bool) -> SearchStrategy[Drawn]:
    adapter = speaker()
    filler = NativeFiller(adapter.registry, wish, near=near)
    heads: dict[str, SearchStrategy[Any]] = {}
    if wish.plain_record:
        record = adapter.head.model_fields["record"]
        plain = st.from_regex(r"[a-z]{6,12}", fullmatch=True)
        known = TypeAdapter[Any](annotation_of(record.annotation, tuple(record.metadata)))
        heads["record"] = plain if _taken(known, "abcdefgh") else filler.of_field(record)
    parts = st.tuples(filler.models(adapter.head, heads), filler.models(adapter.bodies[kind]))

    def drawn(made: tuple[Any, Any]) -> Drawn | None:
        message = Message(*made)
        try:
            return Drawn(kind, message, speaker().write(message), to_observation(message))
        except InputError:
            return None  # what the canonical side or the wire cannot hold is no message of this registry

    return parts.map(drawn).filter(lambda found: found is not None).map(_certain)


def _certain(found: Drawn | None) -> Drawn:
    if found is None:
        raise AssertionError  # filtered out above
    return found
