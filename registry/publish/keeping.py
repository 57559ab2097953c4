"""What is accepted is kept in the ledger, whose commit decides, and then shown by the store, which follows it."""

import logging
from datetime import datetime

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.core.changes import Changes
from registry.core.contribution import CannotBeReadAgain, Contribution, Draft
from registry.core.jobs import Finished
from registry.core.repeats import Answered
from registry.core.turtle import Upload
from registry.following import apply, catch_up
from registry.ledger import Ledger
from registry.store.changes import changes_of

_log = logging.getLogger(__name__)

_CANNOT_FOLLOW = (OSError, RuntimeError, ValueError, CannotBeReadAgain)
"""How the store says that it cannot follow: a full disk, what it has not recovered from, bytes that it cannot read."""


class Behind(Exception):
    """The store does not show all that was accepted, and cannot be brought to: nothing can be judged beside it."""


def record(
    draft: Draft,
    registry: Registry,
    ledger: Ledger,
    now: datetime,
    upload: Upload | None = None,
    answer: Answered | None = None,
    job: Finished | None = None,
) -> Contribution:
    """Commit to the ledger, then show it; where the store cannot follow now, the contribution is kept all the same."""
    contribution = ledger.append(draft, answer, job)
    try:
        if registry.store.revision() == contribution.sequence - 1:
            touched = apply(registry.store, contribution, now.date(), upload, registry.rules())
            registry.note(contribution.sequence, touched)
        else:
            # another process has appended since: its contributions come first
            catch_up(registry.store, ledger, now.date(), note=registry.note)
    except _CANNOT_FOLLOW as error:
        _log.error("contribution %s is kept, the store follows later: %s", contribution.sequence, error)
        registry.forget()
    return contribution


def bring_up(registry: Registry, ledger: Ledger, now: datetime) -> None:
    """Let the store follow the ledger, by a writer who holds the lock; whoever writes next must see all before."""
    if registry.store.revision() == ledger.last_sequence():
        return
    try:
        catch_up(registry.store, ledger, now.date(), note=registry.note)
    except _CANNOT_FOLLOW as error:
        registry.forget()
        raise Behind(str(error)) from error


def follow(registry: Registry, now: datetime) -> Behind | None:
    """Try to let the store follow the ledger; say what keeps it from it, None when it shows all that was accepted."""
    if registry.ledger is None or registry.store.revision() == registry.ledger.last_sequence():
        return None
    with registry.writing:
        try:
            bring_up(registry, registry.ledger, now)
        except Behind as error:
            _log.error("the store cannot follow the ledger yet: %s", error)
            return error
    return None


def changes_by(graph: NamedNode, quads: tuple[Quad, ...], registry: Registry, now: datetime) -> Changes:
    """What changes once the graph holds these quads and nothing else."""
    return changes_of(registry.store, graph, quads, now.date(), registry.rules())


def agreed_licence(registry: Registry, group: str) -> str:
    """The licence of files of a group that name none."""
    known = registry.ledger.group(group) if registry.ledger else None
    if known is None:
        raise LookupError(f"there is no group {group}")
    return known.licence
