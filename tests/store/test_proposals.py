"""The registry proposes links by exact look-ups; they count for nothing, and the ledger gives them again."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from registry.core.links import read_links
from registry.core.names import PROPOSALS_GRAPH
from registry.following import catch_up
from registry.publish import Accepted, Submission, publish, withdraw
from registry.settings import IDS
from registry.store import Store
from registry.store.case import case_of
from registry.store.proposals import stored_proposals
from registry.store.view import View
from registry.vocabulary import PROV

PHONE = NamedNode(f"{IDS}device/phone-1")
DEVICE = 'device:{iri} a cfit:DeviceModel ; schema:name "{name}" ; schema:brand brand:invented ;'
DEVICE += " cfit:deviceKind kind:smartphone {more}.\n"


def device(iri, name="Phone 1", more=""):
    return DEVICE.format(iri=iri, name=name, more=more)


@pytest.fixture
def put(registry, turtle, now):
    def put(text, group="nl-ict", dataset="phones"):
        outcome = publish(Submission(group, dataset, turtle(text)), registry, now)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    return put


def links(registry):
    return read_links(registry.store.graph(PROPOSALS_GRAPH))


def pairs(registry):
    found = ((link.source.value, link.target.value, link.method.value) for link in links(registry))
    return {tuple(part.rpartition("/")[2] for part in each) for each in found}


@pytest.mark.parametrize(
    ("known", "new", "method"),
    [
        ('; cfit:eprelNumber "2378858"', '; cfit:eprelNumber "2378858"', "eprel-number"),
        ('; schema:gtin "9506000134352"', '; schema:gtin "09506000134352"', "gtin"),
        ('; cfit:modelCode "XX-1", "XX-2"', '; cfit:modelCode "XX-2"', "model-code"),
    ],
)
def test_a_new_device_with_a_number_or_code_of_a_known_one_brings_a_proposal(registry, put, known, new, method):
    put(device("known", "A", known), "registry", "known")
    put(device("nl-ict-a", "B", new))
    assert pairs(registry) == {("known", "nl-ict-a", method)}


@pytest.mark.parametrize("name", ["Phone 1", "Invented Phone 1", "Phone 1 5G", "Phone 1 (LTE)"])
def test_a_new_device_with_the_name_of_a_known_one_brings_a_proposal(registry, put, name):
    put(device("nl-ict-a", name))
    assert {(source, target) for source, target, _ in pairs(registry)} == {("phone-1", "nl-ict-a")}


def test_a_proposal_says_how_sure_it_is_and_which_contribution_brought_it(registry, put):
    contribution = put(device("nl-ict-a")).contribution
    (link,) = links(registry)
    assert link.confidence == Decimal("0.8")
    origin = {quad.object for quad in registry.store.about(link.iri) if quad.predicate == PROV.wasDerivedFrom}
    assert origin == {contribution.iri}


def test_no_looser_proposal_is_made_where_there_is_an_exact_one(registry, put):
    put(device("known-4a", "Pixel 4a") + device("known-5g", "Pixel 4a (5G)"), "registry", "known")
    put(device("nl-ict-4a", "Pixel 4a"))
    put(device("de-it-5g", "Pixel 4a (5G)"), "de-it")
    assert pairs(registry) == {("known-4a", "nl-ict-4a", "name"), ("known-5g", "de-it-5g", "name")}


def test_a_looser_proposal_goes_once_there_is_an_exact_one(registry, put):
    put(device("known-5g", "Pixel 4a (5G)"), "registry", "known")
    put(device("nl-ict-4a", "Pixel 4a"))
    assert pairs(registry) == {("known-5g", "nl-ict-4a", "name-without-generation")}
    put(device("de-it-4a", "Pixel 4a"), "de-it")
    assert pairs(registry) == {("de-it-4a", "nl-ict-4a", "name")}


def test_a_codename_is_no_model(registry, put):
    put(device("known", "A", '; cfit:codename "redfin"'), "registry", "known")
    put(device("nl-ict-a", "B", '; cfit:codename "redfin"'))
    assert pairs(registry) == set()


def test_a_code_that_too_many_share_tells_nothing(registry, put):
    many = "".join(device(f"known-{number}", f"K {number}", '; cfit:modelCode "X"') for number in range(21))
    put(many, "registry", "known")
    put(device("nl-ict-a", "B", '; cfit:modelCode "X"'))
    assert pairs(registry) == set()


def test_a_proposal_counts_for_nothing(registry, put, now):
    put(device("nl-ict-a", more="; cfit:repairabilityIndex 1.00"))
    case = case_of(PHONE, View(registry.store))
    assert (case.descriptions, len(stored_proposals(PHONE, registry.store))) == ((), 1)


def test_a_proposal_goes_with_the_device_and_with_its_likeness(registry, put, now):
    put(device("nl-ict-a"))
    put(device("nl-ict-a", "Another"))
    assert pairs(registry) == set()
    put(device("nl-ict-a"))
    withdraw("nl-ict", "phones", "A mistake.", registry, now)
    assert pairs(registry) == set()


def test_a_proposal_that_stays_keeps_its_origin(registry, put):
    put(device("nl-ict-a"))
    before = set(registry.store.graph(PROPOSALS_GRAPH))
    put(device("nl-ict-a", more="; cfit:repairabilityIndex 4.00"))
    assert set(registry.store.graph(PROPOSALS_GRAPH)) == before


def test_nothing_is_proposed_where_a_link_is_stated(registry, put):
    put(device("nl-ict-a"))
    link = f"""<{IDS}link/nl-ict-1> a cfit:LinkAssertion ; cfit:linkFrom device:nl-ict-a ; cfit:linkTo device:phone-1 ;
        cfit:linkMethod <{IDS}link-method/by-hand> ; cfit:confidence 0.9 ."""
    put(link, dataset="links")
    assert pairs(registry) == set()


def test_a_stranger_cannot_make_a_device_look_like_another(registry, put):
    put(device("nl-ict-a", "A"))
    put('device:nl-ict-a a cfit:DeviceModel ; schema:name "Phone 1" .', "de-it", "claims")
    assert pairs(registry) == set()


def same_after_a_rebuild(registry, today):
    fresh = Store()
    catch_up(fresh, registry.ledger, today)
    return list(fresh.lines()) == list(registry.store.lines())


def test_proposals_are_made_again_from_the_ledger(registry, put, now):
    put(device("nl-ict-a"))
    put(device("de-it-a", "Phone 1 5G"), "de-it")
    put(device("nl-ict-a", "Phone 1 5G"))
    assert pairs(registry)
    assert same_after_a_rebuild(registry, now.date())


steps = st.tuples(
    st.sampled_from(["nl-ict", "de-it", "registry"]),
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["P", "P 5G", "Q"]), st.sampled_from(["", "X"])), max_size=2
    ),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=5))
def test_any_history_gives_the_same_proposals_again(registry, turtle, now, history):
    for group, devices in history:
        by_name = {slug: (name, code) for slug, name, code in devices}
        text = "".join(
            device(f"{group}-{slug}", name, f'; cfit:modelCode "{code}"' if code else "")
            for slug, (name, code) in by_name.items()
        )
        if text:
            assert isinstance(publish(Submission(group, "own", turtle(text)), registry, now), Accepted)
        else:
            withdraw(group, "own", "Again.", registry, now)
    for link in links(registry):
        assert all(stored_proposals(end, registry.store) for end in link.ends)
    assert same_after_a_rebuild(registry, now.date())
