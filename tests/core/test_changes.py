"""What changes is what one side says and the other does not, however nodes without a name are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from registry.core.changes import SHOWN, Standing, ThingChange, standing_changes, statement_changes
from registry.core.criteria import CriterionVersion
from registry.core.facts import Fact
from registry.core.names import GENIDS, graph_iri
from registry.core.verdicts import Judgement, Verdict
from registry.settings import IDS
from registry.vocabulary import CFIT, SCHEMA

GRAPH, OTHER = graph_iri("nl-ict", "phones"), graph_iri("de-it", "phones")
PHONE = NamedNode(f"{IDS}device/nl-ict-a")


def say(value, subject=PHONE, predicate=SCHEMA.name):
    return Quad(subject, predicate, value if isinstance(value, NamedNode) else Literal(value), GRAPH)


def unnamed(number):
    return NamedNode(f"{GENIDS}{number}")


def counts(old, new):
    return {
        thing: (added.count, removed.count) for thing, (added, removed) in statement_changes(old, new, GRAPH).items()
    }


def test_what_one_side_says_and_the_other_does_not_is_added_or_removed():
    assert counts([say("A"), say("B")], [say("B"), say("C"), say("D")]) == {PHONE: (2, 1)}


def test_of_many_statements_the_first_are_shown_and_all_are_counted():
    added, _ = statement_changes([], [say(f"{number:03}") for number in range(SHOWN + 5)], GRAPH)[PHONE]
    assert (len(added.shown), added.count, added.more) == (SHOWN, SHOWN + 5, 5)
    assert added.shown[0].object == Literal("000")


def nested(first, second, text="proof"):
    return [
        say(unnamed(first), predicate=SCHEMA.about),
        say(unnamed(second), unnamed(first), SCHEMA.about),
        say(text, unnamed(second)),
    ]


def test_a_node_without_a_name_is_compared_by_what_it_says():
    assert counts(nested(1, 2), nested(8, 9)) == {}


def test_what_a_node_without_a_name_says_belongs_to_the_thing_that_names_it():
    changed = counts(nested(1, 2), nested(8, 9, "another proof"))
    assert set(changed) == {PHONE}


def test_a_node_that_nothing_names_belongs_to_the_graph():
    assert counts([], [say("A", unnamed(1))]) == {GRAPH: (1, 0)}


def test_nodes_without_a_name_that_name_each_other_end():
    ring = [say(unnamed(2), unnamed(1), SCHEMA.about), say(unnamed(1), unnamed(2), SCHEMA.about)]
    assert counts(ring, ring) == {}
    assert set(counts([], ring)) == {GRAPH}


statements = st.lists(
    st.builds(
        say,
        st.one_of(st.text(max_size=3), st.integers(0, 4).map(unnamed)),
        st.one_of(st.just(PHONE), st.integers(0, 4).map(unnamed)),
    ),
    max_size=12,
)


def renamed(quads):
    """The same statements with other names for the nodes that have none."""

    def other(term):
        return NamedNode(term.value + "0") if isinstance(term, NamedNode) and term.value.startswith(GENIDS) else term

    return [Quad(other(quad.subject), quad.predicate, other(quad.object), GRAPH) for quad in quads]


@given(statements)
def test_the_same_statements_change_nothing(quads):
    assert counts(quads, renamed(reversed(quads))) == {}


@given(statements, statements)
def test_what_one_way_adds_the_other_way_removes(old, new):
    there, back = counts(old, new), counts(new, old)
    assert there == {thing: (added, removed) for thing, (removed, added) in back.items()}


def version(number):
    some = NamedNode(f"{IDS}criterion/{number}")
    return CriterionVersion(some, some, number, 1, some, some, some, frozenset(), date(2026, 1, 1), None, ())


def standing(*judged, facts=()):
    return Standing(facts=facts, judgements=tuple(Judgement(version(number), verdict) for number, verdict in judged))


def verdicts(before, after):
    found = standing_changes(ThingChange(PHONE), before, after).verdicts
    return [(each.version.identifier, each.before.value, each.after.value) for each in found]


def test_a_verdict_that_is_another_one_is_a_change():
    before = standing(("REP-03", Verdict.FAILS), ("SW-02", Verdict.MEETS))
    after = standing(("REP-03", Verdict.MEETS), ("SW-02", Verdict.MEETS))
    assert verdicts(before, after) == [("REP-03", "fails", "meets")]


def test_a_device_that_was_not_judged_was_unknown():
    assert verdicts(Standing(), standing(("REP-03", Verdict.MEETS))) == [("REP-03", "unknown", "meets")]
    assert verdicts(standing(("REP-03", Verdict.MEETS)), Standing()) == [("REP-03", "meets", "unknown")]


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.NOT_APPLICABLE])
def test_a_criterion_of_which_nothing_is_known_is_no_change(verdict):
    assert verdicts(Standing(), standing(("REP-03", verdict))) == []


def fact(value, graph=GRAPH):
    return Fact(CFIT.repairabilityIndex, Literal(value), graph)


def disputed(before, after):
    return standing_changes(ThingChange(PHONE), Standing(facts=before), Standing(facts=after)).disputed


def test_a_property_is_disputed_once_no_source_says_all_of_its_values():
    assert disputed((fact("1"),), (fact("1"), fact("2", OTHER))) == (CFIT.repairabilityIndex,)
    assert disputed((fact("1"), fact("2", OTHER)), (fact("1"), fact("3", OTHER))) == ()
    assert disputed((fact("1"),), (fact("1"), fact("2"), fact("2", OTHER))) == ()
