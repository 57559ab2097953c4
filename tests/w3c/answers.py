"""Compares an answer with what the suite expects: rows as bags, or in order where the query orders; graphs as graphs.

Numbers and booleans are the same when their values are: the suite writes 2.0 where an engine may write 2, 0 for false.
"""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)

MEDIA_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
}
_ROWS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_NAME = "urn:answer:"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float", "int", "short", "long", "byte")}


def same(expected: Path, body: bytes, media_type: str, query: str, base: str) -> bool:
    """Whether the body says what the file says."""
    given, ordered = media_type.partition(";")[0], re.search(r"ORDER\s+BY", query, re.IGNORECASE) is not None
    content, wanted = expected.read_bytes(), MEDIA_TYPES[expected.suffix]
    if wanted == "text/csv":
        return _csv(content) == _csv(body)
    if given in ("text/turtle", "application/n-triples", "application/rdf+xml"):
        return _graph(content, wanted, base) == _graph(body, given, base)
    if expected.suffix in (".ttl", ".rdf"):
        return _graph(content, wanted, base) == _canonical(_as_triples(*_rows(body, given)))
    return _rows_same(_rows(content, wanted), _rows(body, given), ordered)


def _rows_same(wanted: tuple, given: tuple, ordered: bool) -> bool:
    if isinstance(wanted[1], bool) or isinstance(given[1], bool):
        return wanted == given
    if set(wanted[0]) != set(given[0]):
        return False
    if ordered and [_plain(row) for row in wanted[1]] != [_plain(row) for row in given[1]]:
        return False
    return _canonical(_as_quads(wanted[1])) == _canonical(_as_quads(given[1]))


def _rows(body: bytes, media_type: str) -> tuple[list[str], list[dict[str, object]] | bool]:
    results = parse_query_results(body, format=QueryResultsFormat.from_media_type(media_type))
    if isinstance(results, QueryBoolean):
        return [], bool(results)
    names = [variable.value for variable in results.variables]
    return names, [{name: _value(row[name]) for name in names if row[name] is not None} for row in results]


def _value(term: object) -> object:
    """A number as its value is written shortest, a boolean as a word; any other term as it is."""
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        return Literal(_number(term.value), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value == _XSD + "boolean":
        return Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    return term


def _number(text: str) -> str:
    try:
        return str(Decimal(text).normalize() + 0)
    except InvalidOperation:
        return text


def _plain(row: dict[str, object]) -> dict[str, str]:
    return {name: "_" if isinstance(term, BlankNode) else str(term) for name, term in row.items()}


def _as_quads(rows: list[dict[str, object]]) -> list[Quad]:
    quads = []
    for row in rows:
        node = BlankNode()
        quads.append(Quad(node, NamedNode(_NAME + "row"), Literal("row")))
        quads += [Quad(node, NamedNode(_NAME + name), term) for name, term in row.items()]
    return quads


def _as_triples(names: list[str], rows: list[dict[str, object]] | bool) -> list[Quad]:
    """The rows in the result-set vocabulary, in which older tests write what they expect."""

    def word(name: str) -> NamedNode:
        return NamedNode(_ROWS + name)

    results, kind = BlankNode(), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [Quad(results, kind, word("ResultSet"))]
    if isinstance(rows, bool):
        truth = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
        return [*quads, Quad(results, word("boolean"), Literal(str(rows).lower(), datatype=truth))]
    quads += [Quad(results, word("resultVariable"), Literal(name)) for name in names]
    for row in rows:
        solution = BlankNode()
        quads.append(Quad(results, word("solution"), solution))
        for name, term in row.items():
            binding = BlankNode()
            quads += [
                Quad(solution, word("binding"), binding),
                Quad(binding, word("variable"), Literal(name)),
                Quad(binding, word("value"), term),
            ]
    return quads


def _graph(body: bytes, media_type: str, base: str) -> Dataset:
    return _canonical(parse(body, format=RdfFormat.from_media_type(media_type), base_iri=base))


def _canonical(quads: Iterable[Quad]) -> Dataset:
    dataset = Dataset(Quad(quad.subject, quad.predicate, _value(quad.object), quad.graph_name) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _csv(body: bytes) -> list[list[tuple[str, str]]]:
    """The rows, each as its cells by name: the order of columns means nothing, names of blank nodes neither."""
    rows = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return sorted(sorted((name, _number(re.sub(r"^_:.*", "_:", cell))) for name, cell in row.items()) for row in rows)
