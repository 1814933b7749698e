"""What is awaited of whom, who looked at what, and what of an erased person must still be delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_OPEN = sa.text("outcome = ''")


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "awaited",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False, comment="the partner or house that has to do it"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), comment="null: nothing says when"),
        sa.Column("outcome", sa.String(), nullable=False, comment="a code; empty: it is awaited still"),
        sa.PrimaryKeyConstraint("case_id", "kind", "key", name="pk_awaited"),
    )
    op.create_index(
        "ix_awaited_open", "awaited", ["kind", "due_at"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "lookups",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False, comment="whose data was shown"),
        sa.Column("case_id", sa.String(), comment="null: the person was asked for, not a case"),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False, comment="who looked: a desk or role, never a person"),
        sa.PrimaryKeyConstraint("seq", name="pk_lookups"),
    )
    op.create_index("ix_lookups_case_id", "lookups", ["case_id"])
    op.create_table(
        "unerased",
        sa.Column(
            "id", sa.String(), nullable=False, comment="of an outbound event that is not delivered yet"
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unerased"),
    )
    op.create_index("ix_unerased_subject", "unerased", ["subject"])
