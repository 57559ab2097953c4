"""pySHACL, asked about an upload beside our own validator, finds the same."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from registry.core.second_opinion import load_judge, second_opinion
from registry.core.turtle import read_turtle
from registry.core.validation import load_shapes, validate
from registry.settings import ONTOLOGY, SHAPES

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
CONTEXT = [quad.triple for quad in parse(path=str(SHAPES / "examples/_context.ttl"), format=RdfFormat.TURTLE)]
EXAMPLES = sorted((SHAPES / "examples/brand").glob("*.ttl"))


@pytest.fixture(scope="module")
def judge():
    return load_judge(SHAPES, ONTOLOGY)


@pytest.fixture(scope="module")
def rules():
    return load_shapes(SHAPES, ONTOLOGY)


def told(findings):
    return {(each.focus, each.path, each.value, each.component, each.severity, each.messages) for each in findings}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_both_find_the_same_and_say_the_same(example, judge, rules):
    upload = read_turtle(example.read_bytes(), GRAPH)
    assert told(second_opinion(upload, CONTEXT, judge)) == told(validate(upload, CONTEXT, rules))


def test_what_is_wrong_in_the_context_is_no_part_of_the_opinion(judge):
    wrong = parse(b"<https://example.org/b> a <https://schema.org/Brand> .", format=RdfFormat.TURTLE)
    upload = read_turtle(b"<https://example.org/x> a <https://example.org/Y> .", GRAPH)
    assert second_opinion(upload, [quad.triple for quad in wrong], judge) == []
