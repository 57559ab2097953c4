"""The page of one device: verdicts first, then the facts they rest on, then where those come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.browse.known import Known
from registry.browse.links import LinkLine, link_lines
from registry.browse.lookups import name_of, names_of, sources_of, text
from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import Fact
from registry.core.glossary import Label
from registry.core.presumptions import Certificate
from registry.core.report import Finding, from_json
from registry.core.sheet import Arranger, FactGroup, Proof, ThemeSection
from registry.core.source import Source
from registry.core.standout import Standout, standout
from registry.core.verdicts import Judgement, Verdict
from registry.store.case import Case, case_of
from registry.store.view import View
from registry.vocabulary import CFIT, RDF, SCHEMA


@dataclass(frozen=True)
class CertificateLine:
    """A certificate of the device: what it is, for what, from when to when, and whether it counts on the day."""

    iri: NamedNode
    number: str
    scheme: str
    tier: str
    issuer: str
    standing: Label
    valid_from: date
    expires: date
    counts: bool


@dataclass(frozen=True)
class DevicePage:
    """Everything about one device: verdicts first, then the facts they rest on, then where those come from."""

    iri: NamedNode
    name: str
    brand: str
    brand_iri: NamedNode | None
    kind: Label | None
    day: date
    themes: tuple[ThemeSection, ...]
    groups: tuple[FactGroup, ...]
    sources: tuple[Source, ...]
    warnings: tuple[Finding, ...]
    certificates: tuple[CertificateLine, ...]
    links: tuple[LinkLine, ...]
    facts: tuple[Fact, ...]
    standout: Standout

    def count(self, verdict: Verdict) -> int:
        """How many criteria came out so."""
        return sum(theme.count(verdict) for theme in self.themes)


@dataclass(frozen=True)
class Judged:
    """One device as it was judged: the case, the judgements by theme, the sources, and who puts facts into words."""

    case: Case
    themes: tuple[ThemeSection, ...]
    sources: tuple[Source, ...]
    arranger: Arranger


def judged(
    iri: NamedNode, registry: Known, day: date, language: str, versions: Iterable[CriterionVersion] | None = None
) -> Judged | None:
    """Judge a device as of a day, by some versions of criteria or by those in force; None when it is not known."""
    case = case_of(iri, View(registry.store))
    if not case.is_device:
        return None
    rules = registry.rules()
    chosen = in_force(rules.criteria, day) if versions is None else versions
    criteria = (version for version in chosen if case.kind in version.applies_to)
    judgements = list(case.judged(criteria, rules.presumptions, day))
    sources = sources_of(case.facts, registry, language, (iri, *case.descriptions))
    names = names_of(case.facts, registry, language)
    proofs = proofs_of((iri, *case.descriptions), registry, language)
    arranger = Arranger(registry.words.glossary, language, sources, names, proofs, day)
    return Judged(case, arranger.themes(judgements, texts_of(judgements, registry)), sources, arranger)


def device(iri: NamedNode, registry: Known, day: date, language: str) -> DevicePage | None:
    """Judge one device as of a day and arrange everything known about it; None when it is not known."""
    found = judged(iri, registry, day, language)
    if found is None:
        return None
    case, brand = found.case, brand_of(found.case.facts)
    groups = found.arranger.facts(fact for fact in case.facts if fact.property not in (RDF.type, SCHEMA.name))
    return DevicePage(
        iri=iri,
        name=name_of(iri, registry, language),
        brand=name_of(brand, registry, language) if brand else "",
        brand_iri=brand,
        kind=registry.words.glossary.label(case.kind, language) if case.kind else None,
        day=day,
        themes=found.themes,
        groups=groups,
        sources=found.sources,
        warnings=_warnings((iri, *case.descriptions), found.sources, registry),
        certificates=_certificates(case, registry, day, language),
        links=link_lines(iri, registry, language),
        facts=case.facts,
        standout=standout(groups, found.themes, found.sources, case.facts),
    )


def _certificates(case: Case, registry: Known, day: date, language: str) -> tuple[CertificateLine, ...]:
    return tuple(
        CertificateLine(
            iri=certificate.iri,
            number=certificate.number,
            scheme=name_of(certificate.scheme_version, registry, language),
            tier=name_of(certificate.tier, registry, language) if certificate.tier else "",
            issuer=_issuer(certificate, registry, language),
            standing=registry.words.glossary.label(certificate.standing, language),
            valid_from=certificate.valid_from,
            expires=certificate.expires,
            counts=certificate.valid_on(day),
        )
        for certificate in case.certificates
    )


def _issuer(certificate: Certificate, registry: Known, language: str) -> str:
    stated = (quad for quad in registry.store.about(certificate.iri) if quad.graph_name == certificate.graph)
    issuer = next((quad.object for quad in stated if quad.predicate == SCHEMA.issuedBy), None)
    return name_of(issuer, registry, language) if isinstance(issuer, NamedNode) else ""


def texts_of(judgements: Iterable[Judgement], registry: Known) -> dict[NamedNode, list[Quad]]:
    """What is stated about each criterion and version that was judged by."""
    versions = [judgement.version for judgement in judgements]
    names = [iri for version in versions for iri in (version.iri, version.criterion)]
    return {iri: registry.store.about(iri) for iri in names}


def _warnings(things: Iterable[NamedNode], sources: Iterable[Source], registry: Known) -> tuple[Finding, ...]:
    """What the checks said about these things when their sources were accepted, each thing once."""
    about = frozenset(things)
    found: dict[str, Finding] = {}
    for source in sources:
        if registry.ledger is None or source.contribution is None:
            continue
        report = registry.ledger.report(int(source.contribution.value.rpartition("/")[2]))
        for finding in from_json(report).findings:
            if finding.focus in about:
                found.setdefault(finding.message(), finding)
    return tuple(found.values())


def proofs_of(
    things: Iterable[NamedNode], registry: Known, language: str
) -> dict[tuple[NamedNode, NamedNode], list[Proof]]:
    """The documents that contributors name for single facts, by graph and property."""
    proofs: dict[tuple[NamedNode, NamedNode], list[Proof]] = {}
    view, glossary = View(registry.store), registry.words.glossary
    named = {(quad.subject, quad.graph_name) for thing in things for quad in view.referring(CFIT.aboutDevice, thing)}
    for evidence, graph in sorted(named, key=str):
        said = {quad.predicate: quad.object for quad in view.about(evidence) if quad.graph_name == graph}
        term, level = said.get(CFIT.property), said.get(CFIT.evidenceLevel)
        if isinstance(graph, NamedNode) and isinstance(term, NamedNode) and isinstance(level, NamedNode):
            proof = Proof(text(said.get(CFIT.document)), glossary.label(level, language))
            proofs.setdefault((graph, term), []).append(proof)
    return proofs


def brand_of(facts: Iterable[Fact]) -> NamedNode | None:
    """The brand of a device."""
    brands = (fact.term for fact in facts if fact.property == SCHEMA.brand)
    return next((brand for brand in brands if isinstance(brand, NamedNode)), None)
