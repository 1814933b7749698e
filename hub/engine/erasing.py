"""Destroys what the store holds of a person, in the transaction of the event that orders it (Wpg 28; AVG 17).

===========  ============================================================================================
events       each one so far keeps its place and attributes, and loses its content; the orders to destroy,
             and what was carried out, keep theirs: they are the proof
outbox       as events; what is not delivered yet must still go, and loses its content once it is there
dead letters the payloads of those that are about one of the person's events, or hold one of its numbers
identity     the numbers are found no more: the next message that bears one founds the person anew; they go
             with the last delivery, for a partner must know of whom the hub speaks
traits       gone, and the pairs of the worklist that the person is in
timers       gone; what is awaited of somebody is awaited no more
left alone   audit, ledger, look-ups and repairs, which hold no content, and who was merged into whom
===========  ============================================================================================

A pseudonym is a keyed hash of a number, so the person that is founded anew has the same one; nothing else of
it is left. A row's emptied content is `ERASED`, which no event encodes to. It stays in the place of the row:
deleting the row instead would lose that something was told, to whom and on what ground.

An event may have been taken in, and yet come after the order: on its way from ingest to the steps, or parked
in a quarantine. It is no part of what is destroyed; the numbers stay as they are, for it is told with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update

from hub.engine import tables as t
from hub.engine.identity import Fresh
from hub.engine.persons import IDENTIFIERS, PERSONS, UNFINDABLE, StoredPersons, is_findable, unfindable
from hub.engine.store import Store
from hub.engine.timers import TimerQueue
from hub.engine.writes import Row, Writes
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.events import ErasureCarriedOut, ErasureForwarded, PersonDataErased
from hub.schemas.observation import effect_id
from hub.streams.effects import Erase

ERASED = b""
"""What stands in the place of content that was erased."""

DESTROYED = "VERNIETIGD"
"""The outcome of what was awaited of somebody."""

PROOF = frozenset(one.wire_type() for one in (PersonDataErased, ErasureCarriedOut, ErasureForwarded))
"""What says that something was destroyed keeps its content, for that is the proof."""
_CHUNK = 1000
_TELLING_NUMBER = 7
"""A shorter number, of a house's own register, may stand in any message."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An event that the store holds: where, and what its attributes say."""

    place: int
    id: str
    type: str
    reported: bool
    """By a registry; else the hub itself made it."""


def erase(
    store: Store,
    connection: Connection,
    writes: Writes,
    timers: TimerQueue,
    fresh: Fresh,
    effect: Erase,
    order: Envelope,
) -> Envelope:
    """Destroy what is held of a person until ``order``; the proof, which is yet to be written.

    ``writes``, ``timers`` and ``fresh``: what the transaction did and found out before, and has not written
    yet. The caller forgets what ``fresh`` says of the person.
    """
    who = sorted(effect.subjects)
    found = [row.value for row in fresh.identity if row.subject in who and row.owner == row.subject]
    one = _Erasure(store, connection, writes, who)
    one.lock()
    events = one.events(order.id)
    messages = one.messages()
    one.dead_letters(found)
    one.names()
    connection.execute(delete(t.timers).where(t.timers.c.subject.in_(who)))
    for subject in who:
        timers.drop(subject)
    one.awaited()
    return Envelope.by_the_hub(
        str(effect_id(order.id, "erasing", "", 0)),
        ErasureCarriedOut(ground=effect.ground, reference=effect.reference, events=events, messages=messages),
        subject=order.subject,
        at=order.recorded_at,
        caused_by=order.id,
        synthetic=order.synthetic,
    )


class _Erasure:
    """One person's, within one transaction. ``ids``: of the events that it has met."""

    def __init__(self, store: Store, connection: Connection, writes: Writes, who: list[str]) -> None:
        self._store = store
        self._connection = connection
        self._writes = writes
        self._who = who
        self._ids: set[str] = set()
        self._on_its_way = False

    def lock(self) -> None:
        """Keep ingest away: it locks numbers before it looks whose they are, then the persons."""
        rows = self._store.rows_by(self._connection, t.identity, "subject", self._who)
        self._store.lock_names(
            self._connection, IDENTIFIERS, (row["hash"] for row in rows if is_findable(row))
        )
        self._store.lock_names(self._connection, PERSONS, self._who)

    def events(self, order: str) -> int:
        """Empty the journal up to the order, which stands in it already where a quarantine was lifted."""
        found = self._of(t.events, t.events.c.position)
        ordered_at = next((one.place for one in found if one.id == order), None)
        before = [one for one in found if ordered_at is None or one.place < ordered_at]
        self._on_its_way = any(one.reported and one.place > (ordered_at or one.place) for one in found)
        self._ids.update(one.id for one in before)
        places = [one.place for one in before if one.type not in PROOF]
        count = self._empty(t.events, "position", places)
        for row in self._writes.events:
            if row["subject"] in self._who and _type(row) not in PROOF and row["value"] != ERASED:
                self._ids.add(orjson.loads(row["attributes"])["id"])
                row["value"] = ERASED
                count += 1
        return count

    def messages(self) -> int:
        """Empty what was told and is delivered; note what is not. How many that were, together."""
        told = self._of(t.outbox, t.outbox.c.seq, t.outbox.c.recipient != "")
        waiting = self._waiting()
        there = [one for one in told if one.type not in PROOF and one.id not in waiting]
        self._empty(t.mailbox, "id", [one.id for one in there])
        count = self._empty(t.outbox, "seq", [one.place for one in there]) + len(waiting)
        for row in self._writes.outbox:
            if row["subject"] in self._who and row["recipient"]:
                is_proof = _type(row) in PROOF
                count += not is_proof
                if self._writes.relayed:
                    waiting.add(row["id"])
                elif not is_proof:
                    row["value"] = ERASED
        owed = [{"id": one, "subject": self._who[0]} for one in sorted(waiting)]
        self._store.add_new(self._connection, t.unerased, owed)
        self._published()
        return count

    def dead_letters(self, found: Sequence[str]) -> None:
        """Empty what was refused; the letter stays as it was, for somebody may have to ask for it again.

        ``found``: numbers of the person that the database does not know yet.
        """
        letters = self._store.rows_by(self._connection, t.deadletters, "event_id", self._ids)
        about = {row["id"] for row in letters}
        stored = StoredPersons(self._store, self._connection).identifiers(self._who)
        known = {*found, *(value for _, value in stored)}
        numbers = sorted(value for value in known if len(value) >= _TELLING_NUMBER)
        for number in numbers:
            holds = self._store.holds(t.deadletters.c.payload, number.encode())
            about.update(self._connection.scalars(select(t.deadletters.c.id).where(holds)))
        self._empty(t.deadletters, "id", sorted(about), content="payload")
        for row in self._writes.deadletters:
            if row["event_id"] in self._ids or any(one.encode() in row["payload"] for one in numbers):
                row["payload"] = ERASED

    def names(self) -> None:
        """Take away what the person is found by, and what it is called, unless that is needed still."""
        c = t.worklist.c
        about = or_(*(column.in_(self._who) for column in (c.first, c.second, c.subject)))
        self._connection.execute(delete(t.worklist).where(about))
        if self._on_its_way:
            return
        self._connection.execute(delete(t.traits).where(t.traits.c.subject.in_(self._who)))
        owed = select(t.unerased.c.id).where(t.unerased.c.subject.in_(self._who)).limit(1)
        needed = self._connection.execute(owed).first() is not None
        rows = list(self._store.rows_by(self._connection, t.identity, "subject", self._who))
        self._connection.execute(delete(t.identity).where(t.identity.c.subject.in_(self._who)))
        if needed:
            kept = {(row["hash"], row["subject"]): row for row in map(unfindable, rows)}
            self._store.add(self._connection, t.identity, list(kept.values()))

    def awaited(self) -> None:
        """Ask nobody any more."""
        c = t.awaited.c
        still = update(t.awaited).where(c.subject.in_(self._who), c.outcome == "")
        self._connection.execute(still.values(outcome=DESTROYED))
        for row in self._writes.awaited.values():
            if row["subject"] in self._who and not row["outcome"]:
                row["outcome"] = DESTROYED

    def _published(self) -> None:
        """Empty what went to the steps through the log and was stepped."""
        found = self._of(t.outbox, t.outbox.c.seq, t.outbox.c.recipient == "")
        stepped = self._store.known_events(self._connection, (one.id for one in found))
        stepped |= {row["event_id"] for row in self._writes.inbox}
        # What the hub made itself (a timer, a receipt) tells nobody anything by a number.
        self._on_its_way |= any(one.reported and one.id not in stepped for one in found)
        self._on_its_way |= any(r["subject"] in self._who and not r["recipient"] for r in self._writes.outbox)
        places = [one.place for one in found if one.id in stepped and one.type not in PROOF]
        self._empty(t.outbox, "seq", places)

    def _waiting(self) -> set[str]:
        """Ids of what is told and not delivered yet; embedded there is nothing in between."""
        if not self._writes.relayed:
            return set()
        o, m = t.outbox.c, t.mailbox.c
        there = t.outbox.outerjoin(t.mailbox, (o.id == m.id) & (o.recipient == m.recipient))
        wanted = (o.subject.in_(self._who), o.recipient != "", m.delivered_at.is_(None))
        return set(self._connection.scalars(select(o.id).select_from(there).where(*wanted)))

    def _of(self, table: Table, place: ColumnElement[int], *wanted: ColumnElement[bool]) -> list[_Known]:
        statement = select(place, table.c.attributes).where(table.c.subject.in_(self._who), *wanted)
        found = []
        for number, attributes in self._connection.execute(statement):
            read = orjson.loads(attributes)
            found.append(_Known(number, read["id"], read["type"], read["source"] != HUB_SOURCE))
        return found

    def _empty(self, table: Table, key: str, wanted: Sequence[object], content: str = "value") -> int:
        """Empty rows by a column; how many were not empty yet."""
        column, count = table.c[content], 0
        changes: dict[str, object] = {content: ERASED}
        if table is t.outbox:  # a relay that was killed before it marked a row would publish it again, empty
            changes["sent_at"] = func.coalesce(t.outbox.c.sent_at, t.outbox.c.at)
        for start in range(0, len(wanted), _CHUNK):
            some = table.c[key].in_(wanted[start : start + _CHUNK])
            statement = update(table).where(some, column != ERASED).values(changes)
            count += self._connection.execute(statement).rowcount
        return count


def settle(connection: Connection, event: str) -> None:
    """An event was delivered: of an erased person it loses its content, and with the last the numbers go.

    Within the transaction that says that it was delivered.
    """
    gone = delete(t.unerased).where(t.unerased.c.id == event).returning(t.unerased.c.subject)
    subject = connection.execute(gone).scalar_one_or_none()
    if subject is None:
        return
    kind = connection.scalar(select(t.outbox.c.attributes).where(t.outbox.c.id == event))
    if kind is None or orjson.loads(kind)["type"] not in PROOF:
        for table in (t.outbox, t.mailbox):
            connection.execute(update(table).where(table.c.id == event).values(value=ERASED))
    left = select(t.unerased.c.id).where(t.unerased.c.subject == subject).limit(1)
    if connection.execute(left).first() is None:
        numbers = t.identity.c
        merged = select(t.merged.c.retired).where(t.merged.c.survivor == subject)
        whose = or_(numbers.subject == subject, numbers.subject.in_(merged))
        connection.execute(delete(t.identity).where(whose, numbers.hash.startswith(UNFINDABLE)))


def _type(row: Row) -> str:
    return str(orjson.loads(row["attributes"])["type"])
