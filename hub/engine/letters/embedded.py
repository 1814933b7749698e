"""How the embedded engine takes a dead letter's content in: intake and step in the letter's transaction."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete

from hub.engine import tables as t
from hub.engine.batch import Batch
from hub.engine.embedded import SOURCE, learned
from hub.engine.intake import Parsed, Refusal
from hub.engine.letters.letter import Letter, Reason
from hub.engine.letters.stored import Stored
from hub.engine.letters.taking import StepFailedError, Taken
from hub.engine.ports import Ports
from hub.engine.repair import resume
from hub.engine.store import Store
from hub.engine.tables import from_micros
from hub.engine.writes import PartitionOf, Writes, nowhere
from hub.errors import InputError, Stage


class EmbeddedTaker:
    """A `hub.engine.letters.taking.Taker`. Its now is the time to which the messages have come."""

    def __init__(self, ports: Ports, store: Store) -> None:
        self._ports = ports
        self._store = store

    def now(self, connection: Connection) -> datetime:
        """The latest moment that the hub has processed."""
        row = self._store.offset(connection, SOURCE)
        return from_micros(row["clock"] if row is not None else 0)

    def holds_event(self, connection: Connection, letter: Letter) -> bool:
        """What a step refused is in the journal; what was refused before names its event at most."""
        if letter.registry == "hub":
            return True
        if letter.event is None or letter.reason.stage == Stage.IDENTITY:
            return False
        return bool(self._store.known_events(connection, [letter.event]))

    def message(self, connection: Connection, parsed: Parsed, now: datetime) -> Taken:
        """As `hub.engine.embedded` takes a message, but no timers fire: all that are due have."""
        intake = learned(self._ports, self._store, connection, [parsed])
        batch = Batch(self._ports, self._store, connection, cache={}, clock=now)
        batch.fresh = intake.resolver.fresh
        batch.load(intake.persons())
        for letter, outcome in intake.events(parsed, now):
            refuse = partial(
                batch.refuse,
                letter,
                parsed.message.registry,
                payload=parsed.message.body,
                version=parsed.version,
            )
            if isinstance(outcome, Refusal):
                refuse(outcome.error, event=outcome.event)
            else:
                batch.take(outcome, partial(refuse, event=outcome.id))
                intake.forget(batch.erased)
        check_steps(batch)
        batch.write(intake.resolver.fresh)
        return Taken(
            known=bool(intake.duplicates) and not batch.result.events, parked=bool(batch.writes.parked)
        )

    def event(self, connection: Connection, stored: Stored, now: datetime) -> Taken:
        """See `step_again`."""
        return step_again(self._ports, self._store, connection, stored, now=now, writes=Writes())

    def lift(self, connection: Connection, subject: str, now: datetime) -> int:
        """See `hub.engine.repair.resume`."""
        return resume(self._ports, self._store, connection, subject, now=now, writes=Writes())


def step_again(
    ports: Ports,
    store: Store,
    connection: Connection,
    stored: Stored,
    *,
    now: datetime,
    writes: Writes,
    partition_of: PartitionOf = nowhere,
) -> Taken:
    """Step an event that was refused in its time, as the latest of its person; the caller holds that person.

    In the journal it moves to its new place, with its new moment: the journal says in what order events were
    stepped, and played again it must give what there is. A second entry beside the first would be an event
    that happened twice.

    Raises:
        StepFailedError: and what was written must be taken back.
    """
    envelope = replace(stored.envelope, recorded_at=now)
    refused: list[Reason] = []

    def refuse(error: InputError) -> None:
        refused.append(Reason.of(error))

    if stored.position is not None:
        connection.execute(delete(t.events).where(t.events.c.position == stored.position))
        connection.execute(delete(t.inbox).where(t.inbox.c.event_id == envelope.id))
    batch = Batch(ports, store, connection, cache={}, clock=now, writes=writes)
    batch.load_own([envelope])
    batch.fire(now, subject=envelope.subject)
    batch.clock = now
    batch.take(envelope, refuse)
    check_steps(batch)
    batch.write(partition_of=partition_of)
    return Taken(refused[0] if refused else None, parked=bool(batch.writes.parked))


def check_steps(batch: Batch) -> None:
    """See that no step failed.

    Raises:
        StepFailedError: one did, and the batch would put its person in quarantine.
    """
    if batch.result.quarantined:
        raise StepFailedError(batch.writes.quarantine[-1]["error"])
