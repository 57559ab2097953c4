"""The store as it was after one contribution: what came later is gone, what was taken out since is back."""

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from registry.core.contribution import State
from registry.core.facts import Term, value_of
from registry.core.names import CONTRIBUTIONS_GRAPH, DERIVED_GRAPHS, contribution_iri
from registry.store.embedded import Store
from registry.store.past import Event
from registry.vocabulary import CFIT, PROV, RDF

InForce = Callable[[NamedNode], int]
"""The number of the contribution that filled a graph at a moment; 0 where it was empty."""


class Then:
    """What contributors had stated by a contribution; each look costs what the thing has been through, no more."""

    def __init__(self, store: Store, sequence: int, in_force: InForce) -> None:
        self._store, self.sequence, self._in_force = store, sequence, in_force
        self._behind: dict[NamedNode, int] = {}

    def about(self, subject: Term) -> list[Quad]:
        """Everything stated about one thing, and what the registry said of who stated it."""
        if not isinstance(subject, NamedNode):
            return []
        now = self._store.about(subject)  # before the events: those are written first
        return [*self._as_of(now, self._store.past.about(subject)), *self._of_ours(subject, now)]

    def referring(self, predicate: NamedNode, value: Term) -> list[Quad]:
        """Every statement that had the value for the property."""
        now = self._store.referring(predicate, value)
        return list(self._as_of(now, self._store.past.referring(predicate, value)))

    def some(self, predicate: NamedNode, value: Term, most: int) -> list[Quad]:
        """At most so many statements that had the value for the property."""
        return self.referring(predicate, value)[:most]

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        """Everything that was of a class, in the order of the IRIs."""
        found = {quad.subject for quad in self.referring(RDF.type, kind)}
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda iri: iri.value)

    def behind(self, graph: NamedNode) -> int:
        """The number of the contribution that filled a graph then; 0 where it was empty."""
        if graph not in self._behind:
            self._behind[graph] = self._in_force(graph)
        return self._behind[graph]

    def _as_of(self, now: Iterable[Quad], events: Iterable[Event]) -> Iterator[Quad]:
        """The first event after the moment says what held at it; where there is none, it is as it is now."""
        next_event: dict[Quad, Event] = {}
        for event in sorted(events, key=lambda event: event.sequence):
            if event.sequence > self.sequence:
                next_event.setdefault(event.quad, event)
        held = {quad for quad in now if quad not in next_event and quad.graph_name not in DERIVED_GRAPHS}
        held |= {quad for quad, event in next_event.items() if not event.added}
        for quad in sorted(held, key=str):
            if isinstance(quad.graph_name, NamedNode) and self.behind(quad.graph_name):
                yield quad

    def _of_ours(self, subject: NamedNode, now: Iterable[Quad]) -> Iterator[Quad]:
        """Which contribution was behind a graph; of a contribution all but its state, which came with the next one."""
        kept = [quad for quad in now if quad.graph_name == CONTRIBUTIONS_GRAPH and quad.predicate != CFIT.state]
        if any(quad.predicate == CFIT.sequence for quad in kept):
            yield from self._contribution(subject, kept)
            return
        yield from (quad for quad in kept if quad.predicate != PROV.wasDerivedFrom)
        # the store has no such statement of a graph that is empty today
        if sequence := self.behind(subject) if "/graph/" in subject.value else 0:
            yield Quad(subject, PROV.wasDerivedFrom, contribution_iri(sequence), CONTRIBUTIONS_GRAPH)

    def _contribution(self, subject: NamedNode, kept: list[Quad]) -> Iterator[Quad]:
        number = next(quad.object for quad in kept if quad.predicate == CFIT.sequence)
        graph = next((quad.object for quad in kept if quad.predicate == CFIT.namedGraph), None)
        if isinstance(number, Literal) and int(str(value_of(number))) > self.sequence:
            return
        yield from kept
        if isinstance(graph, NamedNode) and contribution_iri(self.behind(graph)) == subject:
            yield Quad(subject, CFIT.state, State.ACCEPTED.concept, CONTRIBUTIONS_GRAPH)
