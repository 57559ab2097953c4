"""The importer of linux-hardware.org: names of notebooks that are no device models, and the file it wrote."""

from datetime import date

import pytest
import rdflib
from rdflib import RDF

from registry.sources.linux_hardware import import_table

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
IDS = "https://w3id.org/cfit/id/"
NAME = rdflib.URIRef(f"{IDS}catalogue/linux-hardware-asustek-computer-zenbook-zenbook-ux3402za")

ROW = {
    "type": "Notebook",
    "vendor": "ASUSTek Computer",
    "series": "Zenbook",
    "model": "Zenbook UX3402ZA",
    "probes": "12",
}


def test_a_row_becomes_a_name_and_no_device(imported, graph_of):
    graph = graph_of(imported({}))
    assert {*graph.predicate_objects(NAME)} == {
        (RDF.type, CFIT.ModelName),
        (SCHEMA.name, rdflib.Literal("Zenbook UX3402ZA")),
        (CFIT.brandName, rdflib.Literal("ASUSTek Computer")),
        (CFIT.deviceKind, rdflib.URIRef(f"{IDS}device-kind/laptop")),
        (CFIT.series, rdflib.Literal("Zenbook")),
        (CFIT.probeCount, rdflib.Literal(12)),
    }
    assert CFIT.DeviceModel not in {*graph.objects(None, RDF.type)}


@pytest.mark.parametrize(("kind", "expected"), [("Convertible", "laptop"), ("Tablet", "tablet")])
def test_a_convertible_is_a_laptop_and_a_tablet_is_not(imported, graph_of, kind, expected):
    graph = graph_of(imported({"type": kind}))
    assert graph.value(NAME, CFIT.deviceKind) == rdflib.URIRef(f"{IDS}device-kind/{expected}")


def test_spellings_of_one_name_are_counted_together_under_the_one_used_most(imported, graph_of, remarks):
    result = imported({"probes": "3"}, {"model": "ZENBOOK UX3402ZA", "probes": "40"}, {"type": "Convertible"})
    graph = graph_of(result)
    assert graph.value(NAME, SCHEMA.name) == rdflib.Literal("ZENBOOK UX3402ZA")
    assert graph.value(NAME, CFIT.probeCount) == rdflib.Literal(55)
    assert (result.things, len(remarks(result))) == (1, 2)


@pytest.mark.parametrize("change", [{"model": "Others"}, {"vendor": "Others"}, {"model": " "}, {"type": "Desktop"}])
def test_a_row_that_names_no_model_is_left_out(imported, remarks, change):
    result = imported(change)
    assert result.things == 0
    assert len(remarks(result)) == 1


def test_others_is_no_series(imported, graph_of):
    assert (None, CFIT.series, None) not in graph_of(imported({"series": "Others"}))


def test_a_count_that_is_no_number_is_left_out_and_the_name_kept(imported, graph_of, remarks):
    result = imported({"probes": "many"})
    assert graph_of(result).value(NAME, CFIT.probeCount) is None
    assert remarks(result) == [("probes", "many", "not a whole number: not taken over")]


def test_the_shipped_file_is_what_the_importer_makes_of_the_source_table(source_table, shipped):
    result = import_table(source_table("linux-hardware/notebook-models.csv"), date(2025, 1, 6))
    assert result.turtle == shipped("linux-hardware-notebooks.ttl.gz")
    assert result.things == 21016
