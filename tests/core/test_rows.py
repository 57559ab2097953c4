"""Rows of an answer say the same as CSV, as values, as Turtle and as bars."""

import json
from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from registry.core.questions import Chart, read_question
from registry.core.rows import RESULT_SET, Part, as_csv, as_shown, as_turtle, as_values, bars, read_part
from registry.vocabulary import PREFIXES

XSD = PREFIXES["xsd"]
ROWS = [
    {
        "name": {"type": "literal", "value": 'a "quoted", one'},
        "count": {"type": "literal", "value": "4", "datatype": f"{XSD}integer"},
        "is": {"type": "uri", "value": "https://example.org/a"},
    },
    {
        "name": {"type": "literal", "value": "twee", "xml:lang": "nl"},
        "count": {"type": "literal", "value": "2.5", "datatype": f"{XSD}decimal"},
        "true": {"type": "literal", "value": "true", "datatype": f"{XSD}boolean"},
        "is": {"type": "bnode", "value": "x"},
    },
]
BODY = json.dumps({"head": {"vars": ["name", "count", "true", "is"]}, "results": {"bindings": ROWS}}).encode()
PART = read_part(BODY, 12, 10)
QUESTION = read_question("which", "# en: Which?\n# nl: Welke?\n# answers: Some.\nSELECT ?name WHERE { }\n")


def test_csv_holds_the_values():
    assert as_csv(PART) == ('name,count,true,is\r\n"a ""quoted"", one",4,,https://example.org/a\r\ntwee,2.5,true,x\r\n')


def test_values_are_numbers_where_they_are_and_null_where_nothing_is_known():
    first, second = as_values(PART)
    assert first == {"name": 'a "quoted", one', "count": 4, "true": None, "is": "https://example.org/a"}
    assert (second["count"], second["true"]) == (2.5, True)


def test_a_number_that_is_none_stays_a_text():
    odd = Part(("n",), ({"n": {"type": "literal", "value": "many", "datatype": f"{XSD}integer"}},), 1)
    assert as_values(odd) == [{"n": "many"}]


def test_turtle_holds_the_question_and_each_value_with_its_type():
    body = as_turtle(QUESTION, PART, "https://example.org/q", "https://example.org/q?page=2")
    triples = {quad.triple for quad in parse(body, format=RdfFormat.TURTLE)}
    values = {triple.object for triple in triples if triple.predicate == NamedNode(f"{RESULT_SET}value")}
    assert Literal("twee", language="nl") in values
    assert Literal("2.5", datatype=NamedNode(f"{XSD}decimal")) in values
    assert sum(isinstance(value, BlankNode) for value in values) == 1
    index = {triple.object.value for triple in triples if triple.predicate == NamedNode(f"{RESULT_SET}index")}
    assert index == {"11", "12"}
    assert any(triple.object == Literal(QUESTION.query) for triple in triples)
    assert body == as_turtle(QUESTION, PART, "https://example.org/q", "https://example.org/q?page=2")


def test_bars_are_parts_of_the_longest():
    shown = bars(Chart("name", "count"), PART)
    assert [(bar.value, bar.percent) for bar in shown] == [(Decimal(4), 100.0), (Decimal("2.5"), 62.5)]


@pytest.mark.parametrize("number", ["-1", "0"])
def test_there_are_no_bars_without_a_length(number):
    cell = {"type": "literal", "value": number, "datatype": f"{XSD}integer"}
    assert bars(Chart("n", "n"), Part(("n",), ({"n": cell},), 1)) == ()
    assert bars(None, PART) == ()


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("6.111111111111111111", "decimal", Decimal("6.11")),
        ("100", "decimal", Decimal(100)),
        ("1E30", "double", Decimal(10) ** 30),
        ("2031-09-14", "date", date(2031, 9, 14)),
        ("2025", "integer", "2025"),
        ("NaN", "double", "NaN"),
        ("many", "decimal", "many"),
        ("2031", "date", "2031"),
    ],
)
def test_fractions_and_days_are_shown_in_the_language_of_the_reader_and_all_else_as_it_is(text, kind, shown):
    assert as_shown({"type": "literal", "value": text, "datatype": PREFIXES["xsd"] + kind}) == shown


def test_a_text_is_shown_as_it_is():
    assert as_shown({"type": "literal", "value": "6.111"}) == "6.111"
