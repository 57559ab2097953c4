"""What a check found, with its place in the member's own file, as values and as JSON for the ledger."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import NamedNode, RdfFormat, parse

from registry.core.explanations import Mistake
from registry.core.facts import Term
from registry.core.names import anchor


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
    column: int | None = None
    end_column: int | None = None
    """Where the words end, not counting this column; without it, the column is where the line begins to speak."""
    text: str = ""
    focus_line: int | None = None
    rule: str = ""
    cell: str = ""
    """The name of the cell, in a table; line and column are then its row and the number of its column."""

    @property
    def rule_name(self) -> str:
        """A short name of the rule: its own, that of its shape, or that of the part of SHACL that it uses."""
        named = self.shape or self.component
        return self.rule or (anchor(named.value) if named else "rule")

    def message(self, language: str = "en") -> str:
        """The message in the language, else in English, else in whatever language there is."""
        texts = dict(self.messages)
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Report:
    """All findings of one check, worst first and then in the order of the file; `more` were left out."""

    findings: tuple[Finding, ...] = ()
    more: int = 0
    readable: bool = True

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


def unreadable_report(mistakes: Iterable[Mistake], graph: NamedNode) -> Report:
    """Tell what cannot be read in the same way as what breaks a rule; it is about the graph as a whole."""
    findings = (
        Finding(
            severity=Severity.VIOLATION,
            messages=each.messages,
            focus=graph,
            line=each.line,
            column=each.column,
            end_column=each.end_column,
            text=each.text,
            rule=each.rule,
            cell=each.cell,
        )
        for each in mistakes
    )
    return Report(tuple(findings), readable=False)


def as_json(report: Report) -> str:
    """Write the report as JSON, for programs and for the ledger."""
    content: dict[str, object] = {
        "conforms": report.conforms,
        "violations": report.count(Severity.VIOLATION),
        "warnings": report.count(Severity.WARNING),
        "left_out": report.more,
        "findings": [_finding_as_json(finding) for finding in report.findings],
    }
    if not report.readable:
        content["readable"] = False
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Report:
    """Read a report that `as_json` wrote."""
    content = json.loads(text)
    return Report(
        tuple(_finding_from_json(item) for item in content["findings"]),
        content["left_out"],
        content.get("readable", True),
    )


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
        **{name: getattr(finding, name) for name in _PLACE if getattr(finding, name) not in (None, "")},
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
        **{name: item[name] for name in _PLACE if name in item},  # type: ignore[arg-type]  # as_json wrote them so
    )


_PLACE = ("column", "end_column", "text", "focus_line", "rule", "cell")


def _term(text: str) -> Term:
    """Read a term in the syntax of N-Triples."""
    term: Term = next(iter(parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES))).object
    return term


def _node(text: object) -> NamedNode | None:
    term = _term(str(text)) if text is not None else None
    return term if isinstance(term, NamedNode) else None
