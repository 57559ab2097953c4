"""Property paths (SHACL 2.3.1): read from the shapes, written as SPARQL and as triples of a report."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pyoxigraph import BlankNode, NamedNode, Triple

from registry.core.facts import Term
from registry.core.shacl.data import Index
from registry.core.shacl.refused import ShapesRefused
from registry.vocabulary import RDF, SH

_DEEPEST = 20


@dataclass(frozen=True)
class Predicate:
    """2.3.1.1: one property."""

    name: NamedNode


@dataclass(frozen=True)
class Sequence:
    """2.3.1.2: one path after the other."""

    steps: tuple["Path", ...]


@dataclass(frozen=True)
class Alternative:
    """2.3.1.3: any of several paths."""

    choices: tuple["Path", ...]


@dataclass(frozen=True)
class Inverse:
    """2.3.1.4: the path walked backwards."""

    path: "Path"


@dataclass(frozen=True)
class Repeated:
    """2.3.1.5 to 2.3.1.7: the path walked again and again; `least` is 0 or 1, and `once` ends after one step."""

    path: "Path"
    least: int
    once: bool = False


Path = Predicate | Sequence | Alternative | Inverse | Repeated

_FORMS: dict[NamedNode, Callable[[Path], Path]] = {
    SH.inversePath: Inverse,
    SH.zeroOrMorePath: partial(Repeated, least=0),
    SH.oneOrMorePath: partial(Repeated, least=1),
    SH.zeroOrOnePath: partial(Repeated, least=0, once=True),
}


def read_path(node: Term, shapes: Index, depth: int = 0) -> Path:
    """Read the path that a node of the shapes graph stands for."""
    if depth > _DEEPEST:
        raise ShapesRefused(node, f"a path is nested more than {_DEEPEST} deep")
    if isinstance(node, NamedNode):
        return Predicate(node)
    if shapes.objects(node, RDF.first):
        return Sequence(_members(node, shapes, depth))
    for head in shapes.objects(node, SH.alternativePath):
        return Alternative(_members(head, shapes, depth))
    for predicate, make in _FORMS.items():
        for inner in shapes.objects(node, predicate):
            return make(read_path(inner, shapes, depth + 1))
    raise ShapesRefused(node, "this is no property path")


def read_list(head: Term, shapes: Index) -> tuple[Term, ...]:
    """Read the members of an RDF list."""
    members: list[Term] = []
    seen = {head}
    while head != RDF.nil:
        first, rest = shapes.objects(head, RDF.first), shapes.objects(head, RDF.rest)
        if len(first) != 1 or len(rest) != 1 or (rest[0] in seen):
            raise ShapesRefused(head, "this is no RDF list with one rdf:first and one rdf:rest each")
        members.append(first[0])
        head = rest[0]
        seen.add(head)
    return tuple(members)


def as_sparql(path: Path) -> str:
    """Write the path in the syntax of SPARQL, for $PATH."""
    match path:
        case Predicate(name):
            return str(name)
        case Sequence(steps):
            return f"({'/'.join(map(as_sparql, steps))})"
        case Alternative(choices):
            return f"({'|'.join(map(as_sparql, choices))})"
        case Inverse(inner):
            return f"^({as_sparql(inner)})"
        case Repeated(inner, least, once):
            return f"({as_sparql(inner)}){'?' if once else '+' if least else '*'}"


def as_triples(path: Path, into: list[Triple]) -> NamedNode | BlankNode:
    """Add the triples that describe the path, and return the node that stands for it."""
    if isinstance(path, Predicate):
        return path.name
    if isinstance(path, Sequence):
        return _as_list(path.steps, into)
    node = BlankNode()
    if isinstance(path, Alternative):
        into.append(Triple(node, SH.alternativePath, _as_list(path.choices, into)))
    else:
        into.append(Triple(node, _predicate(path), as_triples(path.path, into)))
    return node


def _members(head: Term, shapes: Index, depth: int) -> tuple[Path, ...]:
    return tuple(read_path(member, shapes, depth + 1) for member in read_list(head, shapes))


def _predicate(path: Inverse | Repeated) -> NamedNode:
    if isinstance(path, Inverse):
        return SH.inversePath
    return SH.zeroOrOnePath if path.once else SH.oneOrMorePath if path.least else SH.zeroOrMorePath


def _as_list(members: tuple[Path, ...], into: list[Triple]) -> NamedNode | BlankNode:
    node: NamedNode | BlankNode = RDF.nil
    for member in reversed(members):
        rest, node = node, BlankNode()
        into += [Triple(node, RDF.first, as_triples(member, into)), Triple(node, RDF.rest, rest)]
    return node
