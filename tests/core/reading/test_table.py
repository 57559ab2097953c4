"""A table says the same whether it comes as text or as a workbook, and every mistake knows its cell."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.core.bounds import Bounds
from registry.core.reading.cells import Meaning, meaning, term_of, text_of, texts_in, value_in
from registry.core.reading.formats import CSV, XLSX, placed
from registry.core.reading.table import cell_name
from registry.core.report import Finding, Report, Severity
from registry.core.turtle import Unreadable
from registry.vocabulary import CFIT, SCHEMA, XSD
from tests.core.reading.conftest import (
    NAMES,
    TERMS,
    mistakes,
    read_csv,
    read_xlsx,
    text,
    values,
    workbook,
)  # fmt: skip

ROW = ("nl-ict-a", "A (invented)", "smartphone", "4.20", "battery|display", "https://example.org/r", "2023-09-14",
       "true", "300")  # fmt: skip
SAID = {
    ("type", "https://w3id.org/cfit/ontology#DeviceModel"), ("name", "A (invented)"), ("repairabilityIndex", "4.20"),
    ("deviceKind", "https://w3id.org/cfit/id/device-kind/smartphone"), ("sparePartTypes", "battery"),
    ("sparePartTypes", "display"), ("repairInstructions", "https://example.org/r"), ("releaseDate", "2023-09-14"),
    ("isFoldable", "true"), ("fallsWithoutDefect", "300"),
}  # fmt: skip
DEVICE = NamedNode("https://w3id.org/cfit/id/device/nl-ict-a")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_text_says_what_its_cells_say_whatever_parts_them(sign):
    assert values(read_csv(text(ROW, sign=sign))) == SAID


def test_a_workbook_says_the_same_with_the_types_that_a_spreadsheet_has():
    typed = (*ROW[:3], 4.2, ROW[4], ROW[5], datetime(2023, 9, 14), True, 300)
    assert values(read_xlsx(workbook(ROW))) == SAID
    assert values(read_xlsx(workbook(typed))) == SAID - {("repairabilityIndex", "4.20")} | {
        ("repairabilityIndex", "4.2")
    }


def test_a_table_begins_with_a_byte_order_mark_as_spreadsheets_write_it():
    assert values(read_csv(b"\xef\xbb\xbf" + text(ROW).encode())) == SAID


def test_a_comma_begins_decimals_only_where_semicolons_part_the_cells():
    row = (*ROW[:3], "4,20", *ROW[4:])
    assert values(read_csv(text(row, sign=";"))) == SAID
    assert ("repairabilityIndex", "4,20") in values(read_csv(text(row)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TRUE", "true"),
        ("WAHR", "true"),
        ("nee", "false"),
        ("Faux", "false"),
        ("usann", "false"),
        ("perhaps", "perhaps"),
    ],
)
def test_truth_is_read_in_the_words_of_five_languages(written, meant):
    assert ("isFoldable", meant) in values(read_csv(text((*ROW[:7], written, ROW[8]))))


def test_empty_rows_and_cells_say_nothing_and_count_as_rows():
    reading = read_csv(text(("",) * 9, ("nl-ict-a",), ("  ",)))
    assert (values(reading), reading.first_lines) == (
        {next(iter(SAID & {("type", CFIT.DeviceModel.value)}))},
        {DEVICE: 4},
    )


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (0, "", ("A3", "table-no-name")),
        (0, "nl ict", ("A3", "table-address")),
        (2, "smart phone", ("C3", "table-address")),
        (2, "javascript", None),
        (5, "nowhere", ("F3", "table-address")),
        (5, "http://a b", ("F3", "table-address")),
        (3, "NaN", ("D3", "value-number")),
        (3, "\uff11\uff12", ("D3", "value-number")),
        (1, "x" * 30_000, ("B3", "limit-literal")),
        (5, "https://example.org/" + "x" * 3_000, ("F3", "limit-iri")),
    ],
)
def test_what_is_no_value_is_told_with_its_cell(column, cell, expected):
    bounds = Bounds(literal=20_000, iri=2_000)
    row = [*ROW[:column], cell, *ROW[column + 1 :]]
    for reading in (read_csv(text(row), bounds), read_xlsx(workbook(row), bounds)):
        assert (mistakes(reading) if isinstance(reading, Unreadable) else [None]) == [expected]


def test_a_value_below_no_term_is_not_lost_in_silence():
    assert mistakes(read_csv(text((*ROW, "more")))) == [("J3", "table-no-column")]


@pytest.mark.parametrize(
    "heads",
    [
        (NAMES,), (NAMES, ("",) * 9), (NAMES, NAMES), (NAMES, TERMS[1:]), (NAMES, (*TERMS[:3], "no term", *TERMS[4:])),
        (NAMES, (*TERMS[:3], "cfit:repairabilityIndex rdf:HTML", *TERMS[4:])), (),
    ],
)  # fmt: skip
def test_a_table_without_its_row_of_terms_is_refused(heads):
    for reading in (read_csv(text(ROW, heads=heads)), read_xlsx(workbook(ROW, heads=heads))):
        assert {rule for _, rule in mistakes(reading)} <= {"table-no-terms", "table-term"}


def test_more_triples_than_allowed_are_refused_at_the_row():
    reading = read_csv(text(ROW, ("nl-ict-b", *ROW[1:])), Bounds(triples=12))
    assert [(each.rule, each.line) for each in reading.mistakes] == [("limit-triples", 4)]


def test_a_bare_term_reads_its_values_as_turtle_does():
    heads = (("a", "b"), ("@id cfit:DeviceModel", "cfit:x"))
    cells = {"5": XSD.integer, "-5.0": XSD.decimal, "true": XSD.boolean, "five": XSD.string, "5,0": XSD.string}
    reading = read_csv(
        text(*((f"http://e/{number}", cell) for number, cell in enumerate(cells)), heads=heads, sign="\t")
    )
    assert {quad.object.value: quad.object.datatype for quad in reading.quads if "#x" in quad.predicate.value} == cells


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_a_column_has_the_name_that_a_spreadsheet_gives_it(column, letters):
    assert cell_name(7, column) == f"{letters}7"


def finding(path=None, value=None, said="Say so. Write for example: cfit:repairabilityIndex 4.37 ."):
    return Finding(Severity.VIOLATION, (("en", said),), DEVICE, path, value)


@pytest.mark.parametrize("media_type", [CSV, XLSX])
def test_a_finding_stands_in_the_cell_of_its_value_else_where_it_should_stand(media_type):
    body = text(ROW).encode() if media_type == CSV else workbook(ROW)
    upload = read_csv(body) if media_type == CSV else read_xlsx(body)
    decimal = Literal("4.20", datatype=XSD.decimal)
    findings = (
        finding(CFIT.repairabilityIndex, decimal), finding(CFIT.repairabilityIndex), finding(SCHEMA.brand), finding(),
    )  # fmt: skip
    shown = placed(Report(findings), upload, body, media_type).findings
    assert [(each.cell, each.text) for each in shown] == [
        ("D3", "4.20"), ("D3", ""), ("A3", "nl-ict-a"), ("A3", "nl-ict-a"),
    ]  # fmt: skip
    assert shown[0].message() == "Say so. Write for example: 4.37"
    assert shown[2].message().endswith("4.37 .")


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    lambda each: each.strip() == each and "|" not in each and not each.startswith("=") and "_x" not in each
)
DEVICES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            1: PLAIN.map(Literal),
            2: st.sampled_from(["laptop", "tablet"]).map(lambda kind: NamedNode(f"https://w3id.org/cfit/id/device-kind/{kind}")),
            3: st.decimals(0, 10**6, places=2).map(lambda number: Literal(str(number), datatype=XSD.decimal)),
            4: st.lists(PLAIN, min_size=1, max_size=3).map(lambda texts: tuple(map(Literal, texts))),
            5: st.sampled_from(["https://example.org/é", "urn:x:y"]).map(NamedNode),
            6: st.dates(date(1901, 1, 1)).map(lambda day: Literal(day.isoformat(), datatype=XSD.date)),
            7: st.booleans().map(lambda truth: Literal(str(truth).lower(), datatype=XSD.boolean)),
            8: st.integers(-(10**9), 10**9).map(lambda number: Literal(str(number), datatype=XSD.integer)),
        },
    ),
    max_size=3,
)  # fmt: skip


def as_rows(devices):
    columns = [meaning(term) for term in TERMS]
    for number, device in enumerate(devices):
        cells = [f"nl-ict-{number}", *[""] * 8]
        for place, terms in device.items():
            terms = terms if isinstance(terms, tuple) else (terms,)
            cells[place] = "|".join(text_of(term, columns[place]) for term in terms)
        yield cells


@settings(max_examples=60, deadline=None)
@given(DEVICES)
def test_devices_written_into_a_table_come_back_as_they_were(devices):
    columns = [meaning(term) for term in TERMS]
    said = {
        (f"https://w3id.org/cfit/id/device/nl-ict-{number}", columns[place].term, term)
        for number, device in enumerate(devices)
        for place, terms in device.items()
        for term in (terms if isinstance(terms, tuple) else (terms,))
    }
    rows = list(as_rows(devices))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([NAMES, TERMS, *rows])
    for reading in (read_csv(out.getvalue()), read_xlsx(workbook(*rows))):
        assert not isinstance(reading, Unreadable), reading
        found = {
            (q.subject.value, q.predicate, q.object)
            for q in reading.quads
            if q.predicate in {c.term for c in columns[1:]}
        }
        assert found == said


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda each: each.decode("latin-1")))
def test_any_text_is_read_or_refused_and_never_a_surprise(content):
    for head in ("", text()):
        reading = read_csv(head + content)
        assert isinstance(reading, Unreadable) == bool(getattr(reading, "mistakes", ()))


@given(st.sampled_from([CFIT.DeviceModel, SCHEMA.name]), st.booleans(), st.booleans())
def test_a_meaning_is_read_as_it_was_written(term, several, names):
    for kind in ("https://w3id.org/cfit/id/device/{}", "@id", XSD.date.value):
        column = Meaning(term, kind if not names or "{}" in kind else "@id", several, names)
        assert meaning(str(column)) == column


@pytest.mark.parametrize("odd", ["", "a b c d", "cfit:x rdf:HTML", "no", "@id", "cfit:x nothing:x", "<a b>"])
def test_what_is_no_meaning_is_none(odd):
    assert meaning(odd) is None


def test_numbers_of_a_workbook_are_written_in_plain_digits():
    column = meaning("cfit:x xsd:decimal")
    cells = {4.0: "4", 0.1: "0.1", 1e21: "1000000000000000000000", 1e-7: "0.0000001", Decimal("4.20"): "4.20", 7: "7"}
    assert {cell: term_of(cell, column).value for cell in cells} == cells
    assert term_of(5.0, meaning("cfit:x xsd:integer")).value == "5"
    assert term_of(float("inf"), column).value == "inf"


def test_several_values_stand_in_a_cell_only_where_the_column_says_so():
    assert texts_in("a | b||", meaning("cfit:x xsd:string *")) == ["a", "b"]
    assert texts_in("a | b", meaning("cfit:x xsd:string")) == ["a | b"]


def test_the_value_of_an_example_is_found_and_of_no_example_none():
    assert value_in("cfit:repairabilityIndex 4.37 .") == Literal("4.37", datatype=XSD.decimal)
    assert value_in("anything at all") is None
