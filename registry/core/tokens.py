"""The words of a Turtle file with their places, also where it is broken: so that a report can point at them."""

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from registry.core.texts import shown

# Looked up when the module is read: the worker that checks files gives up the right to open any.
_WINDOWS = codecs.lookup("cp1252")
# A snippet as wide as a screen; a line of a machine's file can hold a million characters.
_WIDEST = 200
_ESCAPED = r"\\[^\r\n]"
_UNICODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
# Looks ahead and prefixes have an end, so that no file costs more than its length.
_LOCAL = r"(?:[\w\-:·]|%[0-9A-Fa-f]{2}|\\[^\w\s]|\.(?=\.{0,9}[\w\-:%\\·]))*+"
_KINDS = {
    "comment": r"#[^\r\n]*+",
    "address": rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UNICODE})*+>",
    "text": r'"""(?:"{0,2}+(?:[^"\\]|\\.))*+"""'
    rf"|'''(?:'{{0,2}}+(?:[^'\\]|\\.))*+'''"
    rf"|\"(?!\"\")(?:[^\"\\\r\n]|{_ESCAPED})*+\""
    rf"|'(?!'')(?:[^'\\\r\n]|{_ESCAPED})*+'",
    "open_long": r'"""|\'\'\'',
    "open_text": rf"[\"'](?:[^\\\r\n]|{_ESCAPED})*+",
    "open_address": r"<[^\s<>]*+(?=\s|\Z)(?![^\r\n<]*>)",
    "tag": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*+",
    "type": r"\^\^",
    "node": r"_:[\w](?:[\w\-·]|\.(?=\.{0,9}[\w\-·]))*+",
    "name": rf"(?:[^\W\d_](?:[\w\-·]|\.(?=\.{{0,9}}[\w\-·])){{0,99}}+)?:{_LOCAL}",
    "double": r"[+-]?(?:\d++\.?\d*+|\.\d++)[eE][+-]?\d++",
    "decimal": r"[+-]?\d*+\.\d++",
    "integer": r"[+-]?\d++",
    "word": r"[^\W\d_]\w*+",
    "mark": r"[.;,\[\]()]",
    "odd": r"\S",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()), re.DOTALL)
_OPEN_KINDS = ("open_long", "open_text", "open_address")
_CLOSED_OR_OPEN = re.compile(
    "|".join(
        [
            rf"(?:[^\"'<#“„«\\]|{_ESCAPED})++",
            *(f"(?:{_KINDS[kind]})" for kind in ("comment", "address", "text")),
            *(f"(?P<{kind}>{_KINDS[kind]})" for kind in _OPEN_KINDS),
            "(?P<odd>[“„«])|.",
        ]
    ),
    re.DOTALL,
)
_BROKEN = re.compile(r"[\udc80-\udcff]")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Token(NamedTuple):
    """A word of the file: what it is, and from where to where it stands; a tuple, as a file has half a million."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Token]:
    """Cut the text into words; comments are left out, and what is no word of Turtle comes as `odd` or `open_...`."""
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup or "odd"
        if kind != "comment":
            yield Token(kind, match[0], match.start(), match.end())


def not_closed(text: str, start: int = 0) -> Iterator[Token]:
    """The texts and addresses that do not end on their line, and quotation marks of a word processor."""
    for match in _CLOSED_OR_OPEN.finditer(text, start):
        if match.lastgroup:
            yield Token(match.lastgroup, match[0], match.start(), match.end())


class Document:
    """The text of a file, by lines and columns that count from 1, in characters."""

    def __init__(self, body: bytes) -> None:
        self.text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        # a file of one line has all its findings there
        self._last = (0, "")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @property
    def last_line(self) -> int:
        """The number of the last line; what follows the last line end is a line only when something stands there."""
        return max(1, len(self._starts) - (self._starts[-1] == len(self.text)))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character; the end of a text that ends with its line is the end of that line."""
        line = bisect_right(self._starts, offset)
        if line > self.last_line:
            return self.last_line, len(self.line(self.last_line)) + 1
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Where in the text a line and column are, kept within the line."""
        if line > len(self._starts):
            return len(self.text)
        line = max(line, 1)
        start = self._starts[line - 1]
        end = _LINE_END.search(self.text, start)
        return min(start + max(column, 1) - 1, end.start() if end else len(self.text))

    def line(self, number: int) -> str:
        """The text of a line without its end; bytes that are not UTF-8 are shown as Windows would show them."""
        if self._last[0] != number:
            self._last = number, self._line(number)
        return self._last[1]

    def _line(self, number: int) -> str:
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = _LINE_END.search(self.text, start)
        line = self.text[start : end.start() if end else len(self.text)]
        return _WINDOWS.decode(line.encode("utf-8", "surrogateescape"), "replace")[0] if _BROKEN.search(line) else line

    def first_column(self, number: int) -> int:
        """Where on a line something begins to stand."""
        line = self.line(number)
        return len(line) - len(line.lstrip()) + 1

    def snippet(self, number: int, column: int) -> str:
        """What a report shows of a line: all of it, or what stands around the column."""
        line = self.line(number)
        if len(line) <= _WIDEST:
            return shown(line)
        start = max(0, min(column - 1 - _WIDEST // 4, len(line) - _WIDEST))
        end = start + _WIDEST
        return f"{'…' if start else ''}{shown(line[start:end])}{'…' if end < len(line) else ''}"
