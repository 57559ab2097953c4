"""What the registry holds: datasets of groups with their titles and sizes; counted once, then only what changed."""

import threading
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from registry.assembly import Registry
from registry.browse.lookups import text
from registry.core.catalogue import Dataset, Holdings
from registry.core.facts import Term
from registry.core.names import DERIVED_GRAPHS
from registry.store import Store
from registry.vocabulary import DCTERMS

_State = tuple[int, str | None]
_Row = Mapping[str, Term]


class _Counts:
    """What the graphs of groups hold, each with the contribution for which that was counted."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sizes: dict[NamedNode, int] = {}
        self.classes: dict[NamedNode, dict[NamedNode, int]] = {}
        self.counted: dict[NamedNode, Term] = {}
        self.datasets: tuple[_State, tuple[Dataset, ...]] | None = None
        self.holdings: tuple[_State, Holdings] | None = None


_COUNTS: WeakKeyDictionary[Store, _Counts] = WeakKeyDictionary()


def datasets(registry: Registry) -> tuple[Dataset, ...]:
    """The datasets of groups with their sizes; only graphs that another contribution fills are counted again."""
    store = registry.store
    counts = _COUNTS.setdefault(store, _Counts())
    with counts.lock:
        return _datasets(store, counts)


def holdings(registry: Registry) -> Holdings:
    """Say what there is; the same revision is looked through once."""
    store = registry.store
    counts = _COUNTS.setdefault(store, _Counts())
    with counts.lock:
        state = store.state()
        if counts.holdings is None or counts.holdings[0] != state:
            counts.holdings = state, _looked_through(store, counts)
        return counts.holdings[1]


def _looked_through(store: Store, counts: _Counts) -> Holdings:
    """Datasets, what the registry itself writes, and how many things there are of each class."""
    found = _datasets(store, counts)
    graphs = {each.graph: each.size for each in found}
    if counts.holdings is None:
        graphs |= _sizes(store.rows("graph_sizes"))
    else:
        others = counts.holdings[1].graphs.keys() - graphs.keys() | DERIVED_GRAPHS
        graphs |= _sizes(row for graph in others for row in store.rows("graph_sizes", graph=graph))
    return Holdings(
        datasets=found,
        graphs=graphs,
        classes={_iri(row["class"]): _number(row["size"]) for row in store.rows("class_sizes")},
        is_union=not store.has_own_default(),
    )


def _datasets(store: Store, counts: _Counts) -> tuple[Dataset, ...]:
    state = store.state()
    if counts.datasets is None or counts.datasets[0] != state:
        contributed = {_iri(row["graph"]): row for row in store.rows("contributed")}
        _count(store, counts, {graph: row["contribution"] for graph, row in contributed.items()})
        found = (_dataset(store, graph, row, counts) for graph, row in contributed.items())
        counts.datasets = state, tuple(sorted(found, key=lambda each: each.graph.value))
    return counts.datasets[1]


def _count(store: Store, counts: _Counts, contributed: dict[NamedNode, Term]) -> None:
    """Count the graphs with another contribution than before."""
    for graph in contributed:
        if counts.counted.get(graph) != contributed[graph]:
            counts.sizes |= {graph: 0} | _sizes(store.rows("graph_sizes", graph=graph))
            rows = store.rows("graph_classes", graph=graph)
            counts.classes[graph] = {_iri(row["class"]): _number(row["size"]) for row in rows}
    counts.counted = contributed


def _sizes(rows: Iterable[_Row]) -> dict[NamedNode, int]:
    return {_iri(row["graph"]): _number(row["size"]) for row in rows}


def _dataset(store: Store, graph: NamedNode, row: _Row, counts: _Counts) -> Dataset:
    size = counts.sizes.get(graph, 0)
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
