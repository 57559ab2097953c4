"""The chain of contributions shows every change, and each contribution can be described in triples."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from registry.core.contribution import CHAIN_START, Action, Draft, describe, faults_of, place
from registry.core.names import CONTRIBUTIONS_GRAPH
from registry.settings import ONTOLOGY
from registry.vocabulary import CFIT, DCTERMS, PROV, RDF, SKOS, XSD

WHEN = datetime(2026, 11, 21, 12, 30, 45, 678, tzinfo=UTC)
DRAFT = Draft(
    group="nl-ict",
    dataset="phones",
    action=Action.REPLACE,
    media_type="text/turtle",
    body=b"<> <p> 1 .",
    licence="https://creativecommons.org/licenses/by/4.0/",
    received_at=WHEN,
    shapes_version="1.0.0",
    report="{}",
)
IRI = NamedNode("https://w3id.org/cfit/id/contribution/1")


def chain(*bodies):
    placed = []
    for number, body in enumerate(bodies, start=1):
        before = placed[-1].hash if placed else CHAIN_START
        placed.append(place(replace(DRAFT, body=body), number, "NL ICT", before))
    return placed


def faults(contributions):
    pairs = zip([None, *contributions], contributions, strict=False)
    return [fault for previous, each in pairs for fault in faults_of(each, previous)]


def first():
    return chain(b"a")[0]


def test_a_draft_knows_its_graph():
    assert DRAFT.graph == NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")


def test_a_placed_contribution_has_a_fingerprint_of_its_bytes():
    assert first().sha256 == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert (first().sequence, first().previous_hash, first().iri) == (1, "0" * 64, IRI)


def test_the_hash_is_the_same_for_the_same_contribution_and_never_changes():
    assert first().hash == first().hash
    assert len({each.hash for each in chain(b"a", b"a", b"a")}) == 3
    known = "91f10f6cf13e110f7f3da679b9b65e8712235c30e6cb561d41bd4adb8737c170"
    assert first().hash == known


def test_a_chain_as_it_was_made_has_no_fault():
    assert faults(chain(b"a", b"b", b"c")) == []


def test_a_changed_byte_is_named():
    links = chain(b"a", b"b", b"c")
    links[1] = replace(links[1], draft=replace(links[1].draft, body=b"B"))
    assert faults(links) == ["the bytes of contribution 2 were changed"]


def test_a_changed_byte_with_a_new_fingerprint_is_a_changed_record():
    links = chain(b"a", b"b", b"c")
    links[1] = replace(links[1], draft=replace(links[1].draft, body=b"c"), sha256=links[2].sha256)
    assert faults(links) == ["the record of contribution 2 was changed"]


@pytest.mark.parametrize(
    "change",
    [
        {"group": "nl-other"},
        {"dataset": "laptops"},
        {"action": Action.WITHDRAW},
        {"media_type": "application/n-triples"},
        {"licence": "https://creativecommons.org/publicdomain/zero/1.0/"},
        {"received_at": WHEN.replace(microsecond=679)},
        {"shapes_version": "1.0.1"},
        {"report": "{ }"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_record_is_named(change):
    links = chain(b"a", b"b", b"c")
    links[1] = replace(links[1], draft=replace(links[1].draft, **change))
    assert faults(links) == ["the record of contribution 2 was changed"]


def test_a_changed_record_with_a_new_hash_breaks_the_next_link():
    links = chain(b"a", b"b", b"c")
    links[1] = place(replace(links[1].draft, licence="https://example.org/"), 2, "NL ICT", links[0].hash)
    assert faults(links) == ["contribution 3 does not follow the one before it"]


def test_a_missing_contribution_is_named():
    links = chain(b"a", b"b", b"c")
    assert faults([links[0], links[2]]) == [
        "contribution 2 is missing",
        "contribution 3 does not follow the one before it",
    ]


def test_a_missing_beginning_is_named():
    assert faults(chain(b"a", b"b")[1:])[0] == "contribution 1 is missing"


def test_swapped_contributions_are_named():
    one, two, three = chain(b"a", b"b", b"c")
    found = faults([one, three, two])
    assert "contribution 2 is missing" in found
    assert "contribution 3 does not follow the one before it" in found
    assert "contribution 2 does not follow the one before it" in found


def test_contributions_that_swap_their_numbers_are_named():
    one, two, three = chain(b"a", b"b", b"c")
    found = faults([one, replace(three, sequence=2), replace(two, sequence=3)])
    assert {f"the record of contribution {number} was changed" for number in (2, 3)} <= {*found}


def test_a_description_says_who_contributed_what_when_and_under_which_licence():
    said = {quad.predicate: quad.object for quad in describe(first()) if quad.subject == IRI}
    assert said == {
        RDF.type: CFIT.Contribution,
        CFIT.sequence: Literal("1", datatype=XSD.integer),
        CFIT.group: NamedNode("https://w3id.org/cfit/id/group/nl-ict"),
        CFIT.namedGraph: DRAFT.graph,
        CFIT.state: NamedNode("https://w3id.org/cfit/id/dataset-state/accepted"),
        CFIT.sha256: Literal(first().sha256),
        CFIT.shapesVersion: Literal("1.0.0"),
        DCTERMS.license: NamedNode(DRAFT.licence),
        PROV.generatedAtTime: Literal("2026-11-21T12:30:45Z", datatype=XSD.dateTime),
    }


def test_a_description_names_the_group_and_stands_in_the_graph_of_contributions():
    quads = describe(first())
    group = NamedNode("https://w3id.org/cfit/id/group/nl-ict")
    assert Quad(group, SKOS.prefLabel, Literal("NL ICT"), CONTRIBUTIONS_GRAPH) in quads
    assert {quad.graph_name for quad in quads} == {CONTRIBUTIONS_GRAPH}


def test_a_graph_comes_from_a_contribution_and_from_none_that_withdrew_it():
    derived = Quad(DRAFT.graph, PROV.wasDerivedFrom, IRI, CONTRIBUTIONS_GRAPH)
    withdrawn = place(replace(DRAFT, action=Action.WITHDRAW), 1, "NL ICT", CHAIN_START)
    assert derived in describe(first())
    assert derived not in describe(withdrawn)


@pytest.mark.parametrize(("action", "state"), [(Action.REPLACE, "accepted"), (Action.WITHDRAW, "withdrawn")])
def test_a_description_says_what_became_of_the_dataset_in_a_word_of_the_vocabulary(action, state):
    placed = place(replace(DRAFT, action=action), 1, "NL ICT", CHAIN_START)
    stated = [quad.object for quad in describe(placed) if quad.predicate == CFIT.state]
    assert stated == [NamedNode(f"https://w3id.org/cfit/id/dataset-state/{state}")]
    words = parse(path=ONTOLOGY / "vocabularies.ttl", format=RdfFormat.TURTLE)
    assert (stated[0], SKOS.inScheme) in {(quad.subject, quad.predicate) for quad in words}
