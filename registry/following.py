"""The store follows the ledger: what was accepted is read again and applied, in order."""

from collections.abc import Callable
from datetime import date

from pyoxigraph import Quad

from registry.core.contribution import Action, CannotBeReadAgain, Contribution, Draft
from registry.core.reading.formats import JSON_LD, read
from registry.core.reading.jsonld import released_context
from registry.core.turtle import Unreadable, Upload
from registry.ledger import Ledger
from registry.store import Store, Touched, project
from registry.store.embedded import as_stored
from registry.store.projection import Rules, rules_of

Progress = Callable[[int, int], None]


def catch_up(
    store: Store,
    ledger: Ledger,
    today: date,
    progress: Progress = lambda done, of: None,
    note: Callable[[int, Touched], None] = lambda sequence, touched: None,
) -> int:
    """Apply to the store what the ledger has accepted since, and say how many contributions that was."""
    start, end = store.revision(), ledger.last_sequence()
    _remember(store, ledger, start)
    rules: Rules | None = None
    for contribution in ledger.since(start):
        touched = apply(store, contribution, today, known=rules)
        note(contribution.sequence, touched)
        rules = rules_of(store) if rules is None or touched.rules else rules
        progress(contribution.sequence - start, end - start)
    return end - start


def apply(
    store: Store,
    contribution: Contribution,
    today: date,
    upload: Upload | None = None,
    known: Rules | None = None,
) -> Touched:
    """Apply one accepted contribution and say what it touched; its bytes are read unless they have just been."""
    quads = upload.quads if upload else _quads(contribution)
    return project(store, contribution, quads, today, known)


def _remember(store: Store, ledger: Ledger, revision: int) -> None:
    """Note again what the store holds already, where what graphs held before was lost or was never noted."""
    for sequence in ledger.moments.followers(store.past.revision(), revision):
        contribution = ledger.contribution(sequence)
        if contribution is not None:
            draft = contribution.draft
            former = ledger.contribution(ledger.moments.in_force(draft.group, draft.dataset, sequence - 1))
            held = as_stored(_quads(former)) if former else ()
            store.past.note(sequence, draft.graph, held, as_stored(_quads(contribution)))


def _quads(contribution: Contribution) -> tuple[Quad, ...]:
    if contribution.draft.action is Action.WITHDRAW:
        return ()
    reading = _read_again(contribution.draft)
    if isinstance(reading, Unreadable):
        raise CannotBeReadAgain(f"contribution {contribution.sequence}: {reading.mistakes[0]}")
    return reading.quads


def _read_again(draft: Draft) -> Upload | Unreadable:
    """Read what was accepted before as it was read then: with the short names of that release, and without bounds."""
    context = released_context(draft.shapes_version) if draft.media_type == JSON_LD else ""
    return read(draft.body, draft.media_type, draft.graph, context=context)
