"""Cells of foreign tables become RDF terms, or are refused with the reason; shared by all importers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from registry.vocabulary import XSD


class Refused(Exception):
    """A value that is not taken over; the message is the reason."""


def whole(text: str) -> Literal:
    """A whole number."""
    if not text.isdecimal():
        raise Refused("not a whole number")
    return Literal(str(int(text)), datatype=XSD.integer)


def decimal(text: str) -> Literal:
    """A number, in full and with a decimal point."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused("not a number") from None
    if not number.is_finite():
        raise Refused("not a number")
    plain = f"{number:f}"
    return Literal(plain if "." in plain else f"{plain}.0", datatype=XSD.decimal)


def truth(text: str) -> Literal:
    """True or False, as Python writes them."""
    if text not in ("True", "False"):
        raise Refused("neither True nor False")
    return Literal(text == "True")


def day(text: str) -> Literal:
    """A day as year-month-day."""
    try:
        return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
    except ValueError:
        raise Refused("not a date") from None


def text(text: str) -> Literal:
    """A text as it stands."""
    return Literal(text)


def link(text: str) -> NamedNode:
    """A web address that a browser can open."""
    try:
        parts, address = urlsplit(text), NamedNode(text)
    except ValueError:
        raise Refused("not a web address") from None
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in text:
        raise Refused("not a web address")
    return address


def digits(codes: str) -> Callable[[str], Literal]:
    """Codes that stand for whole numbers, written CODE=number."""
    pairs = (code.split("=") for code in codes.split())
    return _code({name: Literal(digit, datatype=XSD.integer) for name, digit in pairs})


def words(codes: str) -> Callable[[str], Literal]:
    """Codes that stand for words, written CODE=word."""
    pairs = (code.split("=") for code in codes.split())
    return _code({name: Literal(word) for name, word in pairs})


def _code(codes: dict[str, Literal]) -> Callable[[str], Literal]:
    def convert(text: str) -> Literal:
        if text not in codes:
            raise Refused("a code that is not known")
        return codes[text]

    return convert
