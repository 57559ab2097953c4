"""A proof to print: a device, a set of criteria and a moment, with what was found and the bytes that it rests on."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pyoxigraph import NamedNode

from registry.browse.device import Judged, brand_of, judged
from registry.browse.known import Moment
from registry.browse.lookups import chosen, group_name, kinds_of, name_of
from registry.browse.sets import versions_in
from registry.core.contribution import CHAIN_START
from registry.core.criteria import CriterionVersion
from registry.core.facts import value_of
from registry.core.names import DERIVED_GRAPHS
from registry.core.sheet import CriterionLine, ThemeSection
from registry.core.source import Source
from registry.core.verdicts import Verdict
from registry.ledger import Ledger
from registry.ledger.moments import Place
from registry.store.case import PRESUMING, accepted_links, decisions_on
from registry.store.view import View
from registry.vocabulary import CFIT, DCTERMS, RDF, SCHEMA

_IDENTITY = frozenset({RDF.type, SCHEMA.name, SCHEMA.brand, CFIT.deviceKind})

PARTS = ("facts", "links", "certificates", "criteria", "set")
"""What a contribution can be used for in a proof."""


@dataclass(frozen=True)
class ChosenSet:
    """A set of criteria by which a device is judged."""

    iri: NamedNode
    title: str
    version: str
    others: tuple[str, ...]
    """Numbers of its criteria that are for other kinds of things."""


@dataclass(frozen=True)
class Used:
    """A contribution that the verdicts rest on, and for what it was used."""

    place: Place
    group: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """What was found out about a device at a moment, and the contributions by which it can be found out again."""

    iri: NamedNode
    name: str
    brand: str
    kind: NamedNode | None
    chosen: ChosenSet | None
    moment: datetime
    day: date
    themes: tuple[ThemeSection, ...]
    sources: tuple[Source, ...]
    used: tuple[Used, ...]
    sets: tuple[tuple[NamedNode, str], ...]
    sequence: int
    hash: str

    @property
    def lines(self) -> tuple[CriterionLine, ...]:
        """Every criterion, theme by theme."""
        return tuple(line for theme in self.themes for line in theme.lines)

    def count(self, verdict: Verdict) -> int:
        """How many criteria came out so."""
        return sum(theme.count(verdict) for theme in self.themes)

    def contribution(self, source: Source) -> int:
        """The number of the contribution behind a source."""
        return int(source.contribution.value.rpartition("/")[2]) if source.contribution else 0


def proof(iri: NamedNode, wanted: NamedNode | None, then: Moment, language: str) -> Proof | None:
    """Judge a device at a moment by a set of criteria, or by all in force; None where one of the two is not known."""
    versions = versions_in(wanted, then) if wanted else None
    found = judged(iri, then, then.day, language, versions)
    if then.ledger is None or found is None or (wanted and CFIT.CriteriaSet not in kinds_of(wanted, then)):
        return None
    brand, end = brand_of(found.case.facts), then.store.sequence
    return Proof(
        iri=iri,
        name=name_of(iri, then, language),
        brand=name_of(brand, then, language) if brand else "",
        kind=found.case.kind,
        chosen=_chosen(wanted, versions or (), found, then, language) if wanted else None,
        moment=then.moment,
        day=then.day,
        themes=found.themes,
        sources=found.sources,
        used=tuple(_used(iri, wanted, found, then, then.ledger, language)),
        sets=tuple(sets_of(then, language)),
        sequence=end,
        hash=then.ledger.moments.place(end).hash if end else CHAIN_START,
    )


def sets_of(then: Moment, language: str) -> list[tuple[NamedNode, str]]:
    """The sets of criteria that there were, by name."""
    named = [(iri, name_of(iri, then, language)) for iri in then.store.instances(CFIT.CriteriaSet)]
    return sorted(named, key=lambda pair: (pair[1].casefold(), pair[0].value))


def _chosen(
    wanted: NamedNode, versions: tuple[CriterionVersion, ...], found: Judged, then: Moment, language: str
) -> ChosenSet:
    about = then.store.about(wanted)
    title = chosen(about, DCTERMS.title, language)
    number = next((str(value_of(quad.object)) for quad in about if quad.predicate == CFIT.version), "")
    others = (version.identifier for version in versions if found.case.kind not in version.applies_to)
    return ChosenSet(wanted, title.text if title else wanted.value, number, tuple(others))


def _used(
    iri: NamedNode, wanted: NamedNode | None, found: Judged, then: Moment, ledger: Ledger, language: str
) -> Iterator[Used]:
    parts: dict[int, set[str]] = defaultdict(set)
    for part, graph in _rests_on(iri, wanted, found, then):
        if graph not in DERIVED_GRAPHS and (sequence := then.store.behind(graph)):
            parts[sequence].add(part)
    for sequence in sorted(parts):
        place = ledger.moments.place(sequence)
        group = ledger.group(place.group)
        ordered = tuple(part for part in PARTS if part in parts[sequence])
        yield Used(place, group_name(place.group, group.label if group else place.group, language), ordered)


def _rests_on(iri: NamedNode, wanted: NamedNode | None, found: Judged, then: Moment) -> Iterator[tuple[str, NamedNode]]:
    """The graphs that had a part in the verdicts, and which."""
    case, view = found.case, View(then.store)
    lines = [line for theme in found.themes for line in theme.lines]
    tested = (fact for line in lines for test in line.judgement.tests for fact in test.facts)
    yield from (("facts", fact.graph) for fact in tested)
    yield from (("facts", fact.graph) for fact in case.facts if fact.property in _IDENTITY)
    for each in (iri, *case.descriptions):
        for link in accepted_links(CFIT.linkFrom, each, view):
            said = (*view.about(link.iri), *decisions_on(link.iri, view))
            yield from (("links", quad.graph_name) for quad in said if isinstance(quad.graph_name, NamedNode))
    counted = {certificate for line in lines for certificate in line.judgement.certificates}
    yield from (("certificates", certificate.graph) for certificate in counted)
    grounds = [each for kind in PRESUMING for each in then.store.instances(kind)] if counted else []
    versions = [line.judgement.version for line in lines]
    asked = [name for version in versions for name in (version.iri, version.criterion)]
    for part, names in (("certificates", grounds), ("criteria", asked), ("set", [wanted] if wanted else [])):
        quads = (quad for name in names for quad in then.store.about(name))
        yield from ((part, quad.graph_name) for quad in quads if isinstance(quad.graph_name, NamedNode))
