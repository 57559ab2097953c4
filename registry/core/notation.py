"""A constraint in the short signs of mathematics, with the names of the words as they stand in Turtle."""

from decimal import Decimal

from registry.core.criteria import Constraint
from registry.core.facts import Value
from registry.vocabulary import CFIT_NAMESPACE

_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}


def in_signs(constraint: Constraint) -> str:
    """The test, and behind it the condition under which it counts."""
    condition = f" if {in_signs(constraint.condition)}" if constraint.condition else ""
    return _test(constraint) + condition


def _test(constraint: Constraint) -> str:
    if constraint.any_of:
        return " or ".join(in_signs(part) for part in constraint.any_of)
    name = constraint.property.value.replace(CFIT_NAMESPACE, "cfit:")
    values = ", ".join(_value(value) for value in constraint.values)
    match constraint.operator:
        case "in":
            return f"{name} ∈ {{{values}}}"
        case "includes":
            return f"{name} ⊇ {{{values}}}"
        case "exists":
            return f"∃ {name}"
        case "countGe":
            return f"|{name}| ≥ {values}"
        case "within":
            return f"{name} ≤ 100 Σ / (100 - {constraint.tolerance})"
        case operator:
            years = constraint.years_after_award
            asked = values if years is None else f"award + {years} {'year' if years == 1 else 'years'}"
            return f"{name} {_SIGNS[operator]} {asked}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, Decimal) else f'"{value}"'
