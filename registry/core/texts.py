"""What the checks say, in five languages: read from texts.toml, so that each sentence stands in one place."""

import re
import tomllib
from pathlib import Path

from registry.core.glossary import LANGUAGES

Messages = tuple[tuple[str, str], ...]
"""A message in several languages, sorted by language."""


# Longer quotations of a file say no more.
_LONGEST_QUOTED = 300
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

# read when the module is: the worker that checks files gives up the right to open any
CATALOGUE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
"""All texts by key, then by language."""


def shown(text: str) -> str:
    """The text with a sign in place of what cannot be shown: control characters, bytes that are no characters."""
    return _NOT_SHOWN.sub("\ufffd", text)


def say(key: str, language: str, **values: object) -> str:
    """The text in the language, else in English."""
    texts = CATALOGUE[key]
    return texts.get(language, texts["en"]).format(**{name: _quoted(value) for name, value in values.items()})


def _quoted(value: object) -> object:
    """What a text quotes of a file, as it can be shown."""
    if isinstance(value, tuple):
        return ", ".join(str(_quoted(each)) for each in value)
    if not isinstance(value, str):
        return value
    return shown(value if len(value) <= _LONGEST_QUOTED else f"{value[:_LONGEST_QUOTED]}…")


def say_all(key: str, **values: object) -> Messages:
    """The text in every language."""
    return tuple((language, say(key, language, **values)) for language in sorted(LANGUAGES))


def advice(message: str, language: str) -> tuple[str, str]:
    """Part a message into what is wrong and what to write instead; the second may be empty."""
    what, write, example = message.partition(say("rule-write", language))
    return (what.strip(), example.strip()) if write else (message, "")
