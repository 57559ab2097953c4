"""What the parser says, explained to the person who wrote the file: what is wrong there, and what to write."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from registry.core.texts import Messages, say_all
from registry.core.tokens import Document, Token, tokens
from registry.settings import IDS
from registry.vocabulary import ELSEWHERE, PREFIXES

_NAMED_HERE = (
    "brand",
    "criterion",
    "device",
    "device-kind",
    "evidence-level",
    "manufacturer",
    "organisation",
    "scheme",
)
_OURS = ELSEWHERE | PREFIXES | {name: f"{IDS}{name}/" for name in _NAMED_HERE}
_DATE_BEFORE = re.compile(r"\d{4}$")
# How far back a statement is looked at, in lines and in characters.
_BACK = 200
_BACK_CHARACTERS = 20_000


@dataclass(frozen=True)
class Fault:
    """What the parser says is wrong, and from where to where, counted from 1."""

    line: int
    column: int
    end_line: int
    end_column: int
    said: str


@dataclass(frozen=True)
class Mistake:
    """A place where the text is not Turtle, or more than is taken; in each language what it is and what to write."""

    line: int
    column: int
    messages: Messages
    rule: str = "syntax-other"
    end_column: int | None = None
    text: str = ""
    cell: str = ""

    def message(self, language: str = "en") -> str:
        """The message in a language."""
        texts = dict(self.messages)
        return texts.get(language) or texts["en"]

    def shown_in(self, document: Document) -> "Mistake":
        """The same with the text of its line."""
        column = document.first_column(self.line)
        return replace(self, column=column, text=document.snippet(self.line, column))


def mistake(key: str, line: int = 1, column: int = 1, document: Document | None = None, **values: object) -> Mistake:
    """A mistake that is known by its key."""
    text = document.snippet(line, column) if document else ""
    return Mistake(max(line, 1), column, say_all(key, **values), key, None, text)


def explain(fault: Fault, document: Document) -> Mistake:
    """Recognise a typical mistake by what the parser says and what stands there; else pass on what it says."""
    here = _Here(fault, document)
    for pattern, recognise in _EXPLANATIONS:
        if (found := re.search(pattern, fault.said)) and (known := recognise(here, found)):
            return known
    return here.tell("syntax-other", said=fault.said)


class _Here:
    """The place of a fault, and what stands around it."""

    def __init__(self, fault: Fault, document: Document) -> None:
        self.fault, self.document = fault, document
        self.start = document.offset(fault.line, fault.column)
        self.end = max(self.start, document.offset(fault.end_line, fault.end_column))

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    def tell(self, key: str, **values: object) -> Mistake:
        return self.tell_at(key, self.start, self.end, **values)

    def tell_at(self, key: str, start: int, end: int, **values: object) -> Mistake:
        line, column = self.document.place(start)
        end_line, end_column = self.document.place(end)
        exact = end_column if end_line == line and end > start else None
        return Mistake(line, column, say_all(key, **values), key, exact, self.document.snippet(line, column))

    def before(self) -> list[Token]:
        """The words of the same statement before this place, as far as a look back of some lines sees."""
        back = max(self.document.offset(self.fault.line - _BACK, 1), self.start - _BACK_CHARACTERS)
        return list(tokens(self.document.text, back, self.start))

    def opened(self) -> Token | None:
        """The bracket that is open here."""
        stack: list[Token] = []
        for token in self.before():
            if token.text in ("[", "("):
                stack.append(token)
            elif token.text in ("]", ")") and stack:
                stack.pop()
            elif token.text == ".":
                stack.clear()
        return stack[-1] if stack else None


def _missing_dot(here: _Here, found: re.Match[str]) -> Mistake | None:
    before = here.before()
    if not before:
        return None
    last = before[-1]
    after = here.document.text[last.start : last.end][-60:]
    return here.tell_at("syntax-missing-dot", last.start, last.end, after=after)


def _unknown_prefix(here: _Here, found: re.Match[str]) -> Mistake | None:
    prefix = found[1]
    line_before = here.document.line(here.fault.line)[: here.fault.column - 1]
    if line_before.strip().lower() in ("@prefix", "@base"):  # taken for the language of a text without a dot
        return _missing_dot_before_directive(here)
    if prefix in ("http:", "https:", "urn:", "mailto:"):
        address = re.match(r"[^\s<>\"]*", here.document.text[here.start :])
        bare = (address[0] if address else prefix).rstrip(".;,")
        return here.tell_at("syntax-bare-address", here.start, here.start + len(bare), address=bare)
    if prefix.removesuffix(":") in _OURS:
        return here.tell("syntax-our-prefix", prefix=prefix, namespace=_OURS[prefix.removesuffix(":")])
    return here.tell("syntax-unknown-prefix", prefix=prefix)


def _missing_dot_before_directive(here: _Here) -> Mistake | None:
    words = [each for each in here.before() if each.text.lower() not in ("@prefix", "@base")]
    if not words:
        return None
    return here.tell_at("syntax-missing-dot", words[-1].start, words[-1].end, after=words[-1].text[-60:])


def _address(here: _Here, found: re.Match[str]) -> Mistake:
    if found[1] in (" ", "\\u{20}"):
        return here.tell("syntax-space-in-address", better=here.text.replace(" ", "%20")[:120])
    return here.tell("syntax-odd-address", said=found[1])


def _no_place_for(here: _Here, found: re.Match[str]) -> Mistake | None:
    """What stands where a thing, a property or a value should stand."""
    word = found[1]
    joined = here.document.text[max(0, here.start - 12) : here.start]
    before = here.before()
    if re.fullmatch(r"-\d\d", word) and _DATE_BEFORE.search(joined):
        date = joined[-4:] + re.split(r"[\s;,]|\.(?!\d)", here.document.text[here.start : here.start + 7])[0]
        return here.tell_at("syntax-date", here.start - 4, here.start - 4 + len(date), date=date)
    if before and before[-1].kind in ("integer", "decimal", "double") and word[0].isalpha():
        number = before[-1]
        text = here.document.text[number.start : here.end]
        return here.tell_at("syntax-number", number.start, here.end, number=number.text, text=text)
    if word in ("]", ")"):
        return here.tell("syntax-extra-bracket", found=word)
    if word == "^":
        return here.tell("syntax-datatype")
    if word[:1].isalpha() and word.isalnum():
        small = {"yes": "true", "no": "false"}.get(word.lower(), word.lower())
        return here.tell("syntax-word", word=word, better=small if small in ("true", "false") else f'"{word}"')
    return here.tell("syntax-not-a-thing", found=word) if "subject" in here.fault.said else None


def _no_value(here: _Here, found: re.Match[str]) -> Mistake | None:
    opened = here.opened()
    before = here.before()
    if found[1] in (".", ";", ",", "]", ")"):
        if opened and opened.text == "(":
            return _missing_bracket(here, found)
        if before and before[-1].text == ",":
            return here.tell_at("syntax-trailing-comma", before[-1].start, before[-1].end)
        return here.tell("syntax-missing-value", found=found[1])
    return _no_place_for(here, found)


def _missing_bracket(here: _Here, found: re.Match[str]) -> Mistake | None:
    opened = here.opened()
    if opened is None:
        return None
    bracket = "]" if opened.text == "[" else ")"
    line = here.document.place(opened.start)[0]
    word = here.text[:40] or "."
    return here.tell("syntax-missing-bracket", opened=opened.text, line=line, found=word, bracket=bracket)


def _no_property(here: _Here, found: re.Match[str]) -> Mistake | None:
    opened = here.opened()
    if found[1] == "." and opened is not None:
        return _missing_bracket(here, found)
    return here.tell("syntax-not-a-property", found=found[1])


def _not_utf_8(here: _Here, found: re.Match[str]) -> Mistake:
    line = here.document.line(here.fault.line)
    raw = here.document.text[here.document.offset(here.fault.line, 1) :][: len(line)]
    index = next((i for i, each in enumerate(raw) if "\udc80" <= each <= "\udcff"), 0)
    start = here.document.offset(here.fault.line, index + 1)
    character = raw[index : index + 1].encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return here.tell_at("syntax-not-utf-8", start, start + 1, character=character)


def _ended(here: _Here, found: re.Match[str]) -> Mistake | None:
    if here.text.startswith(('"""', "'''")):
        return here.tell_at("syntax-open-long-text", here.start, here.start + 3)
    before = [each for each in here.before() if each.end <= len(here.document.text)]
    if here.opened() is not None and before:
        return _missing_bracket(here, found)
    if before:
        return here.tell_at("syntax-unfinished", before[-1].start, before[-1].end)
    return here.tell("syntax-unfinished")


def _character(here: _Here, found: re.Match[str]) -> Mistake:
    character = here.text[:1] or found[1]
    shown = character if character.isprintable() and not character.isspace() else f"U+{ord(character):04X}"
    return here.tell_at("syntax-character", here.start, here.start + 1, character=shown)


def _simple(key: str) -> Callable[[_Here, re.Match[str]], Mistake]:
    return lambda here, found: here.tell(key)


def _escape(here: _Here, found: re.Match[str]) -> Mistake:
    start = max(here.document.text.rfind("\\", 0, here.end), 0)
    return here.tell_at("syntax-escape", start, start + len(found[1]), found=found[1])


# The parser's words, and who explains them; who cannot gives way to the next.
_EXPLANATIONS: tuple[tuple[str, Callable[[_Here, re.Match[str]], Mistake | None]], ...] = (
    (r"UTF-8", _not_utf_8),
    (r"A dot is expected", _missing_dot),
    (r"The prefix (\S*:) has not been declared", _unknown_prefix),
    (r"Invalid IRI code point '(.*)'", _address),
    (r"No scheme found", _simple("syntax-relative-address")),
    (r"(Invalid IRI .*|.*IRI.*invalid.*)", _address),
    (r"escape (?:character|sequence) '(.*?)'", _escape),
    (r"should end with a '\]'", _missing_bracket),
    (r"^(\S+) is not a valid RDF object", _no_value),
    (r"^(\S+) is not a valid subject", _no_place_for),
    (r"^(.+) is not a valid predicate", _no_property),
    (r"language (?:code|tag)", _simple("syntax-language")),
    (r"datatype IRI", _simple("syntax-datatype")),
    (r"'(.*)' is not allowed", _character),
    (r"Unexpected end", _ended),
)
