"""How much a store holds: counted whole when somebody first asks, then kept up with every change."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.store.questions import load

_Numbers = Counter[tuple[Term | None, Term | None]]
"""By graph and class: statements where there is no class, things of our own classes in all where there is no graph."""

_State = tuple[str, str]
_AT_ONCE = 5_000
"""So many things are named in one question."""


@dataclass(frozen=True)
class Sizes:
    """How many statements and things of each class the graphs hold, and how many of our own classes there are in all.

    A thing that several graphs describe is one thing.
    """

    graphs: dict[NamedNode, int]
    described: dict[NamedNode, dict[NamedNode, int]]
    classes: dict[NamedNode, int]


class Census:
    """The numbers of a store. Whoever changes it says which things the change is about, and these are counted again.

    Changes go on while all is counted for the first time: what they do to the numbers is noted, and added afterwards
    where the count did not see it.
    """

    def __init__(self, engine: ox.Store) -> None:
        """Count nothing before somebody asks."""
        self._engine = engine
        self._changing, self._counting = threading.Lock(), threading.Lock()
        self._numbers: _Numbers | None = None
        self._noted: list[tuple[_State, _Numbers]] | None = None

    def sizes(self) -> Sizes:
        """How much there is now; the first who asks waits until all is counted."""
        with self._counting:
            if self._numbers is None:
                with self._changing:
                    self._noted = []
                self._begin(*_counted(self._engine))
        with self._changing:
            return _sorted_out(self._numbers or _Numbers())

    @contextmanager
    def following(self, things: Iterable[NamedNode]) -> Iterator[None]:
        """Count some things before and after a change, which changes what is stated of them alone."""
        with self._changing:
            if self._numbers is None and self._noted is None:
                yield
                return
            _, before = _counted_about(things, self._engine)
            yield
            state, change = _counted_about(things, self._engine)
            change.subtract(before)
            if self._numbers is not None:
                self._numbers.update(change)
            elif self._noted is not None:
                self._noted.append((state, change))

    def _begin(self, state: _State, numbers: _Numbers) -> None:
        """Start from what was counted in a state, and add what changes did after it."""
        with self._changing:
            noted = self._noted or []
            seen = max((number for number, (reached, _) in enumerate(noted, 1) if reached == state), default=0)
            for _, change in noted[seen:]:
                numbers.update(change)
            self._numbers, self._noted = numbers, None


def _counted_about(things: Iterable[NamedNode], engine: ox.Store) -> tuple[_State, _Numbers]:
    """Count what is stated of some things, a part of them at a time: nothing changes them meanwhile."""
    state, numbers = _counted(engine, ())
    waiting = iter(things)
    while part := [*islice(waiting, _AT_ONCE)]:
        numbers.update(_counted(engine, part)[1])
    return state, numbers


def _counted(engine: ox.Store, things: Iterable[NamedNode] | None = None) -> tuple[_State, _Numbers]:
    """Count all, or some things alone, in one question: it is answered from one state of the store, and says which."""
    question = load("sizes")
    if things is not None:
        # the engine writes the names, as in an update
        question = question.replace("#things", f"VALUES ?thing {{ {' '.join(map(str, things))} }}")
    revision, day, numbers = "", "", _Numbers()
    for row in cast(ox.QuerySolutions, engine.query(question, use_default_graph_as_union=True)):
        revision, day = _text(row["revision"]) or revision, _text(row["day"]) or day
        if row["size"] is not None:
            numbers[row["graph"], row["class"]] = int(_text(row["size"]))
    return (revision, day), numbers


def _sorted_out(numbers: _Numbers) -> Sizes:
    graphs: dict[NamedNode, int] = {}
    classes: dict[NamedNode, int] = {}
    described: dict[NamedNode, dict[NamedNode, int]] = defaultdict(dict)
    for (graph, kind), number in (+numbers).items():
        if isinstance(graph, NamedNode) and isinstance(kind, NamedNode):
            described[graph][kind] = number
        elif isinstance(graph, NamedNode):
            graphs[graph] = number
        elif isinstance(kind, NamedNode):
            classes[kind] = number
    return Sizes(graphs, dict(described), classes)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""
