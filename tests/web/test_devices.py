"""The list of devices: its state stands in the address, and exactly this list can be had as data and as a query."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from registry.core.listing import NAMES
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS
from registry.vocabulary import SCHEMA
from registry.web import create_app

FAIRPHONES = 9
LISTS = ["q=fairphone", "q=fairfone", f"brand={IDS}brand/fairphone&released=2023&released=2021", "meets=REP-03"]


def listed(client, query, form):
    """The devices of a list in one of its forms."""
    body = client.get(f"/devices?{query}&format={form}").text
    if form == "csv":
        return [row["device"] for row in csv.DictReader(io.StringIO(body))]
    rdf_format = RdfFormat.TURTLE if form == "turtle" else RdfFormat.JSON_LD
    items = (quad for quad in parse(body, format=rdf_format) if quad.predicate == SCHEMA.itemListElement)
    return [quad.object.value for quad in items]


@pytest.mark.parametrize("query", LISTS)
def test_a_list_is_the_same_in_every_form(reader, query):
    devices = listed(reader, query, "csv")
    assert 0 < len(devices) == len(set(devices)) < 50
    page = reader.get(f"/devices?{query}").text
    assert all(f'href="/doc/device/{device.rpartition("/")[2]}"' in page for device in devices)
    for form in ("turtle", "jsonld"):
        assert sorted(listed(reader, query, form)) == sorted(devices)


@pytest.mark.parametrize(
    "accept", ["text/csv", "text/turtle", "application/ld+json", "application/sparql-query", "text/html"]
)
def test_the_form_can_be_negotiated(reader, accept):
    response = reader.get("/devices?q=fairphone", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert "Accept" in response.headers["Vary"]


def test_what_cannot_be_had_is_said(reader):
    response = reader.get("/devices", headers={"Accept": "image/png"})
    assert response.status_code == 406 and "text/csv" in response.json["detail"]


def test_a_list_opens_in_sparql_for_people_and_is_a_text_for_programs(reader):
    opened = reader.get("/devices?q=fairfone&format=sparql", headers={"Accept": "text/html"})
    assert opened.status_code == 303 and opened.headers["Location"].startswith("/sparql?query=PREFIX")
    query = reader.get("/devices?q=fairfone&format=rq").text
    rows = reader.post("/sparql", data=query, content_type="application/sparql-query")
    assert len(json.loads(rows.data)["results"]["bindings"]) == FAIRPHONES


def test_the_header_leads_to_other_forms_and_pages(reader):
    links = reader.get("/devices?kind=https://w3id.org/cfit/id/device-kind/tablet&page=2").headers["Link"]
    for relation in ('rel="alternate"; type="text/csv"', 'rel="prev"', 'rel="next"', 'rel="first"', 'rel="last"'):
        assert relation in links


def test_the_state_of_the_list_stands_in_its_address(reader):
    page = reader.get("/devices?q=phone&released=2023&order=newest&lang=de").text
    assert 'value="phone"' in page and 'value="2023" checked' in page and 'value="newest" selected' in page
    assert 'href="/devices?q=phone&amp;order=newest&amp;lang=de"' in page


def test_a_choice_that_is_made_is_always_shown(reader):
    page = reader.get("/devices?released=2013").text
    assert 'value="2013" checked' in page


def test_all_choices_of_a_facet_can_be_shown(reader):
    short, whole = (reader.get(f"/devices{query}").text.count('name="brand"') for query in ("", "?all=brand"))
    assert short < 12 < whole


def test_a_list_that_a_file_cannot_hold_is_refused_and_not_cut(limited):
    registry = limited(list_devices=0)
    client = create_app(registry).test_client()
    response = client.get("/devices?format=csv")
    assert response.status_code == 413 and "1 devices" in response.json["detail"]
    assert client.get("/devices").status_code == 200


def test_no_cell_is_a_formula(registry, client, turtle, now):
    text = 'brand:nl-ict-b a schema:Brand ; schema:name "B" .\n'
    text += 'device:nl-ict-a a cfit:DeviceModel ; schema:name "=1+1" ; schema:brand brand:nl-ict-b ;'
    text += " cfit:deviceKind kind:smartphone ."
    assert isinstance(publish(Submission("nl-ict", "all", turtle(text)), registry, now), Accepted)
    assert "'=1+1" in client.get("/devices?format=csv").text


@pytest.mark.parametrize("number", ["0", "-1", "none", "1.5", "²", "9" * 30])
def test_what_cannot_be_a_page_is_refused_in_words(small_reader, number):
    refused = small_reader.get("/devices", query_string={"page": number})
    assert refused.status_code == 400 and refused.json["detail"].startswith(f"page cannot be “{number}”: write a whole")


HOSTILE = ["*", "a OR b", '"', "}}", "?x ?y ?z", "<script>", "javascript:alert(1)", "http://[", "https://x y", "\x00",
           "é", "9" * 30, "-1", "'; DROP", "a" * 3000, "https://example.org/>", "%ff"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_in_the_address_breaks_the_list(reader, text):
    for name in ("q", "order", "all", "lang", *NAMES):
        assert reader.get("/devices", query_string={name: text}).status_code == 200
    everything = dict.fromkeys(("q", *NAMES), text)
    for form in ("csv", "turtle"):
        assert reader.get("/devices", query_string={**everything, "format": form}).status_code == 200
    # a query for all choices at once may be longer than the endpoint reads
    assert reader.get("/devices", query_string={**everything, "format": "rq"}).status_code in (200, 413)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
def test_any_search_has_a_query_that_can_be_asked(reader, text):
    query = reader.get("/devices", query_string={"q": text, "format": "rq"})
    assert query.status_code == 200
    asked = reader.post("/sparql", data=query.data, content_type="application/sparql-query")
    assert asked.status_code == 200
