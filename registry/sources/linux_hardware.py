"""Names of notebooks as their firmware tells them to Linux, collected by linux-hardware.org, to our Turtle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from registry.core.names import slug
from registry.settings import IDS
from registry.sources import tables
from registry.sources.tables import Import, Remark, Row, Source
from registry.sources.values import Refused, whole
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD

SOURCE = Source(
    dataset="linux-hardware-notebooks",
    heading="names of notebooks as their firmware tells them to Linux. Written by `cfit import linux-hardware`",
    titles={
        "en": "linux-hardware.org: names of notebooks",
        "nl": "linux-hardware.org: namen van notebooks",
    },
    licence="https://creativecommons.org/licenses/by/4.0/",
    address="https://github.com/linuxhw/DMI",
    attribution="Linux Hardware Project, linux-hardware.org",
)
_KINDS = {"Notebook": "laptop", "Convertible": "laptop", "Tablet": "tablet"}
_UNNAMED = "Others"
_NEEDED = ("type", "vendor", "series", "model", "probes")


@dataclass(frozen=True)
class Name:
    """One name of a model, and how many computers reported it."""

    address: str
    vendor: str
    series: str
    model: str
    kind: str
    probes: int


def import_table(path: Path, read_on: date) -> Import:
    """Turn the table into names of models, in the order of their addresses; names that differ in spelling are one."""
    rows = tables.read_table(path, _NEEDED, "the linux-hardware.org table of notebooks")
    remarks: list[Remark] = []
    spellings: dict[str, list[Name]] = {}
    for row in rows:
        for name in _name(row, remarks):
            spellings.setdefault(name.address, []).append(name)
    triples = [triple for address in sorted(spellings) for triple in _about(spellings[address], remarks)]
    return SOURCE.written(triples, len(spellings), remarks, read_on)


def _name(row: Row, remarks: list[Remark]) -> Iterator[Name]:
    key = f"{row['vendor']} {row['series']} {row['model']}"
    if row["type"] not in _KINDS:
        remarks.append(Remark(key, "type", row["type"], "neither laptop nor tablet: row left out"))
        return
    if _UNNAMED in (row["vendor"], row["model"]):
        remarks.append(Remark(key, "model", row["model"], "no name of a model: row left out"))
        return
    vendor, model = (tables.plain_name(key, column, row[column], remarks) for column in ("vendor", "model"))
    if not vendor or not model:
        return
    try:
        probes = int(whole(row["probes"].strip()).value)
    except Refused as reason:
        remarks.append(Remark(key, "probes", row["probes"], f"{reason}: not taken over"))
        probes = 0
    series = tables.plain_name(key, "series", row["series"], remarks) if row["series"] != _UNNAMED else ""
    yield Name(slug(key), vendor, series, model, _KINDS[row["type"]], probes)


def _about(names: list[Name], remarks: list[Remark]) -> Iterator[Triple]:
    """What is said of the spelling that most computers reported; their counts are added."""
    best = max(sorted(names, key=lambda name: (name.model, name.vendor, name.kind)), key=lambda name: name.probes)
    reason = "another spelling or kind of a name: counts added"
    remarks += [Remark(best.address, "model", other.model, reason) for other in names if other is not best]
    thing = NamedNode(f"{IDS}catalogue/linux-hardware-{best.address}")
    yield Triple(thing, RDF.type, CFIT.ModelName)
    yield Triple(thing, SCHEMA.name, Literal(best.model))
    yield Triple(thing, CFIT.brandName, Literal(best.vendor))
    yield Triple(thing, CFIT.deviceKind, tables.kind_iri(best.kind))
    if best.series:
        yield Triple(thing, CFIT.series, Literal(best.series))
    if probes := sum(name.probes for name in names):
        yield Triple(thing, CFIT.probeCount, Literal(str(probes), datatype=XSD.integer))
