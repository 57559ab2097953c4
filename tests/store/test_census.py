"""What the store holds is counted once, and whatever is done to it afterwards, the numbers are those of a new count."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat

from registry.core.contribution import Action, Draft, place
from registry.core.names import CONTRIBUTIONS_GRAPH, PROPOSALS_GRAPH, VERDICTS_GRAPH
from registry.following import apply
from registry.settings import IDS
from registry.store import Store
from registry.store.census import Census
from registry.store.projection import rejudge
from registry.vocabulary import CFIT, CFIT_NAMESPACE, RDF, SCHEMA
from tests.conftest import criteria_file, turtle_file
from tests.eventful import CERTIFICATE, SCHEME
from tests.store.test_embedded import change

START, FIRST, LAST = (date(2026, 11, day) for day in (1, 10, 20))
RULES = {"criteria": criteria_file("REP-03", "SW-02"), "schemes": turtle_file(SCHEME.format(ids=IDS))}
DATASETS = ("registry/phones", "nl-ict/phones", "de-it/facts")
LIKE = 'a cfit:DeviceModel ; schema:brand brand:b ; cfit:deviceKind kind:smartphone ; schema:gtin "9506000134352"'
SAID = (
    f"device:phone-1 {LIKE} ; cfit:repairabilityIndex 4.20, 4.2 .",
    f"device:phone-2 {LIKE} ; a schema:Product .",
    "device:phone-1 a cfit:DeviceModel ; cfit:osUpdateYearsAfterEndOfSale 5 .",
    "device:phone-2 cfit:repairabilityIndex 2.1 .",
    "[ a cfit:Evidence ; cfit:readOn 2026 ] .",
    CERTIFICATE.format(ids=IDS, first=FIRST, last=LAST),
)
contributions = st.tuples(st.sampled_from(DATASETS), st.one_of(st.none(), st.sets(st.sampled_from(SAID), min_size=1)))
turns = st.integers(0, 30).map(lambda days: START + timedelta(days=days))
steps = st.lists(st.one_of(contributions, contributions, turns), max_size=8)


def contribute(store, dataset, body, day):
    group, _, name = dataset.partition("/")
    action, number = Action.REPLACE if body else Action.WITHDRAW, store.revision() + 1
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    draft = Draft(group, name, action, "text/turtle", body, "urn:licence", moment, "1.0.0", "{}")
    apply(store, place(draft, number, f"Group {group}", ""), day)


def do(store, step, day):
    """One step, and the day after it."""
    if isinstance(step, date):
        rejudge(store, step)
        return step
    dataset, said = step
    contribute(store, dataset, turtle_file("\n".join(sorted(said))) if said else b"", day)
    return day


def counted(lines):
    """The numbers of a dump, by Python alone."""
    quads = [*ox.parse("".join(lines), format=RdfFormat.N_QUADS)]
    typed = {(quad.graph_name, quad.subject, quad.object) for quad in quads if quad.predicate == RDF.type}
    described = {}
    for graph, _, kind in typed:
        described.setdefault(graph, Counter())[kind] += 1
    ours = {(thing, kind) for _, thing, kind in typed if kind.value.startswith(CFIT_NAMESPACE)}
    return Counter(quad.graph_name for quad in quads), described, Counter(kind for _, kind in ours)


def told(sizes):
    return sizes.graphs, sizes.described, sizes.classes


@given(steps, st.integers(0, 4))
@settings(max_examples=40)
def test_whatever_is_done_the_numbers_are_those_of_a_new_count(done, asked_first):
    store, day = Store(), START
    for dataset, body in RULES.items():
        contribute(store, f"registry/{dataset}", body, day)
    for number, step in enumerate(done):
        if number == asked_first:
            store.sizes()
        day = do(store, step, day)
    assert told(store.sizes()) == counted(store.lines())


def test_verdicts_proposals_and_things_in_two_graphs_are_followed():
    store = Store()
    for dataset, body in RULES.items():
        contribute(store, f"registry/{dataset}", body, START)
    none = store.sizes()
    assert {VERDICTS_GRAPH, PROPOSALS_GRAPH}.isdisjoint(none.graphs) and none.graphs[CONTRIBUTIONS_GRAPH]
    seen = []
    ours, theirs = (SAID[0], SAID[5]), (SAID[1], "device:phone-1 a cfit:DeviceModel .")
    for step in (("registry/phones", ours), ("nl-ict/phones", theirs), LAST, ("registry/phones", None)):
        do(store, step, START)
        sizes = store.sizes()
        seen.append((sizes.graphs.get(VERDICTS_GRAPH), sizes.graphs.get(PROPOSALS_GRAPH), sizes.classes))
        assert told(sizes) == counted(store.lines())
    verdicts, proposals, classes = zip(*seen, strict=True)
    assert verdicts == (1, 1, 2, None) and proposals == (None, 6, 6, None)
    assert [each[CFIT.DeviceModel] for each in classes] == [1, 2, 2, 2]
    assert [each[CFIT.Contribution] for each in classes] == [3, 4, 4, 5]


PHONES = [NamedNode(f"urn:phone:{number}") for number in range(4)]
MARK = CONTRIBUTIONS_GRAPH, CFIT.lastApplied


class Overtaken:
    """An engine to which something happens right before and right after it answers its first question."""

    def __init__(self, engine, before, after):
        self.engine, self.steps = engine, [before, after]

    def query(self, text, **options):
        steps, self.steps = self.steps, []
        for step in steps[:1]:
            step()
        answer = [*self.engine.query(text, **options)]
        for step in steps[1:]:
            step()
        return answer


def test_what_changes_while_all_is_counted_is_counted_once():
    engine = ox.Store()

    def add(*numbers):
        for number in numbers:
            with census.following({PHONES[number], CONTRIBUTIONS_GRAPH}):
                engine.update(
                    f"DELETE WHERE {{ GRAPH {MARK[0]} {{ {MARK[0]} {MARK[1]} ?old }} }};"
                    f"INSERT DATA {{ GRAPH {MARK[0]} {{ {MARK[0]} {MARK[1]} {number} }} }}"
                )
                engine.add(Quad(PHONES[number], RDF.type, CFIT.DeviceModel, VERDICTS_GRAPH))

    census = Census(Overtaken(engine, before=lambda: add(1), after=lambda: add(2)))
    add(0)
    assert census.sizes().classes == {CFIT.DeviceModel: 3}
    add(3)
    assert told(census.sizes()) == ({VERDICTS_GRAPH: 4, MARK[0]: 1}, *told(census.sizes())[1:])
    assert census.sizes().classes == {CFIT.DeviceModel: 4}


def test_a_contribution_that_had_no_state_gets_one_with_the_next():
    store = Store()
    store.sizes()
    for sequence in (1, 2):
        store.apply(change(sequence))
        assert told(store.sizes()) == counted(store.lines())


def test_a_dump_is_counted_where_nothing_was(tmp_path):
    store, dump = Store(), tmp_path / "dump.nq"
    assert told(store.sizes()) == ({}, {}, {})
    kinds = (CFIT.DeviceModel, SCHEMA.Brand)
    lines = [f"<urn:a> {RDF.type} {kind} <urn:graph:{graph}> .\n" for kind in kinds for graph in "xy"]
    dump.write_text("".join(lines))
    store.load_dump(dump)
    assert told(store.sizes()) == counted(store.lines())
    assert store.sizes().classes == {CFIT.DeviceModel: 1}
