"""A report as SHACL says the same as the findings, with places, and blames no invented name."""

import pytest
import rdflib
from hypothesis import given, settings
from pyoxigraph import Literal

from registry.core.report import Finding, Report
from registry.core.report_shacl import as_json_ld, as_turtle
from registry.vocabulary import CFIT, SH

from .reports import ODD, PHONE, REPORTS, UNNAMED, WRONG, finding

# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def graph_of(report, write=as_turtle, name="turtle"):
    return rdflib.Graph().parse(data=write(report), format=name)


def one(graph, term):
    return next(graph.objects(None, rdflib.URIRef(term.value)))


def count(graph, term):
    return len([*graph.triples((None, rdflib.URIRef(term.value), None))])


def test_turtle_is_a_shacl_report_with_line_numbers():
    graph = graph_of(Report((finding(), finding(ODD, line=None, value=Literal(5)))))
    assert one(graph, SH.conforms).toPython() is False
    assert (count(graph, SH.result), count(graph, SH.resultMessage), count(graph, SH.value)) == (2, 4, 1)
    assert [line.toPython() for line in graph.objects(None, rdflib.URIRef(CFIT.line.value))] == [3]
    assert one(graph, SH.focusNode) == rdflib.URIRef(PHONE.value)


def test_turtle_of_a_report_without_findings_conforms():
    graph = graph_of(Report())
    assert (one(graph, SH.conforms).toPython(), count(graph, SH.result)) == (True, 0)


def test_turtle_has_column_and_text_of_the_line():
    graph = graph_of(Report((finding(column=5, text="  <a> <b> 5 ."),)))
    assert one(graph, CFIT.column).toPython() == 5
    assert str(one(graph, CFIT.lineText)) == "  <a> <b> 5 ."


def test_a_thing_without_a_name_has_none_in_the_report_either():
    about = Finding(WRONG, (), UNNAMED, line=5, focus_line=4)
    graph = graph_of(Report((about, Finding(WRONG, (), PHONE, value=UNNAMED))))
    node = one(graph, SH.focusNode)
    assert isinstance(node, rdflib.BNode)
    assert node == one(graph, SH.value)
    assert graph.value(node, rdflib.URIRef(CFIT.line.value)).toPython() == 4
    assert b"genid" not in as_turtle(Report((about,)))


@settings(deadline=None, max_examples=60)
@given(REPORTS)
def test_any_report_is_a_graph_in_both_formats(report):
    turtle, json_ld = graph_of(report), graph_of(report, as_json_ld, "json-ld")
    assert count(turtle, SH.result) == count(json_ld, SH.result) == len(report.findings)
    assert one(turtle, SH.conforms).toPython() == one(json_ld, SH.conforms).toPython() == report.conforms
