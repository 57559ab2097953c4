"""Certification schemes: their versions and tiers, what their certificates stand for, how many devices have one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import chosen, criterion_label, name_of, node, stated
from registry.browse.mentions import Mention
from registry.browse.thing import ThingPage, thing
from registry.core.facts import value_of
from registry.core.glossary import Label
from registry.core.listing import Facet
from registry.vocabulary import CFIT, DCTERMS, SKOS


@dataclass(frozen=True)
class Presumed:
    """A criterion that a certificate stands for."""

    iri: NamedNode
    identifier: str
    label: Label


@dataclass(frozen=True)
class Ground:
    """A tier, or a version as a whole, and the criteria that its certificates stand for."""

    iri: NamedNode
    name: str
    presumed: tuple[Presumed, ...]


@dataclass(frozen=True)
class SchemeVersion:
    """One version of a scheme: from when to when, its tiers from the lowest, how many devices have a certificate."""

    iri: NamedNode
    name: str
    status: Label | None
    valid_from: date | None
    valid_until: date | None
    note: Label | None
    citation: Label | None
    certainty: Label | None
    whole: Ground
    tiers: tuple[Ground, ...]
    devices: int


@dataclass(frozen=True)
class SchemePage:
    """A scheme, or one version or tier of it."""

    about: ThingPage
    scheme: NamedNode
    name: str
    owners: tuple[tuple[NamedNode, str], ...]
    versions: tuple[SchemeVersion, ...]

    @property
    def named(self) -> tuple[Mention, ...]:
        """Where it is named besides by its own parts."""
        versions = {version.iri for version in self.versions}
        tiers = {tier.iri for version in self.versions for tier in version.tiers}
        return tuple(mention for mention in self.about.mentions if mention.iri not in versions | tiers)


@dataclass(frozen=True)
class SchemeRow:
    """A scheme in the list."""

    iri: NamedNode
    name: str
    owners: tuple[tuple[NamedNode, str], ...]
    versions: int
    devices: int


def schemes(registry: Registry, language: str) -> tuple[SchemeRow, ...]:
    """List the schemes by name, with how many devices have a valid certificate of each."""
    devices = registry.devices.numbers(Facet.CERTIFICATE)
    rows = []
    for iri in registry.store.instances(CFIT.CertificationScheme):
        versions = _versions_of(iri, registry)
        number = sum(devices.get(version.value, 0) for version in versions)
        name = name_of(iri, registry, language)
        rows.append(SchemeRow(iri, name, _owners(iri, registry, language), len(versions), number))
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def scheme(iri: NamedNode, registry: Registry, language: str) -> SchemePage | None:
    """Describe a scheme, or the part of it that a version or a tier is; None when it is none of these."""
    about = thing(iri, registry, language)
    if about is None or not set(about.kinds) & {CFIT.CertificationScheme, CFIT.SchemeVersion, CFIT.SchemeTier}:
        return None
    version = _one(iri, CFIT.ofSchemeVersion, registry) or iri
    whole = _one(version, DCTERMS.isVersionOf, registry) or iri
    versions = _versions_of(whole, registry) if whole == iri else (version,)
    return SchemePage(
        about=about,
        scheme=whole,
        name=name_of(whole, registry, language),
        owners=_owners(whole, registry, language),
        versions=tuple(_version(each, registry, language) for each in versions),
    )


def _versions_of(scheme: NamedNode, registry: Registry) -> tuple[NamedNode, ...]:
    return tuple(sorted(set(registry.store.subjects(DCTERMS.isVersionOf, scheme)), key=lambda iri: iri.value))


def _version(iri: NamedNode, registry: Registry, language: str) -> SchemeVersion:
    quads = stated(registry.store.about(iri))
    dates = {quad.predicate: day for quad in quads if isinstance(day := value_of(quad.object), date)}
    words = {quad.predicate: quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    tiers = sorted(set(registry.store.subjects(CFIT.ofSchemeVersion, iri)), key=lambda tier: _rank(tier, registry))
    label = registry.words.glossary.label
    status, mark = words.get(CFIT.status), words.get(CFIT.verificationMark)
    return SchemeVersion(
        iri=iri,
        name=name_of(iri, registry, language),
        status=label(status, language) if status else None,
        valid_from=dates.get(CFIT.validFrom),
        valid_until=dates.get(CFIT.validUntil),
        note=chosen(quads, SKOS.note, language),
        citation=chosen(quads, DCTERMS.bibliographicCitation, language),
        certainty=label(mark, language) if mark else None,
        whole=_ground(iri, registry, language),
        tiers=tuple(_ground(tier, registry, language) for tier in tiers),
        devices=registry.devices.numbers(Facet.CERTIFICATE).get(iri.value, 0),
    )


def _ground(iri: NamedNode, registry: Registry, language: str) -> Ground:
    satisfied = registry.rules().presumptions.satisfied.get(iri, frozenset())
    versions = sorted((each for each in registry.criteria() if each.iri in satisfied), key=lambda each: each.identifier)
    presumed = (
        Presumed(each.criterion, each.identifier, criterion_label(each, registry, language)) for each in versions
    )
    return Ground(iri, name_of(iri, registry, language), tuple(presumed))


def _rank(tier: NamedNode, registry: Registry) -> tuple[Decimal, str]:
    ranks = (value_of(quad.object) for quad in registry.store.about(tier) if quad.predicate == CFIT.rank)
    return next((rank for rank in ranks if isinstance(rank, Decimal)), Decimal(0)), tier.value


def _owners(scheme: NamedNode, registry: Registry, language: str) -> tuple[tuple[NamedNode, str], ...]:
    quads = stated(registry.store.about(scheme))
    owners = {quad.object for quad in quads if quad.predicate == CFIT.schemeOwner}
    return tuple((each, name_of(each, registry, language)) for each in owners if isinstance(each, NamedNode))


def _one(thing: NamedNode, predicate: NamedNode, registry: Registry) -> NamedNode | None:
    return node(stated(registry.store.about(thing)), predicate)
