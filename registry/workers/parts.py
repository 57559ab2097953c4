"""A part of an answer: variables with values given to them, some rows of many, and how many there are in all."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Variable

from registry.vocabulary import XSD


class Sink(Protocol):
    """Takes bytes."""

    def write(self, part: bytes) -> int:
        """Take some more."""


def values(bound: Mapping[str, str]) -> dict[Any, Any]:
    """The values of variables, from terms as N-Triples writes them."""
    return {Variable(name): _term(text) for name, text in bound.items()}


def write_part(results: ox.QuerySolutions | ox.QueryBoolean, skip: int, take: int, spool: Sink) -> int:
    """Write some rows as SPARQL JSON, and say how many there are in all; yes or no is one row."""
    names, total, separator = _names(results), 0, b""
    spool.write(b'{"head":{"vars":' + json.dumps(names).encode() + b'},"results":{"bindings":[')
    if isinstance(results, ox.QueryBoolean):
        rows: Any = [{ANSWER: Literal(bool(results))}]
    else:
        rows = results
    for row in rows:
        if skip <= total < skip + take:
            terms = {name: _written(term) for name in names if (term := row[name]) is not None}
            spool.write(separator + json.dumps(terms, ensure_ascii=False).encode())
            separator = b",\n"
        total += 1
    spool.write(b"]}}")
    return total


ANSWER = "answer"
"""The column of a question that is answered with yes or no."""


def _names(results: ox.QuerySolutions | ox.QueryBoolean) -> list[str]:
    return [ANSWER] if isinstance(results, ox.QueryBoolean) else [variable.value for variable in results.variables]


def _term(text: str) -> NamedNode | Literal:
    quad = next(iter(ox.parse(f"<urn:x> <urn:x> {text} .".encode(), format=RdfFormat.N_TRIPLES)))
    if isinstance(quad.object, NamedNode | Literal):
        return quad.object
    raise ValueError(f"not a value for a variable: {text}")


def _written(term: Any) -> dict[str, str]:  # noqa: ANN401
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "literal", "value": str(term)}
    written = {"type": "literal", "value": term.value}
    if term.language:
        return written | {"xml:lang": term.language}
    return written if term.datatype == XSD.string else written | {"datatype": term.datatype.value}
