"""Which nodes a shape judges (SHACL 2.1.3): nodes of the upload, never those that only the context describes."""

from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, NamedNode

from registry.core.facts import Term
from registry.core.shacl.data import Index
from registry.core.shacl.refused import ShapesRefused
from registry.core.shacl.shape import Run
from registry.vocabulary import RDF, RDFS, SH

Target = Callable[[Run], Iterable[Term]]


def targets(node: Term, shapes: Index) -> tuple[Target, ...]:
    """Compile the targets of a shape."""
    found = [make(node, value) for parameter, make in _TARGETS.items() for value in shapes.objects(node, parameter)]
    if is_instance(node, RDFS.Class, shapes):  # 2.1.3.3: a shape that is a class targets its instances
        found.append(_of_class(node, node))
    return tuple(found)


def is_instance(node: Term, kind: NamedNode, shapes: Index) -> bool:
    """Whether the shapes graph itself says so, be it by a class below that one (SHACL 1.1, SHACL instance)."""
    kinds: set[Term] = set()
    waiting = [*shapes.objects(node, RDF.type)]
    while waiting:
        each = waiting.pop()
        if each not in kinds:
            kinds.add(each)
            waiting += shapes.objects(each, RDFS.subClassOf)
    return kind in kinds


def _node(shape: Term, value: Term) -> Target:
    """2.1.3.1 sh:targetNode: this node."""
    if isinstance(value, BlankNode):
        raise ShapesRefused(shape, "sh:targetNode is a blank node")
    return lambda run: (value,)


def _of_class(shape: Term, value: Term) -> Target:
    """2.1.3.2 sh:targetClass: the instances of the class and of the classes below it."""
    kind = _iri(shape, value)
    return lambda run: [thing for each in run.with_subclasses(kind) for thing in run.by_type.get(each, ())]


def _subjects_of(shape: Term, value: Term) -> Target:
    """2.1.3.4 sh:targetSubjectsOf: whatever has the property, be it stated elsewhere."""
    predicate = _iri(shape, value)
    return lambda run: [thing for thing in run.upload.nodes() if run.data.objects(thing, predicate)]


def _objects_of(shape: Term, value: Term) -> Target:
    """2.1.3.5 sh:targetObjectsOf: values of the property in the upload, and things of the upload that are elsewhere."""
    predicate = _iri(shape, value)

    def target(run: Run) -> list[Term]:
        here = [thing for _, thing in run.upload.pairs(predicate)]
        return here + [thing for thing in run.upload.nodes() if run.data.subjects(predicate, thing)]

    return target


_TARGETS = {
    SH.targetNode: _node,
    SH.targetClass: _of_class,
    SH.targetSubjectsOf: _subjects_of,
    SH.targetObjectsOf: _objects_of,
}


def _iri(shape: Term, value: Term) -> NamedNode:
    if not isinstance(value, NamedNode):
        raise ShapesRefused(shape, f"the target {value} is not an IRI")
    return value
