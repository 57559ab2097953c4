"""Patterns mean what XPath means by them, whatever RE2 would make of the same text."""

import pytest

from registry.core.shacl.patterns import matcher


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        ("b", "", "abc"),
        ("^a.c$", "", "abc"),
        ("ABC", "i", "abc"),
        ("^É$", "i", "é"),
        ("^b$", "m", "a\nb\nc"),
        ("a.b", "s", "a\nb"),
        ("a b\tc", "x", "abc"),
        ("a[ ]b", "x", "a b"),
        (r"a\ b", "x", "a b"),
        ("a.b", "q", "xa.b"),
        ("A(", "qi", "a("),
        ("a b", "qx", "a b"),
        (r"^\d$", "", "٣"),
        (r"^[\d.]+$", "", "3.٣"),
        (r"^\w+$", "", "é"),
        (r"^[\w]+$", "", "été"),
        (r"^\W$", "", "-"),
        (r"^\S\s\S$", "", "a b"),
        (r"^[]a]$", "", "]"),
        (r"^[^]a]$", "", "b"),
        (r"\p{L}", "", "é"),
        ("", "", ""),
    ],
)
def test_a_pattern_matches(pattern, flags, text):
    assert matcher(pattern, flags)(text)


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        ("^b$", "", "a\nb"),
        ("a.b", "", "a\nb"),
        ("ABC", "", "abc"),
        ("a.b", "q", "aXb"),
        (r"^\D$", "", "٣"),
        (r"^\w$", "", "-"),
        (r"^\s$", "", "\f"),
        ("^[0-9]{4,10}$", "", "123"),
        ("a$", "", "a\n"),
    ],
)
def test_a_pattern_does_not_match(pattern, flags, text):
    assert not matcher(pattern, flags)(text)


@pytest.mark.parametrize(
    ("pattern", "flags", "reason"),
    [
        (r"(a)\1", "", "cannot be taken"),
        ("(?=a)", "", "cannot be taken"),
        ("(", "", "cannot be taken"),
        ("[a-z-[aeiou]]", "", "takes characters away"),
        (r"[\S]", "", r"\S inside brackets"),
        (r"\i", "", "cannot be taken"),
        ("a{1001}", "", "cannot be taken"),
        ("a", "g", "sh:flags knows"),
    ],
)
def test_a_pattern_that_cannot_be_taken_is_refused_with_its_reason(pattern, flags, reason):
    with pytest.raises(ValueError, match=reason.replace("\\", "\\\\")):
        matcher(pattern, flags)


def test_a_pattern_that_keeps_others_busy_for_ever_is_answered():
    assert not matcher("^(a+)+$", "")("a" * 100_000 + "!")
