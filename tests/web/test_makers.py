"""What the registry holds is listed a page at a time, each list also as a table and as triples; gaps as a letter."""

import csv
import io

import pytest
from rdflib import Graph, Namespace, URIRef

from registry.settings import IDS
from registry.web import create_app

LISTS = ("/makers", "/certificates", "/sources", "/contributions")
GAPS = f"/makers/gaps?maker={IDS}brand/invented"
SCHEMA = Namespace("https://schema.org/")
BROWSER = {"Accept": "text/html"}


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("address", LISTS)
def test_each_list_is_a_page_and_the_same_as_data(small_reader, address):
    page = small_reader.get(address, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert f'<{address}?format=turtle>; rel="alternate"; type="text/turtle"' in page.headers["Link"]
    assert f'href="{address}?format=csv"' in page.text
    told = rows(small_reader.get(f"{address}?format=csv"))
    graph = Graph().parse(data=small_reader.get(f"{address}?format=turtle").data, format="turtle")
    listed = set(graph.objects(None, SCHEMA.itemListElement))
    assert {URIRef(next(iter(row.values()))) for row in told} == listed
    assert all((each, None, None) in graph for each in listed)


def test_pages_of_a_list_lead_to_each_other(small_reader):
    page = small_reader.get("/contributions?pageSize=1&page=2", headers=BROWSER)
    assert 'page=1>; rel="prev"' in page.headers["Link"]
    assert page.text.count('scope="row"') == 1
    assert small_reader.get("/contributions?page=99").status_code == 404
    assert small_reader.get("/contributions?page=none").status_code == 400
    assert small_reader.get("/contributions", headers={"Accept": "image/png"}).status_code == 406


def test_the_language_goes_along_from_page_to_page(small_reader):
    page = small_reader.get("/contributions?pageSize=1&lang=nl", headers=BROWSER)
    assert 'rel="next" href="/contributions?pageSize=1&amp;page=2&amp;lang=nl"' in page.text


@pytest.mark.parametrize("name", ["brand/invented", "contribution/1", "criterion/SW-02"])
def test_a_thing_has_a_page_and_triples(small_reader, name):
    assert small_reader.get(f"/doc/{name}", headers=BROWSER).mimetype == "text/html"
    assert small_reader.get(f"/doc/{name}.jsonld").mimetype == "application/ld+json"


def test_the_gap_report_is_a_page_a_letter_and_a_table(small_reader):
    page = small_reader.get(GAPS, headers=BROWSER)
    assert "Dear Sir or Madam" in page.text and 'format=txt"' in page.text
    text = small_reader.get(f"{GAPS}&format=txt&lang=nl")
    assert text.mimetype == "text/plain" and "Geachte heer, mevrouw" in text.text
    assert text.headers["Content-Disposition"] == "attachment; filename=letter-nl.txt"
    assert rows(small_reader.get(f"{GAPS}&format=csv")) == []


def test_a_gap_is_a_row_with_its_device_and_criterion(client, registry, turtle, member):
    phone = 'device:nl-ict-1 a cfit:DeviceModel ; schema:name "=1" ; schema:brand brand:invented ;'
    body = turtle(phone + " cfit:deviceKind kind:smartphone .")
    assert client.put("/graphs/nl-ict/phones", data=body, headers=member.headers).status_code in (200, 201)
    told = rows(client.get(f"{GAPS}&format=csv"))
    assert [(row["model"], row["criterion"]) for row in told] == [("'=1", "REP-03"), ("'=1", "SW-02")]
    assert "2 of 2" not in client.get(GAPS, headers=BROWSER).text


def test_a_report_without_a_maker_or_on_nobody_is_refused(small_reader):
    assert small_reader.get("/makers/gaps").status_code == 400
    assert small_reader.get("/makers/gaps?maker=no address").status_code == 400
    assert small_reader.get("/makers/gaps?maker=https://example.org/nobody").status_code == 404


def test_a_long_table_of_gaps_is_refused_and_not_cut(limited):
    answer = create_app(limited(gap_rows=-1)).test_client().get(f"{GAPS}&format=csv")
    assert answer.status_code == 413 and "kind=" in answer.json["detail"]


def test_a_source_has_a_page_and_what_is_none_has_not(small_reader):
    page = small_reader.get("/sources/registry/phones", headers=BROWSER)
    assert 'href="/graphs/registry/phones"' in page.text and "/graphs/registry/phones/history" in page.text
    assert small_reader.get("/sources/registry/nothing").status_code == 404


def test_certificates_of_one_version_can_be_asked_for(small_reader):
    page = small_reader.get(f"/certificates?scheme={IDS}scheme/epeat/2025", headers=BROWSER)
    assert page.status_code == 200 and "All certificates" in page.text
    assert small_reader.get("/certificates?scheme=no address").status_code == 400
