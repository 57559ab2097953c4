"""The truth: every accepted contribution, who may contribute, and the chain of hashes over all of it (SQL)."""

from registry.ledger.database import Away, NoSpace
from registry.ledger.ledger import Ledger
from registry.ledger.tokens import NewToken

__all__ = ["Away", "Ledger", "NewToken", "NoSpace"]
