"""Anything that has a name: what is stated about it and by whom, and what names it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from registry.assembly import Registry
from registry.browse.known import Known, Moment
from registry.browse.lookups import kinds_of, name_of, names_of, sources_of
from registry.browse.mentions import Mention, mentions
from registry.core.facts import Term, facts_of, in_one_language
from registry.core.glossary import Label
from registry.core.names import CONTRIBUTIONS_GRAPH, DERIVED_GRAPHS
from registry.core.sheet import Arranger, FactGroup
from registry.core.source import Source
from registry.store.projection import verdicts
from registry.store.view import View
from registry.vocabulary import PROV, RDF, SCHEMA


@dataclass(frozen=True)
class ThingPage:
    """Anything that has a name: its classes and what they are called, what is stated and by whom, what names it."""

    iri: NamedNode
    label: str
    kinds: tuple[NamedNode, ...]
    types: tuple[Label, ...]
    groups: tuple[FactGroup, ...]
    sources: tuple[Source, ...]
    mentions: tuple[Mention, ...]


def thing(iri: NamedNode, registry: Known, language: str) -> ThingPage | None:
    """Show what is stated about anything that has a name; what names it is told of today only. None without a word."""
    quads = registry.store.about(iri)
    if not quads:
        return None
    facts = in_one_language(facts_of(quads), language)
    sources = sources_of(facts, registry, language, (iri,))
    glossary = registry.words.glossary
    kinds = kinds_of(iri, registry)
    arranger = Arranger(glossary, language, sources, names_of(facts, registry, language))
    return ThingPage(
        iri=iri,
        label=name_of(iri, registry, language),
        kinds=kinds,
        types=tuple(glossary.label(kind, language) for kind in kinds),
        groups=arranger.facts(fact for fact in facts if fact.property != RDF.type),
        sources=sources,
        mentions=mentions(iri, registry, language) if isinstance(registry, Registry) else (),
    )


def triples_about(iri: NamedNode, registry: Known) -> list[Quad]:
    """Everything stated about a thing, verdicts included, for those who want it as data."""
    stated = registry.store.about(iri)
    if not isinstance(registry, Moment):
        return stated
    return [*stated, *verdicts((iri,), View(registry.store), registry.rules(), registry.day)]


def listed(address: str, things: Sequence[NamedNode], registry: Registry) -> list[Triple]:
    """A part of a list as triples: its things in order, and everything that is stated about each."""
    this = NamedNode(address)
    triples = [Triple(this, RDF.type, SCHEMA.ItemList)]
    triples += [Triple(this, SCHEMA.itemListElement, each) for each in things]
    return [*triples, *(quad.triple for each in things for quad in triples_about(each, registry))]


def graphs_about(iri: NamedNode, registry: Known) -> list[Quad]:
    """The same in the graphs that state it, with what the registry says of each: who contributed it, when, as what."""
    stated = triples_about(iri, registry)
    graphs = {quad.graph_name for quad in stated if isinstance(quad.graph_name, NamedNode)} - DERIVED_GRAPHS
    said = [quad for graph in graphs for quad in _of_ours(graph, registry)]
    behind = {quad.object for quad in said if quad.predicate == PROV.wasDerivedFrom}
    return [*stated, *said, *(quad for contribution in behind for quad in _of_ours(contribution, registry))]


def _of_ours(thing: Term, registry: Known) -> list[Quad]:
    return [quad for quad in registry.store.about(thing) if quad.graph_name == CONTRIBUTIONS_GRAPH]
