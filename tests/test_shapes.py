"""Shapes keep their word: each example gives exactly the expected finding, and each rule explains itself."""

import os
import re
from collections import Counter, defaultdict
from functools import cache

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from pyshacl import validate
from rdflib import RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from refusals import refusals

from registry.core import validation
from registry.core.turtle import Upload
from registry.core.validation import load_shapes
from registry.settings import ONTOLOGY, SHAPES
from registry.vocabulary import CFIT_NAMESPACE, PREFIXES

EXAMPLES = SHAPES / "examples"
EXAMPLE_GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/example")
VALID = sorted(EXAMPLES.glob("*/valid_*.ttl"))
INVALID = sorted(EXAMPLES.glob("*/invalid_*.ttl"))
JUDGED = 1 if os.environ.get("CFIT_ORACLE") == "all" else 10
"""Our own validator looks at every example; pySHACL, which takes half a second each, at one in so many."""
TABLES = sorted(EXAMPLES.glob("*/refused.csv"))
SHAPE_FILES = sorted(SHAPES.glob("*.ttl"))
REFUSING_FILES = [file for file in SHAPE_FILES if file.stem != "recommended"]
CFIT = Namespace(CFIT_NAMESPACE)
SHAPE = Namespace("https://w3id.org/cfit/shapes#")
PREFIX_LINES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())

# The languages of names and messages, and the words by which a message turns to its example.
HINTS = {
    "en": "Write for example: ",
    "nl": "Schrijf bijvoorbeeld: ",
    "de": "Schreiben Sie zum Beispiel: ",
    "fr": "Écrivez par exemple : ",
    "nb": "Skriv for eksempel: ",
}
ONE_OF_EACH = dict.fromkeys(HINTS, 1)

CONCEPTS = "https://w3id.org/cfit/id/"

# Which parameter of a property shape is answered for by which constraint component.
COMPONENTS = {
    parameter: "sh:" + parameter[0].upper() + parameter[1:] + "ConstraintComponent"
    for parameter in (
        *("class", "datatype", "disjoint", "in", "lessThan", "lessThanOrEquals", "nodeKind", "or", "pattern"),
        *("uniqueLang", "xone"),
        *("maxCount", "maxExclusive", "maxInclusive", "maxLength"),
        *("minCount", "minExclusive", "minInclusive", "minLength"),
        *("lessThan", "lessThanOrEquals", "not"),
    )
} | {"sparql": "sh:SPARQLConstraintComponent"}


def read(*files):
    graph = Graph()
    for file in files:
        graph.parse(file)
    return graph


@cache
def shapes(*files):
    return read(*(files or SHAPE_FILES))


@cache
def background():
    return read(*sorted(ONTOLOGY.glob("*.ttl")), EXAMPLES / "_context.ttl")


@cache
def classes():
    """What a rule asks of the ontology, as the validator is given it: types and classes; and the context."""
    asked = (RDF.type, RDFS.subClassOf)
    known = Graph()
    for triple in (triple for triple in read(*sorted(ONTOLOGY.glob("*.ttl"))) if triple[1] in asked):
        known.add(triple)
    return known + read(EXAMPLES / "_context.ttl")


def short(iri):
    """A name with its prefix; a path of several steps has none."""
    if iri is None or isinstance(iri, BNode):
        return "-"
    prefix = next(prefix for prefix, namespace in PREFIXES.items() if iri.startswith(namespace))
    return prefix + ":" + iri.removeprefix(PREFIXES[prefix])


def findings(example):
    """Judge an example; name component, path and severity of each result about the example itself."""
    upload, data = read(example), classes()
    about, before = {*upload.subjects()}, len(data)
    data += upload
    try:
        _, report, _ = validate(data, shacl_graph=shapes(*rules_for(example)), inplace=True)
    finally:
        data -= upload
    assert before == len(data)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(describe(report, result) for result in results if report.value(result, SH.focusNode) in about)


def rules_for(example):
    """The rules of the example's own kind and the warnings: pySHACL reads them anew for each example.

    All rules together judge each example below, by our own validator. Configurations share rules with models, and
    queries the prefixes of certificates.
    """
    kind = example.parent.name
    shared = ("device-model",) if kind == "device-configuration" else ()
    return sorted({SHAPES / f"{name}.ttl" for name in (kind, *shared, "recommended", "certificate")})


def describe(report, result):
    return (
        short(report.value(result, SH.sourceConstraintComponent)),
        short(report.value(result, SH.resultPath)),
        short(report.value(result, SH.resultSeverity)),
    )


@cache
def our_rules():
    return load_shapes(SHAPES, ONTOLOGY)


@cache
def known():
    """What the registry knows, as the validator is given it."""
    return tuple(parse(path=str(EXAMPLES / "_context.ttl"), format=RdfFormat.TURTLE))


def our_findings(example):
    """Judge an example with our own validator, its blank nodes left as they are; name the same of each finding."""
    return our_findings_in(example.read_bytes())


def our_findings_in(turtle):
    quads = tuple(parse(turtle, format=RdfFormat.TURTLE, base_iri=EXAMPLE_GRAPH.value))
    upload = Upload(EXAMPLE_GRAPH, quads, {}, {quad.subject: 1 for quad in quads})
    found = validation.validate(upload, [quad.triple for quad in known()], our_rules())
    return sorted(
        (short(each.component.value), short(each.path.value) if each.path else "-", f"sh:{each.severity.value}")
        for each in found
    )


def expected(example):
    """Read the lines `# expect: component path severity` at the top of an example."""
    lines = re.findall(r"^# expect: (\S+) (\S+)(?: (\S+))?$", example.read_text(), re.MULTILINE)
    return sorted((component, path, severity or "sh:Violation") for component, path, severity in lines)


def name_of(example):
    return f"{example.parent.name}/{example.stem}"


def rules(graph):
    """The property shapes that have a name of their own."""
    return sorted(graph.subjects(RDF.type, SH.PropertyShape))


def languages(graph, subject, predicate):
    return Counter(text.language for text in graph.objects(subject, predicate))


def items(graph, predicate):
    return {item for head in graph.objects(None, predicate) for item in Collection(graph, head)}


@pytest.mark.parametrize("example", VALID[::JUDGED], ids=name_of)
def test_a_valid_example_gives_no_finding(example):
    assert findings(example) == []


@pytest.mark.parametrize("example", INVALID[::JUDGED], ids=name_of)
def test_an_invalid_example_gives_exactly_the_expected_finding(example):
    assert expected(example)
    assert expected(example) == findings(example)


@pytest.mark.parametrize("example", [*VALID, *INVALID], ids=name_of)
def test_our_own_validator_finds_in_an_example_exactly_what_is_expected(example):
    assert our_findings(example) == expected(example)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.parent.name)
def test_each_refused_value_of_a_table_gives_exactly_the_expected_findings(table):
    for row in refusals(table):
        found = {(component, path) for component, path, _ in our_findings_in(row.turtle.encode())}
        assert found == {(component, row.path) for component in row.components}, row


@pytest.mark.parametrize("table", TABLES[::JUDGED], ids=lambda table: table.parent.name)
def test_pyshacl_finds_the_same_in_a_table_as_one_graph(table):
    wanted, together = {}, Graph()
    for row in refusals(table):
        together.parse(data=row.turtle, format="turtle")
        wanted[row.subject] = {(component, row.path) for component in row.components}
    _, report, _ = validate(together + background(), shacl_graph=shapes(), inplace=True)
    found = defaultdict(set)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        found[report.value(result, SH.focusNode).n3()].add(describe(report, result)[:2])
    assert wanted == {subject: found[subject] for subject in wanted}


def test_every_example_belongs_to_a_shape_file():
    assert {file.stem for file in SHAPE_FILES} == {example.parent.name for example in VALID}
    assert {file.stem for file in SHAPE_FILES} == {example.parent.name for example in INVALID}
    assert {*VALID, *INVALID, EXAMPLES / "_context.ttl"} == {*EXAMPLES.rglob("*.ttl")}
    assert {file.stem for file in SHAPE_FILES} >= {table.parent.name for table in TABLES}


@pytest.mark.parametrize("file", SHAPE_FILES, ids=lambda file: file.stem)
def test_every_shape_file_has_a_smallest_and_a_fullest_example(file):
    assert {"valid_minimal", "valid_full"} <= {example.stem for example in (EXAMPLES / file.stem).iterdir()}


@pytest.mark.parametrize("file", SHAPE_FILES, ids=lambda file: file.stem)
def test_every_constraint_is_broken_by_an_example(file):
    broken = {finding[:2] for example in INVALID if example.parent.name == file.stem for finding in expected(example)}
    wanted = constraints(shapes(file))
    if file.stem == "device-model":  # its many properties are alike: one example per kind of constraint will do
        wanted, broken = ({component for component, _ in pairs} for pairs in (wanted, broken))
    assert set() == wanted - broken


def constraints(graph):
    """Component and path of each constraint of a property shape, component and - of those of a node shape."""
    heads = [(shape, short(graph.value(shape, SH.path))) for shape in rules(graph)]
    heads += [(shape, "-") for shape in graph.subjects(RDF.type, SH.NodeShape)]
    return {
        (component, path)
        for shape, path in heads
        for parameter, component in COMPONENTS.items()
        if (shape, SH[parameter], None) in graph
    }


def test_the_fullest_device_states_every_property_once():
    full = read(EXAMPLES / "device-model/valid_full.ttl")
    device = full.value(predicate=RDF.type, object=CFIT.DeviceModel)
    paths = Counter(shapes(SHAPES / "device-model.ttl").objects(None, SH.path))
    assert paths == Counter(path for path in full.predicates(device) if path != RDF.type)


@pytest.mark.parametrize("file", SHAPE_FILES, ids=lambda file: file.stem)
def test_every_rule_explains_itself_in_each_language(file):
    graph = shapes(file)
    for shape in rules(graph):
        assert languages(graph, shape, SH.message) == ONE_OF_EACH, shape
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        assert languages(graph, shape, RDFS.label) == ONE_OF_EACH, shape
        if (shape, SH["or"], None) in graph or (shape, SH.xone, None) in graph:
            assert languages(graph, shape, SH.message) == ONE_OF_EACH, shape


@pytest.mark.parametrize("file", REFUSING_FILES, ids=lambda file: file.stem)
def test_every_rule_that_refuses_shows_turtle_to_write(file):
    graph = shapes(file)
    for shape, text in graph.subject_objects(SH.message):
        _, hint, turtle = text.partition(HINTS[text.language])
        shown = Graph().parse(data=PREFIX_LINES + "<x:y> " + turtle.removeprefix("<> "), format="turtle")
        assert hint, text
        path = graph.value(shape, SH.path)
        assert not isinstance(path, URIRef) or path in {*shown.predicates()}, text


@pytest.mark.parametrize("file", REFUSING_FILES, ids=lambda file: file.stem)
def test_every_rule_shows_the_same_turtle_in_each_language(file):
    graph = shapes(file)
    for shape in {*graph.subjects(SH.message)}:
        texts = [text for text in graph.objects(shape, SH.message) if text.language != "nl"]  # Dutch titles in Dutch
        assert len({text.partition(HINTS[text.language])[2] for text in texts}) == 1, shape


@pytest.mark.parametrize("file", REFUSING_FILES, ids=lambda file: file.stem)
def test_every_rule_names_its_bounds_and_its_choices(file):
    graph = shapes(file)
    for shape in rules(graph):
        bounds = [*graph.objects(shape, SH.minInclusive), *graph.objects(shape, SH.maxInclusive)]
        choices = [item for head in graph.objects(shape, SH["in"]) for item in Collection(graph, head)]
        said = [str(value) for value in [*bounds, *choices] if not isinstance(value, URIRef)]
        assert all(word in text for text in graph.objects(shape, SH.message) for word in said), shape


@pytest.mark.parametrize("file", REFUSING_FILES, ids=lambda file: file.stem)
def test_every_property_has_a_name_and_a_place_of_its_own(file):
    graph = shapes(file)
    for shape in rules(graph):
        assert languages(graph, shape, SH.name) == ONE_OF_EACH, shape
        assert len([*graph.objects(shape, SH.order)]) == 1, shape
    for node in graph.subjects(RDF.type, SH.NodeShape):
        orders = [shapes().value(shape, SH.order) for shape in graph.objects(node, SH.property)]
        assert len(orders) == len({*orders}), node


def test_every_property_of_a_device_stands_in_a_group():
    graph = shapes(SHAPES / "device-model.ttl")
    groups = {*graph.subjects(RDF.type, SH.PropertyGroup)}
    assert groups == {graph.value(shape, SH.group) for shape in rules(graph)}
    assert all(languages(graph, group, RDFS.label) == ONE_OF_EACH for group in groups)


def test_a_configuration_states_the_properties_of_a_device_by_the_same_rules():
    rules_of = {name: {*shapes().objects(SHAPE[name], SH.property)} for name in ("DeviceModel", "DeviceConfiguration")}
    paths = {name: {shapes().value(rule, SH.path) for rule in each} for name, each in rules_of.items()}
    properties = {*background().subjects(RDF.type, CFIT.DeviceProperty)} - {CFIT.eprelNumber}  # EPREL knows models only
    assert set() == (properties & paths["DeviceModel"]) - paths["DeviceConfiguration"]
    assert len(rules_of["DeviceModel"] & rules_of["DeviceConfiguration"]) > 80


def test_every_named_rule_is_used_by_a_node_shape():
    graph = shapes()
    assert {*rules(graph)} == {rule for rule in graph.objects(None, SH.property) if isinstance(rule, URIRef)}


def test_a_device_property_has_the_same_name_in_shape_and_ontology():
    graph = shapes(SHAPES / "device-model.ttl")
    for shape in rules(graph):
        path = graph.value(shape, SH.path)
        if path.startswith(CFIT):
            assert {*background().objects(path, RDFS.label)} == {*graph.objects(shape, SH.name)}, shape


def test_every_term_in_the_shapes_exists_in_the_ontology():
    used = {term for triple in shapes() for term in triple if isinstance(term, URIRef) and term.startswith(CFIT)}
    assert set() == used - {*background().subjects(RDF.type)}


def test_every_term_in_a_message_exists_in_the_ontology():
    named = {name for text in shapes().objects(None, SH.message) for name in re.findall(r"\bcfit:(\w+)", text)}
    assert set() == {CFIT[name] for name in named} - {*background().subjects(RDF.type)}


def test_every_code_in_a_list_of_choices_is_a_concept():
    codes = {item for item in items(shapes(), SH["in"]) if isinstance(item, URIRef)}
    assert codes
    assert set() == codes - {*read(ONTOLOGY / "vocabularies.ttl").subjects(RDF.type, SKOS.Concept)}


def test_every_list_of_choices_offers_its_whole_scheme():
    concepts = read(ONTOLOGY / "vocabularies.ttl")
    for head in shapes().objects(None, SH["in"]):
        codes = {item for item in Collection(shapes(), head) if item.startswith(CONCEPTS)}
        schemes = {concepts.value(code, SKOS.inScheme) for code in codes}
        assert codes == {concept for scheme in schemes for concept in concepts.subjects(SKOS.inScheme, scheme)}


def test_every_device_property_has_a_rule_with_the_datatype_of_the_ontology():
    graph = shapes(SHAPES / "device-model.ttl")
    for term in background().subjects(RDF.type, CFIT.DeviceProperty):
        shape = graph.value(predicate=SH.path, object=term)
        assert shape, f"{term} has no rule in device-model.ttl"
        if term.startswith(CFIT):  # what the terms of others range over is theirs to say
            assert range_of(term) == accepted(graph, shape), term


def range_of(term):
    """What the ontology says that values are: datatypes, or IRIs where it names none."""
    datatype = background().value(term, RDFS.range)
    return {XSD.decimal: {XSD.decimal, XSD.integer}, None: {SH.IRI}}.get(datatype, {datatype})


def accepted(graph, shape):
    choices = Collection(graph, graph.value(shape, SH["or"])) if (shape, SH["or"], None) in graph else []
    datatypes = {graph.value(choice, SH.datatype) for choice in [shape, *choices]}
    return {*graph.objects(shape, SH.nodeKind), *datatypes} - {None}


def test_the_shapes_are_shapes_by_the_standard_itself():
    conforms, _, text = validate(Graph(), shacl_graph=shapes(), meta_shacl=True)
    assert conforms, text
