"""The embedded engine: one process, one SQLite file, messages in and batches out.

It is one writer. The offset row is read inside each transaction and must be where this process left it; if it
is not, another process works on the same file, and this one stops before it writes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from sqlalchemy import Connection, RowMapping

from hub.engine import tables as t
from hub.engine.batch import Batch, BatchResult
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.intake import Intake, Parsed, Refusal, parse
from hub.engine.messages import Message
from hub.engine.persons import StoredPersons
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.errors import ConfigurationError, InputError
from hub.streams.dossier import Dossier

SOURCE = "messages"
_CACHED_DOSSIERS = 2000
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class EmbeddedEngine:
    """Processes messages of one source into one store, exactly from where the store says it stood.

    Args:
        fingerprint: of the source; a store that was filled from another source is refused.
        failpoint: called at ``before-commit`` and ``after-commit``.
    """

    def __init__(
        self, ports: Ports, store: Store, *, fingerprint: str, failpoint: Failpoint = no_failpoint
    ) -> None:
        self._ports = ports
        self._store = store
        self._failpoint = failpoint
        self._cache: dict[str, Dossier] = {}
        with store.transaction() as connection:
            row = store.offset(connection, SOURCE)
            if row is None:
                first = {
                    "source": SOURCE,
                    "next": 1,
                    "clock": to_micros(_BEGINNING),
                    "fingerprint": fingerprint,
                }
                store.add(connection, t.offsets, [first])
                row = store.offset(connection, SOURCE)
            if row is None or row["fingerprint"] != fingerprint:
                msg = "this store was filled from other messages; use a new --out folder"
                raise ConfigurationError(msg)
            self._next: int = row["next"]

    @property
    def next(self) -> int:
        """Position of the first message that is not yet processed."""
        return self._next

    def process(self, messages: Sequence[Message], *, watch: bool = False) -> BatchResult:
        """Process consecutive messages in one transaction.

        Raises:
            ConfigurationError: another process moved the offset.
        """
        parsed = [parse(self._ports, message) for message in messages]
        with self._store.transaction() as connection:
            clock = from_micros(self._offset(connection)["clock"])
            batch = Batch(self._ports, self._store, connection, cache=self._cache, clock=clock, watch=watch)
            intake = learned(self._ports, self._store, connection, parsed)
            horizon = max((m.at for m in messages if m.at is not None), default=clock)
            batch.fresh = intake.resolver.fresh
            batch.load(intake.persons(), timers_until=max(horizon, clock))
            for item in parsed:
                _take(batch, intake, item)
            batch.write(intake.resolver.fresh)
            after = messages[-1].position + 1
            self._store.advance(connection, SOURCE, after, to_micros(batch.clock))
            self._failpoint("before-commit")
        self._failpoint("after-commit")
        self._next = after
        self._remember(batch.dossiers)
        batch.result.messages = len(messages)
        batch.result.duplicates = intake.duplicates
        return batch.result

    def _offset(self, connection: Connection) -> RowMapping:
        row = self._store.offset(connection, SOURCE)
        if row is None or row["next"] != self._next:
            msg = "another process is working on this store"
            raise ConfigurationError(msg)
        return row

    def _remember(self, changed: dict[str, Dossier]) -> None:
        for subject, dossier in changed.items():
            self._cache.pop(subject, None)  # to the young end: dicts keep the order of insertion
            self._cache[subject] = dossier
        while len(self._cache) > _CACHED_DOSSIERS:
            del self._cache[next(iter(self._cache))]


def learned(ports: Ports, store: Store, connection: Connection, parsed: Sequence[Parsed]) -> Intake:
    """An intake that knows what the database does of these messages; nobody else is at work on the store."""
    known = StoredPersons(store, connection)
    intake = Intake(ports, known)
    intake.learn(known, store.rows_by(connection, t.identity, "hash", intake.hashes(parsed)), parsed)
    intake.seen = store.known_events(connection, intake.ids(parsed))
    return intake


def _take(batch: Batch, intake: Intake, item: Parsed) -> None:
    """One message: first the timers that are due by its time, everybody's, then what it says."""
    message = item.message
    if message.at is not None:
        batch.fire(message.at)
        batch.clock = max(batch.clock, message.at)

    for letter, outcome in intake.events(item, batch.clock):

        def refuse(error: InputError, letter: str = letter, event: str | None = None) -> None:
            batch.refuse(letter, message.registry, error, message.body, version=item.version, event=event)

        if isinstance(outcome, Refusal):
            refuse(outcome.error, event=outcome.event)
        else:
            batch.take(outcome, partial(refuse, event=outcome.id))
            intake.forget(batch.erased)


def in_batches(messages: Iterable[Message], size: int) -> Iterator[list[Message]]:
    """Cut a stream of messages in lists of at most ``size``."""
    stream = iter(messages)
    while batch := list(islice(stream, size)):
        yield batch


def run(
    engine: EmbeddedEngine,
    batches: Iterable[Sequence[Message]],
    *,
    watch: Callable[[BatchResult], None] | None = None,
    collect: bool = False,
) -> BatchResult:
    """Process batch after batch; the totals. ``watch`` sees each batch after its commit."""
    total = BatchResult()
    for messages in batches:
        result = engine.process(messages, watch=collect)
        total.add(result)
        if watch is not None:
            watch(result)
    return total
