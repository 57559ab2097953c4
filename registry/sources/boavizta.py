"""Carbon footprints of laptops, phones and tablets that makers report, as Boavizta collects them, to our Turtle."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from registry.core.names import slug
from registry.settings import IDS
from registry.sources import tables
from registry.sources.tables import Column, Import, Remark, Row, Source
from registry.sources.values import Refused, country, decimal, link, part_of_date, percent, size, words
from registry.vocabulary import CFIT

SOURCE = Source(
    dataset="boavizta-footprints",
    heading="laptops, phones and tablets with the footprint that their makers report, as Boavizta collects it.\n"
    "# Written by `cfit import boavizta`",
    titles={
        "en": "Boavizta: carbon footprints of laptops, phones and tablets",
        "nl": "Boavizta: CO2-voetafdruk van laptops, telefoons en tablets",
    },
    licence="https://opendatacommons.org/licenses/odbl/1-0/",
    address="https://github.com/Boavizta/environmental-footprint-data",
    attribution="Contains information from Boavizta, environmental-footprint-data, which is made available under the "
    "Open Database License (ODbL)",
    evidence_level="self-declared",
    cautions=(
        (
            "en",
            "Each maker works out footprints by a method of its own: never rank devices of different makers by them.",
        ),
        (
            "nl",
            "Elke maker berekent voetafdrukken op een eigen manier: zet apparaten van verschillende makers er nooit "
            "mee op volgorde.",
        ),
        (
            "de",
            "Jeder Hersteller berechnet CO2-Fußabdrücke nach einer eigenen Methode: Bilden Sie daraus keine Rangfolge "
            "von Geräten verschiedener Hersteller.",
        ),
        (
            "fr",
            "Chaque fabricant calcule les empreintes selon sa propre méthode : ne classez jamais d'après elles des "
            "appareils de fabricants différents.",
        ),
        (
            "nb",
            "Hver produsent beregner klimafotavtrykk på sin egen måte: Ranger aldri enheter fra ulike produsenter "
            "etter dem.",
        ),
    ),
)
METHOD = Literal(
    "Figure from the maker's own product report, collected by Boavizta; makers use different methods (such as PAIA), "
    "so figures of different makers must not be compared."
)


def import_table(path: Path, read_on: date) -> Import:
    """Turn the table into device models and brands, in the order of makers and names."""
    rows = tables.read_table(path, _NEEDED, "the Boavizta table of footprints")
    ordered = sorted(rows, key=lambda row: (slug(row["manufacturer"]), row["name"], *(row[name] for name in _NEEDED)))
    remarks: list[Remark] = []
    named = [*_named(ordered, remarks)]
    brands = tables.brands_of(row["manufacturer"].strip() for _, _, row in named)
    triples = [*tables.about_brands(brands)]
    for address, name, row in named:
        triples += _about_device(address, name, row, remarks)
    return SOURCE.written(triples, len(named), remarks, read_on)


def _weight(text: str) -> Literal:
    value = decimal(text)
    if not 0 < Decimal(value.value) <= _HEAVIEST:
        raise Refused(f"not from 0 to {_HEAVIEST} kg")
    return value


def _screen(text: str) -> Literal:
    value = decimal(text)
    if not _SMALLEST_SCREEN <= Decimal(value.value) <= _LARGEST_SCREEN:
        raise Refused(f"not from {_SMALLEST_SCREEN} to {_LARGEST_SCREEN} inches")
    return value


_HEAVIEST, _SMALLEST_SCREEN, _LARGEST_SCREEN = 10, 1, 100
_KINDS = {"Laptop": "laptop", "Smartphone": "smartphone", "Tablet": "tablet"}
_COLUMNS: tuple[Column, ...] = (
    ("gwp_total", CFIT.pcfTotal, decimal),
    ("gwp_manufacturing_ratio", CFIT.pcfManufacturingShare, percent),
    ("gwp_transport_ratio", CFIT.pcfTransportShare, percent),
    ("gwp_use_ratio", CFIT.pcfUseShare, percent),
    ("gwp_eol_ratio", CFIT.pcfEndOfLifeShare, percent),
    ("lifetime", CFIT.pcfLifetime, decimal),
    (
        "use_location",
        CFIT.pcfUseLocation,
        words("EU=EU US=US WW=worldwide Worldwide=worldwide Asia=Asia", {"North America": "North America"}),
    ),
    ("report_date", CFIT.footprintReportDate, part_of_date),
    ("sources", CFIT.footprintReport, link),
    ("yearly_tec", CFIT.tecOfModel, decimal),
    ("weight", CFIT.deviceMass, _weight),
    ("screen_size", CFIT.screenDiagonal, _screen),
    ("memory", CFIT.memorySize, size(r"(?P<number>\d+)(?:\.0)?(?P<unit>)")),
    ("hard_drive", CFIT.storageSize, size(r"(?:SSD )?(?P<number>\d+)(?P<unit>GB|TB)(?: SSD)?")),
    ("assembly_location", CFIT.finalAssemblyCountry, country("CN=CHN China=CHN KR=KOR")),
)
_SHARES = ("gwp_manufacturing_ratio", "gwp_transport_ratio", "gwp_use_ratio", "gwp_eol_ratio")
_NEEDED = ("manufacturer", "name", "subcategory", *(column for column, _, _ in _COLUMNS))


def _named(rows: list[Row], remarks: list[Remark]) -> Iterator[tuple[str, str, Row]]:
    """Address, name and row of each device; of rows with the same maker and name only the first."""
    seen: set[tuple[str, str]] = set()
    addresses: Counter[str] = Counter()
    for row in rows:
        maker, key = row["manufacturer"].strip(), f"{row['manufacturer']} {row['name']}"
        if row["subcategory"] not in _KINDS:
            remarks.append(Remark(key, "subcategory", row["subcategory"], "no laptop, phone or tablet: row left out"))
            continue
        name = tables.plain_name(key, "name", row["name"], remarks)
        if not name or not tables.plain_name(key, "manufacturer", maker, remarks):
            continue
        if (maker, name) in seen:
            remarks.append(Remark(key, "name", name, "a second row of the same name: row left out"))
            continue
        seen.add((maker, name))
        address = slug(f"{maker} {name}")
        addresses[address] += 1
        if addresses[address] > 1:
            remarks.append(Remark(key, "name", name, "another name gives the same address: numbered"))
            address = f"{address}-{addresses[address]}"
        yield address, name, row


def _about_device(address: str, name: str, row: Row, remarks: list[Remark]) -> Iterator[Triple]:
    device, key = NamedNode(f"{IDS}device/boavizta-{address}"), address
    yield from tables.about_device(device, name, row["manufacturer"], _KINDS[row["subcategory"]])
    stated = [*tables.facts(device, key, _without_fillers(row, key, remarks), _COLUMNS, remarks)]
    yield from stated
    if any(triple.predicate == CFIT.pcfTotal for triple in stated):
        yield Triple(device, CFIT.footprintMethod, METHOD)


def _without_fillers(row: Row, key: str, remarks: list[Remark]) -> Row:
    """Nothing for transport and nothing for the end of life is a filler: every device travels."""
    if row["gwp_transport_ratio"] == row["gwp_eol_ratio"] == "0":
        reason = "0 for transport and for end of life is a filler: not taken over"
        remarks.append(Remark(key, "gwp_transport_ratio, gwp_eol_ratio", "0", reason))
        return row | {"gwp_transport_ratio": "", "gwp_eol_ratio": ""}
    total = _sum(row)
    if total is not None and abs(total - 1) > _ROUNDING:
        reason = "the four shares do not add up to 100 per cent: taken over as they stand"
        remarks.append(Remark(key, "gwp ratios", str(total), reason))
    return row


_ROUNDING = Decimal("0.02")


def _sum(row: Row) -> Decimal | None:
    """The sum of the four shares, where all are stated."""
    try:
        total = sum((Decimal(row[column]) for column in _SHARES), Decimal(0))
    except InvalidOperation:
        return None
    return total if total.is_finite() else None
