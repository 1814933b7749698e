"""Canonical events, as the log holds them, through an embedded engine: what the cluster is held against.

Not through the embedded engine that reads native messages: between topics a cluster has another order than a
file, and where order matters both are right. What must be equal is what one order of events leads to.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from hub.engine.batch import Batch
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.schemas.envelope import Envelope

_BATCH = 500
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def run_events(ports: Ports, store: Store, envelopes: Iterable[Envelope]) -> None:
    """Step all events into an empty store; of one person in the order given.

    An event of a timer only says that it is time, as it does on the cluster (`Batch.take_own`).
    """
    stream = iter(envelopes)
    while events := list(islice(stream, _BATCH)):
        with store.transaction() as connection:
            batch = Batch(ports, store, connection, cache={}, clock=_BEGINNING, forward=False)
            batch.load_own(events)
            for event in events:
                batch.take_own(event)
            batch.write()
