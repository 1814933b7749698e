"""An adapter made of declarations: a head, a table of bodies, and a wire (XML, JSON or fixed width).

A new registry is a subclass of `XmlAdapter`, `JsonAdapter`, `FixedAdapter` or
`hub.adapters.csvmapped.CsvAdapter` with its table of bodies, and a line in ``hub.adapters.ADAPTERS``.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ValidationError

from hub.adapters import fixedwire, jsonwire, xmlwire
from hub.adapters.base import Adapter
from hub.adapters.fixedwire import Layout
from hub.adapters.native import Body, Head, mapping_error
from hub.adapters.xmlwire import Wire
from hub.errors import MappingError, NativeFormatError
from hub.schemas.events import Event
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation


@dataclass(frozen=True, slots=True)
class Message:
    """One native message: what simulators and tests fill in, or look at."""

    head: Head
    body: Body


def events(bodies: Mapping[str, type[Body]]) -> tuple[type[Event], ...]:
    """The events that a table of bodies carries, in its order."""
    return tuple(body.event for body in bodies.values())


class MappedAdapter(Adapter, ABC):
    """Everything of `Adapter` but the wire. One native message is one observation.

    ``bodies`` is keyed by the native name of each kind of fact.
    """

    registry: ClassVar[str]
    version: ClassVar[str]
    content_type: ClassVar[str]
    source: ClassVar[str]
    carries: ClassVar[tuple[type[Event], ...]]
    head: ClassVar[type[Head]]
    bodies: ClassVar[Mapping[str, type[Body]]]

    @abstractmethod
    def read(self, body: bytes) -> Message:
        """The native message that these bytes are. Errors: as `parse`."""

    @abstractmethod
    def write(self, message: Message) -> bytes:
        """The native message in the adapter's one spelling."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """See `Adapter.parse`."""
        return (to_observation(self.read(body)),)

    def render(self, observation: Observation) -> bytes:
        """See `Adapter.render`."""
        return self.write(self.native(observation))

    def project(self, observation: Observation) -> Observation:
        """See `Adapter.project`."""
        return to_observation(self.native(observation))

    def canonical(self, body: bytes) -> bytes:
        """A native message in the one spelling of this adapter. Errors: as `parse`."""
        return self.write(self.read(body))

    def native(self, observation: Observation) -> Message:
        """The native message for an observation.

        Raises:
            MappingError: the registry does not carry this event, or cannot express a value in it.
        """
        name = self.name_of(type(observation.data))
        head = self.head.from_canonical(observation)
        return Message(head, self.bodies[name].from_event(observation.data, name))

    def name_of(self, event: type[Event]) -> str:
        """The native name of an event.

        Raises:
            MappingError: the registry does not carry it.
        """
        for name, body in self.bodies.items():
            if body.event is event:
                return name
        raise MappingError("not-carried", field=event.kind, hint=f"{self.registry} has no such message.")


def to_observation(message: Message) -> Observation:
    """What a native message says, in canonical terms.

    Raises:
        MappingError: a value that the native model takes and the canonical one does not.
    """
    head = message.head
    try:
        # As dicts, not by attribute: a missing attribute costs pydantic two microseconds, and most formats
        # lack one.
        return Observation(
            record=head.record,
            version=head.version,
            occurred_at=head.occurred_at,
            actor=head.actor,
            person=PersonIds(**vars(head.person)),
            case=None if head.case is None else CaseIds(**vars(head.case)),
            data=message.body.to_event(),
        )
    except ValidationError as error:
        refusal = mapping_error(error)
    raise refusal


class XmlAdapter(MappedAdapter, ABC):
    """A registry that speaks XML: one root; the child element that is named in ``bodies`` is the fact."""

    content_type = "application/xml"
    root: ClassVar[str]
    namespace: ClassVar[str]

    def read(self, body: bytes) -> Message:
        """See `MappedAdapter.read`."""
        wire = xmlwire.read(body, root=self.root, namespace=self.namespace)
        name = _kind(wire, self.bodies, self.root)
        fact = self.bodies[name].from_wire(wire.pop(name), name)
        return Message(self.head.from_wire(wire), fact)

    def write(self, message: Message) -> bytes:
        """See `MappedAdapter.write`."""
        wire = message.head.to_wire()
        wire[self.name_of(message.body.event)] = message.body.to_wire()
        return xmlwire.write(wire, root=self.root, namespace=self.namespace)


class JsonAdapter(MappedAdapter, ABC):
    """A registry that speaks JSON: one key names the format, one the kind of fact, and one holds the fact."""

    content_type = "application/json"
    format_key: ClassVar[str]
    format: ClassVar[str]
    kind_key: ClassVar[str]
    body_key: ClassVar[str]

    def read(self, body: bytes) -> Message:
        """See `MappedAdapter.read`."""
        wire = jsonwire.read(body)
        if wire.pop(self.format_key, None) != self.format:
            raise NativeFormatError("wrong-format", field=self.format_key, hint=f"Expected {self.format}.")
        name = _take(wire, self.kind_key)
        fact = _take(wire, self.body_key)
        if not isinstance(name, str) or name not in self.bodies:
            hint = "Known: " + ", ".join(self.bodies)
            raise MappingError("unknown-kind", field=self.kind_key, hint=hint)
        return Message(self.head.from_wire(wire), self.bodies[name].from_wire(fact, self.body_key))

    def write(self, message: Message) -> bytes:
        """See `MappedAdapter.write`."""
        return jsonwire.write(
            {
                self.format_key: self.format,
                self.kind_key: self.name_of(message.body.event),
                **message.head.to_wire(),
                self.body_key: message.body.to_wire(),
            }
        )


class FixedAdapter(MappedAdapter, ABC):
    """A registry that writes fixed-width records: a head, groups of the head, and one that is the fact."""

    content_type = "text/plain"
    layout: ClassVar[Layout]
    format_key: ClassVar[str]
    format: ClassVar[str]

    def read(self, body: bytes) -> Message:
        """See `MappedAdapter.read`."""
        wire = fixedwire.read(body, self.layout)
        first = wire.pop(self.layout.head.name)
        if first.pop(self.format_key, None) != self.format:
            field = f"{self.layout.head.name}.{self.format_key}"
            raise NativeFormatError("wrong-format", field=field, hint=f"Expected {self.format}.")
        name = _kind(wire, self.bodies, self.layout.head.name)
        fact = self.bodies[name].from_wire(wire.pop(name), name)
        return Message(self.head.from_wire(first | wire), fact)

    def write(self, message: Message) -> bytes:
        """See `MappedAdapter.write`."""
        wire = message.head.to_wire()
        groups = {name: wire.pop(name) for name in list(wire) if isinstance(wire[name], dict)}
        name = self.name_of(message.body.event)
        first = {self.format_key: self.format, **wire}
        content = {self.layout.head.name: first, **groups, name: message.body.to_wire()}
        return fixedwire.write(content, self.layout)


def _kind(wire: Wire, bodies: Mapping[str, type[Body]], field: str) -> str:
    names = wire.keys() & bodies.keys()
    if len(names) != 1:
        hint = "Exactly one element must say what happened: " + ", ".join(bodies)
        raise MappingError("ambiguous-kind" if names else "unknown-kind", field=field, hint=hint)
    return names.pop()


def _take(wire: Wire, key: str) -> object:
    if key not in wire:
        raise MappingError("missing-field", field=key, hint="The registry must fill this field.")
    return wire.pop(key)
