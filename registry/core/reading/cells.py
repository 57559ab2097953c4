"""A cell becomes a term, by what the second row says of its column; and a term becomes the text of a cell."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from registry.core.facts import Term
from registry.vocabulary import PREFIXES, XSD

Cell = str | bool | int | float | Decimal | date | None
"""What a cell holds: as a workbook has it, or the text of a text file."""

ADDRESS, SEVERAL, SEPARATOR, SLOT = "@id", "*", "|", "{}"
_XSD = PREFIXES["xsd"]
_PREFIX_LINES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
_NUMBERS = {XSD.integer.value, XSD.decimal.value}
_SHORT_NAME = re.compile(r"[\w.\-]+(?:/[\w.\-]+)*+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_INTEGER, _DECIMAL = re.compile(r"[+-]?\d+", re.ASCII), re.compile(r"[+-]?\d*\.\d+", re.ASCII)
# What spreadsheets and people write in the five languages.
_TRUE = frozenset({"true", "yes", "1", "waar", "ja", "wahr", "vrai", "oui", "sann"})
_FALSE = frozenset({"false", "no", "0", "onwaar", "nee", "falsch", "nein", "faux", "non", "usann", "nei"})


@dataclass(frozen=True)
class Meaning:
    """What the second row says of a column: the property, or for the first column the class, and how values are read.

    `kind` is the IRI of a datatype, an address with {} where a short name goes, `@id`, or nothing: as Turtle would.
    """

    term: NamedNode
    kind: str = ""
    several: bool = False
    names_things: bool = False

    def __str__(self) -> str:
        words = [short(self.term.value), short(self.kind) if self.kind else "", SEVERAL if self.several else ""]
        return " ".join([ADDRESS, *filter(None, words)] if self.names_things else filter(None, words))


def meaning(text: str) -> Meaning | None:
    """Read what `str` of a meaning wrote; None where it is none."""
    words = text.split()
    names_things = words[:1] == [ADDRESS]
    words = words[names_things:]
    several = words[-1:] == [SEVERAL]
    words = words[: len(words) - several]
    if not 1 <= len(words) <= 2:
        return None
    term = _named(words[0])
    kind = words[1] if len(words) > 1 else ""
    if kind and kind != ADDRESS and SLOT not in kind:
        datatype = _named(kind)
        if datatype is None or not datatype.value.startswith(_XSD):
            return None
        kind = datatype.value
    if names_things and SLOT not in kind:
        kind = ADDRESS
    return Meaning(term, kind, several, names_things) if term else None


def texts_in(cell: Cell, column: Meaning) -> list[Cell]:
    """The values of a cell, of which there are several only where the column says so."""
    if isinstance(cell, str):
        parts = cell.split(SEPARATOR) if column.several else [cell]
        return [part.strip() for part in parts if part.strip()]
    return [] if cell is None else [cell]


def term_of(cell: Cell, column: Meaning, decimal_comma: bool = False) -> Term | None:
    """The term that a value of a cell stands for; None where an address is wanted and it is none.

    A text that its datatype forbids is kept as it is: the rules tell what is wrong with it.
    """
    if column.kind == ADDRESS or SLOT in column.kind:
        return _address(_plain(cell), column.kind)
    text = _plain(cell)
    if decimal_comma and (column.kind in _NUMBERS or not column.kind) and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    kind = column.kind or _kind_as_in_turtle(text)
    if kind == XSD.boolean.value:
        text = _truth(text)
    elif kind == XSD.integer.value and isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    return Literal(text, datatype=NamedNode(kind))


def text_of(term: Term, column: Meaning) -> str:
    """What is written in a cell of the column for a term."""
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode) and SLOT in column.kind:
        before, _, behind = column.kind.partition(SLOT)
        name = term.value.removeprefix(before).removesuffix(behind)
        if term.value == before + name + behind and _SHORT_NAME.fullmatch(name) and name.isascii():
            return name
    return term.value if isinstance(term, NamedNode) else str(term)


def value_in(example: str) -> Term | None:
    """The value in the Turtle that a message gives as an example, such as `cfit:memorySize 16 .`."""
    try:
        text = f"{_PREFIX_LINES}<urn:x> {example.rstrip(' .')} ."
        return next((quad.object for quad in parse(text, format=RdfFormat.TURTLE)), None)
    except SyntaxError:
        return None


def short(iri: str) -> str:
    """An IRI with a prefix that everybody here knows, where there is one."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _SHORT_NAME.fullmatch(iri.removeprefix(namespace)):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _named(text: str) -> NamedNode | None:
    prefix, colon, rest = text.partition(":")
    try:
        return NamedNode(PREFIXES[prefix] + rest if colon and prefix in PREFIXES else text)
    except ValueError:
        return None


def _address(text: str, kind: str) -> NamedNode | None:
    """A full address, or a short name in the place that the column has for it."""
    if ":" not in text and SLOT in kind and _SHORT_NAME.fullmatch(text):
        text = kind.replace(SLOT, quote(text, safe="/"), 1)
    try:
        return NamedNode(text) if ":" in text else None
    except ValueError:
        return None


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return (cell.date() if midnight else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        return _digits(cell)
    return (cell or "").strip()


def _digits(number: int | float | Decimal) -> str:
    """A number in plain digits, as short as it says the same."""
    try:
        decimal = Decimal(repr(number) if isinstance(number, float) else number)
        text = format(decimal, "f") if decimal.is_finite() and abs(decimal.adjusted()) < 40 else str(number)
    except (InvalidOperation, ValueError):
        return str(number)
    return text.removesuffix(".0")


def _truth(text: str) -> str:
    return "true" if text.lower() in _TRUE else "false" if text.lower() in _FALSE else text


def _kind_as_in_turtle(text: str) -> str:
    """The datatype that the bare text would have in Turtle; what is no number or truth there is a text."""
    if _INTEGER.fullmatch(text):
        return XSD.integer.value
    if _DECIMAL.fullmatch(text):
        return XSD.decimal.value
    return (XSD.boolean if text in ("true", "false") else XSD.string).value
