"""What a threshold leaves is what judging each device by that threshold would leave, whoever states what."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.core.criteria import Constraint, CriterionVersion
from registry.core.facts import Fact
from registry.core.margins import is_upward
from registry.core.spread import MOST_BARS, MOST_POSITIONS, Bar, spread_of, step_for
from registry.core.stated import Range, key_of, range_of, split, stated
from registry.core.verdicts import Verdict, judge
from registry.vocabulary import CFIT, XSD

DAY = date(2026, 11, 22)
KIND, TERM = NamedNode("https://example.org/kind"), CFIT.repairabilityIndex
FOLDS = Constraint(CFIT.isFoldable, "eq", (True,))
numbers = st.integers(-3, 9).map(Decimal)
devices = st.lists(st.lists(st.tuples(st.integers(0, 2), numbers), max_size=4), max_size=9)


def facts_of(values, term=TERM, kind=XSD.decimal):
    """Facts of some sources, by their number."""
    graphs = [NamedNode(f"https://example.org/graph/{source}") for source in range(3)]
    return tuple(Fact(term, Literal(str(value), datatype=kind), graphs[source]) for source, value in values)


def version(test):
    """A criterion version with one test."""
    node = NamedNode("https://example.org/criterion")
    return CriterionVersion(node, node, "X-1", 1, node, node, node, frozenset({KIND}), DAY, None, (test,))


def spread(test, registry):
    """The spread of devices whose texts an index would keep."""
    kept = [split(text)[1] for facts in registry for text in stated((test,), facts, DAY)]
    ranges = [range_of(text, DAY) for text in kept]
    strictly = test.operator in ("gt", "lt")
    return spread_of(Counter(ranges), ranges, is_upward(test), strictly)


@given(devices, st.sampled_from(["ge", "gt", "le", "lt"]), numbers)
def test_a_threshold_leaves_what_judging_each_device_would(registry, operator, threshold):
    test = Constraint(TERM, operator, (threshold,))
    facts = [facts_of(values) for values in registry]
    verdicts = Counter(judge(version(test), each, KIND, DAY).verdict for each in facts)
    left = spread(test, facts).at(threshold)
    assert (left.meets, left.fails, left.disputed) == tuple(
        verdicts[each] for each in (Verdict.MEETS, Verdict.FAILS, Verdict.DISPUTED)
    )
    assert left.makers == left.meets  # each device has a maker of its own here


@given(st.lists(st.dates(date(2020, 1, 1), date(2040, 12, 31)), max_size=8), st.integers(0, 9))
def test_dates_count_as_whole_years_after_the_day_of_award(ends, years):
    test = Constraint(CFIT.securitySupportEnd, "ge", years_after_award=years)
    facts = [facts_of([(0, end)], CFIT.securitySupportEnd, XSD.date) for end in ends]
    met = sum(judge(version(test), each, KIND, DAY).verdict is Verdict.MEETS for each in facts)
    assert spread(test, facts).at(Decimal(years)).meets == met


@given(devices, st.sampled_from(["ge", "gt", "le", "lt"]), numbers)
def test_the_bars_hold_every_device_once_and_are_cut_at_the_threshold(registry, operator, threshold):
    found = spread(Constraint(TERM, operator, (threshold,)), [facts_of(values) for values in registry])
    bars = found.bars(threshold)
    assert sum(bar.count for bar in bars) == found.deciding.total
    assert len(bars) <= MOST_BARS
    good = [bar.count for bar in bars if (bar.start >= threshold if found.upward else bar.end <= threshold)]
    assert sum(good) == found.at(threshold).meets


@given(devices, st.sampled_from(["ge", "gt", "le", "lt"]), numbers)
def test_no_bar_and_no_threshold_lies_below_zero_unless_a_number_does(registry, operator, threshold):
    found = spread(Constraint(TERM, operator, (threshold,)), [facts_of(values) for values in registry])
    lowest = min((*found.deciding.ordered, threshold))
    bars = found.bars(threshold) if threshold else ()
    assert lowest < 0 or min((*(bar.start for bar in bars), *found.positions(threshold))) >= 0


def test_the_first_bar_begins_at_zero_and_holds_what_is_zero():
    test = Constraint(TERM, "le", (Decimal(800),))
    found = spread(test, [facts_of([(0, number)]) for number in (0, 50, 9000)])
    assert found.bars(Decimal(800))[0] == Bar(Decimal(0), Decimal(300), 2)


@given(devices, numbers)
def test_a_slider_reaches_the_threshold_all_and_none(registry, threshold):
    found = spread(Constraint(TERM, "ge", (threshold,)), [facts_of(values) for values in registry])
    places = found.positions(threshold)
    assert threshold in places
    assert len(places) <= MOST_POSITIONS
    assert found.at(places[0]).meets == found.deciding.total
    assert found.at(places[-1]).meets == 0


@pytest.mark.parametrize(
    ("length", "most", "step"), [("3.99", 200, "0.02"), ("240", 24, "10"), ("0", 24, "1"), ("7", 24, "0.5")]
)
def test_steps_are_round_numbers(length, most, step):
    assert step_for(Decimal(length), most) == Decimal(step)


def test_a_condition_that_does_not_hold_keeps_a_device_out():
    test = Constraint(TERM, "ge", (Decimal(35),), condition=FOLDS)
    value = facts_of([(0, 40)])
    folds, stays = (facts_of([(0, text)], CFIT.isFoldable, XSD.boolean) for text in ("true", "false"))
    assert list(stated((test,), value + folds, DAY)) == [f"{key_of(test)} 40"]
    assert list(stated((test,), value + stays, DAY)) == list(stated((test,), value, DAY)) == []
    assert key_of(test) != key_of(Constraint(TERM, "ge", (Decimal(35),)))


def test_codes_are_kept_one_by_one():
    test = Constraint(CFIT.energyClass, "in", ("A", "B"))
    facts = facts_of([(0, "C"), (1, "A"), (2, "A")], CFIT.energyClass, XSD.string)
    assert sorted(split(text)[1] for text in stated((test,), facts, DAY)) == ["A", "C"]


def test_what_may_show_the_same_is_kept_too():
    classes = Constraint(CFIT.energyClass, "in", ("A",))
    test = Constraint(TERM, "gt", (Decimal(2),), otherwise=classes)
    facts = facts_of([(0, "A")], CFIT.energyClass, XSD.string)
    assert list(stated((test,), facts, DAY)) == [f"{key_of(classes)} A"]


def test_a_code_is_no_number():
    assert range_of("USB-C", DAY) is None
    assert range_of("2026-13-45", DAY) is None
    assert range_of("1/2", DAY) is None
    assert range_of("1.5", DAY) == Range(*[Decimal("1.5")] * 4)
