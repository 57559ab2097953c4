"""The parts of a request become one question, or a refusal that says what to do instead."""

from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.protocol import (
    GRAPH_TYPES,
    ROWS_TYPES,
    Question,
    Refusal,
    Request,
    asks_nothing,
    entity_tag,
    not_sparql,
    parameters,
    read_question,
    read_request,
)
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


def test_graphs_of_address_and_form_are_taken_together():
    both = post(
        media_type=FORM, parameters={"default-graph-uri": ["x:a"]}, query=[ALL], **{"default-graph-uri": ["x:b"]}
    )
    assert both.default_graphs == ("x:a", "x:b")


@pytest.mark.parametrize("answer", [post(ALL.encode(), parameters={"query": [ALL]}),
                                    post(media_type=FORM, parameters={"query": [ALL]}, query=[ALL])])  # fmt: skip
def test_a_query_in_the_address_and_one_in_the_body_are_two(answer):
    assert status(answer) == 400
    assert "has 2" in answer.detail


def taken_apart(address=b"", body=b"", method="GET", media_type="", charset=""):
    return read_request(method, media_type, charset, address, body)


def test_a_request_is_taken_apart_as_browsers_and_programs_write_it():
    assert taken_apart(b"query=ASK+%7B%7D&format=&x&&y=a=b").parameters == {
        "query": ["ASK {}"], "format": [""], "x": [""], "y": ["a=b"],
    }  # fmt: skip
    assert taken_apart(b"", b"query=A&query=B", "POST", FORM).form == {"query": ["A", "B"]}
    assert taken_apart(b"", b"query=A", "POST", QUERY).form == {}


@pytest.mark.parametrize("address", [b"query=%FF", b"%C3=1", b"query=\xff", b"query=%ED%A0%80", b"query=%C0%AF"])
def test_what_is_not_utf_8_is_refused_and_not_repaired(address):
    for answer in (taken_apart(address), taken_apart(b"", address, "POST", FORM)):
        assert (status(answer), answer.title) == (400, "The request is not UTF-8")


@pytest.mark.parametrize(
    ("charset", "wanted"), [("", 200), ("utf-8", 200), ("UTF-8", 200), ("UTF-16", 415), ("latin1", 415)]
)
def test_another_character_set_is_refused(charset, wanted):
    assert status(taken_apart(b"", b"ASK {}", "POST", QUERY, charset)) == wanted


def test_half_a_percent_sign_is_only_a_percent_sign():
    assert taken_apart(b"query=%&a=%4&b=%zz").parameters == {"query": ["%"], "a": ["%4"], "b": ["%zz"]}


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))))
def test_what_was_written_as_a_form_is_read_as_it_was(pairs):
    wanted = {}
    for name, value in pairs:
        wanted.setdefault(name, []).append(value)
    assert parameters(urlencode(pairs).encode()) == wanted
    assert parameters("&".join(f"{quote(name)}={quote(value)}" for name, value in pairs).encode()) == wanted


@given(
    st.binary() | st.lists(st.sampled_from([b"&", b"=", b"%", b"%C3", b"%A9", b"+", b"query", b"\x00"])).map(b"".join)
)
def test_any_bytes_are_parameters_or_refused(text):
    for answer in (taken_apart(text), taken_apart(b"", text, "POST", FORM)):
        assert status(answer) in (200, 400)


@pytest.mark.parametrize("piece", [b"&", b"=", b"%", b"%41", b"a=b&", b"query=&", b"%zz", b"+", b"&&=%"])
def test_hostile_addresses_are_read_to_their_end(piece):
    found = parameters((piece * 100_000)[:100_000])
    assert sum(map(len, found.values())) <= 100_000


@pytest.mark.parametrize(("address", "looks"), [(b"", True), (b"format=turtle&x=y", True), (b"query=", False),
                                                (b"default-graph-uri=x:a", False), (b"update=", False)])  # fmt: skip
def test_who_asks_nothing_only_looks(address, looks):
    assert asks_nothing(taken_apart(address)) is looks
    assert not asks_nothing(taken_apart(address, b"", "POST", FORM))


def test_a_mistake_is_told_with_line_and_column():
    refusal = not_sparql("error at 2:10: expected one of LATERAL, [_]")
    assert (refusal.status, refusal.more) == (400, {"line": 2, "column": 10})
    assert refusal.detail == "Line 2, column 10: expected one of LATERAL"
    assert not_sparql("nothing of the kind").more == {}


def test_the_tag_is_that_of_state_query_graphs_and_media_type():
    question = get(query=[ALL])
    tags = {
        entity_tag(question, "text/csv", "1"),
        entity_tag(question, "text/csv", "2"),
        entity_tag(question, "text/turtle", "1"),
        entity_tag(replace(question, query=ALL + " "), "text/csv", "1"),
        entity_tag(replace(question, default_graphs=("x:a",)), "text/csv", "1"),
        entity_tag(replace(question, named_graphs=("x:a",)), "text/csv", "1"),
    }
    assert len(tags) == 6
    assert entity_tag(question, "text/csv", "1") == entity_tag(get(query=[ALL], x=["y"]), "text/csv", "1")


@pytest.mark.parametrize("call", ["NOW()", "now()", "RAND()", "UUID()", "STRUUID()", "BNODE()", "1e0+RAND()"])
def test_what_is_another_answer_each_time_has_no_tag(call):
    assert entity_tag(get(query=[f"SELECT ({call} AS ?x) {{}}"]), "text/csv", "1") is None


@pytest.mark.parametrize("text", ["'NOW()'", "<x:NOW>", "x:now", "?now", "1 # RAND()"])
def test_a_name_that_only_looks_like_it_keeps_the_tag(text):
    assert entity_tag(get(query=[f"SELECT * {{ ?s ?p {text}\n }}"]), "text/csv", "1")


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
