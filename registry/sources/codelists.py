"""The EU's lists of countries, languages and procurement codes (CPV), from their tables to our Turtle."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.names import STEWARD, graph_iri
from registry.settings import IDS
from registry.vocabulary import CFIT, DCAT, DCTERMS, PREFIXES, RDF, SKOS, XSD

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_FOUR_LANGUAGES = (("eng_label", "en"), ("deu_label", "de"), ("fra_label", "fr"), ("nld_label", "nl"))


@dataclass(frozen=True)
class CodeList:
    """A list of codes: its names, where its concepts live, and how its table is laid out."""

    dataset: str
    english: str
    dutch: str
    scheme: str
    code: str
    labels: tuple[tuple[str, str], ...]
    source: str
    licence: str
    attribution: str


LISTS = {
    "countries": CodeList(
        "countries", "countries", "landen", f"{_AUTHORITY}country", "[A-Z0-9]{3}", _FOUR_LANGUAGES,
        "https://github.com/OP-TED/eForms-SDK", "https://creativecommons.org/licenses/by/4.0/",
        "Publications Office of the European Union, eForms SDK",
    ),
    "languages": CodeList(
        "languages", "languages", "talen", f"{_AUTHORITY}language", "[A-Z0-9_]{3,}", _FOUR_LANGUAGES,
        "https://github.com/OP-TED/eForms-SDK", "https://creativecommons.org/licenses/by/4.0/",
        "Publications Office of the European Union, eForms SDK",
    ),
    "cpv": CodeList(
        "cpv", "procurement codes for ICT", "inkoopcodes voor ICT", "http://data.europa.eu/cpv/cpv", "[0-9]{8}",
        (("label_en_verified", "en"),), "https://github.com/OP-TED/ted-rdf-mapping", "https://eupl.eu/1.2/en/",
        "Publications Office of the European Union, TED RDF mapping",
    ),
}  # fmt: skip
"""Each list by the name of its command."""

# Under which code a kind of device is bought.
_KINDS = {"laptop": "30213100", "smartphone": "32250000", "tablet": "30213200", "monitor": "30231300"}


def import_table(codelist: CodeList, path: Path, read_on: date) -> str:
    """Turn a table into concepts, in the order of their codes; another table is refused with what is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    for column in ("code", *(column for column, _ in codelist.labels)):
        if not rows or column not in rows[0]:
            raise ValueError(f"{path}: no column {column}; is this the table of {codelist.english}?")
    labels = {row["code"]: row for row in rows}
    for code in labels:
        if not re.fullmatch(codelist.code, code):
            raise ValueError(f"{path}: {code} is not a code of {codelist.english}")
    triples = [*_about_the_table(codelist, read_on)]
    for code in sorted(labels):
        triples += _about_code(code, labels, codelist)
    return _header(codelist, len(labels)) + _write(triples)


def broader(code: str, known: set[str]) -> str | None:
    """The closest known code above a CPV code: the one with fewer digits before the zeros."""
    stem = code.rstrip("0")
    above = (stem[:length].ljust(8, "0") for length in range(len(stem) - 1, 1, -1))
    return next((each for each in above if each in known), None)


def _about_the_table(codelist: CodeList, read_on: date) -> Iterator[Triple]:
    graph = graph_iri(STEWARD, codelist.dataset)
    yield Triple(graph, RDF.type, DCAT.Dataset)
    yield Triple(graph, DCTERMS.title, Literal(f"EU table of {codelist.english}", language="en"))
    yield Triple(graph, DCTERMS.title, Literal(f"EU-tabel van {codelist.dutch}", language="nl"))
    yield Triple(graph, DCTERMS.license, NamedNode(codelist.licence))
    yield Triple(graph, DCTERMS.source, NamedNode(codelist.source))
    yield Triple(graph, CFIT.attribution, Literal(codelist.attribution))
    yield Triple(graph, CFIT.readOn, Literal(read_on.isoformat(), datatype=XSD.date))


def _about_code(code: str, rows: dict[str, dict[str, str]], codelist: CodeList) -> Iterator[Triple]:
    concept = NamedNode(f"{codelist.scheme}/{code}")
    yield Triple(concept, RDF.type, SKOS.Concept)
    yield Triple(concept, SKOS.inScheme, NamedNode(codelist.scheme))
    yield Triple(concept, SKOS.notation, Literal(code))
    for column, language in codelist.labels:
        if label := " ".join(rows[code][column].split()):
            yield Triple(concept, SKOS.prefLabel, Literal(label, language=language))
    if codelist is not LISTS["cpv"]:
        return
    if above := broader(code, set(rows)):
        yield Triple(concept, SKOS.broader, NamedNode(f"{codelist.scheme}/{above}"))
    for kind, bought_as in _KINDS.items():
        if bought_as == code:
            yield Triple(concept, SKOS.closeMatch, NamedNode(f"{IDS}device-kind/{kind}"))


def _header(codelist: CodeList, codes: int) -> str:
    return (
        f"# {codes} {codelist.english}. Written by `cfit import`; change the importer, not this file.\n"
        "# Licence, source and reading date stand in the first block.\n"
    )


def _write(triples: list[Triple]) -> str:
    used = {prefix: PREFIXES[prefix] for prefix in ("cfit", "dcat", "dcterms", "skos", "xsd")}
    text = (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()
    return text.replace(" .\n<", " .\n\n<").replace("\t", "    ")
