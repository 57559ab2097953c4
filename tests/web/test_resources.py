"""Things by their name: a page for people, triples for programs, bytes and reports for who wants to check."""

import re

import pytest
import rdflib

from registry.settings import DATA, NAMES, ONTOLOGY

# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
PHONE = "/doc/device/eprel-2378858"
FORMATS = {
    "text/turtle": ("ttl", "turtle"),
    "application/n-triples": ("nt", "nt"),
    "application/ld+json": ("jsonld", "json-ld"),
}


def graph_of(response):
    formats = {media_type: name for media_type, (_, name) in FORMATS.items()} | {"application/rdf+xml": "xml"}
    return rdflib.Graph().parse(data=response.data, format=formats[response.mimetype])


def test_it_works(reader):
    assert reader.get(PHONE).status_code == 200


def test_the_page_of_a_phone_has_value_threshold_source_day_and_licence(reader):
    page = re.sub(r"<[^>]+>", " ", reader.get(PHONE).text)
    for text in ("Fairphone 5", "1,300", "at least 800", "EPREL, European Commission", "5 July 2025", "CC BY 4.0"):
        assert text in page


def test_the_page_links_to_its_data(reader):
    response = reader.get(PHONE)
    assert f'<{PHONE}.ttl>; rel="alternate"; type="text/turtle"' in response.headers["Link"]
    assert "Accept" in response.vary
    for ending, _ in FORMATS.values():
        assert f'href="{PHONE}.{ending}"' in response.text


@pytest.mark.parametrize("media_type", FORMATS)
def test_the_same_triples_come_in_every_format_by_accept_and_by_ending(reader, media_type):
    by_accept = reader.get(PHONE, headers={"Accept": media_type})
    by_ending = reader.get(f"{PHONE}.{FORMATS[media_type][0]}")
    assert by_accept.mimetype == by_ending.mimetype == media_type
    assert by_accept.data == by_ending.data
    assert "Accept" in by_accept.vary
    expected = graph_of(reader.get(PHONE + ".nt"))
    assert set(graph_of(by_accept)) == set(expected) and len(expected) > 30


def test_rdf_xml_comes_by_accept(reader):
    response = reader.get(PHONE, headers={"Accept": "application/rdf+xml"})
    assert set(graph_of(response)) == set(graph_of(reader.get(PHONE + ".nt")))


def test_an_ending_goes_before_accept(reader):
    assert reader.get(PHONE + ".html", headers={"Accept": "text/turtle"}).mimetype == "text/html"
    assert reader.get(PHONE + ".ttl", headers={"Accept": "text/html"}).mimetype == "text/turtle"


def test_a_format_that_is_not_given_out_is_refused(reader):
    response = reader.get(PHONE, headers={"Accept": "application/pdf"})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")
    assert "text/turtle" in response.json["detail"]


@pytest.mark.parametrize(
    "address", ["/doc/device/nothing", "/doc/nothing", "/doc/device/x%20y", "/doc/a/b/c/d", "/xyz"]
)
def test_what_is_not_known_is_said_so_to_people_and_programs(reader, address):
    page = reader.get(address, headers={"Accept": "text/html"})
    program = reader.get(address, headers={"Accept": "text/turtle"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert program.status_code == program.json["status"] == 404
    assert program.mimetype == "application/problem+json"


def test_a_name_leads_to_its_document(reader):
    response = reader.get("/id/device/eprel-2378858")
    assert (response.status_code, response.headers["Location"]) == (303, PHONE)


@pytest.mark.parametrize("name", ["//evil.example/x", "/evil.example", "device/\u202e", "a%0d%0aSet-Cookie:x", "..//x"])
def test_a_name_never_leads_elsewhere(reader, name):
    response = reader.get(f"/id/{name}")
    assert response.status_code in (303, 308, 404)
    assert re.match(r"(http://localhost)?/(id|doc)/", response.headers.get("Location", "/doc/"))
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", ["REP-03", "REP-03/1"])
def test_a_criterion_has_a_page_with_its_test_and_source(reader, name):
    page = reader.get(f"/doc/criterion/{name}")
    text = re.sub(r"<[^>]+>", " ", page.text)
    assert page.status_code == 200
    assert "at least 4" in text and "2023/1669" in text and "REP-03" in text


@pytest.mark.parametrize("name", ["criterion/REP-03", "criterion/REP-03/1", "brand/fairphone", "contribution/4"])
def test_everything_with_a_page_has_triples(reader, name):
    graph = graph_of(reader.get(f"/doc/{name}.ttl"))
    assert set(graph.subjects()) == {rdflib.URIRef(f"{NAMES}id/{name}")}


def test_the_page_of_a_brand_lists_its_devices(reader):
    assert f'href="{PHONE}"' in reader.get("/doc/brand/fairphone").text


def test_a_contribution_has_a_page_that_leads_to_bytes_and_report(reader):
    page = reader.get("/doc/contribution/7")
    assert page.status_code == 200
    for address in ("/contributions/7/bytes", "/contributions/7/report"):
        assert f'href="{address}"' in page.text
        assert reader.get(address).status_code == 200


def test_the_bytes_of_a_contribution_come_as_they_were_received(reader, full):
    number = full.ledger.current("registry", "eprel-smartphones").sequence
    response = reader.get(f"/contributions/{number}/bytes")
    assert response.data == (DATA / "devices/eprel-smartphones.ttl").read_bytes()
    assert response.mimetype == "text/plain"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_report_of_a_contribution_can_be_had_in_three_formats(reader):
    assert reader.get("/contributions/7/report").json["conforms"] is True
    turtle = reader.get("/contributions/7/report", headers={"Accept": "text/turtle"})
    conforms = graph_of(turtle).objects(predicate=rdflib.SH.conforms)
    assert [value.toPython() for value in conforms] == [True]
    text = reader.get("/contributions/7/report", headers={"Accept": "text/plain"}).text
    assert text.startswith("Accepted by the rules. Errors: 0")


@pytest.mark.parametrize("address", ["/contributions/99/bytes", "/contributions/99/report", "/contributions/0/bytes"])
def test_a_contribution_that_is_not_there_is_not_found(reader, address):
    assert reader.get(address).status_code == 404


def test_a_number_without_end_is_not_found(reader):
    assert reader.get("/contributions/" + "9" * 30 + "/bytes").status_code == 404


def test_the_context_is_given_out_to_every_site_as_it_is_kept(reader):
    response = reader.get("/ontology/context.jsonld")
    assert (response.mimetype, response.headers["Access-Control-Allow-Origin"]) == ("application/ld+json", "*")
    assert response.text == (ONTOLOGY / "context.jsonld").read_text(encoding="utf-8")


def test_the_ontology_is_given_out(reader):
    graph = graph_of(reader.get("/ontology"))
    assert (rdflib.URIRef(f"{NAMES}ontology#meets"), None, None) in graph


def test_nothing_but_reading_is_taken(reader):
    for method in ("post", "put", "delete", "patch"):
        response = getattr(reader, method)(PHONE)
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]
