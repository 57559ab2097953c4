"""The test suite of the W3C, with reports compared as graphs; what is refused is listed with its reason."""

import os
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, parse

from registry.core.shacl import Index, ShapesRefused, as_report, compile_shapes, validate
from registry.settings import DATA
from registry.vocabulary import RDF, SH

SUITE = Path(os.environ.get("CFIT_W3C_SHACL") or DATA.parent.parent / "shared/w3c-shacl")
HOW_MANY = {"core": 98, "sparql": 23}
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
TEST = "http://www.w3.org/ns/shacl-test#"
ACTION, EXPECTED = NamedNode(MANIFEST + "action"), NamedNode(MANIFEST + "result")
DATA_GRAPH, SHAPES_GRAPH = NamedNode(TEST + "dataGraph"), NamedNode(TEST + "shapesGraph")
VALIDATE, FAILURE = NamedNode(TEST + "Validate"), NamedNode(TEST + "Failure")

NOT_PART_OF_REPORT = (SH.focusNode, SH.value, SH.sourceShape, SH.sourceConstraint)

OWN_COMPONENTS = "constraint components of one's own are not supported"
PASSED = {
    *(f"sparql/node/{name}" for name in ("prefixes-001", "sparql-001", "sparql-002", "sparql-003")),
    "sparql/property/sparql-001",
    *(f"sparql/pre-binding/pre-binding-00{number}" for number in range(1, 8)),
    *(f"sparql/pre-binding/unsupported-sparql-00{number}" for number in range(1, 7)),
}
REFUSED = {
    "sparql/component/nodeValidator-001": OWN_COMPONENTS,
    "sparql/component/optional-001": OWN_COMPONENTS,
    "sparql/component/propertyValidator-select-001": OWN_COMPONENTS,
    "sparql/component/validator-001": OWN_COMPONENTS,
    "sparql/pre-binding/shapesGraph-001": "the query uses",
}


def read(file):
    return [*parse(path=str(file), format=RdfFormat.TURTLE, base_iri=file.as_uri())]


def cases_of(part):
    """Every test of a part of the suite: its name, its file and the node that describes it."""
    for file in sorted((SUITE / part).rglob("*.ttl")):
        if "sht:Validate" in file.read_text():
            for triple in read(file):
                if triple.predicate == RDF.type and triple.object == VALIDATE:
                    yield str(file.relative_to(SUITE).with_suffix("")), file, triple.subject


def parameters(part):
    found = [pytest.param(name, file, node, id=name) for name, file, node in cases_of(part)]
    missing = pytest.mark.skip(f"the suite of the W3C is not at {SUITE}; CFIT_W3C_SHACL can name its folder")
    return found or [pytest.param("", None, None, marks=missing)]


def file_of(node):
    return Path(node.value.removeprefix("file://"))


def outcome_of(file, node):
    """Run one test; returns what it expects, as a graph or a failure, and what came out."""
    description = Index(read(file))
    (action,), (expected,) = description.objects(node, ACTION), description.objects(node, EXPECTED)
    (data,), (shapes,) = description.objects(action, DATA_GRAPH), description.objects(action, SHAPES_GRAPH)
    outcome = validate(compile_shapes(read(file_of(shapes))), Index(read(file_of(data))))
    return report_in(description, expected), as_report(outcome)


def report_in(description, node):
    """The expected report: its results and their paths, but not what the data say of blank nodes in it."""
    found, waiting = {}, [node]
    while waiting:
        subject = waiting.pop()
        for predicate, values in description.po(subject):
            for value in values:
                found[Triple(subject, predicate, value)] = None
                if predicate not in NOT_PART_OF_REPORT and isinstance(value, BlankNode):
                    waiting.append(value)
    return [*found]


def comparable(triples, with_messages):
    """The graph in a form in which the names of blank nodes do not matter."""
    kept = (triple for triple in triples if with_messages or triple.predicate != SH.resultMessage)
    dataset = Dataset(Quad(*triple) for triple in kept)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {*dataset}


def assert_same(expected, report):
    with_messages = any(triple.predicate == SH.resultMessage for triple in expected)
    assert comparable(report, with_messages) == comparable(expected, with_messages)


@pytest.mark.parametrize(("name", "file", "node"), parameters("core"))
def test_every_report_of_the_core_is_the_expected_graph(name, file, node):
    assert_same(*outcome_of(file, node))


@pytest.mark.parametrize(("name", "file", "node"), parameters("sparql"))
def test_every_report_of_a_query_is_the_expected_graph_or_the_shapes_are_refused(name, file, node):
    description = Index(read(file))
    if name in REFUSED:
        with pytest.raises(ShapesRefused, match=REFUSED[name]):
            outcome_of(file, node)
    elif description.objects(node, EXPECTED) == [FAILURE]:
        with pytest.raises(ShapesRefused):
            outcome_of(file, node)
    else:
        assert_same(*outcome_of(file, node))


@pytest.mark.skipif(not SUITE.is_dir(), reason=f"the suite of the W3C is not at {SUITE}")
@pytest.mark.parametrize("part", HOW_MANY)
def test_the_suite_is_whole(part):
    names = {name for name, _, _ in cases_of(part)}
    assert len(names) == HOW_MANY[part]
    assert part == "core" or names == PASSED | {*REFUSED}
