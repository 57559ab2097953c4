"""The tables of the ledger; a change here needs a revision in migrations/versions."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

groups = Table(
    "groups",
    metadata,
    Column("slug", String(64), primary_key=True),
    Column("label", String(200), nullable=False),
    Column("licence", String(500), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("role", String(16), nullable=False, server_default="member"),
)

tokens = Table(
    "tokens",
    metadata,
    # only the hash: who reads the database learns no token
    Column("sha256", String(64), primary_key=True),
    Column("group", ForeignKey("groups.slug"), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
    Column("label", String(200), nullable=False, server_default=""),
    # words between single spaces; no dataset named means all of the group's
    Column("rights", String(200), nullable=False, server_default="contribute validate withdraw"),
    Column("datasets", Text, nullable=False, server_default=""),
    # tokens of the first release have no end
    Column("expires_at", String(40)),
    Column("last_used_at", String(40)),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("group", ForeignKey("groups.slug"), nullable=False),
    Column("public_key", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
)

contributions = Table(
    "contributions",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("group", ForeignKey("groups.slug"), nullable=False),
    Column("dataset", String(64), nullable=False),
    Column("action", String(16), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("licence", String(500), nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("shapes_version", String(20), nullable=False),
    Column("report", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("by", String(64), nullable=False, server_default=""),
    Column("signature", Text, nullable=False, server_default=""),
    Column("envelope", Text, nullable=False, server_default=""),
    UniqueConstraint("hash"),
    # two writers that both think they come next: the second one fails, whatever the database
    UniqueConstraint("previous_hash"),
    # what a dataset was at a moment is found without a look at the others
    Index("ix_contributions_dataset", "group", "dataset", "sequence"),
    Index("ix_contributions_received_at", "received_at"),
)

repeats = Table(
    "repeats",
    metadata,
    Column("group", ForeignKey("groups.slug"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("sequence", ForeignKey("contributions.sequence"), nullable=False),
    Column("triples", Integer, nullable=False),
    Column("created", Boolean, nullable=False),
    Column("changes", Text, nullable=False),
    Column("answered_at", String(40), nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    # the order in which files came
    Column("number", Integer, nullable=False),
    Column("group", ForeignKey("groups.slug"), nullable=False),
    Column("by", String(64), nullable=False),
    # as it was asked for: where a new dataset is made, its name is found when the file is kept
    Column("dataset", String(200), nullable=False),
    Column("anew", Boolean, nullable=False),
    Column("media_type", String(100), nullable=False),
    # empty once the file is judged
    Column("body", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("signature", Text, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("key", String(200), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("finished_at", String(40)),
    Column("outcome", Text, nullable=False, server_default=""),
)

claims = Table(
    "claims",
    metadata,
    Column("group", ForeignKey("groups.slug"), primary_key=True),
    Column("claim", String(100), primary_key=True),
    Column("value", String(200), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    # only the hash, as of tokens
    Column("sha256", String(64), primary_key=True),
    Column("subject", String(300), nullable=False),
    Column("name", String(200), nullable=False),
    Column("claims", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
)
