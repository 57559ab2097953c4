"""What somebody states: one value of one property of one thing, and the graph that says so."""

import builtins
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from registry.vocabulary import XSD

Value = Decimal | date | bool | str
Name = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in (
        *("integer", "decimal", "double", "float", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt", "unsignedShort"),
    )
)


@dataclass(frozen=True)
class Fact:
    """One statement: the property and the term as the graph holds it."""

    property: NamedNode
    term: Term
    graph: NamedNode

    @builtins.property  # the field of that name hides the short form
    def value(self) -> Value:
        """The term as a Python value that can be compared."""
        return value_of(self.term)


def facts_of(quads: Iterable[Quad]) -> tuple[Fact, ...]:
    """Turn the quads about one thing into facts, in a stable order."""
    facts = (
        Fact(quad.predicate, quad.object, quad.graph_name) for quad in quads if isinstance(quad.graph_name, NamedNode)
    )
    return tuple(sorted(facts, key=lambda fact: (fact.property.value, fact.graph.value, str(fact.term))))


def value_of(term: Term) -> Value:
    """Give a literal its Python value; an IRI, and a literal whose text its datatype forbids, stay text."""
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode | BlankNode) else str(term)
    if term.datatype.value in _NUMBERS:
        with suppress(InvalidOperation):
            return Decimal(term.value)
    if term.datatype == XSD.boolean and term.value in ("true", "1", "false", "0"):
        return term.value in ("true", "1")
    if term.datatype == XSD.date:
        with suppress(ValueError):
            return date.fromisoformat(term.value[:10])
    return term.value
