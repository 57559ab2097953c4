"""The page of a criterion says how devices do, what a moved threshold leaves, and what is said beside it."""

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.core.listing import Facet
from registry.core.verdicts import Verdict
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS
from tests.browse.test_sets import asked
from tests.conftest import criteria_file

DAY = date(2026, 11, 22)
CFIT = "PREFIX cfit: <https://w3id.org/cfit/ontology#> PREFIX schema: <https://schema.org/> "


def use(number, full, language="en", **moved):
    version = next(each for each in full.criteria() if each.identifier == number)
    return browse.criterion_use(version, {int(k[1:]): Decimal(v) for k, v in moved.items()}, full, DAY, language)


@pytest.mark.parametrize(
    ("number", "term"), [("REP-03", "repairabilityIndex"), ("SW-02", "osUpdateYearsAfterEndOfSale")]
)
def test_what_a_threshold_leaves_is_what_sparql_counts(full, reader, number, term):
    part = use(number, full).tests[0]
    for place, left in part.ambition.positions[:: max(1, len(part.ambition.positions) // 4)]:
        where = f"{{ ?d cfit:{term} ?v ; schema:brand ?b FILTER(?v >= {place}) }}"
        assert left.meets == asked(reader, f"{CFIT} SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE {where}")
        assert left.makers == asked(reader, f"{CFIT} SELECT (COUNT(DISTINCT ?b) AS ?n) WHERE {where}")


@pytest.mark.parametrize("number", ["REP-01", "REP-02", "REP-03", "SW-01", "SW-02", "SW-05", "BAT-01", "DUR-04"])
def test_at_the_threshold_of_the_criterion_the_test_leaves_what_the_verdicts_say(full, number):
    found = use(number, full)
    left = found.tests[0].ambition.as_asked
    assert (left.meets, left.fails) == (found.counts[Verdict.MEETS], found.counts[Verdict.FAILS])


def test_all_devices_that_it_is_for_are_counted_once(full):
    found = use("REP-03", full)
    assert (
        sum(found.counts.values()) == found.devices == full.devices.numbers(Facet.KIND)[f"{IDS}device-kind/smartphone"]
    )


def test_a_moved_threshold_is_counted_beside_the_one_asked(full):
    part = use("REP-03", full, t1="3.4").tests[0].ambition
    assert part.moved == Decimal("3.4")
    assert part.as_moved.meets > part.as_asked.meets > 0


def test_what_counts_instead_is_counted_by_code(full):
    tests = use("EN-02", full).tests
    assert [each.instead for each in tests] == [False, True]
    codes = {code: (count, good) for code, count, good in tests[1].codes}
    assert sum(count for count, good in codes.values() if good) == use("EN-02", full).counts[Verdict.MEETS]


def test_a_condition_parts_the_devices(full):
    tests = use("DUR-01", full).tests
    assert [each.ambition.stated for each in tests] == [462, 5]


def test_equivalents_are_seen_from_this_side(full):
    def kin(number):
        return {(each.relation.text, each.name.rpartition(" ")[2]) for each in use(number, full).kin}

    assert ("is stricter than", "(REP-02)") in kin("REP-03")
    assert ("is looser than", "(REP-03)") in kin("REP-02")


def test_nobody_else_places_criteria_that_are_not_theirs(registry, turtle, now):
    text = """
    <https://w3id.org/cfit/id/harmonisation/nl-ict-1> a cfit:Harmonisation ; dcterms:date "2026-11-22"^^xsd:date ;
        cfit:harmonises <https://w3id.org/cfit/id/criterion/SW-02/1> ;
        cfit:harmonisedWith <https://w3id.org/cfit/id/criterion/REP-03/1> ;
        cfit:harmonisationRelation <https://w3id.org/cfit/id/harmonisation-relation/exact> ;
        skos:note "The same, we say."@en , "Hetzelfde, zeggen wij."@nl .
    """
    for group, kin in (("nl-ict", 0), ("registry", 1)):
        assert isinstance(publish(Submission(group, "kin", turtle(text)), registry, now), Accepted)
        assert len(use("REP-03", registry).kin) == kin


def test_certificates_that_are_enough_are_named_with_their_scheme(full):
    assert "TCO Certified 10" in [name for _, name in use("SW-05", full).certificates]


def test_a_first_version_changed_nothing(full):
    assert [(each.is_first, each.changes) for each in use("REP-03", full).editions] == [(True, ())]


def test_what_is_asked_of_factories_counts_no_device(full):
    found = use("FAIR-07", full)
    assert found.devices == 0
    assert all(each.ambition is None and not each.codes for each in found.tests)


def test_each_set_that_asks_it_is_named(full):
    assert [row.iri for row in use("REP-03", full).sets] == [NamedNode(f"{IDS}criteria-set/pact-smartphones-l3/1")]


def test_a_newer_version_says_what_changed(registry, now):
    second = criteria_file("REP-03/1").decode().replace("REP-03/1", "REP-03/2")
    for before, after in (
        ('"1"', '"2"'),
        ("at least 4.00", "at least 4.50"),
        ("value> 4.00", "value> 4.50"),
        ("2025-06-20", "2026-11-22"),
    ):
        assert before in second, before
        second = second.replace(before, after)
    outcome = publish(Submission("registry", "criteria-2", second.encode()), registry, now)
    assert isinstance(outcome, Accepted), outcome
    newest, first = use("REP-03", registry).editions
    changes = {change.name.text: (change.before, change.after) for change in newest.changes}
    assert changes["constraint"] == ("repairability index: at least 4", "repairability index: at least 4.5")
    assert "at least 4.50" in changes["requirement"][1]
    assert not newest.is_first
    assert first.is_first
