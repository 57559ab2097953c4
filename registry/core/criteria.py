"""Criteria as values: read from triples once, then judged without another look at RDF."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from registry.core.facts import Term, Value, value_of
from registry.vocabulary import CFIT, DCTERMS, RDF

OPERATORS = frozenset({"ge", "gt", "le", "lt", "eq", "in", "includes", "exists", "countGe", "within", "anyOf"})
"""The operators of the ontology, all of which `verdicts` knows."""

_DEEPEST = 4
"""A condition of a condition of a condition: deeper nesting serves nobody, and an endless one would end the process."""


@dataclass(frozen=True)
class Band:
    """Points for a value: from a least number on, or for one code."""

    points: Decimal
    at_least: Decimal | None = None
    code: str | None = None


@dataclass(frozen=True)
class Weighted:
    """A term of the sum by which a declared figure is computed again."""

    property: NamedNode
    weight: Decimal
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Constraint:
    """One test of one property; `condition` says when it counts, `otherwise` what may show the same.

    With `any_of` it is not a test of its own: at least one of those must hold, and the property is the first one's.
    """

    property: NamedNode
    operator: str
    values: tuple[Value, ...] = ()
    years_after_award: int | None = None
    tolerance: Decimal = Decimal(0)
    terms: tuple[Weighted, ...] = ()
    condition: "Constraint | None" = None
    otherwise: "Constraint | None" = None
    any_of: "tuple[Constraint, ...]" = ()


@dataclass(frozen=True)
class CriterionVersion:
    """A published wording of a criterion with its constraints, all of which must hold."""

    iri: NamedNode
    criterion: NamedNode
    identifier: str
    number: int
    theme: NamedNode
    level: NamedNode
    kind: NamedNode
    applies_to: frozenset[NamedNode]
    valid_from: date
    valid_until: date | None
    constraints: tuple[Constraint, ...]


def read_criteria(quads: Iterable[Quad]) -> tuple[CriterionVersion, ...]:
    """Read every criterion version that the quads describe whole, in the order of their numbers."""
    graph = _Graph(quads)
    versions = (version for iri in graph.instances(CFIT.CriterionVersion) if (version := _whole(graph, iri)))
    return tuple(sorted(versions, key=lambda version: (version.identifier, version.number)))


def in_force(versions: Iterable[CriterionVersion], day: date) -> tuple[CriterionVersion, ...]:
    """Choose one version of each criterion: the newest that is valid on the day, else the next to come."""
    by_criterion: dict[str, list[CriterionVersion]] = defaultdict(list)
    for version in versions:
        by_criterion[version.identifier].append(version)
    return tuple(_choose(by_criterion[identifier], day) for identifier in sorted(by_criterion))


def counting(versions: Iterable[CriterionVersion], day: date) -> tuple[CriterionVersion, ...]:
    """Choose the versions that devices are judged by on the day, one of each criterion at most."""
    return tuple(
        version
        for version in in_force(versions, day)
        if version.valid_from <= day and (version.valid_until is None or day <= version.valid_until)
    )


def _choose(versions: list[CriterionVersion], day: date) -> CriterionVersion:
    begun = [version for version in versions if version.valid_from <= day]
    if begun:
        return max(begun, key=lambda version: version.number)
    return min(versions, key=lambda version: version.valid_from)


class _Graph:
    """Triples by subject and predicate."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: dict[tuple[NamedNode, NamedNode], list[Term]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self._objects[quad.subject, quad.predicate].append(quad.object)

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        return [
            subject for (subject, predicate), terms in self._objects.items() if predicate == RDF.type and kind in terms
        ]

    def terms(self, subject: NamedNode, predicate: NamedNode) -> list[Term]:
        return sorted(self._objects.get((subject, predicate), []), key=str)

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [term for term in self.terms(subject, predicate) if isinstance(term, NamedNode)]

    def node(self, subject: NamedNode, predicate: NamedNode) -> NamedNode:
        return self.nodes(subject, predicate)[0]

    def text(self, subject: NamedNode, predicate: NamedNode, default: str = "") -> str:
        literals = [term for term in self.terms(subject, predicate) if isinstance(term, Literal)]
        return literals[0].value if literals else default

    def number(self, subject: NamedNode, predicate: NamedNode) -> Decimal | None:
        text = self.text(subject, predicate)
        return Decimal(text) if text else None


def _whole(graph: _Graph, iri: NamedNode) -> CriterionVersion | None:
    """A version that lost a part, or is its own condition, cannot be judged and is left out."""
    try:
        return _version(graph, iri)
    except (IndexError, ValueError, ArithmeticError, RecursionError):
        return None


def _version(graph: _Graph, iri: NamedNode) -> CriterionVersion:
    criterion = graph.node(iri, DCTERMS.isVersionOf)
    until = graph.text(iri, CFIT.validUntil)
    return CriterionVersion(
        iri=iri,
        criterion=criterion,
        identifier=graph.text(criterion, DCTERMS.identifier),
        number=int(graph.text(iri, CFIT.version)),
        theme=graph.node(criterion, CFIT.theme),
        level=graph.node(iri, CFIT.level),
        kind=graph.node(iri, CFIT.criterionKind),
        applies_to=frozenset(graph.nodes(criterion, CFIT.appliesTo)),
        valid_from=date.fromisoformat(graph.text(iri, CFIT.validFrom)),
        valid_until=date.fromisoformat(until) if until else None,
        constraints=tuple(_constraint(graph, node) for node in graph.nodes(iri, CFIT.constraint)),
    )


def _constraint(graph: _Graph, iri: NamedNode, depth: int = 0) -> Constraint:
    operator = graph.text(iri, CFIT.operator)
    if operator not in OPERATORS or depth > _DEEPEST:
        raise ValueError(f"{iri} cannot be judged")
    years = graph.number(iri, CFIT.yearsAfterAward)
    condition, otherwise = graph.nodes(iri, CFIT.condition), graph.nodes(iri, CFIT.otherwise)
    any_of = tuple(_constraint(graph, part, depth + 1) for part in graph.nodes(iri, CFIT.anyOf))
    return Constraint(
        property=any_of[0].property if any_of else graph.node(iri, CFIT.property),
        operator=operator,
        values=tuple(value_of(term) for term in graph.terms(iri, CFIT.value)),
        years_after_award=int(years) if years is not None else None,
        tolerance=graph.number(iri, CFIT.tolerance) or Decimal(0),
        terms=tuple(_weighted(graph, node) for node in graph.nodes(iri, CFIT.weightedTerm)),
        condition=_constraint(graph, condition[0], depth + 1) if condition else None,
        otherwise=_constraint(graph, otherwise[0], depth + 1) if otherwise else None,
        any_of=any_of,
    )


def _weighted(graph: _Graph, iri: NamedNode) -> Weighted:
    weight = graph.number(iri, CFIT.weight)
    bands = tuple(_band(graph, node) for node in graph.nodes(iri, CFIT.scoreBand))
    return Weighted(graph.node(iri, CFIT.property), weight or Decimal(0), bands)


def _band(graph: _Graph, iri: NamedNode) -> Band:
    points = graph.number(iri, CFIT.points)
    return Band(points or Decimal(0), graph.number(iri, CFIT.atLeast), graph.text(iri, CFIT.code) or None)
