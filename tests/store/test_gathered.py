"""What is gathered around an upload is enough: the report is the one that a copy of the whole registry would give."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, serialize

from registry.core.names import graph_iri
from registry.core.turtle import read_turtle
from registry.core.validation import load_shapes, validate
from registry.settings import ONTOLOGY, SHAPES
from registry.store import Store, context_of

UPLOAD, REGISTRY = graph_iri("nl-ict", "facts"), graph_iri("registry", "all")
LINES = """
brand:b a schema:Brand
brand:b schema:name "B (invented)"
device:a a cfit:DeviceModel
device:a schema:name "A (invented)"
device:a schema:brand brand:b
device:a schema:brand device:c
device:a cfit:deviceKind kind:smartphone
device:a cfit:repairabilityIndex 4.1
device:a cfit:repairabilityIndex 9.1
device:a cfit:batteryCyclesAt80 "many"
device:c a cfit:DeviceModel
device:c schema:name "C (invented)"
device:c schema:brand brand:b
device:c cfit:deviceKind brand:b
device:a schema:isVariantOf device:c
scheme:s a cfit:CertificationScheme
scheme:s cfit:certificateNumberPattern "[0-9]{4}"
scheme:s cfit:longestValidity "P1Y"^^xsd:duration
scheme:s-1 a cfit:SchemeVersion
scheme:s-1 cfit:ofScheme scheme:s
scheme:s-1 dcterms:isVersionOf scheme:s
tier:t a cfit:SchemeTier
tier:t cfit:ofSchemeVersion scheme:s-1
cert:x a cfit:Certificate
cert:x schema:about device:a
cert:x schema:certificationIdentification "12"
cert:x cfit:schemeVersion scheme:s-1
cert:x cfit:tier tier:t
cert:x cfit:validFrom "2026-01-01"^^xsd:date
cert:x cfit:validUntil "2029-01-01"^^xsd:date
cert:y a cfit:Certificate
cert:y schema:certificationIdentification "12"
cert:y cfit:schemeVersion scheme:s-1
""".strip().splitlines()
MORE = "".join(f"@prefix {name}: <https://w3id.org/cfit/id/{name}/> .\n" for name in ("scheme", "tier", "cert"))
NOWHERE, IN_REGISTRY, IN_UPLOAD = range(3)


@pytest.fixture(scope="module")
def findings():
    """What the shapes find in an upload beside a context."""
    shapes = load_shapes(SHAPES, ONTOLOGY)
    return lambda upload, context: told(validate(upload, context, shapes))


def read(turtle, lines, graph):
    return read_turtle(turtle(MORE + "".join(f"{line} .\n" for line in lines)), graph)


def told(findings):
    return sorted((str(each.focus), str(each.path), str(each.value), str(each.shape)) for each in findings)


@settings(max_examples=60)
@given(places=st.lists(st.sampled_from((NOWHERE, IN_REGISTRY, IN_UPLOAD)), min_size=len(LINES), max_size=len(LINES)))
@example(places=[IN_UPLOAD] * len(LINES))
@example(places=[IN_UPLOAD if line.startswith("cert:x") else IN_REGISTRY for line in LINES])
@example(places=[IN_UPLOAD if "schema:about" in line else IN_REGISTRY for line in LINES])
def test_what_is_gathered_gives_the_report_of_a_full_copy(turtle, findings, tmp_path_factory, places):
    sent, known = (
        [line for line, place in zip(LINES, places, strict=True) if place == where]
        for where in (IN_UPLOAD, IN_REGISTRY)
    )
    upload = read(turtle, sent, UPLOAD)
    stated = {(quad.subject, quad.predicate) for quad in upload.quads}
    held = [quad for quad in read(turtle, known, REGISTRY).quads if (quad.subject, quad.predicate) not in stated]
    store = Store()
    file = tmp_path_factory.mktemp("copy") / "all.nq"
    file.write_bytes(serialize(held, format=RdfFormat.N_QUADS) or b"")
    store.load_dump(file)
    assert findings(upload, context_of(upload, store)) == findings(upload, [quad.triple for quad in held])


def test_the_examples_break_rules_that_look_far(turtle, findings):
    """Otherwise two empty reports would be equal."""
    upload = read(turtle, LINES, UPLOAD)
    found = {path.rpartition("#")[2].rpartition("/")[2] for _, path, _, _ in findings(upload, ())}
    assert {"brand>", "repairabilityIndex>", "batteryCyclesAt80>"} <= found and len(found) > 5
