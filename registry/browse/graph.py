"""One graph as it is held: its triples, and the version that they are."""

from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.core.conditions import Version
from registry.core.facts import Term, value_of
from registry.core.names import CONTRIBUTIONS_GRAPH, graph_iri, is_slug
from registry.store import Store
from registry.vocabulary import CFIT, PROV


@dataclass(frozen=True)
class HeldGraph:
    """The triples of a graph; without a version where the registry writes it itself."""

    quads: tuple[Quad, ...]
    version: Version | None


def graph(group: str, dataset: str, registry: Registry) -> HeldGraph | None:
    """Read a graph, triples and version of the same moment; None when it holds nothing."""
    if not is_slug(group) or not is_slug(dataset):
        return None
    store, name = registry.store, graph_iri(group, dataset)
    while True:
        state = store.state()
        version, quads = _version(name, store), tuple(store.graph(name))
        if store.state() == state:
            return HeldGraph(quads, version) if quads else None


def _version(graph: NamedNode, store: Store) -> Version | None:
    """Read it from the store, which shows what it says; the ledger may be a moment ahead."""
    source = _noted(graph, store).get(PROV.wasDerivedFrom)
    noted = _noted(source, store) if source else {}
    if not {CFIT.sequence, CFIT.sha256, PROV.generatedAtTime} <= noted.keys():
        return None
    sequence, sha256, time = (str(value_of(noted[each])) for each in (CFIT.sequence, CFIT.sha256, PROV.generatedAtTime))
    return Version(int(sequence), sha256, datetime.fromisoformat(time))


def _noted(subject: Term, store: Store) -> dict[Term, Term]:
    return {quad.predicate: quad.object for quad in store.about(subject) if quad.graph_name == CONTRIBUTIONS_GRAPH}
