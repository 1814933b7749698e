"""What became of each dead letter, and one line for each repair of one: by which desk, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the state of a letter, and the table of repairs."""
    op.add_column(
        "deadletters",
        sa.Column(
            "state",
            sa.String(),
            nullable=False,
            server_default="open",
            comment="open, replayed or discarded",
        ),
    )
    op.create_table(
        "repairs",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "letter", sa.String(), nullable=False, comment="a dead letter, or the person of a quarantine"
        ),
        sa.Column("what", sa.String(), nullable=False, comment="replay, discard, reveal or lift"),
        sa.Column("desk", sa.String(), nullable=False, comment="who did it: a desk or role, never a person"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False, comment="code of the letter before it"),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column(
            "code",
            sa.String(),
            nullable=False,
            comment="why it is a letter still; empty: it is none any more",
        ),
        sa.Column(
            "adapter_version",
            sa.String(),
            nullable=False,
            comment="of the adapter that read it this time",
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_repairs"),
    )
    op.create_index("ix_repairs_letter", "repairs", ["letter"])
