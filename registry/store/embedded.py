"""The store inside this process: pyoxigraph on disk, or in memory for tests and for a dump that is served read-only."""

import gc
import gzip
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat, Variable

from registry.core.facts import Term, value_of
from registry.core.names import CONTRIBUTIONS_GRAPH
from registry.store.census import Census, Sizes
from registry.store.indexes import contradiction_in
from registry.store.past import Past
from registry.store.questions import load
from registry.store.update import Change, as_rejudgement, as_update
from registry.vocabulary import CFIT, PROV, RDF, XSD


class StoreInUse(Exception):
    """Another process holds the store of this home folder."""


class Store:
    """Named graphs with their union as default graph; a change is applied whole or not at all."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the store in a folder, or an empty one in memory."""
        self.folder = folder
        self._changing = threading.Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._engine = ox.Store() if folder is None else _engine_of(folder)
        self.past = Past(folder / "past" if folder is not None else None)
        self._census = Census(self._engine)
        self._state = self.revision(), self.judged_on()

    def revision(self) -> int:
        """The number of the newest contribution that the store holds, 0 when it holds none."""
        return max((int(str(value_of(quad.object))) for quad in self._marks(CFIT.lastApplied)), default=0)

    def judged_on(self) -> str | None:
        """The day for which the stored verdicts hold, as year-month-day."""
        return next((str(value_of(quad.object)) for quad in self._marks(CFIT.verdictsAsOf)), None)

    def apply(self, change: Change) -> None:
        """Apply a change and its mark in one transaction: readers and crashes find all of it or nothing.

        What the graph held until now is noted before: a crash between the two leaves notes that are made again.
        """
        with self._changing:
            held = self.graph(change.graph)
            if next(self.subjects(CFIT.namedGraph, change.graph, CONTRIBUTIONS_GRAPH), None):
                self.past.note(change.sequence, change.graph, held, as_stored(change.quads))
            self._update(as_update(change), change.things(held) | self._behind(change.graph))

    def rejudge(self, devices: Collection[NamedNode], verdicts: Iterable[Quad], day: str) -> None:
        """Replace the verdicts of the devices, in one transaction, and note the day for which they hold."""
        with self._changing:
            self._update(as_rejudgement(devices, verdicts, day), {CONTRIBUTIONS_GRAPH, *devices})

    def sizes(self) -> Sizes:
        """How much there is; all is counted when somebody first asks, then only what changes."""
        return self._census.sizes()

    def rows(self, question: str, **bound: Term) -> list[dict[str, Term]]:
        """Ask one of our own questions; `bound` gives values to the variables that stand first in its SELECT."""
        solutions = self._engine.query(
            load(question),
            use_default_graph_as_union=True,
            substitutions={Variable(name): term for name, term in bound.items()},
        )
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError(f"{question}.rq is not a SELECT query")
        names = [variable.value for variable in solutions.variables]
        return [{name: term for name in names if (term := solution[name]) is not None} for solution in solutions]

    def about(self, subject: Term) -> list[Quad]:
        """Everything stated about one thing, in whatever graph."""
        if not isinstance(subject, NamedNode | ox.BlankNode):
            return []
        return list(self._engine.quads_for_pattern(subject, None, None, None))

    def graph(self, graph: NamedNode) -> list[Quad]:
        """Every triple of one graph."""
        return list(self._engine.quads_for_pattern(None, None, None, graph))

    def has_graph(self, graph: NamedNode) -> bool:
        """Whether the graph holds anything."""
        return next(iter(self._engine.quads_for_pattern(None, None, None, graph)), None) is not None

    def has_own_default(self) -> bool:
        """Whether statements stand in no graph, as in a dump from elsewhere; then they are the default graph."""
        return next(iter(self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph())), None) is not None

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        """Everything of a class, in the order of the IRIs."""
        quads = self._engine.quads_for_pattern(None, ox.NamedNode(_RDF_TYPE), kind, None)
        return sorted(
            {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}, key=lambda iri: iri.value
        )

    def subjects(self, predicate: NamedNode, value: Term, graph: NamedNode | None = None) -> Iterator[NamedNode]:
        """Everything that has the value for the property, in one graph or in whatever graph."""
        for quad in self._with_value(predicate, value, graph):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject

    def referring(self, predicate: NamedNode, value: Term) -> list[Quad]:
        """Every statement that has the value for the property, in whatever graph."""
        return list(self._with_value(predicate, value))

    def some(self, predicate: NamedNode | None, value: Term, most: int) -> list[Quad]:
        """At most so many statements that have the value, for one property or for any, in whatever graph."""
        return list(islice(self._with_value(predicate, value), most))

    def state(self) -> tuple[int, str | None]:
        """What an answer depends on: the revision, and the day for which the verdicts hold; known without a look."""
        return self._state

    def snapshot(self, folder: Path) -> tuple[int, str | None]:
        """Write a copy that shares its files with the store, and say which state it holds."""
        with self._changing:
            self._engine.backup(folder)
            return self.state()

    def load_dump(self, dump: Path) -> None:
        """Fill an empty store from N-Quads or TriG, gzipped or not."""
        ending = [suffix for suffix in dump.suffixes if suffix != ".gz"][-1:]
        kind = {
            ".nq": RdfFormat.N_QUADS,
            ".trig": RdfFormat.TRIG,
            ".ttl": RdfFormat.TURTLE,
            ".nt": RdfFormat.N_TRIPLES,
        }
        if not ending or ending[0] not in kind:
            raise ValueError(f"{dump.name}: name the file .nq or .trig, with .gz behind it when it is compressed")
        with _open(dump) as content:
            self._engine.bulk_load(content, format=kind[ending[0]])
        self._census = Census(self._engine)
        self._state = self.revision(), self.judged_on()

    def lines(self) -> Iterator[str]:
        """The whole store as sorted lines of N-Quads: equal stores give equal bytes."""
        text = ox.serialize(self._engine, format=RdfFormat.N_QUADS) or b""
        yield from sorted(line for line in text.decode().splitlines(keepends=True))

    def contradiction(self) -> str:
        """Read every index of the engine, which checks its own sums, and say where one holds what another does not."""
        return contradiction_in(self._engine)

    def tidy(self) -> None:
        """Let the engine rewrite its files after a large load, for faster reading."""
        self._engine.optimize()

    def _update(self, text: str, things: Collection[NamedNode]) -> None:
        """Change what is stated of some things; who asks for the state before it is over is told the one before."""
        with self._census.following(things):
            self._engine.update(text)
        self._state = self.revision(), self.judged_on()

    def _behind(self, graph: NamedNode) -> set[NamedNode]:
        """The contribution that fills a graph, where one does."""
        quads = self._engine.quads_for_pattern(graph, PROV.wasDerivedFrom, None, CONTRIBUTIONS_GRAPH)
        return {quad.object for quad in quads if isinstance(quad.object, NamedNode)}

    def _with_value(
        self, predicate: NamedNode | None, value: Term, graph: NamedNode | None = None
    ) -> Iterator[ox.Quad]:
        # On disk the engine (0.5.13) reads on behind a number or date whose last byte is 255: 256 comes with 255.
        found = self._engine.quads_for_pattern(None, predicate, value, graph)
        if not isinstance(value, ox.Literal) or value.datatype in _TEXTS:
            return found
        stored = as_stored([ox.Quad(_ANY, _ANY, value)])[0].object
        return (quad for quad in found if quad.object == stored)

    def _marks(self, predicate: NamedNode) -> Iterator[Quad]:
        yield from self._engine.quads_for_pattern(CONTRIBUTIONS_GRAPH, predicate, None, CONTRIBUTIONS_GRAPH)


def _engine_of(folder: Path) -> ox.Store:
    try:
        return ox.Store(folder)
    except OSError as error:
        if "lock" not in str(error).lower():
            raise
    gc.collect()  # an engine that this process has closed lets go of its folder
    try:
        return ox.Store(folder)
    except OSError as error:
        raise StoreInUse(str(folder)) from error


_ANY = NamedNode("urn:any")
_TEXTS = (XSD.string, RDF.langString)


def as_stored(quads: Iterable[Quad]) -> list[Quad]:
    """The quads as the store will give them back: it writes some literals in its own way, 4.20 as 4.2."""
    engine = ox.Store()
    engine.extend(quads)
    return list(engine)


_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def remove(folder: Path) -> None:
    """Delete a store's folder."""
    shutil.rmtree(folder, ignore_errors=True)


def write_dump(lines: Iterable[str], dump: Path) -> None:
    """Write lines to a file, gzipped when its name ends so; the same lines give the same bytes."""
    with dump.open("wb") as raw:
        if dump.suffix == ".gz":
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
                packed.writelines(line.encode() for line in lines)
        else:
            raw.writelines(line.encode() for line in lines)


def _open(dump: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(dump, "rb")) if dump.suffix == ".gz" else dump.open("rb")
