"""A report in SARIF has what the standard requires, for any report."""

import json

from hypothesis import given, settings
from pyoxigraph import NamedNode

from registry.core.report import Finding, Report, Severity
from registry.core.sarif import as_sarif

from .reports import ODD, PHONE, REPORTS, UNNAMED, finding

LEVELS = {"none", "note", "warning", "error"}


def run_of(report, language="en"):
    (run,) = json.loads(as_sarif(report, "phones 2026.ttl", language))["runs"]
    return run


def region_of(result):
    return result["locations"][0]["physicalLocation"].get("region")


def faults(content):
    """What SARIF 2.1.0 requires (sections 3.13, 3.14, 3.19, 3.27 to 3.30, 3.49) and is not there."""
    if content.get("version") != "2.1.0" or not content["$schema"].endswith("sarif-2.1.0.json"):
        yield "version"
    for run in content["runs"]:
        rules = run["tool"]["driver"]["rules"]
        if not run["tool"]["driver"]["name"]:
            yield "a tool has a name"
        if len({rule["id"] for rule in rules}) != len(rules) or not all(rule["id"] for rule in rules):
            yield "rules have an id of their own"
        if any(not rule[text]["text"] for rule in rules for text in ("shortDescription", "help")):
            yield "messages have a text"
        if any(rule["defaultConfiguration"]["level"] not in LEVELS for rule in rules):
            yield "levels"
        for result in run["results"]:
            yield from _faults_of_result(result, rules, run)


def _faults_of_result(result, rules, run):
    if result["ruleId"] != rules[result["ruleIndex"]]["id"]:
        yield "a result leads to its rule"
    if result["level"] not in LEVELS or not result["message"]["text"]:
        yield "a result has level and message"
    for location in result["locations"]:
        place = location["physicalLocation"]
        artifact = run["artifacts"][place["artifactLocation"]["index"]]
        if artifact["location"]["uri"] != place["artifactLocation"]["uri"] or " " in artifact["location"]["uri"]:
            yield "a place leads to its file"
        numbers = [value for key, value in place.get("region", {}).items() if key != "snippet"]
        if not all(isinstance(number, int) and number >= 1 for number in numbers):
            yield "lines and columns count from 1"


def test_a_result_has_rule_level_message_and_place():
    run = run_of(Report((finding(column=3, end_column=6, text="a bcd e", rule="policy-rule"), finding(ODD))))
    first, second = run["results"]
    assert (first["ruleId"], first["level"], second["level"]) == ("policy-rule", "error", "warning")
    assert region_of(first) == {
        "startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 6, "snippet": {"text": "a bcd e"},
    }  # fmt: skip
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "phones%202026.ttl"


def test_without_an_exact_end_the_rest_of_the_line_is_meant():
    assert region_of(run_of(Report((finding(column=3),)))["results"][0]) == {"startLine": 3, "startColumn": 3}


def test_without_a_line_there_is_no_region():
    assert region_of(run_of(Report((finding(line=None),)))["results"][0]) is None


def test_columns_count_characters_and_the_language_is_named():
    run = run_of(Report((finding(),)), "nl")
    assert (run["columnKind"], run["language"]) == ("unicodeCodePoints", "nl")
    assert run["results"][0]["message"]["text"] == "Geef een naam."


def test_a_rule_leads_to_its_shape():
    shape = NamedNode("https://w3id.org/cfit/shapes#phone-name")
    run = run_of(Report((Finding(Severity.INFO, (("en", "Name it."),), PHONE, shape=shape),)))
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["helpUri"], rule["defaultConfiguration"]) == ("phone-name", shape.value, {"level": "note"})


def test_a_thing_without_a_name_is_called_by_its_line():
    run = run_of(Report((Finding(Severity.VIOLATION, (), UNNAMED, focus_line=5),)))
    assert run["results"][0]["locations"][0]["logicalLocations"][0]["name"] == "the unnamed thing at line 5"


def test_what_was_left_out_is_said():
    assert run_of(Report((finding(),), 7))["properties"] == {"conforms": False, "leftOut": 7}


@settings(deadline=None, max_examples=150)
@given(REPORTS)
def test_any_report_is_valid_sarif(report):
    content = json.loads(as_sarif(report, "phones 2026.ttl", "nl"))
    assert list(faults(content)) == []
    assert len(content["runs"][0]["results"]) == len(report.findings)
