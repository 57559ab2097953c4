"""Phones and tablets that the LineageOS community writes its system for, from its wiki to our Turtle."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from registry.core.names import slug
from registry.settings import IDS
from registry.sources import tables
from registry.sources.tables import Column, Import, Remark, Row, Source
from registry.sources.values import Refused, day, size, text, truth, whole
from registry.vocabulary import CFIT, SCHEMA

SOURCE = Source(
    dataset="lineageos-devices",
    heading="phones and tablets of the LineageOS wiki. Written by `cfit import lineageos`",
    titles={"en": "LineageOS wiki: phones and tablets", "nl": "LineageOS-wiki: telefoons en tablets"},
    licence="https://creativecommons.org/licenses/by-sa/3.0/",
    address="https://github.com/LineageOS/lineage_wiki",
    attribution="The LineageOS Project, LineageOS wiki",
)
_KINDS = {"phone": "smartphone", "phone (slider)": "smartphone", "foldable": "smartphone", "tablet": "tablet"}


def import_table(path: Path, read_on: date) -> Import:
    """Turn the table into device models and brands, one for each file of the wiki, in the order of file names."""
    rows = tables.read_table(path, _NEEDED, "the LineageOS table of devices")
    remarks: list[Remark] = []
    devices: dict[str, tuple[str, list[Triple]]] = {}
    for row in sorted(rows, key=lambda row: [row[name] for name in ("file", *_NEEDED)]):
        address = slug(row["file"].removesuffix(".yml"))
        if address in devices:
            remarks.append(Remark(address, "file", row["file"], "a second file with the same address: row left out"))
        elif triples := [*_about_device(address, row, remarks)]:
            devices[address] = (row["vendor"].strip(), triples)
    brands = tables.brands_of(vendor for vendor, _ in devices.values())
    described = [triple for key in sorted(devices) for triple in devices[key][1]]
    return SOURCE.written([*tables.about_brands(brands), *described], len(devices), remarks, read_on)


def _full_day(text: str) -> Literal:
    if re.fullmatch(r"\d{4}(-\d\d)?", text, re.ASCII):
        raise Refused("no full date")
    return day(text)


_COLUMNS: tuple[Column, ...] = (
    ("codename", CFIT.codename, text),
    ("release", SCHEMA.releaseDate, _full_day),
    ("soc", CFIT.processor, text),
    ("ram", CFIT.memorySize, size(r"(?P<number>\d+) ?(?P<unit>GB)(?: LPDDR\w+)?")),
    ("storage", CFIT.storageSize, size(r"(?P<number>\d+) ?(?P<unit>GB|TB)(?: \(?(?:UFS|eMMC)[^/,]*)?")),
    ("battery_mAh", CFIT.batteryRatedCapacity, whole),
    ("battery_removable", CFIT.batteryRemovable, truth),
    ("maintained", CFIT.communitySystemMaintained, truth),
)
_NEEDED = ("file", "vendor", "name", "models", "type", *(column for column, _, _ in _COLUMNS))


def _about_device(address: str, row: Row, remarks: list[Remark]) -> Iterator[Triple]:
    if row["type"] not in _KINDS:
        remarks.append(Remark(address, "type", row["type"], "neither phone nor tablet: row left out"))
        return
    name = tables.plain_name(address, "name", row["name"], remarks)
    if not name or not tables.plain_name(address, "vendor", row["vendor"], remarks):
        return
    device = NamedNode(f"{IDS}device/lineageos-{address}")
    yield from tables.about_device(device, name, row["vendor"], _KINDS[row["type"]])
    for code in sorted({code.strip() for code in row["models"].split("|")} - {""}):
        yield Triple(device, CFIT.modelCode, Literal(code))
    if row["type"] == "foldable":
        yield Triple(device, CFIT.isFoldable, Literal(True))
    yield from tables.facts(device, address, row, _COLUMNS, remarks)
