"""What a lag says, and what waits in the store."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.engine import tables as t
from hub.engine.lag import PartitionLag, Waiting, role_of, source_of, waiting
from hub.engine.store import Store, open_store

NOW = datetime(2016, 10, 17, 12, tzinfo=UTC)


def partition(start: int, stored: int | None, end: int, *, other: bool = False) -> PartitionLag:
    """One partition of the events."""
    return PartitionLag("steps", "events", 0, start, stored, end, other)


@pytest.mark.parametrize(
    ("found", "lag", "lost", "well"),
    [
        (partition(0, 40, 100), 60, 0, True),
        (partition(0, 100, 100), 0, 0, True),
        # Never read: all that is there is still to come.
        (partition(30, None, 100), 70, 0, True),
        (partition(0, None, 0), 0, 0, True),
        # Retention has passed the reader: ten are gone for good.
        (partition(50, 40, 100), 60, 10, False),
        # Read further than there is: another log.
        (partition(0, 120, 100), 0, 0, False),
        (partition(0, 40, 100, other=True), 60, 0, False),
    ],
)
def test_lag_and_what_is_lost(found: PartitionLag, lag: int, lost: int, *, well: bool) -> None:
    """A lag counts what is to be processed; a place that is gone, or of another log, is not well."""
    assert (found.lag, found.lost, found.well) == (lag, lost, well)


def test_who_reads_which_topic() -> None:
    """Each topic has one role that reads it, but the dead letters, and a place for each partition."""
    topics = ("in.bvh", "events", "out.OM", "deadletters")

    assert [role_of(topic) for topic in topics] == ["ingest", "steps", "deliver", None]
    assert source_of("ingest", "in.bvh", 0) == "ingest/in.bvh/0"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return open_store(tmp_path / "store.db", migrate=True)


def outgoing(number: int, at: datetime, sent_at: int | None) -> dict[str, object]:
    """A row of the outbox."""
    common = {"recipient": "OM", "subject": "p-1", "attributes": "{}", "value": b"", "topic": "out.OM"}
    return common | {"seq": number, "id": f"e-{number}", "at": t.to_micros(at), "sent_at": sent_at}


def test_nothing_waits_in_an_empty_store(store: Store) -> None:
    """Without rows there is nothing unsent, and no oldest."""
    assert waiting(store, NOW) == Waiting(0, None, 0, 0, 0, 0)
    store.close()


def test_what_waits_is_counted_and_the_first_has_an_age(store: Store) -> None:
    """Unsent rows, persons in quarantine with their events, what no partner took and open letters count."""
    mail = {
        "recipient": "OM",
        "subject": "p-1",
        "attributes": "{}",
        "value": b"",
        "partition": 0,
        "attempts": 0,
    }
    mail |= {"arrived_at": 0, "next_at": 0, "problem": ""}
    letter = {"registry": "gps", "stage": "map", "code": "c", "field": "", "hint": "", "at": 0}
    letter |= {"adapter_version": "1", "payload": b""}
    with store.transaction() as connection:
        rows = [
            outgoing(1, NOW - timedelta(hours=9), sent_at=1),
            outgoing(2, NOW - timedelta(minutes=3), sent_at=None),
            outgoing(3, NOW - timedelta(minutes=5), sent_at=None),
        ]
        store.add(connection, t.outbox, rows)
        store.add(connection, t.quarantine, [{"subject": "p-2", "since": 0, "error": "KeyError"}])
        store.add(connection, t.parked, [{"subject": "p-2", "position": n} for n in (7, 8)])
        store.add(
            connection,
            t.mailbox,
            [mail | {"id": f"m-{n}", "position": n, "delivered_at": done} for n, done in ((1, 5), (2, None))],
        )
        store.add(
            connection,
            t.deadletters,
            [letter | {"id": state, "state": state} for state in ("open", "discarded")],
        )

    assert waiting(store, NOW) == Waiting(2, timedelta(minutes=3), 1, 2, 1, 1)
    store.close()
