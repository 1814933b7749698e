"""Where something that was told is, between the step that told it and the recipient's agenda, and why.

==================  =======================================================================================
code                it is, or waits for
==================  =======================================================================================
not-requested       due when the house asks for it (pull)
not-published       in the outbox: the relay has not put it on the log
not-collected       on the log: no deliver worker has put it in the mailbox
queued              in the mailbox, next in line
held-back           in the mailbox: an earlier event of the same person waits there too
closed, ...         in the mailbox: what stands in the way, as delivery noted it of the event or endpoint
not-on-agenda       at the house, which has not said that it put it on the agenda
unknown             neither in the outbox nor in a mailbox: it was removed there
(empty)             nothing is awaited any more
==================  =======================================================================================
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, exists, func, select, tuple_

from hub.engine import tables as t
from hub.engine.mailbox import NEVER
from hub.engine.tables import from_micros, to_micros
from hub.schemas.envelope import rfc3339
from hub.schemas.events import Terugkoppeling
from hub.streams.effects import FeedbackStatus

_AWAITED = frozenset({FeedbackStatus.GEVRAAGD_AFWACHTEN, FeedbackStatus.VERSTUURD, FeedbackStatus.AFGELEVERD})
_IS_FEEDBACK = f'"type":"{Terugkoppeling.wire_type()}"'
"""As it stands in the JSON of the attributes."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one event is. ``since``: it came there; ``next_at``: of the next attempt, if one is planned."""

    why: str = ""
    since: datetime | None = None
    attempts: int = 0
    next_at: datetime | None = None


def feedback_with_whereabouts() -> Select[Any]:
    """Each line of the ledger, with the Terugkoppeling that was sent for it, its mailbox and its endpoint."""
    ledger, outbox, mailbox, endpoints = t.ledger, t.outbox, t.mailbox, t.endpoints
    earlier = mailbox.alias()
    is_held_back = exists().where(
        earlier.c.recipient == mailbox.c.recipient,
        earlier.c.subject == mailbox.c.subject,
        earlier.c.delivered_at.is_(None),
        tuple_(earlier.c.partition, earlier.c.position) < tuple_(mailbox.c.partition, mailbox.c.position),
    )
    sent = and_(
        outbox.c.case_id == ledger.c.case_id,
        outbox.c.recipient == ledger.c.house,
        outbox.c.attributes.contains(_IS_FEEDBACK, autoescape=True),
    )
    arrived = and_(mailbox.c.recipient == outbox.c.recipient, mailbox.c.id == outbox.c.id)
    return (
        select(
            ledger,
            outbox.c.id.label("event"),
            outbox.c.at.label("told_at"),
            outbox.c.sent_at,
            mailbox.c.arrived_at,
            mailbox.c.delivered_at,
            mailbox.c.attempts,
            mailbox.c.next_at,
            mailbox.c.problem,
            is_held_back.label("held_back"),
            endpoints.c.gone_at,
            endpoints.c.problem.label("endpoint_problem"),
            endpoints.c.retry_at,
        )
        .outerjoin(outbox, sent)
        .outerjoin(mailbox, arrived)
        .outerjoin(endpoints, endpoints.c.recipient == mailbox.c.recipient)
    )


def whereabouts(row: Mapping[str, Any] | RowMapping, *, embedded: bool) -> Whereabouts:
    """Where the Terugkoppeling of a line of the ledger is.

    Args:
        row: of `feedback_with_whereabouts`.
        embedded: there are no mailboxes: what was sent is at the house.
    """
    if row["status"] not in _AWAITED:
        return Whereabouts()
    if row["status"] == FeedbackStatus.GEVRAAGD_AFWACHTEN:
        return Whereabouts("not-requested", from_micros(row["due_at"]))
    return Whereabouts("unknown") if row["event"] is None else _of_sent(row, embedded=embedded)


def _of_sent(row: Mapping[str, Any] | RowMapping, *, embedded: bool) -> Whereabouts:
    if row["delivered_at"] is not None:
        return Whereabouts("not-on-agenda", from_micros(row["delivered_at"]), row["attempts"])
    if row["arrived_at"] is not None:
        return _in_mailbox(row)
    if row["sent_at"] is None:
        return Whereabouts("not-published", from_micros(row["told_at"]))
    return Whereabouts("not-on-agenda" if embedded else "not-collected", from_micros(row["sent_at"]))


def _in_mailbox(row: Mapping[str, Any] | RowMapping) -> Whereabouts:
    # What stands in the way of all events of the house comes before what this one met with.
    problem = "gone" if row["gone_at"] is not None else row["problem"] or row["endpoint_problem"]
    why = problem or ("held-back" if row["held_back"] else "queued")
    next_at = max(row["next_at"], row["retry_at"] or 0)
    planned = row["gone_at"] is None and next_at < to_micros(NEVER)
    return Whereabouts(
        why, from_micros(row["arrived_at"]), row["attempts"], from_micros(next_at) if planned else None
    )


def waiting_by_problem() -> Select[Any]:
    """Of each recipient and problem: how many events wait, since when, and when the next is tried."""
    box = t.mailbox.c
    return (
        select(
            box.recipient,
            box.problem,
            func.count().label("count"),
            func.min(box.arrived_at).label("oldest"),
            func.min(box.next_at).label("next_at"),
        )
        .where(box.delivered_at.is_(None))
        .group_by(box.recipient, box.problem)
        .order_by(box.recipient, box.problem)
    )


def partner_line(partner: str, endpoint: RowMapping | None, boxes: Iterable[RowMapping]) -> dict[str, Any]:
    """How one recipient stands: what waits for it, and what is known of its endpoint."""
    boxes = list(boxes)
    known: dict[str, Any] = {} if endpoint is None else {**endpoint}
    next_at = min((box["next_at"] for box in boxes), default=None)
    if next_at is not None:
        next_at = max(next_at, known.get("retry_at") or 0)
    if known.get("gone_at") is not None or next_at == to_micros(NEVER):
        next_at = None
    return {
        "partner": partner,
        "waiting": sum(box["count"] for box in boxes),
        "problems": {box["problem"] or "queued": box["count"] for box in boxes},
        "oldest": _moment(min((box["oldest"] for box in boxes), default=None)),
        "next_at": _moment(next_at),
        "endpoint": "gone" if known.get("gone_at") is not None else known.get("problem", ""),
        "failures": known.get("failures", 0),
        "agreed_at": _moment(known.get("agreed_at")),
        "rate": known.get("rate"),
        "gone_at": _moment(known.get("gone_at")),
    }


def _moment(micros: int | None) -> str | None:
    return None if micros is None else rfc3339(from_micros(micros))
