"""A report in SARIF 2.1.0 (OASIS), so that editors and continuous integration can point at the places."""

import json
from urllib.parse import quote

from registry import __version__
from registry.core.report import Finding, Report, Severity
from registry.core.report_words import name_of
from registry.core.texts import advice, say
from registry.settings import NAMES

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(report: Report, file_name: str, language: str = "en") -> str:
    """Write one run over one file; columns count characters from 1."""
    rules: dict[str, dict[str, object]] = {}
    results = []
    for finding in report.findings:
        rules.setdefault(finding.rule_name, _rule(finding, language))
        results.append(_result(finding, list(rules).index(finding.rule_name), quote(file_name), language))
    driver = {
        "name": "cfit",
        "version": __version__,
        "informationUri": NAMES.rstrip("/"),
        "rules": list(rules.values()),
    }
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": quote(file_name)}}],
        "invocations": [{"executionSuccessful": True}],
        "results": results,
        "properties": {"conforms": report.conforms, "leftOut": report.more},
    }
    content = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding, language: str) -> dict[str, object]:
    message = finding.message(language) or finding.rule_name
    rule: dict[str, object] = {
        "id": finding.rule_name,
        "name": finding.rule_name,
        "shortDescription": {"text": advice(message, language)[0] or message},
        "help": {"text": message},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }
    if finding.shape:
        rule["helpUri"] = finding.shape.value
    return rule


def _result(finding: Finding, index: int, uri: str, language: str) -> dict[str, object]:
    message = finding.message(language) or finding.rule_name
    if finding.value is not None and finding.value != finding.focus:
        found = name_of(finding.value, finding.line, language)
        message += f" ({say('place-found', language, value=found)})"
    place: dict[str, object] = {"artifactLocation": {"uri": uri, "index": 0}}
    if finding.line is not None:
        place["region"] = _region(finding, finding.line)
    name = finding.cell or name_of(finding.focus, finding.focus_line, language)
    return {
        "ruleId": finding.rule_name,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"name": name, "kind": "element"}]}],
    }


def _region(finding: Finding, line: int) -> dict[str, object]:
    """The words that are meant; where they are not known, from the first word of the line to its end."""
    region: dict[str, object] = {"startLine": line, "startColumn": finding.column or 1}
    if finding.end_column is not None:
        region |= {"endLine": line, "endColumn": finding.end_column}
    if finding.text:
        region["snippet"] = {"text": finding.text}
    return region
