"""Contributions: the list, the latest first, and the page of one."""

from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import name_of, text
from registry.core.facts import Term
from registry.core.glossary import Label
from registry.core.history import Step
from registry.core.names import CONTRIBUTIONS_GRAPH, contribution_iri, named_by
from registry.core.pages import Page
from registry.core.report import Severity, from_json
from registry.vocabulary import CFIT, DCTERMS, PROV


@dataclass(frozen=True)
class ContributionRow:
    """A contribution: who filled or emptied which dataset when, and what became of it."""

    iri: NamedNode
    sequence: int
    at: datetime
    group: str
    slug: str
    dataset: str
    title: str
    state: Label
    licence: str
    sha256: str
    shapes: str
    reason: str


@dataclass(frozen=True)
class ContributionsPage:
    """A page of the list of contributions."""

    rows: tuple[ContributionRow, ...]
    total: int
    page: Page


@dataclass(frozen=True)
class ContributionPage:
    """One contribution, what the checks found in it, and those to the same dataset before and after it.

    `step` is what the ledger alone knows, None where a dump is served.
    """

    row: ContributionRow
    step: Step | None
    found: tuple[tuple[Severity, int], ...]
    before: int | None
    after: int | None


def contributions(registry: Registry, page: Page, language: str) -> ContributionsPage:
    """List the contributions that the store shows, the newest first; they are numbered without a gap."""
    newest = registry.store.revision()
    first = newest - page.skipped
    numbers = range(first, max(0, first - page.size), -1)
    rows = (_row(number, registry, language) for number in numbers)
    return ContributionsPage(tuple(row for row in rows if row), newest, page)


def contribution_page(sequence: int, registry: Registry, language: str) -> ContributionPage | None:
    """Describe a contribution; None when there is none of this number."""
    row = _row(sequence, registry, language)
    if row is None:
        return None
    steps = registry.ledger.history(row.slug, row.dataset) if registry.ledger else []
    own = next((step for step in steps if step.sequence == sequence), None)
    return ContributionPage(
        row=row,
        step=own,
        found=_found(sequence, registry) if own else (),
        before=max((step.sequence for step in steps if step.sequence < sequence), default=None),
        after=min((step.sequence for step in steps if step.sequence > sequence), default=None),
    )


def _row(sequence: int, registry: Registry, language: str) -> ContributionRow | None:
    iri, label = contribution_iri(sequence), registry.words.glossary.label
    noted = _noted(iri, registry)
    group, graph, state = noted.get(CFIT.group), noted.get(CFIT.namedGraph), noted.get(CFIT.state)
    place = named_by(text(graph))
    if place is None or not isinstance(group, NamedNode) or not isinstance(graph, NamedNode):
        return None
    titled = name_of(graph, registry, language)
    return ContributionRow(
        iri=iri,
        sequence=sequence,
        at=datetime.fromisoformat(text(noted.get(PROV.generatedAtTime))),
        group=name_of(group, registry, language),
        slug=place[0],
        dataset=place[1],
        title=titled if titled != graph.value else "/".join(place),
        state=label(state, language) if isinstance(state, NamedNode) else Label(""),
        licence=text(noted.get(DCTERMS.license)),
        sha256=text(noted.get(CFIT.sha256)),
        shapes=text(noted.get(CFIT.shapesVersion)),
        reason=text(noted.get(CFIT.reason)),
    )


def _noted(iri: NamedNode, registry: Registry) -> dict[NamedNode, Term]:
    """What the registry itself says of a contribution."""
    return {quad.predicate: quad.object for quad in registry.store.about(iri) if quad.graph_name == CONTRIBUTIONS_GRAPH}


def _found(sequence: int, registry: Registry) -> tuple[tuple[Severity, int], ...]:
    if registry.ledger is None:
        return ()
    report = from_json(registry.ledger.report(sequence))
    return tuple((severity, report.count(severity)) for severity in Severity if report.count(severity))
