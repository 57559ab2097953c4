"""The criteria: the list by theme, and the page of one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.known import Known
from registry.browse.lookups import chosen, criterion_label, verdict_counts
from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import value_of
from registry.core.glossary import Label
from registry.core.sheet import Arranger
from registry.core.verdicts import Verdict
from registry.vocabulary import CFIT, DCTERMS


@dataclass(frozen=True)
class CriterionRow:
    """One criterion in the list, with how many devices meet, fail or dispute it."""

    iri: NamedNode
    identifier: str
    label: Label
    requirement: Label
    level: Label
    level_code: str
    theme: Label
    counts: dict[Verdict, int]


@dataclass(frozen=True)
class CriteriaPage:
    """The criteria by theme, in the order of level and number."""

    themes: tuple[tuple[Label, tuple[CriterionRow, ...]], ...]


@dataclass(frozen=True)
class CriterionPage:
    """One criterion: its wording, its test in words, its source, and how the devices do."""

    row: CriterionRow
    version: CriterionVersion
    kind: Label
    status: Label | None
    applies_to: tuple[Label, ...]
    tests: tuple[tuple[Label, str], ...]
    evidence: Label | None
    citation: str
    seen_at: str
    read_on: date | None
    verification: Label | None
    verification_meaning: Label | None


def criteria(registry: Registry, day: date, language: str) -> CriteriaPage:
    """List the criteria in force by theme."""
    glossary = registry.words.glossary
    counts = verdict_counts(registry)
    by_theme: dict[NamedNode, list[CriterionRow]] = defaultdict(list)
    for version in in_force(registry.criteria(), day):
        by_theme[version.theme].append(criterion_row(version, counts, registry, language))
    return CriteriaPage(
        tuple(
            (
                glossary.label(theme, language),
                tuple(sorted(by_theme[theme], key=lambda row: (row.level_code, row.identifier))),
            )
            for theme in sorted(by_theme, key=glossary.notation)
        )
    )


def criterion(iri: NamedNode, registry: Known, day: date, language: str) -> CriterionPage | None:
    """Describe one criterion by its version in force, or one version by itself."""
    versions = registry.rules().criteria
    found = [version for version in versions if version.iri == iri]
    found = found or [version for version in in_force(versions, day) if version.criterion == iri]
    if not found:
        return None
    version, glossary = found[0], registry.words.glossary
    quads = registry.store.about(version.iri)
    mark = next((quad.object for quad in quads if quad.predicate == CFIT.verificationMark), None)
    status = next((quad.object for quad in quads if quad.predicate == CFIT.status), None)
    read_on = next((value_of(quad.object) for quad in quads if quad.predicate == CFIT.readOn), None)
    arranger = Arranger(glossary, language)
    # how many devices did how is known of today only: what it costs depends on all of them
    counts = verdict_counts(registry) if isinstance(registry, Registry) else {}
    return CriterionPage(
        row=criterion_row(version, counts, registry, language),
        version=version,
        kind=glossary.label(version.kind, language),
        status=glossary.label(status, language) if isinstance(status, NamedNode) else None,
        applies_to=tuple(glossary.label(kind, language) for kind in sorted(version.applies_to, key=glossary.notation)),
        tests=tuple(
            (glossary.property_name(constraint.property, language), arranger.threshold(constraint))
            for constraint in version.constraints
        ),
        evidence=chosen(quads, CFIT.acceptedEvidence, language),
        citation=str(chosen(quads, DCTERMS.bibliographicCitation, language) or ""),
        seen_at=str(chosen(quads, CFIT.seenAt, language) or ""),
        read_on=read_on if isinstance(read_on, date) else None,
        verification=glossary.label(mark, language) if isinstance(mark, NamedNode) else None,
        verification_meaning=glossary.definition(mark, language) if isinstance(mark, NamedNode) else None,
    )


def criterion_row(
    version: CriterionVersion, counts: dict[str, dict[Verdict, int]], registry: Known, language: str
) -> CriterionRow:
    """A criterion as lists show it, by one of its versions; `counts` has the verdicts by the number of a criterion."""
    glossary = registry.words.glossary
    return CriterionRow(
        iri=version.criterion,
        identifier=version.identifier,
        label=criterion_label(version, registry, language),
        requirement=chosen(registry.store.about(version.iri), CFIT.requirement, language) or Label(""),
        level=glossary.label(version.level, language),
        level_code=glossary.notation(version.level),
        theme=glossary.label(version.theme, language),
        counts=counts.get(version.identifier, {}),
    )
