"""What a dataset was at a moment, and which contribution came last before it, are found without reading all."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two indexes."""
    op.create_index("ix_contributions_dataset", "contributions", ["group", "dataset", "sequence"])
    op.create_index("ix_contributions_received_at", "contributions", ["received_at"])


def downgrade() -> None:
    """Drop them: the same is found more slowly."""
    op.drop_index("ix_contributions_received_at", "contributions")
    op.drop_index("ix_contributions_dataset", "contributions")
