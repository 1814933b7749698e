"""The hub's time on a cluster: the wall's, or the one that a replay moves on."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping

from hub.engine import tables as t
from hub.engine.attempts import AWAY, at_any_time
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.errors import UnreachableError

Clock = Callable[[], datetime]
"""Gives now, aware, in UTC."""

_SOURCE = "clock"


def wall_clock() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class SimulatedClock:
    """A clock in the store, which all workers of a replay read and only the replay moves."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self) -> datetime:
        """The moment to which the replay has moved the clock; 1970 before its first.

        Raises:
            UnreachableError: the database does not answer.
        """
        try:
            row = at_any_time(self._store, self._row)
        except AWAY:
            msg = "the database with the simulated clock does not answer"
            raise UnreachableError(msg) from None
        return from_micros(row["clock"] if row is not None else 0)

    def move(self, moment: datetime) -> None:
        """Let it be ``moment``; the replay alone calls this."""
        line = {"source": _SOURCE, "next": 0, "clock": to_micros(moment), "fingerprint": "simulated"}
        at_any_time(self._store, lambda connection: self._store.put(connection, t.offsets, [line]))

    def _row(self, connection: Connection) -> RowMapping | None:
        return next(self._store.rows_by(connection, t.offsets, "source", [_SOURCE]), None)
