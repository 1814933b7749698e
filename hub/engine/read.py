"""The read side: what people ask of the store. Reads only."""

from collections.abc import Iterator

import orjson
from sqlalchemy import RowMapping, select

from hub.engine import tables as t
from hub.engine.export import Line, delivery, structured
from hub.engine.letters.letter import chosen, replays
from hub.engine.letters.where import parse_where
from hub.engine.persons import StoredPersons
from hub.engine.store import Store
from hub.engine.tables import from_micros
from hub.engine.whereabouts import feedback_with_whereabouts, partner_line, waiting_by_problem, whereabouts
from hub.schemas import codec
from hub.schemas.envelope import rfc3339
from hub.streams.dossier import Dossier
from hub.streams.effects import FeedbackStatus
from hub.streams.uniting import whole

_OF_A_LETTER = ("id", "registry", "stage", "code", "field", "hint", "adapter_version")
_OF_A_REPAIR = ("letter", "what", "desk", "reason", "was", "outcome", "code", "adapter_version")
SETTLED = (
    FeedbackStatus.GEAGENDEERD,
    FeedbackStatus.AFGEROND,
    FeedbackStatus.VERVALLEN,
    FeedbackStatus.SAMENGEVOEGD,
)
"""A house that has it on its agenda need not be chased any more."""


def case_timeline(store: Store, case: str) -> list[Line]:
    """Everything about one case in the order of the hub's time: each ``event`` in, each ``delivery`` out.

    What houses reported about the person, not tied to a case, is part of it, and so is what was known and
    told under other names that the case and the person had. Empty if nobody knows the case.
    """
    with store.transaction() as connection:
        known = StoredPersons(store, connection)
        cases = known.all_names(case)
        events = list(connection.execute(select(t.events).where(t.events.c.case_id.in_(cases))).mappings())
        if not events:
            return []
        subjects = known.all_names(events[0]["subject"])
        about_person = select(t.events).where(t.events.c.subject.in_(subjects), t.events.c.case_id.is_(None))
        events += connection.execute(about_person).mappings()
        # On a cluster the outbox also holds what goes to the steps, and what is not published yet.
        c = t.outbox.c
        told = select(t.outbox).where(c.case_id.in_(cases), c.recipient != "", c.sent_at.is_not(None))
        sent = connection.execute(told.order_by(c.seq))
        lines = [_entry(row) for row in sorted(events, key=lambda row: row["position"])]
        lines += [{"direction": "delivery"} | delivery(row) | _grounds(row) for row in sent.mappings()]
    return sorted(lines, key=lambda line: str(line["at"]))


def case_standing(store: Store, case: str) -> tuple[Dossier, str] | None:
    """The person of a case as a whole, and what the case is called now; None if nobody has such a case."""
    with store.transaction() as connection:
        known = StoredPersons(store, connection)
        names = known.all_names(case)
        event = select(t.events.c.subject).where(t.events.c.case_id.in_(names)).limit(1)
        founder = connection.scalar(event)
        if founder is None:
            return None
        subject = known.redirects([founder]).get(founder, founder)
        rows = list(store.rows_by(connection, t.dossiers, "subject", [subject]))
        now = known.redirects([case]).get(case, case)
    for row in rows:
        dossier = whole(codec.decode_state(Dossier, row["state"]))
        if now in dossier.cases:
            return dossier, now
    return None


def _grounds(row: RowMapping) -> Line:
    """Why it was sent: the row of the routing rules, its version, the purpose and the legal basis."""
    attributes = orjson.loads(row["attributes"])
    return {name: attributes[name] for name in ("rule", "ruleversion", "purpose", "legalbasis")}


def _entry(row: RowMapping) -> Line:
    event = structured(row["attributes"], row["value"])
    return {"direction": "event", "at": event["recordedat"]} | event


def feedback_status(store: Store, *, missing: bool = False, house: str | None = None) -> Iterator[Line]:
    """The ledger: per case and house, what is due since when, how far it came, and why no further.

    ``missing``: only what the house has not put on its agenda yet. `hub.engine.whereabouts` lists the codes
    of ``why``.
    """
    statement = feedback_with_whereabouts().order_by(
        t.ledger.c.due_at, t.ledger.c.case_id, t.ledger.c.house, t.outbox.c.seq
    )
    if house is not None:
        statement = statement.where(t.ledger.c.house == house)
    if missing:
        statement = statement.where(t.ledger.c.status.not_in(SETTLED))
    embedded = store.engine.dialect.name == "sqlite"
    with store.transaction() as connection:
        for row in connection.execute(statement).mappings():
            where = whereabouts(row, embedded=embedded)
            yield {
                "case": row["case_id"],
                "house": row["house"],
                "status": row["status"],
                "due_at": rfc3339(from_micros(row["due_at"])),
                "reason": row["reason"],
                "updated_at": rfc3339(from_micros(row["updated_at"])),
                "why": where.why,
                "since": None if where.since is None else rfc3339(where.since),
                "attempts": where.attempts,
                "next_at": None if where.next_at is None else rfc3339(where.next_at),
            }


def partner_status(store: Store) -> Iterator[Line]:
    """Per recipient that has anything waiting or an endpoint that was ever tried: how it stands."""
    waiting = waiting_by_problem()
    with store.transaction() as connection:
        known = {row["recipient"]: row for row in connection.execute(select(t.endpoints)).mappings()}
        boxes: dict[str, list[RowMapping]] = {}
        for row in connection.execute(waiting).mappings():
            boxes.setdefault(row["recipient"], []).append(row)
    for partner in sorted(known.keys() | boxes.keys()):
        yield partner_line(partner, known.get(partner), boxes.get(partner, ()))


def dead_letters(store: Store, where: str = "", *, every: bool = False) -> Iterator[Line]:
    """Dead letters, in the order in which they came, with how often each was replayed; no payload.

    ``where``: an expression (`hub.engine.letters.where`). Without a condition on the state only those that
    are open, or all with ``every``.

    Raises:
        ConfigurationError: the expression is not understood.
    """
    conditions = parse_where(where) if where else ()
    with store.transaction() as connection:
        ids = chosen(connection, conditions, every=every)
        tries = replays(connection)
        found = {row["id"]: row for row in store.rows_by(connection, t.deadletters, "id", ids)}
        for letter in ids:
            row = found[letter]
            yield {name: row[name] for name in _OF_A_LETTER} | {
                "at": rfc3339(from_micros(row["at"])),
                "state": row["state"],
                "replays": tries.get(letter, 0),
            }


def repair_log(store: Store, letter: str | None = None) -> Iterator[Line]:
    """What was done to dead letters and quarantines, oldest first; of one letter, if it is named."""
    statement = select(t.repairs).order_by(t.repairs.c.seq)
    if letter is not None:
        statement = statement.where(t.repairs.c.letter == letter)
    with store.transaction() as connection:
        for row in connection.execute(statement).mappings():
            yield {"at": rfc3339(from_micros(row["at"]))} | {name: row[name] for name in _OF_A_REPAIR}


def quarantined(store: Store) -> Iterator[Line]:
    """Persons whose events are parked: since when, for what class of failure, how many events wait."""
    waiting = select(t.parked.c.subject, t.parked.c.position)
    with store.transaction() as connection:
        counts: dict[str, int] = {}
        for subject, _ in connection.execute(waiting):
            counts[subject] = counts.get(subject, 0) + 1
        for row in connection.execute(select(t.quarantine).order_by(t.quarantine.c.since)).mappings():
            yield {
                "subject": row["subject"],
                "since": rfc3339(from_micros(row["since"])),
                "error": row["error"],
                "parked": counts.get(row["subject"], 0),
            }
