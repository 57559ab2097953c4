"""Alembic's entry: brings the ledger's tables to the newest revision over the connection that the ledger hands in."""

from alembic import context

from registry.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
