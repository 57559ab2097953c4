"""Strangers' files are read in processes that can be lost: whatever a file does, the next one is checked."""

import pytest
from pyoxigraph import NamedNode

from registry.core.bounds import UNBOUND, Bounds
from registry.core.turtle import Unreadable, Upload, read_turtle
from registry.publish import Accepted, Submission, publish
from registry.settings import ONTOLOGY, SHAPES, Limits
from registry.workers.checks import Checks
from registry.workers.process import Died, TimedOut, Worker

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;\n'
PHONE += "  cfit:deviceKind kind:smartphone ;\n  cfit:repairabilityIndex 4.50 ."


@pytest.fixture
def own_checks():
    """Start checking processes with limits of their own."""
    started = []

    def start(**limits):
        started.append(Checks(SHAPES, ONTOLOGY, Limits(**limits)))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_a_file_is_read_as_it_would_be_read_here(checks, turtle):
    with checks.session() as session:
        there = session.read(turtle(PHONE), "text/turtle", GRAPH, Bounds(triples=1_000))
    here = read_turtle(turtle(PHONE), GRAPH)
    assert (there.quads, there.lines, there.first_lines) == (here.quads, here.lines, here.first_lines)


def test_what_cannot_be_read_comes_back_with_its_place(checks, turtle):
    with checks.session() as session:
        there = session.read(turtle(PHONE + "\n nonsense"), "text/turtle", GRAPH, Bounds(triples=1_000))
    assert there == read_turtle(turtle(PHONE + "\n nonsense"), GRAPH)
    assert isinstance(there, Unreadable)


def test_a_finding_names_the_line_of_the_value(checks, turtle):
    body = turtle(PHONE.replace("4.50", "9.50"))
    with checks.session() as session:
        session.read(body, "text/turtle", GRAPH, Bounds(triples=1_000))
        found = session.judge(()).findings
    lines = {finding.line for finding in found if finding.path and finding.path.value.endswith("repairabilityIndex")}
    assert lines == {body.count(b"\n") + 1}


def test_what_cannot_be_read_leaves_nothing_of_the_file_before_it(checks, turtle):
    with checks.session() as session:
        session.read(turtle(PHONE.replace("4.50", "9.50")), "text/turtle", GRAPH, Bounds(triples=1_000))
        session.read(b"nonsense", "text/turtle", GRAPH, Bounds(triples=1_000))
        assert session.judge(()).findings == ()


def test_a_worker_is_used_again(checks):
    with checks.session() as first:
        pass
    with checks.session() as second:
        assert second._worker is first._worker


def test_a_worker_that_served_long_is_replaced(checks):
    with checks.session() as first:
        first._worker.asked = 500
    with checks.session() as second:
        assert second._worker is not first._worker
    assert not first._worker.alive


NESTED = [
    b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 100_000,
    b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 50_000 + b"1" + b" )>>" * 50_000 + b" .",
    b"<urn:a> <urn:b> " + b"<< <urn:a> <urn:b> " * 50_000 + b"1" + b" >>" * 50_000 + b" .",
    b"<urn:a> <urn:b> " + b"[ <urn:c> " * 3_000 + b"1" + b" ]" * 3_000 + b" .",
    b"<urn:a> <urn:b> " + b"( " * 3_000 + b")" * 3_000 + b" .",
    b'<urn:a> <urn:b> "' + b"x" * 9_000_000,
]


@pytest.mark.parametrize("body", NESTED, ids=["open", "closed", "reified", "blank", "list", "text"])
def test_a_file_that_is_made_to_hurt_gets_an_error_and_the_next_one_is_checked(registry, turtle, now, body):
    assert not isinstance(publish(Submission("nl-ict", "hurts", body), registry, now), Accepted)
    assert isinstance(publish(Submission("nl-ict", "phones", turtle(PHONE)), registry, now), Accepted)
    assert registry.ledger.last_sequence() == 3


def test_a_worker_that_wants_too_much_memory_dies_alone(own_checks, turtle):
    checks = own_checks(upload_memory_bytes=40_000_000)
    body = b"".join(b'<urn:a> <urn:b> "%d" .\n' % number for number in range(400_000))
    with pytest.raises(Died), checks.session() as session:
        session.read(body, "text/turtle", GRAPH, UNBOUND)
    with checks.session() as session:
        assert isinstance(session.read(turtle(PHONE), "text/turtle", GRAPH, UNBOUND), Upload)


def test_a_worker_that_takes_too_long_is_ended(own_checks):
    checks = own_checks(upload_seconds=0.05)
    with pytest.raises(TimedOut), checks.session() as session:
        session.read(b"<urn:a> <urn:b> 1 .", "text/turtle", GRAPH, UNBOUND)
    assert [worker.asked for worker in checks._idle] == [0]


def test_a_worker_can_be_ready_before_the_first_file(own_checks):
    checks = own_checks()
    checks.warm_up()
    checks.warm_up()
    assert len(checks._idle) == 1


def test_a_worker_that_is_gone_says_so():
    worker = Worker("registry.nothing")
    with pytest.raises(Died):
        worker.ask({}, b"", 10)
    assert not worker.alive
