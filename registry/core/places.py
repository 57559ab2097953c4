"""Where in the file a finding stands: line and column of the value, or of the thing that says too little.

A place is exact or it is not given: a column is pointed at only where a walk over the words of the file finds the same
triple that the parser gave; else the finding keeps its line alone.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.core.names import is_unnamed
from registry.core.report import Finding, Report
from registry.core.tokens import Document, Token, tokens
from registry.core.turtle import Upload
from registry.vocabulary import PREFIXES, RDF

_XSD = PREFIXES["xsd"]
_WORDS = {"a": RDF.type} | {word: Literal(word, datatype=NamedNode(f"{_XSD}boolean")) for word in ("true", "false")}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class _Word(NamedTuple):
    """A term where it stands in the file; a node without a name is known by its place only."""

    term: NamedNode | Literal | None
    start: int
    end: int


class _Statement(NamedTuple):
    subject: _Word
    predicate: _Word
    value: _Word

    @property
    def said(self) -> tuple[Term | None, Term | None]:
        return self.predicate.term, self.value.term


_Key = tuple[Term | None, Term | None, Term | None]


@dataclass
class _Frame:
    """A subject about which the walk is being told, inside the bracket that opened it."""

    opened: Token | None = None
    subject: _Word | None = None
    predicate: _Word | None = None


class _NotUnderstood(Exception):
    """The walk meets what it does not know; what comes behind has no exact place."""


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
        self._named: dict[_Key, list[_Statement]] = defaultdict(list)
        self._unnamed: dict[_Key, list[_Statement]] = defaultdict(list)
        last_line = max((upload.lines[s, p, o] for s, stated in self._about.items() for p, o in stated), default=0)
        for statement in _statements(document.text, upload.graph.value, document.offset(last_line + 1, 1)):
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

    def _at(self, finding: Finding, word: _Word | None, line: int | None) -> Finding:
        if word is not None:
            (line, column), (end_line, end_column) = map(self._document.place, (word.start, word.end))
            end = end_column if end_line == line else None
            text = self._document.snippet(line, column)
            return replace(finding, line=line, column=column, end_column=end, text=text)
        if line is None:
            return finding
        column = self._document.first_column(line)
        return replace(finding, line=line, column=column, text=self._document.snippet(line, column))

    def _subject(self, focus: Term) -> _Word | None:
        for predicate, value in self._about[focus]:
            statement = self._statement(focus, predicate, value)
            if statement:
                return statement.subject
        return None

    def _statement(self, subject: Term, predicate: NamedNode, value: Term) -> _Statement | None:
        """The words that say a triple; the first, as the parser counts; where names do not tell, the only ones."""
        wanted = None if is_unnamed(value) else value
        if not is_unnamed(subject):
            found = self._named[subject, predicate, wanted]
            return found[0] if found and (wanted is not None or len(found) == 1) else None
        line = self._upload.lines[subject, predicate, value]
        near = self._near(self._unnamed[None, predicate, wanted], line)
        return near[0] if len(near) == 1 else None

    def _near(self, statements: list[_Statement], line: int) -> list[_Statement]:
        """Those that end on the line, and the one before it if nothing but space is between.

        The parser knows a text to be complete only when it has seen the word behind it.
        """
        start, end = self._document.offset(line, 1), self._document.offset(line + 1, 1)
        low = bisect_right(statements, start, key=_end)
        high = bisect_right(statements, end, key=_end)
        before = statements[low - 1 : low] if low else []
        waited = [each for each in before if not self._document.text[each.value.end : start].strip()]
        return [*waited, *statements[low:high]]


def _end(statement: _Statement) -> int:
    return statement.value.end


def _statements(text: str, base: str, end: int) -> Iterator[_Statement]:
    """The statements of a file that the parser has read, up to an end or to what this walk does not understand."""
    walk = _Walk(text, base, end)
    try:
        while True:
            yield from walk.step()
    except (StopIteration, _NotUnderstood, ValueError):
        return


@dataclass
class _Walk:
    """Goes from word to word, knowing of what thing and which property the file speaks."""

    text: str
    base: str
    end: int
    prefixes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tokens = tokens(self.text, 0, self.end)
        self._next: Token | None = next(self._tokens, None)
        self._frames = [_Frame()]
        self._known: dict[tuple[str, str], NamedNode | Literal] = {}

    def step(self) -> list[_Statement]:
        """Take the next word; give the statement that ends with it, if one does."""
        token = self._take()
        frame = self._frames[-1]
        if token.kind == "tag" or token.text.upper() in ("PREFIX", "BASE"):
            self._directive(token)
        elif token.text in ("[", "("):
            word = _Word(None, token.start, token.end)
            self._frames.append(_Frame(token, word, _Word(RDF.first, 0, 0) if token.text == "(" else None))
        elif token.text in ("]", ")"):
            opened = self._frames.pop().opened
            if opened is None:
                raise _NotUnderstood
            empty_list = token.text == ")" and not self.text[opened.end : token.start].strip()
            return self._say(_Word(RDF.nil if empty_list else None, opened.start, token.end))
        elif token.text == ".":
            self._frames = [_Frame()]
        elif token.text == ";":
            frame.predicate = None
        elif token.text != ",":
            return self._say(self._word(token))
        return []

    def _say(self, word: _Word) -> list[_Statement]:
        frame = self._frames[-1]
        if frame.subject is None:
            frame.subject = word
        elif frame.predicate is None:
            frame.predicate = word
        else:
            return [_Statement(frame.subject, frame.predicate, word)]
        return []

    def _take(self) -> Token:
        if self._next is None:
            raise StopIteration
        token, self._next = self._next, next(self._tokens, None)
        return token

    def _directive(self, token: Token) -> None:
        what = token.text.lower().removeprefix("@")
        if what == "prefix":
            prefix = self._take().text
            self.prefixes[prefix] = self._address(self._take())
        elif what == "base":
            self.base = self._address(self._take())
        else:
            raise _NotUnderstood
        self._known.clear()
        if self._next is not None and self._next.text == "." and token.kind == "tag":
            self._take()

    def _word(self, token: Token) -> _Word:
        if token.kind == "node":
            return _Word(None, token.start, token.end)
        if token.kind == "text":
            return self._text(token)
        key = (token.kind, token.text)
        if key not in self._known:
            self._known[key] = self._term(token)
        return _Word(self._known[key], token.start, token.end)

    def _text(self, token: Token) -> _Word:
        quotes = 3 if token.text[:3] in ('"""', "'''") and len(token.text) >= 6 else 1
        text = _plain(token.text[quotes:-quotes])
        if self._next is not None and self._next.kind == "tag":
            tag = self._take()
            return _Word(Literal(text, language=tag.text[1:].lower()), token.start, tag.end)
        if self._next is not None and self._next.kind == "type":
            self._take()
            datatype = self._take()
            return _Word(Literal(text, datatype=NamedNode(self._address(datatype))), token.start, datatype.end)
        return _Word(Literal(text), token.start, token.end)

    def _term(self, token: Token) -> NamedNode | Literal:
        if token.kind in ("integer", "decimal", "double"):
            return Literal(token.text, datatype=NamedNode(_XSD + token.kind))
        if token.kind == "word" and token.text in _WORDS:
            return _WORDS[token.text]
        return NamedNode(self._address(token))

    def _address(self, token: Token) -> str:
        if token.kind == "address":
            address = _plain(token.text[1:-1])
            return address if ":" in address.partition("/")[0] else urljoin(self.base, address)
        prefix, colon, name = token.text.partition(":")
        if token.kind != "name" or prefix + colon not in self.prefixes:
            raise _NotUnderstood
        return self.prefixes[prefix + colon] + re.sub(r"\\(.)", r"\1", name)


def _plain(text: str) -> str:
    """The characters that a text with escapes stands for."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(*found.groups()), text)


def _character(short: str | None, long: str | None, letter: str | None) -> str:
    code = short or long
    return chr(int(code, 16)) if code else _LETTERS.get(letter or "", letter or "")
