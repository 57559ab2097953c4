"""The figures that the registry gives are counted again from its sources, without any of its code."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib

from registry.settings import DATA

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
THRESHOLDS = {
    "BAT-01": (CFIT.batteryCyclesAt80, 800),
    "BAT-02": (CFIT.batteryCyclesAt80, 1000),
    "REP-02": (CFIT.repairabilityIndex, 3.35),
    "REP-03": (CFIT.repairabilityIndex, 4.00),
    "SW-01": (CFIT.osUpdateYearsAfterEndOfSale, 5),
    "SW-02": (CFIT.osUpdateYearsAfterEndOfSale, 7),
    "DUR-03": (CFIT.fallsWithoutDefect, 180),
}
COLUMNS = {
    CFIT.batteryCyclesAt80: "batteryCyclesFromPDF",
    CFIT.repairabilityIndex: "repairabilityIndex",
    CFIT.osUpdateYearsAfterEndOfSale: "minYearsSoftwareUpdates",
    CFIT.fallsWithoutDefect: "fallsWithoutDefect",
}
TOGETHER = ("REP-03", "SW-02", "BAT-02")
TABLE = Path(
    os.environ.get("CFIT_EPREL_TABLE") or DATA.parent.parent / "shared/data/eprel/eprel_smartphones_2025-07.csv"
)


@pytest.fixture(scope="module")
def graph():
    """The shipped phones, as a library that is not ours reads them."""
    return rdflib.Graph().parse(DATA / "devices/eprel-smartphones.ttl")


@pytest.fixture(scope="module")
def counted(graph):
    """For each criterion the phones whose stated value reaches the threshold."""
    found = {}
    for number, (name, least) in THRESHOLDS.items():
        found[number] = {str(phone) for phone, value in graph.subject_objects(name) if float(value) >= least}
    return found


@pytest.fixture(scope="module")
def table():
    if not TABLE.is_file():
        pytest.skip(f"the table of EPREL is not at {TABLE}, so that its columns cannot be counted")
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def asked(reader):
    """For each criterion the phones that a partner is told of over SPARQL."""
    query = """
        PREFIX cfit: <https://w3id.org/cfit/ontology#>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?number ?device WHERE {
          ?device cfit:meets ?version .
          ?version dcterms:isVersionOf ?criterion .
          ?criterion dcterms:identifier ?number .
        }"""
    rows = reader.get("/sparql", query_string={"query": query, "format": "csv"}).text.splitlines()
    found = {}
    for row in csv.DictReader(rows):
        found.setdefault(row["number"], set()).add(row["device"])
    return found


def listed(reader, *meets):
    """The phones that a person sees, on all pages of the list, and the total that is written above it."""
    found, address = [], "/devices?" + "&".join(f"meets={number}" for number in meets)
    for page in range(1, 100):
        text = reader.get(f"{address}&page={page}").text
        found += re.findall(r'<th scope="row"><a href="/doc/device/([^"]+)"', text)
        if f"page={page + 1}" not in text:
            break
    total = int(re.search(r'<p class="count"><strong>([\d,]+)</strong>', text)[1].replace(",", ""))
    assert len(found) == len(set(found)) == total
    return {f"https://w3id.org/cfit/id/device/{name}" for name in found}


def test_all_phones_are_there(graph, reader):
    phones = {str(phone) for phone in graph.subjects(rdflib.RDF.type, CFIT.DeviceModel)}
    assert len(phones) == 467
    assert phones < listed(reader)


@pytest.mark.parametrize("number", THRESHOLDS)
def test_a_partner_and_a_person_are_told_of_the_same_phones_as_were_counted(number, counted, asked, reader):
    assert 0 < len(counted[number]) <= 467
    assert asked[number] == counted[number]
    assert listed(reader, number) == counted[number]


def test_phones_that_meet_three_criteria_together_are_those_counted(counted, asked, reader):
    expected = set.intersection(*(counted[number] for number in TOGETHER))
    assert expected
    assert set.intersection(*(asked[number] for number in TOGETHER)) == expected
    assert listed(reader, *TOGETHER) == expected


@pytest.mark.parametrize("number", THRESHOLDS)
def test_the_page_of_a_criterion_says_how_many_were_counted(number, counted, reader):
    text = " ".join(re.sub(r"<[^>]+>", " ", reader.get(f"/doc/criterion/{number}").text).split())
    assert int(re.search(r"([\d,]+) meets", text)[1].replace(",", "")) == len(counted[number])


@pytest.mark.parametrize("number", THRESHOLDS)
def test_what_was_counted_is_in_the_table_of_the_source(number, counted, table):
    name, least = THRESHOLDS[number]
    rows = [row for row in table if row[COLUMNS[name]] and float(row[COLUMNS[name]]) >= least]
    numbers = {f"https://w3id.org/cfit/id/device/eprel-{row['eprelRegistrationNumber']}" for row in rows}
    assert numbers == counted[number]


def test_the_question_of_a_partner_has_the_phones_that_were_counted(graph, reader):
    years, letters = CFIT.osUpdateYearsAfterEndOfSale, CFIT.repairabilityClass
    long = {phone for phone, value in graph.subject_objects(years) if int(value) >= 7}
    repairable = {phone for phone, value in graph.subject_objects(letters) if str(value) in ("A", "B")}
    query = f"""SELECT ?s WHERE {{ ?s <{years}> ?years ; <{letters}> ?letter FILTER(?years >= 7)
        FILTER(?letter IN ("A", "B")) }}"""
    answer = reader.get("/sparql", query_string={"query": query}).get_json(force=True)
    found = Counter(row["s"]["value"] for row in answer["results"]["bindings"])
    assert found == Counter(str(phone) for phone in long & repairable)
    assert found
