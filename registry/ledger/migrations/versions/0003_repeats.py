"""Answers to requests that came with a key, kept for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of answers."""
    op.create_table(
        "repeats",
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("triples", sa.Integer, nullable=False),
        sa.Column("created", sa.Boolean, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("answered_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("group", "key", name="pk_repeats"),
        sa.ForeignKeyConstraint(["group"], ["groups.slug"], name="fk_repeats_group"),
        sa.ForeignKeyConstraint(["sequence"], ["contributions.sequence"], name="fk_repeats_sequence"),
    )


def downgrade() -> None:
    """Drop it: no contribution depends on it."""
    op.drop_table("repeats")
