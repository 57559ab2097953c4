"""Bytes of a Turtle file become quads of one graph, each with its line, or a list of what cannot be read."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from registry.core.explanations import Mistake, mistake
from registry.core.facts import Term
from registry.core.mistakes import MOST_MISTAKES, explained, faults_of, mended, other_format
from registry.core.names import GENIDS
from registry.core.tokens import Document
from registry.vocabulary import PREFIXES

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What the parser may find before it is told apart: one forgotten prefix breaks many lines and is told once.
_MOST_ERRORS = 1_000
# Others, such as rdf:HTML and rdf:XMLLiteral, make readers down the road parse what a stranger wrote.
_LANGUAGE_TEXT = PREFIXES["rdf"] + "langString"
# What Python would read as a number although XML Schema does not, and the shapes could not compare.
_NUMBERS = frozenset(NamedNode(PREFIXES["xsd"] + name) for name in ("integer", "decimal", "double", "float"))


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
    if (other := other_format(text)) is not None:
        return Unreadable((other,))
    reader = _Reader(text, graph)
    for triple in reader.triples():
        reader.keep(triple)
        if most_triples is not None and len(reader.quads) > most_triples:
            return Unreadable((mistake("limit-triples", reader.line, most=most_triples),))
    if reader.errors or reader.mistakes:
        return Unreadable(_mistakes(reader, text, graph))
    return Upload(graph, tuple(reader.quads), reader.lines, reader.first_lines)


def _mistakes(reader: "_Reader", body: bytes, graph: NamedNode) -> tuple[Mistake, ...]:
    """What to mend; where a text was never closed, the file is read once more as if it were."""
    document = Document(body)
    text, open_ones = mended(document) if reader.errors else ("", [])
    if open_ones:
        reader = _Reader(text.encode("utf-8", "surrogateescape"), graph)
        for triple in reader.triples():
            reader.keep(triple)
    refused = [each.shown_in(document) for each in reader.mistakes]
    return explained(faults_of(reader.errors), document, [*open_ones, *refused])


class _Reader:
    """Feeds the parser one line at a time, so that a triple that comes out is known to end on the line last fed."""

    def __init__(self, text: bytes, graph: NamedNode) -> None:
        self._input = _LineByLine(text)
        self._graph = graph
        self._names = _Names(hashlib.sha256(graph.value.encode() + b"\n" + text).hexdigest()[:16])
        self.quads: dict[Quad, None] = {}
        self.lines: dict[tuple[Term, NamedNode, Term], int] = {}
        self.first_lines: dict[Term, int] = {}
        self.errors: list[SyntaxError] = []
        self.mistakes: list[Mistake] = []

    @property
    def line(self) -> int:
        return self._input.line

    def triples(self) -> Iterator[Triple]:
        """Go on after a mistake: the parser finds its way back at the next statement."""
        parser = iter(parse(cast(IO[bytes], self._input), format=RdfFormat.TURTLE, base_iri=self._graph.value))
        while len(self.errors) < _MOST_ERRORS and len(self.mistakes) < MOST_MISTAKES:
            try:
                yield next(parser).triple
            except StopIteration:
                return
            except SyntaxError as error:
                self.errors.append(error)
            except MemoryError:
                self.mistakes.append(mistake("limit-word", self.line))
                return

    def keep(self, triple: Triple) -> None:
        if isinstance(triple.object, Triple):
            self.mistakes.append(mistake("value-triple", self.line))
            return
        refused = _refused(triple.object, self.line) if isinstance(triple.object, Literal) else None
        if refused:
            self.mistakes.append(refused)
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
        return self._known.setdefault(term, NamedNode(f"{GENIDS}{self._digest}/{number}"))


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


def _refused(literal: Literal, line: int) -> Mistake | None:
    """Why a value cannot be taken, whatever the shapes would say of it."""
    datatype = literal.datatype
    if datatype.value != _LANGUAGE_TEXT and not datatype.value.startswith(PREFIXES["xsd"]):
        return mistake("value-type", line, type=datatype.value)
    if datatype in _NUMBERS:
        with suppress(InvalidOperation):
            number = Decimal(literal.value)
            if not number.is_finite() or "_" in literal.value or not literal.value.isascii():
                return mistake("value-number", line, text=literal.value)
    return None
