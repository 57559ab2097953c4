"""The crosswalk between public sources: a table of pairs of names becomes proposed links between descriptions."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.names import STEWARD, graph_iri, slug
from registry.settings import IDS
from registry.sources.values import decimal
from registry.vocabulary import CFIT, DCAT, DCTERMS, PREFIXES, RDF, SKOS, XSD

GRAPH = graph_iri(STEWARD, "crosswalk")

Row = dict[str, str]


@dataclass(frozen=True)
class Remark:
    """A row that became no link, or more than one, and why."""

    source: str
    target: str
    reason: str


@dataclass(frozen=True)
class Import:
    """The Turtle that was made of the crosswalk, and the remarks on what could not be taken over as it stands."""

    turtle: str
    links: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Tables:
    """The crosswalk, and the two tables that tell several files of one LineageOS codename apart."""

    crosswalk: tuple[Row, ...]
    lineageos: tuple[Row, ...]
    eprel: tuple[Row, ...]


@dataclass(frozen=True)
class Link:
    """One proposal: names of the two descriptions as the last part of their IRIs."""

    source: str
    target: str
    method: str
    confidence: Decimal
    note: str = ""

    @property
    def iri(self) -> NamedNode:
        """The link is named after the two descriptions."""
        return NamedNode(f"{IDS}link/{_last(self.source)}-{_last(self.target)}")


def read_tables(crosswalk: Path, lineageos: Path, eprel: Path) -> Tables:
    """Read the three tables; one that lacks a column is not that table, and the error names it."""
    return Tables(
        _read(crosswalk, "source_a", "id_a", "source_b", "id_b", "method", "confidence"),
        _read(lineageos, "codename", "vendor", "name", "models", "type", "file"),
        _read(eprel, "eprelRegistrationNumber", "modelIdentifier"),
    )


def import_tables(tables: Tables, read_on: date) -> Import:
    """Turn the rows of the crosswalk into proposed links, in the order of their names."""
    remarks: list[Remark] = []
    names = {row["eprelRegistrationNumber"]: row["modelIdentifier"] for row in tables.eprel}
    files: dict[str, list[Row]] = {}
    for row in tables.lineageos:
        files.setdefault(row["codename"], []).append(row)
    links = {link.iri: link for row in tables.crosswalk for link in _links(row, files, names, remarks)}
    ordered = [links[iri] for iri in sorted(links, key=lambda iri: iri.value)]
    triples = [*_about_the_table(read_on), *(triple for link in ordered for triple in _about(link))]
    return Import(_header(len(ordered)) + _write(triples), len(ordered), tuple(remarks))


def count_by_reason(remarks: Iterable[Remark]) -> list[tuple[str, int]]:
    """Count remarks by reason, most first."""
    reasons = [remark.reason for remark in remarks]
    return sorted(((reason, reasons.count(reason)) for reason in {*reasons}), key=lambda pair: (-pair[1], pair[0]))


_DEVICES = ("phone", "phone (slider)", "foldable", "tablet")
_METHODS = {"model-code": "model-code", "name": "name", "name-without-5g": "name-without-generation"}


def _links(row: Row, files: dict[str, list[Row]], names: dict[str, str], remarks: list[Remark]) -> Iterator[Link]:
    """One link for a row, or none; several where one codename stands for several files and none fits."""

    def remark(reason: str) -> None:
        remarks.append(Remark(f"{row['source_a']} {row['id_a']}", f"{row['source_b']} {row['id_b']}", reason))

    if row["source_a"] not in _NAMED or row["source_b"] not in {*_NAMED, "lineageos"}:
        return remark(f"{row['source_b']} is not shipped")
    if row["method"] not in _METHODS:
        return remark(f"a method that is not known: {row['method']}")
    source, method = _NAMED[row["source_a"]](row["id_a"]), _METHODS[row["method"]]
    confidence = Decimal(row["confidence"])
    if row["source_b"] != "lineageos":
        yield Link(source, _NAMED[row["source_b"]](row["id_b"]), method, confidence)
        return None
    candidates = [file for file in files.get(row["id_b"], []) if file["type"] in _DEVICES]
    if not candidates:
        return remark("no phone or tablet of LineageOS has this codename")
    fitting, note = _choose(names.get(row["id_a"]) or re.split("[#:]", row["id_a"])[-1], candidates)
    if len(fitting) > 1:
        remark("one codename, several files, none fits better: one link for each at half the confidence")
    for file in fitting:
        sure = confidence if len(fitting) == 1 else confidence / 2
        yield Link(source, _lineageos(file["file"]), method, sure, note)
    return None


def _choose(text: str, files: list[Row]) -> tuple[list[Row], str]:
    """The files that fit a description best, and a note on how they were chosen where there was a choice."""
    if len(files) == 1:
        return files, ""
    story = f"The codename {files[0]['codename']} stands for {len(files)} devices"
    by_code = [(file, code) for file in files for code in file["models"].split("|") if code and _has_word(text, code)]
    if len(by_code) == 1:
        return [by_code[0][0]], f"{story}; chosen by the model code {by_code[0][1]}."
    by_name = [file for file in files if _key(text, file["vendor"]) == _key(file["name"], file["vendor"])]
    if len(by_name) == 1:
        return by_name, f"{story}; chosen by the name {by_name[0]['vendor']} {by_name[0]['name']}."
    return files, f"{story}; this is one of them."


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _key(name: str, vendor: str) -> str:
    """A name as letters and digits, without the maker's name before it."""
    letters, maker = (slug(text.replace("+", " plus")).replace("-", "") for text in (name, vendor))
    while letters.startswith(maker) and letters != maker:
        letters = letters.removeprefix(maker)
    return letters


def _eprel(number: str) -> str:
    return f"device/eprel-{number}"


def _endoflife(name: str) -> str:
    return f"device/endoflife-{slug(name.replace('#', '-').replace('+', '-plus'))}"


def _boavizta(name: str) -> str:
    """The names of this source stand behind the number of the row that they were read from."""
    return f"device/boavizta-{slug(name.partition(':')[2])}"


def _lineageos(file: str) -> str:
    return f"device/lineageos-{slug(file.removesuffix('.yml'))}"


def _linux_hardware(name: str) -> str:
    return f"catalogue/linux-hardware-{slug(name)}"


_NAMED: dict[str, Callable[[str], str]] = {
    "eprel": _eprel,
    "boavizta": _boavizta,
    "endoflife": _endoflife,
    "linux-hardware": _linux_hardware,
}


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _read(path: Path, *columns: str) -> tuple[Row, ...]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = tuple(csv.DictReader(table))
    missing = [column for column in columns if not rows or column not in rows[0]]
    if missing:
        raise ValueError(f"{path}: no column {missing[0]}")
    return rows


def _about_the_table(read_on: date) -> Iterator[Triple]:
    yield Triple(GRAPH, RDF.type, DCAT.Dataset)
    yield Triple(GRAPH, DCTERMS.title, Literal("Links between public sources", language="en"))
    yield Triple(GRAPH, DCTERMS.title, Literal("Koppelingen tussen openbare bronnen", language="nl"))
    yield Triple(GRAPH, DCTERMS.license, NamedNode("https://creativecommons.org/licenses/by/4.0/"))
    yield Triple(GRAPH, CFIT.attribution, Literal("The registry's own comparison of names and model codes"))
    yield Triple(GRAPH, CFIT.readOn, Literal(read_on.isoformat(), datatype=XSD.date))


def _about(link: Link) -> Iterator[Triple]:
    yield Triple(link.iri, RDF.type, CFIT.LinkAssertion)
    yield Triple(link.iri, CFIT.linkFrom, NamedNode(IDS + link.source))
    yield Triple(link.iri, CFIT.linkTo, NamedNode(IDS + link.target))
    yield Triple(link.iri, CFIT.linkMethod, NamedNode(f"{IDS}link-method/{link.method}"))
    yield Triple(link.iri, CFIT.confidence, decimal(str(link.confidence)))
    if link.note:
        yield Triple(link.iri, SKOS.note, Literal(link.note))


def _header(links: int) -> str:
    return (
        f"# {links} proposed links between descriptions of the same model. Written by `cfit import links`; change the\n"
        "# importer, not this file. Nobody has decided on them here: decisions stand in a file of their own.\n"
    )


def _write(triples: Iterable[Triple]) -> str:
    used = {prefix: PREFIXES[prefix] for prefix in ("cfit", "dcat", "dcterms", "skos", "xsd")}
    text = (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()
    return text.replace(" .\n<", " .\n\n<").replace("\t", "    ")
