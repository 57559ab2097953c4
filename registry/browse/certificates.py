"""Certificates: the list, the latest first, and the page of one."""

import threading
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import name_of, text
from registry.browse.schemes import Ground, SchemeRow, SchemeVersion, scheme, schemes
from registry.browse.thing import ThingPage, thing
from registry.core.glossary import Label
from registry.core.names import stands_behind
from registry.core.pages import Page
from registry.core.presumptions import read_certificates
from registry.store import Store
from registry.vocabulary import SCHEMA

_Known = tuple[tuple[str, str, NamedNode], ...]
"""First day, version and name of each certificate, the latest first."""

_KNOWN: WeakKeyDictionary[Store, tuple[object, _Known]] = WeakKeyDictionary()
_LOOKING = threading.Lock()


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
    found = [iri for _, given, iri in known_certificates(registry.store) if version is None or given == version.value]
    rows = (_row(iri, registry, day, language) for iri in found[page.skipped : page.skipped + page.size])
    return CertificatesPage(
        rows=tuple(row for row in rows if row),
        total=len(found),
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


def known_certificates(store: Store) -> _Known:
    """All certificates, looked up once for each state of the store."""
    with _LOOKING:
        state = store.state()
        if store not in _KNOWN or _KNOWN[store][0] != state:
            rows = store.rows("certificates")
            each = {(text(row["begin"]), text(row["version"]), NamedNode(text(row["certificate"]))) for row in rows}
            _KNOWN[store] = state, tuple(sorted(each, key=lambda one: (one[0], one[2].value), reverse=True))
        return _KNOWN[store][1]


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
