"""What a check found, with the line in the member's own file, as values, as SHACL, as JSON and as plain text."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from registry.core.facts import Term
from registry.vocabulary import CFIT, PREFIXES, RDF, SH, XSD


class Severity(Enum):
    """How much a finding weighs; only a violation refuses a contribution (SHACL 2.1.4)."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it stands, which rule it breaks, and what to write instead, per language."""

    severity: Severity
    messages: tuple[tuple[str, str], ...]
    focus: Term
    path: NamedNode | None = None
    value: Term | None = None
    shape: NamedNode | None = None
    component: NamedNode | None = None
    line: int | None = None

    def message(self, language: str = "en") -> str:
        """The message in the language, else in English, else in whatever language there is."""
        texts = dict(self.messages)
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Report:
    """All findings of one check, worst first and then in the order of the file; `more` were left out."""

    findings: tuple[Finding, ...] = ()
    more: int = 0

    @property
    def conforms(self) -> bool:
        """Whether the contribution may be accepted."""
        return not self.count(Severity.VIOLATION)

    def count(self, severity: Severity) -> int:
        """How many findings of a severity the report holds."""
        return sum(finding.severity is severity for finding in self.findings)


def report_of(findings: Iterable[Finding], most: int) -> Report:
    """Sort the findings, worst first, and keep at most so many of them."""
    ranks = list(Severity)
    ordered = sorted(findings, key=lambda finding: (ranks.index(finding.severity), finding.line or 0, str(finding)))
    return Report(tuple(ordered[:most]), max(0, len(ordered) - most))


def as_json(report: Report) -> str:
    """Write the report as JSON, for programs and for the ledger."""
    content = {
        "conforms": report.conforms,
        "violations": report.count(Severity.VIOLATION),
        "warnings": report.count(Severity.WARNING),
        "left_out": report.more,
        "findings": [_finding_as_json(finding) for finding in report.findings],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Report:
    """Read a report that `as_json` wrote."""
    content = json.loads(text)
    return Report(tuple(_finding_from_json(item) for item in content["findings"]), content["left_out"])


def as_text(report: Report, language: str = "en") -> str:
    """Write the report as lines that a person can read in a terminal."""
    counts = f"{report.count(Severity.VIOLATION)} violations, {report.count(Severity.WARNING)} warnings"
    head = f"{'Accepted by the rules' if report.conforms else 'Not accepted by the rules'}: {counts}"
    left_out = [f"... and {report.more} more findings"] if report.more else []
    # a value that breaks several parts of one rule is one thing to mend, told once
    lines = dict.fromkeys(_finding_as_text(finding, language) for finding in report.findings)
    return "\n".join([head, *lines, *left_out]) + "\n"


def as_turtle(report: Report) -> bytes:
    """Write the report as a sh:ValidationReport in Turtle (SHACL 3.6); `cfit:line` is the line in the file."""
    node = BlankNode("report")
    triples = [
        Triple(node, RDF.type, SH.ValidationReport),
        Triple(node, SH.conforms, Literal(report.conforms)),
    ]
    for number, finding in enumerate(report.findings, start=1):
        result = BlankNode(f"result{number}")
        triples += [Triple(node, SH.result, result), *_finding_as_triples(result, finding)]
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def _finding_as_triples(node: BlankNode, finding: Finding) -> Iterable[Triple]:
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, SH.resultSeverity, getattr(SH, finding.severity.value))
    if not isinstance(finding.focus, Triple):
        yield Triple(node, SH.focusNode, finding.focus)
    for predicate, term in (
        (SH.resultPath, finding.path),
        (SH.value, finding.value),
        (SH.sourceShape, finding.shape),
        (SH.sourceConstraintComponent, finding.component),
    ):
        if term is not None:
            yield Triple(node, predicate, term)
    if finding.line is not None:
        yield Triple(node, CFIT.line, Literal(str(finding.line), datatype=XSD.integer))
    for language, text in finding.messages:
        yield Triple(node, SH.resultMessage, Literal(text, language=language) if language else Literal(text))


def _finding_as_text(finding: Finding, language: str) -> str:
    where = f"line {finding.line}" if finding.line else "no line"
    value = f" (found: {_plain(finding.value)})" if finding.value is not None else ""
    return f"{where}: {finding.severity.value.lower()}: {finding.message(language)}{value}\n    about {finding.focus}"


def _plain(term: Term) -> str:
    return term.value if isinstance(term, Literal) else str(term)


def _finding_as_json(finding: Finding) -> dict[str, object]:
    terms = {
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "shape": finding.shape,
        "component": finding.component,
    }
    return {
        "severity": finding.severity.value,
        "line": finding.line,
        "messages": dict(finding.messages),
        **{key: str(term) for key, term in terms.items() if term is not None},
    }


def _finding_from_json(item: dict[str, object]) -> Finding:
    messages = item["messages"]
    line = item["line"]
    assert isinstance(messages, dict)  # noqa: S101  as_json wrote it so
    return Finding(
        severity=Severity(item["severity"]),
        messages=tuple(messages.items()),
        focus=_term(str(item["focus"])),
        path=_node(item.get("path")),
        value=_term(str(item["value"])) if "value" in item else None,
        shape=_node(item.get("shape")),
        component=_node(item.get("component")),
        line=line if isinstance(line, int) else None,
    )


def _term(text: str) -> Term:
    """Read a term in the syntax of N-Triples."""
    term: Term = next(iter(parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES))).object
    return term


def _node(text: object) -> NamedNode | None:
    term = _term(str(text)) if text is not None else None
    return term if isinstance(term, NamedNode) else None
