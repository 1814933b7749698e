"""Takes a person out of quarantine: the parked events are stepped in their order, or nothing changes."""

from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, select

from hub.engine import tables as t
from hub.engine.batch import Batch
from hub.engine.embedded import SOURCE
from hub.engine.erasing import ERASED
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import from_micros
from hub.engine.writes import PartitionOf, Writes, nowhere
from hub.errors import QuarantineError
from hub.schemas import codec
from hub.schemas.envelope import Envelope


def repair(ports: Ports, store: Store, subject: str) -> int:
    """Step everything that was parked for ``subject`` and lift the quarantine; how many events that were.

    The events, and the timers that come due between them, keep their own ``recorded_at`` as their now; what
    they lead to is sent at the hub's present time. All in one transaction: a failure leaves the person
    parked as before.

    Raises:
        QuarantineError: the person is not in quarantine, or the failure is still there.
    """
    with store.transaction() as connection:
        row = store.offset(connection, SOURCE)
        now = from_micros(row["clock"] if row is not None else 0)
        return resume(ports, store, connection, subject, now=now, writes=Writes())


def resume(
    ports: Ports,
    store: Store,
    connection: Connection,
    subject: str,
    *,
    now: datetime,
    writes: Writes,
    partition_of: PartitionOf = nowhere,
) -> int:
    """`repair`, within a transaction that keeps everybody else away from this person.

    Raises:
        QuarantineError: see `repair`.
    """
    if not list(store.rows_by(connection, t.quarantine, "subject", [subject])):
        msg = f"{subject} is not in quarantine; `ketenhub dlq list` shows who is"
        raise QuarantineError(msg)
    parked = _parked(connection, subject)
    batch = Batch(ports, store, connection, cache={}, clock=now, writes=writes)
    try:
        batch.resume(parked, until=now)
    except Exception as error:  # noqa: BLE001 - whatever it is: the person stays parked, and it is said
        msg = f"{subject} stays in quarantine: a step still fails with {type(error).__name__}"
        raise QuarantineError(msg) from None
    batch.write(partition_of=partition_of)
    connection.execute(delete(t.parked).where(t.parked.c.subject == subject))
    connection.execute(delete(t.quarantine).where(t.quarantine.c.subject == subject))
    return len(parked)


def _parked(connection: Connection, subject: str) -> list[Envelope]:
    joined = t.parked.join(t.events, t.parked.c.position == t.events.c.position)
    statement = (
        select(t.events.c.attributes, t.events.c.value)
        .select_from(joined)
        .where(t.parked.c.subject == subject, t.events.c.value != ERASED)
        .order_by(t.parked.c.position)
    )
    return [
        Envelope.from_attributes(orjson.loads(attributes), codec.decode(value))
        for attributes, value in connection.execute(statement)
    ]
