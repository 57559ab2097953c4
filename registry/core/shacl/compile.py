"""A graph of shapes becomes functions, once per release; what this validator does not take is refused here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Triple

from registry.core.facts import Term
from registry.core.shacl.data import Index
from registry.core.shacl.declaration import Declaration
from registry.core.shacl.paths import read_path
from registry.core.shacl.refused import ShapesRefused
from registry.core.shacl.set_constraints import SET_CONSTRAINTS, properties
from registry.core.shacl.shape import Check, Shape
from registry.core.shacl.sparql import sparql
from registry.core.shacl.targets import Target, is_instance, targets
from registry.core.shacl.value_constraints import VALUE_CONSTRAINTS
from registry.core.shacl.walk import walk
from registry.vocabulary import PREFIXES, RDF, SH

_DEEPEST = 50
_IN_PROPERTY_SHAPES = (SH.minCount, SH.maxCount, SH.lessThan, SH.lessThanOrEquals, SH.uniqueLang)
# The constraints that a focus node without any value may break.
_DEMANDS = (SH.minCount, SH.hasValue, SH.equals, SH.qualifiedValueShape, SH.sparql)
_SEVERAL = frozenset(
    (
        *(SH.class_, SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.hasValue),
        *(SH.not_, SH.and_, SH.or_, SH.xone, SH.node, SH.property, SH.sparql),
    )
)
_CONSTRAINTS = (*VALUE_CONSTRAINTS, *SET_CONSTRAINTS, SH.property, SH.sparql)
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
_BESIDES = (
    *(SH.path, SH.severity, SH.message, SH.deactivated, SH.flags, SH.ignoredProperties),
    *(SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint),
    *(SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.prefixes, SH.declare, SH.select),
)
_KNOWN = frozenset((*_CONSTRAINTS, *_TARGETS, *_BESIDES))


@dataclass(frozen=True)
class Shapes:
    """The shapes that choose nodes themselves, each with its targets."""

    targeted: tuple[tuple[Shape, tuple[Target, ...]], ...]


def compile_shapes(triples: Iterable[Triple]) -> Shapes:
    """Compile every shape of a graph; ShapesRefused says which cannot be used, and why."""
    graph = Index(triples)
    for node in graph.nodes():
        if is_instance(node, SH.ConstraintComponent, graph):
            raise ShapesRefused(node, "constraint components of one's own are not supported")
    compiler = _Compiler(graph)
    targeted = []
    for node in _shapes(graph):
        shape = compiler.shape(node)
        if chosen := targets(node, graph):
            targeted.append((shape, chosen))
    return Shapes(tuple(targeted))


def _shapes(graph: Index) -> Iterator[Term]:
    """What the recommendation calls a shape without being told so by another shape (SHACL 2)."""
    signs = {*_CONSTRAINTS, *_TARGETS}
    for node in graph.nodes():
        kinds = graph.objects(node, RDF.type)
        named_so = SH.NodeShape in kinds or SH.PropertyShape in kinds
        if named_so or any(predicate in signs for predicate, _ in graph.po(node)):
            yield node


@dataclass
class _Compiler:
    graph: Index
    done: dict[Term, Shape] = field(default_factory=dict)
    begun: list[Term] = field(default_factory=list)

    def shape(self, node: Term) -> Shape:
        """Compile a shape after those that it refers to; one that refers to itself has no meaning (SHACL 3.4.3)."""
        if node in self.done:
            return self.done[node]
        if node in self.begun:
            raise ShapesRefused(node, "the shape refers to itself, directly or through others")
        if len(self.begun) >= _DEEPEST:
            raise ShapesRefused(node, f"shapes refer to each other more than {_DEEPEST} deep")
        self.begun.append(node)
        self.done[node] = self._compiled(node)
        self.begun.pop()
        return self.done[node]

    def _compiled(self, node: Term) -> Shape:
        paths = self.graph.objects(node, SH.path)
        if len(paths) > 1:
            raise ShapesRefused(node, "sh:path has several values")
        path = read_path(paths[0], self.graph) if paths else None
        declaration = Declaration(node, path, self.graph, self.shape)
        self._refuse_oddities(declaration)
        tests = [
            (build(declaration, value), declaration.source(parameter, value))
            for parameter, build in VALUE_CONSTRAINTS.items()
            for value in declaration.values(parameter)
        ]
        return Shape(
            node=node,
            walk=walk(path) if path else None,
            tests=tuple(tests),
            checks=tuple(self._checks(declaration)),
            demands_values=any(declaration.values(parameter) for parameter in _DEMANDS),
            deactivated=declaration.says(SH.deactivated),
        )

    def _checks(self, declaration: Declaration) -> Iterator[Check]:
        for parameter, build in SET_CONSTRAINTS.items():
            for value in declaration.values(parameter):
                yield build(declaration, value)
        children = [self.shape(child) for child in declaration.values(SH.property)]
        if any(child.walk is None for child in children):
            raise declaration.refusal("a value of sh:property has no sh:path")
        if children:
            yield properties(children)
        for constraint in declaration.values(SH.sparql):
            yield sparql(declaration, constraint)

    def _refuse_oddities(self, declaration: Declaration) -> None:
        for predicate, _ in self.graph.po(declaration.node):
            if predicate.value.startswith(PREFIXES["sh"]) and predicate not in _KNOWN:
                raise declaration.refusal(f"{predicate} is not known or not supported")
        declaration.severity()
        for parameter in _CONSTRAINTS:
            if parameter not in _SEVERAL:
                declaration.only(parameter)
        if declaration.path is None:
            for parameter in _IN_PROPERTY_SHAPES:
                if declaration.values(parameter):
                    raise declaration.refusal(f"{parameter} has a meaning only where there is a sh:path")
