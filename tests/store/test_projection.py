"""What the store shows follows from the ledger and the day."""

from datetime import date

import pytest
from pyoxigraph import NamedNode

from registry.assembly import open_registry
from registry.core.names import CONTRIBUTIONS_GRAPH
from registry.keep import rebuild
from registry.publish import Accepted, Submission, publish, withdraw
from registry.settings import IDS
from registry.store.projection import rejudge, rules_of
from registry.vocabulary import CFIT

DEVICE = NamedNode(f"{IDS}device/phone-1")
VERDICTS = (CFIT.meets, CFIT.fails, CFIT.disputed)


def verdicts(registry, device=DEVICE):
    return [quad.predicate for quad in registry.store.about(device) if quad.predicate in VERDICTS]


def test_every_criterion_is_read(registry, full):
    assert [version.identifier for version in rules_of(registry.store).criteria] == ["REP-03", "SW-02"]
    assert len(rules_of(full.store).criteria) == 98


def test_nobody_is_judged_before_a_criterion_begins(registry):
    rejudge(registry.store, date(2025, 6, 19))
    assert verdicts(registry) == []
    rejudge(registry.store, date(2025, 6, 20))
    assert set(verdicts(registry)) == {CFIT.meets, CFIT.fails}


def test_verdicts_are_made_again_at_a_start_after_a_criterion_began(registry, now, copied):
    rejudge(registry.store, date(2025, 6, 19))
    again = open_registry(copied(), now.date())
    assert set(verdicts(again)) == {CFIT.meets, CFIT.fails}
    assert again.store.judged_on() == "2026-11-21"
    again.close()


@pytest.mark.parametrize("kind", ["laptop", "monitor"])
def test_a_device_of_another_kind_is_not_judged_by_criteria_for_phones(registry, turtle, now, kind):
    text = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
    text += f" cfit:deviceKind kind:{kind} ; cfit:repairabilityIndex 4.50 ."
    assert isinstance(publish(Submission("nl-ict", "a", turtle(text)), registry, now), Accepted)
    assert verdicts(registry, NamedNode(f"{IDS}device/nl-ict-a")) == []


def test_only_what_the_facts_decide_is_stored(full):
    stored = {quad.predicate for quad in full.store.graph(NamedNode("https://w3id.org/cfit/graph/registry/verdicts"))}
    assert stored <= set(VERDICTS)


def test_a_contribution_on_a_later_day_does_not_speak_for_devices_that_it_does_not_touch(registry, turtle, now, copied):
    rejudge(registry.store, date(2025, 6, 19))
    text = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
    publish(Submission("nl-ict", "a", turtle(text + " cfit:deviceKind kind:smartphone .")), registry, now)
    again = open_registry(copied(), now.date())
    found = set(verdicts(again))
    again.close()
    assert found == {CFIT.meets, CFIT.fails}


def test_the_store_says_of_each_contribution_what_became_of_it(registry, turtle, now, copied):
    def states(of):
        quads = of.store.graph(CONTRIBUTIONS_GRAPH)
        return sorted(
            (quad.subject.value.rpartition("/")[2], quad.object.value.rpartition("/")[2])
            for quad in quads
            if quad.predicate == CFIT.state
        )

    fact = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."
    for value in ("3.5", "3.6"):
        outcome = publish(Submission("nl-ict", "facts", turtle(fact.replace("3.5", value))), registry, now)
        assert isinstance(outcome, Accepted), outcome
    before = [("1", "accepted"), ("2", "accepted")]
    assert states(registry) == [*before, ("3", "superseded"), ("4", "accepted")]
    withdraw("nl-ict", "facts", "Wrong list.", registry, now)
    expected = [*before, ("3", "superseded"), ("4", "withdrawn"), ("5", "withdrawn")]
    assert states(registry) == expected
    settings = copied()
    rebuild(settings, now.date(), lambda done, of: None)
    again = open_registry(settings, now.date())
    assert states(again) == expected
    again.close()
