"""A margin says by how much a value is better than asked, or falls short."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.core import verdicts
from registry.core.criteria import Constraint
from registry.core.facts import Fact
from registry.core.margins import Margin, margin_of
from registry.vocabulary import CFIT, XSD

DAY = date(2026, 11, 22)
GRAPH = NamedNode("https://example.org/graph")


def judged(operator, asked, *values, term=CFIT.repairabilityIndex):
    """A test with a threshold, and the values that decided it."""
    threshold = {"years_after_award": asked} if term == CFIT.securitySupportEnd else {"values": (Decimal(asked),)}
    kind = XSD.date if term == CFIT.securitySupportEnd else XSD.decimal
    facts = tuple(Fact(term, Literal(value, datatype=kind), GRAPH) for value in values)
    return verdicts.Tested(Constraint(term, operator, **threshold), facts, verdicts.Verdict.MEETS)


@pytest.mark.parametrize(
    ("operator", "asked", "value", "amount"),
    [("ge", "4.00", "4.37", "0.37"), ("ge", "4.00", "3.9", "-0.1"), ("le", "67", "60", "7"), ("lt", "67", "70", "-3")],
)
def test_more_is_better_where_the_test_asks_for_at_least(operator, asked, value, amount):
    assert margin_of(judged(operator, asked, value), DAY) == Margin(Decimal(amount))


def test_of_two_values_the_one_that_is_farthest_from_good_counts():
    assert margin_of(judged("ge", "4", "5", "3"), DAY).amount == -1
    assert margin_of(judged("le", "4", "5", "3"), DAY).amount == -1


def test_dates_are_counted_in_days_from_the_day_of_award():
    support = judged("ge", 5, "2031-11-20", term=CFIT.securitySupportEnd)
    assert margin_of(support, DAY) == Margin(Decimal(-2), in_days=True)


@pytest.mark.parametrize("operator", ["eq", "in", "exists", "includes", "countGe", "within"])
def test_a_test_that_compares_nothing_has_no_margin(operator):
    assert margin_of(judged(operator, "4", "5"), DAY) is None


def test_without_a_value_there_is_no_margin():
    assert margin_of(judged("ge", "4"), DAY) is None


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_what_is_exactly_asked_for_has_the_margin_nought_and_only_that(asked, value):
    assert (margin_of(judged("ge", str(asked), str(value)), DAY).amount == 0) is (asked == value)
