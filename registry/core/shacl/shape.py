"""A compiled shape, what it finds, and the run in which it looks: one upload, once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Sequence as Several
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Store

from registry.core.facts import Term
from registry.core.shacl.caps import CannotJudge, Caps, Reason
from registry.core.shacl.data import Graph, Index, Union
from registry.core.shacl.neighbourhood import store_of
from registry.core.shacl.paths import Path
from registry.core.shacl.walk import Walk
from registry.vocabulary import RDF, RDFS

_TYPE, _SUB_CLASS_OF = RDF.type, RDFS.subClassOf


@dataclass(frozen=True)
class Source:
    """Which part of which shape a result comes from, and what it says to people."""

    shape: Term
    path: Path | None
    severity: NamedNode
    component: NamedNode
    messages: tuple[Literal, ...]
    constraint: Term | None = None

    def result(self, focus: Term, value: Term | None = None) -> "Result":
        """A result about a focus node, with its path and messages as the shape gives them."""
        return Result(self, focus, value, self.path, self.messages)


@dataclass(frozen=True)
class Result:
    """One sh:ValidationResult (SHACL 3.6.2)."""

    source: Source
    focus: Term
    value: Term | None
    path: Path | None
    messages: tuple[Literal, ...]


# What a constraint asks of each value node alone, and what it asks of all value nodes of a focus node together.
Test = Callable[["Run", Term], bool]
Check = Callable[["Run", Term, Several[Term]], Iterable[Result]]


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape if it has a path, as functions."""

    node: Term
    walk: Walk | None
    tests: tuple[tuple[Test, Source], ...]
    checks: tuple[Check, ...]
    # Whether a check may find something wrong where there is no value: then there is nothing to test, but to check.
    demands_values: bool
    deactivated: bool = False

    def results(self, run: "Run", focus: Term) -> Iterable[Result]:
        """Everything that is wrong with a focus node (SHACL 3.4)."""
        if self.deactivated:
            return ()
        values = self.values(run, focus)
        return self._judged(run, focus, values) if values or self.demands_values else ()

    def _judged(self, run: "Run", focus: Term, values: Several[Term]) -> Iterator[Result]:
        for test, source in self.tests:
            for value in values:
                if not test(run, value):
                    yield source.result(focus, value)
        for check in self.checks:
            yield from check(run, focus, values)

    def values(self, run: "Run", focus: Term) -> Several[Term]:
        """The value nodes: those at the end of the path, or the focus node itself (SHACL 3.4)."""
        if self.walk is None:
            return (focus,)
        values = self.walk(run.data, focus, run.caps.values)
        if len(values) > run.caps.values:
            raise CannotJudge(Reason.VALUES)
        return values


@dataclass
class Run:
    """One validation: the upload, whose nodes are judged, and the context, at which rules only look."""

    upload: Index
    context: Graph | None
    classes: Graph
    caps: Caps
    around: Several[Term] = ()
    # The focus nodes that are judged next to each other, so that one query can ask about all of them.
    batch: Mapping[Term, None] = field(default_factory=dict)
    answers: dict[int, tuple[Mapping[Term, None], dict[Term, list[Result]]]] = field(default_factory=dict)
    _conforming: dict[tuple[int, Term], bool] = field(default_factory=dict)
    _below: dict[Term, frozenset[Term]] = field(default_factory=dict)

    @cached_property
    def data(self) -> Graph:
        """Upload and context as one graph."""
        return self.upload if self.context is None else Union(self.upload, self.context)

    @cached_property
    def store(self) -> Store:
        """The upload and what the context knows of its things, for queries."""
        return store_of(self.upload, self.context, self.around)

    def conforms(self, shape: Shape, node: Term) -> bool:
        """Whether a node has no result for a shape, whatever the severity (SHACL 3.5)."""
        key = (id(shape), node)
        known = self._conforming.get(key)
        if known is None:
            known = self._conforming[key] = next(iter(shape.results(self, node)), None) is None
        return known

    def is_instance(self, node: Term, kind: Term) -> bool:
        """Whether a node has a class or one below it as its type (SHACL 1.1, SHACL instance)."""
        below = self.with_subclasses(kind)
        return any(each in below for each in self.data.objects(node, _TYPE))

    def with_subclasses(self, kind: Term) -> frozenset[Term]:
        """A class and all classes below it; a circle of classes is walked once."""
        known = self._below.get(kind)
        if known is None:
            found, waiting = {kind}, [kind]
            while waiting:
                fresh = {*self.classes.subjects(_SUB_CLASS_OF, waiting.pop())} - found
                found |= fresh
                waiting += fresh
            known = self._below[kind] = frozenset(found)
        return known

    @cached_property
    def by_type(self) -> dict[Term, list[Term]]:
        """The things of the upload by type; the type may be known from the context only."""
        things: dict[Term, list[Term]] = {}
        for thing in self.upload.nodes():
            for kind in self.data.objects(thing, _TYPE):
                things.setdefault(kind, []).append(thing)
        return things
