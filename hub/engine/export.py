"""The results as files: events, deliveries and dead letters, one JSON object a line.

Each file is written beside its place, flushed to disk and moved there in one step: a reader sees the old file
or the new one, never half of one, and a kill in between costs nothing but the run of this function.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import JSON, ColumnElement, Connection, DateTime, RowMapping, Table, cast, select

from hub.engine import tables as t
from hub.engine.erasing import ERASED
from hub.engine.persons import Numbers, by_owner
from hub.engine.store import Store
from hub.engine.tables import from_micros
from hub.schemas import codec
from hub.schemas.envelope import Envelope, rfc3339

Line = dict[str, Any]
_FETCH = 1000


def export(store: Store, directory: Path, *, deliveries: Iterable[Line] | None = None) -> dict[str, int]:
    """Write ``events.ndjson``, ``deliveries.ndjson`` and ``deadletters.ndjson``; the lines in each.

    ``deliveries``: what reached the recipients, where that is not the outbox itself.
    """
    with store.transaction() as connection:
        return {
            name: write_lines(directory / f"{name}.ndjson", lines)
            for name, lines in (
                ("events", _events(connection)),
                ("deliveries", _deliveries(connection) if deliveries is None else deliveries),
                ("deadletters", _deadletters(connection)),
            )
        }


def write_lines(path: Path, lines: Iterable[Line]) -> int:
    """Write a file of JSON lines by atomic rename; how many lines."""
    count = 0
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        for line in lines:
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return count


def structured(attributes: str, value: bytes) -> Line:
    """A stored event as a structured CloudEvent."""
    found: Line = orjson.loads(attributes)
    found["datacontenttype"] = "application/json"
    return found | content(value)


def content(value: bytes) -> Line:
    """What a stored event says, as ``data``; null, and ``erased`` beside it, where that was destroyed."""
    if value == ERASED:
        return {"data": None, "erased": True}
    return {"data": codec.decode(value).model_dump(mode="json")}


def delivery(row: RowMapping) -> Line:
    """A stored outbox row as a line of ``deliveries.ndjson``."""
    attributes = orjson.loads(row["attributes"])
    return {
        "recipient": row["recipient"],
        "id": row["id"],
        "type": attributes["type"],
        "subject": row["subject"],
        "case": row["case_id"],
        "caused_by": attributes.get("causedby"),
        "at": rfc3339(from_micros(row["sent_at"])),
    } | content(row["value"])


def outbound(store: Store) -> Iterator[tuple[Envelope, Numbers, Numbers]]:
    """Every delivered event that was not erased, in order, with the numbers of its person and of its case."""
    with store.transaction() as connection:
        merged = connection.execute(select(t.merged)).mappings()
        redirects = {row["retired"]: row["survivor"] for row in merged}
        known = by_owner(connection.execute(select(t.identity)).mappings().all(), redirects)
        for row in _rows(connection, t.outbox, t.outbox.c.seq):
            if row["value"] == ERASED:
                continue
            envelope = Envelope.from_attributes(orjson.loads(row["attributes"]), codec.decode(row["value"]))
            case = redirects.get(envelope.case or "", envelope.case or "")
            person = redirects.get(envelope.subject, envelope.subject)
            # Co-suspects share case numbers, but not cases: a case is one person's.
            yield envelope, known.get(person, []), known.get(case, [])


def _rows(connection: Connection, table: Table, *order: ColumnElement[Any]) -> Iterator[RowMapping]:
    statement = select(table).order_by(*order).execution_options(yield_per=_FETCH)
    return iter(connection.execute(statement).mappings())


def _events(connection: Connection) -> Iterator[Line]:
    # Within one moment the contract orders by subject.
    c = t.events.c
    order: tuple[ColumnElement[Any], ...] = (c.position,)
    if connection.dialect.name == "postgresql":
        # Positions follow recorded_at in one log; of several, only per person.
        recorded_at = cast(cast(c.attributes, JSON)["recordedat"].as_string(), DateTime(timezone=True))
        order = (recorded_at, c.subject, c.position)
    lines = (structured(row["attributes"], row["value"]) for row in _rows(connection, t.events, *order))
    for _, group in groupby(lines, key=lambda line: line["recordedat"]):
        yield from sorted(group, key=lambda line: str(line["subject"]))


def _deliveries(connection: Connection) -> Iterator[Line]:
    rows = _rows(connection, t.outbox, t.outbox.c.seq)
    return (delivery(row) for row in rows if row["sent_at"] is not None)


def _deadletters(connection: Connection) -> Iterator[Line]:
    # One that was replayed is processed; one that was discarded never was.
    dead = select(t.deadletters).where(t.deadletters.c.state != "replayed")
    for row in connection.execute(dead.order_by(t.deadletters.c.at, t.deadletters.c.id)).mappings():
        names = ("id", "registry", "stage", "code", "field", "hint")
        yield {name: row[name] for name in names} | {"at": rfc3339(from_micros(row["at"]))}
