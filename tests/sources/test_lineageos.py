"""The importer of the LineageOS wiki: codes, batteries and upkeep of phones and tablets, and the file it wrote."""

from datetime import date

import pytest
import rdflib
from rdflib import RDF, XSD

from registry.sources.lineageos import import_table

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
IDS = "https://w3id.org/cfit/id/"
DEVICE = rdflib.URIRef(f"{IDS}device/lineageos-fp3-variant1")

ROW = {
    "codename": "FP3",
    "vendor": "Fairphone",
    "name": "3",
    "models": "FP3|FP3a",
    "type": "phone",
    "release": "2019-09-03",
    "soc": "Qualcomm SDM632 Snapdragon 632",
    "ram": "4 GB LPDDR4X",
    "storage": "64 GB eMMC 5.1",
    "battery_mAh": "3040",
    "battery_removable": "True",
    "maintained": "False",
    "file": "FP3_variant1.yml",
}


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (SCHEMA.name, rdflib.Literal("3")),
        (SCHEMA.releaseDate, rdflib.Literal("2019-09-03", datatype=XSD.date)),
        (CFIT.codename, rdflib.Literal("FP3")),
        (CFIT.processor, rdflib.Literal("Qualcomm SDM632 Snapdragon 632")),
        (CFIT.memorySize, rdflib.Literal(4)),
        (CFIT.storageSize, rdflib.Literal(64)),
        (CFIT.batteryRatedCapacity, rdflib.Literal(3040)),
        (CFIT.batteryRemovable, rdflib.Literal(True)),
        (CFIT.communitySystemMaintained, rdflib.Literal(False)),
    ],
)
def test_a_file_of_the_wiki_becomes_a_device(imported, graph_of, term, value):
    assert [*graph_of(imported({})).objects(DEVICE, term)] == [value]


def test_a_battery_that_comes_out_by_hand_is_not_said_to_pass_the_legal_test(imported):
    assert "batteryUserReplaceable" not in imported({}).turtle


def test_every_model_code_is_taken_over_once(imported, graph_of):
    codes = graph_of(imported({"models": "FP3| FP3a|FP3||"})).objects(DEVICE, CFIT.modelCode)
    assert sorted(code.value for code in codes) == ["FP3", "FP3a"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("phone", "smartphone"), ("phone (slider)", "smartphone"), ("foldable", "smartphone"), ("tablet", "tablet")],
)
def test_phones_and_tablets_are_taken_over(imported, graph_of, kind, expected):
    graph = graph_of(imported({"type": kind}))
    assert graph.value(DEVICE, CFIT.deviceKind) == rdflib.URIRef(f"{IDS}device-kind/{expected}")
    assert ((DEVICE, CFIT.isFoldable, rdflib.Literal(True)) in graph) is (kind == "foldable")


@pytest.mark.parametrize("kind", ["TV", "Devkit", "Set top box", "Handheld game console", ""])
def test_anything_else_is_left_out(imported, remarks, kind):
    result = imported({"type": kind})
    assert result.things == 0
    assert remarks(result) == [("type", kind, "neither phone nor tablet: row left out")]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("release", "2019-09", "no full date"),
        ("release", "2019", "no full date"),
        ("release", "2016-5-27", "not a date"),
        ("release", '[{"SM-G900V": "2014-04"}]', "not a date"),
        ("ram", "4/6 GB", "more than one size"),
        ("ram", "1.5 GB", "not a whole number of GB"),
        ("storage", "64 GB / 128 GB", "more than one size"),
        ("storage", "Sdcard", "not a whole number of GB"),
        ("battery_mAh", "about 3000", "not a whole number"),
        ("battery_removable", "yes", "neither True nor False"),
    ],
)
def test_what_is_not_one_value_is_remarked_on_and_not_taken_over(imported, remarks, column, cell, reason):
    assert remarks(imported({column: cell})) == [(column, cell, f"{reason}: not taken over")]


def test_a_vendor_is_a_brand(imported, graph_of):
    graph = graph_of(imported({"vendor": "Invented"}))
    brand = rdflib.URIRef(f"{IDS}brand/invented")
    assert graph.value(brand, SCHEMA.name) == rdflib.Literal("Invented")
    assert graph.value(DEVICE, SCHEMA.brand) == brand


def test_two_files_with_one_address_give_one_device(imported, graph_of):
    result = imported({}, {"file": "fp3-variant1.yml"})
    assert [*graph_of(result).subjects(RDF.type, CFIT.DeviceModel)] == [DEVICE]


def test_the_shipped_file_is_what_the_importer_makes_of_the_source_table(source_table, shipped):
    result = import_table(source_table("lineageos/devices.csv"), date(2026, 7, 22))
    assert result.turtle == shipped("lineageos-devices.ttl")
    assert result.things == 683
