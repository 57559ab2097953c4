"""The ontology is sound: no hygiene query finds a fault, and nobody uses a word that it does not define."""

import ast
import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

import registry
from registry.settings import DATA, IDS, ONTOLOGY, SHAPES
from registry.vocabulary import CFIT, CFIT_NAMESPACE, ELSEWHERE, PREFIXES

PACKAGE = Path(registry.__file__).parent
FILES = sorted(ONTOLOGY.glob("*.ttl"))
HYGIENE = sorted((ONTOLOGY / "hygiene").glob("*.rq"))
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
LANGUAGES = ("en", "nl", "de", "fr", "nb")
QUERIES = sorted([*(PACKAGE / "store/queries").glob("*.rq"), *(ONTOLOGY / "questions").glob("*.rq")])
KNOWN = PREFIXES | ELSEWHERE
HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in KNOWN.items())

# One small fault for each hygiene query, as Turtle.
FAULTS = {
    "better_direction_unknown": 'cfit:x cfit:betterDirection "up" ; rdfs:range xsd:integer .',
    "class_alone": "cfit:x a owl:Class .",
    "concept_without_notation": "<x:list/a> a skos:Concept ; skos:inScheme <x:list> .",
    "concept_without_scheme": "<x:list/a> a skos:Concept .",
    "definition_not_translated": 'cfit:x skos:definition "A thing."@en , "A thing."@nl .',
    "definition_without_full_stop": 'cfit:x skos:definition "A thing"@en .',
    "duplicate_definition": 'cfit:x skos:definition "A thing."@en . cfit:y skos:definition "A thing."@en .',
    "duplicate_label": 'cfit:x a cfit:DeviceProperty ; rdfs:label "colour"@en .'
    ' cfit:y a cfit:DeviceProperty ; rdfs:label "colour"@en .',
    "example_of_another_term": 'cfit:x skos:example "cfit:xy 5" .',
    "label_with_capital": 'cfit:x rdfs:label "Colour"@en .',
    "match_of_a_foreign_term": "schema:Product skos:closeMatch cfit:x .",
    "missing_definition": 'cfit:x a owl:Class ; skos:definition "A thing."@en .',
    "missing_domain": "cfit:x a cfit:DeviceProperty .",
    "missing_example": "cfit:x a owl:Class .",
    "missing_label": 'cfit:x rdfs:label "colour"@en , "kleur"@nl , "Farbe"@de , "couleur"@fr .',
    "missing_range": "cfit:x a owl:DatatypeProperty .",
    "name_twice": '<x:list/a> skos:inScheme <x:list> ; skos:prefLabel "red"@en .'
    ' <x:list/b> skos:inScheme <x:list> ; skos:prefLabel "red"@en .',
    "notation_twice": '<x:list/a> skos:inScheme <x:list> ; skos:notation "1" .'
    ' <x:list/b> skos:inScheme <x:list> ; skos:notation "1" .',
    "object_property_without_range": "cfit:x a owl:ObjectProperty .",
    "scheme_without_concept": "<x:list> a skos:ConceptScheme .",
    "term_not_typed": "<x:a> cfit:x <x:b> .",
    "text_without_language": 'cfit:x rdfs:label "colour" .',
    "two_kinds_of_match": "cfit:x skos:closeMatch schema:Product ; skos:broadMatch schema:Product .",
    "two_kinds_of_property": "cfit:x a owl:ObjectProperty , owl:DatatypeProperty .",
    "two_names_in_one_language": 'cfit:x rdfs:label "colour"@en , "hue"@en .',
    "unit_of_something_else_than_a_number": "cfit:x cfit:unit unit:YR ; rdfs:range xsd:string .",
    "unit_twice": "cfit:x cfit:unit unit:YR , unit:MO .",
    "unit_unknown": "cfit:x cfit:unit unit:FATHOM .",
    "version_address_of_another": '<x:o> owl:versionInfo "1.0.0" ; owl:versionIRI <x:o/0.1.0> .',
    "version_not_said": '<x:o> a owl:Ontology ; owl:versionInfo "1.0.0" .',
    "version_without_change_note": '<x:o> a owl:Ontology ; owl:versionInfo "1.0.0" ; skos:changeNote "1.0: words"@en .',
}


@pytest.fixture(scope="module")
def ontology():
    store = Store()
    for file in FILES:
        store.load(path=file, format=RdfFormat.TURTLE)
    return store


def rows(store, query):
    return [[str(value) for value in row] for row in store.query(query.read_text())]


def own_words(text):
    """Name each own word in Turtle, SPARQL or Python, written short or in full."""
    return {*re.findall(rf"(?:\bcfit:|\bCFIT\.|{CFIT_NAMESPACE})(\w+)", text)}


def text_of(file):
    content = file.read_bytes()
    return (gzip.decompress(content) if file.suffix == ".gz" else content).decode()


def matches(triples):
    """The matches that statements make: own word, word elsewhere."""
    return [(each.subject.value, each.object.value) for each in triples if each.predicate.value.endswith("Match")]


def name_of(file):
    return file.stem


def without_comments(query):
    """Take comments and texts out of a query, and keep what stands between angle brackets."""
    return re.sub(r"(<[^<>\s]*>)|#.*|\"[^\"\n]*\"", lambda found: found[1] or "", query)


def unknown_in_python(source):
    """Name each CFIT.x in Python source that the ontology lacks."""
    names = (
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "CFIT"
    )
    return [f"CFIT.{name}" for name in names if not hasattr(CFIT, name)]


def unknown_in_sparql(query):
    """Name each cfit:x in a query that the ontology lacks, written short or in full."""
    names = re.findall(rf"(?:\bcfit:|<{CFIT_NAMESPACE})(\w[\w-]*)", without_comments(query))
    return [f"cfit:{name}" for name in names if not hasattr(CFIT, name)]


def wrong_prefixes(query, known=PREFIXES):
    """Name each prefix that a query binds otherwise than the vocabulary does."""
    declared = re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", without_comments(query), re.IGNORECASE)
    return [f"{prefix}: <{namespace}>" for prefix, namespace in declared if known.get(prefix) != namespace]


@pytest.mark.parametrize("query", HYGIENE, ids=name_of)
def test_the_ontology_has_no_fault(query, ontology):
    assert rows(ontology, query) == []


@pytest.mark.parametrize("query", HYGIENE, ids=name_of)
def test_a_hygiene_query_finds_a_planted_fault(query):
    store = Store()
    store.load(HEADER + FAULTS[query.stem], format=RdfFormat.TURTLE)
    assert rows(store, query)


@pytest.mark.parametrize("missing", LANGUAGES)
@pytest.mark.parametrize("term", ["cfit:x a owl:Class", "<x:a> a skos:Concept", 'prov:used rdfs:comment "note"'])
def test_a_name_that_lacks_one_language_is_found(term, missing):
    store, query = Store(), ONTOLOGY / "hygiene/missing_label.rq"
    names = " , ".join(f'"colour"@{language}' for language in LANGUAGES if language != missing)
    store.load(f"{HEADER}{term} ; rdfs:label {names} .", format=RdfFormat.TURTLE)
    assert [row[1] for row in rows(store, query)] == [f'"{missing}"']


def test_a_german_name_may_have_a_capital_and_an_english_one_may_not():
    store, query = Store(), ONTOLOGY / "hygiene/label_with_capital.rq"
    store.load(HEADER + 'cfit:x rdfs:label "Farbe"@de , "Colour"@en .', format=RdfFormat.TURTLE)
    assert [row[1] for row in rows(store, query)] == ['"Colour"@en']


@pytest.mark.parametrize("query", HYGIENE, ids=name_of)
def test_a_hygiene_query_starts_with_its_rule_as_a_sentence(query):
    assert re.match(r"# [A-Z].*\.\n", query.read_text())
    assert wrong_prefixes(query.read_text(), KNOWN) == []
    assert unknown_in_sparql(query.read_text()) == []


def test_every_planted_fault_has_its_query():
    assert {query.stem for query in HYGIENE} == {*FAULTS}


def test_every_term_is_defined_once():
    text = "\n".join(file.read_text() for file in FILES)
    counts = Counter(re.findall(r"^cfit:([\w-]+)\s+a\s", text, re.MULTILINE))
    assert {name for name, count in counts.items() if count > 1} == set()
    assert all(hasattr(CFIT, name) for name in counts)


def test_every_file_of_the_ontology_binds_the_prefixes_of_the_vocabulary():
    for file in FILES:
        declared = re.findall(r"^@prefix ([\w-]+): <([^>]*)>", file.read_text(), re.MULTILINE)
        assert {prefix: KNOWN.get(prefix, iri) for prefix, iri in declared} == dict(declared), file


def test_a_term_is_an_iri_and_a_typing_error_is_named():
    assert CFIT.repairabilityIndex.value == CFIT_NAMESPACE + "repairabilityIndex"
    with pytest.raises(AttributeError, match="ontology#repairabilityIndx is not a term"):
        CFIT.repairabilityIndx  # noqa: B018


def test_python_uses_no_word_that_the_ontology_lacks():
    assert {str(file): names for file in PACKAGE.rglob("*.py") if (names := unknown_in_python(file.read_text()))} == {}


def test_queries_use_no_word_that_the_ontology_lacks():
    assert {str(file): names for file in QUERIES if (names := unknown_in_sparql(file.read_text()))} == {}


def test_queries_bind_the_prefixes_of_the_vocabulary():
    assert {str(file): wrong for file in QUERIES if (wrong := wrong_prefixes(file.read_text()))} == {}


def test_a_wrong_word_in_python_is_found():
    assert unknown_in_python("CFIT.meets, CFIT.property, other.CFITX, CFIT.meet") == ["CFIT.meet"]


def test_a_wrong_word_in_a_query_is_found():
    query = f'# cfit:comment\nSELECT * {{ ?s cfit:meets "cfit:text" ; cfit:meet ?o , <{CFIT_NAMESPACE}met> }}'
    assert unknown_in_sparql(query) == ["cfit:meet", "cfit:met"]


def test_a_wrong_prefix_in_a_query_is_found():
    assert wrong_prefixes(f"PREFIX cfit: <{CFIT_NAMESPACE}>\nprefix schema: <http://schema.org/>") == [
        "schema: <http://schema.org/>"
    ]


def test_shapes_examples_and_data_use_no_word_that_the_ontology_lacks():
    files = [*SHAPES.rglob("*.ttl"), *DATA.rglob("*.ttl"), *DATA.rglob("*.ttl.gz")]
    unknown = {str(file): {name for name in own_words(text_of(file)) if not hasattr(CFIT, name)} for file in files}
    assert {file: names for file, names in unknown.items() if names} == {}


def test_a_wrong_word_in_shapes_and_data_is_found():
    assert own_words(f"<x> cfit:meets 1 ; <{CFIT_NAMESPACE}met> 2 .") == {"meets", "met"}


def unused(statements, texts):
    """Name each own word that is defined, and neither used in a statement about another one nor in a text."""
    typed = {each.subject.value for each in statements if each.predicate == RDF_TYPE}
    defined = {iri for iri in typed if iri.startswith(CFIT_NAMESPACE)}
    spoken = {CFIT_NAMESPACE + name for text in texts for name in own_words(text)}
    used = {each.predicate.value for each in statements} | {
        each.object.value for each in statements if isinstance(each.object, NamedNode) and each.object != each.subject
    }
    return sorted(iri.removeprefix(CFIT_NAMESPACE) for iri in defined - used - spoken - {CFIT_NAMESPACE})


def test_every_own_word_is_used_by_a_rule_a_question_the_package_or_the_data():
    statements = [each for file in FILES for each in parse(path=str(file), format=RdfFormat.TURTLE)]
    rules = [*SHAPES.glob("*.ttl"), *QUERIES, *PACKAGE.rglob("*.py")]
    files = [*rules, *DATA.rglob("*.ttl"), *DATA.rglob("*.ttl.gz")]
    assert unused(statements, map(text_of, files)) == []


def test_a_word_that_nobody_uses_is_found():
    text = HEADER + 'cfit:x a cfit:z ; skos:example "cfit:x 1" . cfit:y rdfs:range cfit:z . cfit:z a cfit:y .'
    statements = [*parse(text, format=RdfFormat.TURTLE)]
    assert unused(statements, []) == ["x"]
    assert unused(statements, ["CFIT.x"]) == unused(statements, ["cfit:x"]) == []


def test_every_match_leads_from_a_word_of_the_ontology_to_a_known_vocabulary(ontology):
    found = matches(parse(path=str(ONTOLOGY / "alignments.ttl"), format=RdfFormat.TURTLE))
    assert len(found) > 100
    assert {word for word, _ in found if not any(ontology.quads_for_pattern(NamedNode(word), RDF_TYPE, None))} == set()
    assert {other for _, other in found if not other.startswith(tuple(KNOWN.values()))} == set()
    assert {other for _, other in found if other.startswith((CFIT_NAMESPACE, IDS))} == set()


def test_nothing_is_the_same_as_another_in_the_shipped_files():
    files = [*FILES, *SHAPES.rglob("*.ttl"), *DATA.rglob("*.ttl"), *DATA.rglob("*.ttl.gz")]
    for file in files:
        triples = parse(text_of(file), format=RdfFormat.TURTLE, base_iri="x:y")
        assert not any(each.predicate.value.endswith("#sameAs") for each in triples), file
