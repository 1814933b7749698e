"""What is past its time, and which of it may go: conditions on the rows of the store, for `Retention`.

A condition is asked of each row in the transaction that destroys it: somebody may have discarded a letter, or
a person come into quarantine, since the run began.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, not_, or_, select, true

from hub.engine import tables as t
from hub.engine.erasing import ERASED, PROOF
from hub.engine.letters.letter import State
from hub.engine.read import SETTLED
from hub.engine.tables import to_micros
from hub.schemas.events import Terugkoppeling, TimerDue
from hub.streams.topics import EVENTS

_CLOSES = ("replay", "discard")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Before which moment each is past its time: content, then lines (`hub.rules.retention`)."""

    event: datetime
    message: datetime
    feedback: datetime
    closed_letter: datetime
    open_letter: datetime
    audit: datetime
    lookup: datetime
    journal: datetime
    delivery: datetime
    ledger: datetime
    awaited: datetime
    letter: datetime
    repair: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of a table that go for one reason: those that are ``past`` their time, if they ``may``."""

    what: str
    table: Table
    past: ColumnElement[bool]
    may: ColumnElement[bool] = field(default_factory=true)
    content: str = ""
    """The column to empty; without one the row is deleted."""


class Kinds:
    """All kinds, by the bounds of one run.

    Args:
        embedded: there are no mailboxes; what was sent is delivered.
    """

    def __init__(self, bounds: Bounds, *, embedded: bool) -> None:
        self._bounds = bounds
        self._embedded = embedded

    def contents(self) -> list[Kind]:
        """What loses its content, beside the journal."""
        o, m, d = t.outbox.c, t.mailbox.c, t.deadletters.c
        delivered = self._delivered()
        told = and_(o.recipient != "", o.value != ERASED, not_(is_of(o.attributes, *PROOF)))
        is_feedback = is_of(o.attributes, Terugkoppeling.wire_type())
        published = and_(o.recipient == "", o.topic == EVENTS, o.value != ERASED)
        published = and_(published, not_(is_of(o.attributes, *PROOF)))
        in_box = and_(m.value != ERASED, not_(is_of(m.attributes, *PROOF)))
        is_open, unread = d.state == State.OPEN.value, d.payload != ERASED
        return [
            Kind(
                "event", t.outbox,
                and_(published, self._past("event", o.at)),
                and_(o.sent_at.is_not(None), or_(_was_stepped(), _is_timer()), _is_free(t.outbox)),
                content="value",
            ),
            Kind(
                "message", t.outbox,
                and_(told, not_(is_feedback), self._past("message", func.coalesce(delivered, o.at))),
                delivered.is_not(None),
                content="value",
            ),
            Kind(
                "feedback", t.outbox,
                and_(told, is_feedback, self._past("feedback", func.coalesce(delivered, o.at))),
                delivered.is_not(None),
                content="value",
            ),
            # The learning view reads the outbox: here nothing is kept longer.
            Kind(
                "message", t.mailbox,
                and_(in_box, self._past("message", func.coalesce(m.delivered_at, m.arrived_at))),
                m.delivered_at.is_not(None),
                content="value",
            ),
            Kind(
                "closed_letter", t.deadletters,
                and_(not_(is_open), unread, self._past("closed_letter", _closed_at())),
                content="payload",
            ),
            Kind(
                "open_letter", t.deadletters,
                and_(is_open, unread, self._past("closed_letter", d.at)),
                self._past("open_letter", d.at),
                content="payload",
            ),
        ]  # fmt: skip

    def lines(self) -> list[Kind]:
        """What goes wholly, beside the journal; deliveries before the mailbox that says when they were."""
        o, m, a = t.outbox.c, t.mailbox.c, t.awaited.c
        delivered = self._delivered()
        notice = and_(o.recipient == "", or_(o.topic != EVENTS, _is_timer()))
        return [
            Kind("journal", t.outbox, and_(notice, self._past("journal", o.at)), o.sent_at.is_not(None)),
            Kind(
                "delivery", t.outbox,
                and_(o.recipient != "", self._past("delivery", func.coalesce(delivered, o.at))),
                and_(delivered.is_not(None), not_(_is_owed(t.outbox))),
            ),
            Kind(
                "delivery", t.mailbox,
                self._past("delivery", func.coalesce(m.delivered_at, m.arrived_at)),
                and_(m.delivered_at.is_not(None), not_(_is_owed(t.mailbox))),
            ),
            Kind("audit", t.audit, self._past("audit", t.audit.c.at)),
            Kind("lookup", t.lookups, self._past("lookup", t.lookups.c.at)),
            Kind(
                "ledger", t.ledger,
                self._past("ledger", t.ledger.c.updated_at),
                t.ledger.c.status.in_(SETTLED),
            ),
            Kind(
                "awaited", t.awaited,
                self._past("awaited", func.coalesce(a.due_at, a.since)),
                a.outcome != "",
            ),
            Kind(
                "letter", t.deadletters,
                self._past("letter", t.deadletters.c.at),
                t.deadletters.c.state != State.OPEN.value,
            ),
            Kind("repair", t.repairs, self._past("repair", t.repairs.c.at)),
        ]  # fmt: skip

    def _past(self, what: str, moment: ColumnElement[Any]) -> ColumnElement[bool]:
        return moment < to_micros(getattr(self._bounds, what))

    def _delivered(self) -> ColumnElement[Any]:
        """When a row of the outbox was delivered; embedded there is nothing in between."""
        if self._embedded:
            return t.outbox.c.sent_at
        box = t.mailbox.c
        there = (box.recipient == t.outbox.c.recipient, box.id == t.outbox.c.id)
        return select(box.delivered_at).where(*there).scalar_subquery()


def is_of(attributes: ColumnElement[Any], *kinds: str) -> ColumnElement[bool]:
    """Whether an event is of one of these types, as that stands in the JSON of its attributes."""
    return or_(*(attributes.contains(f'"type":"{kind}"', autoescape=True) for kind in sorted(kinds)))


def _is_timer() -> ColumnElement[bool]:
    """A timer's event only says that it is time; one whose timer was cancelled is never stepped."""
    return is_of(t.outbox.c.attributes, TimerDue.wire_type())


def _was_stepped() -> ColumnElement[bool]:
    return exists().where(t.inbox.c.event_id == t.outbox.c.id)


def may_be_replayed() -> ColumnElement[bool]:
    """Whether a dead letter is of an event that its replay would step again."""
    d = t.deadletters.c
    return and_(d.state == State.OPEN.value, d.payload != ERASED, d.event_id.is_not(None))


def is_held(table: Table) -> ColumnElement[bool]:
    """Whether a row's person is in quarantine, also under a name from before it was merged.

    All of the person, not only what is parked: if the dossier itself is damaged, there is nothing else.
    """
    waiting = select(t.quarantine.c.subject)
    before = select(t.merged.c.retired).where(t.merged.c.survivor.in_(waiting))
    subject = table.c.subject
    return or_(subject.in_(waiting), subject.in_(before))


def _is_free(table: Table) -> ColumnElement[bool]:
    """Whether no repair needs an event."""
    needed = select(t.deadletters.c.event_id).where(may_be_replayed())
    return and_(not_(is_held(table)), table.c.id.not_in(needed))


def _is_owed(table: Table) -> ColumnElement[bool]:
    """Whether a house has yet to put on its agenda what it was told in this case."""
    line = t.ledger.c
    return exists().where(
        line.case_id == table.c.case_id,
        line.house == table.c.recipient,
        line.status.not_in(SETTLED),
    )


def _closed_at() -> ColumnElement[Any]:
    r, d = t.repairs.c, t.deadletters.c
    closed = select(func.max(r.at)).where(r.letter == d.id, r.what.in_(_CLOSES)).scalar_subquery()
    return func.coalesce(closed, d.at)
