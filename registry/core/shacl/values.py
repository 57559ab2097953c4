"""Literals in the order of SPARQL's operators (SPARQL 1.1 section 17.3), for sh:minInclusive and its kin."""

import struct
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal

from registry.core.facts import Term
from registry.core.shacl.lexical import WHOLE_NUMBERS, well_formed
from registry.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_DECIMALS = WHOLE_NUMBERS | {_XSD + "decimal"}
_PRECISIONS = {_XSD + "float": 1, _XSD + "double": 2}
_POINTS_IN_TIME = {_XSD + name: name for name in ("date", "dateTime", "time", "gYear", "gYearMonth")}
_POINTS_IN_TIME[_XSD + "dateTimeStamp"] = "dateTime"
_SECONDS_OF_A_DAY = 24 * 60 * 60
# Without a time zone a point may lie 14 hours to either side (XML Schema 1.1 part 2, section 3.3.7.3).
_WIDEST_ZONE = 14 * 60 * 60
# A year of more digits is no year that anybody means.
_LONGEST_MOMENT = 40


@dataclass(frozen=True)
class Number:
    """A number; precision 0 is an exact decimal, 1 an xsd:float, 2 an xsd:double."""

    value: Decimal | float
    precision: int

    def compare(self, other: "Number") -> int | None:
        """The less precise is promoted to the more general type first (XPath 2.0, B.1)."""
        mine, theirs = self.value, other.value
        if self.precision != other.precision:
            precision = max(self.precision, other.precision)
            mine, theirs = _promoted(mine, precision), _promoted(theirs, precision)
        return None if mine != mine or theirs != theirs else (mine > theirs) - (mine < theirs)


@dataclass(frozen=True)
class Moment:
    """A point on the time line, in seconds; only points of one kind, such as dates, have an order."""

    kind: str
    seconds: Decimal
    has_zone: bool

    def compare(self, other: "Moment") -> int | None:
        """Points with and without a zone have an order only where no zone could change it."""
        if self.kind != other.kind:
            return None
        difference = self.seconds - other.seconds
        if self.has_zone != other.has_zone and abs(difference) <= _WIDEST_ZONE:
            return None
        return (difference > 0) - (difference < 0)


Value = Number | Moment | str | bool


def value_of(term: Term) -> Value | None:
    """What a literal means, where SPARQL can compare it; None for everything else and for ill-formed text."""
    if not isinstance(term, Literal):
        return None
    text, datatype = term.value, term.datatype.value
    if datatype == _XSD + "string":
        return text
    if not well_formed(text, datatype):
        return None
    if datatype in _DECIMALS:
        return Number(Decimal(text), 0)
    if datatype in _PRECISIONS:
        return Number(_promoted(float(text), _PRECISIONS[datatype]), _PRECISIONS[datatype])
    if datatype == _XSD + "boolean":
        return text in ("true", "1")
    kind = _POINTS_IN_TIME.get(datatype)
    return _moment(text, kind) if kind and len(text) <= _LONGEST_MOMENT else None


def compare(left: Value | None, right: Value | None) -> int | None:
    """-1, 0 or 1 as left is less than, equal to or greater than right; None where they have no order."""
    if left is None or type(left) is not type(right):
        return None
    if isinstance(left, Number | Moment):
        return left.compare(right)  # type: ignore[arg-type]  # both are of the same type
    return (left > right) - (left < right)  # type: ignore[operator]


def _promoted(number: Decimal | float, precision: int) -> Decimal | float:
    if precision == 0 or number != number:
        return number
    double = float(number)
    if precision == 2:
        return double
    try:
        single: float = struct.unpack("f", struct.pack("f", double))[0]
    except OverflowError:
        return float("inf") if double > 0 else float("-inf")
    return single


def _moment(text: str, kind: str) -> Moment:
    """Read a well-formed dateTime, one that is cut short after day, month or year, or a time of some day."""
    day, _, clock = text.partition("T") if kind != "time" else ("2000-01-01", "T", text)
    body, zone = _split_zone(clock or day)
    hours, minutes, seconds = body.split(":") if clock else ("0", "0", "0")
    year, *rest = (day if clock else body).removeprefix("-").split("-")
    month, day_of_month = (*map(int, rest), 1, 1)[:2]
    days = _days(int(f"-{year}" if text.startswith("-") else year), month, day_of_month)
    total = Decimal(days * _SECONDS_OF_A_DAY + int(hours) * 3600 + int(minutes) * 60) + Decimal(seconds)
    return Moment(kind, total - (zone or 0), zone is not None)


def _split_zone(text: str) -> tuple[str, int | None]:
    """Cut off the time zone, in seconds ahead of UTC."""
    if text.endswith("Z"):
        return text[:-1], 0
    if text[-6:-5] in ("+", "-") and text[-3] == ":":
        hours, minutes = text[-5:].split(":")
        ahead = int(hours) * 3600 + int(minutes) * 60
        return text[:-6], ahead if text[-6] == "+" else -ahead
    return text, None


def _days(year: int, month: int, day: int) -> int:
    """Count days from 1 March of the year 0 in the calendar of today, carried on without end to both sides."""
    if month <= 2:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1
