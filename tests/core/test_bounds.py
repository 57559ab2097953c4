"""The parts of a file have bounds, each told in plain words at its line."""

import pytest
from pyoxigraph import NamedNode, RdfFormat

from registry.core.bounds import UNBOUND, Bounds
from registry.core.reading.formats import read
from registry.core.turtle import Unreadable, Upload, read_turtle

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")


def rules(text, bounds):
    reading = read_turtle(text.encode(), GRAPH, bounds)
    return [(each.rule, each.line) for each in reading.mistakes] if isinstance(reading, Unreadable) else []


@pytest.mark.parametrize(
    ("text", "bounds", "rule"),
    [
        ('<urn:a> <urn:b> "{}" .', Bounds(literal=10), "limit-literal"),
        ("<urn:a> <urn:b> <urn:{}> .", Bounds(iri=14), "limit-iri"),
        ("<urn:{}> <urn:b> 1 .", Bounds(iri=14), "limit-iri"),
        ("<urn:a> <urn:{}> 1 .", Bounds(iri=14), "limit-iri"),
    ],
)
def test_a_text_and_an_address_have_a_length(text, bounds, rule):
    assert rules("\n\n" + text.format("x" * 10), bounds) == []
    assert rules("\n\n" + text.format("x" * 11), bounds) == [(rule, 3)]


def test_prefixes_are_counted_by_their_names():
    declared = [f"@prefix p{number}: <urn:x> .\n" for number in range(5)]
    said = "<urn:a> <urn:b> 1 ."
    assert rules("".join(declared) + said, Bounds(prefixes=5)) == []
    assert rules("".join(declared) + said, Bounds(prefixes=4)) == [("limit-prefixes", 6)]
    assert rules(declared[0] * 50 + said, Bounds(prefixes=4)) == []


@pytest.mark.parametrize(("opens", "closes"), [("[ <urn:p> ", "]"), ("( ", ")")])
def test_brackets_within_brackets_have_a_bound(opens, closes):
    def nested(depth):
        return f"<urn:a> <urn:b>\n {opens * depth} 1 {closes * depth} ."

    assert rules(nested(8), Bounds(nesting=8)) == []
    assert rules(nested(9), Bounds(nesting=8)) == [("limit-nesting", 2)]


@pytest.mark.parametrize(
    "text",
    [
        '<urn:a> <urn:b> "[[[[[[[[[[" .', "<urn:a> <urn:b> '''\n[[[[' [[[[[[''' .", "# [[[[[[[[[[\n<urn:a> <urn:b> 1 .",
        "<urn:a> <urn:b> [] , [] , [] , [] , [] , [] , [] .", '<urn:a> <urn:b> "\\"[[[[[[" , """a"[[[[[[""" .',
    ],
)  # fmt: skip
def test_brackets_that_open_nothing_are_not_counted(text):
    assert rules(text, Bounds(nesting=2)) == []


def test_many_brackets_of_a_hostile_file_end_it_before_it_is_parsed():
    assert rules("[" * 2_000_000, Bounds(nesting=64)) == [("limit-nesting", 1)]
    assert rules('"' + "\\" * 100_001 + "[" * 100, Bounds(nesting=64))


def test_what_was_accepted_once_has_no_bounds():
    text = f'<urn:a> <urn:b> "{"x" * 100_000}" , {"[ <urn:p> " * 500} 1 {"]" * 500} .'
    assert isinstance(read_turtle(text.encode(), GRAPH, UNBOUND), Upload)


OTHER_GRAPH = ("value-other-graph", 2)
GRAPHS = [
    ("application/trig", f"<{GRAPH.value}> {{ <urn:a> <urn:b> 1 }}", []),
    ("application/trig", "<urn:a> <urn:b> 1 .", []),
    ("application/trig", f"<{GRAPH.value}> {{ <urn:a> <urn:b> 1 }}\n<urn:g> {{ <urn:a> <urn:b> 2 }}", [OTHER_GRAPH]),
    ("application/trig", "GRAPH _:g { <urn:a> <urn:b> 1 }", [("value-other-graph", 1)]),
    ("application/n-quads", f'<urn:a> <urn:b> "1" <{GRAPH.value}> .\n', []),
    ("application/n-quads", '<urn:a> <urn:b> "1" .\n<urn:a> <urn:b> "1" <urn:g> .\n', [("value-other-graph", 2)]),
    ("application/n-quads", '<urn:a> <urn:b> "1" _:g .\n', [("value-other-graph", 1)]),
    ("application/n-triples", '<urn:a> <urn:b> "1" .\n', []),
    ("application/rdf+xml", "<rdf:RDF/>", [("format-rdf-xml", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("media_type", "text", "expected"), GRAPHS)
def test_a_file_fills_the_graph_of_its_dataset_and_no_other(media_type, text, expected):
    reading = read(text.encode(), media_type, GRAPH)
    if expected:
        assert [(each.rule, each.line) for each in reading.mistakes] == expected
    else:
        assert {quad.graph_name for quad in reading.quads} == {GRAPH}


def test_turtle_is_no_n_quads_and_the_place_is_told():
    reading = read_turtle(b"@prefix a: <urn:a> .\n", GRAPH, syntax=RdfFormat.N_QUADS)
    assert [each.line for each in reading.mistakes] == [1]
