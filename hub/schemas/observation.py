"""What an adapter makes of one native message: who, which case, which fact; no subject yet.

`Observation` is the one form in which adapters and the rest of the hub meet, in both directions: ``parse``
yields it, ``render`` takes it. Ingest turns it into an `Envelope` by resolving who is who.
"""

from hashlib import sha1
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import SerializeAsAny, field_validator

from hub.schemas.base import Frozen, Instant, Ref
from hub.schemas.events import BY_WIRE_TYPE, Event
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.vocabulary import Role

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:nl:strafrechtketen:ketenhub")
_HASHED = sha1(_NAMESPACE.bytes, usedforsecurity=False)


class Observation(Frozen):
    """One fact, as a registry states it.

    ``record`` is the registry's own opaque key of the message or record, ``version`` its version: the same
    pair always yields the same event id, and a later version of a record wins over an earlier one. ``record``
    must not be a person or case number: event ids stand in headers, and a number of nine digits can be
    found back from its hash by trying them all.
    """

    record: Ref
    version: int = 1
    occurred_at: Instant
    actor: Role
    person: PersonIds
    case: CaseIds | None = None
    data: SerializeAsAny[Event]

    @field_validator("data", mode="after")
    @classmethod
    def _is_canonical(cls, data: Event) -> Event:
        if BY_WIRE_TYPE.get(data.wire_type()) is not type(data):
            msg = "not_a_canonical_event"
            raise ValueError(msg)
        return data


def event_id(source: str, record: str, version: int, ordinal: int = 0) -> UUID:
    """The id of the event made from the ``ordinal``-th observation of a record's version.

    A function of its arguments only, so that a message that is sent twice gives the same ``source`` + ``id``
    and every recipient can drop the second (CloudEvents 1.0, NL GOV profile).
    """
    return _uuid5(f"{source}\n{record}\n{version}\n{ordinal}")


def effect_id(caused_by: str, processor: str, recipient: str, ordinal: int) -> UUID:
    """The id of an effect: repeating the step that caused it yields the same id."""
    return _uuid5(f"{caused_by}\n{processor}\n{recipient}\n{ordinal}")


def _uuid5(name: str) -> UUID:
    # As uuid.uuid5, in half its time: the namespace is hashed once, not for every id. RFC 9562, 5.5.
    digest = _HASHED.copy()
    digest.update(name.encode())
    return UUID(bytes=digest.digest()[:16], version=5)
