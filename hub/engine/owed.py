"""What somebody still has to do, as people look it up: open lines, and how many (R023, R050, R090)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from hub.engine import tables as t
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.schemas.envelope import rfc3339
from hub.streams.effects import AwaitedKind

_c = t.awaited.c
_MINUTE = timedelta(minutes=1)


def owed(
    store: Store,
    now: datetime,
    *,
    kind: AwaitedKind | None = None,
    of: str | None = None,
    until: datetime | None = None,
) -> Iterator[dict[str, Any]]:
    """The open lines: what is due first comes first, and what is due at no moment last.

    Args:
        store: of a folder or of the cluster.
        now: decides what is overdue, and how long there is.
        kind: only these.
        of: only of this partner or house.
        until: only what is due by then.
    """
    statement = select(t.awaited).where(_c.outcome == "")
    if kind is not None:
        statement = statement.where(_c.kind == kind.value)
    if of is not None:
        statement = statement.where(_c.of == of)
    if until is not None:
        statement = statement.where(_c.due_at <= to_micros(until))
    # Where nothing is due, SQLite would put it first and PostgreSQL last.
    order = (_c.due_at.is_(None), _c.due_at, _c.since, _c.case_id, _c.kind, _c.key)
    with store.transaction() as connection:
        rows = connection.execute(statement.order_by(*order)).mappings().all()
    for row in rows:
        due = None if row["due_at"] is None else from_micros(row["due_at"])
        yield {
            "case": row["case_id"],
            "kind": row["kind"],
            "key": row["key"],
            "of": row["of"],
            "since": rfc3339(from_micros(row["since"])),
            "due_at": None if due is None else rfc3339(due),
            "minutes_left": None if due is None else (due - now) // _MINUTE,
            "overdue": due is not None and due <= now,
        }


def owed_counts(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    """By kind and by whom: how many lines are open, how many of those overdue, how many have ended."""
    is_open = _c.outcome == ""
    overdue = is_open & (_c.due_at <= to_micros(now))
    counts = [func.sum(case((wanted, 1), else_=0)) for wanted in (is_open, overdue, ~is_open)]
    statement = select(_c.kind, _c.of, *counts).group_by(_c.kind, _c.of).order_by(_c.kind, _c.of)
    with store.transaction() as connection:
        rows = connection.execute(statement).all()
    for kind, of, waiting, late, ended in rows:
        yield {"kind": kind, "of": of, "open": int(waiting), "overdue": int(late), "ended": int(ended)}
