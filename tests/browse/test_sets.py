"""Each criteria set has a page: what it asks, what each criterion leaves, its versions; two of them side by side."""

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS
from tests.conftest import turtle_file

L1, L2 = (NamedNode(f"{IDS}criteria-set/pact-smartphones-l{level}/1") for level in (1, 2))
LEFT = """SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE {
  GRAPH <https://w3id.org/cfit/graph/registry/eprel-smartphones> { ?d a <https://w3id.org/cfit/ontology#DeviceModel> }
  %s }"""


@pytest.fixture(scope="module")
def page(full):
    return browse.criteria_set(L2, full, "en")


def asked(reader, query):
    """The one number that a query answers, through the door of everybody."""
    answer = reader.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"}).get_json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_every_set_is_listed_and_has_a_page(full):
    rows = browse.sets(full, "en")
    assert len(rows) == 22
    for row in rows:
        assert browse.criteria_set(row.iri, full, "en").row == row


def test_the_funnel_is_what_sparql_counts(reader, page):
    steps = page.funnels[0].steps
    assert len(steps) == 21
    for place in (1, 3, 4):
        meets = " ".join(f"?d <https://w3id.org/cfit/ontology#meets> <{step.version}> ." for _, step in steps[:place])
        assert steps[place - 1][1].left == asked(reader, LEFT % meets)


def test_a_funnel_only_narrows_and_what_is_left_is_possible(page):
    for funnel in page.funnels:
        left = [step.left for _, step in funnel.steps]
        possible = [step.possible for _, step in funnel.steps]
        assert left == sorted(left, reverse=True)
        assert possible == sorted(possible, reverse=True)
        assert all(one <= other for one, other in zip(left, possible, strict=True))
        assert left[-1] == page.row.meeting


def test_a_set_is_asked_of_the_kinds_that_it_is_for_alone(page):
    assert [funnel.kind_iri.value for funnel in page.funnels] == [f"{IDS}device-kind/smartphone"]


def test_what_is_asked_of_factories_is_shown_apart(full):
    page = browse.criteria_set(NamedNode(f"{IDS}criteria-set/rba-gold/1"), full, "en")
    assert [each.version.identifier for each in page.others] == ["FAIR-07", "FAIR-09"]
    assert not page.funnels
    assert not page.row.is_for_devices


def test_what_values_earn_stands_with_the_most_first(page):
    weighted = next(each for each in page.tender if each.version.identifier == "BAT-02")
    assert weighted.points == (("1,000", "100"), ("800", "60"), ("0", "30"))


def test_two_sets_side_by_side_pair_what_tests_the_same(full):
    page = browse.difference(L1, L2, full, "en")
    pairs = [(each.left.version.identifier, each.right.version.identifier) for each in page.changed]
    assert ("REP-01", "REP-02") in pairs
    assert len(page.same) + len(page.changed) + len(page.only_left) == 11
    assert len(page.same) + len(page.changed) + len(page.only_right) == 21


def test_a_set_beside_itself_differs_in_nothing(full):
    page = browse.difference(L1, L1, full, "en")
    assert not (page.changed or page.only_left or page.only_right)


def test_a_new_version_says_what_came_and_what_went(registry, now):
    text = """
    <https://w3id.org/cfit/id/criteria-set/registry-own/{number}> a cfit:CriteriaSet ;
        dcterms:title "Own"@en , "Eigen"@nl ;
        cfit:version "{number}" ; cfit:status <https://w3id.org/cfit/id/status/current> ;
        cfit:appliesTo kind:smartphone ; cfit:validFrom "2026-11-21"^^xsd:date ;
        dcterms:bibliographicCitation "Own" ; cfit:criterionVersion <https://w3id.org/cfit/id/criterion/{held}/1> .
    """
    body = turtle_file(text.format(number=1, held="REP-03") + text.format(number=2, held="SW-02"))
    assert isinstance(publish(Submission("registry", "sets", body), registry, now), Accepted)
    newest, first = browse.criteria_set(NamedNode(f"{IDS}criteria-set/registry-own/1"), registry, "en").editions
    assert [each.identifier for each in newest.added] == ["SW-02"]
    assert [each.identifier for each in newest.removed] == ["REP-03"]
    assert (first.added, first.removed) == ((), ())
