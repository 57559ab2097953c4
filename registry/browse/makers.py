"""The makers: brands, and the organisations that make, own or import; which devices are whose."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import zip_longest
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import kinds_of, name_of, own_name
from registry.browse.rolls import Roll
from registry.core.criteria import counting
from registry.core.gaps import Applying, applying
from registry.core.glossary import Label
from registry.core.listing import Facet, Filter
from registry.core.pages import Page
from registry.store import Store
from registry.vocabulary import CFIT, RDF, SCHEMA

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
    known = _KNOWN.setdefault(registry.store, _Makers())
    ordered = known.ordered(registry, language if by_name else None)
    criteria = applying(counting(registry.criteria(), day))
    rows = tuple(_row(*each, registry, criteria, language) for each in ordered[page.skipped : page.skipped + page.size])
    return MakersPage(rows, len(ordered), page, by_name)


def devices_of(maker: NamedNode, registry: Registry) -> Filter:
    """The list of a maker's devices: those of a brand, those that name a manufacturer, or those of brands owned."""
    if SCHEMA.Brand in kinds_of(maker, registry):
        return Filter(brand=(maker.value,))
    owned = tuple(sorted({brand.value for brand in registry.store.subjects(CFIT.brandOwner, maker)}))
    if owned and maker.value not in registry.devices.numbers(Facet.MANUFACTURER):
        return Filter(brand=owned)
    return Filter(manufacturer=(maker.value,))


def numbers_of_makers(registry: Registry) -> tuple[int, int]:
    """How many there are who stand behind devices, and how many of these are brands."""
    return _KNOWN.setdefault(registry.store, _Makers()).numbers(registry.store)


_Counted = tuple[NamedNode, int]
"""A maker and how many devices it has."""


class _Makers:
    """All makers in order: who they are and whose brands they own is kept, their devices are counted by the index."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds = Roll(lambda store: {iri for kind in MAKERS for iri in store.instances(kind)}, _kinds)
        self._owners = Roll(_owned_brands, _owners)
        self._brands = 0
        self._names: dict[str, dict[NamedNode, str]] = defaultdict(dict)
        self._counted: tuple[Mapping[str, int], ...] = ()
        self._ordered: dict[str | None, list[_Counted]] = {}

    def numbers(self, store: Store) -> tuple[int, int]:
        """How many there are, and how many of them are brands."""
        with self._lock:
            self._follow(store)
            return len(self._kinds.said), self._brands

    def ordered(self, registry: Registry, language: str | None) -> list[_Counted]:
        """All makers with the numbers of their devices, most first; or by their names in a language."""
        with self._lock:
            self._follow(registry.store)
            counted = tuple(registry.devices.numbers(facet) for facet in (Facet.BRAND, Facet.MANUFACTURER))
            if any(new is not old for new, old in zip_longest(counted, self._counted)):
                self._counted, self._ordered = counted, {}
            if None not in self._ordered:
                self._ordered[None] = sorted(self._count(*counted), key=lambda each: (-each[1], each[0].value))
            if language is not None and language not in self._ordered:
                self._ordered[language] = self._by_name(registry, language)
            return self._ordered[language]

    def _follow(self, store: Store) -> None:
        changed = self._kinds.follow(store)
        if changed | self._owners.follow(store):
            self._ordered = {}
        for iri, kinds in changed.items():
            before, now = (SCHEMA.Brand in (each or ()) for each in kinds)
            self._brands += now - before
            for names in self._names.values():
                names.pop(iri, None)

    def _count(self, brands: Mapping[str, int], manufacturers: Mapping[str, int]) -> Iterator[_Counted]:
        """Each device has one brand, so that those of brands add up."""
        owned: dict[NamedNode, int] = defaultdict(int)
        for brand, owners in self._owners.said.items():
            for owner in owners:
                owned[owner] += brands.get(brand.value, 0)
        for maker in self._kinds.said:
            yield maker, brands.get(maker.value) or manufacturers.get(maker.value) or owned.get(maker, 0)

    def _by_name(self, registry: Registry, language: str) -> list[_Counted]:
        """Names of their own are kept; who has none may be called after something else, and is asked for each time."""
        names = self._names[language]
        for maker in self._kinds.said.keys() - names.keys():
            if own := own_name(registry.store.about(maker), language):
                names[maker] = own.casefold()
        other = partial(name_of, registry=registry, language=language)
        return sorted(self._ordered[None], key=lambda each: names.get(each[0]) or other(each[0]).casefold())


_KNOWN: WeakKeyDictionary[Store, _Makers] = WeakKeyDictionary()


def _kinds(thing: NamedNode, store: Store) -> frozenset[NamedNode] | None:
    types = {quad.object for quad in store.about(thing) if quad.predicate == RDF.type}
    return frozenset(kind for kind in MAKERS if kind in types) or None


def _owners(brand: NamedNode, store: Store) -> frozenset[NamedNode] | None:
    owners = (quad.object for quad in store.about(brand) if quad.predicate == CFIT.brandOwner)
    return frozenset(owner for owner in owners if isinstance(owner, NamedNode)) or None


def _owned_brands(store: Store) -> set[NamedNode]:
    return {row["brand"] for row in store.rows("owned_brands") if isinstance(row["brand"], NamedNode)}


def _row(iri: NamedNode, devices: int, registry: Registry, criteria: Applying, language: str) -> MakerRow:
    wanted = devices_of(iri, registry)
    known, possible = registry.devices.decided(wanted, criteria) if devices else (0, 0)
    return MakerRow(
        iri=iri,
        name=name_of(iri, registry, language),
        kinds=tuple(registry.words.glossary.label(kind, language) for kind in kinds_of(iri, registry)),
        wanted=wanted,
        devices=devices,
        known=known,
        possible=possible,
    )
