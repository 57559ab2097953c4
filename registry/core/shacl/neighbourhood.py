"""An upload and what is known of the things it refers to, as a store in memory that answers queries."""

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, Literal, Quad, Store

from registry.core.facts import Term
from registry.core.shacl.data import Graph, Index

# From a thing of the upload to what it refers to, and from there once more: further away no query of ours looks.
_STEPS = 2


def store_of(upload: Index, context: Graph | None, around: Iterable[Term] = ()) -> Store:
    """Fill a store with the upload, and with what the context says of its things and of those they refer to.

    `around` are more things of the context that a query may look at, such as those that share a key with the upload.
    """
    store = Store()
    store.bulk_extend(_quads(upload, upload.nodes()))
    if context is None:
        return store
    known: dict[Term, None] = dict.fromkeys([*upload.nodes(), *around])
    known.update(dict.fromkeys(value for node in [*known] for _, values in upload.po(node) for value in values))
    fresh = [*known]
    for _ in range(_STEPS):
        fresh = [node for node in fresh if not isinstance(node, Literal)]
        store.bulk_extend(_quads(context, fresh))
        referred = {value: None for node in fresh for _, values in context.po(node) for value in values}
        fresh = [value for value in referred if value not in known]
        known.update(dict.fromkeys(fresh))
    return store


def _quads(graph: Graph, nodes: Iterable[Term]) -> Iterator[Quad]:
    for node in nodes:
        for predicate, values in graph.po(node):
            for value in values:
                if not isinstance(node, Literal):
                    yield Quad(node, predicate, value, DefaultGraph())
