"""Demand is added up without counting anybody twice: the newest revision, and a member only with its group."""

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat

from registry.settings import ONTOLOGY
from registry.vocabulary import PREFIXES

QUESTION = (ONTOLOGY / "questions/pledged_demand.rq").read_text(encoding="utf-8")
HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
YEAR = ("2027-01-01", "2027-12-31")
GROUP = "<x:group> a cfit:BuyerGroup ; org:hasMember <x:ministry> , <x:university> ."


def pledge(name, buyer, quantity, period=YEAR, kind="laptop", more=""):
    return f"""<x:{name}> a cfit:DemandPledge ; cfit:pledgedBy <x:{buyer}> ; cfit:quantity {quantity} ;
        cfit:deviceKind <https://w3id.org/cfit/id/device-kind/{kind}> ;
        schema:startDate "{period[0]}"^^xsd:date ; schema:endDate "{period[1]}"^^xsd:date {more} ."""


def revises(name):
    return f"; prov:wasRevisionOf <x:{name}>"


def totals(*graphs):
    """Ask over the union of graphs: how many devices for each kind and first day."""
    store = ox.Store()
    for number, text in enumerate(graphs):
        store.load(HEADER + text, format=RdfFormat.TURTLE, to_graph=ox.NamedNode(f"x:graph-{number}"))
    rows = store.query(QUESTION, use_default_graph_as_union=True)
    return {(row["kind"].value.rpartition("/")[2], row["from"].value): int(row["devices"].value) for row in rows}


def test_pledges_of_several_buyers_for_one_kind_and_period_are_added():
    assert totals(pledge("a", "ministry", 300), pledge("b", "school", 40)) == {("laptop", "2027-01-01"): 340}


def test_two_buyers_that_pledge_the_same_number_both_count():
    assert totals(pledge("a", "ministry", 40), pledge("b", "school", 40)) == {("laptop", "2027-01-01"): 80}


def test_kinds_and_periods_are_kept_apart():
    found = totals(
        pledge("a", "ministry", 300),
        pledge("b", "ministry", 40, kind="smartphone"),
        pledge("c", "ministry", 5, period=("2028-01-01", "2028-12-31")),
    )
    assert found == {("laptop", "2027-01-01"): 300, ("smartphone", "2027-01-01"): 40, ("laptop", "2028-01-01"): 5}


def test_only_the_newest_revision_counts():
    second, third = (
        pledge("b", "ministry", 200, more=revises("a")),
        pledge("c", "ministry", 100, more=revises("b")),
    )
    assert totals(pledge("a", "ministry", 300), second, third) == {("laptop", "2027-01-01"): 100}


def test_nobody_revises_the_pledge_of_another():
    assert totals(pledge("a", "ministry", 300), pledge("b", "school", 1, more=revises("a"))) == {
        ("laptop", "2027-01-01"): 301
    }


def test_a_pledge_that_two_graphs_repeat_counts_once():
    assert totals(pledge("a", "ministry", 300), pledge("a", "ministry", 300)) == {("laptop", "2027-01-01"): 300}


def test_a_member_counts_with_its_group():
    found = totals(GROUP, pledge("a", "group", 1000), pledge("b", "ministry", 300), pledge("c", "school", 40))
    assert found == {("laptop", "2027-01-01"): 1040}


@pytest.mark.parametrize(
    ("group", "total"),
    [
        (pledge("a", "group", 1000, period=("2026-07-01", "2027-01-01")), 1000),
        (pledge("a", "group", 1000, period=("2026-01-01", "2026-12-31")), 1300),
        (pledge("a", "group", 1000, kind="smartphone"), 1300),
    ],
)
def test_a_member_counts_itself_where_the_group_pledges_for_another_kind_or_time(group, total):
    assert sum(totals(GROUP, group, pledge("b", "ministry", 300)).values()) == total


def test_a_pledge_that_the_group_has_moved_to_another_year_covers_its_members_no_more():
    moved = pledge("b", "group", 900, period=("2028-01-01", "2028-12-31"), more=revises("a"))
    assert totals(GROUP, pledge("a", "group", 1000), moved, pledge("c", "ministry", 300)) == {
        ("laptop", "2027-01-01"): 300,
        ("laptop", "2028-01-01"): 900,
    }
