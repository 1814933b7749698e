"""Who turned out to be whom, what persons are compared by, and the pairs that wait for a judgement."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "merged",
        sa.Column(
            "retired",
            sa.String(),
            nullable=False,
            comment="a subject or a case that was proven another one",
        ),
        sa.Column("survivor", sa.String(), nullable=False, comment="what it is now; never retired itself"),
        sa.PrimaryKeyConstraint("retired", name="pk_merged"),
    )
    op.create_index("ix_merged_survivor", "merged", ["survivor"])
    op.create_table(
        "traits",
        sa.Column(
            "hash", sa.String(), nullable=False, comment="keyed hash of what a person is called or born on"
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "subject", name="pk_traits"),
    )
    op.create_index("ix_traits_subject", "traits", ["subject"])
    op.create_table(
        "worklist",
        sa.Column(
            "first", sa.String(), nullable=False, comment="the lesser of two subjects, or of two cases"
        ),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False, comment="of the cases; of two persons, the first"),
        sa.Column("reasons", sa.String(), nullable=False, comment="codes, parted by blanks"),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("judgement", sa.String(), comment="one, two; null: it waits"),
        sa.Column("judged_at", sa.BigInteger()),
        sa.Column("judged_by", sa.String(), comment="the desk that judged"),
        sa.Column("because", sa.String(), comment="what it went by, in its own words"),
        sa.PrimaryKeyConstraint("first", "second", name="pk_worklist"),
    )
