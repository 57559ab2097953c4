"""Roles of groups; what tokens grant and until when; public keys; reasons, signatures and signed receipts.

Tokens of the first release keep all rights and have no end.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ADDED = {
    "groups": [sa.Column("role", sa.String(16), nullable=False, server_default="member")],
    "tokens": [
        sa.Column("label", sa.String(200), nullable=False, server_default=""),
        sa.Column("rights", sa.String(200), nullable=False, server_default="contribute validate withdraw"),
        sa.Column("datasets", sa.Text, nullable=False, server_default=""),
        sa.Column("expires_at", sa.String(40)),
        sa.Column("last_used_at", sa.String(40)),
    ],
    "contributions": [
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("by", sa.String(64), nullable=False, server_default=""),
        sa.Column("signature", sa.Text, nullable=False, server_default=""),
        sa.Column("envelope", sa.Text, nullable=False, server_default=""),
    ],
}


def upgrade() -> None:
    """Add the columns and the table of keys; the registry's own group becomes the steward."""
    for table, columns in _ADDED.items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
        sa.ForeignKeyConstraint(["group"], ["groups.slug"], name="fk_keys_group"),
    )
    op.execute("UPDATE groups SET role = 'steward' WHERE slug = 'registry'")


def downgrade() -> None:
    """Refuse: reasons and signatures are part of the chain of hashes."""
    raise NotImplementedError("the ledger is not taken back behind reasons and signatures")
