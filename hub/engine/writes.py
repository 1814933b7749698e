"""What one transaction will write: rows gathered while the steps run, written together at the end.

Gathering first and writing last keeps the database locked for as short as can be, and lets a dossier that ten
events of one batch touch be written once.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from hub.engine import tables as t
from hub.engine.identity import Fresh
from hub.engine.store import Store
from hub.engine.tables import from_micros, to_micros
from hub.engine.timers import TimerQueue
from hub.errors import InputError
from hub.schemas import codec
from hub.schemas.envelope import HUB_SOURCE, Envelope, rfc3339
from hub.schemas.events.base import TYPE_PREFIX
from hub.streams.dossier import Dossier
from hub.streams.effects import Awaited, Ledger
from hub.streams.topics import DEADLETTERS, EVENTS, out_topic

Row = dict[str, Any]
PartitionOf = Callable[[str], int]


def nowhere(_subject: str) -> int:
    """The partition of every person where there is only one log."""
    return 0


@dataclass(slots=True)
class Writes:
    """The rows of one transaction, by table; ``dossiers`` as the batch leaves them.

    Attributes:
        relayed: a relay publishes the outbox. Otherwise (embedded) the outbox is the partner's mailbox:
            publishing and marking are this one commit.
        moved: cases whose lines (ledger, what is awaited) are another person's from now on, by that person.
    """

    relayed: bool = False
    inbox: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)
    audit: list[Row] = field(default_factory=list)
    ledger: dict[tuple[str, str], Row] = field(default_factory=dict)
    awaited: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    deadletters: list[Row] = field(default_factory=list)
    quarantine: list[Row] = field(default_factory=list)
    parked: list[tuple[str, int]] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    moved: dict[str, list[str]] = field(default_factory=dict)

    def event(self, envelope: Envelope) -> None:
        """An event enters the journal and, by its id, the inbox."""
        self.inbox.append({"event_id": envelope.id})
        self.events.append(
            {
                "subject": envelope.subject,
                "case_id": envelope.case,
                "attributes": orjson.dumps(envelope.attributes()).decode(),
                "value": codec.encode(envelope.data),
            }
        )

    def publish(self, envelope: Envelope) -> None:
        """An event is on its way to the steps, through the log."""
        self.outbox.append(
            {
                "id": envelope.id,
                "recipient": "",
                "subject": envelope.subject,
                "case_id": envelope.case,
                "at": to_micros(envelope.recorded_at),
                "attributes": orjson.dumps(envelope.attributes()).decode(),
                "value": codec.encode(envelope.data),
                "sent_at": None,
                "topic": EVENTS,
            }
        )

    def send(self, envelope: Envelope, value: bytes, at: datetime) -> None:
        """An event leaves for its recipient, with the audit line of the disclosure."""
        routing = envelope.routing
        if routing is None:
            msg = "a step sent an event to nobody"
            raise TypeError(msg)
        micros = to_micros(at)
        shared = {
            "recipient": routing.recipient,
            "subject": envelope.subject,
            "case_id": envelope.case,
            "at": micros,
        }
        self.outbox.append(
            shared
            | {
                "id": envelope.id,
                "attributes": orjson.dumps(envelope.attributes()).decode(),
                "value": value,
                "sent_at": None if self.relayed else micros,
                "topic": out_topic(routing.recipient),
            }
        )
        self.audit.append(
            shared
            | {
                "event_id": envelope.id,
                "purpose": routing.purpose,
                "legal_basis": routing.legal_basis,
                "rule": routing.rule,
                "rule_version": routing.rule_version,
                "categories": " ".join(category.value for category in routing.categories),
            }
        )

    def awaits(self, line: Awaited, subject: str) -> None:
        """What is awaited of somebody in a case, or has come."""
        self.awaited[line.case, line.kind, line.key] = {
            "case_id": line.case,
            "kind": line.kind.value,
            "key": line.key,
            "subject": subject,
            "of": line.of,
            "since": to_micros(line.since),
            "due_at": None if line.due_at is None else to_micros(line.due_at),
            "outcome": line.outcome,
        }

    def feedback(self, line: Ledger, subject: str, at: datetime) -> None:
        """The ledger line of one house about one case."""
        self.ledger[line.case, line.house] = {
            "case_id": line.case,
            "house": line.house,
            "subject": subject,
            "status": line.status.value,
            "due_at": to_micros(line.due_at),
            "reason": line.reason,
            "updated_at": to_micros(at),
        }

    def dead_letter(
        self,
        letter: str,
        registry: str,
        error: InputError,
        payload: bytes,
        *,
        at: datetime,
        version: str,
        event: str | None,
    ) -> None:
        """An input that was refused, kept whole so that it can be repaired."""
        self.deadletters.append(
            {
                "id": letter,
                "registry": registry,
                "stage": error.stage.value,
                "code": error.code,
                "field": error.field,
                "hint": error.hint,
                "at": to_micros(at),
                "adapter_version": version,
                "event_id": event,
                "payload": payload,
            }
        )
        if self.relayed:
            self.notices.append(_notice(letter, registry, error, to_micros(at)))

    def quarantined(self, subject: str, error: Exception, at: datetime) -> None:
        """A person whose events are parked from now on. Only the class of the failure is kept."""
        self.quarantine.append({"subject": subject, "since": to_micros(at), "error": type(error).__name__})

    def park(self, subject: str) -> None:
        """The latest `event` is of a person in quarantine; it waits in the journal."""
        self.parked.append((subject, len(self.events) - 1))

    def _write_persons(self, store: Store, connection: Connection, fresh: Fresh) -> None:
        """Who is called what, who is whom, and who must be judged; of a pair the first finding stays."""
        traits = [{"hash": digest, "subject": who, "kind": kind} for digest, who, kind in fresh.traits]
        store.add_new(connection, t.traits, traits)
        merged = [{"retired": retired, "survivor": survivor} for retired, survivor in fresh.merged]
        store.put(connection, t.merged, merged)
        pairs = [
            {
                "first": pair.first,
                "second": pair.second,
                "subject": pair.subject,
                "reasons": " ".join(pair.reasons),
                "found_at": to_micros(pair.found_at),
            }
            for pair in fresh.pairs
        ]
        store.add_new(connection, t.worklist, pairs)

    def flush(
        self,
        store: Store,
        connection: Connection,
        fresh: Fresh,
        timers: TimerQueue,
        partition_of: PartitionOf = nowhere,
    ) -> None:
        """Write it all; the caller moves the offset and commits."""
        store.add(connection, t.identity, [asdict(row) for row in fresh.identity])
        self._write_persons(store, connection, fresh)
        store.add(connection, t.inbox, self.inbox)
        positions = store.positions(connection, len(self.events))
        placed = [row | {"position": at} for row, at in zip(self.events, positions, strict=True)]
        store.add(connection, t.events, placed)
        states = [{"subject": s, "state": codec.encode_state(d)} for s, d in self.dossiers.items()]
        store.put(connection, t.dossiers, states)
        store.remove_timers(connection, sorted(timers.gone))
        store.put(
            connection,
            t.timers,
            [
                {
                    "subject": subject,
                    "kind": kind,
                    "key": name,
                    "due_at": due,
                    "partition": partition_of(subject),
                    "ticked": False,
                }
                for (subject, kind, name), due in timers.new.items()
            ],
        )
        store.add(connection, t.outbox, self.outbox)
        store.add(connection, t.audit, self.audit)
        store.put(connection, t.ledger, list(self.ledger.values()))
        store.put(connection, t.awaited, list(self.awaited.values()))
        for subject, cases in self.moved.items():
            store.move_lines(connection, subject, cases)
        store.put(connection, t.deadletters, self.deadletters)
        store.add(connection, t.quarantine, self.quarantine)
        store.add(connection, t.parked, [{"subject": s, "position": positions[n]} for s, n in self.parked])
        store.add_new(connection, t.outbox, self.notices)
        if self.relayed and (self.outbox or self.notices):
            store.wake_relay(connection)


def _notice(letter: str, registry: str, error: InputError, at: int) -> Row:
    """What the log says of a dead letter: where and why, never its content."""
    attributes = {
        "specversion": "1.0",
        "id": letter,
        "source": HUB_SOURCE,
        "type": f"{TYPE_PREFIX}bericht-geweigerd",
        "time": rfc3339(from_micros(at)),
        "registry": registry,
        "stage": error.stage.value,
        "code": error.code,
        "field": error.field,
        "hint": error.hint,
    }
    return {
        "id": f"deadletter/{letter}",
        "recipient": "",
        "subject": "",
        "case_id": None,
        "at": at,
        "attributes": orjson.dumps(attributes).decode(),
        "value": b"",
        "sent_at": None,
        "topic": DEADLETTERS,
    }
