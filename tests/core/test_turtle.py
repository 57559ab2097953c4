"""Turtle becomes quads with their lines, or a list of mistakes with theirs; it never breaks the reader."""

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from registry.core.bounds import Bounds
from registry.core.turtle import Unreadable, Upload, read_turtle
from registry.settings import SHAPES
from registry.vocabulary import XSD

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
OTHER = NamedNode("https://w3id.org/cfit/graph/nl-ict/laptops")
A, B, C = (NamedNode(f"https://example.org/{name}") for name in "abc")
ONE = b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n"
GENID = "https://w3id.org/cfit/genid/"


def read(text, graph=GRAPH, most=None):
    return read_turtle(
        text if isinstance(text, bytes) else text.encode(), graph, Bounds() if most is None else Bounds(triples=most)
    )


def places(text):
    return [(mistake.line, mistake.column) for mistake in read(text).mistakes]


def places_and_rules(reading):
    return [(mistake.line, mistake.column, mistake.rule) for mistake in reading.mistakes]


def messages(text):
    return [mistake.message() for mistake in read(text).mistakes]


def lines(text):
    return {triple[2].value: line for triple, line in read(text).lines.items()}


@cache
def full():
    return (SHAPES / "examples/device-model/valid_full.ttl").read_bytes()


def test_a_triple_becomes_a_quad_of_the_graph():
    assert read(ONE) == Upload(GRAPH, (Quad(A, B, C, GRAPH),), {(A, B, C): 1}, {A: 1})


def test_n_triples_are_turtle():
    assert read(ONE[:-1].replace(b"<https://example.org/c>", b'"\\u00e9"@fr')).quads == (
        Quad(A, B, Literal("é", language="fr"), GRAPH),
    )


@pytest.mark.parametrize("text", [b"", b"\n\n", b"# nothing\n", b"@prefix x: <x:> .", b"\xef\xbb\xbf"])
def test_a_file_that_says_nothing_gives_no_quads(text):
    assert read(text) == Upload(GRAPH, ())


def test_each_triple_has_the_line_where_its_value_ends():
    text = "# a comment\n<a> <p>\n  1 ,\n  2 ;\n  <q> 3 .\n\n<b> <p> 4 ."
    assert lines(text) == {"1": 3, "2": 4, "3": 5, "4": 7}


def test_each_subject_has_the_line_of_its_first_triple():
    upload = read("<a> <p> 1 .\n<b> <p> 2 .\n<a> <p> 3 .\n")
    assert {subject.value.rpartition("/")[2]: line for subject, line in upload.first_lines.items()} == {"a": 1, "b": 2}


def test_a_text_over_several_lines_counts_them_all():
    assert lines('<a> <p> """one\n\nthree""" .\n<b> <p> 4 .') == {"one\n\nthree": 3, "4": 4}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_once(end):
    assert lines(f"<a> <p> 1 .{end}{end}<b> <p> 2 .{end}") == {"1": 1, "2": 3}


def test_other_line_breaks_of_unicode_are_no_line_ends():
    assert lines('<a> <p> "x\u2028y\u0085" .\n<b> <p> 2 .') == {"x\u2028y\u0085": 1, "2": 2}


def test_a_byte_order_mark_is_left_out():
    assert read(b"\xef\xbb\xbf" + ONE).quads == read(ONE).quads


def test_a_triple_that_is_said_twice_is_there_once_on_its_first_line():
    upload = read(ONE + b"\n" + ONE)
    assert (len(upload.quads), upload.lines) == (1, {(A, B, C): 1})


def test_relative_names_begin_at_the_graph():
    upload = read("<> <#p> <phones-2> . </x> <../y> <z> .")
    ours = "https://w3id.org/cfit/graph/nl-ict/"
    assert upload.quads[0] == Quad(GRAPH, NamedNode(GRAPH.value + "#p"), NamedNode(ours + "phones-2"), GRAPH)
    assert upload.quads[1].subject == NamedNode("https://w3id.org/x")


def test_a_base_in_the_file_wins():
    assert read("@base <https://example.org/> . <a> <b> <c> .").quads == read(ONE).quads


def test_a_node_without_a_name_gets_one():
    quads = read("<a> <b> [ <c> 1 ] . _:x <p> _:x .").quads
    nameless = {term.value for quad in quads for term in (quad.subject, quad.object) if term.value.startswith(GENID)}
    assert len(nameless) == 2
    assert all(isinstance(quad.subject, NamedNode) for quad in quads)


def test_a_list_is_made_of_nodes_that_have_names():
    assert all(isinstance(quad.subject, NamedNode) for quad in read("<a> <b> ( 1 [ <c> 2 ] ) .").quads)


def test_given_names_follow_from_the_bytes_and_the_graph():
    text = b"_:x <p> [ <q> 1 ] , _:y ."
    assert read(text).quads == read(text).quads
    subjects = [{quad.subject for quad in read(*each).quads} for each in [(text,), (text + b" ",), (text, OTHER)]]
    assert not (subjects[0] & subjects[1] or subjects[0] & subjects[2] or subjects[1] & subjects[2])


def test_nodes_without_a_name_are_numbered_as_they_appear():
    first = [quad.subject for quad in read("_:x <p> 1 . _:y <p> 2 .").quads]
    assert [name.value.rpartition("/")[2] for name in first] == ["1", "2"]


def test_a_byte_order_mark_changes_no_name():
    assert read(b"\xef\xbb\xbf_:x <p> 1 .").quads == read(b"_:x <p> 1 .").quads


def test_a_nul_is_refused_with_its_place():
    assert places(b"<a> <b> 1 .\n<c> \x00<d> 2 .") == [(2, 5)]
    assert "UTF-8" in messages(b"<a> <b> \x00")[0]


def test_latin_1_is_refused_with_its_line():
    assert places(ONE + b'<a> <b> "caf\xe9" .\n')[0][0] == 2
    assert "UTF-8" in messages(b'<a> <b> "caf\xe9" .')[0]


def test_all_mistakes_are_told_with_line_and_column():
    text = "<a> <b> <c> .\n<d> <e> x:y .\n<f> <g> 5 .\n<h> ; .\n"
    assert places(text) == [(2, 9), (4, 5)]
    assert all(message and "Parser error" not in message for message in messages(text))


def test_one_mistake_refuses_the_file():
    assert isinstance(read(ONE + b"<a> <b> x:y .\n" + ONE), Unreadable)


def test_no_more_mistakes_are_told_than_a_person_reads():
    assert len(read("<a> <b> yes .\n" * 500).mistakes) == 20


def test_a_file_that_ends_too_early_is_refused_on_its_last_line():
    assert places("<a> <b> 1 .\n<c> <d>")[0][0] == 2


def test_more_triples_than_allowed_are_refused():
    text = "\n".join(f"<a> <b> {number} ." for number in range(4))
    assert isinstance(read(text, most=4), Upload)
    assert places_and_rules(read(text, most=3)) == [(4, 1, "limit-triples")]


def test_the_same_triple_many_times_is_not_too_many():
    assert isinstance(read(ONE * 50, most=1), Upload)


@pytest.mark.parametrize(
    "text", ["<a> <b> <<( <a> <b> <c> )>> .", "<a> <b> <c> {| <d> 1 |} .", "<< <a> <b> <c> >> <d> 1 ."]
)
def test_a_triple_inside_a_triple_is_refused(text):
    assert {rule for *_, rule in places_and_rules(read(text))} == {"value-triple"}


@pytest.mark.parametrize("name", ["HTML", "XMLLiteral", "JSON"])
def test_texts_that_others_would_parse_are_refused(name):
    text = f"<a> <b> 1 .\n<a> <b> '<b>x</b>'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}> ."
    assert places(text) == [(2, 1)]
    assert name in messages(text)[0]


def test_a_datatype_of_ones_own_is_refused():
    assert "https://example.org/inch" in messages("<a> <b> '5'^^<https://example.org/inch> .")[0]


@pytest.mark.parametrize("text", ["NaN", "-nan", "sNaN1", "n_an", " NaN ", "INF", "1_000", "٣"])
@pytest.mark.parametrize("name", ["integer", "decimal", "double", "float"])
def test_what_only_python_takes_for_a_number_is_refused(text, name):
    found = messages(f"<a> <b> 1 .\n<a> <b> '{text}'^^<http://www.w3.org/2001/XMLSchema#{name}> .")
    assert found == [f"{text} is not a number here. Use plain digits, or leave out what is not known."]


@pytest.mark.parametrize("text", ["4,5", "five", "1E5"])
def test_a_decimal_that_is_written_wrongly_is_left_to_the_rules(text):
    assert read(f"<a> <b> '{text}'^^<{XSD.decimal.value}> .").quads[0].object.value == text


def test_the_text_of_a_value_stays_as_it_was_written():
    values = {
        quad.object.value for quad in read("<a> <b> 4.00 , 007 , 1e0 , '+5'^^<" + XSD.integer.value + "> .").quads
    }
    assert values == {"4.00", "007", "1e0", "+5"}


def is_read(body):
    reading = read_turtle(body, GRAPH, Bounds(triples=200))
    if isinstance(reading, Unreadable):
        return bool(reading.mistakes) and all(each.line >= 1 and each.column >= 1 for each in reading.mistakes)
    return all(quad.graph_name == GRAPH for quad in reading.quads)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60))
@example(b"\xff\xfe\x00")
@example(b"<a> <b> '\\ud800' .")
def test_any_bytes_are_read_or_refused(body):
    assert is_read(body)


@settings(deadline=None, max_examples=200)
@given(st.text("<>ab:_.;,[]()'\"\\@^#-1e{|}\n \u00e9", max_size=40))
def test_any_text_that_looks_like_turtle_is_read_or_refused(text):
    assert is_read(text.encode())


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 4000), st.integers(0, 6), st.binary(max_size=4))
def test_turtle_with_a_piece_changed_is_read_or_refused(start, removed, inserted):
    start = min(start, len(full()))
    assert is_read(full()[:start] + inserted + full()[start + removed :])


def test_a_full_example_is_read_whole():
    upload = read(full())
    assert set(upload.lines.values()) <= set(range(1, len(full().splitlines()) + 1))
    assert len(upload.lines) == len(upload.quads)


IRIS = st.text("abc/é'()", max_size=6).map(lambda text: NamedNode(f"https://example.org/{text}"))
LITERALS = st.one_of(
    st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)),
    st.builds(lambda text: Literal(text, language="nl"), st.text("ab \n\"'\\", max_size=6)),
    st.integers().map(lambda number: Literal(str(number), datatype=XSD.integer)),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.builds(Triple, IRIS, IRIS, IRIS | LITERALS), max_size=8))
def test_triples_that_are_written_and_read_again_are_the_same(triples):
    upload = read(serialize(triples, format=RdfFormat.N_TRIPLES))
    assert {quad.triple for quad in upload.quads} == {*triples}
    assert len(upload.quads) == len({*triples})


@settings(deadline=None, max_examples=100)
@given(st.text("_:xy <p>[].,;1\n", max_size=30))
def test_quads_that_are_written_and_read_again_are_the_same(text):
    upload = read(text)
    if isinstance(upload, Upload):
        again = read(serialize((quad.triple for quad in upload.quads), format=RdfFormat.N_TRIPLES))
        assert {*again.quads} == {*upload.quads}
