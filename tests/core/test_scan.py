"""One look at a query finds its form, its depth and a call to another endpoint, however the text is twisted."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from registry.core.scan import Scan, scan

SIZE = 16_384
PREFIXES = "PREFIX ex: <https://example.org/> PREFIX : <https://example.org/> PREFIX service: <https://example.org/> "
CALL = "<https://example.org/sparql> { ?a ?b ?c }"


def calls(query):
    return scan(query).calls_service


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_the_form_is_the_first_word_after_the_prologue(form):
    prologue = "# DROP\nBASE <https://example.org/> prefix drop: <https://example.org/insert>\n"
    assert scan(f"{prologue}{form.lower()} * {{}}") == Scan(form, False, 1, False)


@pytest.mark.parametrize("query", ["", "# SELECT", "EXPLAIN SELECT", "<select>", "'SELECT'", "selected", "123", "{}"])
def test_what_is_no_query_has_no_form(query):
    assert scan(query).form is None


@pytest.mark.parametrize(
    "word", ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "insert", "DeLeTe"]
)
def test_an_update_is_seen_by_its_first_word(word):
    assert scan(f"PREFIX ex: <https://example.org/> {word} DATA {{}}").is_update


def test_a_word_of_updates_further_on_is_no_update():
    assert not scan("SELECT * { ?insert ex:delete 'DROP' } # LOAD").is_update


@pytest.mark.parametrize(
    ("query", "depth"),
    [
        ("ASK", 0),
        ("ASK {}", 1),
        ("ASK { { ( [ ] ) } }", 4),
        ("ASK {} {} {}", 1),
        ("ASK { '{{{' } # {{{", 1),
        ("ASK { ?s ?p <https://example.org/(((> }", 1),
        ("}}} ASK {", 0),
        ("{" * 500, 500),
    ],
)
def test_the_depth_is_that_of_the_deepest_bracket(query, depth):
    assert scan(query).depth == max(depth, 0)


@pytest.mark.parametrize(
    "call",
    [
        "SERVICE " + CALL,
        "service " + CALL,
        "SeRvIcE SILENT " + CALL,
        "SERVICE" + CALL,
        "SERVICESILENT" + CALL,
        "SERVICE ?x { ?a ?b ?c }",
        "SERVICE?x{?a ?b ?c}",
        "SERVICE ex:x { ?a ?b ?c }",
        "SERVICE:x { ?a ?b ?c }",
        "SERVICEex:x{?a ?b ?c}",
        "SERVICE:x # a comment\n { ?a ?b ?c }",
        "service:x { ?a ?b ?c }",
        "SERVICE # a comment\n " + CALL,
        "SERVICE\t\n" + CALL,
        "?s ?p 1 . SERVICE" + CALL,
        "BIND(1e5 AS ?n)SERVICE" + CALL,
        "?s ?p true.SERVICE" + CALL,
        "?s ?p 'a'@nl.SERVICE" + CALL,
        "?s ?p ex:.SERVICE " + CALL,
        "?s ?p :.SERVICE " + CALL,
        "?s ?p '''a''b'''.SERVICE" + CALL,
        "?s ?p 'it\\'s'.SERVICE" + CALL,
        "?s ex:\\'a ?o SERVICE" + CALL + " ?a ex:\\'b ?c",
        "# a comment\rSERVICE " + CALL,
        "# it's\nSERVICE " + CALL,
        "?s <https://example.org/it's> ?o SERVICE " + CALL + " ?a ?b 'c'",
        "?s <x:\\u0070'> ?o SERVICE " + CALL + " ?a ?b 'c'",
        "?s <https://example.org/\\u0070'> ?o SERVICE " + CALL + " ?a ?b 'c'",
        "FILTER(0<STRLEN('>'))SERVICE " + CALL + " ?a ?b 'c'",
        "FILTER(0<1)SERVICE#>\n" + CALL,
        "FILTER(0<1#>'''\n)SERVICE " + CALL + " ?a ?b '''c'''",
        "?s ?p '\\u0027 SERVICE " + CALL + " ' . SERVICE " + CALL,
    ],
)
def test_a_call_to_another_endpoint_is_seen(call):
    assert calls(f"{PREFIXES} SELECT * {{ {call} }}")


@pytest.mark.parametrize(
    "text",
    [
        "?s ?p 'SERVICE <x:y> {}'",
        '?s ?p "a \\" SERVICE <x:y> {}"',
        "?s ?p '''it's\nSERVICE <x:y> {}'''",
        '?s ?p """say "SERVICE"\n <x:y> {}"""',
        "?s <https://example.org/SERVICE> ?o",
        "?s <x:SERVICE> ?o",
        "# SERVICE <x:y> {}\n?s ?p ?o",
        "?s ?p ?o # it's a SERVICE",
        "?service $SERVICE ?aSERVICE",
        "?s ex:service ex:a.SERVICE , ex:SERVICE , :service",
        "?s service:a ?o",
        "_:service ?p ?o",
        "?s ?p 'a'@service",
        "?s ex:a\\-SERVICE ?o",
        "?s ex:%20SERVICE ?o",
        "?s <https://example.org/#(it's)> 'SERVICE'",
        "FILTER(?a<?b&&?c>?d) ?s ?p 'SERVICE'",
    ],
)
def test_the_word_where_it_calls_nothing_is_not_a_call(text):
    assert not calls(f"{PREFIXES} SELECT * {{ {text} }}")
    Store().query(f"{PREFIXES} SELECT * {{ {text}\n }}")  # it is a query that the engine takes


@pytest.mark.parametrize("hidden", ["FILTER(0<" + "(" * 300 + "1" + ")" * 300 + ">0)", "<x:'> '" + "(" * 300 + "'"])
def test_where_a_less_than_may_be_meant_every_bracket_counts(hidden):
    assert scan(f"SELECT * {{ {hidden} }}").depth >= 300


def repeated(piece, start=""):
    return (start + piece * SIZE)[:SIZE]


@pytest.mark.parametrize(
    "query",
    [
        *(repeated(piece) for piece in "<\"'{}()[]:@#?$%\\.-_a1é"),
        *(
            repeated(piece)
            for piece in ("<a", "a.", "a-", ":%", "'\"", "\\u", "@a-", "a:", "?a<", "''", "<\\u0041", "_:")
        ),
        *(repeated('\\"', start) for start in ('"', '"""', "")),
        *(repeated("\\'", start) for start in ("'", "'''", "")),
        *(repeated(piece, "'''") for piece in ("''a", '"""', "\n")),
        *(repeated(piece) for piece in ("SERVICE", "SERVICE:", "SERVICE#\n", "service:a ", "<#'> SERVICE ", "a:\\'")),
    ],
    ids=lambda query: query[:6] + query[-3:],
)
def test_hostile_texts_are_looked_at_to_their_end(query):
    assert len(query) <= SIZE
    assert isinstance(scan(query), Scan)


PIECES = [
    "SELECT",
    "SERVICE",
    "{",
    "}",
    "(",
    ")",
    "'",
    '"',
    "'''",
    '"""',
    "\\",
    "<",
    ">",
    "x:y",
    ":",
    "?a",
    "#",
    "\n",
    " ",
]


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("\ud800 SERVICE")
@example("\x00")
def test_any_text_can_be_looked_at(query):
    assert scan(query).depth >= 0


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["?s ?p 'a' .", "?s ?p 'a\\'b' .", "?s <x:'a> 1 .", "# it's\n", "FILTER(0<1)", ""])))
def test_nothing_that_stands_before_a_call_hides_it(pieces):
    assert calls("SELECT * { " + " ".join(pieces) + "\nSERVICE " + CALL + " ?a ?b 'c' }")
