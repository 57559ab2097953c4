"""Where in the file a finding stands: line and column of the value, or of the thing that says too little.

A place is exact or it is not given: a column is pointed at only where a walk over the words of the file finds the same
triple that the parser gave; else the finding keeps its line alone.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from registry.core.facts import Term
from registry.core.names import is_unnamed
from registry.core.report import Finding, Report
from registry.core.statements import Statement, Word, statements
from registry.core.tokens import Document
from registry.core.turtle import Upload

_Key = tuple[Term | None, Term | None, Term | None]


def located(report: Report, upload: Upload, body: bytes) -> Report:
    """Give each finding its place in the file, and the text of the line."""
    if not report.findings:
        return report
    document = Document(body)
    atlas = _Atlas(upload, document, {finding.focus for finding in report.findings})
    return replace(report, findings=tuple(atlas.placed(finding) for finding in report.findings))


def located_by_line(report: Report, upload: Upload, body: bytes) -> Report:
    """Give each finding the text of its line, where the words of the file are not known one by one."""
    document = Document(body)
    atlas = _Lines(upload, document)
    return replace(report, findings=tuple(atlas.placed(finding) for finding in report.findings))


@dataclass(frozen=True)
class _Lines:
    """Findings on the lines that they have."""

    upload: Upload
    document: Document

    def placed(self, finding: Finding) -> Finding:
        about = self.upload.first_lines.get(finding.focus)
        line = finding.line or about
        if line is None:
            return finding
        column = self.document.first_column(line)
        text = self.document.snippet(line, column)
        return replace(finding, line=line, column=column, text=text, focus_line=about)


class _Atlas:
    """Where the statements stand that the findings are about."""

    def __init__(self, upload: Upload, document: Document, focuses: set[Term]) -> None:
        self._upload, self._document = upload, document
        self._about: dict[Term, list[tuple[NamedNode, Term]]] = defaultdict(list)
        for subject, predicate, value in upload.lines:
            if subject in focuses:
                self._about[subject].append((predicate, value))
        self._last = {(focus, path): value for focus, stated in self._about.items() for path, value in stated}
        self._named: dict[_Key, list[Statement]] = defaultdict(list)
        self._unnamed: dict[_Key, list[Statement]] = defaultdict(list)
        last_line = max((upload.lines[s, p, o] for s, stated in self._about.items() for p, o in stated), default=0)
        for statement in statements(document.text, upload.graph.value, document.offset(last_line + 1, 1)):
            subject_term, predicate_term, value_term = statement.subject.term, *statement.said
            if subject_term is None:
                self._unnamed[None, predicate_term, value_term].append(statement)
            elif subject_term in self._about:
                self._named[subject_term, predicate_term, value_term].append(statement)
        self._subjects = {focus: self._subject(focus) for focus in focuses}

    def placed(self, finding: Finding) -> Finding:
        """The finding at the words that it is about, or on its line where they are not found for certain."""
        subject, first_line = self._subjects[finding.focus], self._upload.first_lines.get(finding.focus)
        about = self._document.place(subject.start)[0] if subject else first_line
        finding = replace(finding, focus_line=about)
        value = self._value_of(finding)
        if value is not None:
            statement = self._statement(finding.focus, *value)
            return self._at(finding, statement.value if statement else None, self._upload.lines[finding.focus, *value])
        if finding.line in (None, first_line):
            return self._at(finding, subject, about)
        return self._at(finding, None, finding.line)

    def _value_of(self, finding: Finding) -> tuple[NamedNode, Term] | None:
        """The statement that a finding is about; of several values that are too many it is the last."""
        focus, path = finding.focus, finding.path
        if path is None:
            return None
        value = self._last.get((focus, path)) if finding.value is None else finding.value
        if value is None or self._upload.lines.get((focus, path, value)) != finding.line:
            return None
        return path, value

    def _at(self, finding: Finding, word: Word | None, line: int | None) -> Finding:
        if word is not None:
            (line, column), (end_line, end_column) = map(self._document.place, (word.start, word.end))
            end = end_column if end_line == line else None
            text = self._document.snippet(line, column)
            return replace(finding, line=line, column=column, end_column=end, text=text)
        if line is None:
            return finding
        column = self._document.first_column(line)
        return replace(finding, line=line, column=column, text=self._document.snippet(line, column))

    def _subject(self, focus: Term) -> Word | None:
        for predicate, value in self._about[focus]:
            statement = self._statement(focus, predicate, value)
            if statement:
                return statement.subject
        return None

    def _statement(self, subject: Term, predicate: NamedNode, value: Term) -> Statement | None:
        """The words that say a triple; the first, as the parser counts; where names do not tell, the only ones."""
        wanted = None if is_unnamed(value) else value
        if not is_unnamed(subject):
            found = self._named[subject, predicate, wanted]
            return found[0] if found and (wanted is not None or len(found) == 1) else None
        line = self._upload.lines[subject, predicate, value]
        near = self._near(self._unnamed[None, predicate, wanted], line)
        return near[0] if len(near) == 1 else None

    def _near(self, statements: list[Statement], line: int) -> list[Statement]:
        """Those that end on the line, and the one before it if nothing but space is between.

        The parser knows a text to be complete only when it has seen the word behind it.
        """
        start, end = self._document.offset(line, 1), self._document.offset(line + 1, 1)
        low = bisect_right(statements, start, key=_end)
        high = bisect_right(statements, end, key=_end)
        before = statements[low - 1 : low] if low else []
        waited = [each for each in before if not self._document.text[each.value.end : start].strip()]
        return [*waited, *statements[low:high]]


def _end(statement: Statement) -> int:
    return statement.value.end
