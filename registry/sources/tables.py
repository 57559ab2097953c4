"""What all importers of tables share: reading rows, names of brands, facts by column, remarks, writing Turtle."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from registry.core.names import STEWARD, graph_iri, slug
from registry.settings import DATA, IDS
from registry.sources.values import Refused
from registry.vocabulary import CFIT, DCAT, DCTERMS, PREFIXES, RDF, SCHEMA, XSD

Row = dict[str, str]
Column = tuple[str, NamedNode, Callable[[str], Literal | NamedNode]]
"""A column of a table, the property that its cells are values of, and how a cell is read."""

SPACES = "superfluous white space left out"
LONGEST_NAME = 200
"""Characters: longer names are refused by the shapes."""


@dataclass(frozen=True)
class Remark:
    """Something in the source that was not taken over as it stands, and why."""

    row: str
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Import:
    """The Turtle that was made of a table, of how many things, and the remarks on what could not be taken over."""

    turtle: str
    things: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Source:
    """What a file says about itself: which dataset it fills, and what its source and licence are."""

    dataset: str
    heading: str
    titles: Mapping[str, str]
    licence: str
    address: str
    attribution: str
    evidence_level: str | None = None
    cautions: tuple[tuple[str, str], ...] = ()

    def about(self, read_on: date) -> Iterator[Triple]:
        """The first block of the file."""
        graph = graph_iri(STEWARD, self.dataset)
        yield Triple(graph, RDF.type, DCAT.Dataset)
        for language, title in self.titles.items():
            yield Triple(graph, DCTERMS.title, Literal(title, language=language))
        yield Triple(graph, DCTERMS.license, NamedNode(self.licence))
        yield Triple(graph, DCTERMS.source, NamedNode(self.address))
        yield Triple(graph, CFIT.attribution, Literal(self.attribution))
        yield Triple(graph, CFIT.readOn, Literal(read_on.isoformat(), datatype=XSD.date))
        if self.evidence_level:
            yield Triple(graph, CFIT.evidenceLevel, NamedNode(f"{IDS}evidence-level/{self.evidence_level}"))
        for language, caution in self.cautions:
            yield Triple(graph, CFIT.caution, Literal(caution, language=language))

    def written(self, triples: Iterable[Triple], things: int, remarks: Iterable[Remark], read_on: date) -> Import:
        """Write the file: a comment that says how it came to be, the first block, then the triples."""
        header = (
            f"# {things} {self.heading}; change\n"
            "# the importer, not this file. Licence, source and reading date stand in the first block.\n"
        )
        return Import(header + _turtle([*self.about(read_on), *triples]), things, tuple(remarks))


def read_table(path: Path, needed: Iterable[str], what: str) -> list[Row]:
    """Read a table; one that lacks a needed column is another table, and the error names the column."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table, restval=""))
    missing = [column for column in needed if not rows or column not in rows[0]]
    if missing:
        raise ValueError(f"{path}: no column {missing[0]}; is this {what}?")
    return rows


def count_by_reason(remarks: Iterable[Remark]) -> list[tuple[str, str, int]]:
    """Count remarks by column and reason, most first."""
    counts = Counter((remark.column, remark.reason) for remark in remarks)
    return [(column, reason, count) for (column, reason), count in sorted(counts.items(), key=lambda item: -item[1])]


def facts(thing: NamedNode, key: str, row: Row, columns: Iterable[Column], remarks: list[Remark]) -> Iterator[Triple]:
    """A triple for each cell that can be read; a remark for each that cannot."""
    for column, term, convert in columns:
        cell = row[column].strip()
        if cell != row[column]:
            remarks.append(Remark(key, column, row[column], "white space around the value left out"))
        try:
            if cell:
                yield Triple(thing, term, convert(cell))
        except Refused as reason:
            remarks.append(Remark(key, column, cell, f"{reason}: not taken over"))


def plain_name(key: str, column: str, cell: str, remarks: list[Remark]) -> str:
    """A name with single spaces; empty, with a remark, where the cell holds none or far too long a text."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in cell).split())
    if not name or len(name) > LONGEST_NAME:
        remarks.append(Remark(key, column, cell, f"not a name of 1 to {LONGEST_NAME} characters: row left out"))
        return ""
    if name != cell:
        remarks.append(Remark(key, column, cell, SPACES))
    return name


def brands_of(names: Iterable[str]) -> dict[str, str]:
    """The name of each brand by its slug: as the registry writes it, else as the source spells it most."""
    spellings: dict[str, Counter[str]] = {}
    for name in names:
        spellings.setdefault(slug(name), Counter())[name] += 1
    known = known_brands()
    return {key: known.get(key) or _most(counts) for key, counts in sorted(spellings.items())}


@cache
def known_brands() -> Mapping[str, str]:
    """The brands that the registry itself names, by slug."""
    triples = parse(path=DATA / "reference/brands.ttl", format=RdfFormat.TURTLE)
    names = (triple.object for triple in triples if triple.predicate == SCHEMA.name)
    return {slug(name.value): name.value for name in names if isinstance(name, Literal)}


def about_brands(brands: Mapping[str, str]) -> Iterator[Triple]:
    """A brand with its name, for each that the registry does not name itself."""
    for key, name in ((key, name) for key, name in brands.items() if key not in known_brands()):
        yield Triple(brand_iri(key), RDF.type, SCHEMA.Brand)
        yield Triple(brand_iri(key), SCHEMA.name, Literal(name))


def brand_iri(name: str) -> NamedNode:
    """The brand of this name."""
    return NamedNode(f"{IDS}brand/{slug(name)}")


def kind_iri(kind: str) -> NamedNode:
    """A kind of device."""
    return NamedNode(f"{IDS}device-kind/{kind}")


def about_device(device: NamedNode, name: str, brand: str, kind: str) -> Iterator[Triple]:
    """What is said of every device: that it is one, its name, its brand and its kind."""
    yield Triple(device, RDF.type, CFIT.DeviceModel)
    yield Triple(device, SCHEMA.name, Literal(name))
    yield Triple(device, SCHEMA.brand, brand_iri(brand))
    yield Triple(device, CFIT.deviceKind, kind_iri(kind))


def _most(counts: Counter[str]) -> str:
    return max(sorted(counts), key=lambda name: counts[name])


def _turtle(triples: Iterable[Triple]) -> str:
    names = ("cfit", "dcat", "dcterms", "schema", "xsd")
    text = (
        serialize(triples, format=RdfFormat.TURTLE, prefixes={name: PREFIXES[name] for name in names}) or b""
    ).decode()
    return text.replace(" .\n<", " .\n\n<").replace("\t", "    ")
