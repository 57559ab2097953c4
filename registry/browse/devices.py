"""The list of devices: what fits, page by page, and the choices that narrow it further."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import chosen, name_of
from registry.core.glossary import Label
from registry.core.verdicts import Verdict
from registry.index import Entry, Filter
from registry.settings import IDS
from registry.vocabulary import SKOS

PAGE_SIZE = 50


@dataclass(frozen=True)
class Option:
    """One choice of a filter and how many devices of the list it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class DeviceRow:
    """One device in the list."""

    iri: NamedNode
    name: str
    brand: str
    number: str
    kind: Label
    counts: dict[Verdict, int]


@dataclass(frozen=True)
class DevicesPage:
    """A page of the list of devices, and the choices that narrow it further."""

    filter: Filter
    page: int
    pages: int
    rows: tuple[DeviceRow, ...]
    total: int
    brands: tuple[Option, ...]
    kinds: tuple[Option, ...]
    criteria: tuple[Option, ...]


def devices(wanted: Filter, page: int, registry: Registry, language: str) -> DevicesPage:
    """List the devices that fit the filter; a page beyond the last shows the last."""
    found = registry.devices.find(wanted)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    return DevicesPage(
        filter=wanted,
        page=shown,
        pages=pages,
        rows=device_rows(found[(shown - 1) * PAGE_SIZE : shown * PAGE_SIZE], registry, language),
        total=len(found),
        brands=_brands(wanted, found, registry, language),
        kinds=_kinds(wanted, found, registry, language),
        criteria=_criteria(wanted, found, registry, language),
    )


def device_rows(entries: Iterable[Entry], registry: Registry, language: str) -> tuple[DeviceRow, ...]:
    """Give entries the words that a list shows."""
    glossary = registry.words.glossary
    return tuple(
        DeviceRow(
            iri=entry.iri,
            name=entry.name,
            brand=entry.brand_name,
            number=entry.number,
            kind=glossary.label(entry.kind, language),
            counts={verdict: len(identifiers) for verdict, identifiers in entry.verdicts.items()},
        )
        for entry in entries
    )


def _brands(wanted: Filter, found: list[Entry], registry: Registry, language: str) -> tuple[Option, ...]:
    counts = Counter(entry.brand.value for entry in found)
    names = {entry.brand.value: entry.brand_name for entry in found}
    if wanted.brand:
        names.setdefault(wanted.brand, name_of(NamedNode(wanted.brand), registry, language))
    options = (Option(iri, name, counts[iri], iri == wanted.brand) for iri, name in names.items())
    return tuple(sorted(options, key=lambda option: option.label.casefold()))


def _kinds(wanted: Filter, found: list[Entry], registry: Registry, language: str) -> tuple[Option, ...]:
    glossary = registry.words.glossary
    counts = Counter(entry.kind.value for entry in found)
    kinds = glossary.concepts(NamedNode(f"{IDS}device-kind"))
    return tuple(
        Option(kind.value, glossary.label(kind, language).text, counts[kind.value], kind.value == wanted.kind)
        for kind in kinds
    )


def _criteria(wanted: Filter, found: list[Entry], registry: Registry, language: str) -> tuple[Option, ...]:
    counts = Counter(identifier for entry in found for identifier in entry.verdicts.get(Verdict.MEETS, ()))
    return tuple(
        Option(
            identifier, _criterion_label(identifier, registry, language), counts[identifier], identifier in wanted.meets
        )
        for identifier in sorted({*counts, *wanted.meets})
    )


def _criterion_label(identifier: str, registry: Registry, language: str) -> str:
    versions = [version for version in registry.criteria() if version.identifier == identifier]
    about = registry.store.about(versions[0].criterion) if versions else []
    return f"{identifier} {chosen(about, SKOS.prefLabel, language) or ''}".strip()
