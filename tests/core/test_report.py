"""A report says the same as values, as JSON, as SHACL and as text."""

import json

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from registry.core.report import Finding, Report, Severity, as_json, as_text, as_turtle, from_json, report_of
from registry.vocabulary import CFIT, SCHEMA, SH, XSD

PHONE, WRONG, ODD = NamedNode("https://example.org/phone"), Severity.VIOLATION, Severity.WARNING


def finding(severity=WRONG, line=3, text="Give a name.", value=None):
    return Finding(severity, (("en", text), ("nl", "Geef een naam.")), PHONE, SCHEMA.name, value, line=line)


def graph_of(report):
    return rdflib.Graph().parse(data=as_turtle(report), format="turtle")


def one(graph, term):
    return next(graph.objects(None, rdflib.URIRef(term.value)))


def count(graph, term):
    return len([*graph.triples((None, rdflib.URIRef(term.value), None))])


def test_a_report_conforms_when_nothing_is_wrong():
    assert Report().conforms
    assert Report((finding(ODD), finding(Severity.INFO))).conforms
    assert not Report((finding(ODD), finding(WRONG))).conforms


def test_findings_are_counted_by_severity():
    report = Report((finding(ODD), finding(WRONG), finding(WRONG)))
    assert [report.count(severity) for severity in Severity] == [2, 1, 0]


def test_the_worst_come_first_and_then_the_order_of_the_file():
    mixed = [finding(ODD, 1), finding(WRONG, 9), finding(Severity.INFO, 1), finding(WRONG, 2), finding(ODD, None)]
    sorted_ones = [(each.severity, each.line) for each in report_of(mixed, 9).findings]
    assert sorted_ones == [(WRONG, 2), (WRONG, 9), (ODD, None), (ODD, 1), (Severity.INFO, 1)]


def test_the_order_does_not_depend_on_the_order_of_finding():
    mixed = [finding(text="b"), finding(text="a"), finding(value=Literal("x"))]
    assert report_of(mixed, 9) == report_of(reversed(mixed), 9)


@pytest.mark.parametrize(("most", "kept", "more"), [(0, 0, 3), (2, 2, 1), (3, 3, 0), (9, 3, 0)])
def test_a_report_says_how_many_it_left_out(most, kept, more):
    report = report_of([finding(ODD, line) for line in (1, 2, 3)], most)
    assert (len(report.findings), report.more) == (kept, more)


def test_what_is_left_out_is_the_least():
    assert report_of([finding(ODD), finding(WRONG)], 1).findings[0].severity is WRONG


def test_a_message_falls_back_to_english_and_then_to_any():
    assert finding().message("nl") == "Geef een naam."
    assert finding().message("fr") == "Give a name."
    assert Finding(WRONG, (("", "Name!"),), PHONE).message("fr") == "Name!"
    assert Finding(WRONG, (), PHONE).message() == ""


def test_json_has_the_counts_beside_the_findings():
    content = json.loads(as_json(Report((finding(), finding(ODD)), 7)))
    counts = {key: content[key] for key in ("conforms", "violations", "warnings", "left_out")}
    assert counts == {"conforms": False, "violations": 1, "warnings": 1, "left_out": 7}
    assert content["findings"][0]["path"] == "<https://schema.org/name>"


def test_json_is_the_same_for_the_same_report():
    assert as_json(Report((finding(),))) == as_json(from_json(as_json(Report((finding(),)))))


def test_turtle_is_a_shacl_report_with_line_numbers():
    graph = graph_of(Report((finding(), finding(ODD, line=None, value=Literal(5)))))
    assert one(graph, SH.conforms).toPython() is False
    assert (count(graph, SH.result), count(graph, SH.resultMessage), count(graph, SH.value)) == (2, 4, 1)
    assert [line.toPython() for line in graph.objects(None, rdflib.URIRef(CFIT.line.value))] == [3]
    assert one(graph, SH.focusNode) == rdflib.URIRef(PHONE.value)


def test_turtle_of_a_report_without_findings_conforms():
    graph = graph_of(Report())
    assert (one(graph, SH.conforms).toPython(), count(graph, SH.result)) == (True, 0)


def test_text_has_the_verdict_the_line_and_the_value():
    text = as_text(Report((finding(value=Literal("x")), finding(ODD, None)), 2), "nl")
    assert text.splitlines()[:2] == [
        "Not accepted by the rules: 1 violations, 1 warnings",
        "line 3: violation: Geef een naam. (found: x)",
    ]
    assert "no line: warning: Geef een naam." in text
    assert text.endswith("... and 2 more findings\n")


def test_text_of_a_report_without_findings_is_one_line():
    assert as_text(Report()) == "Accepted by the rules: 0 violations, 0 warnings\n"


IRIS = st.text("abc/é()'", max_size=6).map(lambda text: NamedNode(f"https://example.org/{text}"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TERMS = st.one_of(
    IRIS,
    st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True).map(BlankNode),
    st.builds(Literal, TEXTS),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "nl", "nb-no"])),
    st.builds(lambda number: Literal(str(number), datatype=XSD.integer), st.integers()),
)
MESSAGES = st.dictionaries(st.sampled_from(["", "en", "nl", "fr"]), TEXTS).map(
    lambda texts: tuple(sorted(texts.items()))
)
NODES = st.none() | IRIS
LINES = st.none() | st.integers(1, 10**6)
FINDINGS = st.builds(Finding, st.sampled_from(Severity), MESSAGES, TERMS, NODES, st.none() | TERMS, NODES, NODES, LINES)


@settings(deadline=None, max_examples=150)
@given(st.lists(FINDINGS, max_size=3), st.integers(0, 9))
def test_json_that_is_written_and_read_again_is_the_same_report(findings, more):
    assert from_json(as_json(Report(tuple(findings), more))) == Report(tuple(findings), more)


@settings(deadline=None, max_examples=60)
@given(st.lists(FINDINGS, max_size=3))
def test_any_report_can_be_written_as_turtle_and_as_text(findings):
    assert count(graph_of(Report(tuple(findings))), SH.result) == len(findings)
    assert as_text(Report(tuple(findings))).endswith("\n")
