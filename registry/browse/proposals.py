"""The list of links: what awaits a decision, newest first, both descriptions side by side; and what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.links import full_name
from registry.browse.lookups import group_name, name_of, sources_of, text
from registry.core.facts import Fact, Term, facts_of, value_of
from registry.core.glossary import Label
from registry.core.links import PROPOSED, Decision, Link
from registry.core.names import CONTRIBUTIONS_GRAPH, DERIVED_GRAPHS, PROPOSALS_GRAPH
from registry.core.wording import plain
from registry.settings import IDS
from registry.store.decisions import Listed, links_of
from registry.store.view import View
from registry.vocabulary import CFIT, PROV, SCHEMA, SKOS

PAGE_SIZE = 20

_COMPARED = (
    SCHEMA.name, SCHEMA.brand, CFIT.brandName, CFIT.deviceKind, CFIT.modelCode, SCHEMA.gtin, CFIT.eprelNumber,
    CFIT.codename, SCHEMA.releaseDate, CFIT.startOfPlacingOnMarket,
)  # fmt: skip
"""What a person looks at to tell whether two descriptions are of one model."""


@dataclass(frozen=True)
class Row:
    """One property in both descriptions; `same` when both say something and share a value."""

    label: Label
    texts: tuple[str, str]
    same: bool


@dataclass(frozen=True)
class End:
    """One of the two descriptions, and who gives it."""

    iri: NamedNode
    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class LinkRow:
    """A link with both descriptions, how it was found, and what was decided."""

    iri: NamedNode
    short: str
    ends: tuple[End, End]
    rows: tuple[Row, ...]
    method: Label | None
    confidence: str
    since: date | None
    standing: Label
    by: str
    day: date | None
    note: str


@dataclass(frozen=True)
class LinksPage:
    """A page of the list of links."""

    decided: bool
    page: int
    pages: int
    total: int
    rows: tuple[LinkRow, ...]


def links(decided: bool, page: int, registry: Registry, language: str) -> LinksPage:
    """List the links that await a decision, or those decided upon; the newest first, of equals the surest."""
    found = [each for each in links_of(registry.store) if (each.standing != PROPOSED) == decided]
    found.sort(key=lambda each: -_sequence(_origin(each, registry)))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    shown = min(page, pages)
    rows = (_row(each, registry, language) for each in found[(shown - 1) * PAGE_SIZE : shown * PAGE_SIZE])
    return LinksPage(decided, shown, pages, len(found), tuple(rows))


def _row(listed: Listed, registry: Registry, language: str) -> LinkRow:
    link, decision, glossary = listed.link, listed.decision, registry.words.glossary
    source, target = (_facts(end, registry) for end in link.ends)
    return LinkRow(
        iri=link.iri,
        short=link.iri.value.rpartition("/")[2],
        ends=(_end(link.source, source, registry, language), _end(link.target, target, registry, language)),
        rows=tuple(_rows(source, target, registry, language)),
        method=glossary.label(link.method, language) if link.method else None,
        confidence=f"{link.confidence:.0%}" if link.confidence is not None else "",
        since=_since(_origin(listed, registry), registry),
        standing=glossary.label(listed.standing, language),
        by=_decider(decision, registry, language),
        day=decision.day if decision else None,
        note=_note(link, registry),
    )


def _decider(decision: Decision | None, registry: Registry, language: str) -> str:
    """Who decided: a group by its label, whether it has contributed yet or not."""
    if decision is None or not isinstance(decision.by, NamedNode):
        return ""
    prefix, _, slug = decision.by.value.rpartition("/")
    group = registry.ledger.group(slug) if registry.ledger and f"{prefix}/" == f"{IDS}group/" else None
    return group_name(slug, group.label, language) if group else name_of(decision.by, registry, language)


def _facts(thing: NamedNode, registry: Registry) -> tuple[Fact, ...]:
    return facts_of(quad for quad in registry.store.about(thing) if quad.graph_name not in DERIVED_GRAPHS)


def _end(thing: NamedNode, facts: tuple[Fact, ...], registry: Registry, language: str) -> End:
    sources = (source.title or source.group or source.attribution for source in sources_of(facts, registry, language))
    name = full_name(thing, View(registry.store), registry, language)
    return End(thing, name, tuple(dict.fromkeys(str(each) for each in sources if each)))


def _rows(source: tuple[Fact, ...], target: tuple[Fact, ...], registry: Registry, language: str) -> Iterable[Row]:
    for term in _COMPARED:
        left, right = ({fact.term: None for fact in facts if fact.property == term} for facts in (source, target))
        if left or right:
            label = registry.words.glossary.property_name(term, language)
            texts = (_texts(left, registry, language), _texts(right, registry, language))
            yield Row(label, texts, bool(left.keys() & right.keys()))


def _texts(terms: Iterable[Term], registry: Registry, language: str) -> str:
    named = (
        name_of(term, registry, language) if isinstance(term, NamedNode) else _plain(term, language) for term in terms
    )
    return ", ".join(dict.fromkeys(named))


def _plain(term: Term, language: str) -> str:
    value = value_of(term)
    return plain(value, language) if isinstance(value, date) else str(value)


def _origin(listed: Listed, registry: Registry) -> Term | None:
    """The contribution by which the link came: for a proposal it is noted, else it is the one behind the graph."""
    link = listed.link
    noted, where = (link.iri, PROPOSALS_GRAPH) if link.graph == PROPOSALS_GRAPH else (link.graph, CONTRIBUTIONS_GRAPH)
    quads = (quad for quad in registry.store.about(noted) if quad.graph_name == where)
    return next((quad.object for quad in quads if quad.predicate == PROV.wasDerivedFrom), None)


def _sequence(contribution: Term | None) -> int:
    number = text(contribution).rpartition("/")[2]
    return int(number) if number.isdecimal() else 0


def _since(contribution: Term | None, registry: Registry) -> date | None:
    quads = registry.store.about(contribution) if contribution is not None else []
    times = (text(quad.object) for quad in quads if quad.predicate == PROV.generatedAtTime)
    return next((date.fromisoformat(time[:10]) for time in times), None)


def _note(link: Link, registry: Registry) -> str:
    """What was noted with the decision, else with the link."""
    things = (*registry.store.subjects(CFIT.ofLink, link.iri), link.iri)
    notes = (
        text(quad.object) for thing in things for quad in registry.store.about(thing) if quad.predicate == SKOS.note
    )
    return next(notes, "")
