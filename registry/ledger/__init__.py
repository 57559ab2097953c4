"""The truth: every accepted contribution, who may contribute, and the chain of hashes over all of it (SQL)."""

from registry.ledger.ledger import Ledger, NewToken

__all__ = ["Ledger", "NewToken"]
