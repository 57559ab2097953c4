"""The SPARQL endpoint keeps to the protocol: three ways to ask, many formats, and errors that help."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib

from registry.keep import shipped_files

# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/cfit/ontology#CriteriaSet> } ORDER BY ?s LIMIT 3"
ASK = "ASK { ?s a <https://w3id.org/cfit/ontology#DeviceModel> }"
CONSTRUCT = SELECT.replace("SELECT ?s", "CONSTRUCT { ?s <https://schema.org/about> ?s }")
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def ask(reader):
    def ask(query, accept=None, **parameters):
        headers = {"Accept": accept} if accept else {}
        return reader.get("/sparql", query_string={"query": query, **parameters}, headers=headers)

    return ask


def count(response):
    return len(response.get_json(force=True)["results"]["bindings"])


def assert_open_to_all(response):
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_it_works(ask):
    response = ask(SELECT)
    assert (response.status_code, response.mimetype, count(response)) == (200, JSON, 3)


def test_a_query_can_be_asked_in_three_ways(reader, ask):
    answers = [
        ask(SELECT),
        reader.post("/sparql", data={"query": SELECT}),
        reader.post("/sparql", data=SELECT, content_type="application/sparql-query"),
        reader.post("/sparql", data=SELECT.encode(), content_type="application/sparql-query; charset=utf-8"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1


def test_an_answer_names_its_revision_and_may_be_read_by_any_page(ask):
    response = ask(SELECT)
    assert response.headers["Registry-Revision"] == str(len(shipped_files()))
    assert "Accept" in response.vary
    assert_open_to_all(response)
    assert "Registry-Revision" in response.headers["Access-Control-Expose-Headers"]


def test_head_is_get_without_the_body(reader, ask):
    head = reader.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(ask(SELECT).data))


def test_a_page_of_another_site_may_ask_before_it_asks(reader):
    response = reader.options(
        "/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    )
    assert (response.status_code, response.data) == (204, b"")
    assert_open_to_all(response)
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def read_rows(response):
    """The bindings of ?s, read from whatever format the answer has."""
    if response.mimetype == JSON:
        return [row["s"]["value"] for row in json.loads(response.data)["results"]["bindings"]]
    if response.mimetype == XML:
        return [
            uri.text
            for uri in ElementTree.fromstring(response.data).iter("{http://www.w3.org/2005/sparql-results#}uri")
        ]
    if response.mimetype == "text/csv":
        return [row["s"] for row in csv.DictReader(io.StringIO(response.text))]
    return [line.strip("<>") for line in response.text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("media_type", "name"),
    [(JSON, "json"), (XML, "xml"), ("text/csv", "csv"), ("text/tab-separated-values", "tsv")],
)
def test_rows_come_by_accept_and_by_name(ask, media_type, name):
    by_accept, by_name = ask(SELECT, media_type), ask(SELECT, "text/html", format=name)
    assert by_accept.mimetype == by_name.mimetype == media_type
    assert read_rows(by_accept) == read_rows(by_name) == read_rows(ask(SELECT))
    assert len(read_rows(by_accept)) == 3


@pytest.mark.parametrize(
    ("media_type", "name", "parser"),
    [
        ("text/turtle", "turtle", "turtle"),
        ("application/n-triples", "nt", "nt"),
        ("application/rdf+xml", "rdf", "xml"),
        ("application/ld+json", "jsonld", "json-ld"),
    ],
)
def test_a_graph_comes_by_accept_and_by_name(ask, media_type, name, parser):
    by_accept, by_name = ask(CONSTRUCT, media_type), ask(CONSTRUCT, "text/html", format=name)
    assert by_accept.mimetype == by_name.mimetype == media_type
    assert len(rdflib.Graph().parse(data=by_accept.data, format=parser)) == 3
    assert by_accept.data == by_name.data


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/json", JSON),
        ("application/xml", XML),
        ("text/csv;q=0.5, application/sparql-results+xml", XML),
        (f"{JSON};q=0.1, text/csv;q=0.9", "text/csv"),
        ("*/*", JSON),
        ("application/*", JSON),
    ],
)
def test_accept_decides_among_formats(ask, accept, expected):
    assert ask(SELECT, accept).mimetype == expected


def test_a_name_of_a_format_that_is_not_known_does_not_matter(ask):
    assert ask(SELECT, JSON, format="pdf").mimetype == JSON


def test_a_yes_or_no_comes_as_json_and_xml(ask):
    assert ask(ASK).get_json(force=True)["boolean"] is True
    assert b"<boolean>true</boolean>" in ask(ASK, XML).data


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples"])
def test_describe_is_answered(ask, media_type):
    response = ask("DESCRIBE <https://w3id.org/cfit/id/brand/fairphone>", media_type)
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert b"Fairphone" in response.data


def test_what_is_not_sparql_is_refused_with_line_and_column(ask):
    response = ask("SELECT ?s WHERE {\n  ?s ?p }")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert "Line 2, column 10" in response.json["detail"]
    assert (response.json["line"], response.json["column"]) == (2, 10)
    assert_open_to_all(response)


@pytest.mark.parametrize("queries", [[], [SELECT, ASK]])
def test_exactly_one_query_is_needed(reader, queries):
    response = reader.get("/sparql", query_string={"query": queries, "default-graph-uri": "x:y"})
    assert (response.status_code, response.json["title"]) == (400, "One query is needed")
    assert_open_to_all(response)


UPDATE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"


def test_an_update_is_refused_however_it_comes(reader, ask, full):
    before = list(full.store.lines())
    answers = [
        ask(UPDATE),
        reader.get("/sparql", query_string={"update": UPDATE}),
        reader.post("/sparql", data={"update": UPDATE}),
        reader.post("/sparql", data={"query": UPDATE}),
        reader.post("/sparql", data=UPDATE, content_type="application/sparql-update"),
        reader.post("/sparql", data=UPDATE, content_type="application/sparql-query"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert list(full.store.lines()) == before
    for answer in answers:
        assert_open_to_all(answer)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "ASK { { SELECT * { ?a ?b 1 . SERVICE <http://127.0.0.1:1/> {} } } }",
    ],
)
def test_service_is_refused(ask, query):
    response = ask(query)
    assert (response.status_code, response.json["title"]) == (403, "SERVICE is not followed")
    assert_open_to_all(response)


def test_the_word_service_in_a_text_is_only_a_word(ask):
    assert ask('SELECT ("SERVICE <x> {" AS ?s) {} # SERVICE').status_code == 200


def test_a_format_that_is_not_given_out_is_refused(ask):
    for query in (SELECT, CONSTRUCT):
        response = ask(query, "application/pdf")
        assert response.status_code == 406
        assert {"text/csv", "text/turtle"} & {*response.json["offers"]}
        assert all(offer in response.json["detail"] for offer in response.json["offers"])
        assert_open_to_all(response)


def test_a_long_query_is_refused(ask):
    response = ask(ASK + " #" + "x" * 16_384)
    assert response.status_code == 413
    assert "16384" in response.json["detail"]
    assert_open_to_all(response)


def test_another_kind_of_body_is_refused(reader):
    response = reader.post("/sparql", data=SELECT, content_type="text/plain")
    assert response.status_code == 415
    assert "application/sparql-query" in response.json["detail"]
    assert_open_to_all(response)


def test_a_body_that_is_not_utf_8_is_refused(reader):
    response = reader.post("/sparql", data=b"ASK { ?s ?p '\xff' }", content_type="application/sparql-query")
    assert (response.status_code, response.json["title"]) == (400, "The query is not UTF-8")


def test_deep_nesting_is_refused(ask):
    response = ask("SELECT * " + "{" * 200 + "}" * 200)
    assert response.status_code == 400
    assert "200" in response.json["detail"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_is_refused(reader, method):
    response = getattr(reader, method)("/sparql")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) >= {"GET", "POST"}


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain, */*;q=0.1", "*/*"])
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/sparql?query=nonsense", 400),
        ("put", "/sparql", 405),
        ("post", "/sparql", 415),
        ("get", "/nothing", 404),
    ],
)
def test_every_failure_may_be_read_by_any_page_and_says_that_it_depends_on_accept(
    small_reader, accept, method, address, status
):
    response = getattr(small_reader, method)(address, headers={"Accept": accept})
    assert response.status_code == status
    assert "Accept" in response.vary
    assert response.mimetype == {"text/html": "text/html", "text/plain, */*;q=0.1": "text/plain"}.get(
        accept, "application/problem+json"
    )
    assert_open_to_all(response)


def test_an_answer_that_is_known_is_not_sent_again(small_reader):
    first = small_reader.get("/sparql", query_string={"query": ASK})
    tag = first.headers["ETag"]
    assert first.cache_control.no_cache and tag.startswith('"')
    again = small_reader.get("/sparql", query_string={"query": ASK}, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Accept" in again.vary and again.headers["Registry-Revision"] == "2"
    other = small_reader.get("/sparql", query_string={"query": ASK}, headers={"If-None-Match": tag, "Accept": XML})
    assert (other.status_code, other.headers["ETag"] != tag) == (200, True)


def test_a_new_revision_has_another_tag(client, turtle, member):
    def asked(**headers):
        return client.get("/sparql", query_string={"query": ASK}, headers=headers)

    tag = asked().headers["ETag"]
    sent = turtle('brand:nl-ict-x a schema:Brand ; schema:name "X (invented)" .')
    assert client.put("/graphs/nl-ict/brands", data=sent, headers=member.headers).status_code == 201
    fresh = asked(**{"If-None-Match": tag})
    assert (fresh.status_code, fresh.headers["Registry-Revision"]) == (200, "3")
    assert fresh.headers["ETag"] != tag


def test_an_answer_that_differs_each_time_is_kept_by_nobody(small_reader):
    response = small_reader.get("/sparql", query_string={"query": "SELECT (NOW() AS ?now) {}"})
    assert "ETag" not in response.headers
    assert response.cache_control.no_store


def test_false_and_nought_and_nothing_come_as_they_are(small_reader):
    no, rows = (
        "ASK { <urn:a> <urn:b> <urn:c> }",
        'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (0 "" UNDEF) (false "0" UNDEF) } }',
    )

    def answer(query, media_type):
        return small_reader.get("/sparql", query_string={"query": query}, headers={"Accept": media_type}).text

    assert "<boolean>false</boolean>" in answer(no, XML)
    assert json.loads(answer(no, JSON)) == {"head": {}, "boolean": False}
    bound = [[cell.get("name") for cell in row] for row in ElementTree.fromstring(answer(rows, XML))[1]]
    assert bound == [["a", "b"], ["a", "b"]]
    assert answer(rows, "text/csv").splitlines() == ["a,b,c", "0,,", "false,0,"]
    assert json.loads(answer(rows, JSON))["results"]["bindings"][0]["a"]["value"] == "0"


def test_rows_as_csv_say_that_the_first_one_holds_the_names(small_reader):
    response = small_reader.get(
        "/sparql", query_string={"query": "SELECT (1 AS ?a) {}"}, headers={"Accept": "text/csv"}
    )
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"


def test_head_and_slash_and_bytes_in_the_address(small_reader):
    assert small_reader.get("/sparql/", query_string={"query": "ASK {}"}).status_code == 200
    assert small_reader.get("/sparql?query=%FF").json["title"] == "The request is not UTF-8"
    head, get = small_reader.head("/sparql?query=nonsense"), small_reader.get("/sparql?query=nonsense")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (400, b"", str(len(get.data)))


@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/x-www-form-urlencoded", "text/plain"])
def test_a_body_that_is_much_too_long_is_not_read(small_reader, media_type):
    response = small_reader.post("/sparql", data=b"x" * 70_000, content_type=media_type)
    assert (response.status_code, response.json["title"]) == (413, "The query is too long")
    assert response.json["limit"] == 65_536


def test_a_file_of_a_form_is_no_query(small_reader):
    response = small_reader.post("/sparql", data={"query": "ASK {}"}, content_type="multipart/form-data")
    assert response.status_code == 415


GRAPH = "https://w3id.org/cfit/graph/registry/eprel-smartphones"


def test_a_query_can_be_limited_to_graphs(ask):
    everything, own = "ASK { ?s a ?any }", {"default-graph-uri": "urn:nothing"}
    assert ask(everything, **own).get_json(force=True)["boolean"] is False
    assert ask(everything, **{"default-graph-uri": GRAPH}).get_json(force=True)["boolean"] is True
    assert count(ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": GRAPH})) == 1


def test_from_in_the_query_limits_it_too(ask):
    def number(query):
        return int(ask(query, "text/csv").text.split()[1])

    rows = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s a <https://w3id.org/cfit/ontology#DeviceModel> }}"
    assert number(rows.format("")) > number(rows.format(f"FROM <{GRAPH}>")) == 467
    assert number(rows.format("FROM <urn:nothing>")) == 0
    assert number(rows.format(f"FROM NAMED <{GRAPH}>")) == 0


@pytest.mark.parametrize("graph", ["not an iri", "", "<x>"])
def test_a_graph_that_is_no_iri_is_refused(ask, graph):
    response = ask(ASK, **{"default-graph-uri": graph})
    assert response.status_code == 400


def test_a_person_gets_a_form(reader):
    response = reader.get("/sparql", headers=BROWSER)
    assert response.mimetype == "text/html"
    assert "<textarea" in response.text and "SELECT" in response.text


def test_the_example_on_the_form_has_answers(reader, ask):
    from registry.web.sparql import EXAMPLE

    assert count(ask(EXAMPLE)) > 10


def test_a_person_gets_the_answer_as_a_table(reader):
    response = reader.get("/sparql", query_string={"query": SELECT}, headers=BROWSER)
    assert response.mimetype == "text/html"
    assert "<strong>3</strong> rows" in response.text
    assert response.text.count('href="/doc/criteria-set/') == 3
    assert response.text.count('<td data-name="s">') == 3


def test_a_person_gets_a_graph_as_turtle_and_a_yes_as_a_word(reader):
    graph = reader.get("/sparql", query_string={"query": CONSTRUCT}, headers=BROWSER)
    yes = reader.get("/sparql", query_string={"query": ASK}, headers=BROWSER)
    assert "<pre>" in graph.text and "<strong>yes</strong>" in yes.text


def test_a_person_sees_the_error_and_keeps_the_query(reader):
    response = reader.get("/sparql", query_string={"query": "SELECT nonsense"}, headers=BROWSER)
    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert "SELECT nonsense" in response.text


def test_a_query_that_takes_too_long_is_refused_with_the_limit(limited):
    from registry.web import create_app

    client = create_app(limited(query_seconds=0.5)).test_client()
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }"
    response = client.get("/sparql", query_string={"query": endless})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "0.5 seconds" in response.json["detail"]
    assert_open_to_all(response)


def test_an_answer_that_is_too_long_is_refused_whole(limited):
    from registry.web import create_app

    client = create_app(limited(answer_bytes=500)).test_client()
    response = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
    assert (response.status_code, response.json["title"]) == (413, "The answer is too long")


def test_a_page_shows_the_first_thousand_rows_and_offers_all(client):
    query = "SELECT ?a ?b WHERE { VALUES ?a { " + "1 " * 40 + "} VALUES ?b { " + "2 " * 40 + "} }"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    assert (page.count("<tr>"), "<strong>1,600</strong> rows" in page) == (1001, True)
    assert "format=csv" in page
