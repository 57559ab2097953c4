"""A link holds when the right group decided so last; a stranger's word moves nothing."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from registry.core.links import ACCEPTED, PROPOSED, REJECTED, is_accepted, read_decisions, read_links, standing
from registry.core.names import graph_iri
from registry.settings import IDS
from registry.vocabulary import CFIT, DCTERMS, XSD

LINK, OURS = NamedNode(f"{IDS}link/a-b"), graph_iri("registry", "links")
SOURCE, TARGET = NamedNode(f"{IDS}device/nl-ict-a"), NamedNode(f"{IDS}device/endoflife-a")


def link(graph=OURS, iri=LINK, **more):
    values = {"linkFrom": SOURCE, "linkTo": TARGET, "confidence": Literal("0.8", datatype=XSD.decimal), **more}
    return [Quad(iri, getattr(CFIT, name), value, graph) for name, value in values.items() if value is not None]


def decision(decided, day, graph=OURS, number=1):
    iri = NamedNode(f"{IDS}link-decision/d-{number}")
    yield Quad(iri, CFIT.ofLink, LINK, graph)
    yield Quad(iri, CFIT.decision, decided, graph)
    yield Quad(iri, DCTERMS.date, Literal(day, datatype=XSD.date), graph)


def holds(*decisions, graph=OURS):
    (found,) = read_links(link(graph))
    return is_accepted(found, read_decisions(quad for each in decisions for quad in each))


def test_a_link_says_from_where_to_where_and_how_sure():
    (found,) = read_links(link())
    assert (found.iri, found.source, found.target, str(found.confidence)) == (LINK, SOURCE, TARGET, "0.8")


@pytest.mark.parametrize("end", ["linkFrom", "linkTo"])
@pytest.mark.parametrize("broken", [None, Literal("Fairphone 5")])
def test_a_link_without_a_thing_at_each_end_is_none(end, broken):
    assert read_links(link(**{end: broken})) == ()


def test_a_link_without_a_decision_is_proposed_and_does_not_hold():
    (found,) = read_links(link())
    assert standing(found, ()) == PROPOSED
    assert not holds()


def test_an_accepted_link_holds_and_a_rejected_one_does_not():
    assert holds(decision(ACCEPTED, "2026-11-22"))
    assert not holds(decision(REJECTED, "2026-11-22"))


def test_the_newest_decision_counts_and_a_link_can_be_opened_again():
    first, second = decision(ACCEPTED, "2026-11-22"), decision(REJECTED, "2026-11-23", number=2)
    assert not holds(first, second)
    assert not holds(decision(ACCEPTED, "2026-11-22"), decision(PROPOSED, "2026-11-23", number=2))
    assert holds(decision(REJECTED, "2026-11-22"), decision(ACCEPTED, "2026-11-23", number=2))


def test_on_one_day_a_rejection_counts():
    assert not holds(decision(ACCEPTED, "2026-11-22"), decision(REJECTED, "2026-11-22", number=2))


def test_the_group_that_named_the_source_decides_as_the_registry_does():
    assert holds(decision(ACCEPTED, "2026-11-22", graph_iri("nl-ict", "links")))


def test_a_stranger_decides_nothing():
    stranger = graph_iri("de-it", "links")
    assert not holds(decision(ACCEPTED, "2026-11-22", stranger))
    assert holds(decision(ACCEPTED, "2026-11-22"), decision(REJECTED, "2026-11-23", stranger, number=2))


def test_a_link_in_the_graph_of_a_stranger_does_not_hold_even_when_accepted():
    assert not holds(decision(ACCEPTED, "2026-11-22"), graph=graph_iri("de-it", "links"))


def test_a_decision_without_a_day_is_not_heard():
    quads = [quad for quad in decision(ACCEPTED, "2026-11-22") if quad.predicate != DCTERMS.date]
    assert read_decisions(quads) == ()
