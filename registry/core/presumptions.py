"""Certificates that are deemed to satisfy criteria, as long as they are valid."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.facts import Term, value_of
from registry.core.names import stands_behind
from registry.settings import IDS
from registry.vocabulary import CFIT, RDF, SCHEMA

_VALID = NamedNode(f"{IDS}certificate-status/valid")


@dataclass(frozen=True)
class Certificate:
    """A certificate as one graph describes it; `scheme_version` and `tier` are what it was given for."""

    iri: NamedNode
    number: str
    scheme_version: NamedNode
    tier: NamedNode | None
    valid_from: date
    expires: date
    standing: NamedNode
    graph: NamedNode

    def valid_on(self, day: date) -> bool:
        """Whether it may be relied on that day, its first and last day included."""
        return self.standing == _VALID and self.valid_from <= day <= self.expires


@dataclass(frozen=True)
class Presumptions:
    """Which criterion versions a scheme version or a tier is deemed to satisfy, and the tiers that a tier includes."""

    satisfied: Mapping[NamedNode, frozenset[NamedNode]]
    tiers: Mapping[NamedNode, tuple[tuple[int, NamedNode], ...]]

    def satisfied_by(self, certificate: Certificate) -> frozenset[NamedNode]:
        """The criterion versions that a certificate stands for: by its scheme version, its tier and the tiers below."""
        grounds = (certificate.scheme_version, *self._up_to(certificate))
        return frozenset(version for ground in grounds for version in self.satisfied.get(ground, ()))

    def _up_to(self, certificate: Certificate) -> list[NamedNode]:
        ranked = self.tiers.get(certificate.scheme_version, ())
        rank = next((rank for rank, tier in ranked if tier == certificate.tier), 0)
        return [tier for other, tier in ranked if other <= rank]


def read_presumptions(quads: Iterable[Quad]) -> Presumptions:
    """Read what is presumed; about a criterion only its owner and the registry's own group are heard."""
    satisfied: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    tiers: dict[NamedNode, set[tuple[int, NamedNode]]] = defaultdict(set)
    for (node, graph), about in _by_node(quads).items():
        for ground in _nodes(about, CFIT.presumedFrom):
            versions = _nodes(about, CFIT.deemedToSatisfy)
            satisfied[ground].update(version for version in versions if stands_behind(graph, version) < 2)
        for version in _nodes(about, CFIT.ofSchemeVersion):
            rank = str(next(iter(_values(about, CFIT.rank)), ""))
            if rank.isdecimal():
                tiers[version].add((int(rank), node))
    return Presumptions(
        {ground: frozenset(versions) for ground, versions in satisfied.items()},
        {version: tuple(sorted(ranked, key=str)) for version, ranked in tiers.items()},
    )


def read_certificates(quads: Iterable[Quad]) -> tuple[Certificate, ...]:
    """Read every certificate that one graph describes whole, in the order of their names."""
    described = (_certificate(node, graph, about) for (node, graph), about in _by_node(quads).items())
    return tuple(sorted((found for found in described if found), key=lambda each: (each.iri.value, each.graph.value)))


def deemed(
    certificates: Iterable[Certificate], presumptions: Presumptions, day: date
) -> dict[NamedNode, tuple[Certificate, ...]]:
    """The certificates valid on the day, by the criterion version that each is deemed to satisfy."""
    found: dict[NamedNode, list[Certificate]] = defaultdict(list)
    for certificate in certificates:
        if certificate.valid_on(day):
            for version in presumptions.satisfied_by(certificate):
                found[version].append(certificate)
    return {version: tuple(those) for version, those in found.items()}


def _certificate(iri: NamedNode, graph: NamedNode, about: list[Quad]) -> Certificate | None:
    if CFIT.Certificate not in _nodes(about, RDF.type):
        return None
    versions, standings = _nodes(about, CFIT.schemeVersion), _nodes(about, CFIT.certificateStatus)
    begins, ends = (
        next((value for value in _values(about, term) if isinstance(value, date)), None)
        for term in (SCHEMA.validFrom, SCHEMA.expires)
    )
    if not versions or not standings or begins is None or ends is None:
        return None
    number = next((str(value) for value in _values(about, SCHEMA.certificationIdentification)), "")
    tier = next(iter(_nodes(about, CFIT.schemeTier)), None)
    return Certificate(iri, number, versions[0], tier, begins, ends, standings[0], graph)


def _by_node(quads: Iterable[Quad]) -> dict[tuple[NamedNode, NamedNode], list[Quad]]:
    grouped: dict[tuple[NamedNode, NamedNode], list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            grouped[quad.subject, quad.graph_name].append(quad)
    return grouped


def _terms(about: Iterable[Quad], predicate: NamedNode) -> list[Term]:
    return sorted((quad.object for quad in about if quad.predicate == predicate), key=str)


def _nodes(about: Iterable[Quad], predicate: NamedNode) -> list[NamedNode]:
    return [term for term in _terms(about, predicate) if isinstance(term, NamedNode)]


def _values(about: Iterable[Quad], predicate: NamedNode) -> list[object]:
    return [value_of(term) for term in _terms(about, predicate)]
