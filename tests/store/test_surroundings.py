"""Groups talk about the same devices, each in its own graph: nothing is repeated, overwritten or merged in silence."""

import pytest
from pyoxigraph import NamedNode

from registry.core.names import graph_iri
from registry.core.report import as_text
from registry.core.turtle import read_turtle
from registry.publish import Accepted, Rejected, Submission, publish, withdraw
from registry.settings import IDS
from registry.store import context_of, surroundings_of
from registry.vocabulary import CFIT, SCHEMA

DEVICE = NamedNode(f"{IDS}device/phone-1")
THEIRS = graph_iri("registry", "phones")
UPDATES = "device:phone-1 a cfit:DeviceModel ; cfit:osUpdateYearsAfterEndOfSale 8 ."
SPLIT = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."


@pytest.fixture
def hand_in(registry, turtle, now):
    def hand_in(text, group="nl-ict", dataset="facts"):
        return publish(Submission(group, dataset, turtle(text)), registry, now)

    return hand_in


def verdicts(registry):
    """The verdict on the phone by each criterion's number."""
    names = {CFIT.meets: "meets", CFIT.fails: "fails", CFIT.disputed: "disputed"}
    found = [quad for quad in registry.store.about(DEVICE) if quad.predicate in names]
    return {quad.object.value.split("/")[-2]: names[quad.predicate] for quad in found}


def test_a_group_adds_a_fact_to_a_device_without_repeating_its_name(hand_in):
    outcome = hand_in("device:phone-1 cfit:batteryCyclesAt80 1200 .")
    assert isinstance(outcome, Accepted), as_text(outcome.report)


def test_the_graph_of_another_group_is_not_touched(registry, hand_in):
    before = registry.store.graph(THEIRS)
    hand_in(SPLIT)
    assert registry.store.graph(THEIRS) == before


def test_two_groups_that_differ_are_both_kept_and_the_verdict_is_disputed(registry, hand_in):
    assert verdicts(registry) == {"REP-03": "meets", "SW-02": "fails"}
    hand_in(SPLIT)
    stated = {(q.graph_name.value, q.object.value) for q in registry.store.about(DEVICE) if "Index" in str(q.predicate)}
    assert stated == {(THEIRS.value, "4.2"), (graph_iri("nl-ict", "facts").value, "3.5")}
    assert verdicts(registry) == {"REP-03": "disputed", "SW-02": "fails"}


def test_groups_that_differ_in_the_value_and_not_in_the_verdict_agree(registry, hand_in):
    hand_in(SPLIT.replace("3.5", "4.90"))
    assert verdicts(registry)["REP-03"] == "meets"


def test_a_dispute_ends_when_one_side_withdraws(registry, hand_in, now):
    hand_in(UPDATES)
    assert verdicts(registry)["SW-02"] == "disputed"
    withdraw("nl-ict", "facts", "No longer true.", registry, now)
    assert verdicts(registry) == {"REP-03": "meets", "SW-02": "fails"}


def test_a_device_that_nobody_describes_any_more_has_no_verdicts(registry, now):
    withdraw("registry", "phones", "No longer true.", registry, now)
    assert verdicts(registry) == {}
    assert registry.store.about(DEVICE) == []


def test_verdicts_are_gone_when_the_criteria_are_gone_and_come_back_with_them(registry, now):
    criteria = registry.ledger.contribution(1).draft.body
    withdraw("registry", "criteria", "No longer true.", registry, now)
    assert verdicts(registry) == {}
    publish(Submission("registry", "criteria", criteria), registry, now)
    assert verdicts(registry) == {"REP-03": "meets", "SW-02": "fails"}


def test_a_group_that_contradicts_itself_is_told_so(hand_in):
    outcome = hand_in("device:phone-1 cfit:repairabilityIndex 3.00 , 4.00 .")
    assert isinstance(outcome, Rejected)


def test_a_brand_of_another_group_can_be_named(hand_in):
    own = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; cfit:deviceKind kind:smartphone ; schema:brand brand:'
    assert isinstance(hand_in(own + "invented ."), Accepted)
    assert isinstance(hand_in(own + "nobody-knows ."), Rejected)


@pytest.fixture
def upload(turtle):
    def upload(text, dataset="facts"):
        return read_turtle(turtle(text), graph_iri("nl-ict", dataset))

    return upload


def test_the_context_holds_what_the_upload_leaves_out(registry, upload):
    context = context_of(upload("device:phone-1 cfit:repairabilityIndex 3.00 ."), registry.store)
    about = {triple.predicate for triple in context if triple.subject == DEVICE}
    assert SCHEMA.name in about and CFIT.osUpdateYearsAfterEndOfSale in about
    assert CFIT.repairabilityIndex not in about


def test_the_context_holds_no_verdicts(registry, upload):
    context = context_of(upload(UPDATES), registry.store)
    assert not {CFIT.meets, CFIT.fails} & {triple.predicate for triple in context}


def test_the_context_holds_nothing_of_the_graph_that_is_replaced(registry, upload, hand_in):
    hand_in("device:phone-1 cfit:batteryCyclesAt80 1200 .")
    context = context_of(upload("device:phone-1 cfit:ipSolid 6 ."), registry.store)
    assert CFIT.batteryCyclesAt80 not in {triple.predicate for triple in context}


def test_the_surroundings_tell_what_is_known_and_of_which_kind(registry, upload):
    here = upload("device:phone-1 cfit:ipSolid 6 . device:nl-ict-new a cfit:DeviceModel .")
    seen = surroundings_of(here, registry.store, registry.words.classes)
    assert seen.known == {DEVICE}
    assert CFIT.DeviceModel in seen.types[DEVICE]
