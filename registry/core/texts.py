"""What the checks say, in five languages: read from texts.toml, so that each sentence stands in one place."""

import tomllib
from pathlib import Path

from registry.core.glossary import LANGUAGES

Messages = tuple[tuple[str, str], ...]
"""A message in several languages, sorted by language."""


# read when the module is: the worker that checks files gives up the right to open any
CATALOGUE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
"""All texts by key, then by language."""


def say(key: str, language: str, **values: object) -> str:
    """The text in the language, else in English."""
    texts = CATALOGUE[key]
    return texts.get(language, texts["en"]).format(**values)


def say_all(key: str, **values: object) -> Messages:
    """The text in every language."""
    return tuple((language, say(key, language, **values)) for language in sorted(LANGUAGES))


def advice(message: str, language: str) -> tuple[str, str]:
    """Part a message into what is wrong and what to write instead; the second may be empty."""
    what, write, example = message.partition(say("rule-write", language))
    return (what.strip(), example.strip()) if write else (message, "")
