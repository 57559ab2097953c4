"""A term becomes a value that can be compared, or stays text where its datatype forbids it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from registry.core.facts import Fact, facts_of, value_of
from registry.core.wording import plain

XSD = "http://www.w3.org/2001/XMLSchema#"
PHONE, GRAPH = NamedNode("https://example.org/phone"), NamedNode("https://example.org/graph")


def typed(text, name):
    return Literal(text, datatype=NamedNode(XSD + name))


@pytest.mark.parametrize("name", ["integer", "decimal", "double", "float", "nonNegativeInteger"])
def test_a_number_of_any_type_is_a_decimal(name):
    assert value_of(typed("12", name)) == Decimal(12)


def test_a_decimal_keeps_its_digits():
    assert str(value_of(typed("4.00", "decimal"))) == "4.00"


@pytest.mark.parametrize(
    "text", ["NaN", "sNaN", "INF", "-INF", "Infinity", "1_000", "٣", "1E999999999", "1E-999999999"]
)
@pytest.mark.parametrize("name", ["integer", "decimal", "double"])
def test_what_cannot_be_compared_or_written_out_stays_text(text, name):
    assert value_of(typed(text, name)) == text


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_a_truth_value_has_two_spellings(text, value):
    assert value_of(typed(text, "boolean")) is value


@pytest.mark.parametrize("text", ["True", "yes", ""])
def test_another_spelling_of_a_truth_value_stays_text(text):
    assert value_of(typed(text, "boolean")) == text


@pytest.mark.parametrize("text", ["2026-11-21", "2026-11-21Z", "2026-11-21+01:00"])
def test_a_date_leaves_its_time_zone_out(text):
    assert value_of(typed(text, "date")) == date(2026, 11, 21)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-11-21 or later", "12026-01-01", "20261121", "2026-W01-1", "soon"])
def test_what_is_no_date_stays_text(text):
    assert value_of(typed(text, "date")) == text


def test_a_text_in_a_language_is_a_text():
    assert value_of(Literal("groen", language="nl")) == "groen"


def test_a_number_in_quotes_is_a_text():
    assert value_of(Literal("12")) == "12"


@pytest.mark.parametrize("term", [NamedNode("https://example.org/a"), BlankNode("a")])
def test_a_name_is_a_text(term):
    assert value_of(term) == term.value


def test_a_triple_is_a_text():
    assert "example.org/phone" in value_of(Triple(PHONE, PHONE, PHONE))


def test_facts_have_the_same_order_whatever_the_order_of_the_quads():
    quads = [Quad(PHONE, NamedNode(f"x:{name}"), Literal(name), GRAPH) for name in "cab"]
    assert facts_of(quads) == facts_of(reversed(quads))
    assert [fact.value for fact in facts_of(quads)] == ["a", "b", "c"]


def test_a_quad_without_a_named_graph_has_no_source_and_is_no_fact():
    assert facts_of([Quad(PHONE, NamedNode("x:a"), Literal("a"), DefaultGraph())]) == ()


def test_a_fact_knows_its_value():
    assert Fact(NamedNode("x:a"), typed("5", "integer"), GRAPH).value == Decimal(5)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=12), st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string"]))
def test_any_text_has_a_value_that_can_be_written(text, name):
    assert isinstance(plain(value_of(typed(text, name)), "en"), str)
