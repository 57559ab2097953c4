"""Why a file is not Turtle: every mistake that can be found at once, each told once."""

import re
from collections.abc import Iterable, Iterator

from registry.core.explanations import Fault, Mistake, explain, mistake
from registry.core.texts import Messages, say_all
from registry.core.tokens import Document, Token, not_closed

MOST_MISTAKES = 20
"""More than this nobody mends at once."""

_TYPOGRAPHIC = re.compile('[“”„«»]([^“”„«»"\r\n]*)[“”«»]?')
_FORMATS = {
    b"<?xml": "XML", b"<!doctype html": "HTML", b"<html": "HTML", b"<rdf:rdf": "RDF/XML", b"{": "JSON",
    b"[{": "JSON", b"pk\x03\x04": "Excel, Word or ZIP", b"%pdf": "PDF",
}  # fmt: skip


def other_format(body: bytes) -> Mistake | None:
    """A file that is not text, or text of another kind, told as one mistake and not as a thousand."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or (body[:64:2].count(0) or body[1:64:2].count(0)) > len(body[:64]) // 4:
        return mistake("syntax-utf-16")
    start = body[:32].lstrip().lower()
    for begin, name in _FORMATS.items():
        if start.startswith(begin):
            return mistake("syntax-other-format", format=name, document=Document(body[:200]))
    if b"\x00" in body:
        document = Document(body)
        line, column = document.place(document.text.index("\x00"))
        return mistake("syntax-nul", line, column)
    return None


def explained(faults: Iterable[Fault], document: Document, own: Iterable[Mistake] = ()) -> tuple[Mistake, ...]:
    """Tell each mistake once: what the parser says on the same line behind the first only follows from it."""
    told: dict[int, Mistake] = {each.line: each for each in own}
    lines, prefixes = set(told), set[Messages]()
    for fault in faults:
        if fault.line in lines:
            continue
        found = explain(fault, document)
        again = found.rule.endswith("-prefix") and found.messages in prefixes
        if not again and found.line not in lines:
            told[found.line] = found
            prefixes.add(found.messages)
            lines |= {found.line, fault.line}
        if len(told) >= MOST_MISTAKES:
            break
    return tuple(sorted(told.values(), key=lambda each: (each.line, each.column)))[:MOST_MISTAKES]


def mended(document: Document) -> tuple[str, list[Mistake]]:
    """Close texts and addresses that do not end on their line, so that the parser finds the mistakes behind them."""
    mistakes, pieces, done, text = [], [], 0, document.text
    position = 0
    while (token := _first_open(text, position)) is not None:
        key, better, position = _closed(token, text)
        line, column = document.place(token.start)
        snippet = document.snippet(line, column)
        end = column + position - token.start
        mistakes.append(Mistake(line, column, say_all(key, better=better), key, end, snippet))
        pieces += [text[done : token.start], better]
        done = position
        if len(mistakes) >= MOST_MISTAKES:
            break
    return "".join([*pieces, text[done:]]), mistakes


def _first_open(text: str, start: int) -> Token | None:
    return next((each for each in not_closed(text, start) if each.kind != "open_long"), None)


def _closed(token: Token, text: str) -> tuple[str, str, int]:
    """The key of the mistake, what should stand there instead, and where that ends in the text."""
    if token.kind == "odd" and (found := _TYPOGRAPHIC.match(text, token.start)):
        return "syntax-typographic-quotes", f'"{found[1]}"', found.end()
    if token.kind == "open_address":
        return "syntax-open-address", f"{token.text.rstrip('.;,')}>", token.start + len(token.text.rstrip(".;,"))
    content = token.text.rstrip(" \t.;,])")
    if content[-1:] in "“”„«»":
        return "syntax-typographic-quotes", f'"{content[1:-1]}"', token.start + len(content)
    return "syntax-open-text", f"{content}{token.text[0]}", token.start + len(content)


def faults_of(errors: Iterable[SyntaxError]) -> Iterator[Fault]:
    """What the parser raised, as values."""
    for error in errors:
        line, column = error.lineno or 1, error.offset or 1
        said = _WHERE_THE_PARSER_SAYS_IT_AGAIN.sub("", str(error.msg))[:_LONGEST_SAID]
        yield Fault(line, column, error.end_lineno or line, error.end_offset or column, said)


# The parser quotes a word of any length.
_LONGEST_SAID = 300
_WHERE_THE_PARSER_SAYS_IT_AGAIN = re.compile(r"^Parser error (?:at|between) line [^:]*: ")
