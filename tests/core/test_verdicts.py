"""Each operator at its threshold, and how the answers of tests and sources become one verdict."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.core.criteria import Band, Constraint, CriterionVersion, Weighted
from registry.core.facts import Fact
from registry.core.presumptions import Certificate
from registry.core.verdicts import Verdict, judge, kind_of
from registry.vocabulary import CFIT, XSD

PHONE, LAPTOP = NamedNode("x:smartphone"), NamedNode("x:laptop")
INDEX, DEPTH, PARTS = CFIT.repairabilityIndex, CFIT.disassemblyDepthScore, CFIT.sparePartsScope
FOLDS, SUPPORT = CFIT.isFoldable, CFIT.securitySupportEnd
TODAY, BEGIN, END = date(2026, 11, 21), date(2026, 1, 1), date(2026, 12, 31)
OPERATORS = ["ge", "gt", "le", "lt", "eq", "in", "includes", "exists", "countGe", "within"]


def term(value):
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, Decimal | int):
        return Literal(str(value), datatype=XSD.decimal)
    return Literal(value.isoformat(), datatype=XSD.date) if isinstance(value, date) else Literal(value)


def says(value, about=INDEX, source="a"):
    return Fact(about, term(value), NamedNode(f"x:{source}"))


def needs(operator, *values, about=INDEX, **more):
    values = tuple(Decimal(str(value)) if type(value) in (int, float) else value for value in values)
    return Constraint(about, operator, values, **more)


def version(*constraints, until=None):
    iri = NamedNode("x:criterion/1")
    return CriterionVersion(iri, iri, "REP-01", 1, iri, iri, iri, frozenset({PHONE}), BEGIN, until, constraints)


def verdict(constraints, *facts, kind=PHONE, day=TODAY, until=None):
    constraints = constraints if isinstance(constraints, list) else [constraints]
    return judge(version(*constraints, until=until), facts, kind, day).verdict.value


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("ge", "fails", "meets", "meets"),
        ("gt", "fails", "fails", "meets"),
        ("le", "meets", "meets", "fails"),
        ("lt", "meets", "fails", "fails"),
        ("eq", "fails", "meets", "fails"),
    ],
)
def test_a_number_is_compared_exactly_at_its_threshold(operator, below, at, above):
    values = [Decimal("3.9999999999999999999"), Decimal("4.000"), Decimal("4.0000000000000000001")]
    assert [verdict(needs(operator, 4), says(value)) for value in values] == [below, at, above]


@pytest.mark.parametrize(("operator", "at"), [("ge", "meets"), ("gt", "fails"), ("le", "meets"), ("lt", "fails")])
def test_a_date_is_compared_by_the_day(operator, at):
    assert verdict(needs(operator, END, about=SUPPORT), says(END, SUPPORT)) == at


def test_texts_are_equal_or_not_and_have_no_order():
    assert verdict(needs("eq", "A"), says("A")) == "meets"
    assert verdict(needs("eq", "A"), says("a")) == "fails"
    assert verdict(needs("ge", "A"), says("B")) == "fails"


def test_truth_values_are_equal_or_not_and_have_no_order():
    assert verdict(needs("eq", True), says(True)) == "meets"
    assert verdict(needs("eq", True), says(False)) == "fails"
    assert verdict(needs("ge", False), says(True)) == "fails"


@pytest.mark.parametrize(("asked", "stated"), [(True, 1), (1, True), (4, "4"), ("4", 4), (END, "2026-12-31"), (4, END)])
@pytest.mark.parametrize("operator", ["ge", "le", "eq"])
def test_values_of_two_types_are_never_the_same(operator, asked, stated):
    assert verdict(needs(operator, asked), says(stated)) == "fails"


def test_every_value_of_a_property_must_hold():
    assert verdict(needs("ge", 4), says(4), says(5)) == "meets"
    assert verdict(needs("ge", 4), says(4), says(3)) == "fails"


def test_in_wants_every_value_to_be_one_of_the_list():
    assert verdict(needs("in", "A", "B"), says("A"), says("B")) == "meets"
    assert verdict(needs("in", "A", "B"), says("A"), says("C")) == "fails"


def test_includes_wants_the_whole_list_to_be_stated():
    assert verdict(needs("includes", "battery", "screen"), says("battery"), says("screen"), says("lens")) == "meets"
    assert verdict(needs("includes", "battery", "screen"), says("battery")) == "fails"


def test_exists_wants_a_value_whatever_it_is():
    assert verdict(needs("exists"), says(False)) == "meets"
    assert verdict(needs("exists")) == "unknown"


@pytest.mark.parametrize(("named", "expected"), [(["a"], "fails"), (["a", "b"], "meets"), (["a", "b", "c"], "meets")])
def test_count_wants_so_many_different_values(named, expected):
    assert verdict(needs("countGe", 2), *(says(name) for name in named)) == expected


def test_count_takes_a_value_stated_twice_for_one():
    assert verdict(needs("countGe", 2), says(1), says(Decimal("1.0"))) == "fails"


def test_what_is_not_stated_is_unknown_and_says_which_test():
    judgement = judge(version(needs("ge", 4)), [], PHONE, TODAY)
    assert judgement.verdict is Verdict.UNKNOWN
    assert [(test.verdict, test.facts) for test in judgement.tests] == [(Verdict.UNKNOWN, ())]


def test_a_judgement_names_the_facts_it_rests_on():
    about_it, another = says(5), says(True, FOLDS)
    assert judge(version(needs("ge", 4)), [about_it, another], PHONE, TODAY).tests[0].facts == (about_it,)


def declared(index, *facts, tolerance=4, bands=()):
    terms = (Weighted(DEPTH, Decimal("0.5")), Weighted(PARTS, Decimal("0.5"), bands))
    constraint = Constraint(INDEX, "within", tolerance=Decimal(tolerance), terms=terms)
    return verdict(constraint, says(index), *facts)


@pytest.mark.parametrize(("index", "expected"), [("5", "meets"), ("4", "meets"), ("5.0000001", "fails")])
def test_within_allows_the_parts_to_lie_exactly_the_tolerance_below(index, expected):
    assert declared(Decimal(index), says("4.8", DEPTH), says("4.8", PARTS)) == "unknown"
    assert declared(Decimal(index), says(Decimal("4.8"), DEPTH), says(Decimal("4.8"), PARTS)) == expected


def test_within_does_not_know_where_a_part_is_missing_or_stated_by_another_source():
    assert declared(Decimal(4), says(Decimal(5), DEPTH)) == "unknown"
    assert declared(Decimal(4), says(Decimal(5), DEPTH), says(Decimal(5), PARTS, "b")) == "unknown"


def test_within_reads_codes_and_numbers_by_the_points_of_their_bands():
    bands = (Band(Decimal(5), code="ALL"), Band(Decimal(3), at_least=Decimal(2)), Band(Decimal(1), at_least=Decimal(0)))
    results = [declared(4, says(5, DEPTH), says(part, PARTS), tolerance=0, bands=bands) for part in ("ALL", 2, 1, "X")]
    assert results == ["meets", "meets", "fails", "unknown"]


@pytest.mark.parametrize(
    ("award", "end", "expected"),
    [
        (date(2026, 11, 21), date(2031, 11, 21), "meets"),
        (date(2026, 11, 21), date(2031, 11, 20), "fails"),
        (date(2028, 2, 29), date(2033, 2, 28), "meets"),
        (date(2028, 2, 29), date(2033, 2, 27), "fails"),
    ],
)
def test_years_after_the_award_count_from_the_day_of_judging(award, end, expected):
    five_years = needs("ge", about=SUPPORT, years_after_award=5)
    assert verdict(five_years, says(end, SUPPORT), day=award) == expected


def test_zero_years_after_the_award_is_the_day_itself():
    assert verdict(needs("ge", about=SUPPORT, years_after_award=0), says(TODAY, SUPPORT)) == "meets"


def test_on_the_29th_of_february_four_years_later_is_the_29th_again():
    leap = date(2028, 2, 29)
    four_years = needs("ge", about=SUPPORT, years_after_award=4)
    assert verdict(four_years, says(date(2032, 2, 28), SUPPORT), day=leap) == "fails"
    assert verdict(four_years, says(date(2032, 2, 29), SUPPORT), day=leap) == "meets"


def test_a_test_counts_only_where_its_condition_holds():
    if_it_folds = needs("ge", 4, condition=needs("eq", True, about=FOLDS))
    assert verdict(if_it_folds, says(3), says(True, FOLDS)) == "fails"
    assert verdict(if_it_folds, says(5), says(True, FOLDS)) == "meets"
    assert verdict(if_it_folds, says(3), says(False, FOLDS)) == "not-applicable"


def test_a_test_whose_condition_is_unknown_or_disputed_is_unknown():
    if_it_folds = needs("ge", 4, condition=needs("eq", True, about=FOLDS))
    assert verdict(if_it_folds, says(3)) == "unknown"
    assert verdict(if_it_folds, says(3), says(True, FOLDS), says(False, FOLDS, "b")) == "unknown"


def test_a_test_that_does_not_count_leaves_the_others_to_decide():
    constraints = [needs("ge", 4, condition=needs("eq", True, about=FOLDS)), needs("le", 5)]
    assert verdict(constraints, says(3), says(False, FOLDS)) == "meets"


@pytest.mark.parametrize(("facts", "expected"), [([3], "fails"), ([5], "meets"), ([], "meets")])
def test_the_other_test_is_used_only_where_nothing_is_stated(facts, expected):
    either = needs("ge", 4, otherwise=needs("eq", True, about=FOLDS))
    assert verdict(either, *(says(value) for value in facts), says(True, FOLDS)) == expected


def test_the_other_test_can_fail_or_not_know():
    either = needs("ge", 4, otherwise=needs("eq", True, about=FOLDS))
    assert verdict(either, says(False, FOLDS)) == "fails"
    assert verdict(either) == "unknown"


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(5, 5, "meets"), (5, 4, "meets"), (3, 2, "fails"), (5, 3, "disputed")]
)
def test_two_sources_are_in_dispute_only_where_their_verdicts_differ(one, other, expected):
    assert verdict(needs("ge", 4), says(one), says(other, source="b")) == expected


def test_a_source_that_cannot_be_judged_does_not_dispute_one_that_can():
    constraint = Constraint(INDEX, "within", terms=(Weighted(DEPTH, Decimal(1)),))
    assert verdict(constraint, says(4), says(4, DEPTH), says(4, source="b")) == "meets"


MEETS, FAILS = needs("le", 9), needs("ge", 9)
DISPUTED, UNKNOWN = needs("ge", 4), needs("exists", about=FOLDS)


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        ([MEETS], "meets"),
        ([MEETS, UNKNOWN], "unknown"),
        ([UNKNOWN, DISPUTED, MEETS], "disputed"),
        ([UNKNOWN, DISPUTED, MEETS, FAILS], "fails"),
        ([], "not-applicable"),
    ],
)
def test_all_tests_must_hold_and_the_worst_decides(constraints, expected):
    assert verdict(constraints, says(5), says(3, source="b")) == expected


def test_a_criterion_does_not_apply_to_another_kind_or_to_no_kind():
    assert verdict(needs("ge", 4), says(5), kind=LAPTOP) == "not-applicable"
    assert verdict(needs("ge", 4), says(5), kind=None) == "not-applicable"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 31), "not-applicable"),
        (BEGIN, "meets"),
        (TODAY, "meets"),
        (END, "meets"),
        (date(2027, 1, 1), "not-applicable"),
    ],
)
def test_a_criterion_counts_from_its_first_day_to_its_last(day, expected):
    assert verdict(needs("ge", 4), says(5), day=day, until=END) == expected


def test_a_criterion_without_a_last_day_goes_on():
    assert verdict(needs("ge", 4), says(5), day=date(2099, 1, 1)) == "meets"


def test_the_kind_is_the_first_that_is_a_name():
    facts = [says("smartphone", CFIT.deviceKind), Fact(CFIT.deviceKind, LAPTOP, NamedNode("x:a"))]
    assert kind_of(facts) == LAPTOP
    assert kind_of(facts[:1]) is None


def test_every_verdict_is_a_concept_and_three_are_stored():
    assert Verdict.NOT_APPLICABLE.concept.value == "https://w3id.org/cfit/id/verdict/not-applicable"
    stored = {verdict: verdict.predicate for verdict in Verdict if verdict.predicate}
    assert stored == {Verdict.MEETS: CFIT.meets, Verdict.FAILS: CFIT.fails, Verdict.DISPUTED: CFIT.disputed}


def test_numbers_that_compare_with_nothing_fail_and_break_nothing():
    odd = [Literal(text, datatype=XSD.decimal) for text in ("NaN", "sNaN", "INF", "1E999999999")]
    facts = [Fact(INDEX, literal, NamedNode("x:a")) for literal in odd]
    assert [verdict(needs(operator, 4), *facts) for operator in ("ge", "lt", "eq", "in")] == ["fails"] * 4
    assert verdict(needs("countGe", 4), *facts) == "meets"


VALUES = st.one_of(st.decimals(), st.dates(), st.booleans(), st.text(max_size=5))
THRESHOLDS = st.one_of(st.decimals(allow_nan=False), st.dates(), st.booleans(), st.text(max_size=5))
PROPERTIES = st.sampled_from([INDEX, DEPTH, PARTS, FOLDS])
FACTS = st.lists(st.builds(says, VALUES, PROPERTIES, st.sampled_from("ab")), max_size=6)
WEIGHTED = st.builds(Weighted, PROPERTIES, st.decimals(0, 1), st.sampled_from([(), (Band(Decimal(1), code="A"),)]))
SIMPLE = st.builds(
    Constraint,
    PROPERTIES,
    st.sampled_from(OPERATORS),
    st.lists(THRESHOLDS, min_size=1, max_size=3).map(tuple),
    st.none() | st.integers(0, 30),
    st.decimals(0, 100),
    st.lists(WEIGHTED, max_size=3).map(tuple),
)
CONSTRAINTS = st.builds(
    Constraint, PROPERTIES, st.just("ge"), st.just((Decimal(1),)), condition=SIMPLE, otherwise=SIMPLE
)


@settings(deadline=None, max_examples=150)
@given(st.lists(SIMPLE | CONSTRAINTS, max_size=3), FACTS, st.dates(max_value=date(9900, 1, 1)))
def test_whatever_is_stated_there_is_a_verdict(constraints, facts, day):
    assert isinstance(judge(version(*constraints), facts, PHONE, day).verdict, Verdict)


@settings(deadline=None, max_examples=100)
@given(st.lists(SIMPLE, max_size=3), FACTS)
def test_the_order_of_facts_changes_no_verdict(constraints, facts):
    single = [constraint for constraint in constraints if constraint.operator != "within"]
    assert verdict(single, *facts) == verdict(single, *reversed(facts))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({INDEX: 5, DEPTH: 0}, "meets"),
        ({INDEX: 0, DEPTH: 5}, "meets"),
        ({DEPTH: 5}, "meets"),
        ({INDEX: 0, DEPTH: 0}, "fails"),
        ({INDEX: 0}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_one_of_several_is_enough_and_only_when_all_fail_it_fails(stated, expected):
    parts = tuple(needs("ge", 3, about=about) for about in (INDEX, DEPTH))
    facts = [says(value, about) for about, value in stated.items()]
    assert verdict(Constraint(INDEX, "anyOf", any_of=parts), *facts) == expected


def test_one_of_several_that_is_disputed_is_disputed_unless_another_holds():
    parts = tuple(needs("ge", 3, about=about) for about in (INDEX, DEPTH))
    constraint = Constraint(INDEX, "anyOf", any_of=parts)
    differ = [says(5, INDEX, "a"), says(1, INDEX, "b")]
    assert verdict(constraint, *differ) == "disputed"
    assert verdict(constraint, *differ, says(5, DEPTH)) == "meets"


@pytest.mark.parametrize(
    ("facts", "alone", "certified"),
    [
        ((), "unknown", "meets"),
        ((says(Decimal("4.2")),), "meets", "meets"),
        ((says(Decimal("3.0")),), "fails", "disputed"),
        ((says(Decimal("4.2")), says(Decimal("3.0"), source="b")), "disputed", "disputed"),
    ],
)
def test_a_certificate_fills_a_gap_and_disputes_a_failure(facts, alone, certified):
    certificate = Certificate(INDEX, "1", INDEX, None, BEGIN, END, INDEX, INDEX)
    judgements = [judge(version(needs("ge", 4)), facts, PHONE, TODAY, held) for held in ((), (certificate,))]
    assert [judgement.verdict.value for judgement in judgements] == [alone, certified]
    assert judgements[1].certificates == (certificate,)


def test_a_certificate_changes_nothing_where_the_criterion_does_not_apply():
    certificate = Certificate(INDEX, "1", INDEX, None, BEGIN, END, INDEX, INDEX)
    assert judge(version(needs("ge", 4)), (), LAPTOP, TODAY, (certificate,)).verdict is Verdict.NOT_APPLICABLE
