"""A person judges whether two are one: the worklist, merging and splitting by hand, on either engine.

Everything is one transaction: the judgement with who gave it and why, the redirects, and the events that tell
the dossiers. Where a relay publishes, the events go through the log; else they are stepped at once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select

from hub.engine import tables as t
from hub.engine.attempts import in_transaction
from hub.engine.batch import Batch
from hub.engine.identity import Fresh, Regrouping
from hub.engine.letters.taking import Order
from hub.engine.lookups import Lookup, write_lookup
from hub.engine.persons import PERSONS, StoredPersons, lesser
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.engine.timers import TimerQueue
from hub.engine.writes import Writes
from hub.errors import JudgementError
from hub.schemas.envelope import Envelope, rfc3339
from hub.schemas.events import CasesJoined, PersonsMerged, PersonsSplit
from hub.schemas.observation import effect_id
from hub.schemas.vocabulary import MergeGround

ONE, TWO = "one", "two"
"""The judgements on a pair."""


def worklist(store: Store, *, judged: bool = False) -> Iterator[dict[str, Any]]:
    """The pairs that wait for a judgement (or those that have one), the oldest first; pseudonyms only.

    A pair that proved to be one meanwhile waits no longer.
    """
    c = t.worklist.c
    with store.transaction() as connection:
        wanted = c.judgement.is_not(None) if judged else c.judgement.is_(None)
        rows = (
            connection.execute(select(t.worklist).where(wanted).order_by(c.found_at, c.first))
            .mappings()
            .all()
        )
        names = {name for row in rows for name in (row["first"], row["second"])}
        now = StoredPersons(store, connection).redirects(names)
    for row in rows:
        if judged or now.get(row["first"], row["first"]) != now.get(row["second"], row["second"]):
            yield _line(row)


def merged_persons(store: Store) -> Iterator[dict[str, str]]:
    """Every subject and case that was merged, and into what."""
    with store.transaction() as connection:
        rows = connection.execute(select(t.merged).order_by(t.merged.c.survivor, t.merged.c.retired)).all()
    for retired, survivor in rows:
        yield {
            "kind": "person" if retired.startswith("s") else "case",
            "retired": retired,
            "survivor": survivor,
        }


def _line(row: RowMapping) -> dict[str, Any]:
    return {
        "first": row["first"],
        "second": row["second"],
        "kind": "person" if row["first"] == row["subject"] else "case",
        "subject": row["subject"],
        "reasons": row["reasons"].split(),
        "found_at": rfc3339(from_micros(row["found_at"])),
        "judgement": row["judgement"],
        "judged_at": None if row["judged_at"] is None else rfc3339(from_micros(row["judged_at"])),
        "judged_by": row["judged_by"],
        "because": row["because"],
    }


class Judge:
    """Carries judgements out.

    Args:
        now: the hub's time; it is the events' ``recorded_at``.
        relayed: whether a relay takes the events to the steps (a cluster).
    """

    def __init__(self, ports: Ports, store: Store, *, now: datetime, relayed: bool) -> None:
        self._ports = ports
        self._store = store
        self._now = now
        self._relayed = relayed

    def one(self, first: str, second: str, order: Order) -> str:
        """Two persons, or two cases, are one; the name of the one that stays.

        Raises:
            JudgementError: they are one already, or are no pair of the worklist.
        """

        def judged(connection: Connection) -> str:
            row = self._waiting(connection, first, second)
            known = self._locked(connection, [first, second, row["subject"]])
            redirects = known.redirects([first, second, row["subject"]])
            names = sorted({redirects.get(name, name) for name in (first, second)})
            if len(names) < 2:
                msg = "these two are one already; `ketenhub person list` shows who was merged"
                raise JudgementError(msg)
            survivor, retired = names
            members = tuple(sorted({retired, *known.merged_into([retired])}))
            subjects: tuple[str, ...]
            if row["first"] == row["subject"]:
                data: Regrouping | PersonsSplit = PersonsMerged(
                    retired=retired, survivor=survivor, members=members, ground=MergeGround.BEOORDEELD
                )
                subjects = (survivor, retired)
            else:
                data = CasesJoined(retired=retired, survivor=survivor, ground=MergeGround.BEOORDEELD)
                subjects = (redirects.get(row["subject"], row["subject"]),)
            fresh = Fresh(merged=[(member, survivor) for member in members])
            self._note(connection, row, ONE, order)
            self._tell(connection, data, subjects, fresh)
            return survivor

        return in_transaction(self._store, judged)

    def two(self, first: str, second: str, order: Order) -> None:
        """Two that look alike are not one, and will not be asked about again.

        Raises:
            JudgementError: they are no pair of the worklist.
        """

        def judged(connection: Connection) -> None:
            self._note(connection, self._waiting(connection, first, second), TWO, order)

        in_transaction(self._store, judged)

    def split(self, retired: str, order: Order) -> str:
        """A person who was merged is another after all; the name of the one that it was merged into.

        No message will merge the two again: that needs a judgement then.

        Raises:
            JudgementError: no such person was merged into another.
        """

        def parted(connection: Connection) -> str:
            found = StoredPersons(self._store, connection).redirects([retired])
            if not retired.startswith("s") or retired not in found:
                msg = f"{retired} was not merged into another person; `ketenhub person list` shows who was"
                raise JudgementError(msg)
            survivor = found[retired]
            self._locked(connection, [retired, survivor])
            connection.execute(delete(t.merged).where(t.merged.c.retired == retired))
            first, second = lesser(retired, survivor)
            pair = {"first": first, "second": second, "subject": first, "reasons": "split"}
            row = self._row(connection, first, second) or pair | {"found_at": to_micros(self._now)}
            self._note(connection, row, TWO, order)
            self._tell(
                connection, PersonsSplit(restored=retired, survivor=survivor), (retired, survivor), Fresh()
            )
            return survivor

        return in_transaction(self._store, parted)

    def numbers(self, subject: str, order: Order) -> list[tuple[str, str, str]]:
        """What a person and the cases are called in the registries, noted in the log of repairs.

        Owner (a subject or case, as it was founded), scheme and value; of all that was merged into it, too.

        Raises:
            JudgementError: nobody has this pseudonym.
        """

        def shown(connection: Connection) -> list[tuple[str, str, str]]:
            known = StoredPersons(self._store, connection)
            names = known.all_names(subject)
            rows = list(self._store.rows_by(connection, t.identity, "subject", names))
            if not rows:
                msg = f"nobody is {subject}; `ketenhub person worklist` shows who waits"
                raise JudgementError(msg)
            line = {
                "at": to_micros(self._now),
                "letter": subject,
                "what": "numbers",
                "desk": order.desk,
                "reason": order.reason,
                "was": "",
                "outcome": "shown",
                "code": "",
                "adapter_version": "",
            }
            self._store.add(connection, t.repairs, [line])
            look = Lookup("person numbers", subject, None, order.reason, order.desk)
            write_lookup(self._store, connection, look, self._now)
            return sorted((row["owner"], row["scheme"], row["value"]) for row in rows)

        return in_transaction(self._store, shown)

    def _waiting(self, connection: Connection, first: str, second: str) -> RowMapping:
        row = self._row(connection, *lesser(first, second))
        if row is None:
            msg = "these two are no pair of the worklist; `ketenhub person worklist` shows which are"
            raise JudgementError(msg)
        return row

    def _row(self, connection: Connection, first: str, second: str) -> RowMapping | None:
        c = t.worklist.c
        statement = select(t.worklist).where(c.first == first, c.second == second)
        return connection.execute(statement).mappings().one_or_none()

    def _locked(self, connection: Connection, names: Sequence[str]) -> StoredPersons:
        """Keep ingest away from these persons, by what they are now."""
        known = StoredPersons(self._store, connection)
        locked: set[str] = set()
        while (
            unlocked := {n for n in {*names, *known.redirects(names).values()} if n.startswith("s")} - locked
        ):
            self._store.lock_names(connection, PERSONS, unlocked)
            locked |= unlocked
        return known

    def _note(self, connection: Connection, row: Any, judgement: str, order: Order) -> None:  # noqa: ANN401
        judged = {
            "judgement": judgement,
            "judged_at": to_micros(self._now),
            "judged_by": order.desk,
            "because": order.reason,
        }
        self._store.put(connection, t.worklist, [dict(row) | judged])

    def _tell(
        self, connection: Connection, data: Regrouping | PersonsSplit, subjects: Sequence[str], fresh: Fresh
    ) -> None:
        writes = Writes(relayed=self._relayed)
        events = [self._event(data, subject) for subject in subjects]
        if self._relayed:
            for event in events:
                writes.publish(event)
            writes.flush(self._store, connection, fresh, TimerQueue())
            return
        batch = Batch(self._ports, self._store, connection, cache={}, clock=self._now, writes=writes)
        batch.load(subjects)
        for event in events:
            batch.take(event, partial(batch.refuse_event, event))
        batch.write(fresh)

    def _event(self, data: Regrouping | PersonsSplit, subject: str) -> Envelope:
        name = f"{data.kind}\n{data.model_dump_json()}\n{rfc3339(self._now)}"
        identifier = str(effect_id(name, "judgement", subject, 0))
        return Envelope.by_the_hub(
            identifier, data, subject=subject, at=self._now, synthetic=self._ports.synthetic
        )
