"""A report as a sh:ValidationReport (SHACL 3.6), in Turtle and JSON-LD, with the place of each result."""

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.facts import Term
from registry.core.names import is_unnamed
from registry.core.report import Finding, Report
from registry.vocabulary import CFIT, PREFIXES, RDF, SH, XSD


def as_turtle(report: Report) -> bytes:
    """Write the report in Turtle."""
    return serialize(_triples(report), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def in_syntax(report: Report, syntax: RdfFormat, language: str) -> bytes:
    """Write the report in a syntax of RDF, with the messages of one language where they have it."""
    told = (replace(each, messages=((language, each.message(language)),)) for each in report.findings)
    return serialize(_triples(replace(report, findings=tuple(told))), format=syntax, prefixes=PREFIXES) or b""


def as_json_ld(report: Report) -> bytes:
    """Write the report in JSON-LD."""
    return serialize(_triples(report), format=RdfFormat.JSON_LD, prefixes=PREFIXES) or b""


def _triples(report: Report) -> Iterator[Triple]:
    node, unnamed = BlankNode("report"), _Unnamed()
    yield Triple(node, RDF.type, SH.ValidationReport)
    yield Triple(node, SH.conforms, Literal(report.conforms))
    for number, finding in enumerate(report.findings, start=1):
        result = BlankNode(f"result{number}")
        yield Triple(node, SH.result, result)
        yield from _result(result, finding, unnamed)
    yield from unnamed.places()


class _Unnamed:
    """What the file gave no name has none here either; where it stands is said once."""

    def __init__(self) -> None:
        self._nodes: dict[Term, BlankNode] = {}
        self._lines: dict[BlankNode, int] = {}

    def node(self, term: Term, line: int | None = None) -> Term:
        if not is_unnamed(term):
            return term
        node = self._nodes.setdefault(term, BlankNode(f"unnamed{len(self._nodes) + 1}"))
        if line is not None:
            self._lines.setdefault(node, line)
        return node

    def places(self) -> Iterator[Triple]:
        for node, line in self._lines.items():
            yield Triple(node, CFIT.line, _number(line))


def _result(node: BlankNode, finding: Finding, unnamed: _Unnamed) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, SH.resultSeverity, getattr(SH, finding.severity.value))
    if not isinstance(finding.focus, Triple):
        yield Triple(node, SH.focusNode, unnamed.node(finding.focus, finding.focus_line))
    terms: tuple[tuple[NamedNode, Term | None], ...] = (
        (SH.resultPath, finding.path),
        (SH.value, finding.value),
        (SH.sourceShape, finding.shape),
        (SH.sourceConstraintComponent, finding.component),
    )
    for predicate, term in terms:
        if term is not None:
            yield Triple(node, predicate, unnamed.node(term))
    for predicate, number in ((CFIT.line, finding.line), (CFIT.column, finding.column)):
        if number is not None:
            yield Triple(node, predicate, _number(number))
    if finding.text:
        yield Triple(node, CFIT.lineText, Literal(finding.text))
    for language, text in finding.messages:
        yield Triple(node, SH.resultMessage, Literal(text, language=language) if language else Literal(text))


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
