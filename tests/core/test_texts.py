"""Every text exists in five languages, asks for the same values and shows the same Turtle."""

import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from registry.core.glossary import LANGUAGES
from registry.core.texts import CATALOGUE, advice, say, say_all
from registry.vocabulary import PREFIXES

HOME = Path(__file__).parent.parent.parent
PREFIX_LINES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_text_is_the_same_in_every_language(key):
    texts = CATALOGUE[key]
    assert set(texts) == set(LANGUAGES)
    assert len({frozenset(re.findall(r"{\w*}", text)) for text in texts.values()}) == 1
    assert len({advice(text, language)[1] for language, text in texts.items()}) == 1
    assert key.startswith(("report-accepted",)) or len({*texts.values()}) > 1


def test_every_text_is_used():
    code = "".join(path.read_text() for path in (HOME / "registry").rglob("*.*") if path.suffix in (".py", ".html"))
    ends = {key for key in CATALOGUE if key.startswith(("report-lead-", "report-accepted", "report-refused"))}
    ends |= {
        key for key in CATALOGUE if key.startswith(("severity-", "report-unreadable", "policy-impossible-", "code-"))
    }
    assert {key for key in CATALOGUE if f'"{key}"' not in code} - ends == set()


def test_values_are_put_in():
    assert say("place-line", "nl", line=3) == "regel 3"
    assert dict(say_all("place-line", line=3))["fr"] == "ligne 3"


def test_an_unknown_language_is_answered_in_english():
    assert say("place-none", "fi") == "no line"


@pytest.mark.parametrize(("key", "before"), [("policy-impossible-date", "<a> <b> "), ("syntax-datatype", "<a> <b> ")])
def test_what_is_to_be_written_is_turtle(key, before):
    example = advice(say(key, "en"), "en")[1]
    assert [*parse(f"{PREFIX_LINES}{before}{example} .", format=RdfFormat.TURTLE, base_iri="urn:x")]


def test_a_message_without_advice_stays_whole():
    assert advice("Check the source.", "en") == ("Check the source.", "")


@pytest.mark.parametrize("quoted", ["a\x00b", "a\udce9b", "a\ud800b", "a\x1bb"])
def test_what_is_quoted_of_a_file_can_be_written_down(quoted):
    assert "a\ufffdb" in say("syntax-character", "en", character=quoted)


def test_a_long_quotation_is_cut():
    assert len(say("syntax-open-text", "en", better="x" * 100_000)) < 1_000
