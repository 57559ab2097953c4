"""The importer of Open Repair: sums by brand and kind of device, what is no brand, and the file it wrote."""

from datetime import date

import pytest
import rdflib
from rdflib import RDF, XSD

from registry.sources.open_repair import FEWEST, import_table

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
IDS = "https://w3id.org/cfit/id/"
SUMS = rdflib.URIRef(f"{IDS}repair-experience/open-repair-fairphone-smartphone")
END = {"repair_status": "End of life"}

ROW = {
    "product_category": "Mobile",
    "brand": "Fairphone",
    "repair_status": "Fixed",
    "repair_barrier_if_end_of_life": "",
    "event_date": "2024-01-10",
}


def integer(graph, term):
    return graph.value(SUMS, term).toPython()


def test_repairs_are_counted_by_outcome(imported, graph_of):
    outcomes = ["Fixed", "Fixed", "Repairable", "End of life", "Unknown", "Fixed"]
    graph = graph_of(imported(*({"repair_status": outcome} for outcome in outcomes)))
    assert integer(graph, CFIT.repairsSeen) == 6
    assert integer(graph, CFIT.repairsFixed) == 3
    assert integer(graph, CFIT.repairsRepairable) == 1
    assert integer(graph, CFIT.repairsEndOfLife) == 1
    assert integer(graph, CFIT.repairsUnknown) == 1


def test_an_outcome_that_nobody_had_is_counted_as_nought(imported, graph_of):
    assert integer(graph_of(imported(*[{}] * FEWEST)), CFIT.repairsEndOfLife) == 0


def test_the_first_and_the_last_day_are_kept(imported, graph_of):
    days = ["2024-01-10", "2012-06-20", "2025-07-30", "2019-05-01", "2024-01-11"]
    graph = graph_of(imported(*({"event_date": day} for day in days)))
    assert graph.value(SUMS, SCHEMA.startDate) == rdflib.Literal("2012-06-20", datatype=XSD.date)
    assert graph.value(SUMS, SCHEMA.endDate) == rdflib.Literal("2025-07-30", datatype=XSD.date)


def test_two_spellings_of_a_barrier_are_one(imported, graph_of):
    barriers = ["No way to open product", "No way to open the product", "Item too worn out", "", ""]
    graph = graph_of(imported(*(END | {"repair_barrier_if_end_of_life": barrier} for barrier in barriers)))
    counted = {
        str(graph.value(node, CFIT.repairBarrier)).rpartition("/")[2]: graph.value(node, CFIT["count"]).toPython()
        for node in graph.objects(SUMS, CFIT.barrierCount)
    }
    assert counted == {"no-way-to-open": 2, "too-worn-out": 1}


@pytest.mark.parametrize("change", [END | {"repair_barrier_if_end_of_life": "Bad luck"}, {"event_date": "May 2024"}])
def test_what_cannot_be_read_is_remarked_on_and_the_repair_still_counts(imported, graph_of, remarks, change):
    result = imported(*[{}] * (FEWEST - 1), change)
    assert integer(graph_of(result), CFIT.repairsSeen) == FEWEST
    assert len(remarks(result)) == 1


def test_brands_that_are_spelled_differently_are_one(imported, graph_of):
    result = imported(*({"brand": name} for name in ("Fairphone", "FairPhone", "fairphone ", "FAIRPHONE", "Fairphone")))
    assert integer(graph_of(result), CFIT.repairsSeen) == 5
    assert result.things == 1


@pytest.mark.parametrize("name", ["Unknown", "unkown", "", " ", "xx", "Laptop"])
def test_what_is_no_brand_is_left_out_and_counted(imported, remarks, name):
    result = imported(*[{"brand": name}] * FEWEST)
    assert result.things == 0
    assert [reason for _, _, reason in remarks(result)] == ["no brand: left out"] * FEWEST


def test_a_product_line_counts_for_its_brand_and_is_remarked_on(imported, graph_of, remarks):
    result = imported(*({"brand": name} for name in ("iPhone", "I Phone", "Apple", "ipad", "Macbook")))
    brands = {*graph_of(result).objects(None, SCHEMA.brand)}
    assert brands == {rdflib.URIRef(f"{IDS}brand/apple")}
    assert [reason for _, _, reason in remarks(result)] == ["counted as Apple"] * 4


def test_few_repairs_are_left_out_and_counted(imported, remarks):
    result = imported(*[{}] * (FEWEST - 1))
    assert (result.things, len(remarks(result))) == (0, FEWEST - 1)


def test_kinds_of_device_are_counted_apart(imported):
    assert imported(*[{}] * FEWEST, *[{"product_category": "Laptop"}] * FEWEST).things == 2


@pytest.mark.parametrize("change", [{"product_category": "Toaster"}, {"repair_status": "Eaten"}])
def test_a_code_that_is_not_known_leaves_the_row_out(imported, remarks, change):
    result = imported(*[{}] * FEWEST, change)
    assert [reason for _, _, reason in remarks(result)] == ["a code that is not known: row left out"]


def test_no_single_repair_is_taken_over(imported, graph_of):
    graph = graph_of(imported(*[{}] * FEWEST))
    assert {*graph.subjects(RDF.type, CFIT.RepairExperience)} == {SUMS}


def test_the_shipped_file_is_what_the_importer_makes_of_the_source_table(source_table, shipped):
    result = import_table(source_table("openrepair/ords-ict.csv"), date(2025, 10, 16))
    assert result.turtle == shipped("open-repair-experience.ttl")
    assert result.things == 72
