"""The mistakes that people make are told where they are, in plain words, with what to write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from registry.core.bounds import Bounds
from registry.core.glossary import LANGUAGES
from registry.core.texts import advice
from registry.core.tokens import Document
from registry.core.turtle import Unreadable, read_turtle
from registry.settings import SHAPES

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
HEAD = "@prefix e: <http://e/> .\n"
NEXT = "\ne:g e:h zoo:i ."  # one more mistake, on a line of its own


def read(text):
    return read_turtle(text if isinstance(text, bytes) else (HEAD + text).encode(), GRAPH)


def told(text):
    """Line, marked words and rule of each mistake."""
    return [
        (each.line, each.text[each.column - 1 : each.end_column - 1] if each.end_column else None, each.rule)
        for each in read(text).mistakes
    ]


def written(text, language="en"):
    return advice(read(text).mistakes[0].message(language), language)[1]


TYPICAL = {
    "missing dot": ("e:a e:b e:c", "\ne:d e:e 5 .", 2, "e:c", "missing-dot"),
    "missing dot, lines between": ("e:a e:b 5", "\n\n# so\ne:d e:e 5 .", 2, "5", "missing-dot"),
    "missing dot before a prefix": ('e:a e:b "x"', "\n@prefix x: <http://x/> .", 2, '"x"', "missing-dot"),
    "missing dot of a prefix": ("@prefix x: <http://x/>", "\ne:d e:e 5 .", 2, "<http://x/>", "missing-dot"),
    "missing semicolon": ("e:a e:b 5", "\n e:q 5 .", 2, "5", "missing-dot"),
    "unknown prefix": ("e:a ", "foo:b e:c .", 2, "foo:b", "unknown-prefix"),
    "one of our prefixes": ("e:a ", "schema:name e:c .", 2, "schema:name", "our-prefix"),
    "space in an address": ("e:a e:b ", "<http://x y/> .", 2, "<http://x y/>", "space-in-address"),
    "address without brackets": ("e:a e:b ", "https://x.org/y .", 2, "https://x.org/y", "bare-address"),
    "address that is not closed": ("e:a e:b ", "<http://x .", 2, "<http://x", "open-address"),
    "odd address": ("e:a e:b ", "<http://x/{y}> .", 2, "<http://x/{y}>", "odd-address"),
    "number with letters": ("e:a e:b ", "12abc .", 2, "12abc", "number"),
    "number with a unit": ("e:a e:b ", "12 jaar ;\n e:c 5 .", 2, "12 jaar", "number"),
    "bad escape": ("e:a e:b ", r'"a\d" .', 2, r"\d", "escape"),
    "Windows path": ("e:a e:b ", r'"C:\users" .', 2, r"\users", "escape"),
    "unclosed string": ("e:a e:b ", '"abc ;\n e:c "x" .', 2, '"abc', "open-text"),
    "unclosed string, last": ("e:a e:b ", "'abc .", 2, "'abc", "open-text"),
    "typographic quotes": ("e:a e:b ", "“abc” .", 2, "“abc”", "typographic-quotes"),
    "one typographic quote": ("e:a e:b ", '"abc” .', 2, '"abc”', "typographic-quotes"),
    "German quotes": ("e:a e:b ", "„abc“ .", 2, "„abc“", "typographic-quotes"),
    "trailing comma": ("e:a e:b e:c ", ", .", 2, ",", "trailing-comma"),
    "trailing comma, next line": ("e:a e:b e:c ", ",\n ; e:d 5 .", 2, ",", "trailing-comma"),
    "missing bracket": ("e:a e:b [ e:c 5 ", ".", 2, ".", "missing-bracket"),
    "missing parenthesis": ("e:a e:b ( 5 ", ".", 2, ".", "missing-bracket"),
    "bracket too many": ("e:a e:b e:c ", "] .", 2, "]", "extra-bracket"),
    "missing value": ("e:a e:b ", "; e:c 5 .", 2, ";", "missing-value"),
    "date without quotes": ("e:a e:b ", "2024-01-05 .", 2, "2024-01-05", "date"),
    "word without quotes": ("e:a e:b ", "Fairphone .", 2, "Fairphone", "word"),
    "no language": ("e:a e:b ", '"x"@ .', 2, None, "language"),
    "no type": ("e:a e:b ", '"x"^^ .', 2, None, "datatype"),
    "text as a thing": ("", '"x" e:b 5 .', 2, '"x"', "not-a-thing"),
    "no-break space": ("e:a e:b", "\u00a05 .", 2, "\u00a0", "character"),
}


@pytest.mark.parametrize(("before", "rest", "line", "words", "rule"), TYPICAL.values(), ids=TYPICAL)
def test_a_typical_mistake_is_told_at_its_words(before, rest, line, words, rule):
    found = told(before + rest)[0]
    assert (found[0], found[2]) == (line, f"syntax-{rule}")
    assert words is None or found[1] == words


# After these the parser takes the next statement for a part of the same.
GREEDY = {"missing bracket", "missing parenthesis", "trailing comma"}
MODEST = {name: case for name, case in TYPICAL.items() if name not in GREEDY}


@pytest.mark.parametrize(("before", "rest", "line", "words", "rule"), MODEST.values(), ids=MODEST)
def test_a_typical_mistake_does_not_hide_the_next(before, rest, line, words, rule):
    last = (HEAD + before + rest + NEXT).count("\n") + 1
    rules = [(found, name) for found, _, name in told(before + rest + NEXT)]
    assert rules == [(line, f"syntax-{rule}"), (last, "syntax-unknown-prefix")]


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("e:a schema:name 5 .", "@prefix schema: <https://schema.org/> ."),
        ("e:a cfit:line 5 .", "@prefix cfit: <https://w3id.org/cfit/ontology#> ."),
        ("device:x e:a 5 .", "@prefix device: <https://w3id.org/cfit/id/device/> ."),
        ("e:a foo:b 5 .", "@prefix foo: <https://example.org/> ."),
        ("e:a e:b <http://x y/> .", "<http://x%20y/>"),
        ("e:a e:b https://x.org/y.", "<https://x.org/y>"),
        ("e:a e:b <http://x .", "<http://x>"),
        ("e:a e:b 12abc .", "12"),
        ('e:a e:b "abc ;', '"abc"'),
        ("e:a e:b “abc” .", '"abc"'),
        ("e:a e:b 2024-01-05 .", '"2024-01-05"^^xsd:date'),
        ("e:a e:b Yes .", "true"),
        ("e:a e:b Fairphone .", '"Fairphone"'),
        ("e:a e:b ( 5 .", ")"),
        (r'e:a e:b "\d" .', "\\\\"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_write_is_said_in_every_language(text, example, language):
    assert written(text, language) == example


def test_a_bracket_is_told_with_the_line_that_opened_it():
    assert "of line 2 is not closed" in read("e:a e:b [ e:c 5 ;\n e:d 4\n .").mistakes[0].message()


def test_a_prefix_that_is_forgotten_is_told_once():
    assert told("e:a foo:b 1 .\n" * 50 + "e:a bar:b 1 .") == [
        (2, "foo:b", "syntax-unknown-prefix"),
        (52, "bar:b", "syntax-unknown-prefix"),
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [("e:a e:b", "unfinished"), ("e:a e:b 5", "unfinished"), ('e:a e:b """abc\n .\n', "open-long-text")],
)
def test_a_file_that_ends_too_early(text, rule):
    assert told(text)[0][::2] == (2, f"syntax-{rule}")


def test_latin_1_is_told_with_the_character():
    (mistake,) = read(HEAD.encode() + 'e:a e:b "café" .'.encode("cp1252")).mistakes
    assert (mistake.rule, mistake.text[mistake.column - 1]) == ("syntax-not-utf-8", "é")
    assert "é" in mistake.message("de")


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_as_such(coding):
    assert [rule for *_, rule in told((HEAD + "e:a e:b 5 .").encode(coding))] == ["syntax-utf-16"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<?xml version='1.0'?><rdf:RDF/>", "XML"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b'\n{"@context": {}}', "JSON"),
        (b"PK\x03\x04\x14\x00\x06\x00", "Excel"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_a_file_of_another_kind_is_told_as_such(body, name):
    (mistake,) = read(body).mistakes
    assert mistake.rule == "syntax-other-format"
    assert name in mistake.message("nb")


@pytest.mark.parametrize("text", ["", "[] e:a 5 .", "# {\n", "[ e:a 5 ] e:b 6 ."])
def test_turtle_is_not_taken_for_something_else(text):
    assert not isinstance(read(text), Unreadable)


def test_a_byte_order_mark_is_no_mistake():
    assert not isinstance(read(b"\xef\xbb\xbf" + HEAD.encode()), Unreadable)


def are_within(body):
    reading = read_turtle(body, GRAPH, Bounds(triples=200))
    if not isinstance(reading, Unreadable):
        return True
    document = Document(body)
    assert 1 <= len(reading.mistakes) <= 20
    for each in reading.mistakes:
        assert 1 <= each.line <= document.last_line
        assert 1 <= each.column <= len(document.line(each.line)) + 1
        assert each.end_column is None or each.column < each.end_column <= len(document.line(each.line)) + 1
        assert all(each.message(language) for language in LANGUAGES)
    return True


@settings(deadline=None, max_examples=300)
@given(st.text("<>ab:_.;,[]()'\"\\@^#-1e{|}\n\r \u00e9“”", max_size=40))
def test_any_text_has_its_mistakes_within_its_lines(text):
    assert are_within(text.encode())


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60))
def test_any_bytes_have_their_mistakes_within_their_lines(body):
    assert are_within(body)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 4000), st.integers(0, 6), st.sampled_from(['"', "'", "<", "[", ".", ",", "“", "\n", "\\", "é"]))
def test_a_damaged_file_has_its_mistakes_within_its_lines(start, removed, inserted):
    full = (SHAPES / "examples/device-model/valid_full.ttl").read_bytes()
    assert are_within(full[:start] + inserted.encode() + full[start + removed :])


@pytest.mark.parametrize(
    "broken", [b'e:a e:b "caf\xe9 .\n', b"e:a e:b <http://caf\xe9 .\n", b"e:a e:b \xe2\x80\x9ccaf\xe9\xe2\x80\x9d .\n"]
)
def test_a_line_with_broken_characters_that_is_never_closed_can_be_told(broken):
    for mistake in read(HEAD.encode() + broken).mistakes:
        assert "".join([mistake.text, *dict(mistake.messages).values()]).encode()


def test_a_mistake_at_the_end_of_a_line_stays_on_it():
    for mistake in read(b"e:a e:b [. r}\r\n^:\xff\xde[!\xe9\r\ne:b [ . r}\r\n").mistakes:
        assert mistake.column <= 14
