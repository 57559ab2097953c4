"""Criteria are read whole from triples, and one version of each is in force on a day."""

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from registry.core.criteria import Band, Constraint, CriterionVersion, Weighted, in_force, read_criteria
from registry.core.turtle import read_turtle
from registry.settings import DATA
from registry.vocabulary import CFIT, PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@prefix ex: <x:> .\n"
CRITERION = 'ex:c dcterms:identifier "REP-01" ; cfit:theme ex:theme ; cfit:appliesTo ex:smartphone , ex:tablet .\n'
VERSION = (
    'ex:v a cfit:CriterionVersion ; dcterms:isVersionOf ex:c ; cfit:version "2" ; cfit:level ex:L1 ;'
    ' cfit:criterionKind ex:law ; cfit:validFrom "2026-01-01"^^xsd:date ; cfit:constraint ex:t .\n'
)
TEST = 'ex:t cfit:property cfit:repairabilityIndex ; cfit:operator "ge" ; cfit:value 4.00 .\n'


def quads(turtle):
    return [Quad(triple.subject, triple.predicate, triple.object) for triple in parse(HEAD + turtle, RdfFormat.TURTLE)]


def read(turtle):
    return read_criteria(quads(turtle))


def constraint(turtle):
    return read(CRITERION + VERSION + turtle)[0].constraints[0]


def at(number, begin, identifier="REP-01", until=None):
    node = NamedNode(f"x:{identifier}/{number}")
    return CriterionVersion(node, node, identifier, number, node, node, node, frozenset(), begin, until, ())


@pytest.fixture(scope="module")
def phones():
    body = (DATA / "criteria/criteria-phones.ttl").read_bytes()
    return read_criteria(read_turtle(body, NamedNode("https://w3id.org/cfit/graph/registry/criteria-phones")).quads)


def test_a_version_is_read_with_its_criterion():
    version = read(CRITERION + VERSION + TEST)[0]
    assert (version.identifier, version.number, version.theme.value) == ("REP-01", 2, "x:theme")
    assert (version.level.value, version.kind.value) == ("x:L1", "x:law")
    assert version.applies_to == {NamedNode("x:smartphone"), NamedNode("x:tablet")}
    assert (version.valid_from, version.valid_until) == (date(2026, 1, 1), None)


def test_a_version_can_have_a_last_day():
    last_day = 'ex:v cfit:validUntil "2027-12-31"^^xsd:date .'
    assert read(CRITERION + VERSION + TEST + last_day)[0].valid_until == date(2027, 12, 31)


def test_a_constraint_is_read_with_typed_values():
    assert constraint(TEST) == Constraint(CFIT.repairabilityIndex, "ge", (Decimal("4.00"),))
    assert constraint('ex:t cfit:property cfit:isFoldable ; cfit:operator "eq" ; cfit:value true .').values == (True,)


def test_a_constraint_counts_years_after_the_award():
    relative = 'ex:t cfit:property cfit:securitySupportEnd ; cfit:operator "ge" ; cfit:yearsAfterAward 5 .'
    assert constraint(relative) == Constraint(CFIT.securitySupportEnd, "ge", years_after_award=5)
    assert constraint(relative.replace("5", "0")).years_after_award == 0


def test_a_constraint_has_a_condition_and_another_test():
    more = (
        'ex:t cfit:condition ex:f ; cfit:otherwise ex:f . ex:f cfit:property cfit:isFoldable ; cfit:operator "exists" .'
    )
    folds = Constraint(CFIT.isFoldable, "exists")
    assert (constraint(TEST + more).condition, constraint(TEST + more).otherwise) == (folds, folds)


def test_weighted_terms_and_bands_are_read():
    terms = "ex:t cfit:tolerance 4 ; cfit:weightedTerm ex:w ."
    weight = "ex:w cfit:property cfit:toolsScore ; cfit:weight 0.15 ; cfit:scoreBand ex:b , ex:d ."
    bands = 'ex:b cfit:code "ALL" ; cfit:points 5 . ex:d cfit:atLeast 2 ; cfit:points 3 .'
    read_bands = (Band(Decimal(5), code="ALL"), Band(Decimal(3), at_least=Decimal(2)))
    found = constraint(TEST + terms + weight + bands)
    assert (found.tolerance, found.terms) == (4, (Weighted(CFIT.toolsScore, Decimal("0.15"), read_bands),))


@pytest.mark.parametrize(
    "without",
    [
        "dcterms:isVersionOf ex:c ;",
        'cfit:version "2" ;',
        "cfit:level ex:L1 ;",
        "cfit:criterionKind ex:law ;",
        'cfit:validFrom "2026-01-01"^^xsd:date ;',
        "cfit:theme ex:theme ;",
        "cfit:property cfit:repairabilityIndex ;",
    ],
)
def test_a_version_that_misses_a_part_is_left_out_and_the_others_stay(without):
    whole = (
        (CRITERION + VERSION + TEST).replace("ex:c ", "ex:c2 ").replace("ex:v ", "ex:v2 ").replace("ex:t ", "ex:t2 ")
    )
    broken = (CRITERION + VERSION + TEST).replace(without, "")
    assert broken != CRITERION + VERSION + TEST
    assert [version.iri.value for version in read(whole + broken)] == ["x:v2"]


@pytest.mark.parametrize(
    "loop", ["ex:t cfit:condition ex:t .", "ex:t cfit:otherwise ex:u . ex:u cfit:otherwise ex:t ."]
)
def test_a_test_that_is_its_own_condition_is_left_out(loop):
    also = 'ex:u cfit:property cfit:isFoldable ; cfit:operator "exists" .'
    assert read(CRITERION + VERSION + TEST + also + loop) == ()


@pytest.mark.parametrize("text", ["soon", "2026-13-01"])
def test_a_version_with_an_odd_first_day_is_left_out(text):
    assert read((CRITERION + VERSION + TEST).replace("2026-01-01", text)) == ()


def test_versions_come_by_number_whatever_the_order_of_the_quads():
    second = (CRITERION + VERSION + TEST).replace("ex:v ", "ex:w ").replace('"2"', '"1"').replace(CRITERION, "")
    statements = quads(CRITERION + VERSION + TEST + second)
    assert [version.number for version in read_criteria(statements)] == [1, 2]
    assert read_criteria(statements) == read_criteria(reversed(statements))


def test_nothing_gives_no_criteria():
    assert read_criteria([]) == ()


@pytest.mark.parametrize(
    ("day", "number"), [(date(2025, 12, 31), 1), (date(2026, 1, 1), 1), (date(2026, 6, 30), 1), (date(2026, 7, 1), 2)]
)
def test_the_newest_version_that_has_begun_is_in_force_else_the_next_to_come(day, number):
    versions = [at(2, date(2026, 7, 1)), at(1, date(2026, 1, 1))]
    assert [version.number for version in in_force(versions, day)] == [number]


def test_one_version_of_each_criterion_is_in_force():
    versions = [at(1, date(2026, 1, 1), name) for name in ("REP-02", "BAT-01", "REP-02")]
    assert [version.identifier for version in in_force(versions, date(2026, 2, 1))] == ["BAT-01", "REP-02"]


def test_the_criteria_for_phones_are_all_whole(phones):
    triples = [*parse(path=str(DATA / "criteria/criteria-phones.ttl"), format=RdfFormat.TURTLE)]
    assert len(phones) == len([triple for triple in triples if triple.object == CFIT.CriterionVersion])
    assert all(version.constraints and version.identifier for version in phones)


def test_the_criteria_for_phones_use_operators_that_have_what_they_need(phones):
    for test in (test for version in phones for test in version.constraints):
        assert test.values or test.terms or test.operator == "exists" or test.years_after_award is not None, test
