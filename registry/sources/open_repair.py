"""Repairs at community events, counted by brand and kind of device from the Open Repair table, to our Turtle."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from registry.core.names import slug
from registry.settings import IDS
from registry.sources import tables
from registry.sources.tables import Import, Remark, Row, Source
from registry.sources.values import Refused, day
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD

SOURCE = Source(
    dataset="open-repair-experience",
    heading="sums of repairs at community events, by brand and kind of device. Written by `cfit import open-repair`",
    titles={
        "en": "Open Repair Alliance: repairs at community events, by brand and kind of device",
        "nl": "Open Repair Alliance: reparaties op bijeenkomsten, per merk en soort apparaat",
    },
    licence="https://creativecommons.org/licenses/by-sa/4.0/",
    address="https://github.com/openrepair/data",
    attribution="Open Repair Alliance and its data partners, Open Repair Data",
)
FEWEST = 5
"""Repairs of a brand and kind; what was seen less often says nothing about a brand."""

_KINDS = {"Laptop": "laptop", "Mobile": "smartphone", "Tablet": "tablet"}
_STATUSES = {
    "Fixed": CFIT.repairsFixed,
    "Repairable": CFIT.repairsRepairable,
    "End of life": CFIT.repairsEndOfLife,
    "Unknown": CFIT.repairsUnknown,
}
_BARRIERS = {
    "Item too worn out": "too-worn-out",
    "Lack of equipment": "lack-of-equipment",
    "No way to open product": "no-way-to-open",
    "No way to open the product": "no-way-to-open",
    "Repair information not available": "no-information",
    "Spare parts not available": "no-spare-parts",
    "Spare parts too expensive": "expensive-spare-parts",
}
_NO_BRAND = frozenset({"", "unknown", "unkown", "ukendt", "xx", "laptop", "mobile", "tablet", "android"})
# Volunteers often write down the product line, which belongs to one brand only.
_LINES = dict.fromkeys(("iphone", "i-phone", "ipad", "mac", "macbook", "macbook-air", "macbook-pro"), "Apple")
_LINES |= {"kindle": "Amazon", "hewlett-packard": "HP"}
_NEEDED = ("product_category", "brand", "repair_status", "repair_barrier_if_end_of_life", "event_date")
_BARRIER = "repair_barrier_if_end_of_life"


def import_table(path: Path, read_on: date) -> Import:
    """Count repairs by brand and kind of device, in the order of brands; only sums are taken over, no repair."""
    rows = tables.read_table(path, _NEEDED, "the Open Repair table of repairs")
    remarks: list[Remark] = []
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        brand = _brand(row, remarks)
        if brand and _can_be_counted(row, brand, remarks):
            groups.setdefault((slug(brand), _KINDS[row["product_category"]]), []).append(row | {"brand": brand})
    kept = {key: group for key, group in groups.items() if len(group) >= FEWEST}
    for (brand, kind), group in groups.items():
        if len(group) < FEWEST:
            remarks += [Remark(brand, "brand", kind, f"fewer than {FEWEST} repairs of this kind: left out")] * len(
                group
            )
    brands = tables.brands_of(row["brand"] for group in kept.values() for row in group)
    triples = [*tables.about_brands(brands)]
    for brand, kind in sorted(kept):
        triples += _about(brand, kind, kept[brand, kind], remarks)
    return SOURCE.written(triples, len(kept), remarks, read_on)


def _brand(row: Row, remarks: list[Remark]) -> str:
    said = " ".join(row["brand"].split())
    key = slug(said) if said else ""
    if key in _NO_BRAND:
        remarks.append(Remark(key, "brand", row["brand"], "no brand: left out"))
        return ""
    if key in _LINES:
        remarks.append(Remark(key, "brand", row["brand"], f"counted as {_LINES[key]}"))
    return _LINES.get(key) or tables.plain_name(key, "brand", said, remarks)


def _can_be_counted(row: Row, brand: str, remarks: list[Remark]) -> bool:
    for column, known in (("product_category", _KINDS), ("repair_status", _STATUSES)):
        if row[column] not in known:
            remarks.append(Remark(brand, column, row[column], "a code that is not known: row left out"))
            return False
    return True


def _about(brand: str, kind: str, rows: list[Row], remarks: list[Remark]) -> Iterator[Triple]:
    thing = NamedNode(f"{IDS}repair-experience/open-repair-{brand}-{kind}")
    yield Triple(thing, RDF.type, CFIT.RepairExperience)
    yield Triple(thing, SCHEMA.brand, tables.brand_iri(brand))
    yield Triple(thing, CFIT.deviceKind, tables.kind_iri(kind))
    yield Triple(thing, CFIT.repairsSeen, _count(len(rows)))
    statuses = Counter(row["repair_status"] for row in rows)
    for status, term in _STATUSES.items():
        yield Triple(thing, term, _count(statuses[status]))
    days = sorted(_days(brand, rows, remarks))
    if days:
        yield Triple(thing, SCHEMA.startDate, Literal(days[0], datatype=XSD.date))
        yield Triple(thing, SCHEMA.endDate, Literal(days[-1], datatype=XSD.date))
    yield from _barriers(thing, brand, rows, remarks)


def _days(brand: str, rows: Iterable[Row], remarks: list[Remark]) -> Iterator[str]:
    for row in rows:
        try:
            yield day(row["event_date"].strip()).value
        except Refused as reason:
            remarks.append(Remark(brand, "event_date", row["event_date"], f"{reason}: not taken over"))


def _barriers(thing: NamedNode, brand: str, rows: Iterable[Row], remarks: list[Remark]) -> Iterator[Triple]:
    counts: Counter[str] = Counter()
    for row in rows:
        said = row[_BARRIER].strip()
        if said and (said not in _BARRIERS or row["repair_status"] != "End of life"):
            remarks.append(Remark(brand, _BARRIER, said, "not a known barrier at the end of life: not taken over"))
        elif said:
            counts[_BARRIERS[said]] += 1
    for barrier, count in sorted(counts.items()):
        node = NamedNode(f"{thing.value}/{barrier}")
        yield Triple(thing, CFIT.barrierCount, node)
        yield Triple(node, RDF.type, CFIT.RepairBarrierCount)
        yield Triple(node, CFIT.repairBarrier, NamedNode(f"{IDS}repair-barrier/{barrier}"))
        yield Triple(node, CFIT.count, _count(count))


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
