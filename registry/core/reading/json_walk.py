"""A walk through a JSON text that knows where everything stands: contexts, statements, numbers, and how deep."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.core.bounds import Bounds
from registry.core.explanations import Mistake, mistake
from registry.core.tokens import Document

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<text>"(?:[^"\\\x00-\x1f]|\\.)*+")|(?P<mark>[\[\]{},:])'
    r"|(?P<number>-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?)|(?P<word>true|false|null)|(?P<end>\Z)|(?P<odd>.))",
    re.DOTALL | re.ASCII,
)
# More words of JSON than that for each triple that is allowed say nothing, and take time.
_WORDS_PER_TRIPLE = 20
_ID, CONTEXT, _LANGUAGE = ("@id", "id"), "@context", "@language"


@dataclass
class Node:
    """An object of the text: the name that it gives itself, and its members in order, each with its place."""

    name: str | None = None
    members: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Value:
    """A scalar under a key, from where to where it stands."""

    key: str
    text: str
    start: int
    end: int
    depth: int


@dataclass
class Walked:
    """What a walk saw."""

    nodes: list[Node] = field(default_factory=list)
    contexts: list[Value] = field(default_factory=list)
    numbers: list[Value] = field(default_factory=list)
    languages: list[Value] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)
    named_context: bool = False
    root: str = ""
    root_start: int = 0
    root_is_empty: bool = True


@dataclass
class _Frame:
    """A bracket that is open; an array speaks of the node and key that it stands under."""

    opened: str
    node: Node
    key: str = ""
    in_context: bool = False
    wants: str = "first"


class _NotJson(Exception):
    """What stands there cannot stand there; the arguments are what it is and where."""


def walk(document: Document, bounds: Bounds) -> Walked | Mistake:
    """Go through the text once, and stop at the first thing that is not JSON, too deep or too much."""
    walker, words = _Walker(document.text), 0
    try:
        for depth, start in walker.steps():
            words += 1
            if depth > bounds.nesting:
                line, column = document.place(start)
                return mistake("limit-nesting", line, column, document, most=bounds.nesting)
            if words > _WORDS_PER_TRIPLE * bounds.triples:
                return mistake("limit-triples", document.place(start)[0], most=bounds.triples)
    except _NotJson as error:
        said, start = error.args
        line, column = document.place(start)
        return mistake("json-syntax", line, column, document, said=said)
    return walker.walked


class _Walker:
    def __init__(self, text: str) -> None:
        self._text = text
        self._frames: list[_Frame] = []
        self.walked = Walked()

    def steps(self) -> Iterator[tuple[int, int]]:
        """The depth at each step, and where it is."""
        done = False
        for found in _TOKEN.finditer(self._text):
            kind, start = found.lastgroup or "odd", found.start(found.lastgroup or 0)
            word = found[kind]
            if kind == "end":
                if not done:
                    raise _NotJson("it ends too early", start)
                return
            if done or kind == "odd":
                raise _NotJson(f"{word[:20]!r} cannot stand here", start)
            done = self._step(kind, word, start)
            yield len(self._frames), start

    def _step(self, kind: str, word: str, start: int) -> bool:
        """Take one word; True when the text is complete."""
        frame = self._frames[-1] if self._frames else None
        if word in ("}", "]") and kind == "mark":
            return self._close(frame, word, start)
        if frame is not None and self._between(frame, kind, word, start):
            return False
        if kind == "mark" and word not in ("{", "["):
            raise _NotJson(f"{word!r} cannot stand here", start)
        self._note(frame, word, start)
        if kind == "mark":
            self._open(frame, word, start)
            return False
        self._scalar(frame, kind, word, start)
        return frame is None

    def _between(self, frame: _Frame, kind: str, word: str, start: int) -> bool:
        """Keys, colons and commas; False when a value may stand here."""
        if frame.wants == "comma":
            if word != ",":
                raise _NotJson("a comma or a closing bracket is missing", start)
            frame.wants = "key" if frame.opened == "{" else "value"
            return True
        if frame.wants == "colon":
            if word != ":":
                raise _NotJson("a colon is missing behind a name", start)
            frame.wants = "value"
            return True
        if frame.opened == "{" and frame.wants in ("first", "key"):
            if kind != "text":
                raise _NotJson("a name in double quotes is missing", start)
            frame.key, frame.wants = _plain(word, start), "colon"
            if frame.in_context:
                self.walked.defined.add(frame.key)
            return True
        frame.wants = "comma"
        return False

    def _close(self, frame: _Frame | None, word: str, start: int) -> bool:
        fits = frame is not None and {"{": "}", "[": "]"}[frame.opened] == word
        if not fits or frame is None or frame.wants not in ("first", "comma"):
            raise _NotJson(f"{word!r} cannot stand here", start)
        if len(self._frames) == 1:
            self.walked.root_is_empty = frame.wants == "first"
        self._frames.pop()
        return not self._frames

    def _open(self, frame: _Frame | None, word: str, start: int) -> None:
        if frame is None:
            self.walked.root, self.walked.root_start = word, start
        in_context = frame is not None and (frame.in_context or frame.key == CONTEXT)
        if frame is not None and frame.key == CONTEXT:
            self.walked.named_context = True
        if word == "[" and frame is not None:
            self._frames.append(_Frame(word, frame.node, frame.key, in_context))
            return
        node = Node()
        self.walked.nodes.append(node)
        self._frames.append(_Frame(word, node, "", in_context))

    def _note(self, frame: _Frame | None, word: str, start: int) -> None:
        """A value begins here: a statement of the node, unless an array opens, whose values are the statements."""
        if frame is not None and word != "[" and not frame.in_context and frame.key != CONTEXT:
            frame.node.members.append((frame.key, start))

    def _scalar(self, frame: _Frame | None, kind: str, word: str, start: int) -> None:
        if frame is None:
            raise _NotJson("a { or [ is missing", start)
        value = Value(frame.key, word, start, start + len(word), len(self._frames))
        if kind == "number":
            self.walked.numbers.append(value)
        elif kind == "text":
            _plain(word, start)
            if frame.key in _ID and not frame.in_context:
                frame.node.name = _plain(word, start)
            if frame.key == _LANGUAGE:
                self.walked.languages.append(value)
        if frame.key == CONTEXT:
            self.walked.named_context = True
        if kind == "text" and (frame.key == CONTEXT or (frame.in_context and frame.key == "@import")):
            self.walked.contexts.append(value)


def _plain(word: str, start: int) -> str:
    if "\\" not in word:
        return word[1:-1]
    try:
        return str(json.loads(word))
    except ValueError:
        raise _NotJson("an escape that JSON does not know stands in a text", start) from None
