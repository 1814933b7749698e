"""An event that the hub holds already, found by its id, to be stepped again."""

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from hub.engine import tables as t
from hub.engine.erasing import ERASED
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.streams.topics import EVENTS


@dataclass(frozen=True, slots=True)
class Stored:
    """``position`` is its place in the journal; None if it never got there and is in the outbox only."""

    envelope: Envelope
    position: int | None


def stored_event(connection: Connection, event: str) -> Stored | None:
    """An event by its id.

    On a cluster the outbox knows whose it is, and the journal has an index by person. Embedded, and for a
    timer that fired within a step, the journal is read through: a repair can wait for that.

    None if it is not kept, or was destroyed, with its person or after its term.

    Raises:
        InputError: what is kept is damaged.
    """
    c = t.outbox.c
    published = connection.execute(
        select(c.subject, c.attributes, c.value).where(c.id == event, c.topic == EVENTS)
    ).one_or_none()
    # As `Envelope.attributes` has them; a LIKE on JSON elsewhere in the text could meet another event's id.
    beginning = orjson.dumps({"specversion": "1.0", "id": event}).decode().removesuffix("}")
    e = t.events.c
    statement = select(e.position, e.attributes, e.value).where(
        e.attributes.startswith(beginning, autoescape=True)
    )
    if published is not None:
        statement = statement.where(e.subject == published.subject)
    row = connection.execute(statement.order_by(e.position.desc()).limit(1)).one_or_none()
    if row is not None:
        erased = row.value == ERASED
        return None if erased else Stored(_envelope(row.attributes, row.value), row.position)
    if published is None or published.value == ERASED:
        return None
    return Stored(_envelope(published.attributes, published.value), None)


def _envelope(attributes: str, value: bytes) -> Envelope:
    return Envelope.from_attributes(orjson.loads(attributes), codec.decode(value))
