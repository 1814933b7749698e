"""What can be said of an adapter by looking at it: names, source, fields, codes, golden files."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from pydantic.fields import FieldInfo

from hub.adapters.mapped import MappedAdapter
from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, TimeSpelling
from hub.errors import ConfigurationError, InputError
from hub.kit.fields import group_of, parts_of
from hub.kit.forms import form_of
from hub.kit.golden import CANONICAL, FOLDER, observations_from, pairs_of
from hub.kit.plugins import NAME
from hub.kit.report import Outcome
from hub.schemas.events import EVENTS
from hub.schemas.identifiers import Bsn, BvhNumber, CjibNumber, Parketnummer, Skn

Finding = tuple[str, str]
"""A place in the adapter, and what is wrong there."""
Others = Mapping[str, MappedAdapter]

SOURCE = re.compile(r"urn:nld:oin:[0-9]{20}:systeem:[a-z0-9-]+")
"""NL GOV profile for CloudEvents 1.1, attribute ``source``: an OIN has twenty digits."""
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at. ``findings`` yields what is wrong, or nothing."""

    id: str
    sentence: str
    reason: str
    findings: Callable[[MappedAdapter, Others], Iterator[Finding]]


def check(adapter: MappedAdapter, others: Others) -> tuple[Outcome, ...]:
    """Look at an adapter; ``others`` are all that the hub knows, be it among them or not."""
    return tuple(_outcome(one, adapter, others) for one in CHECKS)


def _outcome(one: Check, adapter: MappedAdapter, others: Others) -> Outcome:
    place, what = next(one.findings(adapter, others), ("", ""))
    return Outcome(one.id, one.sentence, one.reason, passed=not what, place=place, what=what)


def _name(adapter: MappedAdapter, others: Others) -> Iterator[Finding]:
    if not NAME.fullmatch(adapter.registry):
        yield "registry", "2 to 16 lower-case letters and digits, a letter first"
    if not adapter.version:
        yield "version", "is empty; it stands in dead letters"
    known = others.get(adapter.registry)
    if known is not None and type(known) is not type(adapter):
        yield "registry", "another adapter has this name"


def _source(adapter: MappedAdapter, others: Others) -> Iterator[Finding]:
    if not SOURCE.fullmatch(adapter.source):
        yield "source", "urn:nld:oin:<OIN, 20 digits>:systeem:<name>"
    for name, known in others.items():
        if name != adapter.registry and known.source == adapter.source:
            yield "source", f"is that of {name}"


def _wire(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    if not _CONTENT_TYPE.fullmatch(adapter.content_type):
        yield "content_type", "type/subtype, as application/json"
    try:
        form_of(adapter)
    except ConfigurationError:
        yield type(adapter).__name__, "derive from XmlAdapter, JsonAdapter, CsvAdapter or FixedAdapter"


def _carries(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    told = [body.event for body in adapter.bodies.values()]
    if list(adapter.carries) != told:
        yield "carries", "is not what the bodies are of; write `carries = events(BODIES)`"
    for event in told:
        if event not in EVENTS:
            yield "bodies", f"{event.__name__} is no canonical event"
        if told.count(event) > 1:
            yield "bodies", f"two kinds of message for {event.__name__}: which one would be written?"


def _mapped(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    for name in sorted({"record", "version", "occurred_at", "actor", "person", "case"}):
        if name not in adapter.head.model_fields:
            yield "head", f"has no {name}"
    for kind, body in adapter.bodies.items():
        yield from _event_mapped(kind, body)


def _event_mapped(kind: str, body: type[Body]) -> Iterator[Finding]:
    if body.to_event is not Body.to_event:
        return  # it says itself how it becomes the event
    for name, field in body.event.model_fields.items():
        if field.is_required() and name not in body.model_fields:
            yield kind, f"nothing fills {name}, without which there is no {body.event.__name__}"
    for name, own in body.model_fields.items():
        theirs = body.event.model_fields.get(name)
        if theirs is None:
            if not own.exclude:
                yield kind, f"{name} is no field of {body.event.__name__}"
        elif not own.is_required() and not theirs.is_required() and own.default != theirs.default:
            yield (
                kind,
                f"{name} has another default than {body.event.__name__}: absent would mean another fact",
            )


def _names(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    for place, model in _models(adapter):
        aliases = [field.alias or name for name, field in model.model_fields.items()]
        for alias in aliases:
            if aliases.count(alias) > 1:
                yield place, f"two fields are called {alias}"


def _codes(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    for place, field in _fields(adapter):
        for table in (part for part in parts_of(field) if isinstance(part, Coded)):
            alike = [code.strip().casefold() for code in table.table]
            for code, folded in zip(table.table, alike, strict=True):
                if not folded:
                    yield place, "an empty text is a code; what is left out would mean something"
                elif alike.count(folded) > 1:
                    yield place, f"{code} differs from another code by its case only"


def _times(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    for place, field in _fields(adapter):
        marks = parts_of(field)
        if datetime in marks and not any(isinstance(mark, TimeSpelling) for mark in marks):
            yield (
                place,
                "has no spelling (hub.adapters.spelling): a bare datetime takes numbers for dates too",
            )


def _record(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    record = adapter.head.model_fields.get("record")
    numbers = [
        mark for kind in (Bsn, Skn, BvhNumber, CjibNumber, Parketnummer) for mark in get_args(kind)[1:]
    ]
    if record is not None and any(mark in numbers for mark in parts_of(record)):
        yield "head.record", "is a person's or case's number; it stands in ids and keys (decision 7)"


def _golden(adapter: MappedAdapter, _others: Others) -> Iterator[Finding]:
    pairs = pairs_of(adapter)
    if not pairs:
        yield f"{FOLDER}/{adapter.registry}", "has no messages; put one in, and beside it what it means"
    for pair in pairs:
        try:
            adapter.parse(pair.native)
            observations_from(pair.canonical or b"")
        except InputError as error:
            yield pair.name, f"is refused: {error.code} at {error.field or 'no place'}"
        except ValueError as error:
            missing = pair.canonical is None
            yield pair.name, f"has no {CANONICAL} beside it" if missing else f"its {CANONICAL} is {error}"


def _models(adapter: MappedAdapter) -> Iterator[tuple[str, type[Native]]]:
    def within(place: str, model: type[Native]) -> Iterator[tuple[str, type[Native]]]:
        yield place, model
        for name, field in model.model_fields.items():
            group = group_of(field.annotation)
            if group is not None:
                yield from within(f"{place}.{field.alias or name}", group)

    head: type[Head] = adapter.head
    yield from within("head", head)
    for kind, body in adapter.bodies.items():
        yield from within(kind, body)


def _fields(adapter: MappedAdapter) -> Iterator[tuple[str, FieldInfo]]:
    for place, model in _models(adapter):
        for name, field in model.model_fields.items():
            if group_of(field.annotation) is None:
                yield f"{place}.{field.alias or name}", field


CHECKS: tuple[Check, ...] = (
    Check("name", "The registry has a name of its own, and a version.", "It stands in topics.", _name),
    Check(
        "source",
        "The source is an OIN urn that no other registry has.",
        "Event ids are unique per source; two registries with one would drop each other's events.",
        _source,
    ),
    Check(
        "wire",
        "The content type is one, and the wire is XML, JSON, CSV or fixed width.",
        "Hostile input is met once, in the hub's own readers.",
        _wire,
    ),
    Check(
        "carries", "It carries the events of its bodies, each once.", "Rendering picks by event.", _carries
    ),
    Check(
        "fields-mapped",
        "Every required field of every event is filled, and every field of a body is one of its event.",
        "What has no counterpart is lost without a word, or refuses every message.",
        _mapped,
    ),
    Check(
        "names-unique", "No two fields of a group have one name.", "One would take the other's value.", _names
    ),
    Check(
        "codes-unambiguous",
        "No two codes of a table can be mistaken for each other, and none is empty.",
        "A table that is unclear is read as one likes.",
        _codes,
    ),
    Check(
        "times-spelled",
        "Every time says how it is spelled, with its zone.",
        "A bare datetime takes a number for seconds since 1970: damage would become a date.",
        _times,
    ),
    Check(
        "record-no-number",
        "The message's own key is no number of a person or case.",
        "It stands in ids, keys and headers, and a number can be found back from its hash.",
        _record,
    ),
    Check("golden-parse", "There are golden pairs, and each can be read.", "See `golden-read`.", _golden),
)
"""All checks, in the order of a report."""
