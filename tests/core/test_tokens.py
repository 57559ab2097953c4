"""The words of a file have exact places, whatever the file is; and the walk over them knows the words of Turtle."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from registry.core.tokens import Document, tokens


def kinds(text):
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<https://example.org/a#b>", "address"),
        ("<>", "address"),
        (r"<\u00e9>", "address"),
        ('"a \\" b"', "text"),
        ("'it'", "text"),
        ('""', "text"),
        ('"""a "quoted"\nword"""', "text"),
        ("''''a'''", "text"),
        ("@prefix", "tag"),
        ("@nb-no", "tag"),
        ("^^", "type"),
        ("_:b1.x", "node"),
        ("schema:name", "name"),
        (":a", "name"),
        ("ex:", "name"),
        (r"ex:a\,b%20c:d.e", "name"),
        ("-1.5e10", "double"),
        (".5", "decimal"),
        ("+007", "integer"),
        ("true", "word"),
        (";", "mark"),
        ("“", "odd"),
        ('"abc ;', "open_text"),
        ('"""abc', "open_long"),
        ("<http://x", "open_address"),
    ],
)
def test_a_word_is_known(text, kind):
    assert next(tokens(text)).kind == kind


@pytest.mark.parametrize("text", ["schema:name", "5", "1.5", "_:b", "<x>", '"x"'])
def test_a_dot_behind_a_word_is_no_part_of_it(text):
    assert kinds(text + ".")[-2:] == [(kinds(text)[0][0], text), ("mark", ".")]


def test_comments_are_left_out_but_not_from_texts_and_addresses():
    assert [text for _, text in kinds('<a#b> "#c" # "d\n5')] == ["<a#b>", '"#c"', "5"]


def test_a_space_in_an_address_does_not_open_one():
    assert ("open_address", "<http://x") not in kinds("<http://x y> .")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_once(end):
    document = Document(f"ab{end}{end}cd{end}".encode())
    assert [document.place(document.text.index(letter)) for letter in "abcd"] == [(1, 1), (1, 2), (3, 1), (3, 2)]
    assert [document.line(number) for number in (1, 2, 3, 9)] == ["ab", "", "cd", ""]
    assert document.last_line == 3


def test_columns_count_characters():
    document = Document("\ufeff😀é x".encode())
    assert document.place(document.text.index("x")) == (1, 4)


def test_bytes_that_are_not_utf_8_are_shown_as_windows_would():
    assert Document(b"caf\xe9 \x80").line(1) == "café €"


def test_a_long_line_is_cut_around_the_column():
    document = Document(b"a" * 500 + b"X" + b"b" * 500)
    assert document.snippet(1, 501).startswith("…aaa")
    assert "X" in document.snippet(1, 501)
    assert len(document.snippet(1, 501)) == 202


def test_what_shows_nothing_is_shown():
    assert Document(b"a\x1b[31mb").snippet(1, 1) == "a\ufffd[31mb"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=80))
@example(b"\xef\xbb\xbf\xef\xbb\xbf\r")
def test_any_bytes_have_words_and_places(body):
    document = Document(body)
    end = 0
    for token in tokens(document.text):
        assert token.start >= end
        assert document.text[token.start : token.end] == token.text
        line, column = document.place(token.start)
        assert document.offset(line, column) == token.start
        assert 1 <= line <= document.last_line
        document.snippet(line, column).encode()
        end = token.end


@pytest.mark.parametrize("text", ["a\nbc\n", "a\nbc", "a\r\nbc\r\n", "a\rbc\r"])
def test_the_end_of_a_file_is_the_end_of_its_last_line(text):
    assert Document(text.encode()).place(len(text)) == (2, 3)


def test_the_end_of_an_empty_file_is_its_beginning():
    assert Document(b"").place(0) == (1, 1)
    assert Document(b"\n").place(1) == (1, 1)


def test_a_column_behind_the_line_is_its_end():
    assert Document(b"ab\r\ncd").offset(1, 99) == 2


def test_a_long_number_costs_no_more_than_its_length():
    (token,) = tokens("9" * 1_000_000)
    assert token.kind == "integer"
