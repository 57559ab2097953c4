"""A report in the words of its reader: by rule, worst first, in five languages, with the words that are meant."""

import json

import pytest
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode

from registry.core.explanations import mistake
from registry.core.glossary import LANGUAGES
from registry.core.report import Finding, Report, Severity, unreadable_report
from registry.core.report_words import as_text, as_told_json, name_of, told
from registry.core.texts import say_all
from registry.vocabulary import CFIT, SCHEMA

from .reports import ODD, PHONE, REPORTS, UNNAMED, finding


def test_text_has_the_verdict_the_counts_and_each_rule_with_its_places():
    report = Report((finding(value=Literal("x")), finding(ODD, None)), 2)
    assert as_text(report, "nl").splitlines() == [
        "De regels zijn niet nageleefd. Fouten: 1 · waarschuwingen: 1 · opmerkingen: 0",
        "Een rapport bevat hoogstens 2 bevindingen. Weggelaten: 2. Herstel eerst deze en controleer dan opnieuw.",
        "",
        "fout: Geef een naam.",
        "  regel 3: gevonden: x, over <https://example.org/phone>",
        "",
        "waarschuwing: Geef een naam.",
        "  geen regel: over <https://example.org/phone>",
    ]


def test_text_of_a_report_without_findings_is_one_line():
    assert as_text(Report()) == "Accepted by the rules. Errors: 0 · warnings: 0 · notes: 0\n"


def test_findings_of_one_rule_stand_together_and_the_rule_that_is_broken_most_comes_first():
    findings = [finding(line=1, said="a"), finding(line=2, said="b"), finding(ODD, 3, "c"), finding(line=4, said="b")]
    rules = told(Report(tuple(findings)), "en").rules
    assert [(rule.message, len(rule.places)) for rule in rules] == [("b", 2), ("a", 1), ("c", 1)]


def test_a_value_that_breaks_several_parts_of_a_rule_is_told_once():
    one, other = (finding(value=value, column=3, end_column=4, text="x 5") for value in (None, Literal("5")))
    for both in ((one, other), (other, one)):
        (rule,) = told(Report(both), "en").rules
        assert [place.found for place in rule.places] == ["found: 5"]


def test_two_values_on_a_line_that_are_not_found_for_certain_are_two_places():
    findings = tuple(finding(value=Literal(text)) for text in "ab")
    assert len(told(Report(findings), "en").rules[0].places) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_write_stands_apart_from_what_is_wrong(language):
    report = unreadable_report([mistake("syntax-language")], PHONE)
    rule = told(report, language).rules[0]
    assert rule.write == '"Phone"@en'
    assert rule.write not in rule.message


def test_the_words_that_are_meant_are_marked_in_the_line():
    place = told(Report((finding(column=3, end_column=6, text="a bcd e"),)), "en").rules[0].places[0]
    assert (place.before, place.meant, place.behind, place.where) == ("a ", "bcd", " e", "line 3, column 3")


@pytest.mark.parametrize("more", [{"column": 3}, {"column": 3, "end_column": 300}, {"column": 6, "end_column": 2}])
def test_what_is_not_known_for_certain_is_not_marked(more):
    place = told(Report((finding(text="a bcd e", **more),)), "en").rules[0].places[0]
    assert (place.before, place.meant, place.behind) == ("", "", "a bcd e")


def test_a_line_that_was_cut_is_not_marked():
    place = told(Report((finding(text="…abc", column=2, end_column=3),)), "en").rules[0].places[0]
    assert (place.meant, place.text) == ("", "…abc")


def test_a_thing_without_a_name_is_called_by_its_line():
    about = Finding(Severity.VIOLATION, say_all("policy-rule"), UNNAMED, line=7, focus_line=5)
    assert "about the unnamed thing at line 5" in as_text(Report((about,)))
    assert "genid" not in as_text(Report((about,))) + as_told_json(Report((about,)), "en")
    assert name_of(UNNAMED, None, "nl") == "een ding zonder naam"


def test_names_are_short_where_they_can_be():
    assert [name_of(term, None, "en") for term in (SCHEMA.name, PHONE, Literal("x"))] == [
        "schema:name",
        "<https://example.org/phone>",
        "x",
    ]


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (Report(), "Accepted by the rules"),
        (Report((finding(ODD),)), "Accepted by the rules"),
        (Report((finding(),)), "Not accepted by the rules"),
        (unreadable_report([mistake("syntax-utf-16")], PHONE), "The file cannot be read"),
    ],
)
def test_only_an_error_refuses(report, verdict):
    assert told(report, "en").verdict == verdict


def test_json_has_what_a_person_would_read():
    content = json.loads(as_told_json(Report((finding(value=CFIT.line, column=3, end_column=9),)), "nl"))
    (item,) = content["findings"]
    assert (item["message"], item["about"], item["exact"]) == ("Geef een naam.", "<https://example.org/phone>", True)
    assert item["messages"] == {"en": "Give a name.", "nl": "Geef een naam."}


@settings(deadline=None, max_examples=100)
@given(REPORTS)
def test_any_report_can_be_told_in_every_language(report):
    for language in LANGUAGES:
        assert as_text(report, language).endswith("\n")
        assert len(json.loads(as_told_json(report, language))["findings"]) == len(report.findings)
        assert all(rule.places for rule in told(report, language).rules)


def test_an_address_of_a_shape_is_kept_for_a_link():
    shape = NamedNode("https://w3id.org/cfit/shapes#phone-name")
    rule = told(Report((Finding(Severity.VIOLATION, (), PHONE, shape=shape),)), "en").rules[0]
    assert (rule.shape, rule.name) == (shape, "phone-name")
