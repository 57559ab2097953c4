"""A contribution is accepted whole or not at all, and shows at once."""

import threading
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from registry.core.contribution import Action, Draft
from registry.core.names import VERDICTS_GRAPH, graph_iri
from registry.core.report import from_json
from registry.core.report_words import as_text
from registry.core.turtle import Unreadable
from registry.following import apply
from registry.publish import Accepted, NotAllowed, Rejected, Submission, check, publish, withdraw
from registry.settings import IDS
from registry.vocabulary import CFIT, DCTERMS

PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
PHONE += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.50 .\n"
DEVICE = NamedNode(f"{IDS}device/nl-ict-a")
REP_03 = NamedNode(f"{IDS}criterion/REP-03/1")
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.fixture
def hand_in(registry, turtle, now):
    """Contribute a text as a member and give back what came of it."""

    def hand_in(text, group="nl-ict", dataset="phones"):
        return publish(Submission(group, dataset, turtle(text)), registry, now)

    return hand_in


def values(registry, subject, predicate):
    return {quad.object for quad in registry.store.about(subject) if quad.predicate == predicate}


def test_what_is_accepted_is_in_the_store_with_its_verdict(registry, hand_in):
    outcome = hand_in(PHONE)
    assert isinstance(outcome, Accepted) and outcome.created
    assert values(registry, DEVICE, CFIT.meets) == {REP_03}
    assert registry.store.revision() == outcome.contribution.sequence == 3


def test_what_is_accepted_is_in_the_ledger_byte_for_byte(registry, hand_in, turtle):
    contribution = hand_in(PHONE).contribution
    assert registry.ledger.contribution(contribution.sequence) == contribution
    assert contribution.draft.body == turtle(PHONE)


def test_a_file_that_breaks_a_rule_is_not_kept(registry, hand_in):
    before = list(registry.store.lines())
    outcome = hand_in(PHONE.replace("4.50", '"very good"'))
    assert isinstance(outcome, Rejected) and not outcome.report.conforms
    assert list(registry.store.lines()) == before
    assert registry.ledger.last_sequence() == 2


CHAIN = f"""
<{IDS}configuration/nl-ict-phone-1-256> a cfit:DeviceConfiguration ; schema:name "Phone 1, 256 GB" ;
    schema:isVariantOf device:phone-1 ; cfit:repairabilityIndex 4.10 .
<{IDS}facility/nl-ict-plant> a cfit:Facility ; schema:name "Example Plant (invented)" ; cfit:supplyTier 0 ;
    cfit:country <http://publications.europa.eu/resource/authority/country/NLD> .
<{IDS}organisation/nl-ict-importer> a cfit:Importer ; schema:name "Example Imports (invented)" .
<{IDS}supply/nl-ict-1> a cfit:SupplyRelation ; cfit:supplier <{IDS}facility/nl-ict-plant> ; cfit:supplyTier 0 ;
    cfit:customer <{IDS}organisation/nl-ict-importer> ; dcterms:source <https://example.org/list> .
"""


def test_a_group_describes_the_chain_of_a_device_that_it_did_not_name(hand_in):
    outcome = hand_in(CHAIN, dataset="chain")
    assert isinstance(outcome, Accepted), as_text(outcome.report)


def test_another_group_adds_to_a_facility_and_not_to_a_relation_of_supply(hand_in):
    assert isinstance(hand_in(CHAIN, dataset="chain"), Accepted)
    facility = f'<{IDS}facility/nl-ict-plant> a cfit:Facility ; schema:address "Example Road 1" .'
    relation = f'<{IDS}supply/nl-ict-1> a cfit:SupplyRelation ; cfit:suppliedPart "display" .'
    assert isinstance(hand_in(facility, "de-it", "chain"), Accepted)
    assert isinstance(hand_in(relation, "de-it", "relations"), Rejected)


def test_a_file_that_is_not_turtle_is_not_kept_and_the_line_is_named(registry, turtle, hand_in):
    outcome = hand_in(PHONE + "\ndevice:nl-ict-b a cfit:DeviceModel ;; .. \n")
    assert isinstance(outcome, Unreadable)
    assert outcome.mistakes[0].line == turtle(PHONE).count(b"\n") + 2
    assert registry.ledger.last_sequence() == 2


def test_the_licence_that_a_file_names_goes_before_the_one_agreed(registry, hand_in):
    agreed = hand_in(PHONE).contribution.draft.licence
    stated = hand_in(f'<> a dcat:Dataset ; dcterms:title "A" ; dcterms:license <{CC0}> .\n{PHONE}').contribution
    assert (agreed, stated.draft.licence) == ("https://creativecommons.org/licenses/by/4.0/", CC0)
    assert values(registry, stated.iri, DCTERMS.license) == {NamedNode(CC0)}


@pytest.mark.parametrize("dataset", ["verdicts", "contributions"])
def test_nobody_fills_a_graph_that_the_registry_writes_itself(registry, hand_in, dataset):
    before = list(registry.store.lines())
    assert isinstance(hand_in(PHONE, "registry", dataset), NotAllowed)
    assert list(registry.store.lines()) == before


@pytest.mark.parametrize("dataset", ["Phones", "phones--2026", "-phones", "a/b", "", "a b", "x" * 65])
def test_a_dataset_has_a_plain_name(hand_in, dataset):
    assert "small letters" in hand_in(PHONE, dataset=dataset).reason


def test_a_second_file_takes_the_place_of_the_first(registry, hand_in):
    first = hand_in(PHONE)
    second = hand_in(PHONE.replace("4.50", "3.95"))
    assert (first.created, second.created) == (True, False)
    assert [literal.value for literal in values(registry, DEVICE, CFIT.repairabilityIndex)] == ["3.95"]
    assert values(registry, DEVICE, CFIT.fails) == {REP_03}
    assert values(registry, DEVICE, CFIT.meets) == set()


def test_the_same_file_twice_is_two_contributions_with_the_same_facts(registry, hand_in):
    first, second = hand_in(PHONE), hand_in(PHONE)
    assert (second.contribution.sequence, second.contribution.previous_hash) == (4, first.contribution.hash)
    assert first.triples == second.triples == len(registry.store.graph(first.contribution.draft.graph))


def test_what_is_withdrawn_is_gone_from_the_store_and_stays_in_the_ledger(registry, hand_in, now, turtle):
    kept = hand_in(PHONE).contribution
    assert withdraw("nl-ict", "phones", "No longer true.", registry, now).contribution.sequence == 4
    assert registry.store.about(DEVICE) == []
    assert registry.ledger.contribution(kept.sequence).draft.body == turtle(PHONE)


def test_what_is_not_there_cannot_be_withdrawn(registry, now):
    assert withdraw("nl-ict", "nothing", "No longer true.", registry, now) is None
    assert withdraw("registry", "verdicts", "No longer true.", registry, now) is None
    assert registry.ledger.last_sequence() == 2


def test_a_name_that_others_give_is_refused_and_the_hint_has_the_name_of_the_group(hand_in):
    outcome = hand_in(PHONE.replace("nl-ict-a", "de-it-a"))
    assert isinstance(outcome, Rejected)
    assert f"{IDS}device/nl-ict-..." in as_text(outcome.report)


def test_another_graph_cannot_be_described(hand_in):
    outcome = hand_in('<https://w3id.org/cfit/graph/registry/phones> a dcat:Dataset ; dcterms:title "Mine now" .')
    assert "another graph" in as_text(outcome.report)


def test_a_shared_word_cannot_be_changed(hand_in):
    outcome = hand_in('cfit:repairabilityIndex rdfs:label "price" .')
    assert "shared word" in as_text(outcome.report)


def test_more_triples_than_allowed_are_refused(limited, turtle, now):
    outcome = publish(Submission("nl-ict", "phones", turtle(PHONE)), limited(upload_triples=3), now)
    assert "more than 3 triples" in outcome.mistakes[0].message()


def test_the_registry_itself_may_contribute_more_triples_than_a_member(limited, turtle, now):
    registry = limited(upload_triples=3, steward_triples=5)
    assert isinstance(publish(Submission("registry", "more-phones", turtle(PHONE)), registry, now), Accepted)
    more = turtle(PHONE + "device:registry-b a cfit:DeviceModel .")
    outcome = publish(Submission("registry", "more-phones", more), registry, now)
    assert "more than 5 triples" in outcome.mistakes[0].message()


def test_a_check_that_takes_too_long_is_ended_and_nothing_is_kept(limited, turtle, now):
    registry = limited(upload_seconds=0.05)
    outcome = publish(Submission("nl-ict", "phones", turtle(PHONE)), registry, now)
    assert "longer than 0.05 seconds" in outcome.mistakes[0].message()
    assert registry.ledger.last_sequence() == 2


def test_a_file_that_costs_too_much_can_be_checked_without_a_surprise(limited, turtle, now):
    outcome = check(Submission("nl-ict", "phones", turtle(PHONE)), limited(upload_seconds=0.05), now)
    assert "longer than" in outcome.mistakes[0].message()


def test_checking_gives_the_same_report_and_keeps_nothing(registry, hand_in, turtle, now):
    bad = PHONE.replace("4.50", "7.00")
    report = check(Submission("nl-ict", "phones", turtle(bad)), registry, now)
    assert report == hand_in(bad).report
    assert registry.ledger.last_sequence() == 2


def test_a_copy_without_a_ledger_takes_nothing(registry, turtle, now):
    outcome = publish(Submission("nl-ict", "phones", turtle(PHONE)), replace(registry, ledger=None), now)
    assert "takes no contributions" in outcome.reason


def test_what_a_file_refers_to_is_looked_at_again_before_it_is_kept(registry, turtle, now):
    registry.checks.warm_up()
    text = PHONE.strip().removesuffix(";").removesuffix(".") + "."
    outcomes = []
    submission = Submission("nl-ict", "late", turtle(text))
    uploading = threading.Thread(target=lambda: outcomes.append(publish(submission, registry, now)))
    with registry.writing:  # judged, the upload now waits here, while the brand goes away
        uploading.start()
        uploading.join(timeout=1.5)
        gone = Draft("registry", "phones", Action.WITHDRAW, "", b"", "https://example.org/l", now, "0.1.0", "{}")
        apply(registry.store, registry.ledger.append(gone), now.date())
    uploading.join()

    assert isinstance(outcomes[0], Rejected)
    assert not registry.store.has_graph(graph_iri("nl-ict", "late"))


def test_every_index_that_does_not_add_up_was_warned_about_when_the_register_came_in(full):
    report = from_json(full.ledger.current("registry", "eprel-smartphones").draft.report)
    warned = {finding.focus for finding in report.findings if finding.shape == NamedNode(f"{IDS}criterion/REP-04")}
    failing = full.store.subjects(CFIT.fails, NamedNode(f"{IDS}criterion/REP-04/1"), VERDICTS_GRAPH)
    assert warned == set(failing) != set()
    assert report.conforms
