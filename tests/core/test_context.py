"""JSON-LD with our context says what the Turtle said, in short names."""

import json

import pyoxigraph as ox
import pytest
import rdflib

from registry.assembly import load_words
from registry.core.context import context_of, context_text
from registry.core.turtle import read_turtle
from registry.settings import DATA, ONTOLOGY, SHAPES
from registry.vocabulary import CFIT_NAMESPACE, PREFIXES

MOST_BYTES = 200_000
EXAMPLES = sorted((SHAPES / "examples").glob("*/valid_*.ttl"))
FILES = [*EXAMPLES, *(path for path in sorted(DATA.rglob("*.ttl")) if path.stat().st_size < MOST_BYTES)]
DEVICE = SHAPES / "examples/device-model/valid_full.ttl"
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HEAD += "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix shape: <https://w3id.org/cfit/shapes#> .\n"


@pytest.fixture(scope="module")
def context():
    words = load_words()
    return context_of((*words.ontology, *words.shapes))


def made_of(turtle):
    return context_of(quad.triple for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE))["@context"]


def triples_of(file):
    """What the registry holds of a file: nodes without a name have one."""
    upload = read_turtle(file.read_bytes(), ox.NamedNode("https://w3id.org/cfit/graph/nl-ict/example"))
    return {quad.triple for quad in upload.quads}


def as_json_ld(triples, context):
    """Write triples in JSON-LD with the context inside, by a library that is not the one that reads it again."""
    graph = rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph.serialize(format="json-ld", context=context["@context"], auto_compact=True)


def read_again(text):
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}


def keys(value):
    """Every name that a JSON-LD document uses outside its context."""
    if isinstance(value, list):
        return {key for each in value for key in keys(each)}
    if not isinstance(value, dict):
        return set()
    return {key for key in value if key != "@context"} | {
        key for name, each in value.items() if name != "@context" for key in keys(each)
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_graph_that_was_json_ld_for_a_while_is_the_same_graph(file, context):
    triples = triples_of(file)
    assert triples
    assert read_again(as_json_ld(triples, context)) == triples


def test_a_context_that_is_wrong_would_be_noticed(context):
    triples = triples_of(DEVICE)
    text = as_json_ld(triples, context).replace('"xsd:decimal"', '"xsd:double"')
    assert read_again(text) != triples


def test_a_whole_device_is_written_in_short_names_and_plain_values(context):
    used = keys(json.loads(as_json_ld(triples_of(DEVICE), context)))
    assert {"id", "type", "name", "brand", "repairabilityIndex", "repairInstructions"} <= used
    assert [key for key in used if ":" in key or key == "@value"] == []


def test_every_own_class_and_property_has_its_local_name(context):
    kinds = ("Class", "ObjectProperty", "DatatypeProperty")
    stated = {rdflib.OWL[kind] for kind in kinds} | {rdflib.RDF.Property}
    ontology = rdflib.Graph()
    for file in sorted(ONTOLOGY.glob("*.ttl")):
        ontology.parse(file)
    own = {term for term, kind in ontology.subject_objects(rdflib.RDF.type) if kind in stated}
    names = {str(term).removeprefix(CFIT_NAMESPACE) for term in own if term.startswith(CFIT_NAMESPACE)}
    meant = {name: context["@context"].get(name, "") for name in names}
    iris = {name: each if isinstance(each, str) else each["@id"] for name, each in meant.items()}
    assert iris == {name: f"cfit:{name}" for name in names}


def test_the_kept_file_is_what_the_words_give():
    words = load_words()
    kept = (ONTOLOGY / "context.jsonld").read_text(encoding="utf-8")
    assert kept == context_text((*words.ontology, *words.shapes)), "`make words` writes it anew"


def test_links_and_datatypes_come_from_the_ontology_and_texts_claim_no_type():
    made = made_of(
        "cfit:a a owl:ObjectProperty . cfit:b a owl:DatatypeProperty ; rdfs:range xsd:date . cfit:e a rdf:Property ."
        "cfit:c a owl:DatatypeProperty ; rdfs:range xsd:string ."
        "cfit:d a owl:DatatypeProperty ; rdfs:range rdf:langString ."
    )
    assert {name: made[name] for name in "abcde"} == {
        "a": {"@id": "cfit:a", "@type": "@id"},
        "b": {"@id": "cfit:b", "@type": "xsd:date"},
        **{name: f"cfit:{name}" for name in "cde"},
    }


@pytest.mark.parametrize(
    ("shapes", "meant"),
    [
        ("shape:a sh:path schema:x ; sh:nodeKind sh:IRI .", {"@id": "schema:x", "@type": "@id"}),
        ("shape:a sh:path schema:x ; sh:class schema:Brand .", {"@id": "schema:x", "@type": "@id"}),
        ("shape:a sh:path schema:x ; sh:datatype xsd:date .", {"@id": "schema:x", "@type": "xsd:date"}),
        ("shape:a sh:path schema:x ; sh:datatype xsd:string .", "schema:x"),
        ("shape:a sh:path schema:x ; sh:or ( [ sh:datatype xsd:date ] [ sh:nodeKind sh:IRI ] ) .", "schema:x"),
        (
            "shape:a sh:path schema:x ; sh:datatype xsd:date . shape:b sh:path schema:x ; sh:nodeKind sh:IRI .",
            "schema:x",
        ),
        ("shape:a sh:path schema:x ; sh:datatype xsd:date . shape:b sh:path schema:x .", "schema:x"),
        (
            "shape:a sh:path schema:x ; sh:datatype xsd:date . [] sh:path schema:x .",
            {"@id": "schema:x", "@type": "xsd:date"},
        ),
    ],
)
def test_a_borrowed_property_is_coerced_where_all_named_shapes_agree(shapes, meant):
    assert made_of(shapes)["x"] == meant


def test_an_own_term_goes_before_a_borrowed_one_and_before_a_prefix():
    made = made_of("cfit:name a owl:ObjectProperty . cfit:unit a owl:ObjectProperty . shape:a sh:path schema:name .")
    assert made["name"]["@id"] == "cfit:name"
    assert made["unit"]["@id"] == "cfit:unit"
    assert made["schema"] == PREFIXES["schema"]


def test_of_two_borrowed_terms_the_one_with_the_first_prefix_has_the_name():
    shapes = ["shape:a sh:path schema:identifier . ", "shape:b sh:path dcterms:identifier . "]
    assert (
        made_of("".join(shapes))["identifier"] == made_of("".join(shapes[::-1]))["identifier"] == "dcterms:identifier"
    )


def test_a_term_never_takes_the_name_of_a_keyword():
    made = made_of("cfit:type a owl:ObjectProperty . cfit:id a owl:ObjectProperty .")
    assert (made["type"], made["id"]) == ("@type", "@id")
