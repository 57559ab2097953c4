"""The parts of a request become one question, or a refusal that says what to do instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.protocol import GRAPH_TYPES, ROWS_TYPES, Question, Refusal, Request, read_question
from registry.settings import Limits

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
ALL = "SELECT * { ?s ?p ?o }"


def get(method="GET", **parameters):
    return read_question(Request(method, "", parameters, {}, b""), Limits())


def post(body=b"", media_type=QUERY, parameters=None, limits=None, **form):
    return read_question(Request("POST", media_type, parameters or {}, form, body), limits or Limits())


def status(answer):
    return answer.status if isinstance(answer, Refusal) else 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_query_comes_in_the_address(method):
    assert get(method, query=[ALL]) == Question(ALL, "SELECT")


def test_a_query_comes_in_a_form():
    assert post(media_type=FORM, query=[ALL]) == Question(ALL, "SELECT")


def test_a_query_comes_as_a_body():
    assert post(ALL.encode()) == Question(ALL, "SELECT")


def test_a_query_in_the_address_of_a_form_is_not_read():
    assert status(post(media_type=FORM, parameters={"query": [ALL]})) == 400


@pytest.mark.parametrize("queries", [[], [ALL, ALL]])
def test_there_is_exactly_one_query(queries):
    for answer in (get(query=queries), post(media_type=FORM, query=queries)):
        assert status(answer) == 400
        assert f"has {len(queries)}" in answer.detail


def test_a_request_without_parameters_has_no_query():
    assert status(get()) == 400


def test_parameters_that_nobody_knows_are_ignored():
    assert get(query=[ALL], format=["json"], output=["xml"], timeout=["0"]) == Question(ALL, "SELECT")


@pytest.mark.parametrize(
    "answer",
    [
        get(update=["DROP ALL"]),
        get("HEAD", update=["DROP ALL"]),
        post(media_type=FORM, update=["DROP ALL"]),
        post(b"DROP ALL", UPDATE),
        post(ALL.encode(), UPDATE),
        get(query=["DROP ALL"]),
        get(query=["insert data { <x:a> <x:b> 1 }"]),
        post(b"# tidy up\nPREFIX ex: <x:> WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"),
        post(media_type=FORM, query=["CLEAR ALL"]),
    ],
)
def test_an_update_is_refused_however_it_comes(answer):
    assert status(answer) == 403
    assert "PUT" in answer.detail


def test_an_update_beside_a_query_is_ignored_like_any_other_parameter():
    assert get(query=[ALL], update=["DROP ALL"]) == Question(ALL, "SELECT")


@pytest.mark.parametrize("word", ["SERVICE", "service", "SERVICE SILENT"])
def test_a_call_to_another_endpoint_is_refused(word):
    answer = get(query=[f"SELECT * {{ {word} <https://example.org/> {{ ?s ?p ?o }} }}"])
    assert status(answer) == 403
    assert "your own engine" in answer.detail


def test_the_word_service_in_a_text_is_not_a_call():
    assert status(get(query=["SELECT * { ?s ?p 'customer SERVICE' }"])) == 200


def nested(depth):
    return "SELECT * " + "{" * depth + "}" * depth


def test_brackets_may_be_nested_as_deep_as_the_limit():
    limit = Limits().query_nesting
    assert status(get(query=[nested(limit)])) == 200
    assert status(get(query=[nested(limit + 1)])) == 400
    assert f"nests {limit + 1} brackets" in get(query=[nested(limit + 1)]).detail


def test_a_query_may_have_as_many_bytes_as_the_limit():
    limits = Limits(query_bytes=len(ALL) + 2)
    assert status(post(f"{ALL}éx".encode(), limits=limits)) == 413
    assert status(post(f"{ALL}é".encode(), limits=limits)) == 200
    assert f"{len(ALL) + 3} bytes" in post(f"{ALL}éx".encode(), limits=limits).detail


def test_graphs_are_chosen_by_lists():
    parameters = {"default-graph-uri": ["x:a", "x:b"], "named-graph-uri": ["x:c"]}
    wanted = Question(ALL, "SELECT", ("x:a", "x:b"), ("x:c",))
    assert get(query=[ALL], **parameters) == wanted
    assert post(ALL.encode(), parameters=parameters) == wanted
    assert post(media_type=FORM, query=[ALL], **parameters) == wanted


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/json", "multipart/form-data", "text/turtle"])
def test_another_kind_of_body_is_refused_with_what_to_send(media_type):
    answer = post(ALL.encode(), media_type)
    assert status(answer) == 415
    assert QUERY in answer.detail
    assert FORM in answer.detail


def test_a_body_that_is_not_utf_8_is_refused_with_the_place():
    answer = post("ASK { ?s ?p 'é' }".encode("latin-1"))
    assert (status(answer), "Byte 13" in answer.detail) == (400, True)


def test_half_a_character_in_the_address_breaks_nothing():
    assert status(get(query=["ASK { ?s ?p '\ud800' }"])) == 200


@pytest.mark.parametrize(
    ("form", "media_type", "offers"),
    [
        ("SELECT *", "application/sparql-results+json", ROWS_TYPES),
        ("ASK", "application/sparql-results+json", ROWS_TYPES),
        ("CONSTRUCT", "text/turtle", GRAPH_TYPES),
        ("DESCRIBE <x:a>", "text/turtle", GRAPH_TYPES),
        ("what is", "application/sparql-results+json", ROWS_TYPES),
    ],
)
def test_each_form_has_its_own_media_types_best_first(form, media_type, offers):
    question = get(query=[form + " {}"])
    assert (question.media_type, question.offers) == (media_type, offers)


def test_no_short_name_stands_for_two_media_types():
    for types in (ROWS_TYPES, GRAPH_TYPES):
        names = [name for short in types.values() for name in short]
        assert len(names) == len({*names})


NAMES = st.sampled_from(["query", "update", "default-graph-uri", "named-graph-uri", "x"])
PARAMETERS = st.dictionaries(NAMES, st.lists(st.text(max_size=20), max_size=2), max_size=3)


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["GET", "HEAD", "POST"]),
    st.sampled_from([FORM, QUERY, UPDATE, ""]),
    PARAMETERS,
    PARAMETERS,
    st.binary(),
)
def test_any_request_is_a_question_or_a_refusal(method, media_type, parameters, form, body):
    answer = read_question(Request(method, media_type, parameters, form, body), Limits(query_bytes=30))
    assert status(answer) in (200, 400, 403, 413, 415)
