"""A table is written so that a spreadsheet shows what it says, and runs nothing."""

import csv
import io

import pytest

from registry.web.tables import table


@pytest.fixture
def written(small_reader):
    """The cell that a spreadsheet is given for a value."""

    def cell(value):
        with small_reader.application.test_request_context():
            text = table("x", ("a",), [(value,)]).get_data(as_text=True)
        return list(csv.reader(io.StringIO(text)))[1][0]

    return cell


FORMULAS = ("=1+1", "+31 20", "@SUM(A1)", "\t=1", "\r=1", "-cmd", "-cmd|' /C calc'!A0", "-1+cmd|' /C calc'!A0", "-2-A1")


@pytest.mark.parametrize("value", [*FORMULAS, "-1 A1", "-", "-.5", "-1(2)"])
def test_what_may_be_a_formula_is_quoted(written, value):
    assert written(value) == f"'{value}"


@pytest.mark.parametrize(
    "value", ["-0.5", "-1,234.5", "-1\u202f234,5", "-153 days", "-0.2 W/kg", "-12 %", "-3 kg CO₂e"]
)
def test_a_number_below_zero_stays_a_number_also_with_its_unit(written, value):
    assert written(value) == value


@pytest.mark.parametrize(("value", "cell"), [(5, "5"), ("Phone 1", "Phone 1"), ("", ""), ("a=b", "a=b")])
def test_other_values_stay_as_they_are(written, value, cell):
    assert written(value) == cell


def test_a_table_is_a_file_that_says_that_its_first_row_holds_the_names(small_reader):
    with small_reader.application.test_request_context():
        answer = table("gaps", ("a", "b"), [])
    assert answer.headers["Content-Disposition"] == "attachment; filename=gaps.csv"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
