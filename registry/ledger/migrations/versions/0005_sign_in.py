"""Signing in: claims that open groups, and who is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of claims and sessions."""
    op.create_table(
        "claims",
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("claim", sa.String(100), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("group", "claim", "value", name="pk_claims"),
        sa.ForeignKeyConstraint(["group"], ["groups.slug"], name="fk_claims_group"),
    )
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("claims", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_sessions"),
    )


def downgrade() -> None:
    """Drop them: whoever is signed in signs in again."""
    op.drop_table("sessions")
    op.drop_table("claims")
