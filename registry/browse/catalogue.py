"""What the registry holds: datasets of groups with their titles and sizes, and how much there is in all."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from registry.assembly import Registry
from registry.browse.lookups import text
from registry.core.catalogue import Dataset, Holdings
from registry.core.facts import Term
from registry.store import Sizes, Store
from registry.vocabulary import DCTERMS

_State = tuple[int, str | None]
_Row = Mapping[str, Term]

_LOOKED_THROUGH: WeakKeyDictionary[Store, tuple[_State, Holdings]] = WeakKeyDictionary()


def datasets(registry: Registry) -> tuple[Dataset, ...]:
    """The datasets of groups with their sizes."""
    return holdings(registry).datasets


def holdings(registry: Registry) -> Holdings:
    """Say what there is; a state of the store is looked through once."""
    store = registry.store
    state, known = store.state(), _LOOKED_THROUGH.get(store)
    if known is None or known[0] != state:
        known = _LOOKED_THROUGH[store] = state, _looked_through(store, store.sizes())
    return known[1]


def _looked_through(store: Store, sizes: Sizes) -> Holdings:
    found = (_dataset(store, row, sizes) for row in store.rows("contributed"))
    return Holdings(
        datasets=tuple(sorted(found, key=lambda each: each.graph.value)),
        graphs=sizes.graphs,
        classes=sizes.classes,
        is_union=not store.has_own_default(),
    )


def _dataset(store: Store, row: _Row, sizes: Sizes) -> Dataset:
    graph = _iri(row["graph"])
    size, described = sizes.graphs.get(graph, 0), sizes.described.get(graph, {})
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
        classes=tuple(sorted(described.items(), key=lambda each: (-each[1], each[0].value))),
    )


def _iri(term: Term) -> NamedNode:
    return NamedNode(text(term))


def _number(term: Term) -> int:
    return int(text(term))
