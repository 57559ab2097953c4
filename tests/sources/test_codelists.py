"""The importer of the EU's lists of codes: what becomes of a row, what is refused, and the files it wrote."""

import os
from datetime import date
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from rdflib import DCTERMS, RDF, SKOS

from registry.__main__ import main
from registry.settings import DATA
from registry.sources.codelists import LISTS, broader, import_table

READ_ON = date(2026, 11, 22)
COUNTRY = rdflib.Namespace("http://publications.europa.eu/resource/authority/country/")
CPV = rdflib.Namespace("http://data.europa.eu/cpv/cpv/")
KIND = rdflib.Namespace("https://w3id.org/cfit/id/device-kind/")
SOURCES = Path(os.environ.get("CFIT_SOURCES", Path(__file__).parents[3] / "shared/data")) / "eu-codelists"
TABLES = {"countries": "country.csv", "languages": "language.csv", "cpv": "cpv-ict-subset.csv"}

COUNTRIES = "Name,code,eng_label,deu_label,fra_label,nld_label\n"
CODES = """code,uri,label_en_verified
30200000,http://data.europa.eu/cpv/cpv/30200000,Computer equipment
30213000,http://data.europa.eu/cpv/cpv/30213000,
30213100,http://data.europa.eu/cpv/cpv/30213100,Portable computers
"""


@pytest.fixture
def imported(tmp_path):
    def run(name, text):
        (tmp_path / "table.csv").write_text(text, encoding="utf-8")
        return rdflib.Graph().parse(data=import_table(LISTS[name], tmp_path / "table.csv", READ_ON), format="turtle")

    return run


@pytest.fixture(scope="module", params=list(TABLES))
def shipped(request):
    return request.param, rdflib.Graph().parse(DATA / f"reference/{request.param}.ttl")


def test_a_country_becomes_a_concept_with_its_code_and_its_names(imported):
    graph = imported("countries", COUNTRIES + "Norway,NOR,Norway,Norwegen, Norvège ,Noorwegen\n")
    names = {(str(name), name.language) for name in graph.objects(COUNTRY.NOR, SKOS.prefLabel)}
    assert (COUNTRY.NOR, RDF.type, SKOS.Concept) in graph
    assert graph.value(COUNTRY.NOR, SKOS.notation) == rdflib.Literal("NOR")
    assert graph.value(COUNTRY.NOR, SKOS.inScheme) == rdflib.URIRef(COUNTRY.removesuffix("/"))
    assert names == {("Norway", "en"), ("Norwegen", "de"), ("Norvège", "fr"), ("Noorwegen", "nl")}


def test_a_code_without_a_name_that_was_read_has_no_name(imported):
    graph = imported("cpv", CODES)
    assert graph.value(CPV["30213000"], SKOS.prefLabel) is None
    assert graph.value(CPV["30213100"], SKOS.prefLabel) == rdflib.Literal("Portable computers", lang="en")


def test_a_code_stands_below_the_closest_code_of_the_table(imported):
    graph = imported("cpv", CODES)
    assert graph.value(CPV["30213100"], SKOS.broader) == CPV["30213000"]
    assert graph.value(CPV["30213000"], SKOS.broader) == CPV["30200000"]
    assert graph.value(CPV["30200000"], SKOS.broader) is None


@pytest.mark.parametrize(
    ("code", "above"),
    [("30213100", "30213000"), ("30213110", "30213100"), ("30219999", "30200000"), ("48000000", None)],
)
def test_the_code_above_has_fewer_digits_before_the_zeros(code, above):
    assert broader(code, {"30200000", "30213000", "30213100", "48000000"}) == above


def test_the_code_under_which_a_kind_of_device_is_bought_leads_to_the_kind(imported):
    assert [*imported("cpv", CODES).subject_objects(SKOS.closeMatch)] == [(CPV["30213100"], KIND.laptop)]


def test_the_order_of_the_table_does_not_matter(imported, tmp_path):
    head, *rows = CODES.splitlines(keepends=True)
    turned = tmp_path / "turned.csv"
    turned.write_text(head + "".join(reversed(rows)))
    (tmp_path / "table.csv").write_text(CODES)
    assert import_table(LISTS["cpv"], turned, READ_ON) == import_table(LISTS["cpv"], tmp_path / "table.csv", READ_ON)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("countries", "", "no column code"),
        ("countries", CODES, "no column eng_label"),
        ("cpv", COUNTRIES + "Norway,NOR,Norway,Norwegen,Norvège,Noorwegen\n", "no column label_en_verified"),
        ("countries", COUNTRIES + "Norway,NO> a <x,Norway,Norwegen,Norvège,Noorwegen\n", "is not a code of countries"),
        ("cpv", CODES + "302131,x,Too short\n", "302131 is not a code"),
    ],
)
def test_another_table_is_refused_with_what_is_wrong(imported, name, text, reason):
    with pytest.raises(ValueError, match=reason):
        imported(name, text)


def test_the_command_writes_the_file_and_refuses_another_table(tmp_path):
    table, output = tmp_path / "table.csv", tmp_path / "cpv.ttl"
    table.write_text(CODES)
    written = CliRunner().invoke(main, ["import", "cpv", str(table), "--read-on", "2026-11-22", "-o", str(output)])
    refused = CliRunner().invoke(main, ["import", "languages", str(table)])
    assert (written.exit_code, refused.exit_code) == (0, 1)
    assert output.read_text() == import_table(LISTS["cpv"], table, READ_ON)
    assert "no column eng_label" in refused.output


def test_the_shipped_list_is_what_the_importer_makes_of_the_table(shipped):
    name, _ = shipped
    table = SOURCES / TABLES[name]
    if not table.exists():
        pytest.skip(f"{table} is not here: set CFIT_SOURCES to the folder of the foreign tables")
    assert (DATA / f"reference/{name}.ttl").read_text() == import_table(LISTS[name], table, READ_ON)


def test_the_shipped_list_has_all_codes_and_names_its_licence(shipped):
    name, graph = shipped
    counts = {"countries": 246, "languages": 147, "cpv": 250}
    table = rdflib.URIRef(f"https://w3id.org/cfit/graph/registry/{name}")
    assert len([*graph.subjects(RDF.type, SKOS.Concept)]) == counts[name]
    assert str(graph.value(table, DCTERMS.license)) == LISTS[name].licence


def test_each_kind_of_device_has_its_procurement_code():
    graph = rdflib.Graph().parse(DATA / "reference/cpv.ttl")
    assert {*graph.objects(None, SKOS.closeMatch)} == {
        KIND[kind] for kind in ("laptop", "smartphone", "tablet", "monitor")
    }
