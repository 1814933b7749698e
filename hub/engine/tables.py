"""What the database holds. The same tables on SQLite (embedded) and PostgreSQL (cluster).

Moments are integers, microseconds since 1970 UTC: they sort, compare and bind fast, and mean the same on both
databases. Personal data stands only in ``value``, ``state``, ``payload`` and ``identity.value``.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# SQLite autoincrements only a column of the type INTEGER.
_Serial = BigInteger().with_variant(Integer(), "sqlite")


def to_micros(moment: datetime) -> int:
    """A moment as microseconds since 1970 UTC; exact, unlike a float timestamp."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + micros * _MICROSECOND


offsets = Table(
    "offsets",
    metadata,
    Column("source", String, primary_key=True, comment="which log, and whose reading of it"),
    Column("next", BigInteger, nullable=False, comment="first position not yet processed"),
    Column("clock", BigInteger, nullable=False, comment="latest recorded_at processed, in microseconds"),
    Column("fingerprint", String, nullable=False, comment="of the source, so that another is refused"),
)

identity = Table(
    "identity",
    metadata,
    Column(
        "hash",
        String,
        nullable=False,
        comment="keyed hash of scheme and value (of the subject too, for cases)",
    ),
    Column("owner", String, nullable=False, comment="subject or case that the identifier belongs to"),
    Column("subject", String, nullable=False),
    Column("scheme", String, nullable=False),
    Column("value", String, nullable=False, comment="the identifier itself, to put it back at egress"),
    PrimaryKeyConstraint("hash", "subject"),
    Index(None, "subject"),
)
"""Co-suspects share a proces-verbaal number: a case number names one case per subject."""

merged = Table(
    "merged",
    metadata,
    Column("retired", String, primary_key=True, comment="a subject or a case that was proven another one"),
    Column("survivor", String, nullable=False, comment="what it is now; never retired itself"),
    Index(None, "survivor"),
)
"""Who turned out to be whom. `identity` keeps saying what was founded first, so a split deletes one line."""

traits = Table(
    "traits",
    metadata,
    Column("hash", String, nullable=False, comment="keyed hash of what a person is called or born on"),
    Column("subject", String, nullable=False),
    Column("kind", String, nullable=False),
    PrimaryKeyConstraint("hash", "subject"),
    Index(None, "subject"),
)
"""What persons are compared by. Hashes only: the hub keeps no names."""

worklist = Table(
    "worklist",
    metadata,
    Column("first", String, nullable=False, comment="the lesser of two subjects, or of two cases"),
    Column("second", String, nullable=False),
    Column("subject", String, nullable=False, comment="of the cases; of two persons, the first"),
    Column("reasons", String, nullable=False, comment="codes, parted by blanks"),
    Column("found_at", BigInteger, nullable=False),
    Column("judgement", String, comment="one, two; null: it waits"),
    Column("judged_at", BigInteger),
    Column("judged_by", String, comment="the desk that judged"),
    Column("because", String, comment="what it went by, in its own words"),
    PrimaryKeyConstraint("first", "second"),
)
"""Pairs that may be one person, or one case: a person judges them, the hub never does."""

events = Table(
    "events",
    metadata,
    Column("position", _Serial, primary_key=True, autoincrement=False),
    Column("subject", String, nullable=False),
    Column("case_id", String),
    Column("attributes", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Index(None, "case_id"),
)
"""The journal: every event that was stepped. Embedded it is the log itself; a cluster's longer memory."""

inbox = Table("inbox", metadata, Column("event_id", String, primary_key=True), sqlite_with_rowid=False)

dossiers = Table(
    "dossiers",
    metadata,
    Column("subject", String, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("subject", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("partition", Integer, nullable=False, server_default="0", comment="of the subject's events"),
    Column("ticked", Boolean, nullable=False, server_default=false(), comment="its event is on its way"),
    PrimaryKeyConstraint("subject", "kind", "key"),
    Index(None, "due_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("case_id", String),
    Column("at", BigInteger, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("sent_at", BigInteger),
    Column("topic", String, nullable=False, server_default=""),
    UniqueConstraint("id"),
    Index(None, "case_id"),
    Index(
        "ix_outbox_unsent",
        "seq",
        sqlite_where=text("sent_at IS NULL"),
        postgresql_where=text("sent_at IS NULL"),
    ),
)
"""What is to be published: outbound events; on a cluster canonical events and notices of dead letters too."""

mailbox = Table(
    "mailbox",
    metadata,
    Column("recipient", String, nullable=False),
    Column("id", String, nullable=False, comment="of the event; a second arrival of it changes nothing"),
    Column("subject", String, nullable=False),
    Column("case_id", String),
    Column("attributes", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("partition", Integer, nullable=False, comment="of the recipient's topic; who owns it delivers"),
    Column("position", BigInteger, nullable=False, comment="offset in that partition: the order of delivery"),
    Column("arrived_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False, comment="not to be tried before"),
    Column("problem", String, nullable=False, comment="why it waits: a code such as closed, http-500"),
    Column("delivered_at", BigInteger),
    PrimaryKeyConstraint("recipient", "id"),
    Index(
        "ix_mailbox_waiting",
        "recipient",
        "partition",
        "position",
        sqlite_where=text("delivered_at IS NULL"),
        postgresql_where=text("delivered_at IS NULL"),
    ),
    Index(
        "ix_mailbox_person",
        "recipient",
        "subject",
        "partition",
        "position",
        sqlite_where=text("delivered_at IS NULL"),
        postgresql_where=text("delivered_at IS NULL"),
    ),
    Index(
        "ix_mailbox_next",
        "recipient",
        "next_at",
        sqlite_where=text("delivered_at IS NULL"),
        postgresql_where=text("delivered_at IS NULL"),
    ),
)
"""What waits for, or was taken by, each partner's endpoint. Embedded, the outbox is the mailbox."""

endpoints = Table(
    "endpoints",
    metadata,
    Column("recipient", String, primary_key=True),
    Column("agreed_at", BigInteger, comment="of the last handshake that allowed us to send"),
    Column("rate", Integer, comment="requests a minute that the partner allows; null: any"),
    Column("gone_at", BigInteger, comment="since when it answers 410: stopped until a person looks"),
    Column(
        "failures",
        Integer,
        nullable=False,
        server_default="0",
        comment="in a row, that say something of the endpoint",
    ),
    Column("problem", String, nullable=False, server_default="", comment="of the last failure"),
    Column("retry_at", BigInteger, comment="nothing is sent before"),
    Column("slot_at", BigInteger, comment="next moment that its rate allows"),
)
"""What is known of partners' endpoints across restarts."""

audit = Table(
    "audit",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("event_id", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("case_id", String),
    Column("purpose", String, nullable=False),
    Column("legal_basis", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("rule_version", String, nullable=False),
    Column("categories", String, nullable=False),
)
"""One line per disclosure, without content: who was told what kind of data about whom, and why (Wjsg 39j)."""

ledger = Table(
    "ledger",
    metadata,
    Column("case_id", String, nullable=False),
    Column("house", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("status", String, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("reason", String, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("case_id", "house"),
)

awaited = Table(
    "awaited",
    metadata,
    Column("case_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("of", String, nullable=False, comment="the partner or house that has to do it"),
    Column("since", BigInteger, nullable=False),
    Column("due_at", BigInteger, comment="null: nothing says when"),
    Column("outcome", String, nullable=False, comment="a code; empty: it is awaited still"),
    PrimaryKeyConstraint("case_id", "kind", "key"),
    Index(
        "ix_awaited_open",
        "kind",
        "due_at",
        sqlite_where=text("outcome = ''"),
        postgresql_where=text("outcome = ''"),
    ),
)
"""What somebody still has to do in a case, or has done: terms, questions, confirmations. No content."""

deadletters = Table(
    "deadletters",
    metadata,
    Column("id", String, primary_key=True),
    Column("registry", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("code", String, nullable=False),
    Column("field", String, nullable=False),
    Column("hint", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("adapter_version", String, nullable=False),
    Column("event_id", String),
    Column("payload", LargeBinary, nullable=False),
    Column("state", String, nullable=False, server_default="open", comment="open, replayed or discarded"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("subject", String, primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("error", String, nullable=False, comment="class of the failure; never its text"),
)

parked = Table(
    "parked",
    metadata,
    Column("subject", String, nullable=False),
    Column("position", BigInteger, nullable=False, comment="of the event in the events log"),
    PrimaryKeyConstraint("subject", "position"),
)

repairs = Table(
    "repairs",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("letter", String, nullable=False, comment="a dead letter, or the person of a quarantine"),
    Column("what", String, nullable=False, comment="replay, discard, reveal or lift"),
    Column("desk", String, nullable=False, comment="who did it: a desk or role, never a person"),
    Column("reason", String, nullable=False),
    Column("was", String, nullable=False, comment="code of the letter before it"),
    Column("outcome", String, nullable=False),
    Column("code", String, nullable=False, comment="why it is a letter still; empty: it is none any more"),
    Column("adapter_version", String, nullable=False, comment="of the adapter that read it this time"),
    Index(None, "letter"),
)
"""One line for each thing that was done to a dead letter or a quarantine, and why."""

lookups = Table(
    "lookups",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("command", String, nullable=False),
    Column("subject", String, nullable=False, comment="whose data was shown"),
    Column("case_id", String, comment="null: the person was asked for, not a case"),
    Column("purpose", String, nullable=False),
    Column("desk", String, nullable=False, comment="who looked: a desk or role, never a person"),
    Index(None, "case_id"),
)
"""One line for each time that somebody looked at a person or a case, and what for (R093; Wjsg 39j)."""

unerased = Table(
    "unerased",
    metadata,
    Column("id", String, primary_key=True, comment="of an outbound event that is not delivered yet"),
    Column("subject", String, nullable=False),
    Index(None, "subject"),
)
"""What of an erased person must still be delivered. With the last of it go the person's numbers."""
