"""Values and thresholds in words that a buyer reads: numbers with their unit, dates in full, yes and no."""

from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from pyoxigraph import NamedNode

from registry.core.criteria import Constraint
from registry.core.facts import Value
from registry.core.glossary import Glossary
from registry.core.texts import CATALOGUE, say
from registry.vocabulary import CFIT, PREFIXES

_OPERATORS = {
    "ge": "asked-at-least",
    "gt": "asked-more-than",
    "le": "asked-at-most",
    "lt": "asked-less-than",
    "in": "asked-one-of",
    "includes": "asked-all-of",
    "exists": "asked-stated",
    "countGe": "asked-named",
}
_DATES = {"en": "en_GB"}
_YEAR = NamedNode(PREFIXES["unit"] + "YR")
_OF_ONE = {
    _YEAR: "unit-year",
    NamedNode(PREFIXES["unit"] + "MO"): "unit-month",
    CFIT.WorkingDay: "unit-working-day",
    NamedNode(PREFIXES["unit"] + "HR"): "unit-hour",
    NamedNode(PREFIXES["unit"] + "MIN"): "unit-minute",
    NamedNode(PREFIXES["unit"] + "IN"): "unit-inch",
}
"""The units that have another word behind one of them; the words have them as they stand behind several."""

_CODES = {
    CFIT.accessoriesExcluded: "accessory",
    CFIT.mineralsDueDiligence: "mineral",
    CFIT.pcfVerification: "checked",
    CFIT.repairInformationAccess: "manual",
    CFIT.replaceableWithCommonTools: "part",
    CFIT.sparePartTypes: "part",
    CFIT.sparePartsScope: "spare",
}
"""The properties whose values are codes that have words."""


def in_words(value: Value, term: NamedNode, glossary: Glossary, language: str) -> str:
    """Write a value of a property as a person would, with the unit of the property behind it."""
    if isinstance(value, str) and (key := f"code-{_CODES.get(term)}-{value}") in CATALOGUE:
        return say(key, language)
    unit = glossary.unit_of(term)
    if unit is None or not isinstance(value, Decimal):
        return plain(value, language)
    return _with_unit(value, unit, glossary, language)


def days_in_words(number: Decimal, language: str) -> str:
    """Write a number of days."""
    return say("margin-day" if _is_one(number, language) else "margin-days", language, days=plain(number, language))


def unit_asked(constraint: Constraint, glossary: Glossary, language: str) -> str:
    """The word for the unit of a threshold, as it stands above numbers; empty where they have none."""
    unit = glossary.unit_of(constraint.property) if constraint.years_after_award is None else _YEAR
    return glossary.label(unit, language).text if unit else ""


def _with_unit(number: Decimal, unit: NamedNode, glossary: Glossary, language: str) -> str:
    of_one = unit in _OF_ONE and _is_one(number, language)
    word = say(_OF_ONE[unit], language) if of_one else glossary.label(unit, language).text
    return f"{plain(number, language)} {word}"


def _is_one(number: Decimal, language: str) -> bool:
    """Whether a language speaks of so many as of one, as French does of one and a half."""
    return Locale.parse(language).plural_form(number) == "one"


def plain(value: Value, language: str) -> str:
    """Write a value without a unit, with the marks and months of the language."""
    if isinstance(value, bool):
        return say("value-true" if value else "value-false", language)
    if isinstance(value, Decimal):
        digits = max(0, -int(value.as_tuple().exponent))
        return format_decimal(value, "#,##0" + ("." + "0" * digits if digits else ""), language)
    if isinstance(value, date):
        return format_date(value, "long", _DATES.get(language, language))
    return value


def threshold(constraint: Constraint, glossary: Glossary, language: str) -> str:
    """Say in words what the constraint asks of its property."""
    if constraint.any_of:
        parts = (
            f"{glossary.property_name(part.property, language)} {threshold(part, glossary, language)}"
            for part in constraint.any_of
        )
        words = say("asked-or", language).join(parts)
    elif constraint.years_after_award is not None:
        years = _with_unit(Decimal(constraint.years_after_award), _YEAR, glossary, language)
        words = say("asked-years-after-award", language, years=years)
    elif constraint.operator == "within":
        words = say("asked-within", language, percent=plain(constraint.tolerance, language))
    else:
        values = ", ".join(in_words(value, constraint.property, glossary, language) for value in constraint.values)
        words = _asked(constraint, values, language)
    return words + _condition(constraint, glossary, language)


def _asked(constraint: Constraint, values: str, language: str) -> str:
    one_code = constraint.operator == "in" and len(constraint.values) == 1
    if one_code or constraint.operator == "eq":
        return values
    return say(_OPERATORS[constraint.operator], language, values=values)


def _condition(constraint: Constraint, glossary: Glossary, language: str) -> str:
    if constraint.condition is None:
        return ""
    asked = threshold(constraint.condition, glossary, language)
    if constraint.condition.any_of:
        return " " + say("asked-where-any", language, asked=asked)
    name = glossary.property_name(constraint.condition.property, language)
    return " " + say("asked-where", language, name=name, asked=asked)
