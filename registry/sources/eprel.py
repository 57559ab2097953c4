"""Phones of the European product database for energy labelling (EPREL), from its table of models to our Turtle."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.names import STEWARD, graph_iri, slug
from registry.settings import IDS
from registry.sources.values import Refused, day, decimal, digits, link, text, truth, whole, words
from registry.vocabulary import CFIT, DCAT, DCTERMS, PREFIXES, RDF, SCHEMA, XSD

GRAPH = graph_iri(STEWARD, "eprel-smartphones")

_ADDRESS = "https://eprel.ec.europa.eu/screen/product/smartphonestablets20231669"

Row = dict[str, str]


@dataclass(frozen=True)
class Remark:
    """Something in the source that was not taken over as it stands, and why."""

    number: str
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Import:
    """The Turtle that was made of a table, and the remarks on what could not be taken over."""

    turtle: str
    devices: int
    remarks: tuple[Remark, ...]


def read_table(path: Path) -> list[Row]:
    """Read the table of models; a table that lacks one of the columns is not one, and the error names it."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    missing = [column for column in _NEEDED if not rows or column not in rows[0]]
    if missing:
        raise ValueError(f"{path}: no column {missing[0]}; is this the EPREL table of models?")
    return rows


def import_table(rows: list[Row], read_on: date) -> Import:
    """Turn rows into device models and brands, in the order of the registration numbers."""
    ordered = sorted(rows, key=lambda row: int(row["eprelRegistrationNumber"]))
    brands = _brands(ordered)
    remarks: list[Remark] = []
    triples = [*_about_the_table(read_on), *_about_brands(brands)]
    for row in ordered:
        triples += _about_device(row, brands, remarks)
    return Import(_header(len(rows)) + _write(triples), len(rows), tuple(remarks))


def count_by_reason(remarks: Iterable[Remark]) -> list[tuple[str, str, int]]:
    """Count remarks by column and reason, most first."""
    counts = Counter((remark.column, remark.reason) for remark in remarks)
    return [(column, reason, count) for (column, reason), count in sorted(counts.items(), key=lambda item: -item[1])]


# IEC 60529 gives the digits that the words of EPREL stand for.
_SOLID = "TOUCH_FINGERS=2 MORE_THAN_2_5MM=3 MORE_THAN_1MM=4 DUST_PROTECTED=5 DUST_TIGHT=6"
_WATER = (
    "NO_PROTECTION=0 SPRAY_LESS_THAN_15_DEGREES=2 SPLASHING=4 JETTING=5 POWERFUL_JETTING=6 "
    "TEMP_IMMERSION=7 CONT_IMMERSION=8"
)

_COLUMNS: tuple[tuple[str, NamedNode, Callable[[str], Literal | NamedNode]], ...] = (
    ("eprelRegistrationNumber", CFIT.eprelNumber, text),
    ("onMarketStartDate", CFIT.startOfPlacingOnMarket, day),
    ("operatingSystem", CFIT.operatingSystem, words("ANDROID=Android IOS=iOS OTHER=other")),
    ("isFoldable", CFIT.isFoldable, truth),
    ("minYearsSoftwareUpdates", CFIT.osUpdateYearsAfterEndOfSale, whole),
    ("ratedBatteryCapacity", CFIT.batteryRatedCapacity, whole),
    ("batteryEndurancePerCycle", CFIT.batteryEndurancePerCycle, whole),
    ("batteryCyclesFromPDF", CFIT.batteryCyclesAt80, whole),
    ("batteryUserReplaceable", CFIT.batteryUserReplaceable, truth),
    ("fallsWithoutDefect", CFIT.fallsWithoutDefect, whole),
    ("repeatedFreeFallReliabilityClass", CFIT.freeFallClass, text),
    ("screenScratchResistance", CFIT.scratchMohs, digits(" ".join(f"MOHS_{n}={n}" for n in range(1, 11)))),
    ("ingressProtectionRating", CFIT.ipRating, text),
    ("ingressProtectionRatingSolid", CFIT.ipSolid, digits(_SOLID)),
    ("ingressProtectionRatingWater", CFIT.ipWater, digits(_WATER)),
    ("immersionDepthWater", CFIT.immersionDepth, decimal),
    ("repairabilityIndex", CFIT.repairabilityIndex, decimal),
    ("repairabilityClass", CFIT.repairabilityClass, text),
    ("disassemblyDepthScore", CFIT.disassemblyDepthScore, decimal),
    ("fastenersScore", CFIT.fastenersScore, decimal),
    ("toolsScore", CFIT.toolsScore, decimal),
    ("sparePartScore", CFIT.sparePartsScope, text),
    ("repairInfoScore", CFIT.repairInformationAccess, text),
    ("webLinkRepairInstructions", CFIT.repairInstructions, link),
    ("webLinkInfoSparePartsAvailability", CFIT.sparePartsPage, link),
    ("guaranteeDuration", CFIT.warrantyMonths, whole),
    ("energyClass", CFIT.energyClass, text),
    ("chargerReceptacleType", CFIT.chargingPort, words("USB_C=USB-C OTHER=other")),
    ("chargerRequiredOutputPower", CFIT.chargerOutputPower, whole),
)


_NEEDED = (
    *(column for column, _, _ in _COLUMNS),
    *("supplierOrTrademark", "modelIdentifier", "batteryEnduranceInCycles"),
)


def _about_the_table(read_on: date) -> Iterator[Triple]:
    yield Triple(GRAPH, RDF.type, DCAT.Dataset)
    yield Triple(GRAPH, DCTERMS.title, Literal("EPREL: smartphones", language="en"))
    yield Triple(GRAPH, DCTERMS.title, Literal("EPREL: smartphones", language="nl"))
    yield Triple(GRAPH, DCTERMS.license, NamedNode("https://creativecommons.org/licenses/by/4.0/"))
    yield Triple(
        GRAPH,
        DCTERMS.source,
        NamedNode(_ADDRESS),
    )
    yield Triple(GRAPH, CFIT.attribution, Literal("EPREL, European Commission"))
    yield Triple(GRAPH, CFIT.readOn, Literal(read_on.isoformat(), datatype=XSD.date))
    yield Triple(GRAPH, CFIT.evidenceLevel, NamedNode(f"{IDS}evidence-level/self-declared"))


def _brands(rows: Iterable[Row]) -> dict[str, str]:
    """The spelling of each brand that its suppliers use most."""
    spellings: dict[str, Counter[str]] = {}
    for row in rows:
        name = row["supplierOrTrademark"].strip()
        spellings.setdefault(slug(name), Counter())[name] += 1
    return {key: max(sorted(counts), key=lambda name: counts[name]) for key, counts in sorted(spellings.items())}


def _about_brands(brands: dict[str, str]) -> Iterator[Triple]:
    for key, name in brands.items():
        brand = NamedNode(f"{IDS}brand/{key}")
        yield Triple(brand, RDF.type, SCHEMA.Brand)
        yield Triple(brand, SCHEMA.name, Literal(name))


def _about_device(row: Row, brands: dict[str, str], remarks: list[Remark]) -> Iterator[Triple]:
    number = row["eprelRegistrationNumber"]
    device = NamedNode(f"{IDS}device/eprel-{number}")
    brand = slug(row["supplierOrTrademark"])
    remarks += _remarks_on_row(row, brands[brand])
    yield Triple(device, RDF.type, CFIT.DeviceModel)
    yield Triple(device, SCHEMA.name, Literal(" ".join(row["modelIdentifier"].split())))
    yield Triple(device, SCHEMA.brand, NamedNode(f"{IDS}brand/{brand}"))
    yield Triple(device, CFIT.deviceKind, NamedNode(f"{IDS}device-kind/smartphone"))
    for column, term, convert in _COLUMNS:
        cell = row[column].strip()
        if cell != row[column]:
            remarks.append(Remark(number, column, row[column], "white space around the value left out"))
        try:
            if cell:
                yield Triple(device, term, convert(cell))
        except Refused as reason:
            remarks.append(Remark(number, column, cell, f"{reason}: not taken over"))


def _remarks_on_row(row: Row, brand: str) -> Iterator[Remark]:
    number, model, supplier = (
        row["eprelRegistrationNumber"],
        row["modelIdentifier"],
        row["supplierOrTrademark"],
    )
    if model != " ".join(model.split()):
        yield Remark(number, "modelIdentifier", model, "superfluous white space left out")
    if supplier != brand:
        yield Remark(number, "supplierOrTrademark", supplier, f"written as its other models have it: {brand}")
    hundreds, cycles = row["batteryEnduranceInCycles"].strip(), row["batteryCyclesFromPDF"].strip()
    if hundreds and cycles and f"{hundreds}00" != cycles:
        both = f"{hundreds} hundred and {cycles}"
        reason = "the two columns for battery cycles differ: the product sheet's is taken"
        yield Remark(number, "batteryCyclesFromPDF", both, reason)


def _header(rows: int) -> str:
    return (
        f"# {rows} smartphones as their suppliers registered them in EPREL. Written by `cfit import eprel`; change\n"
        "# the importer, not this file. Licence, source and reading date stand in the first block.\n"
    )


def _write(triples: Iterable[Triple]) -> str:
    used = {prefix: PREFIXES[prefix] for prefix in ("cfit", "dcat", "dcterms", "schema", "xsd")}
    text = (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()
    return text.replace(" .\n<", " .\n\n<").replace("\t", "    ")
