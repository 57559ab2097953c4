"""Phones of the European product database for energy labelling (EPREL), from its table of models to our Turtle."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from registry.core.names import slug
from registry.settings import IDS
from registry.sources import tables
from registry.sources.tables import Column, Import, Remark, Row, Source
from registry.sources.values import day, decimal, digits, link, text, truth, whole, words
from registry.vocabulary import CFIT

SOURCE = Source(
    dataset="eprel-smartphones",
    heading="smartphones as their suppliers registered them in EPREL. Written by `cfit import eprel`",
    titles={"en": "EPREL: smartphones", "nl": "EPREL: smartphones"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    address="https://eprel.ec.europa.eu/screen/product/smartphonestablets20231669",
    attribution="EPREL, European Commission",
    evidence_level="self-declared",
)


def import_table(path: Path, read_on: date) -> Import:
    """Turn the table of models into device models and brands, in the order of the registration numbers."""
    rows = tables.read_table(path, _NEEDED, "the EPREL table of models")
    ordered = sorted(rows, key=lambda row: int(row["eprelRegistrationNumber"]))
    brands = tables.brands_of(row["supplierOrTrademark"].strip() for row in ordered)
    remarks: list[Remark] = []
    triples = [*tables.about_brands(brands)]
    for row in ordered:
        triples += _about_device(row, brands, remarks)
    return SOURCE.written(triples, len(rows), remarks, read_on)


# IEC 60529 gives the digits that the words of EPREL stand for.
_SOLID = "TOUCH_FINGERS=2 MORE_THAN_2_5MM=3 MORE_THAN_1MM=4 DUST_PROTECTED=5 DUST_TIGHT=6"
_WATER = (
    "NO_PROTECTION=0 SPRAY_LESS_THAN_15_DEGREES=2 SPLASHING=4 JETTING=5 POWERFUL_JETTING=6 "
    "TEMP_IMMERSION=7 CONT_IMMERSION=8"
)

_COLUMNS: tuple[Column, ...] = (
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


def _about_device(row: Row, brands: dict[str, str], remarks: list[Remark]) -> Iterator[Triple]:
    number, supplier = row["eprelRegistrationNumber"], row["supplierOrTrademark"]
    device = NamedNode(f"{IDS}device/eprel-{number}")
    remarks += _remarks_on_row(row, brands[slug(supplier)])
    yield from tables.about_device(device, " ".join(row["modelIdentifier"].split()), supplier, "smartphone")
    yield from tables.facts(device, number, row, _COLUMNS, remarks)


def _remarks_on_row(row: Row, brand: str) -> Iterator[Remark]:
    number, model, supplier = (
        row["eprelRegistrationNumber"],
        row["modelIdentifier"],
        row["supplierOrTrademark"],
    )
    if model != " ".join(model.split()):
        yield Remark(number, "modelIdentifier", model, tables.SPACES)
    if supplier != brand:
        yield Remark(number, "supplierOrTrademark", supplier, f"brand written as elsewhere: {brand}")
    hundreds, cycles = row["batteryEnduranceInCycles"].strip(), row["batteryCyclesFromPDF"].strip()
    if hundreds and cycles and f"{hundreds}00" != cycles:
        both = f"{hundreds} hundred and {cycles}"
        reason = "the two columns for battery cycles differ: the product sheet's is taken"
        yield Remark(number, "batteryCyclesFromPDF", both, reason)
