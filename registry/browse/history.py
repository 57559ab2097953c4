"""What was done to a dataset: every contribution to it, newest first, each with its state today."""

from dataclasses import dataclass

from registry.assembly import Registry
from registry.core.contribution import State
from registry.core.history import Step, states


@dataclass(frozen=True)
class HistoryPage:
    """The contributions to one dataset, newest first."""

    group: str
    dataset: str
    steps: tuple[tuple[Step, State], ...]


def history(group: str, dataset: str, registry: Registry) -> HistoryPage | None:
    """Read the history of a dataset; None when nothing was ever contributed to it."""
    steps = registry.ledger.history(group, dataset) if registry.ledger else []
    pairs = tuple(zip(steps, states(steps), strict=True))
    return HistoryPage(group, dataset, pairs[::-1]) if pairs else None


def withdrawn(group: str, dataset: str, registry: Registry) -> Step | None:
    """The withdrawal by which a dataset is empty today; None when it is not."""
    page = history(group, dataset, registry)
    newest = page.steps[0] if page else None
    return newest[0] if newest and newest[1] is State.WITHDRAWN else None
