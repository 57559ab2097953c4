"""Who takes a thing back is told what others still say of it, and is never kept from it."""

import pytest
from pyoxigraph import NamedNode

from registry.core.glossary import LANGUAGES
from registry.core.names import graph_iri
from registry.core.turtle import read_turtle
from registry.publish import Accepted, Submission, publish, withdraw
from registry.settings import IDS
from registry.store.dependants import NAMED, warnings

DEVICE = 'device:nl-ict-{name} a cfit:DeviceModel ; schema:name "{name}" ; schema:brand brand:invented ;'
DEVICE += " cfit:deviceKind kind:smartphone .\n"
VARIANT = f"""<{IDS}configuration/de-it-{{name}}> a cfit:DeviceConfiguration ; schema:name "{{name}}" ;
    schema:isVariantOf device:nl-ict-{{of}} .
"""
GRAPH = graph_iri("nl-ict", "phones")
THING = NamedNode(f"{IDS}device/nl-ict-a")


@pytest.fixture
def put(registry, turtle, now):
    def put(text, group="nl-ict", dataset="phones"):
        outcome = publish(Submission(group, dataset, turtle(text)), registry, now)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    put(DEVICE.format(name="a") + DEVICE.format(name="b"))
    return put


def found(registry, turtle, text):
    return warnings(registry.store, GRAPH, read_turtle(turtle(text), GRAPH).quads if text else ())


def test_a_thing_that_goes_while_others_refer_to_it_is_warned_about(registry, put, turtle):
    put(VARIANT.format(name="x", of="a"), "de-it", "variants")
    (warning,) = found(registry, turtle, DEVICE.format(name="b"))
    assert (warning.focus, warning.rule, warning.severity.value) == (THING, "breaks-others", "Warning")
    assert {language for language, _ in warning.messages} == set(LANGUAGES)
    assert f"{IDS}configuration/de-it-x (de-it)" in warning.message("nl")


def test_the_file_is_accepted_all_the_same_and_its_report_says_so(registry, put):
    put(VARIANT.format(name="x", of="a"), "de-it", "variants")
    outcome = put(DEVICE.format(name="b"))
    assert [finding.rule for finding in outcome.report.findings if finding.rule] == ["breaks-others"]


def test_a_withdrawal_is_warned_about_and_done(registry, put, now):
    put(VARIANT.format(name="x", of="a"), "de-it", "variants")
    outcome = withdraw("nl-ict", "phones", "A mistake.", registry, now)
    assert [finding.focus for finding in outcome.report.findings] == [THING]
    assert not registry.store.has_graph(GRAPH)


@pytest.mark.parametrize(
    ("other", "text"),
    [
        (("nl-ict", "variants"), DEVICE.format(name="b")),
        (("de-it", "variants"), DEVICE.format(name="a")),
    ],
    ids=["their own", "still described"],
)
def test_nobody_is_warned_of_what_is_their_own_or_stays(registry, put, turtle, other, text):
    put(VARIANT.replace("de-it-", f"{other[0]}-").format(name="x", of="a"), *other)
    assert found(registry, turtle, text) == ()


def test_a_thing_that_another_graph_describes_too_does_not_go(registry, put, turtle):
    put(VARIANT.format(name="x", of="a"), "de-it", "variants")
    put("device:nl-ict-a a cfit:DeviceModel ; cfit:repairabilityIndex 3.00 .", "de-it", "facts")
    assert found(registry, turtle, DEVICE.format(name="b")) == ()


def test_proposals_and_verdicts_of_the_registry_are_not_others(registry, put, turtle):
    put(DEVICE.format(name="a").replace("nl-ict", "de-it"), "de-it", "phones")
    assert found(registry, turtle, "") == ()


def test_only_so_many_are_named_in_all_and_the_rest_is_counted(registry, put, turtle):
    names = [f"{number:02}" for number in range(NAMED + 2)]
    put("".join(VARIANT.format(name=name, of="a") for name in names), "de-it", "variants")
    put(VARIANT.format(name="y", of="b"), "de-it", "more")
    first, second = found(registry, turtle, "")
    assert first.message().count("(de-it)") == NAMED
    assert " (de-it), https://" in first.message()
    assert "('" not in first.message()
    assert "and 2 more" in first.message()
    assert "1 times in all" in second.message()
