"""What waits for the partners' endpoints: rows come in from the topics, and go out one person at a time.

A row stays until its recipient took it; nothing here deletes one. Per recipient and person only the first
waiting row (by partition and position) may be tried: a later one would overtake it. What was decided about a
row is written where it still waits only, so a worker that lost the partition meanwhile changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, exists, func, select, tuple_, update

from hub.engine import tables as t
from hub.engine.attempts import AWAY
from hub.engine.erasing import settle
from hub.engine.persons import Numbers, numbers_of
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.engine.writes import Row, Writes
from hub.errors import UnreachableError
from hub.schemas.envelope import Envelope

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a row is tried again for which only a person can do something."""

_CHUNK = 500
_AT_ONCE = 5000
"""Rows that one statement changes at most; a tenth of a second."""
_MOMENTS = ("agreed_at", "gone_at", "retry_at", "slot_at")
_UNTRIED: Row = {"failures": 0, "problem": "", "rate": None} | dict.fromkeys(_MOMENTS)

_box = t.mailbox.c
_WAITS = _box.delivered_at.is_(None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record of a recipient's topic: CloudEvents attributes, and the value as the store keeps values."""

    recipient: str
    partition: int
    position: int
    attributes: Mapping[str, str]
    value: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A waiting row. ``attributes`` is JSON; ``attempts`` counts those that were made already."""

    recipient: str
    id: str
    subject: str
    attributes: str
    value: bytes
    attempts: int


class Mailbox:
    """The mailboxes of all recipients in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def arrive(self, connection: Connection, arrivals: Iterable[Arrival], at: datetime) -> None:
        """Take records in, within the transaction that moves their offsets.

        A record that came before (the relay published it twice) changes nothing, also where it was delivered.
        """
        rows: list[Row] = [
            {
                "recipient": one.recipient,
                "id": one.attributes["id"],
                "subject": one.attributes["subject"],
                "case_id": one.attributes.get("caseid"),
                "attributes": orjson.dumps(dict(one.attributes)).decode(),
                "value": one.value,
                "partition": one.partition,
                "position": one.position,
                "arrived_at": to_micros(at),
                "attempts": 0,
                "next_at": to_micros(at),
                "problem": "",
            }
            for one in arrivals
        ]
        for start in range(0, len(rows), _CHUNK):
            self._store.add_new(connection, t.mailbox, rows[start : start + _CHUNK])

    @contextmanager
    def desk(self) -> Iterator["Desk"]:
        """One short transaction at the mailboxes; never hold it while a partner is asked.

        Raises:
            UnreachableError: the database does not answer, or not in time; what was done is undone.
        """
        try:
            with self._store.transaction() as connection:
                yield Desk(self._store, connection)
        except AWAY:
            msg = "the database with the mailboxes does not answer"
            raise UnreachableError(msg) from None


class Desk:
    """What can be asked and noted within one transaction. All moments are aware, in UTC."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self._connection = connection

    def due(
        self,
        recipient: str,
        partitions: Collection[int],
        now: datetime,
        *,
        limit: int,
        busy: Collection[str] = (),
        least_tried: bool = False,
    ) -> list[Letter]:
        """The first waiting row of each person that may be tried now, oldest first (or least tried first).

        ``busy``: persons with a row on its way.
        """
        earlier = t.mailbox.alias()
        is_first = ~exists().where(
            earlier.c.recipient == _box.recipient,
            earlier.c.subject == _box.subject,
            earlier.c.delivered_at.is_(None),
            tuple_(earlier.c.partition, earlier.c.position) < tuple_(_box.partition, _box.position),
        )
        order = [_box.attempts] if least_tried else []
        statement = (
            select(_box.recipient, _box.id, _box.subject, _box.attributes, _box.value, _box.attempts)
            .where(
                _waiting(recipient, partitions),
                _box.next_at <= to_micros(now),
                _box.subject.not_in(sorted(busy)),
                is_first,
            )
            .order_by(*order, _box.partition, _box.position)
            .limit(limit)
        )
        return [Letter(**row) for row in self._connection.execute(statement).mappings()]

    def next_due(self, recipient: str, partitions: Collection[int], now: datetime) -> datetime | None:
        """The first moment after now at which a row may be tried; None if there is none."""
        found = self._connection.scalar(
            select(func.min(_box.next_at)).where(
                _waiting(recipient, partitions),
                _box.next_at > to_micros(now),
                _box.next_at < to_micros(NEVER),
            )
        )
        return None if found is None else from_micros(found)

    def park(self, recipient: str, partitions: Collection[int], until: datetime | None, problem: str) -> bool:
        """Let all wait until a moment (None: until a person acts); no attempt counts. False: more is left."""
        moment = to_micros(until or NEVER)
        return self._some(
            and_(_waiting(recipient, partitions), _box.next_at < moment), next_at=moment, problem=problem
        )

    def reconsider(self, recipient: str, problems: Collection[str], at: datetime) -> bool:
        """What waits for one of these problems may be tried: they may be mended; false: more is left."""
        awaits = and_(_box.recipient == recipient, _WAITS, _box.problem.in_(sorted(problems)))
        return self._some(awaits, next_at=to_micros(at), problem="")

    def hurry(self, recipient: str, at: datetime) -> None:
        """Do not wait for the backoff of single rows: the endpoint is there again."""
        self._connection.execute(
            update(t.mailbox)
            .where(
                _box.recipient == recipient,
                _WAITS,
                _box.next_at > to_micros(at),
                _box.next_at < to_micros(NEVER),
            )
            .values(next_at=to_micros(at))
        )

    def delivered(self, recipient: str, event: str, at: datetime, receipt: Envelope) -> bool:
        """The recipient took it: the row is done and its receipt on its way; false if it was before."""
        done = self._connection.execute(
            update(t.mailbox)
            .where(_is(recipient, event))
            .values(delivered_at=to_micros(at), attempts=_box.attempts + 1, problem="")
        ).rowcount
        if not done:
            return False
        settle(self._connection, event)
        writes = Writes(relayed=True)
        writes.publish(receipt)
        self._store.add_new(self._connection, t.outbox, writes.outbox)
        self._store.wake_relay(self._connection)
        return True

    def failed(self, recipient: str, event: str, problem: str, next_at: datetime) -> None:
        """It was tried in vain."""
        self._connection.execute(
            update(t.mailbox)
            .where(_is(recipient, event))
            .values(attempts=_box.attempts + 1, next_at=to_micros(next_at), problem=problem)
        )

    def endpoint(self, recipient: str) -> Row:
        """What is known of an endpoint (all columns but its recipient), locked until the transaction ends."""
        statement = select(t.endpoints).where(t.endpoints.c.recipient == recipient).with_for_update()
        row = self._connection.execute(statement).mappings().one_or_none()
        return dict(_UNTRIED) if row is None else _moments(row)

    def keep_endpoint(self, recipient: str, known: Mapping[str, Any]) -> None:
        """Remember what `endpoint` gives, changed."""
        row = dict(known) | {"recipient": recipient}
        row |= {name: None if row[name] is None else to_micros(row[name]) for name in _MOMENTS}
        self._store.put(self._connection, t.endpoints, [row])

    def endpoints(self) -> dict[str, Row]:
        """What is known of each endpoint, as `endpoint` gives it, but not locked."""
        rows = self._connection.execute(select(t.endpoints)).mappings()
        return {row["recipient"]: _moments(row) for row in rows}

    def identifiers(self, subject: str, case: str | None) -> tuple[Numbers, Numbers]:
        """What a person and a case are called elsewhere."""
        return numbers_of(self._store, self._connection, subject=subject, case=case)

    def _some(self, which: ColumnElement[bool], **values: int | str) -> bool:
        """Change some of these rows: what waited for months must not outlast the limit of a statement."""
        chosen = select(_box.recipient, _box.id).where(which).limit(_AT_ONCE)
        statement = update(t.mailbox).where(tuple_(_box.recipient, _box.id).in_(chosen)).values(**values)
        return self._connection.execute(statement).rowcount < _AT_ONCE

    def waiting(self) -> dict[str, tuple[int, datetime]]:
        """For each recipient with anything that waits: how many rows, and when the oldest arrived."""
        statement = (
            select(_box.recipient, func.count(), func.min(_box.arrived_at))
            .where(_WAITS)
            .group_by(_box.recipient)
        )
        return {
            who: (count, from_micros(oldest)) for who, count, oldest in self._connection.execute(statement)
        }


def resume_endpoint(store: Store, recipient: str, at: datetime) -> bool:
    """Send to a recipient again that had answered 410 Gone, after a new handshake; false if it had not."""
    with store.transaction() as connection:
        desk = Desk(store, connection)
        if desk.endpoint(recipient)["gone_at"] is None:
            return False
        desk.keep_endpoint(recipient, _UNTRIED)
        desk.hurry(recipient, at)
        return True


def _waiting(recipient: str, partitions: Collection[int]) -> ColumnElement[bool]:
    return and_(_box.recipient == recipient, _WAITS, _box.partition.in_(sorted(partitions)))


def _is(recipient: str, event: str) -> ColumnElement[bool]:
    return and_(_box.recipient == recipient, _box.id == event, _WAITS)


def _moments(row: RowMapping) -> Row:
    found = {name: value for name, value in row.items() if name != "recipient"}
    return found | {name: None if row[name] is None else from_micros(row[name]) for name in _MOMENTS}
