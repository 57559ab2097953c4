"""The importer of the crosswalk: which rows become which links, and the files of links that are shipped."""

import csv
import os
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from registry.core.links import ACCEPTED, PROPOSED, REJECTED, read_decisions, read_links, standing
from registry.core.names import graph_iri
from registry.settings import DATA, IDS
from registry.sources.crosswalk import GRAPH, Tables, count_by_reason, import_tables, read_tables

TABLES = Path(os.environ.get("CFIT_SOURCES", DATA.parent.parent / "shared/data"))
ADR = (DATA.parent / "docs/adr/0014-two-clocks-for-updates.md").read_text()
DAY = date(2026, 11, 22)
ROW = {"source_a": "eprel", "id_a": "1", "source_b": "endoflife", "id_b": "fairphone#5", "method": "name"} | {
    "confidence": "0.8"
}
LAMU = [
    {"codename": "lamu", "vendor": "Motorola", "name": "moto g15", "models": "XT2521-2|XT2521-3", "file": "lamu_a.yml"},
    {"codename": "lamu", "vendor": "Motorola", "name": "moto g15 power", "models": "XT2521-5", "file": "lamu_b.yml"},
    {"codename": "lamu", "vendor": "Motorola", "name": "edge+ (2023)", "models": "", "file": "lamu_c.yml"},
    {"codename": "FP5", "vendor": "Fairphone", "name": "5", "models": "FP5", "file": "FP5.yml"},
    {
        "codename": "fugu",
        "vendor": "Google",
        "name": "Nexus Player",
        "models": "",
        "file": "fugu.yml",
        "type": "Set top box",
    },
]


def run(*changes, eprel=""):
    names = ({"eprelRegistrationNumber": "1", "modelIdentifier": eprel},)
    files = tuple({"type": "phone"} | row for row in LAMU)
    return import_tables(Tables(tuple(ROW | change for change in changes), files, names), DAY)


def links(result):
    said = parse(result.turtle.encode(), format=RdfFormat.TURTLE)
    return read_links(Quad(quad.subject, quad.predicate, quad.object, GRAPH) for quad in said)


def ends(result):
    return [tuple(end.value.removeprefix(IDS) for end in (link.source, link.target)) for link in links(result)]


def rows(table):
    with (TABLES / table).open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def lineageos(name, **more):
    return {"source_a": "endoflife", "id_a": name, "source_b": "lineageos", "id_b": "lamu"} | more


def test_a_row_becomes_a_proposed_link():
    [link] = links(run({}))
    assert link.iri.value == f"{IDS}link/eprel-1-endoflife-fairphone-5"
    assert (link.method.value, link.confidence) == (f"{IDS}link-method/name", Decimal("0.8"))
    assert "LinkDecision" not in run({}).turtle


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("eprel", "2378858", "device/eprel-2378858"),
        ("endoflife", "fairphone#3+", "device/endoflife-fairphone-3-plus"),
        ("endoflife", "samsung-mobile#galaxy-s20+-5g", "device/endoflife-samsung-mobile-galaxy-s20-plus-5g"),
        ("endoflife", "surface#pro-7+", "device/endoflife-surface-pro-7-plus"),
        ("boavizta", "row63:Dell Latitude 3120", "device/boavizta-dell-latitude-3120"),
    ],
)
def test_a_description_is_named_as_its_importer_names_it(source, name, expected):
    assert ends(run({"source_a": source, "id_a": name}))[0][0] == expected


def test_a_model_name_of_linux_hardware_is_no_device():
    row = {"source_b": "linux-hardware", "id_b": "Dell/Latitude/Latitude 3190 2-in-1"}
    assert ends(run(row))[0][1] == "catalogue/linux-hardware-dell-latitude-latitude-3190-2-in-1"


def test_a_codename_with_one_file_leads_to_that_file_and_needs_no_note():
    [link] = links(run({"source_b": "lineageos", "id_b": "FP5", "method": "model-code"}))
    assert link.target.value == f"{IDS}device/lineageos-fp5"
    assert "skos:note" not in run({"source_b": "lineageos", "id_b": "FP5"}).turtle


@pytest.mark.parametrize(
    ("text", "file"), [("g15 (XT2521-3)", "lamu-a"), ("power XT2521-5", "lamu-b"), ("moto g15", "lamu-a")]
)
def test_of_several_files_the_one_with_the_model_code_or_the_name_is_chosen(text, file):
    result = run({"source_b": "lineageos", "id_b": "lamu"}, eprel=text)
    assert ends(result) == [("device/eprel-1", f"device/lineageos-{file}")]
    assert "stands for 3 devices; chosen by the" in result.turtle


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("motorola-mobility#moto-g15-power", "lamu-b"),
        ("motorola-mobility#motorola-edge+-2023", "lamu-c"),
        ("motorola-mobility#moto-g15", "lamu-a"),
    ],
)
def test_a_name_fits_whatever_its_spelling_and_with_or_without_the_maker(name, file):
    assert ends(run(lineageos(name)))[0][1] == f"device/lineageos-{file}"


def test_where_no_file_fits_better_there_is_a_less_sure_link_for_each():
    result = run(lineageos("motorola-mobility#moto-g99"))
    assert [link.confidence for link in links(result)] == [Decimal("0.4")] * 3
    assert [count for _, count in count_by_reason(result.remarks)] == [1]
    assert "this is one of them" in result.turtle


def test_part_of_a_model_code_is_not_the_model_code():
    assert len(links(run({"source_b": "lineageos", "id_b": "lamu"}, eprel="g (XT2521-33)"))) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source_b": "android-device-names", "id_b": "a=b"}, "android-device-names is not shipped"),
        ({"method": "guess"}, "a method that is not known: guess"),
        (lineageos("x#y", id_b="nobody"), "no phone or tablet of LineageOS has this codename"),
        (lineageos("google-nexus#player", id_b="fugu"), "no phone or tablet of LineageOS has this codename"),
    ],
)
def test_a_row_that_cannot_become_a_link_is_remarked_on(change, reason):
    result = run(change, {})
    assert (result.links, count_by_reason(result.remarks)) == (1, [(reason, 1)])


def test_the_order_of_rows_makes_no_difference():
    rows = [{"id_a": "1"}, {"id_a": "2"}]
    assert run(*rows).turtle == run(*reversed(rows)).turtle


def test_another_table_is_refused_with_the_column_that_it_lacks(tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="no column source_a"):
        read_tables(*[tmp_path / "other.csv"] * 3)


def shipped(name):
    path, graph = DATA / f"links/{name}.ttl", graph_iri("registry", name)
    said = parse(path=str(path), format=RdfFormat.TURTLE, base_iri=graph.value)
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in said]


@pytest.fixture(scope="module")
def standings():
    decisions = read_decisions(shipped("crosswalk-decisions"))
    return {link: standing(link, decisions) for link in read_links(shipped("crosswalk"))}


def test_the_file_is_what_the_importer_makes_of_the_tables():
    if not TABLES.is_dir():
        pytest.skip("the source tables are not beside the checkout; CFIT_SOURCES names their folder")
    files = ("links/crosswalk-open.csv", "lineageos/devices.csv", "eprel/eprel_smartphones_2025-07.csv")
    made = import_tables(read_tables(*(TABLES / file for file in files)), DAY)
    assert made.turtle == (DATA / "links/crosswalk.ttl").read_text()
    assert sum(count for _, count in count_by_reason(made.remarks)) == 10


def test_376_links_are_shipped_of_which_82_are_accepted_and_10_rejected(standings):
    assert Counter(standings.values()) == {ACCEPTED: 82, REJECTED: 10, PROPOSED: 284}


def test_each_decision_is_on_a_link_that_is_shipped(standings):
    decided = {each.link for each in read_decisions(shipped("crosswalk-decisions"))}
    assert decided <= {link.iri for link in standings}
    assert len(decided) == 92


def test_no_doubtful_link_is_accepted(standings):
    assert all(link.confidence >= Decimal("0.8") for link, standing in standings.items() if standing == ACCEPTED)


def test_fairphone_5_leads_to_its_other_descriptions(standings):
    fairphone = NamedNode(f"{IDS}device/eprel-2378858")
    leads = {
        link.target.value for link, standing in standings.items() if standing == ACCEPTED and link.source == fairphone
    }
    assert leads == {f"{IDS}device/endoflife-fairphone-5", f"{IDS}device/lineageos-fp5"}


def test_no_description_is_linked_to_two_of_one_source(standings):
    """Two accepted links to one source would show the facts of two models for one."""
    pairs = Counter(
        (link.source.value, link.target.value.rpartition("/")[2].partition("-")[0])
        for link, standing in standings.items()
        if standing == ACCEPTED
    )
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_seventeen_motorola_phones_have_two_clocks_and_two_fairphones_agree():
    """The figures of docs/adr/0014-two-clocks-for-updates.md."""
    if not TABLES.is_dir():
        pytest.skip("the source tables are not beside the checkout; CFIT_SOURCES names their folder")
    phones = {row["eprelRegistrationNumber"]: row for row in rows("eprel/eprel_smartphones_2025-07.csv")}
    releases = {f"{row['product']}#{row['releaseCycle']}": row for row in rows("endoflife/device-support.csv")}
    gaps = {}
    for pair in rows("links/crosswalk-open.csv"):
        if (pair["source_a"], pair["source_b"]) == ("eprel", "endoflife"):
            phone, ends = phones[pair["id_a"]], date.fromisoformat(releases[pair["id_b"]]["eol"])
            first = date.fromisoformat(phone["onMarketStartDate"])
            promised = first.replace(year=first.year + int(phone["minYearsSoftwareUpdates"]))
            gaps[phone["supplierOrTrademark"], pair["id_a"]] = round((promised - ends).days / 365.25, 1)
            assert promised.isoformat() in ADR and ends.isoformat() in ADR
    apart = {maker: [gap for (each, _), gap in gaps.items() if each == maker] for maker, _ in gaps}
    assert (len(apart["motorola"]), min(apart["motorola"]), max(apart["motorola"])) == (17, 1.0, 4.1)
    assert [abs(gap) for gap in apart["Fairphone"]] == [0.0, 0.0]
    assert len(gaps) == 19
