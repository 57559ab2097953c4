"""A finding stands at the very words that it is about, or says that it does not know them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.core.places import located
from registry.core.report import Finding, Report, Severity
from registry.core.tokens import Document
from registry.core.turtle import Upload, read_turtle
from registry.settings import SHAPES

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
HEAD = "@prefix e: <http://e/> .\n"
A = NamedNode("http://e/a")


def term(name):
    return NamedNode(f"http://e/{name}")


def upload_of(text):
    upload = read_turtle((HEAD + text).encode(), GRAPH)
    assert isinstance(upload, Upload), upload
    return upload


def placed(text, focus, path=None, value=None, line=None):
    """The finding as the validator gives it, at its place."""
    upload = upload_of(text)
    if line is None:
        lines = [at for (s, p, o), at in upload.lines.items() if (s, p) == (focus, path) and value in (None, o)]
        line = lines[-1] if lines else upload.first_lines[focus]
    finding = Finding(Severity.VIOLATION, (), focus, path, value, line=line)
    return located(Report((finding,)), upload, (HEAD + text).encode()).findings[0]


def words(finding):
    """The line, and the words that are meant."""
    return finding.line, finding.text[finding.column - 1 : finding.end_column - 1] if finding.end_column else None


def unnamed(text, number=0):
    nodes = [node for node in upload_of(text).first_lines if "genid" in node.value]
    return nodes[number]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", Literal(5)),
        ("e:c", term("c")),
        ("<http://e/c>", term("c")),
        (r"<http://e/\u0063>", term("c")),
        ('"x"', Literal("x")),
        ("'x'", Literal("x")),
        ('"""x"""', Literal("x")),
        ('"a \\"b\\" \\u00e9\\n"', Literal('a "b" é\n')),
        ('"x"@nl', Literal("x", language="nl")),
        ('"x"@nl-BE', Literal("x", language="nl-be")),
        (
            '"2024-13-45"^^<http://www.w3.org/2001/XMLSchema#date>',
            Literal("2024-13-45", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        ),
        ("true", Literal(True)),
        ("4.50", Literal("4.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
        ("1e0", Literal("1e0", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#double"))),
    ],
)
@pytest.mark.parametrize("around", ["e:a e:b {} .", "e:a e:b 7 , {} , 8 .", "e:a\n e:q 9 ; e:b\n {}\n ."])
def test_a_value_is_found_however_it_is_written(written, value, around):
    text = around.format(written)
    line = (HEAD + text)[: (HEAD + text).index(written, len(HEAD) + 7)].count("\n") + 1
    assert words(placed(text, A, term("b"), value)) == (line, written)


def test_of_equal_values_the_one_of_the_property_is_found():
    text = "e:a e:x 5 ; e:b 5 .\ne:z e:b 5 ."
    assert placed(text, A, term("b"), Literal(5)).column == 17
    assert words(placed(text, term("z"), term("b"), Literal(5))) == (3, "5")


def test_a_text_before_a_semicolon_on_the_next_line_is_on_its_own_line():
    assert words(placed('e:a e:b "x"\n ; e:c 5 .', A, term("b"), Literal("x"))) == (2, '"x"')


def test_a_text_of_several_lines_stands_where_it_begins():
    finding = placed('e:a e:b """x\ny""" .', A, term("b"), Literal("x\ny"))
    assert (finding.line, finding.column, finding.end_column, finding.text) == (2, 9, None, 'e:a e:b """x')


def test_of_too_many_values_the_last_is_shown():
    assert words(placed("e:a e:b 1 , 2 ,\n 3 ; e:c 4 .", A, term("b"))) == (3, "3")


def test_what_is_missing_is_shown_at_its_thing():
    text = "e:z e:b 1 .\ne:a\n   e:b 1 ;\n e:c 2 ."
    assert words(placed(text, A, term("missing"))) == (3, "e:a")
    assert placed(text, A).focus_line == 3


def test_a_thing_without_a_name_stands_where_its_bracket_opens():
    text = "e:a e:b [\n e:c 1 ;\n e:d 2 ] ."
    missing = placed(text, unnamed(text), term("missing"))
    assert (missing.line, missing.column, missing.focus_line) == (2, 9, 2)
    value = placed(text, unnamed(text), term("d"), Literal(2))
    assert (words(value), value.focus_line) == ((4, "2"), 2)


def test_brackets_within_brackets_are_told_apart():
    text = "e:a e:b [ e:c 1 ;\n e:d [ e:c 1 ] ] .\n[] e:c 3 ."
    outer, inner, last = (unnamed(text, number) for number in range(3))
    assert placed(text, outer, term("c"), Literal(1)).line == 2
    assert words(placed(text, inner, term("c"), Literal(1))) == (3, "1")
    assert words(placed(text, last, term("missing"))) == (4, "[]")


def test_two_things_without_a_name_that_say_the_same_on_a_line_are_not_told_apart():
    text = "e:a e:b [ e:c 1 ] , [ e:c 1 ] ."
    finding = placed(text, unnamed(text), term("c"), Literal(1))
    assert (finding.line, finding.column, finding.end_column) == (2, 1, None)


def test_a_label_of_a_node_is_a_place():
    text = "_:x e:c 1 .\n_:x e:d 2 ."
    assert words(placed(text, unnamed(text), term("d"), Literal(2))) == (3, "2")
    assert words(placed(text, unnamed(text))) == (2, "_:x")


def test_values_in_a_list_are_found():
    text = "e:a e:b ( 1\n 2 ) ."
    first = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
    assert words(placed(text, unnamed(text, 1), first, Literal(2))) == (3, "2")


def test_names_follow_the_base_and_the_last_prefix():
    text = "@base <http://e/x/> .\n<a> <b> 1 .\nPREFIX e: <http://f/>\ne:a e:b 2 .\nBASE <http://g/>\n<a> <b> 3 ."
    for space, line in (("http://e/x/", 3), ("http://f/", 5), ("http://g/", 7)):
        assert placed(text, NamedNode(f"{space}a"), NamedNode(f"{space}b")).line == line


def test_the_file_itself_is_found():
    assert words(placed("<> e:b 1 .", GRAPH, term("missing"))) == (2, "<>")


def test_a_finding_with_a_line_of_its_own_keeps_it():
    finding = placed("e:a e:b 1 ;\n e:c 2 .", A, term("b"), line=3)
    assert (finding.line, finding.column, finding.end_column, finding.text) == (3, 2, None, " e:c 2 .")


def test_a_thing_that_is_not_in_the_file_has_no_place():
    finding = Finding(Severity.VIOLATION, (), term("elsewhere"))
    text = "e:a e:b 1 ."
    assert located(Report((finding,)), upload_of(text), (HEAD + text).encode()).findings == (finding,)


def test_a_byte_order_mark_moves_nothing():
    body = b"\xef\xbb\xbf<http://e/a> <http://e/b> 5 ."
    finding = Finding(Severity.VIOLATION, (), A, term("b"), Literal(5), line=1)
    assert located(Report((finding,)), read_turtle(body, GRAPH), body).findings[0].column == 27


def every_triple(body):
    """A finding about each triple of a file, and about each subject, at its place."""
    upload = read_turtle(body, GRAPH)
    findings = [Finding(Severity.VIOLATION, (), s, p, o, line=line) for (s, p, o), line in upload.lines.items()]
    findings += [Finding(Severity.VIOLATION, (), s, line=line) for s, line in upload.first_lines.items()]
    return located(Report(tuple(findings)), upload, body).findings


@pytest.mark.parametrize("path", sorted(SHAPES.glob("examples/*/valid_full.ttl")), ids=lambda path: path.parent.name)
def test_in_our_examples_each_value_is_found_exactly(path):
    body = path.read_bytes()
    document = Document(body)
    findings = every_triple(body)
    for finding in findings:
        assert document.line(finding.line).startswith(finding.text.rstrip("…"))
    named = [each for each in findings if isinstance(each.value, Literal) and "\n" not in each.value.value]
    assert [each for each in named if "genid" not in each.focus.value and each.end_column is None] == []


PIECES = st.sampled_from(
    [
        "e:a",
        "e:b",
        "<c>",
        "5",
        "1.5",
        '"x"',
        "'''y\nz'''",
        '"x"@nl',
        "[",
        "]",
        "(",
        ")",
        ";",
        ",",
        ".",
        "\n",
        "_:n",
        "a",
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES, max_size=25))
def test_in_any_file_each_exact_place_has_the_value(pieces):
    body = (HEAD + " ".join(pieces)).encode()
    if not isinstance(read_turtle(body, GRAPH), Upload):
        return
    document = Document(body)
    for finding in every_triple(body):
        assert 1 <= finding.line <= document.last_line
        assert 1 <= finding.column <= len(document.line(finding.line)) + 1
        if finding.end_column and isinstance(finding.value, Literal):
            said = document.line(finding.line)[finding.column - 1 : finding.end_column - 1]
            assert finding.value.value in said
