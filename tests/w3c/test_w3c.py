"""The W3C's suites for SPARQL 1.1 queries, results, protocol and service description, over HTTP at a served dump."""

import json

import pytest

from tests.w3c import service
from tests.w3c.answers import same
from tests.w3c.known import KNOWN
from tests.w3c.manifests import cases, missing
from tests.w3c.records import QUERIES, UPDATES, dump, fault_of
from tests.w3c.runner import fault, send, served, write_dump

LISTED = [] if missing() else list(cases())


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """One server with all data of the suite, each file in a graph of its own."""
    file = tmp_path_factory.mktemp("suite") / "suite.nq"
    write_dump(LISTED, file)
    with file.open("a") as lines:
        lines.write(dump())
    with served(file) as port:
        yield port


def answered(port, record):
    return fault_of(record, *send(port, record.method, record.target, record.headers, record.body))


def test_every_record_of_the_protocol_about_queries_is_kept(port):
    assert {name: found for name, each in QUERIES.items() if (found := answered(port, each))} == {}


def test_every_update_is_refused_and_changes_nothing(port):
    before = send(port, "GET", "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D&format=csv")[2]
    for record in UPDATES.values():
        assert send(port, record.method, record.target, record.headers, record.body)[0] == 403
    assert send(port, "GET", "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D&format=csv")[2] == before


def test_all_34_records_are_there():
    assert len(QUERIES | UPDATES) == len(QUERIES) + len(UPDATES) == 34


def test_the_service_description_keeps_to_the_suite(port):
    assert service.faults(port) == {"returns-rdf": None, "has-endpoint-triple": None, "conforms-to-schema": None}


def test_queries_are_answered_as_the_suite_says(port):
    if missing():
        pytest.skip(missing())
    found = {case.name: text for case in LISTED if (text := fault(case, port))}
    assert {name: text for name, text in found.items() if name not in KNOWN} == {}
    assert set(KNOWN) & {case.name for case in LISTED} <= set(found), "what passes is to be taken from the list"


@pytest.mark.parametrize(
    ("expected", "given", "is_same"),
    [
        ("s,n\nx,1.0\n", "n,s\r\n1,x\r\n", True),
        ("s,n\nx,1.0\n", "n,s\r\n2,x\r\n", False),
        ("s\n_:a\n", "s\r\n_:b\r\n", True),
        ("s\na\na\n", "s\r\na\r\n", False),
    ],
)
def test_the_comparison_can_tell_answers_apart(tmp_path, expected, given, is_same):
    file = tmp_path / "expected.csv"
    file.write_text(expected)
    assert same(file, given.encode(), "text/csv", "SELECT", "http://suite.example/") is is_same


def test_the_comparison_sees_order_nodes_and_booleans(tmp_path):
    def rows(*values):
        each = [{"x": {"type": "bnode" if value[0] == "_" else "literal", "value": value}} for value in values]
        return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": each}}).encode()

    def compared(expected, given, query="SELECT"):
        file = tmp_path / "expected.srj"
        file.write_bytes(expected)
        return same(file, given, "application/sparql-results+json", query, "http://suite.example/")

    assert compared(rows("a", "b"), rows("b", "a"))
    assert not compared(rows("a", "b"), rows("b", "a"), "SELECT ORDER BY ?x")
    assert compared(rows("_a", "_a"), rows("_b", "_b")) and not compared(rows("_a", "_a"), rows("_b", "_c"))
    yes, no = b'{"head":{},"boolean":true}', b'{"head":{},"boolean":false}'
    assert compared(no, no) and not compared(yes, no)


def test_the_comparison_goes_by_the_value_of_booleans_in_rows(tmp_path):
    def row(value):
        boolean = "http://www.w3.org/2001/XMLSchema#boolean"
        each = {"x": {"type": "literal", "value": value, "datatype": boolean}}
        return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [each]}}).encode()

    file = tmp_path / "expected.srj"
    file.write_bytes(row("0"))
    given = {
        value: same(file, row(value), "application/sparql-results+json", "SELECT", "") for value in ("false", "true")
    }
    assert given == {"false": True, "true": False}
