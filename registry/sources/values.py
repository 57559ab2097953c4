"""Cells of foreign tables become RDF terms, or are refused with the reason; shared by all importers."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from registry.vocabulary import XSD

# How the reports of makers write a day, a month or a year.
_DATE_FORMS = (
    *(("%Y-%m-%d", "%Y-%m-%d"), ("%d/%m/%Y", "%Y-%m-%d"), ("%B %d %Y", "%Y-%m-%d")),
    *(("%B %Y", "%Y-%m"), ("%b %Y", "%Y-%m"), ("%Y", "%Y")),
)


_FIRST_YEAR = 1000
_LONGEST_NUMBER = 30


class Refused(Exception):
    """A value that is not taken over; the message is the reason."""


def whole(text: str) -> Literal:
    """A whole number."""
    if not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        raise Refused("not a whole number")
    return Literal(str(int(text)), datatype=XSD.integer)


def decimal(text: str) -> Literal:
    """A number, in full and with a decimal point."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused("not a number") from None
    if not number.is_finite() or len(f"{number:e}") > _LONGEST_NUMBER or abs(number.adjusted()) > _LONGEST_NUMBER:
        raise Refused("not a number")
    plain = f"{number:f}"
    return Literal(plain if "." in plain else f"{plain}.0", datatype=XSD.decimal)


def percent(text: str) -> Literal:
    """A share of one, as a number of per cent from 0 to 100."""
    try:
        share = Decimal(text)
    except InvalidOperation:
        raise Refused("not a number") from None
    if not share.is_finite() or not 0 <= share <= 1:
        raise Refused("not a share from 0 to 1")
    return decimal(f"{round(share * 100, 4).normalize():f}")


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


def part_of_date(text: str) -> Literal:
    """A year, month or day, as year-month-day as far as it is known."""
    for pattern, form in _DATE_FORMS:
        with suppress(ValueError):
            known = datetime.strptime(text, pattern)
            if known.year >= _FIRST_YEAR:
                return Literal(known.strftime(form))
    raise Refused("not a date")


def text(text: str) -> Literal:
    """A text as it stands, if all of it can be seen."""
    if not text.isprintable():
        raise Refused("a text with characters that cannot be seen")
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


def words(codes: str, spaced: Mapping[str, str] | None = None) -> Callable[[str], Literal]:
    """Codes that stand for words, written CODE=word; those with spaces one by one."""
    pairs = dict(code.split("=") for code in codes.split())
    return _code({name: Literal(word) for name, word in (pairs | dict(spaced or {})).items()})


def size(pattern: str) -> Callable[[str], Literal]:
    """One size in GB by a pattern with the groups `number` and `unit`; two sizes in one cell are refused."""
    form = re.compile(pattern)

    def convert(text: str) -> Literal:
        found = form.fullmatch(text)
        if not found or len(found["number"]) > _LONGEST_NUMBER:
            raise Refused(
                "more than one size" if len(re.findall(r"\d+(?:\.\d+)?", text)) > 1 else "not a whole number of GB"
            )
        return Literal(str(int(found["number"]) * (1000 if found["unit"] == "TB" else 1)), datatype=XSD.integer)

    return convert


def country(codes: str) -> Callable[[str], NamedNode]:
    """Names of countries that stand for codes of the EU's table of countries, written NAME=CODE."""
    countries = dict(pair.split("=") for pair in codes.split())

    def convert(text: str) -> NamedNode:
        if text not in countries:
            raise Refused("not one country")
        return NamedNode(f"http://publications.europa.eu/resource/authority/country/{countries[text]}")

    return convert


def _code(codes: dict[str, Literal]) -> Callable[[str], Literal]:
    def convert(text: str) -> Literal:
        if text not in codes:
            raise Refused("a code that is not known")
        return codes[text]

    return convert
