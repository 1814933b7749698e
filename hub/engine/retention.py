"""Destroys what is past its time: content first, and after years the lines that were left without it.

================  ================================================  ========================================
what              goes                                              stays, however old
================  ================================================  ========================================
content           becomes `ERASED`; the row keeps ids and grounds   proofs that something was destroyed
- events          after they were recorded, or published and        of persons in quarantine; what an open
                  stepped                                           dead letter would step again
- messages        after they were delivered                         what is not delivered
- dead letters    after they were closed; open ones, after they     open ones, for their own term
                  came
lines             the row is deleted                                as above, and:
- events          with their copy for the steps and their inbox
                  row
- outbox, mailbox after the delivery                                of a Terugkoppeling that is owed still
- ledger          after its last change                             what a house must put on its agenda
- awaited         after it was due                                  what is awaited still
- dead letters    after they came                                   open ones
- audit, look-ups, repairs
never             dossiers, numbers, traits, who is whom, judgements, timers, endpoints, offsets
================  ================================================  ========================================

A run walks each table by its primary key, a bounded number of rows a transaction, so that it holds up no
worker and meets no limit of the store. What a transaction did is done: killed between any two, the next run
finds the rest. The tempting alternative, one DELETE with a date, holds its locks for minutes the first time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    literal,
    not_,
    select,
    true,
    tuple_,
    update,
)

from hub.engine import tables as t
from hub.engine.attempts import in_transaction
from hub.engine.erasing import ERASED, PROOF
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.retention_kinds import Bounds, Kind, Kinds, is_held, is_of, may_be_replayed
from hub.engine.store import Store

_AT_ONCE = 1000
"""Rows that one transaction looks at; where all of them go, a tenth to a quarter of a second."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of one kind of rows. ``kept``: past their time too, and needed still."""

    what: str
    table: str
    done: str
    before: datetime
    rows: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Found:
    rows: int = 0
    kept: int = 0
    is_last: bool = False
    """Behind these there is nothing that is past its time."""


_Act = Callable[[Connection, ColumnElement[bool]], _Found]


class Retention:
    """One run over one store.

    Args:
        apply: destroy; else only count what would go.
        failpoint: called at ``before-commit`` and ``after-commit`` of each transaction that destroyed.
        at_once: rows a transaction.
    """

    def __init__(
        self,
        store: Store,
        bounds: Bounds,
        *,
        apply: bool,
        failpoint: Failpoint = no_failpoint,
        at_once: int = _AT_ONCE,
    ) -> None:
        self._store = store
        self._bounds = bounds
        self._apply = apply
        self._failpoint = failpoint
        self._at_once = at_once

    def run(self) -> list[Gone]:
        """Everything, content before lines."""
        kinds = Kinds(self._bounds, embedded=self._store.engine.dialect.name == "sqlite")
        found = [self._each("event", t.events, "emptied", self._journal_content)]
        found += [self._kind(kind) for kind in kinds.contents()]
        found += [self._each("journal", t.events, "deleted", self._journal_lines)]
        return found + [self._kind(kind) for kind in kinds.lines()]

    def _kind(self, kind: Kind) -> Gone:
        def act(connection: Connection, these: ColumnElement[bool]) -> _Found:
            goes = (these, kind.past, kind.may)
            stays = select(func.count()).select_from(kind.table).where(these, kind.past, not_(kind.may))
            kept = connection.scalar(stays) or 0
            if not self._apply:
                would = select(func.count()).select_from(kind.table).where(*goes)
                return _Found(connection.scalar(would) or 0, kept)
            if not kind.content:
                return _Found(connection.execute(delete(kind.table).where(*goes)).rowcount, kept)
            changes = update(kind.table).where(*goes).values({kind.content: ERASED})
            return _Found(connection.execute(changes).rowcount, kept)

        return self._each(kind.what, kind.table, "emptied" if kind.content else "deleted", act)

    def _journal_content(self, connection: Connection, these: ColumnElement[bool]) -> _Found:
        e = t.events.c
        wanted = and_(these, e.value != ERASED, not_(is_of(e.attributes, *PROOF)))
        past = _past_events(connection, wanted, self._bounds.event)
        goes = sorted(place for place, (_, is_free) in past.items() if is_free)
        if self._apply:
            connection.execute(update(t.events).where(e.position.in_(goes)).values(value=ERASED))
        return _Found(len(goes), len(past) - len(goes))

    def _journal_lines(self, connection: Connection, these: ColumnElement[bool]) -> _Found:
        """From the oldest on; what follows a whole transaction of younger ones is younger, too."""
        past = _past_events(connection, these, self._bounds.journal)
        goes = {place: name for place, (name, is_free) in past.items() if is_free}
        if self._apply and goes:
            # Together: a copy whose id were not in the inbox would seem to be on its way to the steps.
            names = sorted(goes.values())
            of_steps = and_(t.outbox.c.recipient == "", t.outbox.c.id.in_(names))
            connection.execute(delete(t.outbox).where(of_steps))
            connection.execute(delete(t.inbox).where(t.inbox.c.event_id.in_(names)))
            connection.execute(delete(t.events).where(t.events.c.position.in_(sorted(goes))))
        return _Found(len(goes), len(past) - len(goes), is_last=not past)

    def _each(self, what: str, table: Table, done: str, act: _Act) -> Gone:
        """Walk a table, a transaction at a time."""
        keys = list(table.primary_key.columns)
        after: Sequence[Any] | None = None
        rows = kept = 0
        while True:

            def one(connection: Connection, start: Sequence[Any] | None = after) -> tuple[Any, _Found]:
                last, these = self._window(connection, keys, start)
                found = act(connection, these)
                if self._apply and found.rows:
                    self._failpoint("before-commit")
                return last, found

            after, found = in_transaction(self._store, one)
            if self._apply and found.rows:
                self._failpoint("after-commit")
            rows, kept = rows + found.rows, kept + found.kept
            if after is None or found.is_last:
                return Gone(what, table.name, done, getattr(self._bounds, what), rows, kept)

    def _window(
        self, connection: Connection, keys: list[Column[Any]], after: Sequence[Any] | None
    ) -> tuple[Sequence[Any] | None, ColumnElement[bool]]:
        """The next rows by their key, as a condition, and the key of the last; None: there are no more."""
        behind = true() if after is None else _key(keys) > _values(after)
        statement = select(*keys).where(behind).order_by(*keys).offset(self._at_once - 1).limit(1)
        last = connection.execute(statement).one_or_none()
        if last is None:
            return None, behind
        return tuple(last), and_(behind, _key(keys) <= _values(tuple(last)))


def _key(keys: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    return tuple_(*keys) if len(keys) > 1 else keys[0]


def _values(values: Sequence[Any]) -> ColumnElement[Any]:
    return _key([literal(one) for one in values])


def _past_events(
    connection: Connection, these: ColumnElement[bool], before: datetime
) -> dict[int, tuple[str, bool]]:
    """Events that were recorded earlier: by their place, the id, and whether nothing needs them."""
    e = t.events.c
    rows = connection.execute(
        select(e.position, e.attributes, is_held(t.events).label("held")).where(these)
    ).all()
    found = {}
    for position, text, held in rows:
        attributes = orjson.loads(text)
        if datetime.fromisoformat(attributes["recordedat"]) < before:
            found[position] = (attributes["id"], not held)
    d = t.deadletters.c
    names = sorted(name for name, _ in found.values())
    wanted = select(d.event_id).where(may_be_replayed(), d.event_id.in_(names))
    needed = set(connection.scalars(wanted))
    return {place: (name, free and name not in needed) for place, (name, free) in found.items()}
