"""Anything else that has a name: what is stated about it, and by whom."""

from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.browse.devices import DeviceRow, device_rows
from registry.browse.known import Known, Moment, verdicts_then
from registry.browse.lookups import name_of, names_of, sources_of
from registry.core.facts import Term, facts_of
from registry.core.glossary import Label
from registry.core.listing import Filter
from registry.core.names import CONTRIBUTIONS_GRAPH, DERIVED_GRAPHS
from registry.core.sheet import Arranger, FactGroup
from registry.core.source import Source
from registry.vocabulary import PROV, RDF, SCHEMA


@dataclass(frozen=True)
class ThingPage:
    """Anything else that has a name: what is stated about it, and by whom."""

    iri: NamedNode
    label: str
    types: tuple[Label, ...]
    groups: tuple[FactGroup, ...]
    sources: tuple[Source, ...]
    devices: tuple[DeviceRow, ...]


def thing(iri: NamedNode, registry: Known, language: str) -> ThingPage | None:
    """Show what is stated about anything that has no page of its own kind; None when nothing is."""
    quads = registry.store.about(iri)
    if not quads:
        return None
    facts = facts_of(quads)
    sources = sources_of(facts, registry, language, (iri,))
    glossary = registry.words.glossary
    kinds = [fact.term for fact in facts if fact.property == RDF.type and isinstance(fact.term, NamedNode)]
    arranger = Arranger(glossary, language, sources, names_of(facts, registry, language))
    of_brand = Filter(brand=(iri.value,))
    devices: tuple[DeviceRow, ...] = ()
    if isinstance(registry, Registry) and SCHEMA.Brand in kinds:
        found = registry.devices.find(of_brand, 0, registry.limits.list_devices)
        devices = device_rows(found.entries, registry, language)
    return ThingPage(
        iri=iri,
        label=name_of(iri, registry, language),
        types=tuple(glossary.label(kind, language) for kind in dict.fromkeys(kinds)),
        groups=arranger.facts(fact for fact in facts if fact.property != RDF.type),
        sources=sources,
        devices=devices,
    )


def triples_about(iri: NamedNode, registry: Known) -> list[Quad]:
    """Everything stated about a thing, verdicts included, for those who want it as data."""
    stated = registry.store.about(iri)
    return [*stated, *verdicts_then(iri, registry)] if isinstance(registry, Moment) else stated


def graphs_about(iri: NamedNode, registry: Known) -> list[Quad]:
    """The same in the graphs that state it, with what the registry says of each: who contributed it, when, as what."""
    stated = triples_about(iri, registry)
    graphs = {quad.graph_name for quad in stated if isinstance(quad.graph_name, NamedNode)} - DERIVED_GRAPHS
    said = [quad for graph in graphs for quad in _of_ours(graph, registry)]
    behind = {quad.object for quad in said if quad.predicate == PROV.wasDerivedFrom}
    return [*stated, *said, *(quad for contribution in behind for quad in _of_ours(contribution, registry))]


def _of_ours(thing: Term, registry: Known) -> list[Quad]:
    return [quad for quad in registry.store.about(thing) if quad.graph_name == CONTRIBUTIONS_GRAPH]
