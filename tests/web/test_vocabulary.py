"""The words and the rules have a page each, and are given out as data."""

import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from registry.settings import NAMES

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/ontology", "/shapes"])
def test_it_works(client, path):
    response = client.get(path, headers=HTML)
    assert (response.status_code, response.mimetype) == (200, "text/html")


def test_a_term_has_its_place_with_definition_unit_and_example(client):
    page = client.get("/ontology", headers=HTML).text
    term = page[page.index('id="osUpdateYearsAfterEndOfSale"') :][:1200]
    assert "Years for which updates of the operating system are guaranteed" in term
    assert "unit: <code>years</code>" in term
    assert "cfit:osUpdateYearsAfterEndOfSale 8" in term


def test_a_term_says_what_it_is_called_elsewhere_and_in_other_languages(client):
    page = client.get("/ontology", headers=HTML).text
    term = page[page.index('id="DeviceModel"') :][:2000]
    assert '<span lang="de">Gerätemodell</span> (de)' in term
    assert "kind of: <code>schema:ProductModel</code>" in term


def test_the_rules_of_a_class_come_with_the_least_that_keeps_them(client):
    page = client.get("/shapes", headers=HTML).text
    rules = page[page.index('id="Evidence"') :][:1500]
    assert "The least that keeps these rules" in rules
    assert "a cfit:Evidence" in rules


def test_a_rule_has_its_place_with_what_to_write(client):
    page = client.get("/shapes", headers=HTML).text
    rule = page[page.index('id="device-model-repairabilityIndex"') :][:1200]
    assert "cfit:repairabilityIndex 4.37" in rule
    assert "maxInclusive: <code>5</code>" in rule


def test_rules_that_two_kinds_of_things_share_are_told_once_and_counted_at_the_other(client):
    page = client.get("/shapes", headers=HTML).text
    configuration = page[page.index('id="DeviceConfiguration"') : page.index('id="DeviceModel"')]
    assert 'id="device-configuration-gtin"' in configuration
    assert 'id="device-model-repairabilityIndex"' not in configuration
    assert re.search(r"\d{2,} rules that are told there count here too", configuration)


def test_the_places_on_a_page_are_distinct(client):
    for path in ("/ontology", "/shapes"):
        places = [part.split('"')[0] for part in client.get(path, headers=HTML).text.split(' id="')[1:]]
        assert len(places) == len(set(places))


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/ld+json"])
def test_both_are_given_out_as_data(client, media_type):
    for path, term in (("/ontology", "ontology#meets"), ("/shapes", "shapes#DeviceModel")):
        response = client.get(path, headers={"Accept": media_type})
        quads = parse(response.data, format=RdfFormat.from_media_type(media_type))
        assert NamedNode(NAMES + term) in {quad.subject for quad in quads}


def test_a_short_name_of_a_format_decides(client):
    assert client.get("/ontology?format=nt", headers=HTML).mimetype == "application/n-triples"


def test_a_program_that_asks_for_nothing_special_gets_turtle_or_the_page(client):
    assert client.get("/shapes", headers={"Accept": "*/*"}).status_code == 200


def test_the_form_for_queries_offers_the_questions(client):
    page = client.get("/sparql", headers=HTML).text
    assert "/sparql?query=" in page
    assert "Questions that others ask" in page
