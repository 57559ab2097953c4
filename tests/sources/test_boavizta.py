"""The importer of Boavizta: footprints with their method, dirty cells, and the file it wrote."""

from datetime import date

import pytest
import rdflib
from rdflib import RDF, XSD

from registry.sources.boavizta import METHOD, import_table

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
IDS = "https://w3id.org/cfit/id/"
DEVICE = rdflib.URIRef(f"{IDS}device/boavizta-invented-laptop-14")
GRAPH = rdflib.URIRef("https://w3id.org/cfit/graph/registry/boavizta-footprints")

ROW = {
    "manufacturer": "Invented",
    "name": "Laptop 14",
    "subcategory": "Laptop",
    "gwp_total": "232",
    "gwp_manufacturing_ratio": "0.78",
    "gwp_transport_ratio": "0.07",
    "gwp_use_ratio": "0.1400",
    "gwp_eol_ratio": "0.01",
    "lifetime": "4.0",
    "use_location": "WW",
    "report_date": "December 2018",
    "sources": "https://example.org/footprint.pdf",
    "yearly_tec": "16.68",
    "weight": "1.4",
    "screen_size": "14.0",
    "memory": "16.0",
    "hard_drive": "SSD 512GB",
    "assembly_location": "CN",
}


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (CFIT.deviceKind, rdflib.URIRef(f"{IDS}device-kind/laptop")),
        (SCHEMA.brand, rdflib.URIRef(f"{IDS}brand/invented")),
        (CFIT.pcfTotal, rdflib.Literal("232.0", datatype=XSD.decimal)),
        (CFIT.pcfManufacturingShare, rdflib.Literal("78.0", datatype=XSD.decimal)),
        (CFIT.pcfUseShare, rdflib.Literal("14.0", datatype=XSD.decimal)),
        (CFIT.pcfEndOfLifeShare, rdflib.Literal("1.0", datatype=XSD.decimal)),
        (CFIT.pcfLifetime, rdflib.Literal("4.0", datatype=XSD.decimal)),
        (CFIT.pcfUseLocation, rdflib.Literal("worldwide")),
        (CFIT.footprintReportDate, rdflib.Literal("2018-12")),
        (CFIT.footprintReport, rdflib.URIRef("https://example.org/footprint.pdf")),
        (CFIT.footprintMethod, rdflib.Literal(METHOD.value)),
        (CFIT.tecOfModel, rdflib.Literal("16.68", datatype=XSD.decimal)),
        (CFIT.deviceMass, rdflib.Literal("1.4", datatype=XSD.decimal)),
        (CFIT.memorySize, rdflib.Literal(16)),
        (CFIT.storageSize, rdflib.Literal(512)),
        (
            CFIT.finalAssemblyCountry,
            rdflib.URIRef("http://publications.europa.eu/resource/authority/country/CHN"),
        ),
    ],
)
def test_a_row_becomes_a_device_with_its_footprint(imported, graph_of, term, value):
    assert [*graph_of(imported({})).objects(DEVICE, term)] == [value]


def test_a_footprint_never_comes_without_its_method_and_a_method_never_alone(imported, graph_of):
    assert CFIT.footprintMethod not in {*graph_of(imported({"gwp_total": "unknown"})).predicates(DEVICE)}


def test_the_file_warns_in_five_languages_against_comparing_makers(imported, graph_of):
    cautions = [*graph_of(imported({})).objects(GRAPH, CFIT.caution)]
    assert {caution.language for caution in cautions} == {"en", "nl", "de", "fr", "nb"}


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("weight", "15.6", "not from 0 to 10 kg"),
        ("screen_size", "0", "not from 1 to 100 inches"),
        ("assembly_location", "Asia", "not one country"),
        ("hard_drive", "256GB/512GB", "more than one size"),
        ("memory", "many", "not a whole number of GB"),
        ("report_date", "spring", "not a date"),
        ("sources", "brochure", "not a web address"),
        ("use_location", "Mars", "a code that is not known"),
    ],
)
def test_what_cannot_be_read_is_remarked_on_and_not_taken_over(imported, remarks, column, cell, reason):
    assert remarks(imported({column: cell})) == [(column, cell, f"{reason}: not taken over")]


def test_a_terabyte_is_a_thousand_gigabytes(imported, graph_of):
    graph = graph_of(imported({"hard_drive": "1TB"}))
    assert graph.value(DEVICE, CFIT.storageSize) == rdflib.Literal(1000)


def test_nothing_for_transport_and_for_the_end_of_life_is_a_filler(imported, graph_of, remarks):
    result = imported({"gwp_transport_ratio": "0", "gwp_eol_ratio": "0"})
    stated = {*graph_of(result).predicates(DEVICE)}
    assert {CFIT.pcfTransportShare, CFIT.pcfEndOfLifeShare}.isdisjoint(stated)
    assert CFIT.pcfUseShare in stated
    assert len(remarks(result)) == 1


def test_shares_that_do_not_add_up_are_taken_over_and_remarked_on(imported, graph_of, remarks):
    result = imported({"gwp_use_ratio": "0.30"})
    assert graph_of(result).value(DEVICE, CFIT.pcfUseShare).toPython() == 30
    assert remarks(result)[0][:2] == ("gwp ratios", "1.16")


def test_two_rows_of_one_name_are_one_device(imported, remarks):
    result = imported({}, {"gwp_total": "240"})
    assert result.things == 1
    assert remarks(result) == [("name", "Laptop 14", "a second row of the same name: row left out")]


def test_two_names_that_give_one_address_are_two_devices(imported, graph_of):
    result = imported({}, {"name": "Laptop 14+"})
    devices = {*graph_of(result).subjects(RDF.type, CFIT.DeviceModel)}
    assert devices == {DEVICE, rdflib.URIRef(f"{DEVICE}-2")}


def test_what_is_no_laptop_phone_or_tablet_is_left_out(imported):
    assert imported({}, {"name": "Rack 1", "subcategory": "Server"}).things == 1


def test_the_shipped_file_is_what_the_importer_makes_of_the_source_table(source_table, shipped):
    result = import_table(source_table("boavizta/boavizta-laptop-smartphone-tablet.csv"), date(2023, 2, 23))
    assert result.turtle == shipped("boavizta-footprints.ttl")
    assert result.things == 523
