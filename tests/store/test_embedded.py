"""The store applies a change whole or not at all, is copied at a moment, and writes itself out the same each time."""

import gzip
import re

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from registry.core.names import CONTRIBUTIONS_GRAPH, VERDICTS_GRAPH
from registry.store import Change, Store, StoreInUse
from registry.store.embedded import remove, write_dump
from registry.store.questions import FOLDER, load
from registry.vocabulary import CFIT, PROV, XSD

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
DEVICE, OTHER, VERSION = (NamedNode(f"https://example.org/{name}") for name in ("device", "other", "version"))
NAME = NamedNode("https://schema.org/name")
FILES = sorted(FOLDER.glob("*.rq"))


SUPERSEDED = NamedNode("https://w3id.org/cfit/id/dataset-state/superseded")


def change(sequence=1, name="Phone", judged=(DEVICE,), verdicts=(CFIT.meets,), graph=GRAPH):
    contribution = NamedNode(f"https://example.org/contribution/{sequence}")
    return Change(
        sequence=sequence,
        graph=graph,
        quads=(Quad(DEVICE, NAME, Literal(name), graph),) if name else (),
        description=(Quad(graph, PROV.wasDerivedFrom, contribution, CONTRIBUTIONS_GRAPH),),
        former=SUPERSEDED,
        judged=judged,
        verdicts=tuple(Quad(DEVICE, verdict, VERSION, VERDICTS_GRAPH) for verdict in verdicts),
        day="2026-11-21",
    )


def names(store):
    return [quad.object.value for quad in store.about(DEVICE) if quad.predicate == NAME]


def test_a_change_brings_graph_description_verdicts_and_mark():
    store = Store()
    store.apply(change())
    assert store.graph(GRAPH) == [Quad(DEVICE, NAME, Literal("Phone"), GRAPH)]
    assert [quad.object.value for quad in store.about(GRAPH)] == ["https://example.org/contribution/1"]
    assert store.graph(VERDICTS_GRAPH) == [Quad(DEVICE, CFIT.meets, VERSION, VERDICTS_GRAPH)]
    assert (store.revision(), store.judged_on()) == (1, "2026-11-21")


def test_a_second_change_takes_the_place_of_the_first():
    store = Store()
    store.apply(change(1))
    store.apply(change(2, "New phone", verdicts=[CFIT.fails]))
    assert names(store) == ["New phone"]
    assert [quad.object.value for quad in store.about(GRAPH)] == ["https://example.org/contribution/2"]
    assert [quad.predicate for quad in store.graph(VERDICTS_GRAPH)] == [CFIT.fails]
    assert store.revision() == 2


def test_a_change_that_cannot_be_applied_leaves_nothing_behind():
    store = Store()
    store.apply(change(1))
    before = list(store.lines())
    with pytest.raises(SyntaxError):
        store.apply(change(2, "New phone", judged=["not an IRI"]))
    assert list(store.lines()) == before


def test_another_graph_is_not_touched():
    store = Store()
    store.apply(change(1))
    store.apply(change(2, "Theirs", graph=NamedNode("https://w3id.org/cfit/graph/de-it/phones")))
    assert sorted(names(store)) == ["Phone", "Theirs"]


def test_verdicts_of_devices_that_are_not_judged_stay():
    store = Store()
    store.apply(change(1))
    store.apply(change(2, judged=[OTHER], verdicts=[]))
    assert len(store.graph(VERDICTS_GRAPH)) == 1


def test_an_awkward_text_comes_back_as_it_went_in():
    text = 'quote " backslash \\ line\nend\ttab } GRAPH <urn:x> { \u202e é 𝄞'
    store = Store()
    store.apply(change(1, text))
    assert names(store) == [text]


def test_judging_again_changes_verdicts_and_day_and_nothing_else():
    store = Store()
    store.apply(change(1))
    store.rejudge([DEVICE], [Quad(DEVICE, CFIT.fails, VERSION, VERDICTS_GRAPH)], "2027-01-01")
    assert [quad.predicate for quad in store.graph(VERDICTS_GRAPH)] == [CFIT.fails]
    assert (store.revision(), store.judged_on(), names(store)) == (1, "2027-01-01", ["Phone"])


def test_an_empty_store_has_no_revision():
    store = Store()
    assert (store.revision(), store.judged_on(), list(store.lines())) == (0, None, [])
    assert not store.has_graph(GRAPH)


def test_a_snapshot_can_be_read_and_stays_as_it_was(tmp_path):
    store = Store(tmp_path / "store")
    store.apply(change(1))
    assert store.snapshot(tmp_path / "snapshot") == (1, "2026-11-21")
    store.apply(change(2, "New phone"))
    seen = ox.Store.read_only(str(tmp_path / "snapshot"))
    assert [quad.object.value for quad in seen.quads_for_pattern(DEVICE, NAME, None, GRAPH)] == ["Phone"]
    with pytest.raises(RuntimeError, match="read-write"):
        seen.add(Quad(DEVICE, NAME, Literal("x"), GRAPH))


def test_a_store_is_open_once(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(StoreInUse, match=re.escape(str(tmp_path))):
        Store(tmp_path)
    assert store.folder == tmp_path


def test_a_store_that_is_opened_again_has_everything(tmp_path):
    store = Store(tmp_path)
    store.apply(change(1))
    before = list(store.lines())
    del store
    assert list(Store(tmp_path).lines()) == before


def test_lines_are_sorted_and_do_not_depend_on_the_order_of_changes():
    one, two = Store(), Store()
    theirs = NamedNode("https://w3id.org/cfit/graph/de-it/phones")
    for store, order in ((one, (GRAPH, theirs)), (two, (theirs, GRAPH))):
        for graph in order:
            store.apply(change(1, graph=graph))
    lines = list(one.lines())
    assert lines == sorted(lines) == list(two.lines())


@pytest.mark.parametrize("name", ["dump.nq", "dump.nq.gz", "my.registry.nq.gz"])
def test_a_dump_fills_another_store(tmp_path, name):
    store, copy = Store(), Store()
    store.apply(change(1))
    write_dump(store.lines(), tmp_path / name)
    copy.load_dump(tmp_path / name)
    assert list(copy.lines()) == list(store.lines())


@pytest.mark.parametrize("name", ["dump.trig", "dump.trig.gz"])
def test_trig_is_a_dump_too(tmp_path, name):
    text = f'<{DEVICE.value}> a <urn:x> . <{GRAPH.value}> {{ <{DEVICE.value}> <{NAME.value}> "Phone" }}'.encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    store = Store()
    store.load_dump(tmp_path / name)
    assert names(store) == ["Phone"]


@pytest.mark.parametrize("name", ["dump", "dump.csv", "dump.gz", "dump.nq.zip"])
def test_a_dump_with_another_name_is_not_read(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(ValueError, match=r"name the file \.nq or \.trig"):
        Store().load_dump(tmp_path / name)


def test_a_removed_store_is_gone(tmp_path):
    Store(tmp_path / "store").apply(change())
    remove(tmp_path / "store")
    remove(tmp_path / "store")
    assert not (tmp_path / "store").exists()


WITHOUT_DATA = {"owned_brands"}
"""No open source of who owns brands is shipped."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_question_says_what_it_asks_and_has_answers(full, file):
    assert re.match(r"# [A-Z].*\.\n", load(file.stem))
    assert bool(full.store.rows(file.stem)) == (file.stem not in WITHOUT_DATA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_variables_to_bind_come_first_in_select(full, file):
    text = load(file.stem)
    to_bind = re.findall(r"\?(\w+)", re.search(r"bind (.*)", text)[1]) if "; bind" in text else []
    selected = re.findall(r"\?(\w+)", text.partition("SELECT")[2].partition("WHERE")[0])
    assert selected[: len(to_bind)] == to_bind
    for name in to_bind:
        assert full.store.rows(file.stem, **{name: NamedNode("urn:nothing")}) == []


def test_a_number_is_found_alone_also_where_its_last_byte_is_255(tmp_path):
    store, pieces = Store(tmp_path / "store"), NamedNode("urn:pieces")
    numbers = (1, 254, 255, 256, 300, 511, 512, 65_535, 65_536)
    lines = "".join(f'<urn:{n}> <urn:pieces> "{n}"^^<{XSD.integer.value}> <urn:g> .\n' for n in numbers)
    (tmp_path / "dump.nq").write_text(lines)
    store.load_dump(tmp_path / "dump.nq")
    for number in numbers:
        value = Literal(str(number), datatype=XSD.integer)
        assert [*store.subjects(pieces, value)] == [NamedNode(f"urn:{number}")]
        assert [quad.subject.value for quad in store.referring(pieces, value)] == [f"urn:{number}"]
        assert [quad.subject.value for quad in store.some(None, value, 5)] == [f"urn:{number}"]
    assert store.contradiction() == ""


def test_a_value_is_found_however_it_is_spelt(tmp_path):
    store = Store(tmp_path / "store")
    (tmp_path / "dump.nq").write_text(f'<urn:s> <urn:p> "4.20"^^<{XSD.decimal.value}> <urn:g> .\n')
    store.load_dump(tmp_path / "dump.nq")
    assert [*store.subjects(NamedNode("urn:p"), Literal("4.20", datatype=XSD.decimal))] == [NamedNode("urn:s")]
