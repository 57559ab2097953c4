"""What the registry holds: datasets of groups with their titles and sizes; counted once, then only what changed."""

import threading
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from registry.assembly import Registry
from registry.browse.lookups import text
from registry.core.catalogue import Dataset, Holdings
from registry.core.facts import Term
from registry.store import Store
from registry.vocabulary import DCTERMS

_State = tuple[int, str | None]
_Row = Mapping[str, Term]


class _Counts:
    """The sizes of a store's graphs and classes, each with the contribution or state for which it holds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.graphs: dict[NamedNode, int] = {}
        self.classes: dict[NamedNode, dict[NamedNode, int]] = {}
        self.counted: dict[NamedNode, Term] = {}
        self.known: tuple[_State, Holdings] | None = None


_COUNTS: WeakKeyDictionary[Store, _Counts] = WeakKeyDictionary()


def holdings(registry: Registry) -> Holdings:
    """Say what there is; the same revision is looked through once."""
    store = registry.store
    counts = _COUNTS.setdefault(store, _Counts())
    with counts.lock:
        state = store.state()
        if counts.known is None or counts.known[0] != state:
            counts.known = state, _looked_through(store, counts)
        return counts.known[1]


def _looked_through(store: Store, counts: _Counts) -> Holdings:
    contributed = {_iri(row["graph"]): row for row in store.rows("contributed")}
    _count(store, counts, {graph: row["contribution"] for graph, row in contributed.items()})
    datasets = (_dataset(store, graph, row, counts) for graph, row in contributed.items())
    return Holdings(
        datasets=tuple(sorted(datasets, key=lambda each: each.graph.value)),
        graphs=dict(counts.graphs),
        classes={_iri(row["class"]): _number(row["size"]) for row in store.rows("class_sizes")},
        is_union=not store.has_own_default(),
    )


def _count(store: Store, counts: _Counts, contributed: dict[NamedNode, Term]) -> None:
    """Count all graphs the first time, then those with another contribution, and those that the registry writes."""
    changed: set[NamedNode] | None = None
    if counts.graphs:
        changed = {graph for graph in contributed.keys() | counts.graphs.keys() if _is_new(graph, counts, contributed)}
        for graph in changed:
            counts.graphs.pop(graph, None)
            counts.classes.pop(graph, None)
    counts.graphs |= {_iri(row["graph"]): _number(row["size"]) for row in _rows(store, "graph_sizes", changed)}
    for row in _rows(store, "graph_classes", changed):
        counts.classes.setdefault(_iri(row["graph"]), {})[_iri(row["class"])] = _number(row["size"])
    counts.counted = contributed


def _rows(store: Store, question: str, graphs: set[NamedNode] | None) -> list[_Row]:
    """What a question finds in some graphs, or in all."""
    if graphs is None:
        return [*store.rows(question)]
    return [row for graph in graphs for row in store.rows(question, graph=graph)]


def _is_new(graph: NamedNode, counts: _Counts, contributed: dict[NamedNode, Term]) -> bool:
    return graph not in contributed or contributed[graph] != counts.counted.get(graph)


def _dataset(store: Store, graph: NamedNode, row: _Row, counts: _Counts) -> Dataset:
    size = counts.graphs.get(graph, 0)
    own = [quad for quad in store.about(graph) if quad.graph_name == graph]
    titles = [q.object for q in own if q.predicate == DCTERMS.title and isinstance(q.object, Literal)]
    group, size_in_words = text(row["name"]), f"{size:,} statements"
    return Dataset(
        graph=graph,
        group=_iri(row["group"]),
        group_name=group,
        titles=tuple(titles) or (Literal(graph.value.rpartition("/graph/")[2]),),
        description=f"{size_in_words} that {group} contributed, as contribution {text(row['sequence'])} holds them.",
        licence=_iri(row["licence"]),
        sequence=_number(row["sequence"]),
        changed=text(row["time"]),
        shapes=text(row["shapes"]),
        size=size,
        classes=tuple(sorted(counts.classes.get(graph, {}).items(), key=lambda each: (-each[1], each[0].value))),
    )


def _iri(term: Term) -> NamedNode:
    return NamedNode(text(term))


def _number(term: Term) -> int:
    return int(text(term))
