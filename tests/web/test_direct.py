"""The short way for queries gives what Flask's way gives, to the byte and the header."""

from datetime import date

import pytest

from registry.assembly import open_registry
from registry.settings import Settings
from registry.web import create_app
from registry.web.direct import _chosen
from tests.homes import copy_of

# whoever says what he has already is answered on Flask's way
FLASKS_WAY = {"If-None-Match": '"something else"'}
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/cfit/ontology#DeviceModel> }"
GRAPH = "CONSTRUCT WHERE { ?s a <https://w3id.org/cfit/ontology#DeviceModel> }"
QUERIES = {
    "rows": SELECT,
    "a graph": GRAPH,
    "yes or no": "ASK {}",
    "a varying one": "SELECT (NOW() AS ?now) {}",
    "no SPARQL": "SELECT",
    "an update": "DELETE WHERE { ?s ?p ?o }",
    "a service": "SELECT * { SERVICE <http://example.org/> {} }",
    "deep": "SELECT * " + "{" * 200 + "}" * 200,
}
ACCEPTED = [
    None,
    "application/sparql-results+xml",
    "text/csv;q=0.3, application/json",
    "text/turtle",
    "image/png",
    "text/html",
]


@pytest.fixture(scope="module")
def both_ways(small_home, tmp_path_factory):
    """Ask the same on the short way and on Flask's way."""
    home = tmp_path_factory.mktemp("direct") / "home"
    copy_of(small_home[0], home)
    registry = open_registry(Settings(home=home), date(2026, 11, 21))
    client = create_app(registry).test_client()

    def ask(method, headers=None, **request):
        ways = ({**(headers or {}), **way} for way in ({}, FLASKS_WAY))
        return [client.open("/sparql", method=method, headers=way, **request) for way in ways]

    yield ask
    registry.close()


def same(answers, but=()):
    short, long = answers
    assert short.status == long.status
    left = [{name: value for name, value in each.headers if name not in but} for each in answers]
    assert left[0] == left[1]
    if "Date" not in but:
        assert short.data == long.data


@pytest.mark.parametrize("accept", ACCEPTED)
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_both_ways_answer_alike(both_ways, query, accept):
    headers = {"Accept": accept} if accept else {}
    asked = [
        both_ways("GET", headers, query_string={"query": query}),
        both_ways("POST", headers, data={"query": query}),
        both_ways("POST", headers, data=query, content_type="application/sparql-query"),
        both_ways("HEAD", headers, query_string={"query": query}),
        both_ways("GET", headers, query_string={"query": query, "format": "xml", "default-graph-uri": "urn:g"}),
    ]
    for answers in asked:
        if "NOW()" in query:
            assert answers[0].status == answers[1].status and "ETag" not in answers[0].headers
        else:
            same(answers)


@pytest.mark.parametrize(
    "request_",
    [
        {"query_string": {}},
        {"query_string": {"query": [SELECT, GRAPH]}},
        {"query_string": "query=%FF"},
        {"query_string": {"query": SELECT, "update": "CLEAR ALL"}},
        {"query_string": {"query": SELECT, "default-graph-uri": "not an address"}},
        {"method": "POST", "data": b"ASK { ?s ?p '\xff' }", "content_type": "application/sparql-query"},
        {"method": "POST", "data": SELECT, "content_type": "application/sparql-query; charset=latin-1"},
        {"method": "POST", "data": SELECT, "content_type": "text/plain"},
        {"method": "POST", "data": b"x" * 100_000, "content_type": "application/sparql-query"},
        {"method": "POST", "data": {"query": "ASK {}" + " " * 17_000}},
        {"method": "PUT", "data": SELECT, "content_type": "application/sparql-query"},
        {"method": "OPTIONS"},
    ],
)
def test_what_is_not_plain_is_answered_alike_too(both_ways, request_):
    same(both_ways(request_.pop("method", "GET"), **request_))


def test_a_header_of_unusual_length_is_not_remembered(both_ways):
    before = _chosen.cache_info().currsize
    both_ways("GET", {"Accept": "text/csv, " + "a" * 5_000}, query_string={"query": SELECT})
    assert _chosen.cache_info().currsize == before
