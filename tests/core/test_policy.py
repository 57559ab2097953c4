"""What a group may not say, each with the line, and what the steward alone may."""

import pytest
from pyoxigraph import NamedNode

from registry.core.glossary import LANGUAGES
from registry.core.names import STEWARD
from registry.core.policy import Surroundings, objections
from registry.core.report import Severity
from registry.core.turtle import read_turtle
from registry.vocabulary import CFIT, PREFIXES

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
IDS = "https://w3id.org/cfit/id/"
HEAD = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in (PREFIXES | {"id": IDS}).items()) + "\n"
OWN, FOREIGN = f"<{IDS}device/nl-ict-phone>", f"<{IDS}device/eprel-1>"


def objected(turtle, group="nl-ict", known=()):
    upload = read_turtle((HEAD + turtle).encode(), GRAPH)
    types = {subject: frozenset({CFIT.DeviceModel}) for subject in upload.first_lines if "untyped" not in str(subject)}
    known = frozenset(NamedNode(iri.strip("<>")) for iri in known)
    return [*objections(upload, group, Surroundings(known, types, frozenset({CFIT.DeviceModel})))]


def says(findings):
    openings = {
        "This is a shared word": "shared word",
        "This is the name of another graph": "other graph",
        "The registry does not know": "not yours",
        "Nothing says what kind": "no shape",
        "A contribution holds facts": "rule",
        "This address cannot be trusted": "odd address",
        "This address has no beginning": "no beginning",
        "There is no such date": "no date",
        "This is not a value": "no value",
    }
    return [kind for each in findings for opening, kind in openings.items() if each.message().startswith(opening)]


@pytest.mark.parametrize("subject", [OWN, "<>", "<https://example.org/phone>", "[]", f"<{IDS}evidence/nl-ict-1>"])
def test_a_group_may_describe_its_own_things(subject):
    assert objected(f'{subject} schema:name "x" .') == []


@pytest.mark.parametrize("subject", ["cfit:weight", "schema:name", "skos:Concept", "sh:path", "xsd:date", "rdf:type"])
def test_a_shared_word_is_not_described(subject):
    assert says(objected(f'{subject} schema:name "x" .')) == ["shared word"]


@pytest.mark.parametrize("graph", ["nl-ict/laptops", "de-ict/phones", "registry/verdicts", "nl-ict/phones/more"])
def test_another_graph_is_not_described(graph):
    assert says(objected(f'<https://w3id.org/cfit/graph/{graph}> schema:name "x" .')) == ["other graph"]


@pytest.mark.parametrize(
    "name",
    ["device/eprel-1", "device/de-ict-phone", "device/nl-ict", "device/nl-icty", "verdict/meets", "group/nl-ict"],
)
def test_a_new_name_of_the_registry_belongs_to_the_group_that_it_begins_with(name):
    findings = objected(f'<{IDS}{name}> schema:name "x" .')
    assert says(findings) == ["not yours"]
    assert f"{IDS}{name.partition('/')[0]}/nl-ict-..." in findings[0].message("nl")


@pytest.mark.parametrize("kind", ["device", "configuration", "brand", "manufacturer", "organisation", "facility"])
def test_a_known_thing_of_others_may_be_described_too(kind):
    other = f"<{IDS}{kind}/de-ict-1>"
    assert objected(f'{other} schema:name "x" .', known=[other]) == []


@pytest.mark.parametrize(
    "kind", ["criterion", "criterion-version", "group", "level", "contribution", "evidence", "supply", "assessment"]
)
def test_a_known_thing_of_another_sort_may_not(kind):
    other = f"<{IDS}{kind}/de-ict-1>"
    assert says(objected(f'{other} schema:name "x" .', known=[other])) == ["not yours"]


def kinds(*classes, group="nl-ict"):
    upload = read_turtle((HEAD + f'{OWN} schema:name "x" .').encode(), GRAPH)
    types = {subject: frozenset(classes) for subject in upload.first_lines}
    broader = {CFIT.Certificate: frozenset({CFIT.Evidence})}
    known = frozenset({CFIT.DeviceModel, CFIT.Certificate, CFIT.Evidence})
    return [*objections(upload, group, Surroundings(frozenset(), types, known, broader))]


@pytest.mark.parametrize("group", ["nl-ict", STEWARD])
def test_one_thing_is_not_of_two_kinds_that_have_rules(group):
    (finding,) = kinds(CFIT.DeviceModel, CFIT.Certificate, group=group)
    assert finding.message().startswith("One thing cannot be both") and finding.line == 2
    assert CFIT.DeviceModel.value in finding.message("nl") and CFIT.Certificate.value in finding.message("nl")


def test_a_kind_within_a_kind_is_no_second_kind():
    assert kinds(CFIT.Certificate, CFIT.Evidence) == []


def test_a_second_kind_without_rules_is_none_of_ours():
    assert kinds(CFIT.DeviceModel, CFIT.Contribution) == []


def test_a_thing_without_a_shape_cannot_be_checked():
    assert says(objected('<https://example.org/untyped> schema:name "x" .')) == ["no shape"]


def test_a_thing_of_a_type_without_a_shape_cannot_be_checked():
    upload = read_turtle(b"<https://example.org/a> <https://example.org/b> 1 .", GRAPH)
    types = {subject: frozenset({CFIT.Contribution}) for subject in upload.first_lines}
    findings = objections(upload, "nl-ict", Surroundings(frozenset(), types, frozenset({CFIT.DeviceModel})))
    assert says(findings) == ["no shape"]


@pytest.mark.parametrize(
    "statement",
    [
        "sh:path schema:name",
        "sh:targetClass cfit:DeviceModel",
        "rdfs:subClassOf cfit:DeviceModel",
        "rdfs:subPropertyOf schema:name",
        "rdfs:domain cfit:DeviceModel",
        "<http://www.w3.org/2002/07/owl#sameAs> <https://example.org/other>",
        "a sh:NodeShape",
        "a <http://www.w3.org/2002/07/owl#Class>",
    ],
)
def test_rules_classes_and_equalities_are_not_taken(statement):
    assert says(objected(f"{OWN} {statement} .")) == ["rule"]


ODD = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://example.org/",
    "https://example.org@evil.example/",
    "https://user:word@example.org/",
    "https://example.org/\u200bx",
    "https://example.org/\u202egnp.exe",
    "https://\u2066example.org/",
    "https://example.org/\u00adx",
    "https://example.org/\u00a0x",
    "https://example.org/\u2028x",
]


@pytest.mark.parametrize("address", ODD, ids=ascii)
def test_an_odd_address_is_not_taken_as_a_value(address):
    findings = objected(f"{OWN} cfit:repairInstructions <{address}> .")
    assert says(findings) == ["odd address"]
    assert (findings[0].path, findings[0].value) == (CFIT.repairInstructions, NamedNode(address))


@pytest.mark.parametrize("statement", ["<{}> schema:name 'x' .", "<https://example.org/a> <{}> 'x' ."])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a@b.example/"])
def test_an_odd_address_is_not_taken_as_a_subject_or_property(statement, address):
    assert says(objected(statement.format(address))) == ["odd address"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/~a/@user?b=c@d#e",
        "HTTP://example.org/",
        "https://例え.example/é",
        "https://[2001:db8::1]:8080/",
        "urn:isbn:9789000000000",
        "mailto:a@example.org",
    ],
)
def test_a_usual_address_is_taken(address):
    assert objected(f"{OWN} cfit:repairInstructions <{address}> .") == []


def test_an_odd_text_is_only_a_text():
    assert objected(f'{OWN} schema:name "javascript:alert(1) \u202e" .') == []


def test_each_objection_has_the_line_and_five_languages():
    findings = objected(f'\n\n{OWN} schema:name "x" .\ncfit:weight schema:name "y" .\n{OWN} sh:path schema:name .')
    assert [finding.line for finding in findings] == [5, 6]
    assert all(set(LANGUAGES) == dict(finding.messages).keys() for finding in findings)
    assert {finding.severity for finding in findings} == {Severity.VIOLATION}


def test_several_faults_in_one_statement_are_all_named():
    assert says(objected("cfit:weight sh:path <javascript:x> .")) == ["shared word", "rule", "odd address"]


@pytest.mark.parametrize(
    "turtle",
    [
        'cfit:weight schema:name "x" .',
        f'{FOREIGN} schema:name "x" .',
        "<https://example.org/untyped> sh:path <data:,x> .",
    ],
)
def test_the_steward_may_say_all(turtle):
    assert objected(turtle, group=STEWARD) == []
    assert objected(turtle) != []


@pytest.mark.parametrize("address", ["www.example.org", "example.org/page", "page.html", "a/b/c"])
def test_an_address_without_its_beginning_is_not_taken(address):
    assert says(objected(f"{OWN} schema:url <{address}> .")) == ["no beginning"]


@pytest.mark.parametrize("address", ["", "#part", "laptops", "../de-ict/phones", "https://example.org/a.b/c"])
def test_an_address_that_may_be_a_graph_is_taken(address):
    assert objected(f"{OWN} schema:url <{address}> .") == []


@pytest.mark.parametrize("text", ["2024-13-45", "2023-02-29", "1 jan 2027", "01-02-2026", ""])
def test_a_date_that_does_not_exist_is_not_taken(text):
    (finding,) = objected(f'{OWN} schema:name "x" ; dcterms:issued "{text}"^^xsd:date .')
    assert (says([finding]), finding.value.value) == (["no date"], text)
    assert '"2026-01-31"^^xsd:date' in finding.message("nb")


@pytest.mark.parametrize(
    "value", ['"ja"^^xsd:boolean', '"4,5"^^xsd:decimal', '"1.5"^^xsd:integer', '"x"^^xsd:dateTime']
)
def test_a_value_that_its_type_does_not_have_is_not_taken(value):
    (finding,) = objected(f"{OWN} schema:name {value} .")
    assert says([finding]) == ["no value"]
    assert "xsd:" in finding.message("fr")


@pytest.mark.parametrize(
    "value", ['"2024-02-29"^^xsd:date', "true", "4.5", '"x"', '"x"@nl', "007", '"2026"^^xsd:gYear']
)
def test_a_value_that_its_type_has_is_taken(value):
    assert objected(f"{OWN} schema:name {value} .") == []


@pytest.mark.parametrize("value", [r'"a\u0000b"', r'"a\u001Bb"', r'"a\uFFFEb"@en', '"a"^^xsd:nonsense', '"a"^^xsd:'])
def test_what_is_no_text_and_what_is_no_type_is_no_value(value):
    assert says(objected(f"{OWN} schema:name {value} .")) == ["no value"]


@pytest.mark.parametrize("value", [r'"a\tb\nc\rd"', r'"\u202Ea"', '"a"^^xsd:anyURI', '"a"^^xsd:token', '"a"@en'])
def test_other_texts_are_values(value):
    assert objected(f"{OWN} schema:name {value} .") == []


@pytest.mark.parametrize("verdict", ["meets", "fails", "disputed"])
def test_nobody_brings_verdicts(verdict):
    said = objected(f"{OWN} cfit:{verdict} <{IDS}criterion/REP-03/1.0> .")
    assert [each.rule for each in said] == ["policy-verdict"]
    assert {language for language, _ in said[0].messages} == set(LANGUAGES)
    assert objected(f"{OWN} cfit:{verdict} <{IDS}criterion/REP-03/1.0> .", STEWARD) == []


@pytest.mark.parametrize("port", ["99999999", "0"])
def test_a_port_that_is_none_leads_nowhere(port):
    assert says(objected(f"{OWN} cfit:repairInstructions <urn:x> ; schema:url <http://example.org:{port}/> ."))[:1] == [
        "odd address"
    ]
