"""An outbound event in its recipient's own language, with the identifiers that this recipient may have.

Identifiers are in no event. They come back here, at the very end, and only if the purpose rules granted
identity when the event was addressed. A case number goes along always: without it nobody can place the
message, and it is what table B leaves to a recipient that may know nothing else ("case reference only"). A
person's number in a registry is given to that registry alone: VH22 must not learn VH05's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import orjson

from hub.errors import MappingError
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation

EDGE = "application/cloudevents+json"
"""What a recipient gets whose registry does not know this kind of message, or that has none."""


class Speaker(Protocol):
    """What is needed of an adapter."""

    @property
    def registry(self) -> str:
        """Its name."""

    @property
    def content_type(self) -> str:
        """Of what it writes."""

    def render(self, observation: Observation) -> bytes:
        """Write one native message."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier of the person or the case. Schemes: ``bsn``, ``skn``, ``bvh``, ``gcos:VH22``, ..."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class NativeMessage:
    """What leaves: the registry that it is for (empty: the generic edge), its type and its bytes."""

    registry: str
    content_type: str
    body: bytes


def render(
    envelope: Envelope,
    person: Iterable[Identifier],
    case: Iterable[Identifier],
    speakers: Mapping[str, Speaker],
) -> NativeMessage:
    """The message for the recipient of an outbound event.

    Args:
        envelope: addressed, and passed by the guard.
        person: all identifiers that the hub knows of the person.
        case: all numbers of the case.
        speakers: the adapter of each recipient that has a registry.
    """
    recipient = envelope.routing.recipient if envelope.routing else ""
    speaker = speakers.get(recipient)
    if speaker is not None:
        try:
            body = speaker.render(_observation(envelope, recipient, speaker.registry, person, case))
            return NativeMessage(speaker.registry, speaker.content_type, body)
        except MappingError:
            pass  # not this registry's message, or not in its characters: it must arrive, so by the edge
    return NativeMessage("", EDGE, orjson.dumps(envelope.structured()))


def _observation(
    envelope: Envelope,
    recipient: str,
    registry: str,
    person: Iterable[Identifier],
    case: Iterable[Identifier],
) -> Observation:
    granted = envelope.routing is not None and Category.IDENTITY in envelope.routing.categories
    known = {one.scheme: one.value for one in person} if granted else {}
    own = next((scheme for scheme in (registry, f"{registry}:{recipient}") if scheme in known), None)
    numbers: dict[str, list[str]] = {}
    for one in sorted(case, key=lambda one: (one.scheme, one.value)):
        numbers.setdefault(one.scheme, []).append(one.value)
    return Observation(
        record=envelope.id,
        version=envelope.version,
        occurred_at=envelope.occurred_at,
        actor=envelope.actor,
        person=PersonIds(
            bsn=known.get("bsn"),
            skn=known.get("skn"),
            registry=RegistryNumber(scope=own, value=known[own]) if own else None,
        ),
        case=_case(numbers) if numbers else None,
        data=envelope.data,
    )


def _case(numbers: Mapping[str, list[str]]) -> CaseIds:
    """The numbers that a partner may find the case by.

    A case that stands in GPS and COMPAS has two parketnummers, one of two police units two PV numbers; which
    is whose is not known. Both go, always in the same order, to a partner whose format has room for two.
    """
    bvh, of_the_om = numbers.get("bvh", []), numbers.get("parketnummer", [])
    return CaseIds(
        bvh=bvh[0] if bvh else None,
        other_bvh=bvh[1] if len(bvh) > 1 else None,
        parketnummer=of_the_om[0] if of_the_om else None,
        other_parketnummer=of_the_om[1] if len(of_the_om) > 1 else None,
    )
