"""What contributions took out of graphs and put into them after they were first filled, kept beside the store."""

import gc
import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from registry.core.facts import Term, value_of
from registry.core.names import CONTRIBUTIONS_GRAPH
from registry.store.indexes import contradiction_in, is_small, opened
from registry.vocabulary import CFIT, XSD

_log = logging.getLogger(__name__)

_ADDED, _REMOVED = "?added=", "?removed="
"""Behind the name of a graph: which contribution put a statement into it, or took it out."""


@dataclass(frozen=True)
class Event:
    """A contribution put a statement into its graph, or took it out."""

    quad: Quad
    sequence: int
    added: bool


class Past:
    """Events in a store of their own, out of sight of queries and dumps.

    There is nothing on disk until a graph that was filled once changes, and what is there can be made again from the
    ledger. Events of a contribution are written before the store shows it: they say what held before, whatever the
    store holds when they are read.
    """

    def __init__(self, folder: Path | None) -> None:
        """Open the events of a folder; one that cannot be read is given up, to be made again."""
        self._folder = folder
        self._engine: ox.Store | None = None
        if folder is None or folder.exists():
            self._engine = _sound(folder)

    def revision(self) -> int:
        """The number of the newest contribution whose events are kept."""
        marks = self._found(CONTRIBUTIONS_GRAPH, CFIT.lastApplied, None)
        return max((int(str(value_of(quad.object))) for quad in marks), default=0)

    def note(self, sequence: int, graph: NamedNode, before: Iterable[Quad], after: Iterable[Quad]) -> None:
        """Keep what a contribution takes out of its graph and puts into it, both as the store gives them back.

        Written twice it is kept once.
        """
        held, holds = {*before}, {*after}
        taken, put = NamedNode(f"{graph.value}{_REMOVED}{sequence}"), NamedNode(f"{graph.value}{_ADDED}{sequence}")
        if self._engine is None:
            self._engine = _sound(self._folder)
        self._engine.extend(_in(taken, quad) for quad in held - holds)
        self._engine.extend(_in(put, quad) for quad in holds - held)
        self._mark(sequence)

    def about(self, subject: NamedNode) -> list[Event]:
        """Every event of a statement about a thing."""
        return [_event(quad) for quad in self._found(subject, None, None)]

    def referring(self, predicate: NamedNode, value: Term) -> list[Event]:
        """Every event of a statement that has the value for the property."""
        return [_event(quad) for quad in self._found(None, predicate, value) if quad.object == value]

    def subjects(self, sequence: int, graph: NamedNode) -> set[NamedNode]:
        """What a contribution put statements about into its graph, or took statements about out of it."""
        noted = (NamedNode(f"{graph.value}{way}{sequence}") for way in (_ADDED, _REMOVED))
        quads = (quad for each in noted for quad in self._found(None, None, None, each))
        return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}

    def snapshot(self, folder: Path) -> None:
        """Write a copy that shares its files with the events, where there are any."""
        if self._engine is not None:
            self._engine.backup(folder)

    def lines(self) -> list[str]:
        """Everything that is kept, sorted: equal ledgers give equal lines."""
        return sorted(str(quad) for quad in self._found(None, None, None))

    def _found(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        return self._engine.quads_for_pattern(subject, predicate, value, graph) if self._engine else iter(())

    def _mark(self, sequence: int) -> None:
        if self._engine is not None:
            pattern = f"GRAPH {CONTRIBUTIONS_GRAPH} {{ {CONTRIBUTIONS_GRAPH} {CFIT.lastApplied} "
            number = Literal(str(sequence), datatype=XSD.integer)
            self._engine.update(f"DELETE WHERE {{ {pattern} ?old }} }};\nINSERT DATA {{ {pattern} {number} }} }}")


def _event(quad: Quad) -> Event:
    name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    added = _ADDED in name
    graph, _, sequence = name.partition(_ADDED if added else _REMOVED)
    return Event(_in(NamedNode(graph), quad), int(sequence or 0), added)


def _in(graph: NamedNode, quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _sound(folder: Path | None) -> ox.Store:
    """The engine of a folder, used once; where that fails, an empty one in its place."""
    if folder is None:
        return ox.Store()
    engine = opened(partial(ox.Store, folder), partial(_fault, folder))
    if isinstance(engine, ox.Store):
        return engine
    gc.collect()  # an engine that failed lets go of its folder
    _log.error("what graphs held before cannot be read in %s and is made anew from the ledger: %s", folder, engine)
    shutil.rmtree(folder)
    return ox.Store(folder)


def _fault(folder: Path, engine: ox.Store) -> str:
    list(engine.quads_for_pattern(CONTRIBUTIONS_GRAPH, None, None, CONTRIBUTIONS_GRAPH))
    return contradiction_in(engine) if is_small(folder) else ""
