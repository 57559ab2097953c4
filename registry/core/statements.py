"""The statements of a Turtle file where they stand: a walk over its words, for places that the parser does not give."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.core.tokens import Token, tokens
from registry.vocabulary import PREFIXES, RDF

_XSD = PREFIXES["xsd"]
_WORDS = {"a": RDF.type} | {word: Literal(word, datatype=NamedNode(f"{_XSD}boolean")) for word in ("true", "false")}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Word(NamedTuple):
    """A term where it stands in the file; a node without a name is known by its place only."""

    term: NamedNode | Literal | None
    start: int
    end: int


class Statement(NamedTuple):
    """Subject, property and value as they stand in the file."""

    subject: Word
    predicate: Word
    value: Word

    @property
    def said(self) -> tuple[Term | None, Term | None]:
        """What is said of the subject."""
        return self.predicate.term, self.value.term


@dataclass
class _Frame:
    """A subject about which the walk is being told, inside the bracket that opened it."""

    opened: Token | None = None
    subject: Word | None = None
    predicate: Word | None = None


class _NotUnderstood(Exception):
    """The walk meets what it does not know; what comes behind has no exact place."""


def statements(text: str, base: str, end: int) -> Iterator[Statement]:
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

    def step(self) -> list[Statement]:
        """Take the next word; give the statement that ends with it, if one does."""
        token = self._take()
        frame = self._frames[-1]
        if token.kind == "tag" or token.text.upper() in ("PREFIX", "BASE"):
            self._directive(token)
        elif token.text in ("[", "("):
            word = Word(None, token.start, token.end)
            self._frames.append(_Frame(token, word, Word(RDF.first, 0, 0) if token.text == "(" else None))
        elif token.text in ("]", ")"):
            opened = self._frames.pop().opened
            if opened is None:
                raise _NotUnderstood
            empty_list = token.text == ")" and not self.text[opened.end : token.start].strip()
            return self._say(Word(RDF.nil if empty_list else None, opened.start, token.end))
        elif token.text == ".":
            self._frames = [_Frame()]
        elif token.text == ";":
            frame.predicate = None
        elif token.text != ",":
            return self._say(self._word(token))
        return []

    def _say(self, word: Word) -> list[Statement]:
        frame = self._frames[-1]
        if frame.subject is None:
            frame.subject = word
        elif frame.predicate is None:
            frame.predicate = word
        else:
            return [Statement(frame.subject, frame.predicate, word)]
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

    def _word(self, token: Token) -> Word:
        if token.kind == "node":
            return Word(None, token.start, token.end)
        if token.kind == "text":
            return self._text(token)
        key = (token.kind, token.text)
        if key not in self._known:
            self._known[key] = self._term(token)
        return Word(self._known[key], token.start, token.end)

    def _text(self, token: Token) -> Word:
        quotes = 3 if token.text[:3] in ('"""', "'''") and len(token.text) >= 6 else 1
        text = _plain(token.text[quotes:-quotes])
        if self._next is not None and self._next.kind == "tag":
            tag = self._take()
            return Word(Literal(text, language=tag.text[1:].lower()), token.start, tag.end)
        if self._next is not None and self._next.kind == "type":
            self._take()
            datatype = self._take()
            return Word(Literal(text, datatype=NamedNode(self._address(datatype))), token.start, datatype.end)
        return Word(Literal(text), token.start, token.end)

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
