"""What somebody states: one value of one property of one thing, and the graph that says so."""

import builtins
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from registry.core.names import stands_behind
from registry.vocabulary import XSD

Value = Decimal | date | bool | str
Term = NamedNode | BlankNode | Literal | Triple

_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in (
        *("integer", "decimal", "double", "float", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt", "unsignedShort"),
    )
)
# NaN compares with nothing, and 1E999999999 would be written out in full: such texts are no numbers here.
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)


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
    """Turn the quads about one thing into facts, by property, those of the closest contributor first."""
    return tuple(
        Fact(quad.predicate, quad.object, quad.graph_name)
        for quad in sorted(quads, key=_closest_first)
        if isinstance(quad.graph_name, NamedNode)
    )


def in_one_language(facts: Iterable[Fact], language: str) -> tuple[Fact, ...]:
    """Leave out what is said in another language where the same graph says it in the reader's, or in English."""
    every = tuple(facts)
    spoken = {(fact.graph, fact.property, _language(fact)) for fact in every}

    def best(fact: Fact) -> str:
        return next(each for each in (language, "en", _language(fact)) if (fact.graph, fact.property, each) in spoken)

    return tuple(fact for fact in every if not _language(fact) or _language(fact) == best(fact))


def _language(fact: Fact) -> str:
    return (fact.term.language or "") if isinstance(fact.term, Literal) else ""


def _closest_first(quad: Quad) -> tuple[str, int, str, str]:
    graph, thing = quad.graph_name, quad.subject
    distance = stands_behind(graph, thing) if isinstance(graph, NamedNode) and isinstance(thing, NamedNode) else 3
    return quad.predicate.value, distance, str(graph), str(quad.object)


def value_of(term: Term) -> Value:
    """Give a literal its Python value; an IRI, and a literal whose text its datatype forbids, stay text."""
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode | BlankNode) else str(term)
    if term.datatype.value in _NUMBERS and _NUMBER.fullmatch(term.value.strip()):
        return Decimal(term.value.strip())
    if term.datatype == XSD.boolean and term.value in ("true", "1", "false", "0"):
        return term.value in ("true", "1")
    if term.datatype == XSD.date and (day := _DATE.fullmatch(term.value)):
        with suppress(ValueError):
            return date.fromisoformat(day[1])
    return term.value
