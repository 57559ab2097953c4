"""Look-ups that several pages share: names, sources, counts of verdicts."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.browse.known import Known
from registry.core.criteria import CriterionVersion
from registry.core.facts import Fact, Term, facts_of
from registry.core.glossary import Label, choose
from registry.core.listing import Facet
from registry.core.names import CONTRIBUTIONS_GRAPH, DERIVED_GRAPHS, STEWARD, group_iri
from registry.core.source import Source, source_note
from registry.core.texts import say
from registry.core.verdicts import Verdict
from registry.settings import NAMES
from registry.vocabulary import CFIT, DCTERMS, PROV, RDF, SCHEMA, SKOS


def text(term: Term | None) -> str:
    """The text of a term, empty when there is none."""
    return "" if term is None else getattr(term, "value", "")


def chosen(quads: Iterable[Quad], predicate: NamedNode, language: str) -> Label | None:
    """The text of a property in the language, as the closest contributor gives it."""
    stating = (quad for quad in quads if quad.predicate == predicate)
    return choose((fact.term for fact in facts_of(stating)), language)


def node(quads: Iterable[Quad], predicate: NamedNode) -> NamedNode | None:
    """The first thing with a name that a property leads to."""
    nodes = (quad.object for quad in quads if quad.predicate == predicate)
    return next((each for each in nodes if isinstance(each, NamedNode)), None)


def stated(quads: Iterable[Quad]) -> list[Quad]:
    """What contributors said, without what the registry derived from it."""
    return [quad for quad in quads if quad.graph_name not in DERIVED_GRAPHS]


def name_of(iri: NamedNode, registry: Known, language: str) -> str:
    """What a thing is called: by itself, as a version of what has a name, by the vocabulary, else by its address."""
    if iri == group_iri(STEWARD):
        return group_name(STEWARD, "", language)
    quads = registry.store.about(iri)
    if own := own_name(quads, language) or _as_version(quads, registry, language):
        return own
    return registry.words.glossary.label(iri, language).text if iri.value.startswith(NAMES) else iri.value


def group_name(group: str, label: str, language: str) -> str:
    """What a group is called: as it calls itself, and the registry's own in the language of the reader."""
    return say("group-registry", language) if group == STEWARD else label


def own_name(quads: Iterable[Quad], language: str) -> str:
    """What a thing is called by itself, empty where nobody says."""
    labels = (chosen(quads, predicate, language) for predicate in (SCHEMA.name, SKOS.prefLabel, DCTERMS.title))
    return next((label.text for label in labels if label), "")


def criterion_label(version: CriterionVersion, registry: Known, language: str) -> Label:
    """What the criterion of a version is called, else its number."""
    return chosen(registry.store.about(version.criterion), SKOS.prefLabel, language) or Label(version.identifier)


def kinds_of(thing: NamedNode, registry: Known) -> tuple[NamedNode, ...]:
    """The classes that contributors give a thing."""
    types = (quad.object for quad in registry.store.about(thing) if quad.predicate == RDF.type)
    return tuple(dict.fromkeys(kind for kind in types if isinstance(kind, NamedNode)))


def names_of(facts: Iterable[Fact], registry: Known, language: str) -> dict[NamedNode, str]:
    """What the things are called that facts refer to."""
    things = {fact.term for fact in facts if isinstance(fact.term, NamedNode)}
    return {thing: name_of(thing, registry, language) for thing in things}


def sources_of(
    facts: Iterable[Fact], registry: Known, language: str, things: tuple[NamedNode, ...] = ()
) -> tuple[Source, ...]:
    """The graphs that state the facts about things, numbered in the order of their names."""
    ordered = sorted({fact.graph for fact in facts} - DERIVED_GRAPHS, key=lambda graph: graph.value)
    return tuple(source_of(graph, registry, language, number, things) for number, graph in enumerate(ordered, start=1))


def verdict_counts(registry: Registry) -> dict[str, dict[Verdict, int]]:
    """How many devices of the list meet, fail or dispute each criterion, by its number."""
    numbers = {version.iri.value: version.identifier for version in registry.criteria()}
    counts: dict[str, dict[Verdict, int]] = defaultdict(dict)
    for verdict in (Verdict.MEETS, Verdict.FAILS, Verdict.DISPUTED):
        for version, count in registry.devices.numbers(Facet(verdict.value)).items():
            if number := numbers.get(version):
                counts[number][verdict] = counts[number].get(verdict, 0) + count
    return counts


def source_of(
    graph: NamedNode, registry: Known, language: str, number: int = 1, things: tuple[NamedNode, ...] = ()
) -> Source:
    """A graph as a source: what it says of itself, and who contributed it when."""
    store = registry.store
    about = store.about(graph)
    # Only the registry says who contributed what: a file that claims another origin for itself is not heard.
    own = [quad for quad in about if quad.graph_name == graph]
    ours = [quad for quad in about if quad.graph_name == CONTRIBUTIONS_GRAPH]
    behind = next((quad.object for quad in ours if quad.predicate == PROV.wasDerivedFrom), None)
    given = store.about(behind) if isinstance(behind, NamedNode) else []
    group = next((quad.object for quad in given if quad.predicate == CFIT.group), None)
    label = name_of(group, registry, language) if isinstance(group, NamedNode) else ""
    return source_note(number, graph, own, given, label, registry.words.glossary, language, things)


def _as_version(quads: Iterable[Quad], registry: Known, language: str) -> str:
    """The name of the whole with that of the version, which alone is as short as "10"."""
    version = chosen(quads, CFIT.version, language)
    whole = node(quads, DCTERMS.isVersionOf)
    if version is None or whole is None:
        return ""
    name = own_name(registry.store.about(whole), language)
    return f"{name} {version.text}" if name else ""
