"""What may happen to a criterion version: a draft may change, a published one keeps its test for good."""

import pytest
from pyoxigraph import NamedNode, Triple

from registry.core.immutability import Published, changes
from registry.core.names import graph_iri
from registry.core.report import Severity
from registry.core.turtle import read_turtle
from registry.vocabulary import CFIT, PREFIXES

GRAPH = graph_iri("registry", "criteria")
IDS = "https://w3id.org/cfit/id/"
HEAD = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in (PREFIXES | {"id": IDS}).items()) + "\n"
VERSION = NamedNode("https://example.org/criterion/1")
TEXT = """
<https://example.org/criterion/1> a cfit:CriterionVersion ;
    dcterms:isVersionOf <https://example.org/criterion> ;
    cfit:version "1" ;
    cfit:status <https://w3id.org/cfit/id/status/current> ;
    cfit:level <https://w3id.org/cfit/id/level/L2> ;
    cfit:validFrom "2026-01-01"^^xsd:date ;
    cfit:requirement "At least 4."@en , "Minstens 4."@nl ;
    cfit:constraint <https://example.org/criterion/1/a> .
<https://example.org/criterion/1/a> a cfit:Constraint ;
    cfit:property cfit:repairabilityIndex ; cfit:operator "ge" ; cfit:value 4.00 ;
    cfit:condition <https://example.org/criterion/1/b> .
<https://example.org/criterion/1/b> a cfit:Constraint ;
    cfit:property cfit:isFoldable ; cfit:operator "eq" ; cfit:value false .
"""
MORE = "<https://example.org/criterion/1> "


def triples(text):
    return frozenset(Triple(*key) for key in read_turtle((HEAD + text).encode(), GRAPH).lines)


def changed(sent, held=TEXT, kept=""):
    upload = read_turtle((HEAD + sent).encode(), GRAPH)
    return [*changes([Published(VERSION, triples(held), triples(kept))], upload)]


def names(findings):
    return [finding.path.value.rpartition("#")[2] for finding in findings]


def test_the_same_file_again_changes_nothing():
    assert changed(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"ge"', '"gt"', "constraint"),
        ("4.00", "3.00", "constraint"),
        ("4.00", "4.00 , 5.00", "constraint"),
        ("cfit:repairabilityIndex", "cfit:batteryCyclesAt80", "constraint"),
        ("value false", "value true", "constraint"),
        (";\n    cfit:condition <https://example.org/criterion/1/b>", "", "constraint"),
        ("2026-01-01", "2025-01-01", "validFrom"),
        ("At least 4.", "At least 3.", "requirement"),
        (' , "Minstens 4."@nl', "", "requirement"),
        ("level/L2", "level/L1", "level"),
        ("status/current", "status/draft", "status"),
        ('version "1"', 'version "2"', "version"),
        ("cfit:level", "cfit:scoreBand [ a cfit:ScoreBand ; cfit:points 1 ] ; cfit:level", "scoreBand"),
    ],
)
def test_what_decides_in_a_published_version_stays(old, new, what):
    assert old in TEXT
    assert names(changed(TEXT.replace(old, new))) == [what]


@pytest.mark.parametrize(
    "more",
    [
        'cfit:requirement "Mindestens 4."@de',
        "cfit:strategy <https://w3id.org/cfit/id/strategy/use-longer>",
        "cfit:tenderPhase <https://w3id.org/cfit/id/tender-phase/tender>",
        'cfit:validUntil "2026-12-31"^^xsd:date',
        'skos:note "A remark."@en',
        'cfit:acceptedEvidence "A sheet."@en',
    ],
)
def test_what_does_not_decide_may_be_added(more):
    assert changed(f"{TEXT}{MORE}{more} .") == []


def test_a_second_text_in_a_language_that_has_one_is_a_change():
    assert names(changed(f'{TEXT}{MORE}cfit:requirement "At least 3."@en .')) == ["requirement"]


def test_a_remark_on_a_part_is_no_change():
    assert changed(TEXT + '<https://example.org/criterion/1/a> rdfs:comment "A remark."@en .') == []


def test_a_draft_may_change():
    draft = TEXT.replace("status/current", "status/draft")
    assert changed(TEXT.replace("4.00", "3.00"), held=draft) == []


def test_a_version_may_be_withdrawn_and_stays_as_it_was():
    withdrawn = TEXT.replace("status/current", "status/withdrawn")
    assert changed(withdrawn) == []
    assert names(changed(withdrawn.replace("4.00", "3.00"), held=withdrawn)) == ["constraint"]
    assert names(changed(TEXT, held=withdrawn)) == ["status"]


def test_a_version_that_the_file_leaves_out_is_missed():
    assert "constraint" in names(changed('<https://example.org/other> schema:name "x" .'))


def test_what_another_graph_still_says_is_not_missed():
    assert changed('<https://example.org/other> schema:name "x" .', kept=TEXT) == []


def test_a_second_graph_adds_no_test():
    assert names(changed(MORE + "cfit:constraint <https://example.org/c> .", kept=TEXT)) == ["constraint"]


def test_a_number_written_otherwise_is_the_same_number():
    assert changed(TEXT.replace("4.00", "4.0")) == changed(TEXT.replace("4.00", "4")) == []
    assert names(changed(TEXT.replace("value false", "value 0"))) == ["constraint"]


def test_parts_with_other_addresses_are_the_same_test():
    assert changed(TEXT.replace("criterion/1/a", "criterion/1/x").replace("criterion/1/b", "criterion/1/y")) == []


def test_parts_that_lead_in_a_circle_end():
    circle = TEXT + "<https://example.org/criterion/1/b> cfit:condition <https://example.org/criterion/1/a> ."
    assert changed(circle, held=circle) == []
    assert names(changed(TEXT, held=circle)) == ["constraint"]


def test_a_change_is_told_with_its_line_in_two_languages_and_with_what_to_write():
    (finding,) = changed(TEXT.replace("4.00", "3.00"))
    assert (finding.line, finding.focus, finding.severity) == (12, VERSION, Severity.VIOLATION)
    assert finding.path == CFIT.constraint
    assert all(f"prov:wasRevisionOf {VERSION} ." in finding.message(language) for language in ("en", "nl"))
