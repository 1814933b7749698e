"""Who looked at a person or a case, and what for: one line each time, before anything is shown (R093)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from hub.engine import tables as t
from hub.engine.attempts import in_transaction
from hub.engine.persons import StoredPersons
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.schemas.envelope import rfc3339


@dataclass(frozen=True, slots=True)
class Lookup:
    """What was asked. ``desk``: a desk or a role, never a person; ``purpose``: nothing of a person in it."""

    command: str
    subject: str
    case: str | None
    purpose: str
    desk: str


def note_lookup(store: Store, look: Lookup, at: datetime) -> None:
    """Have it on disk that somebody looks."""
    in_transaction(store, lambda connection: write_lookup(store, connection, look, at))


def write_lookup(store: Store, connection: Connection, look: Lookup, at: datetime) -> None:
    """The same, within a transaction that shows what is looked at."""
    line = {
        "at": to_micros(at),
        "command": look.command,
        "subject": look.subject,
        "case_id": look.case,
        "purpose": look.purpose,
        "desk": look.desk,
    }
    store.add(connection, t.lookups, [line])


def lookups(store: Store, name: str) -> Iterator[dict[str, Any]]:
    """Each look at a case or a person, oldest first; also under other names that it had."""
    c = t.lookups.c
    with store.transaction() as connection:
        names = StoredPersons(store, connection).all_names(name)
        wanted = select(t.lookups).where(or_(c.case_id.in_(names), c.subject.in_(names)))
        rows = connection.execute(wanted.order_by(c.seq)).mappings().all()
    for row in rows:
        yield {
            "at": rfc3339(from_micros(row["at"])),
            "command": row["command"],
            "case": row["case_id"],
            "subject": row["subject"],
            "purpose": row["purpose"],
            "by": row["desk"],
        }
