"""What the ledger alone can say to a request: that it was answered before, or comes too late."""

from datetime import datetime
from itertools import chain, count

from registry.core.conditions import Version
from registry.core.contribution import Action
from registry.core.names import DERIVED_GRAPHS, graph_iri, slug
from registry.core.outcomes import Changed, KeyReused, Repeated, Submission
from registry.ledger.ledger import Ledger

_LONGEST_BASE = 58
"""How much of a name that is wanted is kept, with room for a number behind."""


def settled(submission: Submission, ledger: Ledger | None, now: datetime) -> Repeated | KeyReused | Changed | None:
    """Give the first answer to a request again, or say why it cannot be done; None when the file is to be looked at."""
    if ledger is None:
        return None
    key = submission.key
    before = ledger.answer_to(submission.by or submission.group, key.key, now) if key else None
    if key and before:
        if before.answer.request != key:
            return KeyReused(key.key)
        return Repeated(before)
    if not submission.conditions.asked:
        return None
    current = current_version(ledger, submission.group, submission.dataset)
    return None if submission.conditions.hold_for(current) else Changed(current)


def current_version(ledger: Ledger, group: str, dataset: str) -> Version | None:
    """The version that a graph is in; None when it is empty."""
    step = ledger.newest(group, dataset)
    if step is None or step.action is Action.WITHDRAW:
        return None
    return Version(step.sequence, step.sha256, step.received_at)


def free_name(ledger: Ledger, group: str, wanted: str) -> str:
    """A name that no dataset of the group ever had, made of the one that is wanted."""
    base = slug(wanted)[:_LONGEST_BASE].strip("-")
    names = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(
        name for name in names if graph_iri(group, name) not in DERIVED_GRAPHS and not ledger.newest(group, name)
    )
