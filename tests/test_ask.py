"""A question gets a complete answer, or a refusal that says which limit stood in the way."""

import pytest

from registry import ask
from registry.core.charges import HOUSE
from registry.core.protocol import Question, Refusal, Request
from registry.workers.outcome import Answer

JSON = "application/sparql-results+json"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }"


def question(query, registry):
    return ask.read(Request("GET", "", {"query": [query]}, {}, b""), registry)


def answer(query, registry, media_type=JSON):
    return ask.answer(question(query, registry), media_type, registry)


def test_a_question_is_answered_in_the_media_type_that_was_chosen(registry):
    assert answer("ASK {}", registry).body.replace(b" ", b"") == b'{"head":{},"boolean":true}'
    assert answer("ASK {}", registry, "application/sparql-results+xml").body.startswith(b"<?xml")
    assert answer("DESCRIBE <urn:a>", registry, "text/turtle") == Answer(b"", 2)


@pytest.mark.parametrize(
    ("query", "limits", "status", "words"),
    [
        ("SELECT nonsense", {}, 400, "not SPARQL"),
        (ENDLESS, {"query_seconds": 0.4}, 503, "too long"),
        ("SELECT * { ?s ?p ?o }", {"answer_bytes": 100}, 413, "too long"),
    ],
)
def test_a_refusal_names_what_stood_in_the_way(limited, query, limits, status, words):
    refusal = answer(query, limited(**limits))
    assert isinstance(refusal, Refusal)
    assert refusal.status == status and words in refusal.title


def test_a_registry_without_a_free_place_is_busy(limited):
    registry = limited(query_slots=1, query_seconds=0.3)
    registry.answers._turns.enter(HOUSE)
    registry.answers._turns.call()
    assert answer("ASK {}", registry).title == "The registry is busy"


def test_a_registry_that_has_no_process_for_a_query_says_that_it_is_no_fault_of_the_query(registry):
    registry.answers.close()
    refusal = answer("ASK {}", registry)
    assert (refusal.status, refusal.title, refusal.retry_after) == (503, "The query could not be run", 5)


def test_the_limit_on_queries_is_that_of_the_registry(limited):
    assert question("ASK {} # long", limited(query_bytes=10)).status == 413
    assert isinstance(question("ASK {}", limited(query_bytes=10)), Question)


def test_a_graph_that_is_no_iri_is_refused_and_not_a_surprise(registry):
    bad = Question("ASK {}", "ASK", default_graphs=("not an iri",))
    assert ask.answer(bad, JSON, registry).status == 400
