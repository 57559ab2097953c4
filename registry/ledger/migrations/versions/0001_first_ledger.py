"""The first ledger: groups, tokens, contributions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "groups",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("licence", sa.String(500), nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_groups"),
    )
    op.create_table(
        "tokens",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("revoked_at", sa.String(40)),
        sa.PrimaryKeyConstraint("sha256", name="pk_tokens"),
        sa.ForeignKeyConstraint(["group"], ["groups.slug"], name="fk_tokens_group"),
    )
    op.create_table(
        "contributions",
        sa.Column("sequence", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("licence", sa.String(500), nullable=False),
        sa.Column("received_at", sa.String(40), nullable=False),
        sa.Column("shapes_version", sa.String(20), nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_contributions"),
        sa.ForeignKeyConstraint(["group"], ["groups.slug"], name="fk_contributions_group"),
        sa.UniqueConstraint("hash", name="uq_contributions_hash"),
        sa.UniqueConstraint("previous_hash", name="uq_contributions_previous_hash"),
    )


def downgrade() -> None:
    """Refuse: to go back behind the first revision would be to lose the truth."""
    raise NotImplementedError("the first revision of the ledger cannot be taken back")
