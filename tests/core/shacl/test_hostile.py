"""Files made to hurt a validator are judged, or said to be too much; none breaks it or reaches out."""

import socket

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from registry.core.report import Severity
from registry.core.shacl import Index, compile_shapes, validate
from registry.core.turtle import Unreadable, read_turtle
from registry.core.validation import load_shapes
from registry.core.validation import validate as validate_upload
from registry.settings import ONTOLOGY, SHAPES
from registry.vocabulary import PREFIXES
from tests.core.shacl.conftest import HEAD, read

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
ON_X = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:p ; %s ] ."
LIST = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path %s ; %s ] ."


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args):
        raise AssertionError("the validator reaches out")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def long_list(length):
    cells = (f"ex:c{number} rdf:first {number} ; rdf:rest ex:c{number + 1} ." for number in range(length))
    return "ex:x ex:p ex:c0 . " + "\n".join(cells)


def test_a_thousand_nested_nodes_are_judged(judge):
    data = "ex:x ex:p " + "[ ex:p " * 1_000 + "1" + " ]" * 1_000 + " ."
    assert judge(LIST % ("[ sh:oneOrMorePath ex:p ]", "sh:minCount 1001"), data).conforms
    assert judge(LIST % ("[ sh:oneOrMorePath ex:p ]", "sh:nodeKind sh:BlankNode"), data).values == ["1"]


def test_a_list_of_a_hundred_thousand_is_said_to_be_too_long_to_walk(judge):
    walked = judge(LIST % ("( ex:p [ sh:zeroOrMorePath rdf:rest ] )", "sh:minCount 1"), long_list(100_000))
    assert walked.unjudged == [("x", "VALUES")]
    assert not walked.conforms


def test_a_long_list_as_a_wrong_value_is_one_result_and_is_not_copied(judge):
    assert judge(ON_X % "sh:nodeKind sh:Literal", long_list(100_000)).values == ["c0"]


def test_a_circle_of_nodes_is_walked_once(judge):
    circle = "ex:x ex:p ex:n0 ." + "".join(f"ex:n{each} ex:p ex:n{(each + 1) % 5000} ." for each in range(5000))
    assert judge(LIST % ("[ sh:oneOrMorePath ex:p ]", "sh:maxCount 5000"), circle).conforms


def test_more_values_than_the_cap_are_told_and_refuse(judge):
    data = f"ex:x ex:p {' , '.join(map(str, range(101)))} ."
    assert judge(ON_X % "sh:datatype xsd:integer", data, values=100).unjudged == [("x", "VALUES")]
    assert judge(ON_X % "sh:datatype xsd:integer", data, values=101).conforms


def test_more_pairs_than_the_cap_are_not_compared(judge):
    data = f"ex:x ex:p {' , '.join(map(str, range(3000)))} ; ex:q {' , '.join(map(str, range(4000, 7000)))} ."
    assert judge(ON_X % "sh:lessThan ex:q", data).unjudged == [("x", "VALUES")]


def test_more_results_than_the_cap_are_told(judge):
    data = f"ex:x ex:p {' , '.join(map(str, range(900)))} ; ex:q {' , '.join(map(str, range(-900, 0)))} ."
    found = judge(ON_X % "sh:lessThan ex:q", data)
    assert (len(found.outcome.results), found.unjudged) == (10_000, [("x", "RESULTS")])


def test_exactly_as_many_results_as_the_cap_are_no_more(judge):
    found = judge(ON_X % "sh:datatype xsd:string", "ex:x ex:p 1 , 2 , 3 .", results=3)
    assert (len(found.outcome.results), found.unjudged) == (3, [])


def test_a_crowd_of_things_that_cannot_be_judged_ends_the_run(judge):
    shapes = "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    data = "".join(f"ex:n{number} a ex:C ; ex:p 1 , 2 ." for number in range(100))
    assert len(judge(shapes, data, values=1, results=10).unjudged) == 11


def test_nodes_that_all_refer_to_all_are_judged_once_each(judge):
    nodes = [f"ex:n{number}" for number in range(60)]
    data = f"ex:x ex:p {' , '.join(nodes)} ." + "".join(f"{node} ex:p {' , '.join(nodes)} ." for node in nodes)
    inner = "sh:node [ sh:property [ sh:path ex:p ; %s ] ]"
    nested = "sh:nodeKind sh:IRI"
    for _ in range(6):
        nested = inner % nested
    assert judge(ON_X % nested, data).conforms


def test_classes_in_a_circle_and_in_a_long_chain_are_walked_once(judge):
    chain = "".join(f"ex:C{number} rdfs:subClassOf ex:C{number + 1} ." for number in range(20_000))
    circle = "ex:C20000 rdfs:subClassOf ex:C0 ."
    assert judge("ex:s sh:targetNode ex:x ; sh:class ex:C20000 .", "ex:x a ex:C0 ." + chain + circle).conforms


@pytest.mark.parametrize("text", ["9" * 200_000, "-" + "9" * 200_000, "0" * 200_000, "1." + "3" * 200_000])
@pytest.mark.parametrize("name", ["integer", "decimal", "double", "byte", "nonNegativeInteger", "gYear", "dateTime"])
def test_a_number_of_two_hundred_thousand_digits_is_judged(judge, text, name):
    data = f'ex:x ex:p "{text}"^^xsd:{name} ; ex:q 1 .'
    for constraint in ("datatype xsd:" + name, "minInclusive 0", "maxExclusive 1e0", "lessThan ex:q"):
        assert judge(ON_X % f"sh:{constraint}", data).unjudged == []


@pytest.mark.parametrize("text", ["1E400000000", "1e-400000000", "NaN", "Infinity", "1_000", "\u0661"])
def test_a_number_that_only_python_could_read_is_ill_formed(judge, text):
    for name in ("decimal", "integer"):
        assert not judge(ON_X % f"sh:datatype xsd:{name}", f'ex:x ex:p "{text}"^^xsd:{name} .').conforms
        assert not judge(ON_X % "sh:minInclusive 0", f'ex:x ex:p "{text}"^^xsd:{name} .').conforms


def test_a_pattern_that_backtracks_for_ever_elsewhere_is_answered(judge):
    assert not judge(ON_X % "sh:pattern '^(a+)+$'", f'ex:x ex:p "{"a" * 50_000}!" .').conforms


def test_shapes_in_the_data_and_orders_to_ours_are_ignored(judge):
    data = """ex:x ex:p 1 . ex:s sh:deactivated true . ex:t a sh:NodeShape ; sh:targetNode ex:x ; sh:closed true .
        ex:x <http://www.w3.org/ns/shacl#shapesGraph> <http://127.0.0.1:9/shapes> ."""
    assert judge(ON_X % "sh:datatype xsd:string", data).values == ["1"]


def test_imports_are_not_followed_in_shapes_or_data(judge):
    imports = "<http://127.0.0.1:9/a> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/b> ."
    assert judge(ON_X % "sh:datatype xsd:integer" + imports, "ex:x ex:p 1 ." + imports).conforms


def test_a_blank_node_where_an_order_is_asked_for_is_a_result(judge):
    assert len(judge(ON_X % "sh:lessThan ex:q", "ex:x ex:p [] ; ex:q [] .").values) == 1


def test_a_query_over_many_duplicates_is_cut_off_and_told(judge):
    shapes = """ex:s sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex:o ; sh:select
        "SELECT $this ?value { $this ex:gtin ?gtin . ?value ex:gtin ?gtin FILTER ($this != ?value) }" ] .
        ex:o sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ."""
    data = "".join(f"ex:n{number} a ex:C ; ex:gtin 1 ." for number in range(2_000))
    assert [reason for _, reason in judge(shapes, data).unjudged] == ["RESULTS"]


def test_what_is_not_judged_refuses_an_upload_in_five_languages():
    values = " , ".join(f'"{number}"' for number in range(10_001))
    text = f"@prefix schema: <{PREFIXES['schema']}> .\n<urn:b> a schema:Brand ;\n schema:name {values} ."
    upload = read_turtle(text.encode(), GRAPH)
    found = validate_upload(upload, [], load_shapes(SHAPES, ONTOLOGY))
    refusing = [each for each in found if each.component is None]
    assert [(each.severity, each.focus.value, each.line) for each in refusing] == [(Severity.VIOLATION, "urn:b", 2)]
    assert [language for language, _ in refusing[0].messages] == ["de", "en", "fr", "nb", "nl"]


def test_the_blank_nodes_of_two_files_stay_apart():
    shapes = compile_shapes(read("ex:s sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ."))
    files = [
        parse(HEAD + f"_:same a ex:C ; ex:p {number} .", RdfFormat.TURTLE, rename_blank_nodes=True) for number in (1, 2)
    ]
    triples = [quad.triple for file in files for quad in file]
    assert validate(shapes, Index(triples)).conforms


@pytest.mark.parametrize("body", [b"<a> <b> <c", b'<urn:a> <urn:b> """' + b"x" * (17 << 20) + b'""" .'])
def test_what_the_reader_cannot_read_never_reaches_the_validator(body):
    assert isinstance(read_turtle(body, GRAPH), Unreadable)
