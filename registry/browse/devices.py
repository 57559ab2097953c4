"""The list of devices: what fits, page by page, and the choices that narrow it further."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from registry.assembly import Registry
from registry.browse.lookups import chosen, name_of
from registry.core.glossary import Label
from registry.core.list_query import list_query
from registry.core.listing import NAMES, Entry, Facet, Filter, Sense
from registry.core.names import group_iri
from registry.core.verdicts import Verdict
from registry.store.entries import derived
from registry.vocabulary import CFIT, RDF, SCHEMA, SKOS

PAGE_SIZE = 50
SHORT = 8
"""So many choices of one kind are shown before one asks for all."""

_VERDICTS = {Verdict.MEETS: Facet.MEETS, Verdict.FAILS: Facet.FAILS, Verdict.DISPUTED: Facet.DISPUTED}


@dataclass(frozen=True)
class Option:
    """One choice of a filter and how many devices of the list have it."""

    value: str
    label: Label
    count: int
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """What can be chosen under one name; `more` are not shown."""

    name: str
    options: tuple[Option, ...]
    more: int


@dataclass(frozen=True)
class DeviceRow:
    """One device in the list."""

    iri: NamedNode
    name: str
    brand: str
    number: str
    kind: Label
    released: str
    counts: dict[Verdict, int]


@dataclass(frozen=True)
class Relaxation:
    """A choice that could be given up, and how many devices there would be; without a name it is the words."""

    name: str
    label: Label
    wanted: Filter
    count: int


@dataclass(frozen=True)
class DevicesPage:
    """A page of the list of devices, and the choices that narrow it further."""

    wanted: Filter
    page: int
    pages: int
    rows: tuple[DeviceRow, ...]
    total: int
    choices: tuple[Choice, ...]
    chosen: tuple[Relaxation, ...]
    relaxed: tuple[Relaxation, ...]
    senses: tuple[Sense, ...]
    meant: tuple[str, ...]


def devices(wanted: Filter, page: int, registry: Registry, language: str, whole: Iterable[str] = ()) -> DevicesPage:
    """List the devices that fit the filter; a page beyond the last shows the last. `whole` names choices not cut."""
    found = registry.devices.find(wanted, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    pages = max(1, -(-found.total // PAGE_SIZE))
    shown = min(page, pages)
    if shown != page:
        found = registry.devices.find(wanted, (shown - 1) * PAGE_SIZE, PAGE_SIZE)
    labels = _Labels(registry, language)
    return DevicesPage(
        wanted=wanted,
        page=shown,
        pages=pages,
        rows=device_rows(found.entries, registry, language),
        total=found.total,
        choices=tuple(_choice(name, found.counts[name], wanted, labels, name in whole) for name in NAMES),
        chosen=tuple(
            Relaxation(name, labels.of(name, value), wanted.without(name, value), 0) for name, value in wanted.chosen
        ),
        relaxed=tuple(_relaxation(wanted, looser, count, labels) for looser, count in found.relaxed),
        senses=found.senses,
        meant=found.meant,
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
            released=", ".join(sorted(entry.of(Facet.YEAR))),
            counts={verdict: len(entry.of(facet)) for verdict, facet in _VERDICTS.items() if entry.of(facet)},
        )
        for entry in entries
    )


def whole_list(wanted: Filter, registry: Registry) -> tuple[Entry, ...] | int:
    """Every device of a list for a file; or how many there are, where they are more than one file holds."""
    found = registry.devices.find(wanted, 0, registry.limits.list_devices)
    return found.entries if found.total <= registry.limits.list_devices else found.total


def list_triples(address: str, entries: Iterable[Entry]) -> list[Triple]:
    """A list as statements: its devices in order, and of each what the list shows."""
    this, found = NamedNode(address), list(entries)
    number = Literal(len(found))
    triples = [Triple(this, RDF.type, SCHEMA.ItemList), Triple(this, SCHEMA.numberOfItems, number)]
    for entry in found:
        triples.append(Triple(this, SCHEMA.itemListElement, entry.iri))
        triples += _about(entry)
    return triples


def sparql_of(wanted: Filter, registry: Registry, day: date) -> str:
    """The query that gives the devices of a list."""
    senses = registry.devices.find(wanted, 0, 0).senses
    return list_query(wanted, senses, derived(registry.store, registry.criteria()), day)


class _Labels:
    """What the values are called by which a list can be narrowed."""

    def __init__(self, registry: Registry, language: str) -> None:
        self._registry, self._language = registry, language
        self._own: Mapping[str, Callable[[str], Label]] = {
            "kind": self._term,
            "evidence": self._term,
            "released": Label,
            "meets": self._criterion,
            "contributor": lambda slug: self._named(group_iri(slug)),
        }

    def of(self, name: str, value: str) -> Label:
        """The words for one value under one name."""
        own = self._own.get(name)
        return own(value) if own else self._named(NamedNode(value))

    def _term(self, value: str) -> Label:
        return self._registry.words.glossary.label(NamedNode(value), self._language)

    def _named(self, iri: NamedNode) -> Label:
        return Label(name_of(iri, self._registry, self._language))

    def _criterion(self, number: str) -> Label:
        versions = [version for version in self._registry.criteria() if version.identifier == number]
        about = self._registry.store.about(versions[0].criterion) if versions else []
        label = chosen(about, SKOS.prefLabel, self._language)
        return Label(f"{number} {label.text}", label.language) if label else Label(number)


def _choice(name: str, counts: Mapping[str, int], wanted: Filter, labels: _Labels, whole: bool) -> Choice:
    """The choices under one name: what is chosen, then what most devices have; years by themselves."""
    held = wanted.of(name)
    by_size = sorted({*counts, *held}, key=lambda value: (value not in held, -counts.get(value, 0), value))
    if name == "released":
        by_size.sort(reverse=True)
    few = whole or len(by_size) <= SHORT + 2
    shown = [each for place, each in enumerate(by_size) if few or place < SHORT or each in held]
    options = tuple(Option(each, labels.of(name, each), counts.get(each, 0), each in held) for each in shown)
    return Choice(name, options, len(by_size) - len(shown))


def _relaxation(wanted: Filter, looser: Filter, count: int, labels: _Labels) -> Relaxation:
    gone = next(iter(set(wanted.chosen) - set(looser.chosen)), None)
    if gone is None:
        return Relaxation("", Label(wanted.text), looser, count)
    return Relaxation(gone[0], labels.of(*gone), looser, count)


def _about(entry: Entry) -> Iterable[Triple]:
    yield Triple(entry.iri, RDF.type, CFIT.DeviceModel)
    yield Triple(entry.iri, SCHEMA.name, Literal(entry.name))
    yield Triple(entry.iri, SCHEMA.brand, entry.brand)
    yield Triple(entry.brand, SCHEMA.name, Literal(entry.brand_name))
    yield Triple(entry.iri, CFIT.deviceKind, entry.kind)
    if entry.number:
        yield Triple(entry.iri, CFIT.eprelNumber, Literal(entry.number))
    for predicate, facet in ((CFIT.meets, Facet.MEETS), (CFIT.fails, Facet.FAILS), (CFIT.disputed, Facet.DISPUTED)):
        for version in entry.of(facet):
            yield Triple(entry.iri, predicate, NamedNode(version))
