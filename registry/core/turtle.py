"""Bytes of a Turtle file become quads of one graph, each with its line, or a list of what cannot be read."""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from registry.core.facts import Term
from registry.settings import NAMES
from registry.vocabulary import PREFIXES

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_MISTAKES = 20
# Others, such as rdf:HTML and rdf:XMLLiteral, make readers down the road parse what a stranger wrote.
_LANGUAGE_TEXT = PREFIXES["rdf"] + "langString"
# What Python would read as a number although XML Schema does not, and the shapes could not compare.
_NUMBERS = frozenset(NamedNode(PREFIXES["xsd"] + name) for name in ("integer", "decimal", "double", "float"))
_WHERE_THE_PARSER_SAYS_IT_AGAIN = re.compile(r"^Parser error (?:at|between) line [^:]*: ")


@dataclass(frozen=True)
class Mistake:
    """A place where the text is not Turtle; line and column count from 1."""

    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Unreadable:
    """The text is not Turtle, or more of it than is allowed."""

    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Upload:
    """What a file says: quads of one graph, the line of each triple and the first line of each subject."""

    graph: NamedNode
    quads: tuple[Quad, ...]
    lines: dict[tuple[Term, NamedNode, Term], int] = field(default_factory=dict)
    first_lines: dict[Term, int] = field(default_factory=dict)


def read_turtle(body: bytes, graph: NamedNode, most_triples: int | None = None) -> Upload | Unreadable:
    """Read Turtle or N-Triples with the graph as base IRI; nodes without a name get an IRI that follows from the bytes.

    The same bytes for the same graph always give the same quads, so that the store can be made again from them.
    """
    text = body.removeprefix(_BYTE_ORDER_MARK)
    if b"\x00" in text:
        return _nul_mistake(text)
    reader = _Reader(text, graph)
    for triple in reader.triples():
        reader.keep(triple)
        if most_triples is not None and len(reader.quads) > most_triples:
            message = f"more than {most_triples} triples: split the file into several datasets"
            return Unreadable((Mistake(reader.line, 1, message),))
    if reader.mistakes:
        return Unreadable(tuple(reader.mistakes))
    return Upload(graph, tuple(reader.quads), reader.lines, reader.first_lines)


class _Reader:
    """Feeds the parser one line at a time, so that a triple that comes out is known to end on the line last fed."""

    def __init__(self, text: bytes, graph: NamedNode) -> None:
        self._input = _LineByLine(text)
        self._graph = graph
        self._names = _Names(hashlib.sha256(graph.value.encode() + b"\n" + text).hexdigest()[:16])
        self.quads: dict[Quad, None] = {}
        self.lines: dict[tuple[Term, NamedNode, Term], int] = {}
        self.first_lines: dict[Term, int] = {}
        self.mistakes: list[Mistake] = []

    @property
    def line(self) -> int:
        return self._input.line

    def triples(self) -> Iterator[Triple]:
        """Go on after a mistake: the parser finds its way back at the next statement."""
        parser = iter(parse(cast(IO[bytes], self._input), format=RdfFormat.TURTLE, base_iri=self._graph.value))
        while len(self.mistakes) < _MOST_MISTAKES:
            try:
                yield next(parser).triple
            except StopIteration:
                return
            except SyntaxError as error:
                self.mistakes.append(_mistake(error, self.line))
            except MemoryError:
                self.mistakes.append(Mistake(self.line, 1, "a single word or text is longer than 16 MiB"))
                return

    def keep(self, triple: Triple) -> None:
        if isinstance(triple.object, Triple):
            self.mistakes.append(Mistake(self.line, 1, "a triple inside a triple is not accepted here"))
            return
        reason = _refused(triple.object) if isinstance(triple.object, Literal) else None
        if reason:
            self.mistakes.append(Mistake(self.line, 1, reason))
            return
        value = self._names.name(triple.object)
        subject = self._names.name(triple.subject)
        if not isinstance(subject, NamedNode):
            return
        quad = Quad(subject, triple.predicate, value, self._graph)
        self.quads.setdefault(quad)
        self.lines.setdefault((subject, triple.predicate, value), self.line)
        self.first_lines.setdefault(subject, self.line)


class _Names:
    """Gives each blank node of a file an IRI of its own, numbered in the order of appearance (RDF 1.1, 3.5)."""

    def __init__(self, digest: str) -> None:
        self._digest = digest
        self._known: dict[BlankNode, NamedNode] = {}

    def name(self, term: Term) -> Term:
        if not isinstance(term, BlankNode):
            return term
        number = len(self._known) + 1
        return self._known.setdefault(term, NamedNode(f"{NAMES}genid/{self._digest}/{number}"))


class _LineByLine(io.RawIOBase):
    """A binary file that hands over at most one line per read and knows the number of the line handed over last."""

    def __init__(self, text: bytes) -> None:
        self._lines = iter(text.splitlines(keepends=True))
        self._rest = b""
        self.line = 0

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.line += bool(self._rest)
        end = len(self._rest) if size < 0 else size
        chunk, self._rest = self._rest[:end], self._rest[end:]
        return chunk


def _refused(literal: Literal) -> str | None:
    """Why a value cannot be taken, whatever the shapes would say of it."""
    datatype = literal.datatype
    if datatype.value != _LANGUAGE_TEXT and not datatype.value.startswith(PREFIXES["xsd"]):
        return f"values of type {datatype.value} are not accepted: use plain text or an xsd: type"
    if datatype in _NUMBERS:
        with suppress(InvalidOperation):
            number = Decimal(literal.value)
            if not number.is_finite() or "_" in literal.value or not literal.value.isascii():
                return f"{literal.value} is not a number here: use plain digits, or leave out what is not known"
    return None


def _mistake(error: SyntaxError, line: int) -> Mistake:
    message = _WHERE_THE_PARSER_SAYS_IT_AGAIN.sub("", str(error.msg))
    return Mistake(error.lineno or max(line, 1), error.offset or 1, message)


def _nul_mistake(text: bytes) -> Unreadable:
    before = text[: text.index(b"\x00")]
    column = len(before) - (before.rfind(b"\n") + 1) + 1
    message = "a NUL character: the file is not plain UTF-8 text; save it as UTF-8 and send it again"
    return Unreadable((Mistake(before.count(b"\n") + 1, column, message),))
