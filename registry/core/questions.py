"""A question that people ask: its words, its query, and the values that it takes, each of one type."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from registry.core.glossary import LANGUAGES, Label
from registry.core.said import Said
from registry.core.texts import shown
from registry.settings import IDS
from registry.vocabulary import PREFIXES, XSD

COUNTRIES = "http://publications.europa.eu/resource/authority/country/"

LANGUAGE = "language"
"""What a parameter is called by which an answer comes in the language of its reader."""

Value = NamedNode | Literal


@dataclass(frozen=True)
class Parameter:
    """A variable of the query that may be given a value, with the type of the value and an example.

    One that is needed has the example for its value where none is given: an answer for all would take too long.
    """

    name: str
    kind: str
    example: str
    is_needed: bool = False

    @property
    def is_language(self) -> bool:
        """Whether its value is a language, as that of whoever reads the answer."""
        return self.name == LANGUAGE

    @property
    def short_example(self) -> str:
        """The example as somebody would write it into an address."""
        return self.example.removeprefix(self.namespace) if self.kind == "iri" else self.example

    @property
    def namespace(self) -> str:
        """What stands before a short name of an IRI; for a thing of ours everything up to its type."""
        if self.example.startswith(IDS):
            return IDS + self.example.removeprefix(IDS).partition("/")[0] + "/"
        return re.sub(r"[^/#]*$", "", self.example)

    @property
    def allowed(self) -> Said:
        """What may be written for a value, in words."""
        example, space = self.short_example, self.namespace
        match self.kind:
            case "integer":
                return Said("Write a whole number, for example %(example)s.", example=example)
            case "decimal":
                return Said("Write a number with a point, for example %(example)s.", example=example)
            case "date":
                return Said("Write a day as year-month-day, for example %(example)s.", example=example)
            case "iri" if space == COUNTRIES:
                return Said(
                    "Write the code of a country in two or three letters, for example %(example)s.", example=example
                )
            case "iri":
                return Said(
                    "Write a name behind %(space)s, or a whole IRI, for example %(example)s.",
                    space=space,
                    example=example,
                )
        return Said("Write a text, for example %(example)s.", example=example)


@dataclass(frozen=True)
class Chart:
    """Which column names the bars of a chart, which one gives their length, and which parameter needs a value first."""

    labels: str
    numbers: str
    within: str | None = None


@dataclass(frozen=True)
class CompetencyQuestion:
    """A question in words and as SPARQL."""

    name: str
    texts: Mapping[str, str]
    query: str
    parameters: tuple[Parameter, ...]
    note: str
    chart: Chart | None = None

    def text(self, language: str) -> Label:
        """The question in a language, in English where it is not asked in that one."""
        found = language if language in self.texts else LANGUAGES[0]
        return Label(self.texts[found], found)

    @property
    def is_answered(self) -> bool:
        """Whether the shipped data answer it."""
        return not self.note.startswith("no answer yet")

    @property
    def first_values(self) -> dict[str, str]:
        """The values that somebody begins with: the examples, or none where a chart shows all at once."""
        if self.chart and not self.chart.within:
            return {}
        return {parameter.name: parameter.short_example for parameter in self.parameters}

    @property
    def form(self) -> str:
        """SELECT or ASK."""
        return "ASK" if re.search(r"^ASK\b", self.query, re.MULTILINE) else "SELECT"


def read_question(name: str, query: str) -> CompetencyQuestion:
    """Read the head of a query: the question in each language, and what is told of it.

    `?name type example` is a parameter, `needs: ?name` one that always has a value, `chart: ?labels ?numbers` a chart.
    """
    head = [line.removeprefix("# ") for line in re.match(r"(?:# .*\n)*", query)[0].splitlines()]  # type: ignore[index]
    texts = {line[:2]: line[4:] for line in head if re.match(r"[a-z]{2}: ", line)}
    needed = {found[1] for line in head if (found := _NEEDED.fullmatch(line))}
    parameters = [
        Parameter(found[1], found[2], found[3], found[1] in needed)
        for line in head
        if (found := _PARAMETER.fullmatch(line))
    ]
    chart = next((Chart(*found.groups()) for line in head if (found := _CHART.fullmatch(line))), None)
    return CompetencyQuestion(name, texts, query, tuple(parameters), head[-1], chart)


def bind(question: CompetencyQuestion, given: Mapping[str, Sequence[str]]) -> dict[str, Value] | list[Said]:
    """Turn what was written into values for variables, or say what is wrong and what is allowed."""
    known = {parameter.name: parameter for parameter in question.parameters}
    faults = [_not_asked(name, known) for name in given if name not in known]
    values = {name: value for name, each in known.items() if each.is_needed and (value := _value(each, each.example))}
    for name, texts in given.items():
        written = [text.strip() for text in texts if text.strip()]
        if name not in known or not written:
            continue
        value = _value(known[name], written[0])
        if len(set(written)) > 1:
            faults.append(Said("%(name)s takes one value, not %(count)s.", name=name, count=len(written)))
        elif value is None:
            faults += [Said("%(name)s cannot be “%(text)s”.", name=name, text=shown(written[0])), known[name].allowed]
        else:
            values[name] = value
    return faults or values


def _not_asked(name: str, known: Mapping[str, Parameter]) -> Said:
    names = ", ".join([*known, "page", "pageSize"])
    return Said("%(name)s is not asked for here; what may be given: %(names)s.", name=shown(name), names=names)


def _value(parameter: Parameter, text: str) -> Value | None:
    if parameter.kind == "iri":
        return _iri(parameter, text)
    try:
        lexical = _READERS[parameter.kind](text)
    except (ValueError, ArithmeticError):
        return None
    return Literal(lexical, datatype=getattr(XSD, parameter.kind))


def _iri(parameter: Parameter, text: str) -> NamedNode | None:
    prefix, colon, local = text.partition(":")
    try:
        if colon:
            return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else text)
        if parameter.namespace == COUNTRIES:
            return _country(text.upper())
        return NamedNode(parameter.namespace + text)
    except ValueError:
        return None


def _country(code: str) -> NamedNode | None:
    three = countries().get(code, code)
    return NamedNode(COUNTRIES + three) if three in countries().values() else None


@cache
def countries() -> Mapping[str, str]:
    """The codes of countries in three letters by those in two (ISO 3166)."""
    pairs = Path(__file__).with_name("countries.txt").read_text(encoding="ascii").split()
    return dict(pair.split("=") for pair in pairs)


def _integer(text: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise ValueError(text)
    return str(int(text))


def _decimal(text: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", text):
        raise ValueError(text)
    return str(Decimal(text))


_PARAMETER = re.compile(r"\?(\w+) (iri|integer|decimal|string|date) (\S.*)")
_NEEDED = re.compile(r"needs: \?(\w+)")
_CHART = re.compile(r"chart: \?(\w+) \?(\w+)(?: for \?(\w+))?")
_READERS: Mapping[str, Callable[[str], str]] = {
    "integer": _integer,
    "decimal": _decimal,
    "string": str,
    "date": lambda text: date.fromisoformat(text).isoformat(),
}
