"""Releases of phones, tablets and laptops with their dates of support, as endoflife.date lists them, to our Turtle."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from registry.core.names import slug
from registry.settings import IDS
from registry.sources import tables
from registry.sources.tables import Column, Import, Remark, Row, Source
from registry.sources.values import Refused, day
from registry.vocabulary import CFIT, SCHEMA

SOURCE = Source(
    dataset="endoflife-devices",
    heading="phones, tablets and laptops with their dates of support. Written by `cfit import endoflife`",
    titles={
        "en": "endoflife.date: support of phones, tablets and laptops",
        "nl": "endoflife.date: ondersteuning van telefoons, tablets en laptops",
    },
    licence="https://opensource.org/license/mit",
    address="https://github.com/endoflife-date/endoflife.date",
    attribution="endoflife.date, Copyright 2020 endoflife.date contributors",
)


@dataclass(frozen=True)
class Product:
    """A product line: its brand, the kind of what no rule names, rules on names, and what goes before a name."""

    brand: str
    kind: str | None
    rules: tuple[tuple[str, str | None], ...] = ()
    before: str = ""

    def kind_of(self, label: str) -> str | None:
        """The kind of device that has this name; None for what is neither phone, tablet nor laptop."""
        fitting = (kind for pattern, kind in self.rules if re.match(pattern, label))
        return next(fitting, self.kind)


# Each brand is one that the registry names itself.
_PHONE, _TABLET, _LAPTOP = "smartphone", "tablet", "laptop"
_PRODUCTS = {
    "fairphone": Product("Fairphone", _PHONE),
    "google-nexus": Product("Google", _PHONE, (("Nexus Player", None), (r"Nexus (7|9|10)\b", _TABLET))),
    "ipad": Product("Apple", _TABLET),
    "iphone": Product("Apple", _PHONE, before="iPhone "),
    "motorola-mobility": Product("Motorola", _PHONE),
    "nokia": Product("Nokia", _PHONE, ((r"Nokia T\d", _TABLET),)),
    "oneplus": Product("OnePlus", _PHONE, ((r"Pad\b", _TABLET),)),
    "pixel": Product("Google", _PHONE, ((r"Pixel (Tablet|C)$", _TABLET),)),
    "samsung-galaxy-tab": Product("Samsung", _TABLET),
    "samsung-mobile": Product(
        "Samsung",
        _PHONE,
        ((r"(Galaxy )?Gear\b|Galaxy (Watch|Fit|Ring)", None), (r"Galaxy (View|Note Pro 12)", _TABLET)),
    ),
    "sony-xperia": Product("Sony", _PHONE),
    "surface": Product(
        "Microsoft",
        None,
        (("Surface (Laptop|Book)", _LAPTOP), (r"Surface (Studio|Hub)", None), (r"Surface (Pro|Go|RT|\d)", _TABLET)),
    ),
}


def import_table(path: Path, read_on: date) -> Import:
    """Turn the table into device models, in the order of products and releases."""
    rows = tables.read_table(path, _NEEDED, "the endoflife.date table of device releases")
    remarks: list[Remark] = []
    devices: dict[str, list[Triple]] = {}
    for row in sorted(rows, key=lambda row: [row[name] for name in _NEEDED]):
        address = slug(f"{row['product']}-{row['releaseCycle'].replace('+', '-plus')}")
        if address in devices:
            remarks.append(Remark(address, "releaseCycle", row["releaseCycle"], "a second row: left out"))
        elif triples := [*_about_device(address, row, remarks)]:
            devices[address] = triples
    triples = [triple for key in sorted(devices) for triple in devices[key]]
    return SOURCE.written(triples, len(devices), remarks, read_on)


def _date(text: str) -> Literal:
    if text == "True":
        raise Refused("over, without a date")
    if text == "False":
        raise Refused("not over, without a date")
    return day(text)


_COLUMNS: tuple[Column, ...] = (
    ("releaseDate", SCHEMA.releaseDate, day),
    ("discontinued", CFIT.endOfPlacingOnMarket, _date),
    ("eoas", CFIT.osSupportEnd, _date),
    ("eol", CFIT.securitySupportEnd, _date),
)
_NEEDED = ("product", "releaseCycle", "label", *(column for column, _, _ in _COLUMNS))


def _about_device(address: str, row: Row, remarks: list[Remark]) -> Iterator[Triple]:
    product = _PRODUCTS.get(row["product"])
    label = tables.plain_name(address, "label", row["label"], remarks)
    kind = product.kind_of(label) if product else None
    if not label:
        return
    if product is None or kind is None:
        remarks.append(Remark(address, "label", label, "neither phone, tablet nor laptop: row left out"))
        return
    device = NamedNode(f"{IDS}device/endoflife-{address}")
    yield from tables.about_device(device, f"{product.before}{label}", product.brand, kind)
    yield from tables.facts(device, address, row, _COLUMNS, remarks)
