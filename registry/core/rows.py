"""Some rows of an answer as values, and as CSV, JSON and Turtle; and the bars of a chart of them."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.facts import Term
from registry.core.questions import Chart, CompetencyQuestion
from registry.vocabulary import PREFIXES, RDF, RDFS, XSD

RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_SHACL = PREFIXES["sh"]
_NUMBERS = {"integer": int, "decimal": float, "double": float, "float": float}
_MOST_BARS = 25

Cell = dict[str, str]


@dataclass(frozen=True)
class Part:
    """Some rows of an answer: its columns, the rows from `skipped` on, and how many there are in all."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    total: int
    skipped: int = 0


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: what it stands for, how long it is as a part of the longest in percent."""

    label: str
    value: Decimal
    percent: float


def read_part(body: bytes, total: int, skipped: int) -> Part:
    """Read SPARQL results in JSON."""
    content = json.loads(body)
    return Part(tuple(content["head"]["vars"]), tuple(content["results"]["bindings"]), total, skipped)


def as_csv(part: Part) -> str:
    """The rows as SPARQL writes CSV: the names of the variables, then values without their types."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(part.columns)
    writer.writerows([row.get(name, {}).get("value", "") for name in part.columns] for row in part.rows)
    return text.getvalue()


def as_values(part: Part) -> list[dict[str, Any]]:
    """The rows as plain values: numbers, true and false, else text; what is not known is null."""
    return [{name: _plain(row[name]) if name in row else None for name in part.columns} for row in part.rows]


def as_turtle(question: CompetencyQuestion, part: Part, place: str, here: str) -> bytes:
    """The question at its place as something that can be run, and the rows as a result set."""
    described, results = NamedNode(place), NamedNode(here)
    form = "ASK" if question.form == "ASK" else "Select"
    triples = [
        Triple(described, RDF.type, NamedNode(f"{_SHACL}SPARQL{form}Executable")),
        Triple(described, NamedNode(_SHACL + form.lower()), Literal(question.query)),
        *(Triple(described, RDFS.label, Literal(text, language=tag)) for tag, text in question.texts.items()),
        Triple(results, RDF.type, _rs("ResultSet")),
        Triple(results, NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), described),
        *(Triple(results, _rs("resultVariable"), Literal(name)) for name in part.columns),
    ]
    for number, row in enumerate(part.rows, part.skipped + 1):
        triples += _solution(results, number, row)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes={**PREFIXES, "rs": RESULT_SET}) or b""


def bars(chart: Chart | None, part: Part) -> tuple[Bar, ...]:
    """The bars of a chart, in the order of the rows; none where the numbers have no common zero."""
    if chart is None:
        return ()
    rows = [(row.get(chart.labels), row.get(chart.numbers)) for row in part.rows[:_MOST_BARS]]
    pairs = [(label["value"], number["value"]) for label, number in rows if label and number]
    pairs = [pair for pair in pairs if isfinite(float(pair[1]))]
    longest = max((float(number) for _, number in pairs), default=0)
    if longest <= 0 or any(float(number) < 0 for _, number in pairs):
        return ()
    return tuple(Bar(label, short_number(number), round(100 * float(number) / longest, 1)) for label, number in pairs)


def short_number(text: str) -> Decimal:
    """A number with two digits behind the point at most, and none that says nothing."""
    return Decimal(f"{Decimal(text):.2f}".rstrip("0").rstrip("."))


def as_shown(cell: Cell) -> Decimal | date | str:
    """What a page shows of a cell: a fraction and a day are for the reader's language, all else stays as it is."""
    kind = cell.get("datatype", "").removeprefix(PREFIXES["xsd"])
    try:
        if kind in ("decimal", "double", "float"):
            return short_number(cell["value"]) if isfinite(float(cell["value"])) else cell["value"]
        return date.fromisoformat(cell["value"]) if kind == "date" else cell["value"]
    except (ValueError, ArithmeticError):
        return cell["value"]


def _solution(results: NamedNode, number: int, row: Mapping[str, Cell]) -> list[Triple]:
    solution = BlankNode(f"row{number}")
    triples = [
        Triple(results, _rs("solution"), solution),
        Triple(solution, _rs("index"), Literal(str(number), datatype=XSD.integer)),
    ]
    for name, cell in row.items():
        binding = BlankNode(f"row{number}{name}")
        triples += [
            Triple(solution, _rs("binding"), binding),
            Triple(binding, _rs("variable"), Literal(name)),
            Triple(binding, _rs("value"), _term(cell)),
        ]
    return triples


def _term(cell: Cell) -> Term:
    if cell["type"] == "uri":
        return NamedNode(cell["value"])
    if cell["type"] == "bnode":
        return BlankNode(f"node{cell['value']}")
    if "xml:lang" in cell:
        return Literal(cell["value"], language=cell["xml:lang"])
    return Literal(cell["value"], datatype=NamedNode(cell["datatype"]) if "datatype" in cell else None)


def _plain(cell: Cell) -> Any:  # noqa: ANN401
    kind = cell.get("datatype", "").removeprefix(PREFIXES["xsd"])
    if kind == "boolean":
        return cell["value"] in ("true", "1")
    if kind not in _NUMBERS:
        return cell["value"]
    try:
        return _NUMBERS[kind](cell["value"])
    except ValueError:
        return cell["value"]


def _rs(name: str) -> NamedNode:
    return NamedNode(RESULT_SET + name)
