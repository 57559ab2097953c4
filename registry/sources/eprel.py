"""Phones of the European product database for energy labelling (EPREL), from its table of models to our Turtle."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.names import STEWARD, graph_iri, slug
from registry.settings import IDS
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
    """Read the table of models; a table without the column of registration numbers is not one."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    if not rows or "eprelRegistrationNumber" not in rows[0]:
        raise ValueError(f"{path}: no column eprelRegistrationNumber; is this the EPREL table of models?")
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


class _Refused(Exception):
    """A value that is not taken over; the message is the reason."""


def _whole(text: str) -> Literal:
    if not text.isdecimal():
        raise _Refused("not a whole number")
    return Literal(str(int(text)), datatype=XSD.integer)


def _decimal(text: str) -> Literal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _Refused("not a number") from None
    plain = f"{number:f}"
    return Literal(plain if "." in plain else f"{plain}.0", datatype=XSD.decimal)


def _truth(text: str) -> Literal:
    if text not in ("True", "False"):
        raise _Refused("neither True nor False")
    return Literal(text == "True")


def _day(text: str) -> Literal:
    try:
        return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
    except ValueError:
        raise _Refused("not a date") from None


def _text(text: str) -> Literal:
    return Literal(text)


def _link(text: str) -> NamedNode:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in text:
        raise _Refused("not a web address")
    return NamedNode(text)


def _code(codes: dict[str, Literal]) -> Callable[[str], Literal]:
    def convert(text: str) -> Literal:
        if text not in codes:
            raise _Refused("a code that is not known")
        return codes[text]

    return convert


def _digits(codes: str) -> Callable[[str], Literal]:
    pairs = (code.split("=") for code in codes.split())
    return _code({name: Literal(digit, datatype=XSD.integer) for name, digit in pairs})


def _words(codes: str) -> Callable[[str], Literal]:
    pairs = (code.split("=") for code in codes.split())
    return _code({name: Literal(word) for name, word in pairs})


# IEC 60529 gives the digits that the words of EPREL stand for.
_SOLID = "TOUCH_FINGERS=2 MORE_THAN_2_5MM=3 MORE_THAN_1MM=4 DUST_PROTECTED=5 DUST_TIGHT=6"
_WATER = (
    "NO_PROTECTION=0 SPRAY_LESS_THAN_15_DEGREES=2 SPLASHING=4 JETTING=5 POWERFUL_JETTING=6 "
    "TEMP_IMMERSION=7 CONT_IMMERSION=8"
)

_COLUMNS: tuple[tuple[str, NamedNode, Callable[[str], Literal | NamedNode]], ...] = (
    ("eprelRegistrationNumber", CFIT.eprelNumber, _text),
    ("onMarketStartDate", CFIT.startOfPlacingOnMarket, _day),
    ("operatingSystem", CFIT.operatingSystem, _words("ANDROID=Android IOS=iOS OTHER=other")),
    ("isFoldable", CFIT.isFoldable, _truth),
    ("minYearsSoftwareUpdates", CFIT.osUpdateYearsAfterEndOfSale, _whole),
    ("ratedBatteryCapacity", CFIT.batteryRatedCapacity, _whole),
    ("batteryEndurancePerCycle", CFIT.batteryEndurancePerCycle, _whole),
    ("batteryCyclesFromPDF", CFIT.batteryCyclesAt80, _whole),
    ("batteryUserReplaceable", CFIT.batteryUserReplaceable, _truth),
    ("fallsWithoutDefect", CFIT.fallsWithoutDefect, _whole),
    ("repeatedFreeFallReliabilityClass", CFIT.freeFallClass, _text),
    ("screenScratchResistance", CFIT.scratchMohs, _digits(" ".join(f"MOHS_{n}={n}" for n in range(1, 11)))),
    ("ingressProtectionRating", CFIT.ipRating, _text),
    ("ingressProtectionRatingSolid", CFIT.ipSolid, _digits(_SOLID)),
    ("ingressProtectionRatingWater", CFIT.ipWater, _digits(_WATER)),
    ("immersionDepthWater", CFIT.immersionDepth, _decimal),
    ("repairabilityIndex", CFIT.repairabilityIndex, _decimal),
    ("repairabilityClass", CFIT.repairabilityClass, _text),
    ("disassemblyDepthScore", CFIT.disassemblyDepthScore, _decimal),
    ("fastenersScore", CFIT.fastenersScore, _decimal),
    ("toolsScore", CFIT.toolsScore, _decimal),
    ("sparePartScore", CFIT.sparePartsScope, _text),
    ("repairInfoScore", CFIT.repairInformationAccess, _text),
    ("webLinkRepairInstructions", CFIT.repairInstructions, _link),
    ("webLinkInfoSparePartsAvailability", CFIT.sparePartsPage, _link),
    ("guaranteeDuration", CFIT.warrantyMonths, _whole),
    ("energyClass", CFIT.energyClass, _text),
    ("chargerReceptacleType", CFIT.chargingPort, _words("USB_C=USB-C OTHER=other")),
    ("chargerRequiredOutputPower", CFIT.chargerOutputPower, _whole),
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
        text = row[column].strip()
        if text != row[column]:
            remarks.append(Remark(number, column, row[column], "white space around the value left out"))
        try:
            if text:
                yield Triple(device, term, convert(text))
        except _Refused as reason:
            remarks.append(Remark(number, column, text, f"{reason}: not taken over"))


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
    if row["batteryEnduranceInCycles"] + "00" != row["batteryCyclesFromPDF"]:
        both = f"{row['batteryEnduranceInCycles']} hundred and {row['batteryCyclesFromPDF']}"
        reason = "the two columns for battery cycles differ: the product sheet's is taken"
        yield Remark(number, "batteryCyclesFromPDF", both, reason)


def _header(rows: int) -> str:
    return (
        f"# {rows} smartphones as their suppliers registered them in EPREL. Written by `cfit import eprel`; change the\n"
        "# importer, not this file. Licence, source and reading date stand in the first block.\n"
    )


def _write(triples: Iterable[Triple]) -> str:
    used = {prefix: PREFIXES[prefix] for prefix in ("cfit", "dcat", "dcterms", "schema", "xsd")}
    text = (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()
    return text.replace(" .\n<", " .\n\n<").replace("\t", "    ")
