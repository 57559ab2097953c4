"""The gap report of a maker: criteria for which nobody has evidence about its devices."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import chosen, criterion_label, name_of
from registry.browse.makers import devices_of
from registry.core.criteria import CriterionVersion, counting
from registry.core.gaps import Coverage, applying, open_criteria
from registry.core.glossary import Label
from registry.core.listing import Entry, Filter
from registry.core.names import STEWARD, group_iri
from registry.vocabulary import CFIT

NAMED = 60
"""So many devices are named one by one in a letter."""

_GROUPS = 12


@dataclass(frozen=True)
class Gap:
    """One criterion that nobody has evidence for on some devices; `lacking` are numbers of devices in the letter."""

    iri: NamedNode
    identifier: str
    label: Label
    requirement: Label
    evidence: Label
    level: Label
    coverage: Coverage
    lacking: tuple[int, ...] = ()


@dataclass(frozen=True)
class GapReport:
    """What nobody has evidence for, criterion by criterion, and the first devices by name."""

    maker: NamedNode
    name: str
    wanted: Filter
    day: date
    total: int
    devices: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    groups: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many pairs of a device and a criterion have no verdict."""
        return sum(gap.coverage.missing for gap in self.gaps)


def gaps_of(wanted: Filter, devices: Iterable[Entry], registry: Registry, day: date, language: str) -> tuple[Gap, ...]:
    """The criteria that have no verdict for some devices of a list, those that lack for most of them first."""
    versions = counting(registry.criteria(), day)
    covered = registry.devices.coverage(wanted, applying(versions))
    lacking = _lacking(devices, versions)
    found = (
        _gap(version, covered[version.iri.value], lacking[version.iri], registry, language)
        for version in versions
        if covered[version.iri.value].missing
    )
    return tuple(sorted(found, key=lambda gap: (-gap.coverage.missing, gap.identifier)))


def gap_report(
    maker: NamedNode, kinds: tuple[str, ...], registry: Registry, day: date, language: str
) -> GapReport | None:
    """Report what is missing about a maker's devices, of some kinds where any are named; None when it has none."""
    wanted = replace(devices_of(maker, registry), kind=kinds)
    found = registry.devices.find(wanted, 0, NAMED)
    if not found.total:
        return None
    return GapReport(
        maker=maker,
        name=name_of(maker, registry, language),
        wanted=wanted,
        day=day,
        total=found.total,
        devices=found.entries,
        gaps=gaps_of(wanted, found.entries, registry, day, language),
        groups=_groups(registry, language),
    )


def gap_rows(report: GapReport, registry: Registry) -> Iterator[tuple[Entry, Gap]]:
    """Every device with every criterion that has no verdict on it."""
    versions, gaps = counting(registry.criteria(), report.day), {gap.identifier: gap for gap in report.gaps}
    for entry in registry.devices.find(report.wanted, 0, report.total).entries:
        for version in open_criteria(entry, versions):
            if version.identifier in gaps:
                yield entry, gaps[version.identifier]


def _lacking(devices: Iterable[Entry], versions: Iterable[CriterionVersion]) -> dict[NamedNode, list[int]]:
    known, found = tuple(versions), defaultdict[NamedNode, list[int]](list)
    for number, entry in enumerate(devices, start=1):
        for version in open_criteria(entry, known):
            found[version.iri].append(number)
    return found


def _gap(version: CriterionVersion, coverage: Coverage, lacking: list[int], registry: Registry, language: str) -> Gap:
    about = registry.store.about(version.iri)
    return Gap(
        iri=version.criterion,
        identifier=version.identifier,
        label=criterion_label(version, registry, language),
        requirement=chosen(about, CFIT.requirement, language) or Label(""),
        evidence=chosen(about, CFIT.acceptedEvidence, language) or Label(""),
        level=registry.words.glossary.label(version.level, language),
        coverage=coverage,
        lacking=tuple(lacking),
    )


def _groups(registry: Registry, language: str) -> tuple[str, ...]:
    """The groups that can contribute what a maker sends them."""
    groups = [group for group in registry.store.instances(CFIT.BuyerGroup) if group != group_iri(STEWARD)]
    return tuple(name_of(group, registry, language) for group in groups[:_GROUPS])
