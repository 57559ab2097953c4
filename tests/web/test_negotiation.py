"""One place decides which media type an answer has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from registry.core.protocol import GRAPH_TYPES, ROWS_TYPES
from registry.web.negotiation import choose, choose_by_name, content_type, prefers_html

JSON, XML, CSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,text/html;q=0.2"
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def accept(header):
    return parse_accept_header(header, MIMEAccept)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("*", JSON),
        ("application/*", JSON),
        ("text/*", CSV),
        (f"*/*, {JSON};q=0", XML),
        (f"{JSON};q=0.1, */*;q=0.5", XML),
        (f"{JSON};q=0.2, {XML};q=0.3, text/*;q=0.25", XML),
        ("text/csv;header=absent", CSV),
        ("TEXT/CSV", CSV),
        ("*/*, text/csv", CSV),
        ("*/*;q=0", None),
        ("text/*, text/csv;q=0, text/tab-separated-values;q=0", None),
        ("image/png", None),
        (",,;;q", None),
        ("application/rdf+xml, application/sparql-results+xml", XML),
    ],
)
def test_the_closest_range_decides_and_the_best_wins(header, expected):
    assert choose(accept(header), list(ROWS_TYPES)) == expected


@pytest.mark.parametrize(
    ("header", "offers", "expected"),
    [
        (COMUNICA, GRAPH_TYPES, "application/ld+json"),
        (BROWSER, GRAPH_TYPES, "text/html"),
        (BROWSER, ROWS_TYPES, "text/html"),
        ("application/xml", ROWS_TYPES, XML),
        ("application/xml", GRAPH_TYPES, "application/rdf+xml"),
        ("application/json, text/plain, */*", ROWS_TYPES, JSON),
        ("text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,*/*;q=0.3", GRAPH_TYPES, "text/turtle"),
    ],
)
def test_clients_get_what_they_ask_for(header, offers, expected):
    assert choose_by_name(accept(header), [], offers, extra=["text/html"]) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(["csv"], CSV), (["pdf", "tsv"], "text/tab-separated-values"), (["pdf"], XML), ([XML], XML)],
)
def test_a_short_name_that_is_known_wins_over_the_header(wanted, expected):
    assert choose_by_name(accept("application/xml"), wanted, ROWS_TYPES) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (BROWSER, True),
        ("*/*", False),
        ("", False),
        (COMUNICA, False),
        ("text/html;q=0", False),
        ("application/sparql-results+json, text/html;q=0.4", False),
        ("text/turtle, text/html", True),
    ],
)
def test_a_person_names_html(header, expected):
    assert prefers_html(accept(header)) is expected


def test_the_type_of_an_answer_says_its_character_set():
    assert content_type("text/turtle") == "text/turtle; charset=utf-8"
    assert content_type(CSV) == "text/csv; charset=utf-8; header=present"
    assert content_type(JSON) == JSON


RANGES = st.sampled_from(
    ["*/*", "*", "application/*", "text/*", JSON, XML, CSV, "image/png", "text/csv;header=present"]
)
QUALITIES = st.sampled_from(["", ";q=0", ";q=0.1", ";q=1.0", ";q=0.333", ";q=x", ";q=2"])


@given(st.lists(st.tuples(RANGES, QUALITIES)).map(lambda parts: ", ".join(map("".join, parts))) | st.text())
def test_any_header_gives_an_offer_or_nothing(header):
    chosen = choose(accept(header), list(ROWS_TYPES))
    assert chosen is None or chosen in ROWS_TYPES
    # what is refused by its full name is never given
    assert chosen is None or (chosen, 0) not in [*accept(header)] or (chosen, 0) != max(accept(header))
