"""Whether the text of a literal is one that its XML Schema datatype allows (RDF 1.1 section 5.1, SHACL 4.1.2)."""

import re

from registry.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_DATE = f"{_YEAR}-{_MONTH}-{_DAY}"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_CLOCK_PART = r"T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?"
_FLOATING = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_BASE64 = "(?:[A-Za-z0-9+/] ?)"

# XML Schema 1.1 part 2, section 3: the lexical space of each datatype.
_FORMS = {
    "boolean": "true|false|1|0",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "double": _FLOATING,
    "float": _FLOATING,
    "date": f"{_DATE}{_ZONE}?",
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE}",
    "time": f"{_TIME}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
    "gMonthDay": f"--(?:{_MONTH}-(?:0[1-9]|[12]\\d)|(?!02){_MONTH}-30|(?:0[13578]|1[02])-31){_ZONE}?",
    "duration": rf"-?P(?=\d|T)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:{_CLOCK_PART})?",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "dayTimeDuration": rf"-?P(?=\d|T)(?:\d+D)?(?:{_CLOCK_PART})?",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "base64Binary": f"(?:{_BASE64}{{4}})*(?:{_BASE64}{{3}}[A-Za-z0-9+/]|{_BASE64}{{2}}[A-Za-z0-9+/] ?="
    f"|{_BASE64}[A-Za-z0-9+/] ?= ?=)?",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
# The least and greatest value of each kind of whole number; None where there is no end.
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_WHOLE = r"[+-]?\d+"
_FULL_MATCH = {
    _XSD + name: re.compile(form, re.ASCII).fullmatch
    for name, form in (_FORMS | dict.fromkeys(_BOUNDS, _WHOLE)).items()
}
_BOUNDED = {_XSD + name: bounds for name, bounds in _BOUNDS.items() if bounds != (None, None)}
_WITH_DAY_OF_MONTH = frozenset(_XSD + name for name in ("date", "dateTime", "dateTimeStamp"))
_DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# More digits than any bound has: no need to read a number of a million digits to know that it is out of bounds.
_MOST_DIGITS = 20

WHOLE_NUMBERS = frozenset(_XSD + name for name in _BOUNDS)

_WITHOUT_A_FORM = frozenset(
    _XSD + name for name in ("string", "normalizedString", "token", "Name", "NCName", "NMTOKEN", "anyURI")
)


def is_type(datatype: str) -> bool:
    """Whether XML Schema has a datatype of this name."""
    return datatype in _FULL_MATCH or datatype in _WITHOUT_A_FORM


def well_formed(text: str, datatype: str) -> bool:
    """Whether the datatype allows the text; datatypes that are not known here allow every text."""
    match = _FULL_MATCH.get(datatype)
    if match is None:
        return True
    if match(text) is None:
        return False
    if datatype in _BOUNDED:
        return _within(text, *_BOUNDED[datatype])
    return datatype not in _WITH_DAY_OF_MONTH or _day_exists(text)


def _within(text: str, least: int | None, greatest: int | None) -> bool:
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("+-").lstrip("0")[: _MOST_DIGITS + 1] or "0"
    number = int(sign + digits)
    return (least is None or number >= least) and (greatest is None or number <= greatest)


def _day_exists(text: str) -> bool:
    """The 29th of February needs a leap year; only the last four digits of a year decide that."""
    year, month, day = text.lstrip("-").split("T")[0].split("-")[:3]
    short = int(year[-4:])
    leap = short % 4 == 0 and (short % 100 != 0 or short % 400 == 0)
    return int(day[:2]) <= _DAYS_OF_MONTH[int(month) - 1] + (leap and int(month) == 2)
