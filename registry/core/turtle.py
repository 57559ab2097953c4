"""Bytes of a Turtle file become quads of one graph, each with its line, or a list of what cannot be read."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from registry.core.bounds import UNBOUND, Bounds
from registry.core.explanations import Mistake, mistake
from registry.core.facts import Term
from registry.core.mistakes import MOST_MISTAKES, explained, faults_of, mended, other_format
from registry.core.names import GENIDS
from registry.core.tokens import Document
from registry.vocabulary import DCTERMS, PREFIXES

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What the parser may find before it is told apart: one forgotten prefix breaks many lines and is told once.
_MOST_ERRORS = 1_000
# Others, such as rdf:HTML and rdf:XMLLiteral, make readers down the road parse what a stranger wrote.
_LANGUAGE_TEXT = PREFIXES["rdf"] + "langString"
_WITH_A_BASE = (RdfFormat.TURTLE, RdfFormat.TRIG)
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


def read_turtle(
    body: bytes, graph: NamedNode, bounds: Bounds = UNBOUND, syntax: RdfFormat = RdfFormat.TURTLE
) -> Upload | Unreadable:
    """Read Turtle or its family with the graph as base IRI; a node without a name gets one that follows from the bytes.

    The same bytes for the same graph always give the same quads, so that the store can be made again from them.
    """
    text = body.removeprefix(BYTE_ORDER_MARK)
    if (other := other_format(text) or bounds.too_deep(text)) is not None:
        return Unreadable((other,))
    reader = _Reader(text, graph, bounds, syntax)
    for quad in reader.said():
        reader.keep(quad)
        if len(reader.quads) > bounds.triples:
            return Unreadable((mistake("limit-triples", reader.line, most=bounds.triples),))
    if reader.errors or reader.mistakes:
        return Unreadable(_mistakes(reader, text, graph))
    return Upload(graph, tuple(reader.quads), reader.lines, reader.first_lines)


def _mistakes(reader: "_Reader", body: bytes, graph: NamedNode) -> tuple[Mistake, ...]:
    """What to mend; where a text was never closed, the file is read once more as if it were."""
    document = Document(body)
    text, open_ones = mended(document) if reader.errors else ("", [])
    if open_ones:
        again = _Reader(text.encode("utf-8", "surrogateescape"), graph, reader.bounds, reader.syntax)
        for quad in again.said():
            again.keep(quad)
        reader = again
    refused = [each.shown_in(document) for each in reader.mistakes]
    return explained(faults_of(reader.errors), document, [*open_ones, *refused])


class _Reader:
    """Feeds the parser one line at a time, so that a triple that comes out is known to end on the line last fed."""

    def __init__(self, text: bytes, graph: NamedNode, bounds: Bounds, syntax: RdfFormat) -> None:
        self._input = _LineByLine(text)
        self._graph = graph
        self._names = Names(graph, text)
        self.bounds, self.syntax = bounds, syntax
        self.quads: dict[Quad, None] = {}
        self.lines: dict[tuple[Term, NamedNode, Term], int] = {}
        self.first_lines: dict[Term, int] = {}
        self.errors: list[SyntaxError] = []
        self.mistakes: list[Mistake] = []

    @property
    def line(self) -> int:
        return self._input.line

    def said(self) -> Iterator[Quad]:
        """Go on after a mistake: the parser finds its way back at the next statement."""
        base = self._graph.value if self.syntax in _WITH_A_BASE else None
        parser = parse(cast(IO[bytes], self._input), format=self.syntax, base_iri=base)
        while len(self.errors) < _MOST_ERRORS and len(self.mistakes) < MOST_MISTAKES:
            try:
                quad = next(parser, None)
            except SyntaxError as error:
                self.errors.append(error)
                continue
            except MemoryError:
                self.mistakes.append(mistake("limit-word", self.line))
                return
            if len(parser.prefixes) > self.bounds.prefixes:
                self.mistakes.append(mistake("limit-prefixes", self.line, most=self.bounds.prefixes))
                return
            if quad is None:
                return
            yield quad

    def keep(self, quad: Quad) -> None:
        refused = why_refused(quad, self._graph, self.bounds, self.line)
        if refused:
            self.mistakes.append(refused)
            return
        value = self._names.name(quad.object)
        subject = self._names.name(quad.subject)
        if not isinstance(subject, NamedNode):
            return
        kept = Quad(subject, quad.predicate, value, self._graph)
        self.quads.setdefault(kept)
        self.lines.setdefault((subject, quad.predicate, value), self.line)
        self.first_lines.setdefault(subject, self.line)


class Names:
    """Gives each blank node of a file an IRI of its own, numbered in the order of appearance (RDF 1.1, 3.5)."""

    def __init__(self, graph: NamedNode, text: bytes) -> None:
        """The same text for the same graph gives the same names."""
        self._digest = hashlib.sha256(graph.value.encode() + b"\n" + text).hexdigest()[:16]
        self._known: dict[BlankNode, NamedNode] = {}

    def name(self, term: Term) -> Term:
        """The term, or the IRI that a blank node gets."""
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


def why_refused(quad: Quad, graph: NamedNode, bounds: Bounds, line: int) -> Mistake | None:
    """Why a statement cannot be taken, whatever the shapes would say of it."""
    if isinstance(quad.object, Triple):
        return mistake("value-triple", line)
    if quad.graph_name not in (DefaultGraph(), graph):
        return mistake("value-other-graph", line, graph=graph.value)
    for term in (quad.subject, quad.predicate, quad.object):
        if refused := bounds.refuses(term, line):
            return refused
    return _refused(quad.object, line) if isinstance(quad.object, Literal) else None


def _refused(literal: Literal, line: int) -> Mistake | None:
    """Why a value cannot be taken."""
    datatype = literal.datatype
    if datatype.value != _LANGUAGE_TEXT and not datatype.value.startswith(PREFIXES["xsd"]):
        return mistake("value-type", line, type=datatype.value)
    if datatype in _NUMBERS:
        with suppress(InvalidOperation):
            number = Decimal(literal.value)
            if not number.is_finite() or "_" in literal.value or not literal.value.isascii():
                return mistake("value-number", line, text=literal.value)
    return None


def stated_licence(upload: Upload) -> str | None:
    """The licence that the file names for itself, as `<> dcterms:license <...>`."""
    for quad in upload.quads:
        if quad.subject == upload.graph and quad.predicate == DCTERMS.license and isinstance(quad.object, NamedNode):
            return quad.object.value
    return None
