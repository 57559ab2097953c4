"""The makers: brands, and the organisations that make, own or import; which devices are whose."""

from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import kinds_of, name_of
from registry.core.criteria import counting
from registry.core.gaps import Applying, applying
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
    numbers = _numbers(registry)
    ordered = sorted(numbers, key=lambda iri: (-numbers[iri], iri.value))
    if by_name:
        ordered.sort(key=lambda iri: name_of(iri, registry, language).casefold())
    criteria = applying(counting(registry.criteria(), day))
    shown = ordered[page.skipped : page.skipped + page.size]
    rows = tuple(_row(iri, numbers[iri], registry, criteria, language) for iri in shown)
    return MakersPage(rows, len(ordered), page, by_name)


def devices_of(maker: NamedNode, registry: Registry) -> Filter:
    """The list of a maker's devices: those of a brand, those that name a manufacturer, or those of brands owned."""
    if SCHEMA.Brand in kinds_of(maker, registry):
        return Filter(brand=(maker.value,))
    owned = tuple(sorted({brand.value for brand in registry.store.subjects(CFIT.brandOwner, maker)}))
    if owned and maker.value not in registry.devices.numbers(Facet.MANUFACTURER):
        return Filter(brand=owned)
    return Filter(manufacturer=(maker.value,))


def all_makers(registry: Registry) -> set[NamedNode]:
    """Everybody who is said to stand behind devices."""
    return {iri for kind in MAKERS for iri in registry.store.instances(kind)}


def _numbers(registry: Registry) -> dict[NamedNode, int]:
    """How many devices each maker has; each device has one brand, so that those of brands add up."""
    brands, manufacturers = (registry.devices.numbers(facet) for facet in (Facet.BRAND, Facet.MANUFACTURER))
    found = {}
    for maker in all_makers(registry):
        number = brands.get(maker.value) or manufacturers.get(maker.value)
        owned = () if number else set(registry.store.subjects(CFIT.brandOwner, maker))
        found[maker] = number or sum(brands.get(brand.value, 0) for brand in owned)
    return found


def _row(iri: NamedNode, devices: int, registry: Registry, criteria: Applying, language: str) -> MakerRow:
    wanted = devices_of(iri, registry)
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
