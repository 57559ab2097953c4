"""What stands out on the page of a device: where sources differ, what ends early, what it is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.core.facts import Fact
from registry.core.sheet import CriterionLine, FactGroup, FactLine, ShownValue, ThemeSection
from registry.core.source import Source
from registry.core.verdicts import Verdict
from registry.vocabulary import CFIT, SCHEMA

_HIGHLIGHTS = (
    *(CFIT.securitySupportEnd, CFIT.osSupportEnd, CFIT.osUpdateYearsAfterEndOfSale, CFIT.sparePartsYearsAfterEndOfSale),
    *(CFIT.warrantyMonths, CFIT.repairabilityIndex, CFIT.energyClass, SCHEMA.releaseDate),
)
_IDENTIFIERS = (CFIT.eprelNumber, SCHEMA.gtin, CFIT.uniqueProductIdentifier, CFIT.modelCode, CFIT.codename)
_FOOTPRINT = (
    *(CFIT.pcfTotal, CFIT.pcfManufacturingShare, CFIT.pcfTransportShare, CFIT.pcfUseShare, CFIT.pcfEndOfLifeShare),
    *(CFIT.pcfLifetime, CFIT.pcfUseLocation, CFIT.footprintMethod, CFIT.footprintReport, CFIT.footprintReportDate),
    CFIT.pcfVerification,
)


@dataclass(frozen=True)
class Side:
    """One of several values that sources give, and one source that gives it."""

    value: ShownValue
    source: Source


@dataclass(frozen=True)
class Conflict:
    """A property on which sources differ, each with its value, and the criteria that are disputed because of it."""

    name: FactLine
    sides: tuple[Side, ...]
    disputed: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class Standout:
    """What a buyer looks for first, taken out of all facts."""

    highlights: tuple[FactLine, ...]
    identifiers: tuple[FactLine, ...]
    footprint: tuple[FactLine, ...]
    conflicts: tuple[Conflict, ...]
    unknown: tuple[CriterionLine, ...]
    support_end: date | None


def standout(
    groups: Iterable[FactGroup], themes: Iterable[ThemeSection], sources: tuple[Source, ...], facts: Iterable[Fact]
) -> Standout:
    """Pick out of what is known about a device what is asked for most."""
    by_property = {line.property: line for group in groups for line in group.lines}
    lines = [line for theme in themes for line in theme.lines]
    ends = [fact.value for fact in facts if fact.property == CFIT.securitySupportEnd and isinstance(fact.value, date)]
    return Standout(
        highlights=tuple(by_property[term] for term in _HIGHLIGHTS if term in by_property),
        identifiers=tuple(by_property[term] for term in _IDENTIFIERS if term in by_property),
        footprint=tuple(by_property[term] for term in _FOOTPRINT if term in by_property),
        conflicts=tuple(_conflict(line, lines, sources) for line in by_property.values() if line.sources_differ),
        unknown=tuple(line for line in lines if line.judgement.verdict is Verdict.UNKNOWN),
        support_end=min(ends, default=None),
    )


def _conflict(line: FactLine, criteria: Iterable[CriterionLine], sources: tuple[Source, ...]) -> Conflict:
    disputed = (each for each in criteria if each.judgement.verdict is Verdict.DISPUTED)
    about = (each for each in disputed if line.property in {test.constraint.property for test in each.judgement.tests})
    sides = (Side(value, sources[number - 1]) for value in line.values for number in value.sources)
    return Conflict(line, tuple(sides), tuple(about))
