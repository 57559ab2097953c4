"""The makers: brands, and the organisations that make, own or import; which devices are whose."""

from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import kinds_of, name_of
from registry.core.criteria import counting
from registry.core.gaps import applying
from registry.core.glossary import Label
from registry.core.listing import Facet, Filter
from registry.core.pages import Page
from registry.vocabulary import CFIT, SCHEMA

MAKERS = (SCHEMA.Brand, CFIT.Manufacturer, CFIT.BrandOwner, CFIT.Importer)
"""The classes of those who stand behind devices."""


@dataclass(frozen=True)
class MakerRow:
    """A maker in the list: how many devices it has, and how many verdicts there are of those that could be."""

    iri: NamedNode
    name: str
    kinds: tuple[Label, ...]
    wanted: Filter
    devices: int
    known: int
    possible: int


@dataclass(frozen=True)
class MakersPage:
    """A page of the list of makers."""

    rows: tuple[MakerRow, ...]
    total: int
    page: Page
    by_name: bool


def makers(registry: Registry, page: Page, by_name: bool, day: date, language: str) -> MakersPage:
    """List the makers, those with most devices first or by name."""
    of, numbers = {iri: devices_of(iri, registry) for iri in all_makers(registry)}, _Numbers(registry)
    ordered = sorted(of, key=lambda iri: (-numbers.devices(of[iri]), iri.value))
    if by_name:
        ordered.sort(key=lambda iri: name_of(iri, registry, language).casefold())
    shown = ordered[page.skipped : page.skipped + page.size]
    rows = tuple(_row(iri, of[iri], numbers.devices(of[iri]), registry, day, language) for iri in shown)
    return MakersPage(rows, len(ordered), page, by_name)


def devices_of(maker: NamedNode, registry: Registry) -> Filter:
    """The list of a maker's devices: those of a brand, those that name a manufacturer, or those of brands owned."""
    if SCHEMA.Brand in kinds_of(maker, registry):
        return Filter(brand=(maker.value,))
    owned = tuple(sorted({brand.value for brand in registry.store.subjects(CFIT.brandOwner, maker)}))
    if owned and maker.value not in registry.devices.numbers(Facet.MANUFACTURER):
        return Filter(brand=owned)
    return Filter(manufacturer=(maker.value,))


class _Numbers:
    """How many devices there are of each brand and manufacturer."""

    def __init__(self, registry: Registry) -> None:
        self._brands = registry.devices.numbers(Facet.BRAND)
        self._manufacturers = registry.devices.numbers(Facet.MANUFACTURER)

    def devices(self, wanted: Filter) -> int:
        """How many a list of one maker holds; each device has one brand."""
        made = sum(self._manufacturers.get(each, 0) for each in wanted.manufacturer)
        return made + sum(self._brands.get(each, 0) for each in wanted.brand)


def all_makers(registry: Registry) -> set[NamedNode]:
    """Everybody who is said to stand behind devices."""
    return {iri for kind in MAKERS for iri in registry.store.instances(kind)}


def _row(iri: NamedNode, wanted: Filter, devices: int, registry: Registry, day: date, language: str) -> MakerRow:
    criteria = applying(counting(registry.criteria(), day))
    covered = registry.devices.coverage(wanted, criteria).values() if devices else ()
    possible, missing = sum(each.applies for each in covered), sum(each.missing for each in covered)
    return MakerRow(
        iri=iri,
        name=name_of(iri, registry, language),
        kinds=tuple(registry.words.glossary.label(kind, language) for kind in kinds_of(iri, registry)),
        wanted=wanted,
        devices=devices,
        known=possible - missing,
        possible=possible,
    )
