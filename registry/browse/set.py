"""The page of one criteria set: what it asks, what each criterion leaves of the devices, its versions, tender text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import chosen, criterion_label, text
from registry.browse.sets import SetRow, is_device_kind, set_names, set_row, versions_in
from registry.core.criteria import CriterionVersion
from registry.core.facts import Term, value_of
from registry.core.glossary import Label
from registry.core.sheet import Arranger
from registry.core.wording import plain
from registry.index import Spreads, Step
from registry.store.entries import derived
from registry.vocabulary import CFIT, DCTERMS, SKOS


@dataclass(frozen=True)
class Asked:
    """A criterion version as sets show it; `points` are the parts of the points that values earn."""

    version: CriterionVersion
    label: Label
    requirement: Label
    evidence: Label | None
    level: Label
    level_code: str
    theme: Label
    part: Label
    tests: tuple[tuple[Label, str], ...]
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Funnel:
    """The devices of one kind, and what each criterion leaves of them, what most meet first."""

    kind: Label
    kind_iri: NamedNode
    total: int
    steps: tuple[tuple[Asked, Step], ...]


@dataclass(frozen=True)
class Edition:
    """A version of a set, and what it holds that the one before did not, and the other way round."""

    row: SetRow
    added: tuple[CriterionVersion, ...]
    removed: tuple[CriterionVersion, ...]


@dataclass(frozen=True)
class SetPage:
    """Everything about one criteria set."""

    row: SetRow
    note: Label | None
    citation: str
    source: str
    level: Label | None
    funnels: tuple[Funnel, ...]
    others: tuple[Asked, ...]
    editions: tuple[Edition, ...]
    tender: tuple[Asked, ...]


def criteria_set(iri: NamedNode, registry: Registry, language: str) -> SetPage | None:
    """Describe one criteria set; None when it is not known."""
    row = set_row(iri, registry, language)
    if row is None:
        return None
    about = registry.store.about(iri)
    asked = {version.iri.value: asked_of(version, registry, language) for version in row.versions}
    funnels = tuple(_funnels(iri, asked, registry, language))
    shown = {each.version.iri for funnel in funnels for each, _ in funnel.steps}
    levels = [quad.object for quad in about if quad.predicate == CFIT.level and isinstance(quad.object, NamedNode)]
    return SetPage(
        row=row,
        note=chosen(about, SKOS.editorialNote, language),
        citation=str(chosen(about, DCTERMS.bibliographicCitation, language) or ""),
        source=next((text(quad.object) for quad in about if quad.predicate == DCTERMS.source), ""),
        level=registry.words.glossary.label(levels[0], language) if levels else None,
        funnels=funnels,
        others=tuple(each for each in asked.values() if each.version.iri not in shown),
        editions=tuple(_editions(row, registry, language)),
        tender=tuple(sorted(asked.values(), key=lambda each: (each.level_code, each.version.identifier))),
    )


def asked_of(version: CriterionVersion, registry: Registry, language: str) -> Asked:
    """Put what a criterion version asks into words."""
    glossary = registry.words.glossary
    about = registry.store.about(version.iri)
    arranger = Arranger(glossary, language)
    return Asked(
        version=version,
        label=criterion_label(version, registry, language),
        requirement=chosen(about, CFIT.requirement, language) or Label(""),
        evidence=chosen(about, CFIT.acceptedEvidence, language),
        level=glossary.label(version.level, language),
        level_code=glossary.notation(version.level),
        theme=glossary.label(version.theme, language),
        part=glossary.label(version.kind, language),
        tests=tuple(
            (glossary.property_name(each.property, language), arranger.threshold(each)) for each in version.constraints
        ),
        points=_points((quad.object for quad in about if quad.predicate == CFIT.scoreBand), registry, language),
    )


def _funnels(iri: NamedNode, asked: dict[str, Asked], registry: Registry, language: str) -> Iterator[Funnel]:
    """A funnel for each kind of device that the set is for."""
    kinds = derived(registry.store, registry.criteria()).sets.get(iri.value, {})
    glossary = registry.words.glossary
    for kind, versions in sorted(kinds.items(), key=lambda each: glossary.notation(NamedNode(each[0]))):
        if is_device_kind(NamedNode(kind)):
            total, steps = registry.devices.of_tests(partial(_counted, kind, versions))
            shown = tuple((asked[step.version], step) for step in steps)
            yield Funnel(glossary.label(NamedNode(kind), language), NamedNode(kind), total, shown)


def _counted(kind: str, versions: Iterable[str], tests: Spreads) -> tuple[int, list[Step]]:
    """The devices of a kind, and what each criterion leaves of them; what most of them meet is asked first."""
    alone = {version: tests.funnel(kind, (version,))[0] for version in versions}
    ordered = sorted(alone, key=lambda version: (-alone[version].meets, alone[version].fails, version))
    return tests.among((kind,)), tests.funnel(kind, ordered)


def _editions(row: SetRow, registry: Registry, language: str) -> Iterator[Edition]:
    """The versions of the set by number, the newest first: sets whose names differ in the number at their end."""
    stem = _stem(row.iri)
    rows = [set_row(iri, registry, language) for iri in set_names(registry) if _stem(iri) == stem]
    ordered = sorted((each for each in rows if each), key=lambda each: _order(each.number))
    held = [versions_in(each.iri, registry) for each in ordered]
    for place in reversed(range(len(ordered))):
        before = held[place - 1] if place else held[place]
        added = tuple(each for each in held[place] if each not in before)
        yield Edition(ordered[place], added, tuple(each for each in before if each not in held[place]))


def _stem(iri: NamedNode) -> str:
    stem, _, number = iri.value.rpartition("/")
    return stem if number.isdecimal() else iri.value


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in number.split("."))


def _points(bands: Iterable[Term], registry: Registry, language: str) -> tuple[tuple[str, str], ...]:
    """What values earn which part of the points in per cent, the most first."""
    found: list[tuple[Decimal, str]] = []
    for band in bands:
        about = {quad.predicate: value_of(quad.object) for quad in registry.store.about(band)}
        value, points = about.get(CFIT.atLeast, about.get(CFIT.code)), about.get(CFIT.points)
        if value is not None and isinstance(points, Decimal):
            found.append((points, plain(value, language)))
    ordered = sorted(found, key=lambda each: each[0], reverse=True)
    return tuple((value, plain((points * 100).to_integral_value(), language)) for points, value in ordered)
