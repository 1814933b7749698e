"""What delivery must remember of an endpoint across restarts, and its two questions to the mailbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WAITING = sa.text("delivered_at IS NULL")


def upgrade() -> None:
    """Add to endpoints, and the indexes of these questions."""
    op.add_column(
        "endpoints",
        sa.Column(
            "failures",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="in a row, that say something of the endpoint",
        ),
    )
    op.add_column(
        "endpoints",
        sa.Column("problem", sa.String(), nullable=False, server_default="", comment="of the last failure"),
    )
    op.add_column(
        "endpoints",
        sa.Column("retry_at", sa.BigInteger(), nullable=True, comment="nothing is sent before"),
    )
    op.add_column(
        "endpoints",
        sa.Column("slot_at", sa.BigInteger(), nullable=True, comment="next moment that its rate allows"),
    )
    op.create_index(
        "ix_mailbox_person",
        "mailbox",
        ["recipient", "subject", "partition", "position"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index(
        "ix_mailbox_next",
        "mailbox",
        ["recipient", "next_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
