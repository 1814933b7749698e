"""All events with the versions of their schemas, and what each version changed, for people to look up."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hub.contracts.changes import Change, explain
from hub.contracts.payloads import summary
from hub.schemas.codec import Committed, schema_id
from hub.schemas.events import Event, Inbound, Outbound


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an event's schema.

    Attributes:
        kind: wire name of the event.
        name: its class.
        side: ``in`` (a registry's fact), ``out`` (for a recipient) or ``hub`` (its own).
        version: of the schema.
        current: whether the hub writes this one; it reads all.
        fingerprint: CRC-64-AVRO as it stands in the header, hexadecimal.
        fields: how many.
        changes: against the version before; empty for the first.
        summary: what the event says, in a sentence.
    """

    kind: str
    name: str
    side: str
    version: int
    current: bool
    fingerprint: str
    fields: int
    changes: tuple[Change, ...]
    summary: str


def catalogue(events: Iterable[type[Event]], committed: Sequence[Committed]) -> Iterator[Version]:
    """Every version of every event, in the order of the events and from the first version on."""
    for event in events:
        before = None
        for one in sorted(
            (each for each in committed if each.kind == event.kind), key=lambda each: each.version
        ):
            schema = json.loads(one.text)
            yield Version(
                kind=event.kind,
                name=event.__name__,
                side="in" if issubclass(event, Inbound) else "out" if issubclass(event, Outbound) else "hub",
                version=one.version,
                current=one.version == event.schema_version,
                fingerprint=schema_id(one.text).hex(),
                fields=len(schema["fields"]),
                changes=tuple(explain(before, schema)) if before is not None else (),
                summary=summary(event),
            )
            before = schema
