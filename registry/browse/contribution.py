"""A contribution as it was received, for who wants to check it."""

from registry.assembly import Registry
from registry.core.contribution import Contribution


def contribution(sequence: int, registry: Registry) -> Contribution | None:
    """Read a contribution from the ledger, with its bytes."""
    return registry.ledger.contribution(sequence) if registry.ledger else None
