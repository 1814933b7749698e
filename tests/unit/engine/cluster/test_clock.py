"""The hub's time: the wall's, or one that a replay moves for all workers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.engine.cluster.clock import SimulatedClock, wall_clock
from hub.engine.store import Store, open_store
from hub.engine.tables import metadata
from hub.errors import UnreachableError
from tests.unit.engine.cluster.making import at, nexts


def test_the_wall_clock_is_aware_and_in_utc() -> None:
    """The time of this machine has its zone, and never goes back within a reading."""
    first, second = wall_clock(), wall_clock()

    assert first.tzinfo is UTC
    assert first <= second


def test_all_clocks_on_a_store_show_what_the_replay_set(store: Store) -> None:
    """Before its first move a simulated clock shows 1970; then every worker sees the replay's moment."""
    replay, worker = SimulatedClock(store), SimulatedClock(store)
    assert worker() == datetime(1970, 1, 1, tzinfo=UTC)

    replay.move(at(10))
    assert worker() == replay() == at(10)
    replay.move(at(10.000001))
    assert worker() == at(10.000001)


def test_a_clock_is_no_place_in_a_topic(store: Store) -> None:
    """The clock's row is none of those that say where reading stands, which have slashes."""
    SimulatedClock(store).move(at(10))

    assert [source for source in nexts(store) if "/" in source] == []


def test_a_clock_whose_database_is_away_says_so(tmp_path: Path) -> None:
    """A database that does not answer is unreachable, which passes; its text is not shown."""
    store = open_store(tmp_path / "hub.db", migrate=True)
    metadata.drop_all(store.engine)

    with pytest.raises(UnreachableError, match="simulated clock does not answer"):
        SimulatedClock(store)()
    store.close()
