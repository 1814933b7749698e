"""Native messages, and damage to them of which it is known whether a check could tell.

A `Base` is a valid message with the places of its fields. A damage is a splice of bytes. Where it hits a
field, `tests.support.fuzz_oracle` says whether what stands there now can stand there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial

from hypothesis import HealthCheck, Phase, given, seed, settings

from hub.adapters import ADAPTERS
from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter
from hub.schemas.observation import Observation
from tests.support.fuzz_oracle import Meaning, meaning
from tests.support.fuzz_places import Place, places
from tests.support.native_fields import NESTED, NativeField, body_fields, head_fields
from tests.unit.adapters.speech import spoken

OTHER = Meaning("other")
MIN_SECRET = 7
"""A shorter number of a person stands in many a hint by chance."""


@dataclass(frozen=True)
class Base:
    """A valid message.

    Attributes:
        registry: whose it is.
        body: the bytes.
        places: where its fields stand, groups too.
        leaves: those of the fields that hold a value.
        meanings: what each leaf is about, in the order of ``leaves``.
        fields: what the models declare of a place, by its steps.
        secrets: what it says of a person, which no refusal may quote.
    """

    registry: str
    body: bytes
    places: list[Place]
    leaves: list[Place]
    meanings: list[Meaning]
    fields: dict[tuple[str, ...], NativeField] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def adapter(self) -> MappedAdapter:
        """Its registry's."""
        return ADAPTERS[self.registry]

    def hit(self, at: int) -> int | None:
        """The leaf whose value the byte at ``at`` belongs to; None: it is of the frame."""
        for number, place in enumerate(self.leaves):
            if place.value[0] <= at < place.value[1]:
                return number
        return None

    def put(self, number: int, raw: bytes) -> tuple[bytes, bool]:
        """The message with other bytes as the value of a leaf, and whether it must be refused then."""
        start, end = self.leaves[number].value
        return self.body[:start] + raw + self.body[end:], self.refuses(number, raw)

    def refuses(self, number: int, raw: bytes) -> bool:
        """Whether a leaf cannot have this spelling. Of a text only what no escape can change is told."""
        place, meant = self.leaves[number], self.meanings[number]
        try:
            text = raw.decode("ascii" if isinstance(self.adapter, FixedAdapter) else "utf-8")
        except UnicodeDecodeError:
            return True
        if isinstance(self.adapter, FixedAdapter):
            return self._refuses_column(place, meant, text)
        if isinstance(self.adapter, CsvAdapter):
            return self._refuses_cell(number, raw, text)
        if place.steps[-1].startswith("@"):  # XML reads any white space of an attribute as blanks
            text = re.sub(r"[\t\r\n]", " ", text)
        if not place.quoted:  # blanks around a number of JSON mean nothing
            text = text.strip(" \t\r\n")
            declared = self.fields.get(place.steps)
            if text == "null" and declared is not None and not declared.required:
                return declared.default is not None  # says in so many words that there is no value
        return self._refuses_text(number, text)

    def _refuses_cell(self, number: int, raw: bytes, text: str) -> bool:
        place, meant = self.leaves[number], self.meanings[number]
        declared = self.fields.get(place.steps)
        of_group = declared is not None and len(declared.steps) > 1
        if meant.name == "frame" and not text:
            return meant.refuses(text)
        if not text:  # a group without any of its cells is absent
            return declared is not None and declared.required and not of_group
        rows = sum(other.steps == place.steps for other in self.leaves)
        if rows > 1 and not of_group and meant.name not in _FREE and raw != self.body[slice(*place.value)]:
            return True  # all rows of a message must say the same
        return self._refuses_text(number, text)

    def _refuses_text(self, number: int, text: str) -> bool:
        meant = self.meanings[number]
        if meant.name in _FREE and re.search(r"[\\&<>\"']", text):
            return False  # what it spells is the format's to say
        return meant.refuses(text)

    def _refuses_column(self, place: Place, meant: Meaning, text: str) -> bool:
        declared = self.fields.get(place.steps)
        if not text.strip(" "):
            return declared is not None and declared.required
        digits = place.steps in _digit_columns(self.registry)
        if digits and not re.fullmatch("[0-9]+", text):
            return True
        if text[0] == " ":
            return True
        return meant.refuses(text.rstrip(" "))


_FREE = frozenset({"text", "ref", "own-number", "other"})


@cache
def _digit_columns(registry: str) -> frozenset[tuple[str, str]]:
    adapter = ADAPTERS[registry]
    assert isinstance(adapter, FixedAdapter)
    layout = adapter.layout
    return frozenset(
        (record.name, column.name)
        for record in (layout.head, *layout.records, layout.trailer)
        for column in record.columns
        if column.pad.name == "DIGITS"
    )


def bases(registry: str, number: int, chance: int) -> list[Base]:
    """So many valid messages of a registry, of every kind that it speaks, drawn from a seed."""
    found: list[Observation] = []

    @seed(chance)
    @settings(
        max_examples=number,
        database=None,
        phases=(Phase.generate,),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(spoken(registry))
    def collect(observation: Observation) -> None:
        found.append(observation)

    collect()
    return [base_of(registry, observation) for observation in found]


def base_of(registry: str, observation: Observation) -> Base:
    """The message that says this, with the places of its fields."""
    adapter = ADAPTERS[registry]
    body = adapter.render(observation)
    kind = adapter.name_of(type(observation.data))
    fields = _fields(registry, kind)
    found = places(adapter, body)
    leaves = [place for place in found if not place.group]
    return Base(
        registry,
        body,
        found,
        leaves,
        [_meaning(registry, kind, place, body[slice(*place.value)]) for place in leaves],
        fields,
        tuple(_secrets(observation)),
    )


def _secrets(observation: Observation) -> Iterator[str]:
    identifiers = observation.person.keys() + (observation.case.keys() if observation.case else ())
    yield from (value for _, value in identifiers if len(value) >= MIN_SECRET)


@cache
def _fields(registry: str, kind: str) -> dict[tuple[str, ...], NativeField]:
    adapter = ADAPTERS[registry]
    declared = head_fields(adapter) + body_fields(adapter, kind)
    if isinstance(adapter, CsvAdapter):
        return {("_".join(one.steps),): one for one in declared if not one.group}
    return {one.steps: one for one in declared}


def _meaning(registry: str, kind: str, place: Place, raw: bytes) -> Meaning:
    adapter = ADAPTERS[registry]
    declared = _fields(registry, kind).get(place.steps)
    if declared is not None:
        return meaning(registry, declared, literals=not place.quoted)
    text = raw.decode()
    if place.steps in _counts(adapter):
        return Meaning("frame", lambda given: given == text)
    if isinstance(adapter, CsvAdapter) and place.steps not in _frame(registry, kind):
        return Meaning("frame", lambda given: not given)  # a column of another kind of fact
    return _frame(registry, kind).get(place.steps, OTHER)


def _counts(adapter: MappedAdapter) -> set[tuple[str, ...]]:
    """Where a format counts its own parts."""
    if isinstance(adapter, CsvAdapter):
        return {(adapter.number_column,), (adapter.total_column,)}
    if isinstance(adapter, FixedAdapter):
        trailer = adapter.layout.trailer
        return {(trailer.name, column.name) for column in trailer.columns}
    return set()


@cache
def _frame(registry: str, kind: str) -> dict[tuple[str, ...], Meaning]:
    """What an adapter's frame says beside the fields: words that it knows, or nothing."""
    adapter = ADAPTERS[registry]
    words: dict[tuple[str, ...], tuple[str, ...]] = {}
    if isinstance(adapter, JsonAdapter):
        words = {(adapter.format_key,): (adapter.format,), (adapter.kind_key,): tuple(adapter.bodies)}
    elif isinstance(adapter, FixedAdapter):
        words = {(adapter.layout.head.name, adapter.format_key): (adapter.format,)}
    elif isinstance(adapter, CsvAdapter):
        kinds = next(file.kinds for file in adapter.files if kind in file.kinds)
        words = {(adapter.kind_column,): kinds, (adapter.continued_column,): adapter.continued_words}
    return {steps: Meaning("frame", partial(_is_one_of, known)) for steps, known in words.items()}


def _is_one_of(known: tuple[str, ...], text: str) -> bool:
    return text in known


def required(base: Base, place: Place) -> bool:
    """Whether a message without this field must be refused."""
    if place.item:
        return False
    declared = base.fields.get(place.steps)
    if declared is not None:
        return declared.required or (declared.must and not declared.group and _never_said(declared))
    nested = {(name,) for name, _ in NESTED.values()}
    return _is_body(base, place) or _is_frame(base, place) or place.steps in nested


def _never_said(declared: NativeField) -> bool:
    """Whether a fact that the event must have is not one that the format always says: whose it is."""
    return declared.canonical != "organisation" and not declared.repeats and declared.default is None


def _is_body(base: Base, place: Place) -> bool:
    adapter = base.adapter
    bodies = {adapter.body_key} if isinstance(adapter, JsonAdapter) else set(adapter.bodies)
    return len(place.steps) == 1 and place.group and place.steps[0] in bodies


def _is_frame(base: Base, place: Place) -> bool:
    number = base.leaves.index(place) if place in base.leaves else None
    return number is not None and base.meanings[number].name == "frame"


def may_repeat(base: Base, place: Place) -> bool:
    """Whether this field may stand twice."""
    declared = base.fields.get(place.steps)
    return place.item or (declared is not None and declared.repeats)
