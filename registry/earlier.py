"""What the registry knew at earlier moments, from the store, what changed since, and the ledger."""

import threading
from collections import OrderedDict
from datetime import datetime
from functools import partial

from pyoxigraph import NamedNode

from registry.core.names import named_by
from registry.ledger import Ledger
from registry.store import Store
from registry.store.projection import RULES, Rules, read_rules
from registry.store.then import Then
from registry.store.view import View
from registry.vocabulary import RDF

_KEPT = 16
"""So many states of the rules are kept in memory; there are as many as rules were released."""

Key = tuple[tuple[str, int], ...]


class Earlier:
    """Looks back with store and ledger; what devices were judged by is read once for each state that it had."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store, self._ledger = store, ledger
        self._kept: OrderedDict[Key, Rules] = OrderedDict()
        self._graphs: tuple[NamedNode, ...] | None = None
        self._lock = threading.Lock()

    def at(self, moment: datetime) -> Then:
        """The store as it was at a moment."""
        return self.after(min(self._ledger.moments.last_at(moment), self._store.revision()))

    def after(self, sequence: int) -> Then:
        """The store as it was when a contribution had been accepted."""
        return Then(self._store, sequence, partial(self._in_force, sequence))

    def rules(self, then: Then) -> Rules:
        """What devices were judged by."""
        key = tuple((graph.value, then.behind(graph)) for graph in self._graphs_of_rules())
        with self._lock:
            if key not in self._kept:
                self._kept[key] = read_rules(View(then))
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def forget(self) -> None:
        """Look again where rules stand: a contribution has changed them."""
        self._graphs = None

    def _in_force(self, sequence: int, graph: NamedNode) -> int:
        named = named_by(graph.value)
        return self._ledger.moments.in_force(*named, sequence) if named else 0

    def _graphs_of_rules(self) -> tuple[NamedNode, ...]:
        """The graphs that say anything about a rule, or ever did."""
        if self._graphs is None:
            store, past = self._store, self._store.past
            gone = (event.quad.subject for kind in RULES for event in past.referring(RDF.type, kind))
            rules = {each for each in gone if isinstance(each, NamedNode)}
            rules |= {iri for kind in RULES for iri in store.instances(kind)}
            graphs = {quad.graph_name for rule in rules for quad in store.about(rule)}
            graphs |= {event.quad.graph_name for rule in rules for event in past.about(rule)}
            named = (graph for graph in graphs if isinstance(graph, NamedNode))
            self._graphs = tuple(sorted(named, key=lambda graph: graph.value))
        return self._graphs
