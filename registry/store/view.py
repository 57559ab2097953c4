"""The store as it is, or as it will be once one graph holds other quads."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from pyoxigraph import NamedNode, Quad

from registry.core.facts import Term
from registry.core.names import DERIVED_GRAPHS
from registry.vocabulary import RDF


class Statements(Protocol):
    """What can be looked things up in: the store as it is, or as it was."""

    def about(self, subject: Term) -> list[Quad]:
        """Everything stated about one thing, in whatever graph."""

    def referring(self, predicate: NamedNode, value: Term) -> list[Quad]:
        """Every statement that has the value for the property, in whatever graph."""

    def some(self, predicate: NamedNode, value: Term, most: int) -> list[Quad]:
        """At most so many of them."""

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        """Everything of a class, in the order of the IRIs."""


class View:
    """What contributors state, with one graph's quads replaced by new ones; a View of a store alone shows it as is."""

    def __init__(
        self,
        store: Statements,
        graph: NamedNode | None = None,
        quads: tuple[Quad, ...] = (),
        old: Iterable[Quad] = (),
    ) -> None:
        """Look at a store alone; or at what it will be once a graph holds these quads instead of the old ones."""
        self._store, self._graph, self._quads, self._old = store, graph, quads, tuple(old)
        self._kinds: dict[NamedNode, frozenset[Term]] = {}
        self._by_subject: dict[Term, list[Quad]] = defaultdict(list)
        self._by_value: dict[tuple[NamedNode, Term], list[Quad]] = defaultdict(list)
        for quad in quads:
            self._by_subject[quad.subject].append(quad)
            self._by_value[quad.predicate, quad.object].append(quad)

    def about(self, subject: Term) -> list[Quad]:
        """Everything stated about one thing."""
        return [*self._kept(self._store.about(subject)), *self._by_subject.get(subject, ())]

    def referring(self, predicate: NamedNode, value: Term) -> list[Quad]:
        """Every statement that has the value for the property."""
        return [*self._kept(self._store.referring(predicate, value)), *self._by_value.get((predicate, value), ())]

    def some(self, predicate: NamedNode, value: Term, most: int) -> list[Quad] | None:
        """The statements that have the value for the property; None when there are so many that it tells nothing."""
        stored = self._store.some(predicate, value, most + 1)
        found = [*self._kept(stored), *self._by_value.get((predicate, value), ())]
        return found if max(len(stored), len(found)) <= most else None

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        """Everything of a class, in the order of the IRIs."""
        new = {quad.subject for quad in self._by_value.get((RDF.type, kind), ())}
        found = {*self._store.instances(kind), *(subject for subject in new if isinstance(subject, NamedNode))}
        return sorted(found, key=lambda iri: iri.value)

    def changed(self) -> list[NamedNode]:
        """The things that the old or the new quads of the graph are about."""
        found = {quad.subject for quad in (*self._old, *self._quads)}
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda iri: iri.value)

    def before_and_after(self, subject: NamedNode) -> list[Quad]:
        """What was stated about a thing, and what will be."""
        return [*self._store.about(subject), *self._by_subject.get(subject, ())]

    def gets_other(self, predicate: NamedNode, subject: NamedNode) -> bool:
        """Whether a thing will have other values of a property than it had, whoever states them."""
        stored = [quad for quad in self._store.about(subject) if quad.graph_name not in DERIVED_GRAPHS]
        before, after = (
            {quad.object for quad in quads if quad.predicate == predicate} for quads in (stored, self.about(subject))
        )
        return before != after

    def is_a(self, subject: NamedNode, kinds: Collection[Term]) -> bool:
        """Whether the thing was or will be of one of the classes."""
        known = self._kinds.get(subject)
        if known is None:
            types = (quad.object for quad in self.before_and_after(subject) if quad.predicate == RDF.type)
            known = self._kinds[subject] = frozenset(types)
        return any(kind in known for kind in kinds)

    def _kept(self, quads: list[Quad]) -> Iterator[Quad]:
        return (quad for quad in quads if quad.graph_name != self._graph and quad.graph_name not in DERIVED_GRAPHS)
