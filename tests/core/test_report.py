"""A report says the same as values, as JSON, as SHACL and as text."""

import json

import pytest
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode

from registry.core.explanations import mistake
from registry.core.report import Finding, Report, Severity, as_json, from_json, report_of, unreadable_report

from .reports import ODD, PHONE, REPORTS, WRONG, finding


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
    mixed = [finding(said="b"), finding(said="a"), finding(value=Literal("x"))]
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


@settings(deadline=None, max_examples=150)
@given(REPORTS)
def test_json_that_is_written_and_read_again_is_the_same_report(report):
    assert from_json(as_json(report)) == report


def test_a_report_without_places_can_still_be_read():
    old = '{"findings": [{"severity": "Violation", "line": 3, "messages": {}, "focus": "<urn:x>"}], "left_out": 0}'
    assert from_json(old) == Report((Finding(WRONG, (), NamedNode("urn:x"), line=3),))


def test_a_rule_is_named_after_itself_its_shape_or_its_component():
    shape, component = NamedNode("https://w3id.org/cfit/shapes#phone-name"), NamedNode("http://www.w3.org/ns/shacl#x")
    assert finding(rule="policy-rule").rule_name == "policy-rule"
    assert Finding(WRONG, (), PHONE, shape=shape, component=component).rule_name == "phone-name"
    assert Finding(WRONG, (), PHONE, component=component).rule_name == "x"
    assert Finding(WRONG, (), PHONE).rule_name == "rule"


def test_what_cannot_be_read_is_a_report_about_the_graph():
    report = unreadable_report([mistake("syntax-utf-16")], PHONE)
    assert (report.readable, report.conforms, report.findings[0].focus) == (False, False, PHONE)
    assert report.findings[0].rule_name == "syntax-utf-16"
