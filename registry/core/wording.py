"""Values and thresholds in words that a buyer reads: numbers with their unit, dates in full, yes and no."""

from datetime import date
from decimal import Decimal

from pyoxigraph import NamedNode

from registry.core.criteria import Constraint
from registry.core.facts import Value
from registry.core.glossary import Glossary

_OPERATORS = {
    "ge": "at least {}",
    "gt": "more than {}",
    "le": "at most {}",
    "lt": "less than {}",
    "eq": "{}",
    "in": "one of {}",
    "includes": "all of {}",
    "exists": "stated",
    "countGe": "at least {} named",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def in_words(value: Value, term: NamedNode, glossary: Glossary, language: str) -> str:
    """Write a value of a property as a person would, with the unit of the property behind it."""
    unit = glossary.unit(term, language)
    text = plain(value)
    if unit is None or not isinstance(value, Decimal):
        return text
    return f"{text} {unit}"


def plain(value: Value) -> str:
    """Write a value without a unit."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return value


def threshold(constraint: Constraint, glossary: Glossary, language: str) -> str:
    """Say in words what the constraint asks of its property."""
    if constraint.any_of:
        parts = (
            f"{glossary.property_name(part.property, language)} {threshold(part, glossary, language)}"
            for part in constraint.any_of
        )
        words = ", or ".join(parts)
    elif constraint.years_after_award is not None:
        words = f"at least {constraint.years_after_award} years after the award"
    elif constraint.operator == "within":
        words = f"at most {plain(constraint.tolerance)} % above the figure computed from its parts"
    else:
        values = ", ".join(in_words(value, constraint.property, glossary, language) for value in constraint.values)
        one_code = constraint.operator == "in" and len(constraint.values) == 1
        words = values if one_code else _OPERATORS[constraint.operator].format(values)
    return words + _condition(constraint, glossary, language)


def _condition(constraint: Constraint, glossary: Glossary, language: str) -> str:
    if constraint.condition is None:
        return ""
    asked = threshold(constraint.condition, glossary, language)
    if constraint.condition.any_of:
        return f" (where {asked})"
    return f" (where {glossary.property_name(constraint.condition.property, language)} is {asked})"
