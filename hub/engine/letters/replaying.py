"""What one does to a dead letter: replay it, discard it, look at it; and lift a quarantine. All is audited.

Each letter has a transaction of its own, in which it is taken in, marked and audited: killed anywhere, it
happened once or not at all, and the next run goes on with the rest. A dry run does the same and takes it
back, so what it says is what the hub did, not what somebody thinks it would do. It takes each letter by
itself: that one letter makes known the person whom the next one names, only the real run can know.

**When is a replayed event recorded?** Now. ``recorded_at`` is the moment at which the hub took a fact in, and
the ``now`` of its step; a message that lay here was not taken in. Giving it the moment at which it was
refused is tempting, and wrong three times: the person's log would run backwards (terms and timers of today
decided by a ``now`` of last week, and playing the log again would give other results), a house would read
that ZSM knew what it did not know, and what follows would pretend to have been in time. When it *happened* is
``occurred_at``; that, the source and the id stay as the registry gave them.

**Which of a message's facts?** A message that was refused as a whole is read again as a whole; what fails of
it then becomes a letter of its own, as at ingest. A letter of one fact (it has an event id) replays that fact
alone, and only under the same id: an adapter that now reads another fact there does not repair this one.

**What cannot be replayed.** What the policy withheld: the letter knows no recipient and no ground, and a
disclosure is decided by the rules at the next event, never by a command. And what came off the log of events
without an id, or damaged: nobody can say whose it is.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update
from sqlalchemy.exc import SQLAlchemyError

from hub.engine import tables as t
from hub.engine.attempts import in_transaction
from hub.engine.erasing import ERASED
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.intake import Parsed, parse
from hub.engine.letters.letter import Letter, Reason, State, find
from hub.engine.letters.stored import stored_event
from hub.engine.letters.taking import Order, Outcome, Result, StepFailedError, Taken, Taker
from hub.engine.messages import Message, read_message
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.errors import ConfigurationError, InputError, MappingError, Stage
from hub.streams.topics import EVENTS

_WITH_BODY = frozenset({"unknown-registry", "malformed-attribute"})
"""Codes of refused envelopes whose payload is the message's body. Of the others it is the whole line."""


_CLOSING = {
    Outcome.REPLAYED: State.REPLAYED,
    Outcome.KNOWN: State.REPLAYED,
    Outcome.PARKED: State.REPLAYED,
    Outcome.DISCARDED: State.DISCARDED,
}


class Repairs:
    """Everything that is done to dead letters, on one engine's store.

    Args:
        failpoint: called at ``before-commit`` and ``after-commit`` of each letter, not in dry runs.
    """

    def __init__(
        self, ports: Ports, store: Store, taker: Taker, *, failpoint: Failpoint = no_failpoint
    ) -> None:
        self._ports = ports
        self._store = store
        self._taker = taker
        self._failpoint = failpoint

    def replay(self, letter: str, order: Order | None = None) -> Result:
        """Take in again what a letter holds; without an order, only say what would come of it."""
        return self._one(letter, "replay", order, self._replay)

    def discard(self, letter: str, order: Order | None = None) -> Result:
        """Close a letter for good. It is kept."""
        return self._one(letter, "discard", order, lambda *_: (Outcome.DISCARDED, Taken()))

    def reveal(self, letter: str, order: Order) -> Letter:
        """A letter with its content, once it is on disk that, by whom and why it was looked at.

        Raises:
            ConfigurationError: there is no such letter.
        """

        def read(connection: Connection) -> Letter:
            found = _existing(connection, letter)
            now = self._taker.now(connection)
            code = found.reason.code
            self._write(connection, found.id, "reveal", order, code, Outcome.REVEALED, Taken(), now)
            return found

        return in_transaction(self._store, read)

    def lift(self, subject: str, order: Order | None = None) -> int:
        """Take a person out of quarantine, or try it; how many events had waited.

        Raises:
            QuarantineError: the person is not in quarantine, or a step still fails.
        """

        def lifted(connection: Connection) -> int:
            trial = connection.begin_nested()
            now = self._taker.now(connection)
            count = self._taker.lift(connection, subject, now)
            if order is None:
                trial.rollback()
                return count
            self._write(connection, subject, "lift", order, "", Outcome.LIFTED, Taken(), now)
            trial.commit()
            self._failpoint("before-commit")
            return count

        count = in_transaction(self._store, lifted)
        if order is not None:
            self._failpoint("after-commit")
        return count

    def _one(
        self,
        letter: str,
        what: str,
        order: Order | None,
        act: Callable[[Connection, Letter, datetime], tuple[Outcome, Taken]],
    ) -> Result:

        def done(connection: Connection) -> Result:
            trial = connection.begin_nested()
            found = _existing(connection, letter, lock=True)
            if found.state is not State.OPEN:
                return Result(letter, found.reason.code, Outcome.CLOSED)
            now = self._taker.now(connection)
            outcome, taken = act(connection, found, now)
            result = Result(letter, found.reason.code, outcome, taken.refused)
            if order is None:
                trial.rollback()
                return result
            _mark(connection, found, outcome, taken)
            self._write(connection, found.id, what, order, found.reason.code, outcome, taken, now)
            trial.commit()
            self._failpoint("before-commit")
            return result

        result = in_transaction(self._store, done)
        if order is not None and result.outcome is not Outcome.CLOSED:
            self._failpoint("after-commit")
        return result

    def _replay(self, connection: Connection, letter: Letter, now: datetime) -> tuple[Outcome, Taken]:
        attempt = connection.begin_nested()
        try:
            taken = self._take(connection, letter, now)
        except SQLAlchemyError:
            raise  # the database's failure is not the letter's
        except Exception as error:  # noqa: BLE001 - whatever it is: this letter stays, the others go on
            attempt.rollback()
            return Outcome.FAILED, Taken(_reason(error, letter))
        if taken.unable:
            attempt.rollback()
        else:
            attempt.commit()
        return _outcome(taken), taken

    def _take(self, connection: Connection, letter: Letter, now: datetime) -> Taken:
        if letter.is_withheld:
            hint = "What the policy withheld is not sent later by a command; discard it."
            return Taken(Reason(Stage.POLICY.value, "withheld", letter.reason.field, hint), unable=True)
        if letter.payload == ERASED and letter.reason.stage != Stage.ENVELOPE:
            hint = "Its content was destroyed, with its person or after its term; the registry can send it."
            return Taken(Reason(letter.reason.stage, "erased", "", hint), unable=True)
        if self._taker.holds_event(connection, letter):
            return self._take_event(connection, letter, now)
        parsed = _narrowed(parse(self._ports, _message(letter)), letter)
        _mark_taken(connection, letter)
        taken = self._taker.message(connection, parsed, now)
        if taken.refused is None and not taken.unable:
            # What is refused is written as a letter, and this one is the message's: open again, it was.
            after = _existing(connection, letter.id)
            taken = replace(taken, refused=after.reason if after.state is State.OPEN else None)
        return replace(taken, version=parsed.version)

    def _take_event(self, connection: Connection, letter: Letter, now: datetime) -> Taken:
        stored = None if letter.event is None else stored_event(connection, letter.event)
        if stored is None:
            hint = (
                "The hub has no such event in its journal or outbox, or the letter bears no id; discard it."
            )
            return Taken(Reason(Stage.STEP.value, "event-not-kept", "", hint), unable=True)
        if stored.position is not None and letter.id.startswith(f"{EVENTS}/"):
            return Taken(known=True)  # taken in since, when it was read again
        attempt = connection.begin_nested()
        taken = self._taker.event(connection, stored, now)
        if taken.refused is not None:
            attempt.rollback()  # the journal keeps the event where it was
        else:
            attempt.commit()
        return taken

    def _write(
        self,
        connection: Connection,
        name: str,
        what: str,
        order: Order,
        was: str,
        outcome: Outcome,
        taken: Taken,
        now: datetime,
    ) -> None:
        line = {
            "at": to_micros(now),
            "letter": name,
            "what": what,
            "desk": order.desk,
            "reason": order.reason,
            "was": was,
            "outcome": outcome.value,
            "code": "" if taken.refused is None else taken.refused.code,
            "adapter_version": taken.version,
        }
        self._store.add(connection, t.repairs, [line])


def _reason(error: Exception, letter: Letter) -> Reason:
    """Why a replay failed; of what nobody foresaw the class only, for its text may hold a person."""
    if isinstance(error, InputError):
        return Reason.of(error)
    kind = error.kind if isinstance(error, StepFailedError) else type(error).__name__
    hint = f"It fails with {kind}; this is a defect of the hub."
    # The stage stays: it says whether the letter is of a message or of an event, and it is that as before.
    return Reason(letter.reason.stage, "unforeseen-failure", "", hint)


def _outcome(taken: Taken) -> Outcome:
    if taken.unable:
        return Outcome.UNABLE
    if taken.refused is not None:
        return Outcome.FAILED
    if taken.known:
        return Outcome.KNOWN
    return Outcome.PARKED if taken.parked else Outcome.REPLAYED


def _existing(connection: Connection, letter: str, *, lock: bool = False) -> Letter:
    found = find(connection, letter, lock=lock)
    if found is None:
        msg = "there is no dead letter of this id; `ketenhub dlq list` shows them"
        raise ConfigurationError(msg)
    return found


def _message(letter: Letter) -> Message:
    """The message that was refused. It has no moment of its own any more: it is taken in now."""
    if letter.reason.stage == Stage.ENVELOPE and letter.reason.code not in _WITH_BODY:
        return replace(read_message(0, letter.payload), at=None, letter=letter.id)
    return Message(0, letter.registry, None, letter.payload, None, letter.id)


def _narrowed(parsed: Parsed, letter: Letter) -> Parsed:
    """Of a message, the one fact that the letter stands for."""
    if letter.event is None or parsed.refused is not None:
        return parsed
    own = tuple(one for one in parsed.observations if one[0] == letter.event)
    if own:
        return replace(parsed, observations=own)
    hint = "The adapter now reads another record there; if that is right, let the registry send it again."
    return replace(parsed, observations=(), refused=MappingError("other-event", field="record", hint=hint))


def _mark_taken(connection: Connection, letter: Letter) -> None:
    """Say that it is replayed; if it is refused again, the row is written anew, and open by default."""
    of_it = t.deadletters.c.id == letter.id
    connection.execute(update(t.deadletters).where(of_it).values(state=State.REPLAYED.value))


def _mark(connection: Connection, letter: Letter, outcome: Outcome, taken: Taken) -> None:
    if outcome is Outcome.UNABLE:
        return
    changes: dict[str, object] = {"state": _CLOSING.get(outcome, State.OPEN).value}
    if outcome is Outcome.FAILED and taken.refused is not None:
        reason = taken.refused
        changes |= {"stage": reason.stage, "code": reason.code, "field": reason.field, "hint": reason.hint}
        # When it came and which fact it is, it keeps; the engine has written it as if it came now.
        changes |= {"at": to_micros(letter.at), "adapter_version": taken.version or letter.version}
        if letter.event is not None:
            changes["event_id"] = letter.event
    connection.execute(update(t.deadletters).where(t.deadletters.c.id == letter.id).values(changes))
