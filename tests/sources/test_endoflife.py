"""The importer of endoflife.date: dates of support, what is a phone, and the file it wrote."""

from datetime import date

import pytest
import rdflib
from rdflib import RDF, XSD

from registry.sources.endoflife import import_table
from registry.sources.tables import known_brands

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
IDS = "https://w3id.org/cfit/id/"
DEVICE = rdflib.URIRef(f"{IDS}device/endoflife-fairphone-3-plus")

ROW = {
    "product": "fairphone",
    "releaseCycle": "3+",
    "label": "Fairphone 3+",
    "releaseDate": "2020-09-30",
    "discontinued": "2022-11-01",
    "eoas": "2024-09-30",
    "eol": "2026-09-30",
}


@pytest.mark.parametrize(
    ("term", "day"),
    [
        (SCHEMA.releaseDate, "2020-09-30"),
        (CFIT.endOfPlacingOnMarket, "2022-11-01"),
        (CFIT.osSupportEnd, "2024-09-30"),
        (CFIT.securitySupportEnd, "2026-09-30"),
    ],
)
def test_a_release_becomes_a_device_with_its_dates(imported, graph_of, term, day):
    graph = graph_of(imported({}))
    assert (DEVICE, RDF.type, CFIT.DeviceModel) in graph
    assert graph.value(DEVICE, term) == rdflib.Literal(day, datatype=XSD.date)


def test_years_of_support_are_not_worked_out_because_they_count_from_the_purchase(imported):
    assert "securitySupportYears" not in imported({}).turtle


@pytest.mark.parametrize(("cell", "reason"), [("True", "over"), ("False", "not over")])
@pytest.mark.parametrize("column", ["discontinued", "eoas", "eol"])
def test_yes_or_no_without_a_date_is_counted_and_not_taken_over(imported, remarks, column, cell, reason):
    assert remarks(imported({column: cell})) == [(column, cell, f"{reason}, without a date: not taken over")]


@pytest.mark.parametrize(
    ("product", "label", "brand", "kind"),
    [
        ("iphone", "17 Pro", "apple", "smartphone"),
        ("ipad", "iPad 2", "apple", "tablet"),
        ("google-nexus", "Nexus 7 (2013)", "google", "tablet"),
        ("google-nexus", "Nexus 6P", "google", "smartphone"),
        ("pixel", "Pixel Tablet", "google", "tablet"),
        ("oneplus", "Pad 3", "oneplus", "tablet"),
        ("nokia", "Nokia T21", "nokia", "tablet"),
        ("samsung-mobile", "Galaxy S24", "samsung", "smartphone"),
        ("samsung-mobile", "Galaxy Note Pro 12.2 LTE", "samsung", "tablet"),
        ("surface", "Surface Laptop Studio 2", "microsoft", "laptop"),
        ("surface", "Surface Pro 9", "microsoft", "tablet"),
    ],
)
def test_brand_and_kind_follow_from_product_and_name(imported, graph_of, product, label, brand, kind):
    graph = graph_of(imported({"product": product, "label": label}))
    device = graph.value(predicate=RDF.type, object=CFIT.DeviceModel)
    assert graph.value(device, SCHEMA.brand) == rdflib.URIRef(f"{IDS}brand/{brand}")
    assert graph.value(device, CFIT.deviceKind) == rdflib.URIRef(f"{IDS}device-kind/{kind}")


def test_an_iphone_is_called_one(imported, graph_of):
    graph = graph_of(imported({"product": "iphone", "label": "X", "releaseCycle": "x"}))
    assert graph.value(rdflib.URIRef(f"{IDS}device/endoflife-iphone-x"), SCHEMA.name) == rdflib.Literal("iPhone X")


@pytest.mark.parametrize(
    ("product", "label"),
    [
        ("samsung-mobile", "Gear S2"),
        ("samsung-mobile", "Galaxy Gear"),
        ("google-nexus", "Nexus Player"),
        ("surface", "Surface Hub 55"),
        ("surface", "Surface Studio 2+"),
        ("ubuntu", "24.04"),
    ],
)
def test_what_is_neither_phone_tablet_nor_laptop_is_left_out(imported, remarks, product, label):
    result = imported({"product": product, "label": label})
    assert result.things == 0
    assert remarks(result) == [("label", label, "neither phone, tablet nor laptop: row left out")]


def test_every_brand_is_one_that_the_registry_names_itself(shipped):
    graph = rdflib.Graph().parse(data=shipped("endoflife-devices.ttl"), format="turtle")
    assert {*graph.objects(None, SCHEMA.brand)} <= {rdflib.URIRef(f"{IDS}brand/{key}") for key in known_brands()}


def test_the_shipped_file_is_what_the_importer_makes_of_the_source_table(source_table, shipped):
    result = import_table(source_table("endoflife/device-support.csv"), date(2026, 8, 22))
    assert result.turtle == shipped("endoflife-devices.ttl")
    assert result.things == 967
