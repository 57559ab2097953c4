"""A report in the words of its reader: what is wrong, rule by rule, with the places where it is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.core.names import is_unnamed
from registry.core.report import Finding, Report, Severity, as_json
from registry.core.texts import advice, say
from registry.vocabulary import PREFIXES


@dataclass(frozen=True)
class Place:
    """Where a rule is broken: the words before, those that are meant, and those behind; in words: where, about what."""

    where: str
    before: str
    meant: str
    behind: str
    about: str
    thing: str
    found: str

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.before + self.meant + self.behind


@dataclass(frozen=True)
class Rule:
    """A rule that is broken: how much that weighs, what it asks, what to write instead, and where."""

    name: str
    severity: Severity
    weight: str
    message: str
    write: str
    shape: NamedNode | None
    by_spot: dict[object, Place] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        """The places in the order of the file."""
        return list(self.by_spot.values())


@dataclass(frozen=True)
class Told:
    """A report as it is told in one language."""

    language: str
    title: str
    verdict: str
    lead: str
    counts: str
    left_out: str
    rules: tuple[Rule, ...]


def told(report: Report, language: str) -> Told:
    """Tell the report in a language: rules with the worst first, and of equals those that are broken most."""
    state = "unreadable" if not report.readable else "accepted" if report.conforms else "refused"
    rules = _rules(report.findings, language)
    order = list(Severity)
    left_out = say("report-left-out", language, most=len(report.findings), count=report.more) if report.more else ""
    return Told(
        language=language,
        title=say("report-title", language),
        verdict=say(f"report-{state}", language),
        lead=say(f"report-lead-{state}" if rules else "report-nothing", language),
        counts=say("report-counts", language, **_counts(rules)),
        left_out=left_out,
        rules=tuple(sorted(rules, key=lambda rule: (order.index(rule.severity), -len(rule.places)))),
    )


def as_text(report: Report, language: str = "en") -> str:
    """Write the report as lines that a person can read in a terminal."""
    page = told(report, language)
    lines = [f"{page.verdict}. {page.counts}", *([page.left_out] if page.left_out else [])]
    for rule in page.rules:
        lines += ["", f"{rule.weight}: {rule.message}"]
        if rule.write:
            lines.append(f"  {say('rule-write', language)} {rule.write}")
        for place in rule.places:
            details = [part for part in (place.found, place.about) if part]
            lines.append(f"  {place.where}{': ' if details else ''}{', '.join(details)}")
            if place.text.strip():
                lines.append(f"    | {place.text.strip()}")
    return "\n".join(lines) + "\n"


def as_told_json(report: Report, language: str) -> str:
    """Write the report as JSON for programs, with what a person would read of each finding beside it."""
    content = json.loads(as_json(report))
    for item, finding in zip(content["findings"], report.findings, strict=True):
        item["rule"] = finding.rule_name
        item["message"], write = advice(finding.message(language), language)
        item["about"] = name_of(finding.focus, finding.focus_line, language)
        item["exact"] = finding.end_column is not None
        if write:
            item["write"] = write
        for key, term in (("focus", finding.focus), ("value", finding.value)):
            if is_unnamed(term):
                del item[key]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def name_of(term: Term, line: int | None, language: str) -> str:
    """What a person calls a term: short where it can be, and by its place where it has no name."""
    if is_unnamed(term):
        return say("unnamed", language, line=line) if line else say("unnamed-nowhere", language)
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace) and term.value != namespace:
                return f"{prefix}:{term.value.removeprefix(namespace)}"
        return f"<{term.value}>"
    return str(term)


def _counts(rules: Iterable[Rule]) -> dict[str, int]:
    """How many places there are to mend."""
    names = {Severity.VIOLATION: "errors", Severity.WARNING: "warnings", Severity.INFO: "notes"}
    counts = dict.fromkeys(names.values(), 0)
    for rule in rules:
        counts[names[rule.severity]] += len(rule.places)
    return counts


def _rules(findings: Iterable[Finding], language: str) -> list[Rule]:
    rules: dict[tuple[object, ...], Rule] = {}
    for finding in findings:
        key = (finding.severity, finding.rule_name, finding.messages)
        if key not in rules:
            message, write = advice(finding.message(language), language)
            weight = say(f"severity-{finding.severity.value.lower()}", language)
            rules[key] = Rule(finding.rule_name, finding.severity, weight, message, write, finding.shape)
        # a value that breaks several parts of one rule is one thing to mend, told once
        place, by_spot = _place(finding, language), rules[key].by_spot
        spot: object = (place.where, place.text, place.thing) if finding.end_column else place
        if spot not in by_spot or place.found:
            by_spot[spot] = place
    return list(rules.values())


def _place(finding: Finding, language: str) -> Place:
    start, end = (finding.column or 1) - 1, (finding.end_column or 1) - 1
    text = finding.text
    if not start < end <= len(text) or text.startswith("…"):
        start = end = 0
    syntax = finding.rule.startswith(("syntax-", "limit-", "value-", "json-", "table-", "format-"))
    thing = "" if syntax else name_of(finding.focus, finding.focus_line, language)
    value = finding.value
    found = name_of(value, finding.line, language) if value is not None and value != finding.focus else ""
    return Place(
        where=_where(finding, language),
        before=text[:start],
        meant=text[start:end],
        behind=text[end:],
        about=say("place-about", language, thing=thing) if thing else "",
        thing=thing,
        found=say("place-found", language, value=found) if found else "",
    )


def _where(finding: Finding, language: str) -> str:
    if finding.cell:
        return say("place-cell", language, cell=finding.cell)
    if finding.line is None:
        return say("place-none", language)
    if finding.end_column is None or finding.column is None:
        return say("place-line", language, line=finding.line)
    return say("place-column", language, line=finding.line, column=finding.column)
