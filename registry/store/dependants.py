"""What a replacement or withdrawal would break in others: what still refers to a thing that nobody describes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode, Quad

from registry.core.names import DERIVED_GRAPHS, is_unnamed
from registry.core.report import Finding, Severity
from registry.core.texts import say_all
from registry.settings import GRAPHS
from registry.store.embedded import Store

NAMED = 20
"""So many things of others are named in one report; the rest is counted."""

_LOOKED_AT = 1_000
"""Of one thing that vanishes so many references are looked at, and so many things that vanish in one graph."""


@dataclass(frozen=True)
class Broken:
    """A thing that would be described nowhere any more, and the things with their graphs that still refer to it."""

    thing: NamedNode
    referring: tuple[tuple[NamedNode, NamedNode], ...]
    at_least: bool


def warnings(store: Store, graph: NamedNode, quads: tuple[Quad, ...]) -> tuple[Finding, ...]:
    """Warn of what breaks in others once the graph holds these quads: never a refusal, for everybody may take back."""
    left, found = NAMED, list[Finding]()
    for broken in _broken(store, graph, quads):
        named = broken.referring[:left]
        left -= len(named)
        found.append(_finding(broken, named))
    return tuple(found)


def _broken(store: Store, graph: NamedNode, quads: tuple[Quad, ...]) -> Iterator[Broken]:
    for thing in islice(_vanishing(store, graph, quads), _LOOKED_AT):
        found = store.some(None, thing, _LOOKED_AT)
        if referring := sorted(_by_others(found, graph), key=str):
            yield Broken(thing, tuple(referring), len(found) == _LOOKED_AT)


def _vanishing(store: Store, graph: NamedNode, quads: tuple[Quad, ...]) -> Iterator[NamedNode]:
    """Named things that only the old graph describes."""
    staying = {quad.subject for quad in quads}
    old = {quad.subject for quad in store.graph(graph)} - staying
    for thing in sorted((each for each in old if isinstance(each, NamedNode)), key=lambda iri: iri.value):
        if not is_unnamed(thing) and all(_is_elsewhere_derived(quad, graph) for quad in store.about(thing)):
            yield thing


def _is_elsewhere_derived(quad: Quad, graph: NamedNode) -> bool:
    return quad.graph_name == graph or quad.graph_name in DERIVED_GRAPHS


def _by_others(quads: Iterable[Quad], graph: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
    """The things of which the statements are, each once, as far as another group than that of the graph makes them."""
    stated = {(quad.subject, quad.graph_name) for quad in quads if quad.graph_name not in DERIVED_GRAPHS}
    for subject, where in stated:
        if isinstance(subject, NamedNode) and isinstance(where, NamedNode) and _group(where) != _group(graph):
            yield subject, where


def _group(graph: NamedNode) -> str:
    return graph.value.removeprefix(GRAPHS).partition("/")[0]


def _finding(broken: Broken, named: tuple[tuple[NamedNode, NamedNode], ...]) -> Finding:
    names = tuple(f"{thing.value} ({_group(graph)})" for thing, graph in named)
    more = f"{len(broken.referring) - len(named)}{'+' if broken.at_least else ''}"
    key = "breaks-others" if more == "0" else "breaks-others-more" if named else "breaks-others-counted"
    messages = say_all(key, names=names, more=more)
    return Finding(Severity.WARNING, messages, broken.thing, rule="breaks-others")
