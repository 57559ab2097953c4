"""Constraints that look at all value nodes of a focus node together (SHACL 4.2, 4.4.5, 4.5, 4.7, 4.8)."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.core.shacl.caps import CannotJudge, Reason
from registry.core.shacl.declaration import Declaration
from registry.core.shacl.paths import Predicate
from registry.core.shacl.shape import Check, Result, Run, Shape, Source
from registry.core.shacl.values import Value, compare, value_of
from registry.vocabulary import SH


def min_count(shape: Declaration, value: Term) -> Check:
    """4.2.1 sh:minCount: at least so many value nodes."""
    least, source = shape.whole_number(SH.minCount, value), shape.source(SH.minCount, value)
    return lambda run, focus, values: () if len(values) >= least else (source.result(focus),)


def max_count(shape: Declaration, value: Term) -> Check:
    """4.2.2 sh:maxCount: at most so many value nodes."""
    most, source = shape.whole_number(SH.maxCount, value), shape.source(SH.maxCount, value)
    return lambda run, focus, values: () if len(values) <= most else (source.result(focus),)


def unique_lang(shape: Declaration, value: Term) -> Check:
    """4.4.5 sh:uniqueLang: no two texts in one language; one result for each language that is there twice."""
    source = shape.source(SH.uniqueLang, value)
    if not shape.says(SH.uniqueLang):
        return _nothing

    def check(run: Run, focus: Term, values: Sequence[Term]) -> Iterator[Result]:
        tags = Counter(node.language.lower() for node in values if isinstance(node, Literal) and node.language)
        return (source.result(focus) for count in tags.values() if count > 1)

    return check


def equals(shape: Declaration, value: Term) -> Check:
    """4.5.1 sh:equals: the value nodes are the values of the other property, no more and no fewer."""
    other, source = shape.iri(SH.equals, value), shape.source(SH.equals, value)

    def check(run: Run, focus: Term, values: Sequence[Term]) -> Iterator[Result]:
        mine, theirs = dict.fromkeys(values), dict.fromkeys(run.data.objects(focus, other))
        return (source.result(focus, node) for node in {**mine, **theirs} if node not in mine or node not in theirs)

    return check


def disjoint(shape: Declaration, value: Term) -> Check:
    """4.5.2 sh:disjoint: no value node is a value of the other property."""
    other, source = shape.iri(SH.disjoint, value), shape.source(SH.disjoint, value)

    def check(run: Run, focus: Term, values: Sequence[Term]) -> Iterator[Result]:
        theirs = frozenset(run.data.objects(focus, other))
        return (source.result(focus, node) for node in values if node in theirs)

    return check


def less_than(shape: Declaration, value: Term) -> Check:
    """4.5.3 sh:lessThan: every value node is less than every value of the other property."""
    return _ordered(shape, SH.lessThan, value, (-1,))


def less_than_or_equals(shape: Declaration, value: Term) -> Check:
    """4.5.4 sh:lessThanOrEquals: every value node is less than every value of the other property, or equal."""
    return _ordered(shape, SH.lessThanOrEquals, value, (-1, 0))


def qualified(shape: Declaration, value: Term) -> Check:
    """4.7.3 sh:qualifiedValueShape: so many value nodes conform to the shape, and to none of its siblings."""
    inner = shape.compiled(value)
    siblings = _siblings(shape, value) if shape.says(SH.qualifiedValueShapesDisjoint) else ()
    least, most = shape.only(SH.qualifiedMinCount), shape.only(SH.qualifiedMaxCount)
    bounds: list[tuple[Callable[[int], bool], Source]] = []
    if least is not None:
        at_least = shape.whole_number(SH.qualifiedMinCount, least)
        bounds.append((lambda count: count >= at_least, shape.source(SH.qualifiedMinCount, least)))
    if most is not None:
        at_most = shape.whole_number(SH.qualifiedMaxCount, most)
        bounds.append((lambda count: count <= at_most, shape.source(SH.qualifiedMaxCount, most)))

    def check(run: Run, focus: Term, values: Sequence[Term]) -> list[Result]:
        conforming = [node for node in values if run.conforms(inner, node)]
        count = sum(not any(run.conforms(sibling, node) for sibling in siblings) for node in conforming)
        return [source.result(focus) for holds, source in bounds if not holds(count)]

    return check


def closed(shape: Declaration, value: Term) -> Check:
    """4.8.1 sh:closed: the value nodes have no other properties than those of the shape and the ignored ones."""
    if not shape.says(SH.closed):
        return _nothing
    source = shape.source(SH.closed, value)
    allowed = {path for each in shape.values(SH.property) for path in shape.graph.objects(each, SH.path)}
    ignored = shape.only(SH.ignoredProperties)
    allowed.update(shape.members(ignored) if ignored is not None else ())

    def check(run: Run, focus: Term, values: Sequence[Term]) -> Iterator[Result]:
        for node in values:
            for predicate, objects in run.data.po(node):
                if predicate not in allowed:
                    for each in objects:
                        yield Result(source, focus, each, Predicate(predicate), source.messages)

    return check


def has_value(shape: Declaration, value: Term) -> Check:
    """4.8.2 sh:hasValue: the value is among the value nodes."""
    source = shape.source(SH.hasValue, value)
    return lambda run, focus, values: () if value in values else (source.result(focus),)


SET_CONSTRAINTS: dict[NamedNode, Callable[[Declaration, Term], Check]] = {
    SH.minCount: min_count,
    SH.maxCount: max_count,
    SH.uniqueLang: unique_lang,
    SH.equals: equals,
    SH.disjoint: disjoint,
    SH.lessThan: less_than,
    SH.lessThanOrEquals: less_than_or_equals,
    SH.qualifiedValueShape: qualified,
    SH.closed: closed,
    SH.hasValue: has_value,
}


def properties(children: Sequence[Shape]) -> Check:
    """4.7.2 sh:property: each value node is a focus node of each property shape."""

    def check(run: Run, focus: Term, values: Sequence[Term]) -> Iterator[Result]:
        for node in values:
            for child in children:
                yield from child.results(run, node)

    return check


def _ordered(shape: Declaration, parameter: NamedNode, value: Term, allowed: tuple[int, ...]) -> Check:
    """One result for each pair of values that is not in order, with the value node as its value."""
    other, source = shape.iri(parameter, value), shape.source(parameter, value)

    def check(run: Run, focus: Term, values: Sequence[Term]) -> Iterator[Result]:
        theirs: list[Value | None] = [value_of(node) for node in run.data.objects(focus, other)]
        if len(values) * len(theirs) > run.caps.pairs:
            raise CannotJudge(Reason.VALUES)
        for node in values:
            mine = value_of(node)
            for each in theirs:
                if compare(mine, each) not in allowed:
                    yield source.result(focus, node)

    return check


def _siblings(shape: Declaration, value: Term) -> tuple[Shape, ...]:
    """The other qualified shapes of the same parents (SHACL 4.7.3, sibling shapes)."""
    parents = shape.graph.subjects(SH.property, shape.node)
    children = (child for parent in parents for child in shape.graph.objects(parent, SH.property))
    shapes = dict.fromkeys(each for child in children for each in shape.graph.objects(child, SH.qualifiedValueShape))
    return tuple(shape.compiled(each) for each in shapes if each != value)


def _nothing(run: Run, focus: Term, values: Sequence[Term]) -> tuple[Result, ...]:
    return ()
