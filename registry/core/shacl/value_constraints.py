"""Constraints that look at each value node alone (SHACL 4.1, 4.3, 4.4, 4.6, 4.7.1, 4.8.3): one function each."""

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal, NamedNode

from registry.core.facts import Term
from registry.core.shacl.declaration import Declaration
from registry.core.shacl.lexical import well_formed
from registry.core.shacl.patterns import matcher
from registry.core.shacl.shape import Test
from registry.core.shacl.values import compare, value_of
from registry.vocabulary import SH

_NODE_KINDS: dict[Term, tuple[type, ...]] = {
    SH.IRI: (NamedNode,),
    SH.BlankNode: (BlankNode,),
    SH.Literal: (Literal,),
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
    SH.IRIOrLiteral: (NamedNode, Literal),
}


def class_(shape: Declaration, value: Term) -> Test:
    """4.1.1 sh:class: the node is an instance of the class, or of one below it."""
    kind = shape.iri(SH.class_, value)
    return lambda run, node: run.is_instance(node, kind)


def datatype(shape: Declaration, value: Term) -> Test:
    """4.1.2 sh:datatype: the node is a literal of the datatype, and the datatype allows its text."""
    kind = shape.iri(SH.datatype, value)
    name = kind.value
    return lambda run, node: isinstance(node, Literal) and node.datatype == kind and well_formed(node.value, name)


def node_kind(shape: Declaration, value: Term) -> Test:
    """4.1.3 sh:nodeKind: the node is an IRI, a blank node or a literal."""
    kinds = _NODE_KINDS.get(value)
    if kinds is None:
        raise shape.refusal(f"sh:nodeKind is {value}, which is no node kind")
    return lambda run, node: isinstance(node, kinds)


def min_exclusive(shape: Declaration, value: Term) -> Test:
    """4.3.1 sh:minExclusive: the bound is less than the node."""
    return _bounded(shape, value, lambda order: order == 1)


def min_inclusive(shape: Declaration, value: Term) -> Test:
    """4.3.2 sh:minInclusive: the bound is less than the node, or equal to it."""
    return _bounded(shape, value, lambda order: order in (0, 1))


def max_exclusive(shape: Declaration, value: Term) -> Test:
    """4.3.3 sh:maxExclusive: the node is less than the bound."""
    return _bounded(shape, value, lambda order: order == -1)


def max_inclusive(shape: Declaration, value: Term) -> Test:
    """4.3.4 sh:maxInclusive: the node is less than the bound, or equal to it."""
    return _bounded(shape, value, lambda order: order in (-1, 0))


def min_length(shape: Declaration, value: Term) -> Test:
    """4.4.1 sh:minLength: the text of a literal, or the IRI, has at least so many characters."""
    least = shape.whole_number(SH.minLength, value)
    return lambda run, node: not isinstance(node, BlankNode) and len(_text(node)) >= least


def max_length(shape: Declaration, value: Term) -> Test:
    """4.4.2 sh:maxLength: the text of a literal, or the IRI, has at most so many characters."""
    most = shape.whole_number(SH.maxLength, value)
    return lambda run, node: not isinstance(node, BlankNode) and len(_text(node)) <= most


def pattern(shape: Declaration, value: Term) -> Test:
    """4.4.3 sh:pattern: the text of a literal, or the IRI, matches somewhere."""
    flags = shape.only(SH.flags)
    try:
        matches = matcher(shape.text(SH.pattern, value), shape.text(SH.flags, flags) if flags else "")
    except ValueError as error:
        raise shape.refusal(str(error)) from error
    return lambda run, node: not isinstance(node, BlankNode) and matches(_text(node))


def language_in(shape: Declaration, value: Term) -> Test:
    """4.4.4 sh:languageIn: the node is a text in one of the languages, or in a variety of one (langMatches)."""
    ranges = [shape.text(SH.languageIn, member).lower() for member in shape.members(value)]
    starts = tuple(f"{each}-" for each in ranges)

    def test(run: object, node: Term) -> bool:
        language = (node.language or "").lower() if isinstance(node, Literal) else ""
        return bool(language) and ("*" in ranges or f"{language}-".startswith(starts))

    return test


def not_(shape: Declaration, value: Term) -> Test:
    """4.6.1 sh:not: the node does not conform to the shape."""
    inner = shape.compiled(value)
    return lambda run, node: not run.conforms(inner, node)


def and_(shape: Declaration, value: Term) -> Test:
    """4.6.2 sh:and: the node conforms to every shape of the list."""
    members = shape.shapes(value)
    return lambda run, node: all(run.conforms(member, node) for member in members)


def or_(shape: Declaration, value: Term) -> Test:
    """4.6.3 sh:or: the node conforms to a shape of the list."""
    members = shape.shapes(value)
    return lambda run, node: any(run.conforms(member, node) for member in members)


def xone(shape: Declaration, value: Term) -> Test:
    """4.6.4 sh:xone: the node conforms to exactly one shape of the list."""
    members = shape.shapes(value)
    return lambda run, node: sum(run.conforms(member, node) for member in members) == 1


def node_(shape: Declaration, value: Term) -> Test:
    """4.7.1 sh:node: the node conforms to the shape."""
    inner = shape.compiled(value)
    return lambda run, node: run.conforms(inner, node)


def in_(shape: Declaration, value: Term) -> Test:
    """4.8.3 sh:in: the node is a member of the list."""
    choices = frozenset(shape.members(value))
    return lambda run, node: node in choices


VALUE_CONSTRAINTS: dict[NamedNode, Callable[[Declaration, Term], Test]] = {
    SH.class_: class_,
    SH.datatype: datatype,
    SH.nodeKind: node_kind,
    SH.minExclusive: min_exclusive,
    SH.minInclusive: min_inclusive,
    SH.maxExclusive: max_exclusive,
    SH.maxInclusive: max_inclusive,
    SH.minLength: min_length,
    SH.maxLength: max_length,
    SH.pattern: pattern,
    SH.languageIn: language_in,
    SH.not_: not_,
    SH.and_: and_,
    SH.or_: or_,
    SH.xone: xone,
    SH.node: node_,
    SH.in_: in_,
}


def _bounded(shape: Declaration, value: Term, holds: Callable[[int | None], bool]) -> Test:
    bound = value_of(value)
    if bound is None:
        raise shape.refusal(f"the bound {value} has no place in an order")
    return lambda run, node: holds(compare(value_of(node), bound))


def _text(node: Term) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)
