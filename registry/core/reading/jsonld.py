"""JSON-LD becomes quads of one graph; the only context is our own, and nothing is fetched."""

import json
import re
from collections import deque
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from registry.core.bounds import UNBOUND, Bounds
from registry.core.explanations import Mistake, mistake
from registry.core.facts import Term
from registry.core.reading.json_walk import Value, Walked, walk
from registry.core.tokens import Document
from registry.core.turtle import BYTE_ORDER_MARK, Names, Unreadable, Upload, why_refused
from registry.settings import NAMES, ONTOLOGY
from registry.vocabulary import PREFIXES, RDF

CONTEXT_ADDRESS = f"{NAMES}ontology/context.jsonld"
_DECIMAL = "xsd:decimal"
_MOST_MISTAKES, _LONGEST_KEY = 20, 60
_VERSION = re.compile(r'owl:versionInfo "([^"]*)"')


def released_context(version: str, ontology: Path = ONTOLOGY) -> str:
    """The short names as they were when a release was frozen; those of today where it is not."""
    frozen = ontology / "releases" / version / "context.jsonld"
    return (frozen if frozen.exists() else ontology / "context.jsonld").read_text(encoding="utf-8")


def _stated_version() -> str:
    found = _VERSION.search((ONTOLOGY / "cfit.ttl").read_text(encoding="utf-8"))
    return found[1] if found else ""


# Read when the module is: the worker that reads files gives up the right to open any. A file is read with the names of
# the release that its contribution will state, so that it is read the same when the store is made again.
OWN_CONTEXT = released_context(_stated_version())


def read_jsonld(
    body: bytes, graph: NamedNode, bounds: Bounds = UNBOUND, context: str = OWN_CONTEXT
) -> Upload | Unreadable:
    """Read JSON-LD with the graph as base IRI; the same bytes for the same graph always give the same quads."""
    text = body.removeprefix(BYTE_ORDER_MARK)
    document = Document(text)
    if (odd := _not_utf_8(text, document)) is not None:
        return Unreadable((odd,))
    walked = walk(document, bounds)
    if isinstance(walked, Mistake):
        return Unreadable((walked,))
    if refused := tuple(_refused_contexts(walked, document)):
        return Unreadable(refused)
    own: dict[str, object] = json.loads(context)["@context"]
    # what is read again without bounds was accepted before, by the rules of its day
    if bounds is not UNBOUND and (unknown := tuple(_unknown_keys(walked, document, own))):
        return Unreadable(unknown)
    if bounds is not UNBOUND and (odd_languages := tuple(_odd_languages(walked, document))):
        return Unreadable(odd_languages)
    return _Reader(text, document, graph, bounds, _Lines(walked, document, own, graph)).read(
        _with_own_context(document.text, walked, own)
    )


def _not_utf_8(text: bytes, document: Document) -> Mistake | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        character = text[error.start : error.start + 1].decode("latin-1")
        return mistake("syntax-not-utf-8", line, 1, document, character=character)
    return None


def _refused_contexts(walked: Walked, document: Document) -> list[Mistake]:
    """What the file would have us fetch, or unfold more than once."""
    refused, known = [], 0
    for each in walked.contexts:
        line, column = document.place(each.start)
        address = str(json.loads(each.text))
        if each.key != "@context" or address != CONTEXT_ADDRESS:
            refused.append(mistake("json-context", line, column, document, address=address[:200]))
        elif known := known + 1:
            refused += [mistake("json-context-again", line, column, document)] if known > 1 else []
    return refused[:_MOST_MISTAKES]


def _unknown_keys(walked: Walked, document: Document, own: dict[str, object]) -> Iterator[Mistake]:
    """Keys that nothing defines: JSON-LD would leave out what stands under them without a word."""
    if not walked.defined.isdisjoint(("@vocab", "@container")):
        return
    known = {**own, **dict.fromkeys(walked.defined)}
    unknown = {
        key: start
        for node in reversed(walked.nodes)
        for key, start in reversed(node.members)
        if key not in known and ":" not in key and not key.startswith("@")
    }
    for key, start in sorted(unknown.items(), key=lambda each: each[1])[:_MOST_MISTAKES]:
        line, column = document.place(start)
        like = get_close_matches(key[:_LONGEST_KEY], own, n=1)
        said = {"name": key[:_LONGEST_KEY], "like": like[0]} if like else {"name": key[:_LONGEST_KEY]}
        yield mistake("json-key-like" if like else "json-key", line, column, document, **said)


def _odd_languages(walked: Walked, document: Document) -> Iterator[Mistake]:
    """Codes that are of no language: JSON-LD would leave out the text that has one without a word."""
    odd = [each for each in walked.languages if not _is_language(json.loads(each.text))]
    for each in odd[:_MOST_MISTAKES]:
        yield mistake("json-language", *document.place(each.start), document, name=json.loads(each.text)[:_LONGEST_KEY])


def _is_language(code: str) -> bool:
    try:
        Literal("", language=code)
    except ValueError:
        return False
    return True


def _with_own_context(text: str, walked: Walked, own: dict[str, object]) -> bytes:
    """The text with our context in place of its address, and decimal numbers as the digits that were written."""
    inlined = json.dumps(own)
    pieces = [(each.start, each.end, inlined) for each in walked.contexts]
    begins, ends = walked.root_start, ""
    if not walked.named_context and walked.root == "{":
        comma = "" if walked.root_is_empty else ","
        pieces.append((begins, begins + 1, f'{{"@context":{inlined}{comma}'))
    elif not walked.named_context:
        pieces.append((begins, begins, f'{{"@context":{inlined},"@graph":'))
        ends = "}"
    if walked.contexts or not walked.named_context:
        # JSON-LD would write 4.20 as 4.2E0, which is no xsd:decimal
        pieces += [(each.start, each.end, f'"{each.text}"') for each in walked.numbers if _is_decimal(each, own)]
    parts, done = list[str](), 0
    for start, end, instead in sorted(pieces):
        parts += [text[done:start], instead]
        done = end
    return "".join([*parts, text[done:], ends]).encode()


def _is_decimal(number: Value, own: dict[str, object]) -> bool:
    definition = own.get(number.key)
    typed = isinstance(definition, dict) and definition.get("@type") == _DECIMAL
    return typed and "e" not in number.text.lower()


class _Lines:
    """Where each statement begins: by the name of the thing and the short name of the property, in order."""

    def __init__(self, walked: Walked, document: Document, own: dict[str, object], graph: NamedNode) -> None:
        self._own, self._base = own, graph.value
        self._waiting: dict[tuple[str | None, str], deque[int]] = {}
        for node in walked.nodes:
            name = self._expanded(node.name) if node.name is not None else None
            for key, start in node.members:
                key = self._property(key)
                self._waiting.setdefault((name, key), deque()).append(document.place(start)[0])

    def line(self, subject: Term, predicate: NamedNode, otherwise: int) -> int:
        """The line of the next statement of that kind; the last one counts for all that follow."""
        name = subject.value if isinstance(subject, NamedNode) else None
        lines = self._waiting.get((name, predicate.value))
        if not lines:
            return otherwise
        return lines.popleft() if len(lines) > 1 else lines[0]

    def _property(self, key: str) -> str:
        if key in ("@type", "type"):
            return RDF.type.value
        definition = self._own.get(key, key)
        address = definition.get("@id", key) if isinstance(definition, dict) else definition
        return self._short(str(address)) or str(address)

    def _expanded(self, name: str) -> str | None:
        if name.startswith("_:"):
            return None
        return self._short(name) or (name if ":" in name.partition("/")[0] else _joined(self._base, name))

    def _short(self, name: str) -> str | None:
        prefix, colon, rest = name.partition(":")
        namespace = PREFIXES.get(prefix) if colon and not rest.startswith("//") else None
        return namespace + rest if namespace else None


def _joined(base: str, name: str) -> str:
    try:
        return urljoin(base, name)
    except ValueError:
        return name


class _Reader:
    def __init__(self, text: bytes, document: Document, graph: NamedNode, bounds: Bounds, lines: _Lines) -> None:
        self._names, self._document, self._lines = Names(graph, text), document, lines
        self._graph, self._bounds = graph, bounds
        self._upload, self._line = Upload(graph, ()), 1

    def read(self, text: bytes) -> Upload | Unreadable:
        quads: dict[Quad, None] = {}
        try:
            for said in parse(text, format=RdfFormat.JSON_LD, base_iri=self._graph.value):
                refused = self._keep(said, quads)
                if refused:
                    return Unreadable((refused,))
        except SyntaxError as error:
            # the place is one in the text with our context, which its author never saw
            said_in_english = str(error.msg).rpartition(": ")[2]
            return Unreadable((mistake("json-ld", 1, 1, self._document, said=said_in_english),))
        return Upload(self._graph, tuple(quads), self._upload.lines, self._upload.first_lines)

    def _keep(self, said: Quad, quads: dict[Quad, None]) -> Mistake | None:
        self._line = self._lines.line(said.subject, said.predicate, self._line)
        refused = why_refused(said, self._graph, self._bounds, self._line)
        if refused:
            return refused.shown_in(self._document)
        subject, value = self._names.name(said.subject), self._names.name(said.object)
        if not isinstance(subject, NamedNode) or isinstance(value, BlankNode):
            return None
        quads.setdefault(Quad(subject, said.predicate, value, self._graph))
        self._upload.lines.setdefault((subject, said.predicate, value), self._line)
        first = self._upload.first_lines.get(subject, self._line)
        self._upload.first_lines[subject] = min(first, self._line)
        if len(quads) > self._bounds.triples:
            return mistake("limit-triples", self._line, most=self._bounds.triples)
        return None
