"""What the registry decides about a proposal stands in its own dataset, and can be taken back."""

import pytest
from pyoxigraph import NamedNode

from registry.core.decisions import DATASET, Decided
from registry.core.links import ACCEPTED, PROPOSED, REJECTED
from registry.core.names import PROPOSALS_GRAPH, STEWARD, group_iri
from registry.publish import Accepted, Submission, publish, withdraw
from registry.settings import IDS
from registry.store.case import case_of
from registry.store.decisions import file_with, links_of
from registry.store.view import View

PHONE, OWN = NamedNode(f"{IDS}device/phone-1"), NamedNode(f"{IDS}device/nl-ict-a")
DEVICE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "{name}" ; schema:brand brand:invented ;'
DEVICE += " cfit:deviceKind kind:smartphone .\n"


@pytest.fixture
def put(registry, turtle, now):
    def put(text, group="nl-ict", dataset="phones"):
        assert isinstance(publish(Submission(group, dataset, turtle(text)), registry, now), Accepted)

    put(DEVICE.format(name="Phone 1"))
    return put


@pytest.fixture
def decide(registry, now):
    """Decide on the links of the registry, each by itself or several at once."""

    def decide(decision, *listed):
        listed = listed or links_of(registry.store)
        decided = [Decided(each.link, decision, group_iri(STEWARD), "Seen.") for each in listed]
        body = file_with(decided, registry.store, now.date())
        return publish(Submission(STEWARD, DATASET, body), registry, now)

    return decide


def standings(registry):
    return [each.standing for each in links_of(registry.store)]


def descriptions(registry):
    return case_of(PHONE, View(registry.store)).descriptions


@pytest.mark.usefixtures("put")
def test_a_proposal_that_is_accepted_is_stated_by_the_registry_and_holds(registry, decide):
    assert isinstance(decide(ACCEPTED), Accepted)
    assert (standings(registry), descriptions(registry)) == ([ACCEPTED], (OWN,))
    assert not registry.store.has_graph(PROPOSALS_GRAPH)


@pytest.mark.usefixtures("put")
def test_a_proposal_that_is_rejected_does_not_come_back_with_the_next_file(registry, decide, put):
    decide(REJECTED)
    put(DEVICE.format(name="Another"))
    put(DEVICE.format(name="Phone 1"))
    assert (standings(registry), descriptions(registry)) == ([REJECTED], ())
    assert not registry.store.has_graph(PROPOSALS_GRAPH)


@pytest.mark.usefixtures("put")
@pytest.mark.parametrize("decision", [ACCEPTED, REJECTED])
def test_a_decision_on_a_proposal_can_be_taken_back(registry, decide, decision):
    decide(decision)
    assert isinstance(decide(PROPOSED), Accepted)
    assert (standings(registry), descriptions(registry)) == ([PROPOSED], ())
    decide(ACCEPTED)
    assert descriptions(registry) == (OWN,)


@pytest.mark.usefixtures("put")
def test_several_decisions_are_one_contribution(registry, decide, put):
    put(DEVICE.format(name="Phone 1").replace("nl-ict", "de-it"), "de-it")
    assert len(links_of(registry.store)) == 3
    before = registry.ledger.last_sequence()
    decide(ACCEPTED)
    assert (standings(registry), registry.ledger.last_sequence()) == ([ACCEPTED] * 3, before + 1)


@pytest.mark.usefixtures("put")
def test_what_a_member_takes_back_keeps_nobody_from_deciding_on_something_else(registry, decide, put, now):
    decide(ACCEPTED)
    put(DEVICE.format(name="Phone 1").replace("nl-ict", "de-it"), "de-it")
    withdraw("nl-ict", "phones", "A mistake.", registry, now)
    (other,) = (each for each in links_of(registry.store) if each.standing == PROPOSED)
    assert isinstance(decide(REJECTED, other), Accepted)
    assert [each.link.iri for each in links_of(registry.store)] == [other.link.iri]


@pytest.mark.usefixtures("put")
def test_a_listed_link_tells_its_last_decision(registry, decide):
    decide(REJECTED)
    (listed,) = links_of(registry.store)
    assert (listed.decision.decision, listed.decision.by) == (REJECTED, group_iri(STEWARD))
