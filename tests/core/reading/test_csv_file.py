"""A table as text: encodings, quotation marks, and cells that want to be more than text."""

import pytest

from registry.core.reading.table import MOST_COLUMNS
from registry.core.turtle import Unreadable
from tests.core.reading.conftest import NAMES, TERMS, mistakes, read_csv, text, values

ROW = ("nl-ict-a", "Fön (invented)")


@pytest.mark.parametrize(
    ("encoding", "rule"), [("utf-16", "syntax-utf-16"), ("latin-1", "syntax-not-utf-8"), ("utf-32", "syntax-utf-16")]
)
def test_another_encoding_is_named_and_not_guessed(encoding, rule):
    assert [rule for _, rule in mistakes(read_csv(text(ROW).encode(encoding)))] == [rule]


def test_a_character_of_windows_is_told_with_its_line():
    reading = read_csv(text(ROW).encode("cp1252"))
    assert (reading.mistakes[0].line, "ö" in reading.mistakes[0].message()) == (3, True)


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK(""http://e/"")', "@SUM(A1)", "+1", "-1", "\t=1"])
def test_what_a_spreadsheet_would_work_out_is_text_here(formula):
    reading = read_csv(text(("nl-ict-a", f'"{formula}"')))
    assert ("name", formula.replace('""', '"').strip()) in values(reading)


def test_a_cell_may_hold_lines_commas_and_quotation_marks():
    reading = read_csv(text() + 'nl-ict-a,"a, ""b""\r\nc"\r\n')
    assert ("name", 'a, "b"\r\nc') in values(reading)


@pytest.mark.parametrize("broken", ['"never closed', '"a"b', "x" * 10_000_001])
def test_a_broken_table_is_told_with_its_row(broken):
    reading = read_csv(text(ROW) + "nl-ict-b," + broken)
    assert isinstance(reading, Unreadable)
    assert [(each.rule, each.line) for each in reading.mistakes] == [("table-not-csv", 4)]


def test_a_row_of_endless_commas_is_refused_only_where_something_stands_in_it():
    assert not isinstance(read_csv(text(ROW) + "," * 100_000), Unreadable)
    assert [rule for _, rule in mistakes(read_csv(text(ROW) + "," * MOST_COLUMNS + "x"))] == ["limit-rows"]


@pytest.mark.parametrize("content", ["", "\n\n\n", ",", "a\nb\nc", "\x00", "<html>", "PK\x03\x04"])
def test_what_is_no_table_is_refused(content):
    assert isinstance(read_csv(content), Unreadable)


def test_control_characters_of_a_cell_are_not_shown():
    mistake = read_csv(text(("a\x1b[31m b c", "A"), heads=(NAMES[:2], TERMS[:2]))).mistakes[0]
    assert (mistake.rule, mistake.text) == ("table-address", "a\ufffd[31m b c")
