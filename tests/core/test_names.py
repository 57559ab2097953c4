"""Groups, datasets and graphs have names that follow from each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from registry.core.names import (
    CONTRIBUTIONS_GRAPH,
    DERIVED_GRAPHS,
    PROPOSALS_GRAPH,
    VERDICTS_GRAPH,
    clash,
    contribution_iri,
    graph_iri,
    group_iri,
    is_slug,
    slug,
    stands_behind,
)


@pytest.mark.parametrize("text", ["a", "nl-ict", "phones-2026", "0", "a" * 64])
def test_small_letters_digits_and_single_hyphens_make_a_slug(text):
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "-", "a-", "-a", "a--b", "A", "a b", "a/b", "a.b", "..", "a_b", "é", "a\n", "a" * 65, "٣"]
)
def test_anything_else_is_not_a_slug(text):
    assert not is_slug(text)


@pytest.mark.parametrize(
    ("name", "expected"), [("AGM Mobile, Ltd.", "agm-mobile-ltd"), (" HMD ", "hmd"), ("小米", "522d3edeb64a")]
)
def test_a_name_becomes_a_slug(name, expected):
    assert slug(name) == expected


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_slug_of_a_name_is_a_slug_or_nothing(name):
    assert slug(name) == "" or is_slug(slug(name))


def test_a_graph_is_named_after_group_and_dataset():
    assert graph_iri("nl-ict", "phones") == NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")


def test_groups_and_contributions_have_names():
    assert group_iri("nl-ict") == NamedNode("https://w3id.org/cfit/id/group/nl-ict")
    assert contribution_iri(7) == NamedNode("https://w3id.org/cfit/id/contribution/7")


def test_the_graphs_that_the_registry_writes_are_its_own():
    assert frozenset({VERDICTS_GRAPH, CONTRIBUTIONS_GRAPH, PROPOSALS_GRAPH}) == DERIVED_GRAPHS
    assert all(graph.value.startswith("https://w3id.org/cfit/graph/registry/") for graph in DERIVED_GRAPHS)


@pytest.mark.parametrize(("slug", "other"), [("nl", "nl-ict"), ("nl-ict", "nl"), ("nl", "nl"), ("eprel-2", "eprel")])
def test_groups_whose_names_begin_alike_would_share_a_name_space(slug, other):
    assert clash(slug, other)


@pytest.mark.parametrize(("slug", "other"), [("nl", "nl2"), ("nl-ict", "nl-it"), ("be", "de")])
def test_other_groups_do_not_clash(slug, other):
    assert not clash(slug, other)


def test_who_named_a_thing_stands_closest_then_the_registry_then_others():
    thing = NamedNode("https://w3id.org/cfit/id/device/nl-ict-phone")
    graphs = [graph_iri(group, "x") for group in ("nl-ict", "registry", "de-it")]
    assert [stands_behind(graph, thing) for graph in graphs] == [0, 1, 2]
