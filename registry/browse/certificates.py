"""Certificates: the list, the latest first, and the page of one."""

import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.browse.lookups import name_of, text
from registry.browse.rolls import Roll
from registry.browse.schemes import Ground, SchemeRow, SchemeVersion, scheme, schemes
from registry.browse.thing import ThingPage, thing
from registry.core.facts import Term
from registry.core.glossary import Label
from registry.core.names import stands_behind
from registry.core.pages import Page
from registry.core.presumptions import read_certificates
from registry.store import Store
from registry.vocabulary import CFIT, RDF, SCHEMA

_Given = frozenset[tuple[str, str]]
"""The first day of a certificate, and the version of a scheme that it was given under: several where graphs differ."""

_Place = tuple[str, str, str]
"""Where a certificate stands: first day, name, version."""


@dataclass(frozen=True)
class CertificateRow:
    """A certificate: for what and whom it was given, from when to when, and whether it may be relied on that day."""

    iri: NamedNode
    number: str
    version: NamedNode
    scheme: str
    tier: str
    about: tuple[tuple[NamedNode, str], ...]
    standing: Label
    valid_from: date
    expires: date
    counts: bool


@dataclass(frozen=True)
class CertificatesPage:
    """A page of the list of certificates, of one version of a scheme where one is named, and the schemes."""

    rows: tuple[CertificateRow, ...]
    total: int
    page: Page
    version: NamedNode | None
    named: str
    schemes: tuple[SchemeRow, ...]


@dataclass(frozen=True)
class CertificatePage:
    """One certificate, and the criteria that it stands for while it is valid."""

    about: ThingPage
    row: CertificateRow
    day: date
    grounds: tuple[Ground, ...]


def certificates(
    registry: Registry, page: Page, version: NamedNode | None, day: date, language: str
) -> CertificatesPage:
    """List the certificates, those that began last first."""
    total, shown = latest(registry.store, version, page)
    rows = (_row(iri, registry, day, language) for iri in shown)
    return CertificatesPage(
        rows=tuple(row for row in rows if row),
        total=total,
        page=page,
        version=version,
        named=name_of(version, registry, language) if version else "",
        schemes=schemes(registry, language),
    )


def certificate(iri: NamedNode, registry: Registry, day: date, language: str) -> CertificatePage | None:
    """Describe a certificate; None when nobody describes one whole under this name."""
    about, row = thing(iri, registry, language), _row(iri, registry, day, language)
    if about is None or row is None:
        return None
    whole = scheme(row.version, registry, language)
    grounds = _grounds(whole.versions[0], row.tier) if whole and whole.versions else ()
    return CertificatePage(about, row, day, grounds)


def _grounds(version: SchemeVersion, tier: str) -> tuple[Ground, ...]:
    """The version as a whole, and the tiers up to that of the certificate."""
    names = [ground.name for ground in version.tiers]
    upto = version.tiers[: names.index(tier) + 1] if tier in names else ()
    return tuple(ground for ground in (version.whole, *upto) if ground.presumed)


def latest(store: Store, version: NamedNode | None, page: Page) -> tuple[int, list[NamedNode]]:
    """How many certificates there are, of one version where one is named; and those of a page, the latest first."""
    return _KNOWN.setdefault(store, _Certificates()).part(store, version, page)


class _Certificates:
    """All certificates in the order of their first days, and those of each version of a scheme."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roll = Roll(lambda store: store.instances(CFIT.Certificate), _given)
        self._all: list[_Place] = []
        self._of_version: dict[str, list[_Place]] = defaultdict(list)

    def part(self, store: Store, version: NamedNode | None, page: Page) -> tuple[int, list[NamedNode]]:
        """How many there are, and those of a page."""
        with self._lock:
            self._follow(store)
            found = self._of_version.get(version.value, []) if version else self._all
            end = max(0, len(found) - page.skipped)
            return len(found), [NamedNode(iri) for _, iri, _ in reversed(found[max(0, end - page.size) : end])]

    def _follow(self, store: Store) -> None:
        changed = self._roll.follow(store)
        for place in (place for iri, (before, _) in changed.items() for place in _places(iri, before)):
            for places in (self._all, self._of_version[place[2]]):
                del places[bisect_left(places, place)]
        for place in sorted(place for iri, (_, now) in changed.items() for place in _places(iri, now)):
            for places in (self._all, self._of_version[place[2]]):
                insort(places, place)


_KNOWN: WeakKeyDictionary[Store, _Certificates] = WeakKeyDictionary()


def _given(iri: NamedNode, store: Store) -> _Given | None:
    """What is said of a certificate by those who describe it whole; None where nobody does."""
    by_graph: dict[object, list[Quad]] = defaultdict(list)
    for quad in store.about(iri):
        by_graph[quad.graph_name].append(quad)
    return frozenset(given for quads in by_graph.values() for given in _given_by(quads)) or None


def _given_by(quads: list[Quad]) -> Iterator[tuple[str, str]]:
    said: dict[NamedNode, list[Term]] = defaultdict(list)
    for quad in quads:
        said[quad.predicate].append(quad.object)
    if CFIT.Certificate in said[RDF.type]:
        for begin, version in product(said[SCHEMA.validFrom], said[CFIT.schemeVersion]):
            yield text(begin), text(version)


def _places(iri: NamedNode, given: _Given | None) -> Iterator[_Place]:
    return ((begin, iri.value, version) for begin, version in given or ())


def _row(iri: NamedNode, registry: Registry, day: date, language: str) -> CertificateRow | None:
    quads = registry.store.about(iri)
    described = sorted(read_certificates(quads), key=lambda each: stands_behind(each.graph, iri))
    if not described:
        return None
    found = described[0]
    own = [quad for quad in quads if quad.graph_name == found.graph]
    things = dict.fromkeys(quad.object for quad in own if quad.predicate == SCHEMA.about)
    return CertificateRow(
        iri=iri,
        number=found.number,
        version=found.scheme_version,
        scheme=name_of(found.scheme_version, registry, language),
        tier=name_of(found.tier, registry, language) if found.tier else "",
        about=tuple((each, name_of(each, registry, language)) for each in things if isinstance(each, NamedNode)),
        standing=registry.words.glossary.label(found.standing, language),
        valid_from=found.valid_from,
        expires=found.expires,
        counts=found.valid_on(day),
    )
