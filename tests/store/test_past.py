"""What a graph held at a moment comes back as it was, whatever was done to it since."""

import gc
import shutil
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from registry import keep
from registry.assembly import open_registry
from registry.core.access import Role
from registry.core.contribution import Action, Draft, place
from registry.core.names import DERIVED_GRAPHS, graph_iri, named_by
from registry.following import apply, catch_up
from registry.ledger import Ledger
from registry.ledger.ledger import Group
from registry.store import Store
from registry.store.past import Past
from registry.store.then import Then
from registry.vocabulary import PROV
from tests.store.test_scrub import harm

DAY = date(2026, 11, 22)
START = datetime(2026, 1, 1, tzinfo=UTC)
DATASETS = (("nl-ict", "phones"), ("nl-ict", "laptops"), ("de-it", "phones"))
THINGS = [NamedNode(f"urn:thing:{number}") for number in range(3)]
IS = NamedNode("urn:is")

steps = st.lists(
    st.tuples(
        st.sampled_from(DATASETS), st.one_of(st.none(), st.sets(st.tuples(st.integers(0, 2), st.integers(1, 4))))
    ),
    max_size=9,
)


def drafts(done) -> list[Draft]:
    """These contributions, an hour apart; None withdraws."""
    return [_draft(hour, group, dataset, pairs) for hour, ((group, dataset), pairs) in enumerate(done)]


def _draft(hour, group, dataset, pairs) -> Draft:
    # 4.20 is given back as 4.2; a node without a name gets one that depends on the whole file
    lines = [f"<urn:thing:{thing}> <urn:is> {value}.20, [ <urn:at> {value} ] ." for thing, value in pairs or ()]
    action = Action.WITHDRAW if pairs is None else Action.REPLACE
    time = START + timedelta(hours=hour)
    return Draft(
        *(group, dataset, action, "text/turtle", "\n".join(sorted(lines)).encode()),
        *("urn:licence", time, "1.0.0", "{}"),
    )


def stated(store, thing) -> set:
    return {quad for quad in store.about(thing) if quad.graph_name not in DERIVED_GRAPHS}


def then(store, ledger, sequence) -> Then:
    return Then(store, sequence, lambda graph: ledger.moments.in_force(*named_by(graph.value), sequence))


def behind(done, sequence, graph) -> int:
    """The number of the contribution behind a graph, as the steps say."""
    of_graph = [number for number, (where, _) in enumerate(done, start=1) if graph_iri(*where) == graph]
    last = max((number for number in of_graph if number <= sequence), default=0)
    return last if last and done[last - 1][1] is not None else 0


def followed(done) -> tuple[Store, list[dict]]:
    """A store after some steps, and what was stated of each thing before the first and after each of them."""
    store, seen = Store(), [{thing: set() for thing in THINGS}]
    for number, draft in enumerate(drafts(done), start=1):
        apply(store, place(draft, number, "Somebody", ""), DAY)
        seen.append({thing: stated(store, thing) for thing in THINGS})
    return store, seen


@given(steps)
@settings(max_examples=40)
def test_every_moment_of_the_past_is_as_it_was(done):
    store, seen = followed(done)
    for sequence, expected in enumerate(seen):
        before = Then(store, sequence, partial(behind, done, sequence))
        assert {thing: stated(before, thing) for thing in THINGS} == expected
        values = {quad.object for quads in expected.values() for quad in quads if isinstance(quad.object, NamedNode)}
        found = {quad for value in values for quad in before.referring(IS, value)}
        assert found == {q for quads in expected.values() for q in quads if q.object in values}


@given(steps)
@settings(max_examples=10)
def test_a_past_made_anew_from_the_ledger_alone_is_the_same(done):
    ledger, store = Ledger("sqlite://"), Store()
    for slug in ("nl-ict", "de-it"):
        ledger.add_group(Group(slug, slug, "urn:licence", Role.MEMBER), START)
    for draft in drafts(done):
        ledger.append(draft)
    catch_up(store, ledger, DAY)
    noted, store.past = store.past.lines(), Past(None)
    catch_up(store, ledger, DAY)
    assert store.past.lines() == noted


@pytest.fixture
def change_phone(turtle, now):
    def change(registry, index):
        draft = Draft(
            *("registry", "phones", Action.REPLACE, "text/turtle"),
            turtle(f"device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex {index} ."),
            *("https://example.org/licence", now, "1.0.0", "{}"),
        )
        return registry.ledger.append(draft)

    return change


def test_nothing_is_written_until_something_changes(registry):
    assert not (registry.settings.store_folder / "past").exists()
    assert registry.store.past.lines() == []


def test_notes_that_a_crash_left_without_their_change_are_made_again(registry, change_phone, now):
    store, phone = registry.store, NamedNode("https://w3id.org/cfit/id/device/phone-1")
    before = stated(store, phone)
    contribution = change_phone(registry, "5.00")
    graph = graph_iri("registry", "phones")
    store.past.note(contribution.sequence, graph, store.graph(graph), ())  # and here the light goes out
    assert stated(then(store, registry.ledger, 2), phone) == before
    catch_up(store, registry.ledger, now.date())
    assert stated(then(store, registry.ledger, 2), phone) == before
    assert stated(then(store, registry.ledger, 3), phone) == stated(store, phone) != before


def lose(folder):
    shutil.rmtree(folder)


def unhinge(folder):
    """Leave a folder that the engine cannot open."""
    (folder / "CURRENT").write_text("nothing of the kind")


@pytest.mark.parametrize("damage", [lose, unhinge])
def test_a_past_that_is_lost_or_broken_is_made_anew_at_the_start(replaced_home, damage):
    home, noted, reopened = replaced_home
    damage(home.store_folder / "past")
    assert reopened().store.past.lines() == noted != []


def test_a_past_whose_file_changed_is_given_up_although_the_engine_held_it(tmp_path):
    engine = ox.Store(tmp_path)
    graph = ox.NamedNode("urn:graph?added=1")
    engine.extend(ox.Quad(THINGS[0], IS, ox.Literal("long" * number), graph) for number in range(300))
    engine.optimize()
    del engine
    harm(tmp_path)
    assert Past(tmp_path).lines() == []


@pytest.fixture
def replaced_home(copied, change_phone, registry, now):
    """The settings of a registry whose phone changed, what it noted, and how to open it again."""
    change_phone(registry, "5.00")
    settings, opened = copied(), []

    def reopened():
        opened.append(open_registry(settings, now.date()))
        return opened[-1]

    first = reopened()
    noted = first.store.past.lines()
    first.close()
    opened.clear()
    del first
    gc.collect()  # the store is free again once nothing refers to it
    yield settings, noted, reopened
    opened[-1].close()


def test_a_store_that_is_made_anew_has_the_same_past(replaced_home):
    settings, noted, reopened = replaced_home
    keep.rebuild(settings, DAY, lambda done, of: None)
    assert reopened().store.past.lines() == noted != []


def test_a_graph_says_which_contribution_was_behind_it_then(registry, change_phone, now):
    change_phone(registry, "5.00")
    catch_up(registry.store, registry.ledger, now.date())
    graph = graph_iri("registry", "phones")
    behind = [
        [
            quad.object.value
            for quad in then(registry.store, registry.ledger, number).about(graph)
            if quad.predicate == PROV.wasDerivedFrom
        ]
        for number in (1, 2, 3)
    ]
    assert [[name.rpartition("/")[2] for name in names] for names in behind] == [[], ["2"], ["3"]]
