"""Property paths become functions: from a node to its value nodes (SHACL 2.3.1, SPARQL 1.1 section 9.3)."""

from collections.abc import Callable
from collections.abc import Sequence as Several

from registry.core.facts import Term
from registry.core.shacl.caps import CannotJudge, Reason
from registry.core.shacl.data import Graph
from registry.core.shacl.paths import Alternative, Inverse, Path, Predicate, Repeated, Sequence

# From a node to the distinct nodes at the end of the path; the number is how many may be found on the way.
Walk = Callable[[Graph, Term, int], Several[Term]]


def walk(path: Path, backwards: bool = False) -> Walk:
    """Compile the path, walked backwards below an odd number of sh:inversePath."""
    match path:
        case Predicate(name) if backwards:
            return lambda data, node, most: data.subjects(name, node)
        case Predicate(name):
            return lambda data, node, most: data.objects(node, name)
        case Inverse(inner):
            return walk(inner, not backwards)
        case Sequence(steps):
            return _one_after_the_other([walk(step, backwards) for step in (reversed(steps) if backwards else steps)])
        case Alternative(choices):
            return _any_of([walk(choice, backwards) for choice in choices])
        case Repeated(inner, least, once):
            return _again(walk(inner, backwards), least, once)


def _one_after_the_other(steps: list[Walk]) -> Walk:
    def sequence(data: Graph, node: Term, most: int) -> Several[Term]:
        reached: Several[Term] = (node,)
        for step in steps:
            reached = _step(step, reached, {}, data, most)
        return reached

    return sequence


def _any_of(choices: list[Walk]) -> Walk:
    def alternative(data: Graph, node: Term, most: int) -> Several[Term]:
        found: dict[Term, None] = {}
        for choice in choices:
            _step(choice, (node,), found, data, most)
        return [*found]

    return alternative


def _again(step: Walk, least: int, once: bool) -> Walk:
    def repeated(data: Graph, node: Term, most: int) -> Several[Term]:
        found: dict[Term, None] = {} if least else {node: None}
        fresh: Several[Term] = (node,)
        while fresh:
            fresh = _step(step, fresh, found, data, most)
            if once:
                break
        return [*found]

    return repeated


def _step(step: Walk, nodes: Several[Term], found: dict[Term, None], data: Graph, most: int) -> list[Term]:
    """Take one step from each node, add to what is found, and return what was not found before."""
    fresh = []
    for node in nodes:
        for value in step(data, node, most):
            if value not in found:
                found[value] = None
                fresh.append(value)
        if len(found) > most:
            raise CannotJudge(Reason.VALUES)
    return fresh
