"""The page of one device: verdicts first, then the facts they rest on, then where those come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.browse.lookups import name_of, names_of, sources_of, stated, text
from registry.core.criteria import in_force
from registry.core.facts import Fact, facts_of
from registry.core.glossary import Label
from registry.core.report import Finding, from_json
from registry.core.sheet import Arranger, FactGroup, Proof, ThemeSection
from registry.core.source import Source
from registry.core.verdicts import Judgement, Verdict, judge, kind_of
from registry.vocabulary import CFIT, RDF, SCHEMA


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

    def count(self, verdict: Verdict) -> int:
        """How many criteria came out so."""
        return sum(theme.count(verdict) for theme in self.themes)


def device(iri: NamedNode, registry: Registry, day: date, language: str) -> DevicePage | None:
    """Judge one device as of a day and arrange everything known about it; None when it is not known."""
    quads = stated(registry.store.about(iri))
    if not any(quad.predicate == RDF.type and quad.object == CFIT.DeviceModel for quad in quads):
        return None
    facts = facts_of(quads)
    kind = kind_of(facts)
    judgements = [
        judge(version, facts, kind, day) for version in in_force(registry.criteria(), day) if kind in version.applies_to
    ]
    sources = sources_of(facts, registry, language)
    names = names_of(facts, registry, language)
    arranger = Arranger(registry.words.glossary, language, sources, names, _proofs(iri, registry, language))
    brand = _brand(facts)
    return DevicePage(
        iri=iri,
        name=name_of(iri, registry, language),
        brand=name_of(brand, registry, language) if brand else "",
        brand_iri=brand,
        kind=registry.words.glossary.label(kind, language) if kind else None,
        day=day,
        themes=arranger.themes(judgements, _texts(judgements, registry)),
        groups=arranger.facts(fact for fact in facts if fact.property not in (RDF.type, SCHEMA.name)),
        sources=sources,
        warnings=_warnings(iri, sources, registry),
    )


def _texts(judgements: Iterable[Judgement], registry: Registry) -> dict[NamedNode, list[Quad]]:
    versions = [judgement.version for judgement in judgements]
    names = [iri for version in versions for iri in (version.iri, version.criterion)]
    return {iri: registry.store.about(iri) for iri in names}


def _warnings(iri: NamedNode, sources: Iterable[Source], registry: Registry) -> tuple[Finding, ...]:
    """What the checks said about this thing when its sources were accepted, each thing once."""
    found: dict[str, Finding] = {}
    for source in sources:
        if registry.ledger is None or source.contribution is None:
            continue
        report = registry.ledger.report(int(source.contribution.value.rpartition("/")[2]))
        for finding in from_json(report).findings:
            if finding.focus == iri:
                found.setdefault(finding.message(), finding)
    return tuple(found.values())


def _proofs(iri: NamedNode, registry: Registry, language: str) -> dict[tuple[NamedNode, NamedNode], list[Proof]]:
    """The documents that contributors name for single facts, by graph and property."""
    proofs: dict[tuple[NamedNode, NamedNode], list[Proof]] = {}
    for row in registry.store.rows("device_evidence", device=iri):
        graph, term, level = row["graph"], row["property"], row["level"]
        if isinstance(graph, NamedNode) and isinstance(term, NamedNode) and isinstance(level, NamedNode):
            proof = Proof(text(row["document"]), registry.words.glossary.label(level, language))
            proofs.setdefault((graph, term), []).append(proof)
    return proofs


def _brand(facts: Iterable[Fact]) -> NamedNode | None:
    brands = (fact.term for fact in facts if fact.property == SCHEMA.brand)
    return next((brand for brand in brands if isinstance(brand, NamedNode)), None)
