"""What the cluster engine needs beside the embedded one: partitions, topics, mailboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_UNSENT = sa.text("sent_at IS NULL")
_WAITING = sa.text("delivered_at IS NULL")


def upgrade() -> None:
    """Add to timers and outbox, and make the tables of delivery."""
    op.add_column(
        "timers",
        sa.Column(
            "partition", sa.Integer(), nullable=False, server_default="0", comment="of the subject's events"
        ),
    )
    op.add_column(
        "timers",
        sa.Column(
            "ticked",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="its event is on its way",
        ),
    )
    op.add_column("outbox", sa.Column("topic", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_outbox_unsent", "outbox", ["seq"], sqlite_where=_UNSENT, postgresql_where=_UNSENT)
    op.create_table(
        "mailbox",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column(
            "id", sa.String(), nullable=False, comment="of the event; a second arrival of it changes nothing"
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column(
            "partition",
            sa.Integer(),
            nullable=False,
            comment="of the recipient's topic; who owns it delivers",
        ),
        sa.Column(
            "position",
            sa.BigInteger(),
            nullable=False,
            comment="offset in that partition: the order of delivery",
        ),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False, comment="not to be tried before"),
        sa.Column(
            "problem", sa.String(), nullable=False, comment="why it waits: a code such as closed, http-500"
        ),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("recipient", "id", name=op.f("pk_mailbox")),
    )
    op.create_index(
        "ix_mailbox_waiting",
        "mailbox",
        ["recipient", "partition", "position"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_table(
        "endpoints",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column(
            "agreed_at",
            sa.BigInteger(),
            nullable=True,
            comment="of the last handshake that allowed us to send",
        ),
        sa.Column(
            "rate",
            sa.Integer(),
            nullable=True,
            comment="requests a minute that the partner allows; null: any",
        ),
        sa.Column(
            "gone_at",
            sa.BigInteger(),
            nullable=True,
            comment="since when it answers 410: stopped until a person looks",
        ),
        sa.PrimaryKeyConstraint("recipient", name=op.f("pk_endpoints")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("events_position")))
