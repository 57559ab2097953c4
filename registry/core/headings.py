"""What the variables of questions are called, in five languages: headings.toml; and which columns a page shows."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

_CATALOGUE = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
NAMES: dict[str, str] = _CATALOGUE["names"]
"""Variables that hold what a thing is called, with the variable of the thing."""
HEADINGS: dict[str, dict[str, str]] = _CATALOGUE["headings"]
"""Headings by variable, or by question and variable, then by language."""


def heading(question: str, variable: str, language: str) -> str:
    """What people call a variable of a question."""
    thing = _thing(question, variable)
    return (HEADINGS.get(f"{question}.{thing}") or HEADINGS[thing])[language]


def columns(question: str, variables: Iterable[str]) -> tuple[str, ...]:
    """The columns of a page: a thing that stands beside its name stands in the place of the name, once."""
    given = tuple(variables)
    things = ((each, _thing(question, each)) for each in given)
    return tuple(dict.fromkeys(thing if thing in given else each for each, thing in things))


def _thing(question: str, variable: str) -> str:
    return NAMES.get(f"{question}.{variable}") or NAMES.get(variable, variable)
