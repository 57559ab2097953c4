"""What else the page of a criterion tells: how devices do, what a moved threshold leaves, versions, kin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import DefaultGraph, NamedNode

from registry.assembly import Registry
from registry.browse.ambition import TestPart, Tests
from registry.browse.lookups import chosen, name_of, node
from registry.browse.set import Asked, asked_of
from registry.browse.sets import SetRow, is_device_kind, sets
from registry.core.criteria import CriterionVersion
from registry.core.facts import Term
from registry.core.glossary import Label
from registry.core.names import stands_behind
from registry.core.verdicts import Verdict
from registry.settings import IDS
from registry.store.view import View
from registry.vocabulary import CFIT, SKOS

_STRICTER, _LOOSER = (NamedNode(f"{IDS}harmonisation-relation/{name}") for name in ("stricter", "looser"))
_FROM_THE_OTHER_SIDE = {_STRICTER.value: _LOOSER, _LOOSER.value: _STRICTER}

_OTHERS = 2
"""As close as anybody else stands to a thing."""


@dataclass(frozen=True)
class Change:
    """What one version says of something, and what the one before it said."""

    name: Label
    before: str
    after: str


@dataclass(frozen=True)
class Edition:
    """A version of the criterion, and what changed since the one before."""

    asked: Asked
    is_first: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Kin:
    """A criterion version, here or elsewhere, that somebody has set beside this one."""

    relation: Label
    iri: NamedNode
    name: str
    note: Label | None


@dataclass(frozen=True)
class CriterionUse:
    """How devices do by one criterion version, and what it stands beside.

    `is_conditional` when it asks nothing of some devices, which are counted as unknown.
    """

    devices: int
    counts: dict[Verdict, int]
    is_conditional: bool
    tests: tuple[TestPart, ...]
    editions: tuple[Edition, ...]
    kin: tuple[Kin, ...]
    certificates: tuple[tuple[NamedNode, str], ...]
    sets: tuple[SetRow, ...]


def criterion_use(
    version: CriterionVersion, moved: Mapping[int, Decimal], registry: Registry, day: date, language: str
) -> CriterionUse:
    """Tell how devices do; `moved` has thresholds by the number of the test that somebody wants to ask instead."""
    kinds = tuple(sorted(kind.value for kind in version.applies_to if is_device_kind(kind)))
    total = registry.devices.of_tests(lambda tests: tests.among(kinds))
    numbers = registry.devices.of_tests(lambda tests: tests.numbers(version.iri.value, kinds))
    known = {Verdict(facet.value): number for facet, number in numbers.items()}
    return CriterionUse(
        devices=total,
        counts={**known, Verdict.UNKNOWN: total - sum(known.values())},
        is_conditional=all(each.condition for each in version.constraints),
        tests=Tests(registry, kinds, day, language).parts(version.constraints, moved),
        editions=tuple(_editions(version, registry, language)),
        kin=tuple(_kin(version, registry, language)),
        certificates=tuple(_certificates(version, registry, language)),
        sets=tuple(row for row in sets(registry, language) if version in row.versions),
    )


def _editions(version: CriterionVersion, registry: Registry, language: str) -> Iterator[Edition]:
    """The versions of a criterion, the newest first."""
    versions = [each for each in registry.criteria() if each.criterion == version.criterion]
    ordered = sorted(versions, key=lambda each: each.number)
    shown = [asked_of(each, registry, language) for each in ordered]
    for now, before in zip(reversed(shown), [*reversed(shown[:-1]), None], strict=True):
        changes = _changes(before, now) if before else ()
        names = registry.words.glossary.label
        yield Edition(now, before is None, tuple(Change(names(term, language), *texts) for term, texts in changes))


def _changes(before: Asked, now: Asked) -> Iterator[tuple[NamedNode, tuple[str, str]]]:
    """What differs between two versions: each part by its property, in the words of both."""
    parts = {
        CFIT.requirement: (before.requirement.text, now.requirement.text),
        CFIT.level: (before.level.text, now.level.text),
        CFIT.criterionKind: (before.part.text, now.part.text),
        CFIT.constraint: (_tests(before), _tests(now)),
        CFIT.scoreBand: (_shares(before), _shares(now)),
    }
    yield from ((term, texts) for term, texts in parts.items() if texts[0] != texts[1])


def _tests(asked: Asked) -> str:
    return "; ".join(f"{name}: {words}" for name, words in asked.tests)


def _shares(asked: Asked) -> str:
    return "; ".join(f"{value}: {share} %" for value, share in asked.points)


def _kin(version: CriterionVersion, registry: Registry, language: str) -> Iterator[Kin]:
    """What those who stand behind this version or another say of the two, seen from this one."""
    view = View(registry.store)
    for end, other_end in ((CFIT.harmonises, CFIT.harmonisedWith), (CFIT.harmonisedWith, CFIT.harmonises)):
        for said in sorted(view.referring(end, version.iri), key=str):
            about = [quad for quad in view.about(said.subject) if quad.graph_name == said.graph_name]
            other, relation = node(about, other_end), node(about, CFIT.harmonisationRelation)
            if other and relation and _is_heard(said.graph_name, version.iri, other):
                seen = relation if end == CFIT.harmonises else _FROM_THE_OTHER_SIDE.get(relation.value, relation)
                label = registry.words.glossary.label(seen, language)
                yield Kin(label, other, _name(other, registry, language), chosen(about, SKOS.note, language))


def _is_heard(graph: Term | DefaultGraph, *versions: NamedNode) -> bool:
    """Whether a graph is of the registry or of who published one of the versions: nobody else places them."""
    return isinstance(graph, NamedNode) and min(stands_behind(graph, version) for version in versions) < _OTHERS


def _name(iri: NamedNode, registry: Registry, language: str) -> str:
    """What a criterion version is called: the name of its criterion with its number, else its own."""
    version = next((each for each in registry.criteria() if each.iri == iri), None)
    if version is None:
        return name_of(iri, registry, language)
    return f"{name_of(version.criterion, registry, language)} ({version.identifier})"


def _certificates(version: CriterionVersion, registry: Registry, language: str) -> Iterator[tuple[NamedNode, str]]:
    """The schemes and tiers whose certificates are deemed to satisfy the version."""
    satisfied = registry.rules().presumptions.satisfied
    for ground in sorted((each for each, versions in satisfied.items() if version.iri in versions), key=str):
        yield ground, " ".join(_names(ground, registry, language))


def _names(ground: NamedNode, registry: Registry, language: str) -> Iterator[str]:
    """The name of a version of a scheme, and that of a tier, which is as short as "A"."""
    above = node(registry.store.about(ground), CFIT.ofSchemeVersion)
    if above is not None:
        yield name_of(above, registry, language)
    yield name_of(ground, registry, language)
