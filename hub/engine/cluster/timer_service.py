"""Timers on a cluster: a due row becomes an event of its person, once its partition has caught up.

A step fires a person's own due timers before that person's next event (`Batch.take_own`), so time never
runs backwards in a dossier. This service is for those to whom nothing happens: it puts the timer's event in
the outbox, and when that comes round the step fires what is due. The event's id is a function of the timer,
and the step fires only a timer that still stands: doing this twice, or too late, changes nothing.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from hub.engine import tables as t
from hub.engine.attempts import at_any_time
from hub.engine.cluster.clock import Clock
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.engine.timers import timer_event
from hub.engine.writes import Writes

_AT_ONCE = 500


def first_due(store: Store) -> datetime | None:
    """When the next timer is due whose event is not on its way yet; None if there is none."""
    statement = select(func.min(t.timers.c.due_at)).where(t.timers.c.ticked.is_(False))
    found = at_any_time(store, lambda connection: connection.scalar(statement))
    return None if found is None else from_micros(found)


class TimerService:
    """Ticks for the partitions that this worker owns."""

    def __init__(self, store: Store, clock: Clock, *, synthetic: bool) -> None:
        self._store = store
        self._clock = clock
        self._synthetic = synthetic

    def tick(self, partitions: Collection[int]) -> int:
        """Send on what is due in these partitions of the events; how many that were."""
        now = to_micros(self._clock())
        c = t.timers.c
        due = (
            select(t.timers)
            .where(c.partition.in_(sorted(partitions)), c.due_at <= now, c.ticked.is_(False))
            .order_by(c.due_at)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        with self._store.transaction() as connection:
            rows = connection.execute(due).mappings().all()
            writes = Writes(relayed=True)
            for row in rows:
                key = (row["subject"], row["kind"], row["key"])
                writes.publish(
                    timer_event(key, row["due_at"], recorded_at=row["due_at"], synthetic=self._synthetic)
                )
            if rows:
                self._store.add_new(connection, t.outbox, writes.outbox)
                for row in rows:
                    connection.execute(
                        update(t.timers)
                        .where(c.subject == row["subject"], c.kind == row["kind"], c.key == row["key"])
                        .values(ticked=True)
                    )
                self._store.wake_relay(connection)
        return len(rows)
