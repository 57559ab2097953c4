"""How far the values of a device lie from what a criterion asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import NamedNode

from registry.core.criteria import Constraint
from registry.core.facts import Value
from registry.core.glossary import Glossary
from registry.core.verdicts import Tested, years_later
from registry.core.wording import days_in_words, in_words

_UPWARD = frozenset({"ge", "gt"})
_DOWNWARD = frozenset({"le", "lt"})
MOVABLE = _UPWARD | _DOWNWARD
"""The operators with a threshold that can be asked higher or lower."""


@dataclass(frozen=True)
class Margin:
    """By how much a value is better than asked; below zero it falls short. For dates it is a number of days."""

    amount: Decimal
    in_days: bool = False

    @property
    def side(self) -> int:
        """1 where the value is better than asked, -1 where it falls short, 0 where it is exactly that."""
        return (self.amount > 0) - (self.amount < 0)


def margin_words(margin: Margin, term: NamedNode, glossary: Glossary, language: str) -> str:
    """How large a margin of a property is, without its sign."""
    amount = abs(margin.amount)
    if not margin.in_days:
        return in_words(amount, term, glossary, language)
    return days_in_words(amount, language)


def is_upward(constraint: Constraint) -> bool:
    """Whether more is better by this test."""
    return constraint.operator in _UPWARD


def asked_of(constraint: Constraint, day: date) -> Value | None:
    """The threshold of a test that compares, on a day of award; None for a test of another kind."""
    if constraint.operator not in MOVABLE:
        return None
    if constraint.years_after_award is not None:
        return years_later(day, constraint.years_after_award)
    return constraint.values[0] if constraint.values else None


def margin_of(tested: Tested, day: date) -> Margin | None:
    """The margin of the value that is farthest from good; None where nothing is compared or nothing is known."""
    asked = asked_of(tested.constraint, day)
    if asked is None:
        return None
    stated = (fact.value for fact in tested.facts if fact.property == tested.constraint.property)
    return _least(stated, asked, is_upward(tested.constraint))


def _least(values: Iterable[Value], asked: Value, upward: bool) -> Margin | None:
    differences = [found for value in values if (found := _difference(value, asked)) is not None]
    if not differences:
        return None
    signed = differences if upward else [-each for each in differences]
    return Margin(min(signed), isinstance(asked, date))


def _difference(value: Value, asked: Value) -> Decimal | None:
    if isinstance(value, Decimal) and isinstance(asked, Decimal):
        return value - asked
    if isinstance(value, date) and isinstance(asked, date):
        return Decimal((value - asked).days)
    return None
