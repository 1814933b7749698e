"""What one transaction will write: rows gathered while the steps run, written together at the end.

Gathering first and writing last keeps the database locked for as short as can be, and lets a dossier that ten
events of one batch touch be written once.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from hub.engine import tables as t
from hub.engine.identity import IdentityRow
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.engine.timers import TimerQueue
from hub.errors import InputError
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.streams.dossier import Dossier
from hub.streams.effects import Ledger
from hub.streams.topics import out_topic

Row = dict[str, Any]


@dataclass(slots=True)
class Writes:
    """The rows of one transaction, by table; ``dossiers`` as the batch leaves them."""

    inbox: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)
    audit: list[Row] = field(default_factory=list)
    ledger: dict[tuple[str, str], Row] = field(default_factory=dict)
    deadletters: list[Row] = field(default_factory=list)
    quarantine: list[Row] = field(default_factory=list)
    parked: list[Row] = field(default_factory=list)
    dossiers: dict[str, Dossier] = field(default_factory=dict)

    def event(self, position: int, envelope: Envelope) -> None:
        """An event enters the journal and, by its id, the inbox."""
        value = codec.encode(envelope.data)
        self.inbox.append({"event_id": envelope.id})
        self.events.append(
            {
                "position": position,
                "subject": envelope.subject,
                "case_id": envelope.case,
                "attributes": orjson.dumps(envelope.attributes()).decode(),
                "value": value,
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
        # The embedded partner's mailbox is the outbox itself: publishing and marking are this one commit.
        self.outbox.append(
            shared
            | {
                "id": envelope.id,
                "attributes": orjson.dumps(envelope.attributes()).decode(),
                "value": value,
                "sent_at": micros,
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

    def quarantined(self, subject: str, error: Exception, at: datetime) -> None:
        """A person whose events are parked from now on. Only the class of the failure is kept."""
        self.quarantine.append({"subject": subject, "since": to_micros(at), "error": type(error).__name__})

    def park(self, subject: str, position: int) -> None:
        """An event of a person in quarantine; it waits in the journal."""
        self.parked.append({"subject": subject, "position": position})

    def flush(
        self, store: Store, connection: Connection, identities: list[IdentityRow], timers: TimerQueue
    ) -> None:
        """Write it all; the caller moves the offset and commits."""
        rows: list[Row] = [
            {"hash": r.hash, "owner": r.owner, "subject": r.subject, "scheme": r.scheme, "value": r.value}
            for r in identities
        ]
        store.add(connection, t.identity, rows)
        store.add(connection, t.inbox, self.inbox)
        store.add(connection, t.events, self.events)
        states = [{"subject": s, "state": codec.encode_state(d)} for s, d in self.dossiers.items()]
        store.put(connection, t.dossiers, states)
        store.remove_timers(connection, sorted(timers.gone))
        store.put(
            connection,
            t.timers,
            [{"subject": s, "kind": k, "key": n, "due_at": due} for (s, k, n), due in timers.new.items()],
        )
        store.add(connection, t.outbox, self.outbox)
        store.add(connection, t.audit, self.audit)
        store.put(connection, t.ledger, list(self.ledger.values()))
        store.put(connection, t.deadletters, self.deadletters)
        store.add(connection, t.quarantine, self.quarantine)
        store.add(connection, t.parked, self.parked)
