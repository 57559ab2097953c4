"""What importers of tables share: reading, brands, names, and importers by name."""

import csv
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from registry.core.report import Severity
from registry.core.turtle import Upload, read_turtle
from registry.core.validation import load_shapes, validate
from registry.settings import DATA, ONTOLOGY, SHAPES
from registry.sources import values
from registry.sources.importers import IMPORTERS
from registry.sources.tables import about_brands, brand_iri, brands_of, known_brands, plain_name, read_table
from registry.sources.values import Refused
from registry.vocabulary import RDF, SCHEMA

READ_ON = date(2026, 11, 21)
# Rows of one table each, as a source writes them.
ROWS = {
    "boavizta": "manufacturer=Apple name=iPad subcategory=Tablet gwp_total=75 gwp_use_ratio=0.14 "
    "gwp_manufacturing_ratio=0.78 gwp_transport_ratio=0.07 gwp_eol_ratio=0.01 lifetime=3.5 use_location=WW "
    "report_date=2021-9-14 sources=https://example.org/r yearly_tec=12 weight=0.5 screen_size=10.2 memory=4.0 "
    "hard_drive=64GB assembly_location=CN",
    "endoflife": "product=fairphone releaseCycle=5 label=Fairphone5 releaseDate=2023-09-14 discontinued=2026-01-12 "
    "eoas=2029-01-01 eol=2031-09-14",
    "lineageos": "file=FP5.yml vendor=Fairphone name=5 models=FP5 type=phone codename=FP5 release=2023-09-14 soc=Q "
    "ram=8 storage=256 battery_mAh=4200 battery_removable=True maintained=True",
    "linux-hardware": "type=Notebook vendor=Lenovo series=ThinkPad model=T480 probes=5",
    "open-repair": "product_category=Mobile brand=Fairphone repair_status=Fixed repair_barrier_if_end_of_life= "
    "event_date=2024-01-10",
}
TABLES = {name: dict(cell.split("=", 1) for cell in cells.split(" ") if cell) for name, cells in ROWS.items()}
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["1e999999", "9" * 5000, "NaN", "-1", "\x00", "\u202e", '"""', "> .", "<https://x>", " ", "0", "True", "=1+1"]
)


@pytest.fixture(scope="module")
def shapes():
    return load_shapes(SHAPES, ONTOLOGY)


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def violations(result, shapes):
    upload = read_turtle(result.turtle.encode(), NamedNode("https://w3id.org/cfit/graph/registry/test"))
    assert isinstance(upload, Upload), upload
    brands = (quad.triple for quad in parse(path=DATA / "reference/brands.ttl", format=RdfFormat.TURTLE))
    return [str(finding) for finding in validate(upload, brands, shapes) if finding.severity is Severity.VIOLATION]


def test_a_byte_order_mark_does_not_hide_the_first_column(tmp_path):
    path = write(tmp_path / "table.csv", [{"a": "1", "b": "2"}])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_table(path, ["a"], "a table") == [{"a": "1", "b": "2"}]


def test_a_row_that_ends_too_soon_has_empty_cells(tmp_path):
    (tmp_path / "table.csv").write_text("a,b\n1\n")
    assert read_table(tmp_path / "table.csv", ["a", "b"], "a table") == [{"a": "1", "b": ""}]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_lacks_a_column_is_refused_and_the_column_is_named(name, tmp_path):
    last = [*TABLES[name]][-1]
    rows = [{column: cell for column, cell in TABLES[name].items() if column != last}]
    with pytest.raises(ValueError, match=f"no column {last}"):
        IMPORTERS[name].read(write(tmp_path / "table.csv", rows), READ_ON)


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_rows_does_not_change_what_is_written(name, tmp_path):
    rows = [dict.fromkeys(TABLES[name], "") | TABLES[name] | change for change in several(TABLES[name])]
    forth = IMPORTERS[name].read(write(tmp_path / "forth.csv", rows), READ_ON)
    back = IMPORTERS[name].read(write(tmp_path / "back.csv", rows[::-1]), READ_ON)
    assert forth.turtle == back.turtle
    assert forth.things >= 1


def several(row):
    """Rows that differ in their second column, in capitals, and not at all."""
    column = [*row][1]
    return [{}, {}, {}, {column: row[column].upper()}, {column: row[column].lower()}, {column: "another"}]


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_the_cells_the_turtle_can_be_read(name, tmp_path, data):
    changes = st.dictionaries(st.sampled_from([*TABLES[name]]), CELLS, max_size=4)
    rows = [TABLES[name] | change for change in data.draw(st.lists(changes, min_size=1, max_size=6))]
    result = IMPORTERS[name].read(write(tmp_path / "table.csv", rows), READ_ON)
    upload = read_turtle(result.turtle.encode(), NamedNode("https://w3id.org/cfit/graph/registry/test"))
    assert isinstance(upload, Upload), upload
    typed = {quad.subject for quad in upload.quads if quad.predicate == RDF.type}
    named = {quad.subject for quad in upload.quads if quad.predicate == SCHEMA.name}
    assert {*upload.first_lines} == typed
    known = {brand_iri(brand) for brand in known_brands()}
    assert {quad.object for quad in upload.quads if quad.predicate == SCHEMA.brand} <= named | known


@pytest.mark.parametrize("name", TABLES)
def test_a_row_with_fillers_everywhere_keeps_the_rules(name, tmp_path, shapes):
    rows = [TABLES[name], TABLES[name], *(TABLES[name] | {column: "n/a"} for column in TABLES[name])]
    result = IMPORTERS[name].read(write(tmp_path / "table.csv", rows), READ_ON)
    assert violations(result, shapes) == []


def test_a_brand_has_the_name_that_it_has_elsewhere_else_the_spelling_used_most():
    names = ["SAMSUNG", "samsung", "Invented", "invented", "Invented"]
    assert brands_of(names) == {"invented": "Invented", "samsung": "Samsung"}


def test_a_brand_that_the_registry_names_itself_is_not_described_again():
    described = {triple.subject for triple in about_brands(brands_of(["SAMSUNG", "Invented"]))}
    assert described == {brand_iri("Invented")}


def test_no_brand_is_described_in_two_shipped_files(shipped):
    files = [path.name for path in (DATA / "devices").iterdir()]
    texts = [*map(shipped, files), (DATA / "reference/brands.ttl").read_text()]
    brands = Counter(
        triple.subject
        for text in texts
        for triple in parse(text, format=RdfFormat.TURTLE)
        if triple.object == SCHEMA.Brand
    )
    assert brands[brand_iri("Fairphone")] == 1
    assert [brand for brand, count in brands.items() if count > 1] == []


@pytest.mark.parametrize("cell", ["", " ", "\u200b", "a" * 201])
def test_what_is_no_name_is_remarked_on(cell):
    said = []
    assert plain_name("1", "name", cell, said) == ""
    assert [remark.column for remark in said] == ["name"]


def test_a_name_has_single_spaces_and_no_hidden_letters():
    said = []
    assert plain_name("1", "name", "Pixel\xa05 \u202e a", said) == "Pixel 5 a"
    assert len(said) == 1


@pytest.mark.parametrize("text", ["1e999999", "NaN", "-Infinity", "1,5", "", "1" * 40])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Refused):
        values.decimal(text)


@pytest.mark.parametrize("text", ["-1", "1.0", "9" * 5000, "", "two"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(Refused):
        values.whole(text)


@pytest.mark.parametrize(
    ("text", "percent"), [("0.1500", "15.0"), ("0.8390000000000001", "83.9"), ("1", "100.0"), ("0", "0.0")]
)
def test_a_share_is_written_in_per_cent(text, percent):
    assert values.percent(text).value == percent


@pytest.mark.parametrize("text", ["1.2", "-0.1", "NaN", "15 %"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(Refused):
        values.percent(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("November 2020", "2020-11"),
        ("Oct 2019", "2019-10"),
        ("September 14 2021", "2021-09-14"),
        ("2022-2-6", "2022-02-06"),
        ("26/07/2019", "2019-07-26"),
        ("2015", "2015"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(text, said):
    assert values.part_of_date(text) == Literal(said)


@pytest.mark.parametrize("text", ["0099-01-01", "soon", "13/13/2019", "2015-2016"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Refused):
        values.part_of_date(text)
