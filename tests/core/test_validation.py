"""The real rules judge an upload: what is wrong, how badly, and on which line."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from registry.core.report import Severity, report_of
from registry.core.turtle import read_turtle
from registry.core.validation import load_shapes, validate
from registry.settings import ONTOLOGY, SHAPES
from registry.vocabulary import CFIT, PREFIXES, SCHEMA

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
EXAMPLES = SHAPES / "examples/device-model"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
PHONE = NamedNode("https://example.org/phone")
BRAND = "<https://example.org/brand> a schema:Brand ; schema:name 'Brand' .\n"
KIND = "<https://w3id.org/cfit/id/device-kind/smartphone>"
START = len(HEAD.splitlines()) + 1


@pytest.fixture(scope="module")
def rules():
    return load_shapes(SHAPES, ONTOLOGY)


def triples(turtle):
    return [*parse(HEAD + turtle, RdfFormat.TURTLE)]


def device(*statements, name="schema:name 'Phone' ;", end=""):
    about = ["<https://example.org/phone> a cfit:DeviceModel ;", name, *(f"{each} ;" for each in statements)]
    return "\n".join([*about, f"cfit:deviceKind {KIND} ;", "schema:brand <https://example.org/brand> .", BRAND, end])


def findings(rules, turtle, context=""):
    body = turtle if isinstance(turtle, bytes) else (HEAD + turtle).encode()
    return validate(read_turtle(body, GRAPH), triples(context), rules)


def places(found):
    return [(finding.path, finding.line - START) for finding in found]


def test_a_good_device_gives_no_finding(rules):
    assert findings(rules, device("cfit:repairabilityIndex 4.02")) == []


def test_a_file_that_says_nothing_gives_no_finding(rules):
    assert findings(rules, "") == []


def test_a_device_without_a_name_is_found_on_the_line_of_the_device(rules):
    found = findings(rules, device(name=""))
    assert places(found) == [(SCHEMA.name, 0)]
    assert (found[0].focus, found[0].value, found[0].severity) == (PHONE, None, Severity.VIOLATION)


def test_a_wrong_value_is_found_on_its_own_line(rules):
    found = findings(rules, device("cfit:isFoldable false", 'cfit:repairabilityIndex "four"', "cfit:isFoldable false"))
    assert {*places(found)} == {(CFIT.repairabilityIndex, 3)}
    assert found[0].value.value == "four"


@pytest.mark.parametrize(("values", "line"), [((4.02, 99), 3), ((99, 4.02), 2)])
def test_the_wrong_one_of_two_values_is_found_on_its_own_line(rules, values, line):
    found = findings(rules, device(*(f"cfit:repairabilityIndex {value}" for value in values)))
    assert [finding.line - START for finding in found if finding.value] == [line]


def test_a_value_too_many_is_found_on_the_last_line_of_the_property(rules):
    found = findings(
        rules, device("cfit:repairabilityIndex 4.02", "cfit:warrantyMonths 24", "cfit:repairabilityIndex 4.1")
    )
    assert places(found) == [(CFIT.repairabilityIndex, 4)]


def test_a_finding_names_its_rule_and_speaks_the_five_languages(rules):
    found = findings(rules, device(name=""))[0]
    assert found.shape.value == "https://w3id.org/cfit/shapes#device-model-name"
    assert found.component.value.endswith("#MinCountConstraintComponent")
    assert {"en", "nl", "de", "fr", "nb"} == dict(found.messages).keys()


def test_a_thing_that_is_described_elsewhere_is_known_from_the_context(rules):
    alone = device().replace(BRAND, "")
    assert places(findings(rules, alone)) == [(SCHEMA.brand, 3)]
    assert findings(rules, alone, context=BRAND) == []


def test_a_device_that_is_described_elsewhere_may_get_one_more_fact(rules):
    more = "<https://example.org/phone> cfit:repairabilityIndex 4.02 ."
    assert findings(rules, more, context=device()) == []
    assert len(findings(rules, more.replace("4.02", "-1"), context=device())) == 1


def test_a_fact_that_contradicts_the_count_elsewhere_is_found(rules):
    more = "<https://example.org/phone> schema:name 'Another' ."
    assert places(findings(rules, more, context=device())) == [(SCHEMA.name, 0)]


def test_what_is_wrong_in_the_context_is_not_reported(rules):
    other = "<https://example.org/other> a cfit:DeviceModel ; cfit:repairabilityIndex 99 .\n"
    assert findings(rules, device(), context=other) == []


def test_a_warning_does_not_refuse(rules):
    found = findings(rules, device("cfit:warrantyMonths 2"))
    assert [finding.severity for finding in found] == [Severity.WARNING]
    assert report_of(found, 9).conforms


def test_a_violation_refuses(rules):
    assert not report_of(findings(rules, device(name="")), 9).conforms


def test_a_text_with_its_type_written_out_is_a_text(rules):
    name = "schema:name 'Phone'^^xsd:string ;"
    assert findings(rules, device(name=name)) == []


def test_a_number_is_judged_as_it_was_written(rules):
    written = ("24", "024", "'24'^^xsd:integer")
    assert [findings(rules, device(f"cfit:warrantyMonths {text}")) for text in written] == [[], [], []]
    assert findings(rules, device("cfit:warrantyMonths '24'")) != []


@pytest.mark.parametrize("text", ["INF", "1E999999999", "NaN", "-1E-999999999", "4,5"])
@pytest.mark.parametrize("name", ["decimal", "double", "integer"])
@pytest.mark.filterwarnings("default")
def test_an_odd_number_is_found_or_refused_and_breaks_nothing(rules, text, name):
    body = (HEAD + device(f'cfit:repairabilityIndex "{text}"^^xsd:{name}')).encode()
    upload = read_turtle(body, GRAPH)
    assert hasattr(upload, "mistakes") or validate(upload, [], rules) != []


def test_a_node_without_a_name_is_judged_like_any_other(rules):
    found = findings(rules, "\n[] a schema:Brand .")
    assert places(found) == [(SCHEMA.name, 1)]
    assert found[0].focus.value.startswith("https://w3id.org/cfit/genid/")


def test_an_upload_changes_nothing_for_the_next(rules):
    first = findings(rules, device("cfit:repairabilityIndex 99"))
    assert findings(rules, device()) == []
    assert findings(rules, device("cfit:repairabilityIndex 99")) == first


def test_an_upload_cannot_bring_its_own_rules(rules):
    own = "<https://example.org/s> a sh:NodeShape ; sh:targetClass cfit:DeviceModel ; sh:closed true ."
    assert findings(rules, device(end=own)) == []


def test_the_examples_of_a_full_device_are_good(rules):
    context = (SHAPES / "examples/_context.ttl").read_text()
    assert findings(rules, (EXAMPLES / "valid_full.ttl").read_bytes(), context=context) == []


def test_a_rule_may_ask_whether_a_term_of_the_ontology_is_a_device_property(rules):
    text = '<x:c> a cfit:Constraint ; cfit:operator "ge" ; cfit:value 4 ; cfit:property cfit:{} .'
    assert findings(rules, text.format("repairabilityIndex")) == []
    assert [finding.component.value.rpartition("#")[2] for finding in findings(rules, text.format("meets"))] == [
        "ClassConstraintComponent"
    ]
