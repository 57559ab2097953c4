"""What is shipped about schemes, presumptions and comparisons is sound, and no more than the criteria bear out."""

import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, RDF, SH

from registry.settings import DATA, IDS, ONTOLOGY, SHAPES

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMES = sorted((DATA / "schemes").glob("*.ttl"))
CRITERIA = sorted((DATA / "criteria").glob("*.ttl"))
SUPPORTERS = {rdflib.URIRef(f"{IDS}organisation/{name}") for name in ("tco-development", "gec", "electronics-watch")}
"""Owners that are described with the members and supporters of the pact."""


def read(*files):
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file)
    return graph


@pytest.fixture(scope="module")
def data():
    return read(*SCHEMES, *CRITERIA)


def number(version):
    return version.split("/")[-2]


def properties_of(data, version):
    """The properties that a criterion version tests, however deep in its constraints."""
    below = rdflib.paths.MulPath(CFIT.constraint | CFIT.anyOf | CFIT.condition | CFIT.otherwise, "*")
    return {name for part in data.objects(version, below) for name in data.objects(part, CFIT.property)}


def test_the_shapes_find_nothing_to_mend(data):
    about = {*read(*SCHEMES, DATA / "criteria/harmonisations.ttl").subjects()}
    words, shapes = read(*sorted(ONTOLOGY.glob("*.ttl"))), read(*sorted(SHAPES.glob("*.ttl")))
    _, report, _ = pyshacl.validate(data + words, shacl_graph=shapes)
    results = [
        node for node in report.subjects(RDF.type, SH.ValidationResult) if report.value(node, SH.focusNode) in about
    ]
    assert not [str(report.value(node, SH.resultMessage)) for node in results]


def test_every_owner_is_described_or_supports_the_pact(data):
    owners = {*data.objects(predicate=CFIT.schemeOwner), *data.objects(predicate=CFIT.setOwner)}
    assert owners - SUPPORTERS == {*data.subjects(RDF.type, CFIT.Organisation)}


def test_tiers_are_ranked_from_one_on(data):
    for version in {*data.objects(predicate=CFIT.ofSchemeVersion)}:
        ranks = [int(data.value(tier, CFIT["rank"])) for tier in data.subjects(CFIT.ofSchemeVersion, version)]
        assert sorted(ranks) == list(range(1, len(ranks) + 1)), version


def test_nothing_is_presumed_from_a_draft(data):
    for source in data.objects(predicate=CFIT.presumedFrom):
        version = data.value(source, CFIT.ofSchemeVersion) or source
        assert not data.value(version, CFIT.status).endswith("/draft"), source


def test_a_higher_tier_shows_what_a_lower_one_shows(data):
    shown = {}
    for each in data.subjects(RDF.type, CFIT.Presumption):
        shown.setdefault(data.value(each, CFIT.presumedFrom), set()).update(data.objects(each, CFIT.deemedToSatisfy))
    tiers = [tier for tier in shown if (tier, RDF.type, CFIT.SchemeTier) in data]
    assert len(tiers) == 6
    for lower in tiers:
        for upper in data.subjects(CFIT.ofSchemeVersion, data.value(lower, CFIT.ofSchemeVersion)):
            if data.value(upper, CFIT["rank"]) > data.value(lower, CFIT["rank"]):
                assert shown[lower] <= shown[upper], (lower, upper)


def test_a_presumption_rests_on_a_source_that_the_criterion_itself_names(data):
    words = {"tco-certified": "TCO", "epeat": "EPEAT", "rba-vap": "RBA", "blue-angel": "Blue Angel"}
    words |= {"energy-star-computers": "ENERGY STAR", "eu-energy-label-phones-tablets": "2023/1669"}
    for each in data.subjects(RDF.type, CFIT.Presumption):
        scheme = data.value(each, CFIT.presumedFrom).removeprefix(f"{IDS}scheme/").split("/")[0]
        for version in data.objects(each, CFIT.deemedToSatisfy):
            sources = [
                data.value(version, DCTERMS.bibliographicCitation),
                *data.objects(version, CFIT.acceptedEvidence),
            ]
            assert any(words[scheme] in text for text in sources), (each, version)


def test_no_two_criteria_are_compared_twice(data):
    pairs = [
        frozenset([data.value(each, CFIT.harmonises), data.value(each, CFIT.harmonisedWith)])
        for each in data.subjects(RDF.type, CFIT.Harmonisation)
    ]
    assert len(pairs) == len({*pairs}) == 45


def test_one_is_stricter_than_another_only_in_what_both_test_and_for_a_common_subject(data):
    stricter = list(data.subjects(CFIT.harmonisationRelation, rdflib.URIRef(f"{IDS}harmonisation-relation/stricter")))
    assert len(stricter) == 19
    for each in stricter:
        pair = [data.value(each, end) for end in (CFIT.harmonises, CFIT.harmonisedWith)]
        one, other = (properties_of(data, version) for version in pair)
        assert one & other, each
        kinds = [{*data.objects(data.value(version, DCTERMS.isVersionOf), CFIT.appliesTo)} for version in pair]
        assert kinds[0] & kinds[1], each


def test_every_comparison_names_criteria_that_exist(data):
    versions = {*data.subjects(RDF.type, CFIT.CriterionVersion)}
    assert {*data.objects(predicate=CFIT.harmonisedWith)} <= versions


def test_an_empty_set_says_why_and_where_the_texts_are(data):
    empty = [each for each in data.subjects(RDF.type, CFIT.CriteriaSet) if not data.value(each, CFIT.criterionVersion)]
    assert {number(each) for each in empty} == {"eu-gpp-computers", "nl-mvi-ict"}
    assert all(data.value(each, rdflib.SKOS.editorialNote) and data.value(each, DCTERMS.source) for each in empty)
    assert {str(data.value(each, CFIT.status)) for each in empty} == {f"{IDS}status/draft"}
