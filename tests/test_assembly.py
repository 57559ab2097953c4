"""A registry that runs past midnight judges by the criteria of the new day, everywhere at once."""

from datetime import date

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from registry import browse
from registry.core.contribution import Action, Draft
from registry.core.names import graph_iri
from registry.core.protocol import Question
from registry.publish import Accepted, Submission, publish
from registry.settings import DATA, IDS

FIRST_DAY = date(2027, 2, 18)
MEETING = "PREFIX cfit: <https://w3id.org/cfit/ontology#> SELECT ?device WHERE { ?device cfit:meets ?version }"


def later_criterion():
    """BAT-10, which counts from February 2027 on."""
    quads = parse(path=DATA / "criteria/criteria-phones.ttl", format=RdfFormat.TURTLE)
    ours = f"{IDS}criterion/BAT-10"
    kept = (q.triple for q in quads if isinstance(q.subject, NamedNode) and q.subject.value.startswith(ours))
    return serialize(kept, format=RdfFormat.TURTLE)


def meeting(registry):
    """The devices that meet BAT-10 by the list and the number of verdicts by a query."""
    listed = browse.devices(browse.Filter(meets=("BAT-10",)), 1, registry, "en").total
    return listed, registry.answers.answer(Question(MEETING, "SELECT")).body.count(b"phone-1")


def test_a_criterion_counts_from_the_first_request_of_its_first_day_on(registry, turtle, now):
    body = turtle("device:phone-1 cfit:batteryUserReplaceable true .")
    for submission in (Submission("registry", "later", later_criterion()), Submission("nl-ict", "battery", body)):
        assert isinstance(publish(submission, registry, now), Accepted)
    before = meeting(registry)

    registry.turn_to(FIRST_DAY)

    listed, answered = meeting(registry)
    assert (before[0], listed, answered - before[1]) == (0, 1, 1)


def test_what_the_store_missed_is_applied_before_the_next_contribution(registry, turtle, now):
    missed = Draft(
        "nl-ict", "missed", Action.REPLACE, "text/turtle", turtle("device:phone-1 cfit:warrantyMonths 24 ."),
        "https://creativecommons.org/licenses/by/4.0/", now, "0.1.0", '{"findings": [], "left_out": 0}',
    )  # fmt: skip
    registry.ledger.append(missed)  # accepted, and then the store could not take it
    body = turtle("device:phone-1 cfit:batteryUserReplaceable true .")

    assert isinstance(publish(Submission("nl-ict", "next", body), registry, now), Accepted)

    held = [registry.store.has_graph(graph_iri("nl-ict", dataset)) for dataset in ("missed", "next")]
    assert held == [True, True]
    assert registry.store.revision() == registry.ledger.last_sequence()


def test_a_day_on_which_nothing_begins_changes_nothing(registry):
    state = registry.store.state()

    registry.turn_to(date(2026, 12, 24))

    assert registry.store.state() == state


def test_a_criterion_that_ends_by_a_statement_without_its_type_ends_everywhere(registry, turtle, now):
    before = [version.valid_until for version in registry.criteria()]
    ending = f'<{IDS}criterion/SW-02/1> cfit:validUntil "2026-01-01"^^xsd:date .'

    assert isinstance(publish(Submission("registry", "endings", turtle(ending)), registry, now), Accepted)

    assert before == [None, None]
    assert [version.valid_until for version in registry.criteria()] == [None, date(2026, 1, 1)]
    query = "PREFIX cfit: <https://w3id.org/cfit/ontology#> ASK { ?device cfit:fails ?version }"
    assert b"false" in registry.answers.answer(Question(query, "ASK")).body
