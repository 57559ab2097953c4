"""A workbook is unpacked within bounds; formulas, links and definitions in it are refused, not followed."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.bounds import Bounds
from registry.core.reading.xlsx_file import MOST_ROWS
from registry.core.turtle import Unreadable
from tests.core.reading.conftest import NAMES, TERMS, mistakes, read_xlsx, values, with_member, workbook

ROW = ("nl-ict-a", "A (invented)")
SOUND = workbook(ROW)
SHEET = "xl/worksheets/sheet1.xml"
DEFINITION = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "{}">]><a>&b;</a>'


def inline(cell):
    return f'<c t="inlineStr"><is><t>{cell}</t></is></c>'


def sheet(rows):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "formula", ["=1+1", '=HYPERLINK("http://127.0.0.1:9/")', "=WEBSERVICE(A1)", "=cmd|'/c calc'!A0"]
)
def test_a_formula_is_refused_and_its_cell_is_named(formula):
    assert mistakes(read_xlsx(workbook(("nl-ict-a", formula)))) == [("B3", "table-formula")]
    assert mistakes(read_xlsx(workbook((formula, "A")))) == [("A3", "table-formula")]


def test_an_error_of_the_spreadsheet_is_no_value():
    assert mistakes(read_xlsx(workbook(("nl-ict-a", "#N/A")))) == [("B3", "table-error")]


def test_a_bomb_is_noticed_while_it_unpacks():
    bomb = with_member(workbook(ROW), "xl/media/image1.png", b"\0" * 5_000_000)
    assert len(bomb) < 50_000
    assert mistakes(read_xlsx(bomb, Bounds(unpacked=1_000_000))) == [("", "limit-unpacked")]
    assert values(read_xlsx(bomb, Bounds(unpacked=10_000_000)))


def test_a_member_that_lies_about_its_size_is_no_way_around():
    packed = bytearray(with_member(workbook(ROW), "x.bin", b"\0" * 3_000_000))
    where = packed.rindex(b"PK\x01\x02")
    packed[where + 24 : where + 28] = (10).to_bytes(4, "little")
    assert isinstance(read_xlsx(bytes(packed), Bounds(unpacked=1_000_000)), Unreadable)


@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/other.bin", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_definitions_in_xml_are_refused_wherever_and_however_they_stand(name, encoding):
    body = with_member(workbook(ROW), name, DEFINITION.format("c" * 100).encode(encoding))
    assert mistakes(read_xlsx(body)) == [("", "table-not-xlsx")]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="3"><c r="XFD3" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>',
        '<row r="-3"><c r="A-3"><v>1</v></c></row>',
        f'<row r="3"><c r="A3"><v>{"9" * 100_000}</v></c></row>',
        '<row r="3"><c r="A3" t="s"><v>99999</v></c></row>',
        "<row><c></row>",
    ],
)
def test_a_sheet_that_lies_about_its_cells_is_refused(rows):
    assert isinstance(read_xlsx(with_member(workbook(ROW), SHEET, sheet(rows))), Unreadable)


def test_a_size_that_the_sheet_claims_is_not_believed():
    lying = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>').replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    assert [rule for _, rule in mistakes(read_xlsx(with_member(workbook(ROW), SHEET, lying)))] == ["table-no-terms"]


def test_more_rows_than_are_read_are_refused_and_not_cut_off():
    row = f'<row r="{MOST_ROWS + 1}"><c r="A{MOST_ROWS + 1}"><v>1</v></c></row>'
    names = "".join(
        f'<row r="{number}">{"".join(map(inline, cells))}</row>' for number, cells in ((1, NAMES), (2, TERMS))
    )
    reading = read_xlsx(with_member(workbook(ROW), SHEET, sheet(names + row)))
    assert [rule for _, rule in mistakes(reading)] == ["limit-rows"]


def test_half_a_character_is_no_text():
    body = with_member(workbook(ROW), SHEET, sheet(""))
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROW)))
    book.active["B3"] = "_xD800_"
    out = io.BytesIO()
    book.save(out)
    reading = read_xlsx(out.getvalue())
    assert isinstance(reading, Unreadable) or ("name", "_xD800_") in values(reading)
    assert isinstance(read_xlsx(body), Unreadable)


@pytest.mark.parametrize(
    "body",
    [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"short name,name\n", b"\0" * 50],
)
def test_what_is_no_workbook_is_refused(body):
    assert mistakes(read_xlsx(body)) == [("", "table-not-xlsx")]


def test_a_packed_file_of_another_kind_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")
    assert mistakes(read_xlsx(out.getvalue())) == [("", "table-not-xlsx")]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_never_a_surprise(data):
    body = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    reading = read_xlsx(bytes(body[: data.draw(st.integers(0, len(body)))]))
    assert isinstance(reading, Unreadable) == bool(getattr(reading, "mistakes", ()))
