"""What a contribution would change is what it then changes, for a first file, a replacement and a withdrawal."""

from datetime import UTC, datetime

import pytest
from pyoxigraph import Literal, NamedNode

from registry.core.contribution import Action, Draft, place
from registry.core.links import read_links
from registry.core.names import PROPOSALS_GRAPH, graph_iri
from registry.core.turtle import read_turtle
from registry.settings import IDS
from registry.store import project
from registry.store.changes import THINGS, changes_of
from registry.vocabulary import CFIT

GRAPH = graph_iri("nl-ict", "phones")
PHONE, OWN = NamedNode(f"{IDS}device/phone-1"), NamedNode(f"{IDS}device/nl-ict-a")
DEVICE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
DEVICE += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.20 .\n"


@pytest.fixture
def foresee(registry, turtle, now):
    def foresee(text):
        quads = read_turtle(turtle(text), GRAPH).quads if text else ()
        return changes_of(registry.store, GRAPH, quads, now.date())

    return foresee


@pytest.fixture
def put(registry, turtle, now):
    def put(text, group="nl-ict", dataset="phones"):
        time = datetime(2026, 11, 21, tzinfo=UTC)
        draft = Draft(group, dataset, Action.REPLACE, "text/turtle", turtle(text), "x:licence", time, "1", "{}")
        contribution = place(draft, registry.store.revision() + 1, group, "0")
        project(registry.store, contribution, read_turtle(draft.body, draft.graph).quads, now.date())

    return put


def of(changes, thing):
    return next(each for each in changes.things if each.iri == thing)


def verdicts(change):
    return [(each.version.identifier, each.before.value, each.after.value) for each in change.verdicts]


def test_a_first_file_adds_statements_and_verdicts(foresee):
    changes = foresee(DEVICE)
    assert (changes.added, changes.removed, changes.more) == (5, 0, 0)
    assert verdicts(of(changes, OWN)) == [("REP-03", "unknown", "meets")]
    assert of(changes, OWN).name == "A"


def test_the_same_file_again_changes_nothing(foresee, put):
    put(DEVICE)
    changes = foresee(DEVICE.replace("4.20", "4.2"))
    assert (changes.things, changes.added, changes.removed) == ((), 0, 0)


def test_a_replacement_says_what_goes_and_what_comes(foresee, put):
    put(DEVICE)
    change = of(foresee(DEVICE.replace("4.20", "3.00")), OWN)
    assert [triple.object.value for triple in (*change.removed.shown, *change.added.shown)] == ["4.2", "3"]
    assert verdicts(change) == [("REP-03", "meets", "fails")]


def test_a_withdrawal_takes_the_verdicts_along(foresee, put):
    put(DEVICE)
    change = of(foresee(""), OWN)
    assert (change.removed.count, change.added.count) == (5, 0)
    assert verdicts(change) == [("REP-03", "meets", "unknown")]


def test_a_fact_that_differs_from_that_of_another_source_is_disputed(foresee):
    change = of(foresee("device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.00 ."), PHONE)
    assert change.disputed == (CFIT.repairabilityIndex,)
    assert verdicts(change) == [("REP-03", "meets", "disputed")]


SCHEME = """
<{ids}scheme/invented/1/gold> a cfit:SchemeTier ; cfit:ofSchemeVersion <{ids}scheme/invented/1> ; cfit:rank 1 .
<{ids}presumption/gold> a cfit:Presumption ; cfit:presumedFrom <{ids}scheme/invented/1/gold> ;
    cfit:deemedToSatisfy <{ids}criterion/REP-03/1> .
device:phone-2 a cfit:DeviceModel ; schema:name "Phone 2" ; schema:brand brand:invented ;
    cfit:deviceKind kind:smartphone .
"""
HELD = """
<{ids}certificate/nl-ict-1> a cfit:Certificate ; schema:certificationIdentification "INVENTED-1" ;
    schema:about device:phone-2 ; cfit:schemeVersion <{ids}scheme/invented/1> ;
    cfit:schemeTier <{ids}scheme/invented/1/gold> ; cfit:certificateStatus <{ids}certificate-status/{standing}> ;
    schema:validFrom "2026-01-01"^^xsd:date ; schema:expires "2027-01-01"^^xsd:date .
"""


def test_a_certificate_begins_to_count_and_lapses(foresee, put):
    put(SCHEME.format(ids=IDS), "registry", "scheme")
    valid, ended = (HELD.format(ids=IDS, standing=standing) for standing in ("valid", "withdrawn"))
    phone = NamedNode(f"{IDS}device/phone-2")
    begun = of(foresee(valid), phone)
    assert ([each.number for each in begun.begun], begun.lapsed) == (["INVENTED-1"], ())
    assert verdicts(begun) == [("REP-03", "unknown", "meets")]
    put(valid)
    lapsed = of(foresee(ended), phone)
    assert ([each.number for each in lapsed.lapsed], lapsed.begun) == (["INVENTED-1"], ())
    assert verdicts(lapsed) == [("REP-03", "meets", "unknown")]


def test_a_criterion_that_changes_is_judged_anew_for_all_devices(foresee, registry):
    criteria = registry.store.graph(graph_iri("registry", "criteria"))
    quads = tuple(quad for quad in criteria if quad.predicate != CFIT.constraint)
    changes = changes_of(registry.store, graph_iri("registry", "criteria"), quads, datetime(2026, 11, 21).date())
    assert verdicts(of(changes, PHONE))[0][:2] == ("REP-03", "meets")


def test_a_link_that_will_be_proposed_is_told_before_it_is(foresee, put, registry):
    text = DEVICE.replace('"A"', '"Phone 1"')
    (told,) = of(foresee(text), OWN).proposed
    assert told.ends == (PHONE, OWN)
    put(text)
    assert [link.iri for link in read_links(registry.store.graph(PROPOSALS_GRAPH))] == [told.iri]


def test_only_so_many_things_are_looked_at_and_all_statements_are_counted(foresee):
    many = "".join(DEVICE.replace("nl-ict-a", f"nl-ict-{number}") for number in range(THINGS + 3))
    changes = foresee(many)
    assert (len(changes.things), changes.more, changes.added) == (THINGS, 3, 5 * (THINGS + 3))


def test_looking_ahead_keeps_nothing(foresee, registry):
    before = list(registry.store.lines())
    foresee(DEVICE)
    assert list(registry.store.lines()) == before


def test_a_name_in_no_language_is_taken(foresee):
    assert of(foresee(DEVICE.replace('"A"', '"B"@nl')), OWN).name == Literal("B").value
