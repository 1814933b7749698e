"""Scenario files: a story as a list of timed facts, with what must follow written beside each.

TOML, so that a tester can read and change it. `load` checks all that can be checked without running, and
names the place of the first mistake; see ``scenarios/remco.toml`` for an example with comments, and
``docs/how-to/write-a-scenario.md`` for all that a file can say.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from hub.adapters import ADAPTERS
from hub.errors import ConfigurationError
from hub.schemas.base import Frozen, Instant, PartnerId, Ref, RegionId
from hub.schemas.events import BY_WIRE_TYPE, TYPE_PREFIX, CaseRegisteredTwice, Event, Inbound, Outbound
from hub.schemas.identifiers import Bsn, BvhNumber, CaseIds, Parketnummer, PersonIds, Skn
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Role
from simulators.delivery import Delivery
from simulators.people import TEST_RANGE

BUILT_IN = Path(__file__).parent / "scenarios"
_PLACE = re.compile(r"at (line \d+, column \d+|end of document)")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


def _listed(given: object) -> object:
    return given if isinstance(given, list) else [given]


class PersonCard(Frozen):
    """A person of the story; the BSN must be of the test range."""

    bsn: Bsn | None = None
    skn: Skn | None = None


class CaseCard(Frozen):
    """A case of the story. ``compas``: its own number in COMPAS, if it stands there too."""

    person: Name
    bvh: BvhNumber
    parketnummer: Parketnummer | None = None
    compas: Parketnummer | None = None

    def numbers(self, registry: str, event: str) -> CaseIds:
        """What a message of a registry says about which case it is."""
        if registry in {"bvh", "monitor"}:
            return CaseIds(bvh=self.bvh)
        if registry != "compas" or self.compas is None:
            return CaseIds(bvh=self.bvh, parketnummer=self.parketnummer)
        twice = event == CaseRegisteredTwice.kind
        other = self.parketnummer if twice else None  # only then COMPAS knows that there is another
        return CaseIds(bvh=self.bvh, parketnummer=self.compas, other_parketnummer=other)


class Expectation(Frozen):
    """What one or more recipients must get. ``fields`` are checked; dots go into objects.

    ``case``: about which case; default that of the fact, or the only one of the story. ``person``: about
    whom, where it is about no case.
    """

    case: Name | None = None
    person: Name | None = None
    to: Annotated[tuple[PartnerId, ...], Field(min_length=1)]
    type: str
    fields: dict[str, Any] = Field(default_factory=dict)


class FactCard(Frozen):
    """One fact: when it reaches the hub, from which registry, and what it says.

    ``case`` or, for what concerns no case, ``person``. ``occurred_at`` is ``at`` if absent. ``record`` names
    something that has versions; without it every fact is a record of its own. ``numbers``: those that this
    message has of the case, where the card of the case does not tell: typed wrong, or of another entry of it.
    ``joins``: by it, entries of the case that nothing had tied prove to be one. ``refused``: the code of the
    rule that refuses it; it changes nothing then. ``withheld``: the codes of messages that follow from it and
    that table B forbids altogether; each is a dead letter, and the rest stands.
    """

    at: Instant
    registry: str
    event: str
    actor: Role
    case: Name | None = None
    person: Name | None = None
    occurred_at: Instant | None = None
    record: Ref | None = None
    version: int = 1
    numbers: CaseIds | None = None
    joins: bool = False
    refused: str = ""
    withheld: tuple[str, ...] = ()
    tells: str = ""
    data: dict[str, Any] = Field(default_factory=dict)
    expect: tuple[Expectation, ...] = ()


class ClockCard(Frozen):
    """A moment at which no message comes, and somebody must be told something all the same.

    It is told at that very moment, and if a message comes at it, before that message is heard. ``at``: one
    moment, or a list of them: the same is told at each.
    """

    at: Annotated[tuple[Instant, ...], BeforeValidator(_listed), Field(min_length=1)]
    tells: str = ""
    expect: Annotated[tuple[Expectation, ...], Field(min_length=1)]


class Scenario(Frozen):
    """A whole scenario file. ``rules``: with which profiles of the regions the hub must run."""

    api: Literal["sim/v1"]
    name: Name
    title: str
    region: RegionId
    rules: Literal["hub", "observed_2016"] = "hub"
    persons: dict[Name, PersonCard]
    cases: dict[Name, CaseCard]
    facts: Annotated[tuple[FactCard, ...], Field(min_length=1)]
    clock: tuple[ClockCard, ...] = ()

    def observations(self) -> Iterator[tuple[FactCard, Observation]]:
        """The facts in order of arrival, as registries state them."""
        for number, fact in sorted(enumerate(self.facts), key=lambda pair: (pair[1].at, pair[0])):
            yield fact, self._observation(number, fact)

    def expected_of(self, fact: FactCard) -> Iterator[Delivery]:
        """What must be delivered because of a fact, as the file says."""
        for expectation in fact.expect:
            yield from self._deliveries(fact.at, expectation, self.case_of(expectation, fact))

    def expected_by_clock(self) -> Iterator[Delivery]:
        """What must be delivered because it is time, in order of time."""
        moments = sorted(((at, card) for card in self.clock for at in card.at), key=lambda pair: pair[0])
        for at, card in moments:
            for expectation in card.expect:
                for delivery in self._deliveries(at, expectation, self.case_of(expectation)):
                    yield replace(delivery, by_clock=True)

    def case_of(self, expectation: Expectation, fact: FactCard | None = None) -> str | None:
        """About which case something is expected, if about any."""
        if expectation.person is not None:
            return None
        only = next(iter(self.cases)) if len(self.cases) == 1 else None
        return expectation.case or (fact and fact.case) or only

    def _deliveries(self, at: datetime, expectation: Expectation, case: str | None) -> Iterator[Delivery]:
        kind, person = _outbound(expectation.type), expectation.person or ""
        for recipient in expectation.to:
            yield Delivery(at, case or "", recipient, kind, expectation.fields, person=person)

    def _observation(self, number: int, fact: FactCard) -> Observation:
        card = self.cases[fact.case] if fact.case else None
        person = self.persons[card.person if card else fact.person or ""]
        return Observation(
            record=fact.record or f"{self.name}-{number + 1:03d}",
            version=fact.version,
            occurred_at=fact.occurred_at or fact.at,
            actor=fact.actor,
            person=PersonIds(bsn=person.bsn, skn=person.skn),
            case=(fact.numbers or card.numbers(fact.registry, fact.event)) if card else None,
            data=_inbound(fact.event).model_validate(fact.data),
        )


def load(path: Path) -> Scenario:
    """Read and check a scenario file.

    Raises:
        ConfigurationError: the file cannot be read or breaks a rule; the text names file and place.
    """
    try:
        scenario = Scenario.model_validate(_content(path))
    except ValidationError as error:
        raise _wrong(path, *_first(error)) from None
    for place, what in _mistakes(scenario):
        raise _wrong(path, place, what)
    return scenario


def title_of(path: Path) -> str:
    """What a scenario file says that it shows; the rest of it is not looked at.

    Raises:
        ConfigurationError: the file cannot be read or has no title.
    """
    title = _content(path).get("title")
    if not isinstance(title, str):
        raise _wrong(path, "title", "is missing")
    return title


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise _wrong(path, "", "cannot be read") from None
    except UnicodeDecodeError:
        raise _wrong(path, "", "is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        raise _wrong(path, found[1] if found else "", "is not TOML") from None


def _mistakes(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What no single field can show, in the order of the file."""
    for name, person in scenario.persons.items():
        if person.bsn is None and person.skn is None:
            yield f"persons.{name}", "needs a bsn or an skn"
        if person.bsn is not None and int(person.bsn) not in TEST_RANGE:
            yield f"persons.{name}.bsn", "is not in the test range 9999xxxxx"
    for name, case in scenario.cases.items():
        if case.person not in scenario.persons:
            yield f"cases.{name}.person", "is none of the persons"
    for number, fact in enumerate(scenario.facts):
        yield from (
            (f"facts[{number}].{field}".rstrip("."), what) for field, what in _fact_mistakes(scenario, fact)
        )
    last = max(fact.at for fact in scenario.facts)
    for number, card in enumerate(scenario.clock):
        if max(card.at) > last:
            yield f"clock[{number}].at", "is after the last fact, with which the story ends"
        for field, what in _expectation_mistakes(scenario, card.expect):
            yield f"clock[{number}].{field}", what


def _fact_mistakes(scenario: Scenario, fact: FactCard) -> Iterator[tuple[str, str]]:
    if (fact.case is None) == (fact.person is None):
        yield "", "needs either a case or a person"
    elif fact.case is not None and fact.case not in scenario.cases:
        yield "case", "is none of the cases"
    elif fact.person is not None and fact.person not in scenario.persons:
        yield "person", "is none of the persons"
    event = BY_WIRE_TYPE.get(TYPE_PREFIX + fact.event)
    adapter = ADAPTERS.get(fact.registry)
    if adapter is None:
        yield "registry", f"has no adapter; known: {', '.join(sorted(ADAPTERS))}"
    elif event is None or not issubclass(event, Inbound):
        yield "event", "is no event that a registry sends"
    elif event not in adapter.carries:
        yield "event", f"is not sent by {fact.registry}"
    else:
        try:
            event.model_validate(fact.data)
        except ValidationError as error:
            place, what = _first(error)
            yield f"data.{place}", what
    if fact.refused and (fact.expect or fact.withheld):
        yield "refused", "leaves nothing to expect"
    yield from _expectation_mistakes(scenario, fact.expect, fact)


def _expectation_mistakes(
    scenario: Scenario, expected: Iterable[Expectation], fact: FactCard | None = None
) -> Iterator[tuple[str, str]]:
    for number, expectation in enumerate(expected):
        if expectation.person is not None and expectation.person not in scenario.persons:
            yield f"expect[{number}].person", "is none of the persons"
        elif expectation.person is None and scenario.case_of(expectation, fact) not in scenario.cases:
            yield f"expect[{number}].case", "is none of the cases"
        if not issubclass(BY_WIRE_TYPE.get(TYPE_PREFIX + expectation.type, Event), Outbound):
            yield f"expect[{number}].type", "is no event that the hub sends"


def _inbound(name: str) -> type[Event]:
    return BY_WIRE_TYPE[TYPE_PREFIX + name]


def _outbound(name: str) -> type[Outbound]:
    found = BY_WIRE_TYPE[TYPE_PREFIX + name]
    if not issubclass(found, Outbound):  # pragma: no cover - `load` has checked it
        raise TypeError(name)
    return found


def _first(error: ValidationError) -> tuple[str, str]:
    """Place and rule of the first mistake; never its value, which could be a person's."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
    words = {"missing": "is missing", "extra_forbidden": "is not a known field"}
    reason = str(next(iter(getattr(first.get("ctx", {}).get("error"), "args", ())), "")).replace("_", " ")
    return place.lstrip("."), words.get(first["type"], f"breaks a rule: {reason or first['type']}")


def _wrong(path: Path, place: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"{path}: {f'{place} ' if place else ''}{what}")
