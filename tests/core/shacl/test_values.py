"""Literals: which texts a datatype allows, and which is less than which."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from registry.core.shacl.lexical import well_formed
from registry.core.shacl.values import compare, value_of
from registry.vocabulary import PREFIXES

ALLOWED = {
    "boolean": "true false 1 0",
    "integer": "0 -1 +007 " + "9" * 5000,
    "decimal": "1 1.5 .5 5. -0.0",
    "double": "1 1e0 1.5E-10 INF -INF NaN",
    "float": "1 1e0 INF",
    "byte": "127 -128 000000000000000000000000127",
    "nonNegativeInteger": "0 -0 " + "9" * 5000,
    "positiveInteger": "1",
    "negativeInteger": "-1",
    "unsignedLong": "18446744073709551615",
    "date": "2024-02-29 2000-02-29Z 2023-12-31+14:00 -0044-03-15 12024-01-01",
    "dateTime": "2024-02-29T23:59:59 2024-01-01T24:00:00 2024-01-01T00:00:00.123456789Z",
    "dateTimeStamp": "2024-01-01T00:00:00Z",
    "time": "00:00:00 23:59:59.5-05:00",
    "gYear": "2024 -0001Z",
    "gYearMonth": "2024-12",
    "gMonth": "--12",
    "gDay": "---31",
    "gMonthDay": "--02-29 --04-30 --12-31",
    "duration": "P1Y P1Y2M3DT4H5M6.7S -PT1S P1M",
    "yearMonthDuration": "P1Y2M",
    "dayTimeDuration": "P1DT2H",
    "hexBinary": "0aFF",
    "base64Binary": "YWJj YWI= YQ==",
    "language": "en nl-NL",
    "unheardOf": "anything",
}
FORBIDDEN = {
    "boolean": "TRUE yes",
    "integer": "1.0 \u0661 1e0 -",
    "decimal": "1e0 . INF",
    "double": "infinity nan e1",
    "byte": "128 -129 99999999999999999999999999999",
    "nonNegativeInteger": "-1 -" + "9" * 5000,
    "positiveInteger": "0",
    "negativeInteger": "0",
    "unsignedLong": "18446744073709551616",
    "date": "2023-02-29 1900-02-29 2024-04-31 2024-13-01 24-01-01 2024-01-01+15:00",
    "dateTime": "2024-01-01 2024-01-01T25:00:00 2024-02-30T00:00:00",
    "dateTimeStamp": "2024-01-01T00:00:00",
    "time": "24:00:01 1:00:00",
    "gYear": "24",
    "gMonthDay": "--02-30 --04-31 --13-01",
    "duration": "P PT P1YT 1Y P1S",
    "yearMonthDuration": "P1D",
    "dayTimeDuration": "P1Y",
    "hexBinary": "0aF",
    "base64Binary": "YWJ YQ=",
    "language": "a-toolongtobeatag",
}


def pairs(table):
    return [(name, text) for name, texts in table.items() for text in texts.split()]


def typed(text, name):
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + name))


def order(left, right):
    return compare(value_of(typed(*left)), value_of(typed(*right)))


@pytest.mark.parametrize(("name", "text"), pairs(ALLOWED), ids=lambda part: part[:40])
def test_a_datatype_allows_what_it_should(name, text):
    assert well_formed(text, PREFIXES["xsd"] + name)


@pytest.mark.parametrize(("name", "text"), [*pairs(FORBIDDEN), ("integer", " 1"), ("boolean", "")])
def test_a_datatype_forbids_what_it_should(name, text):
    assert not well_formed(text, PREFIXES["xsd"] + name)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (("1", "integer"), ("2", "integer")),
        (("1", "integer"), ("1.5", "decimal")),
        (("9" * 5000, "integer"), ("1" + "0" * 5000, "decimal")),
        (("1", "byte"), ("1e1", "double")),
        (("-INF", "double"), ("-9", "integer")),
        (("1E99", "double"), ("INF", "float")),
        (("Z", "string"), ("a", "string")),
        (("false", "boolean"), ("1", "boolean")),
        (("2023-12-31", "date"), ("2024-01-01", "date")),
        (("-0001-01-01", "date"), ("0001-01-01", "date")),
        (("1999-12-31", "date"), ("12000-01-01", "date")),
        (("2024-01-01T00:00:00+02:00", "dateTime"), ("2024-01-01T00:00:00Z", "dateTime")),
        (("2024-01-01T00:00:00", "dateTime"), ("2024-01-01T14:00:01Z", "dateTime")),
        (("2024-01-01T00:00:00Z", "dateTimeStamp"), ("2024-01-01T00:00:00.1Z", "dateTime")),
        (("08:00:00", "time"), ("09:00:00", "time")),
        (("2023", "gYear"), ("2024", "gYear")),
        (("2024-01", "gYearMonth"), ("2024-02", "gYearMonth")),
    ],
)
def test_one_literal_is_less_than_another(less, more):
    assert (order(less, more), order(more, less)) == (-1, 1)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("1", "integer"), ("01.0", "decimal")),
        (("0.1", "decimal"), ("0.1", "double")),
        (("0.1", "decimal"), ("0.1", "float")),
        (("16777217", "integer"), ("16777216", "float")),
        (("true", "boolean"), ("1", "boolean")),
        (("2024-01-01T24:00:00", "dateTime"), ("2024-01-02T00:00:00", "dateTime")),
        (("2024-01-01Z", "date"), ("2024-01-01+00:00", "date")),
        (("1e400", "float"), ("INF", "double")),
    ],
)
def test_two_spellings_of_one_value_are_equal(left, right):
    assert order(left, right) == 0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("NaN", "double"), ("NaN", "double")),
        (("1", "integer"), ("1", "string")),
        (("true", "boolean"), ("1", "integer")),
        (("four", "integer"), ("4", "integer")),
        (("2024-01-01", "date"), ("2024-01-01T00:00:00", "dateTime")),
        (("2024", "gYear"), ("2024-01-01", "date")),
        (("2024-01-01T00:00:00", "dateTime"), ("2024-01-01T14:00:00Z", "dateTime")),
        (("P1Y", "duration"), ("P2Y", "duration")),
        (("1" * 50 + "-01-01", "date"), ("2024-01-01", "date")),
    ],
)
def test_some_literals_have_no_order(left, right):
    assert order(left, right) is None


@pytest.mark.parametrize("term", [NamedNode("urn:a"), BlankNode("a"), Literal("a", language="en")])
def test_what_is_no_plain_literal_has_no_order(term):
    assert value_of(term) is None
