"""What contributions changed after one of them: found in what they did, not in all that there is."""

from pyoxigraph import NamedNode

from registry.core.names import CONTRIBUTIONS_GRAPH, contribution_iri
from registry.store.embedded import Store
from registry.vocabulary import CFIT


def changed_since(store: Store, revision: int) -> set[NamedNode]:
    """Everything of which contributions after this one state something else than was stated before."""
    found: set[NamedNode] = set()
    for sequence in range(revision + 1, store.state()[0] + 1):
        for quad in store.about(contribution_iri(sequence)):
            ours = quad.graph_name == CONTRIBUTIONS_GRAPH and quad.predicate == CFIT.namedGraph
            if ours and isinstance(quad.object, NamedNode):
                found |= _changed_by(sequence, quad.object, store)
    return found


def _changed_by(sequence: int, graph: NamedNode, store: Store) -> set[NamedNode]:
    """The first that fills a graph is not in the past: all is new that the graph has held since."""
    noted = store.past.subjects(sequence, graph)
    return noted or {quad.subject for quad in store.graph(graph) if isinstance(quad.subject, NamedNode)}
