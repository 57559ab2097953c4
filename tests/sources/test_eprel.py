"""The importer of EPREL: what it takes over, what it remarks on, and the file it wrote."""

import csv
from collections import Counter
from datetime import date

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, XSD

from registry.settings import DATA
from registry.sources.eprel import import_table
from registry.sources.tables import brand_iri, count_by_reason, known_brands

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
IDS = "https://w3id.org/cfit/id/"
READ_ON = date(2025, 7, 5)

ROW = {
    "eprelRegistrationNumber": "2345678",
    "supplierOrTrademark": "Invented",
    "modelIdentifier": "Phone 2",
    "onMarketStartDate": "2025-06-20",
    "operatingSystem": "ANDROID",
    "isFoldable": "False",
    "minYearsSoftwareUpdates": "5",
    "ratedBatteryCapacity": "4500",
    "batteryEndurancePerCycle": "2880",
    "batteryEnduranceInCycles": "8",
    "batteryCyclesFromPDF": "800",
    "batteryUserReplaceable": "True",
    "fallsWithoutDefect": "270",
    "repeatedFreeFallReliabilityClass": "A",
    "screenScratchResistance": "MOHS_6",
    "ingressProtectionRating": "IP68",
    "ingressProtectionRatingSolid": "DUST_TIGHT",
    "ingressProtectionRatingWater": "CONT_IMMERSION",
    "immersionDepthWater": "1.5",
    "repairabilityIndex": "4.02",
    "repairabilityClass": "A",
    "disassemblyDepthScore": "5",
    "fastenersScore": "4.0",
    "toolsScore": "5.00",
    "sparePartScore": "PRIORITY",
    "repairInfoScore": "PUBLIC",
    "webLinkRepairInstructions": "https://example.org/repair",
    "webLinkInfoSparePartsAvailability": "http://example.org/parts",
    "guaranteeDuration": "24",
    "energyClass": "A",
    "chargerReceptacleType": "USB_C",
    "chargerRequiredOutputPower": "30",
}


def write(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def imported(tmp_path):
    def run(*changes):
        return import_table(write(tmp_path / "models.csv", *(ROW | change for change in changes)), READ_ON)

    return run


@pytest.fixture(scope="module")
def phones():
    return [*parse(path=str(DATA / "devices/eprel-smartphones.ttl"), format=RdfFormat.TURTLE)]


def graph_of(result):
    return rdflib.Graph().parse(data=result.turtle, format="turtle")


def facts(result, number="2345678"):
    said = graph_of(result).predicate_objects(rdflib.URIRef(f"{IDS}device/eprel-{number}"))
    return {str(predicate).replace("#", "/").rpartition("/")[2]: term for predicate, term in said}


def remarks(result):
    return [(remark.column, remark.text, remark.reason) for remark in result.remarks]


def test_a_row_becomes_a_device_and_a_brand(imported):
    graph, device = graph_of(imported({})), rdflib.URIRef(f"{IDS}device/eprel-2345678")
    brand = rdflib.URIRef(f"{IDS}brand/invented")
    assert (device, RDF.type, CFIT.DeviceModel) in graph
    assert (device, SCHEMA.brand, brand) in graph
    assert graph.value(brand, SCHEMA.name) == rdflib.Literal("Invented")
    assert imported({}).remarks == ()


@pytest.mark.parametrize(
    ("name", "text", "datatype"),
    [
        ("eprelNumber", "2345678", None),
        ("startOfPlacingOnMarket", "2025-06-20", XSD.date),
        ("operatingSystem", "Android", None),
        ("isFoldable", "false", XSD.boolean),
        ("batteryUserReplaceable", "true", XSD.boolean),
        ("osUpdateYearsAfterEndOfSale", "5", XSD.integer),
        ("batteryCyclesAt80", "800", XSD.integer),
        ("scratchMohs", "6", XSD.integer),
        ("ipSolid", "6", XSD.integer),
        ("ipWater", "8", XSD.integer),
        ("immersionDepth", "1.5", XSD.decimal),
        ("repairabilityIndex", "4.02", XSD.decimal),
        ("disassemblyDepthScore", "5.0", XSD.decimal),
        ("toolsScore", "5.00", XSD.decimal),
        ("sparePartsScope", "PRIORITY", None),
        ("chargingPort", "USB-C", None),
    ],
)
def test_a_value_is_taken_over_with_its_type(imported, name, text, datatype):
    assert facts(imported({}))[name] == rdflib.Literal(text, datatype=datatype)


def test_a_web_address_is_taken_over_as_an_address(imported):
    assert facts(imported({}))["repairInstructions"] == rdflib.URIRef("https://example.org/repair")


def test_every_column_is_taken_over_but_the_one_that_says_the_same_again(imported):
    not_columns = {"type", "deviceKind"}
    assert len(facts(imported({})).keys() - not_columns) == len(ROW) - 1


def test_an_empty_cell_is_left_out_without_a_remark(imported):
    result = imported({"immersionDepthWater": ""})
    assert "immersionDepth" not in facts(result)
    assert result.remarks == ()


@pytest.mark.parametrize("cell", [" IP68", "IP68\t", "IP68 \n"])
def test_white_space_around_a_value_is_left_out_and_remarked_on(imported, cell):
    result = imported({"ingressProtectionRating": cell})
    assert facts(result)["ipRating"] == rdflib.Literal("IP68")
    assert remarks(result) == [("ingressProtectionRating", cell, "white space around the value left out")]


def test_white_space_in_a_name_is_left_out_and_remarked_on(imported):
    result = imported({"modelIdentifier": " Phone  2\n"})
    assert facts(result)["name"] == rdflib.Literal("Phone 2")
    assert remarks(result) == [("modelIdentifier", " Phone  2\n", "superfluous white space left out")]


@pytest.mark.parametrize(
    ("column", "cell", "name", "reason"),
    [
        ("webLinkRepairInstructions", "/", "repairInstructions", "not a web address"),
        ("webLinkRepairInstructions", "https:///repair", "repairInstructions", "not a web address"),
        ("webLinkRepairInstructions", "www.example.org", "repairInstructions", "not a web address"),
        ("webLinkRepairInstructions", "javascript:alert(1)", "repairInstructions", "not a web address"),
        ("webLinkRepairInstructions", "https://a.example https://b.example", "repairInstructions", "not a web address"),
        ("operatingSystem", "SAILFISH", "operatingSystem", "a code that is not known"),
        ("ingressProtectionRatingWater", "DAMP", "ipWater", "a code that is not known"),
        ("screenScratchResistance", "MOHS_11", "scratchMohs", "a code that is not known"),
        ("isFoldable", "no", "isFoldable", "neither True nor False"),
        ("minYearsSoftwareUpdates", "5.0", "osUpdateYearsAfterEndOfSale", "not a whole number"),
        ("minYearsSoftwareUpdates", "-5", "osUpdateYearsAfterEndOfSale", "not a whole number"),
        ("repairabilityIndex", "4,02", "repairabilityIndex", "not a number"),
        ("onMarketStartDate", "20/06/2025", "startOfPlacingOnMarket", "not a date"),
    ],
)
def test_what_cannot_be_read_is_remarked_on_and_not_taken_over(imported, column, cell, name, reason):
    result = imported({column: cell})
    assert name not in facts(result)
    assert remarks(result) == [(column, cell, f"{reason}: not taken over")]


def test_the_two_columns_for_cycles_differ_and_the_product_sheet_counts(imported):
    result = imported({"batteryEnduranceInCycles": "10"})
    assert facts(result)["batteryCyclesAt80"].toPython() == 800
    assert [(column, text) for column, text, _ in remarks(result)] == [("batteryCyclesFromPDF", "10 hundred and 800")]


def test_a_brand_that_is_spelled_two_ways_is_one_brand_as_most_spell_it(imported):
    spellings = ["INVENTED", "Invented", "Invented"]
    rows = [{"eprelRegistrationNumber": str(n), "supplierOrTrademark": name} for n, name in enumerate(spellings)]
    result = imported(*rows)
    brands = {*graph_of(result).objects(None, SCHEMA.brand)}
    assert [*graph_of(result).objects(brands.pop(), SCHEMA.name)] == [rdflib.Literal("Invented")]
    assert (brands, remarks(result)[0][:2]) == (set(), ("supplierOrTrademark", "INVENTED"))


def test_a_tie_between_spellings_does_not_depend_on_the_order_of_rows(imported):
    rows = [{"eprelRegistrationNumber": n, "supplierOrTrademark": name} for n, name in (("1", "ABC"), ("2", "Abc"))]
    assert imported(*rows).turtle == imported(*reversed(rows)).turtle


def test_devices_come_by_registration_number(imported):
    result = imported(*({"eprelRegistrationNumber": number} for number in ("30", "4", "100")))
    places = [result.turtle.index(f"device/eprel-{number}>") for number in ("4", "30", "100")]
    assert (places, result.things) == (sorted(places), 3)


def test_a_text_that_looks_like_turtle_stays_a_text(imported):
    name = 'Phone "2" \\ . <https://example.org/x> a <y>'
    assert facts(imported({"modelIdentifier": name}))["name"] == rdflib.Literal(name)


def test_the_table_is_named_with_its_licence_and_reading_date(imported):
    graph, table = graph_of(imported({})), rdflib.URIRef("https://w3id.org/cfit/graph/registry/eprel-smartphones")
    assert graph.value(table, CFIT.readOn) == rdflib.Literal("2025-07-05", datatype=XSD.date)
    assert "creativecommons.org/licenses/by/4.0" in graph.value(table, rdflib.DCTERMS.license)


def test_remarks_are_counted_by_column_and_reason_most_first(imported):
    result = imported({"isFoldable": "no"}, {"energyClass": "A "}, {"energyClass": " B"})
    assert count_by_reason(result.remarks) == [
        ("energyClass", "white space around the value left out", 2),
        ("isFoldable", "neither True nor False: not taken over", 1),
    ]


@pytest.mark.parametrize("text", ["", "name,price\nPhone,1\n", "eprelRegistrationNumber,energyClass\n"])
def test_another_table_is_refused_with_the_column_that_it_lacks(tmp_path, text):
    (tmp_path / "other.csv").write_text(text)
    with pytest.raises(ValueError, match="eprelRegistrationNumber"):
        import_table(tmp_path / "other.csv", READ_ON)


def test_the_file_has_467_devices_with_one_name_brand_kind_and_number_each(phones):
    devices = {triple.subject for triple in phones if triple.object.value == str(CFIT.DeviceModel)}
    assert len(devices) == 467
    for term in (SCHEMA.name, SCHEMA.brand, CFIT.deviceKind, CFIT.eprelNumber):
        having = [triple.subject for triple in phones if triple.predicate.value == str(term)]
        assert Counter(subject for subject in having if subject in devices) == Counter(devices), term


def test_each_device_of_the_file_is_named_after_its_number_and_has_a_known_brand(phones):
    known = {triple.subject for triple in phones if triple.object.value == str(SCHEMA.Brand)}
    brands = {triple.object for triple in phones if triple.predicate.value == str(SCHEMA.brand)}
    numbers = [triple for triple in phones if triple.predicate.value == str(CFIT.eprelNumber)]
    assert brands - known == {brand_iri(name) for name in known_brands() if brand_iri(name) in brands}
    assert known < brands
    assert all(each.subject.value == f"{IDS}device/eprel-{each.object.value}" for each in numbers)


def test_the_shipped_file_is_what_the_importer_makes_of_the_source_table(source_table, shipped):
    result = import_table(source_table("eprel/eprel_smartphones_2025-07.csv"), READ_ON)
    assert result.turtle == shipped("eprel-smartphones.ttl")
