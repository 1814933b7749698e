"""The first schema of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables of the embedded engine."""
    op.create_table(
        "audit",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.String(), nullable=False),
        sa.Column("categories", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "deadletters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("registry", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("adapter_version", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadletters")),
    )
    op.create_table(
        "dossiers",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_dossiers")),
    )
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_case_id"), "events", ["case_id"], unique=False)
    op.create_table(
        "identity",
        sa.Column(
            "hash",
            sa.String(),
            nullable=False,
            comment="keyed hash of scheme and value (of the subject too, for cases)",
        ),
        sa.Column(
            "owner", sa.String(), nullable=False, comment="subject or case that the identifier belongs to"
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column(
            "value", sa.String(), nullable=False, comment="the identifier itself, to put it back at egress"
        ),
        sa.PrimaryKeyConstraint("hash", "subject", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_subject"), "identity", ["subject"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "house", name=op.f("pk_ledger")),
    )
    op.create_table(
        "offsets",
        sa.Column("source", sa.String(), nullable=False, comment="which log, and whose reading of it"),
        sa.Column("next", sa.BigInteger(), nullable=False, comment="first position not yet processed"),
        sa.Column(
            "clock", sa.BigInteger(), nullable=False, comment="latest recorded_at processed, in microseconds"
        ),
        sa.Column(
            "fingerprint", sa.String(), nullable=False, comment="of the source, so that another is refused"
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_offsets")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"], unique=False)
    op.create_table(
        "parked",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="of the event in the events log"),
        sa.PrimaryKeyConstraint("subject", "position", name=op.f("pk_parked")),
    )
    op.create_table(
        "quarantine",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(), nullable=False, comment="class of the failure; never its text"),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "timers",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", "key", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_due_at"), "timers", ["due_at"], unique=False)
