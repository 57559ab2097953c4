"""Facts are judged against criteria here, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from pyoxigraph import NamedNode

from registry.core.criteria import Constraint, CriterionVersion, Weighted
from registry.core.facts import Fact, Value
from registry.core.presumptions import Certificate
from registry.settings import IDS
from registry.vocabulary import CFIT


class Verdict(Enum):
    """The five answers; each is a concept of the vocabulary."""

    MEETS = "meets"
    FAILS = "fails"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"

    @property
    def concept(self) -> NamedNode:
        """The concept that names and explains the verdict."""
        return NamedNode(f"{IDS}verdict/{self.value}")

    @property
    def predicate(self) -> NamedNode | None:
        """The predicate under which the verdict is stored; unknown and not applicable are not stored."""
        return _PREDICATES.get(self)


_PREDICATES = {Verdict.MEETS: CFIT.meets, Verdict.FAILS: CFIT.fails, Verdict.DISPUTED: CFIT.disputed}


@dataclass(frozen=True)
class Tested:
    """One constraint, the facts that decided it, and what came out."""

    constraint: Constraint
    facts: tuple[Fact, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    """A verdict on one criterion version, with every test, fact and certificate it rests on."""

    version: CriterionVersion
    verdict: Verdict
    tests: tuple[Tested, ...] = ()
    in_force: bool = True
    certificates: tuple[Certificate, ...] = ()


def judge(
    version: CriterionVersion,
    facts: Iterable[Fact],
    kind: NamedNode | None,
    day: date,
    certificates: tuple[Certificate, ...] = (),
) -> Judgement:
    """Judge one device of a kind by one criterion version as of a day, which is also the day of award.

    `certificates` are those of the device that are valid on the day and deemed to satisfy this version.
    """
    begun = version.valid_from <= day and (version.valid_until is None or day <= version.valid_until)
    if kind not in version.applies_to or not begun:
        return Judgement(version, Verdict.NOT_APPLICABLE, in_force=begun)
    by_property = _by_property(facts)
    tests = tuple(
        _test(constraint, by_property, day)
        for constraint in version.constraints
        if _counts(constraint, by_property, day)
    )
    by_facts = _all_hold([test.verdict for test in tests])
    verdict = _with_certificate(by_facts) if certificates else by_facts
    return Judgement(version, verdict, tests, certificates=certificates)


def holds(constraint: Constraint, facts: Iterable[Fact], day: date) -> bool:
    """Whether it is known that a constraint holds on a day."""
    return _test(constraint, _by_property(facts), day).verdict is Verdict.MEETS


def kind_of(facts: Iterable[Fact]) -> NamedNode | None:
    """The kind of device that the facts give a model; where contributors differ, the closest to it is heard."""
    kinds = (fact.term for fact in facts if fact.property == CFIT.deviceKind)
    return next((kind for kind in kinds if isinstance(kind, NamedNode)), None)


def _by_property(facts: Iterable[Fact]) -> dict[NamedNode, list[Fact]]:
    grouped: dict[NamedNode, list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.property].append(fact)
    return grouped


def _counts(constraint: Constraint, facts: dict[NamedNode, list[Fact]], day: date) -> bool:
    """A constraint counts unless its condition is known not to hold."""
    return constraint.condition is None or _test(constraint.condition, facts, day).verdict is not Verdict.FAILS


def _test(constraint: Constraint, facts: dict[NamedNode, list[Fact]], day: date) -> Tested:
    if constraint.condition and _test(constraint.condition, facts, day).verdict is not Verdict.MEETS:
        return Tested(constraint, (), Verdict.UNKNOWN)
    if constraint.any_of:
        return _any_of(constraint, facts, day)
    stated = tuple(facts.get(constraint.property, ()))
    if not stated and constraint.otherwise:
        return _test(constraint.otherwise, facts, day)
    sources = sorted({fact.graph for fact in stated}, key=lambda graph: graph.value)
    verdicts = {_in_one_source(constraint, facts, graph, day) for graph in sources}
    return Tested(constraint, stated, _agree(verdicts))


def _any_of(constraint: Constraint, facts: dict[NamedNode, list[Fact]], day: date) -> Tested:
    """One that holds is enough; only when all are known to fail does the whole fail."""
    tests = [_test(part, facts, day) for part in constraint.any_of]
    verdicts = [test.verdict for test in tests]
    best = next(each for each in (Verdict.MEETS, Verdict.DISPUTED, Verdict.UNKNOWN, Verdict.FAILS) if each in verdicts)
    return Tested(constraint, tuple(fact for test in tests for fact in test.facts), best)


def _agree(verdicts: set[Verdict]) -> Verdict:
    """Sources that come to the same verdict agree, even where their values differ."""
    decided = verdicts - {Verdict.UNKNOWN}
    if not decided:
        return Verdict.UNKNOWN
    return decided.pop() if len(decided) == 1 else Verdict.DISPUTED


def _all_hold(verdicts: list[Verdict]) -> Verdict:
    """All constraints must hold; one that fails decides, and no constraint at all means none applies."""
    if not verdicts:
        return Verdict.NOT_APPLICABLE
    for worst in (Verdict.FAILS, Verdict.DISPUTED, Verdict.UNKNOWN):
        if worst in verdicts:
            return worst
    return Verdict.MEETS


def _with_certificate(by_facts: Verdict) -> Verdict:
    """A certificate fills a gap; facts that say otherwise are not overruled by it, but in dispute with it."""
    return {Verdict.UNKNOWN: Verdict.MEETS, Verdict.FAILS: Verdict.DISPUTED}.get(by_facts, by_facts)


def _in_one_source(constraint: Constraint, facts: dict[NamedNode, list[Fact]], graph: NamedNode, day: date) -> Verdict:
    values = [fact.value for fact in facts[constraint.property] if fact.graph == graph]
    if constraint.operator == "within":
        return _within(constraint, values, facts, graph)
    threshold = years_later(day, constraint.years_after_award) if constraint.years_after_award is not None else None
    thresholds = constraint.values if threshold is None else (threshold,)
    return Verdict.MEETS if _holds(constraint.operator, values, thresholds) else Verdict.FAILS


def _holds(operator: str, values: list[Value], thresholds: tuple[Value, ...]) -> bool:
    match operator:
        case "exists":
            return bool(values)
        case "in":
            return all(value in thresholds for value in values)
        case "includes":
            return all(threshold in values for threshold in thresholds)
        case "countGe":
            return isinstance(thresholds[0], Decimal) and len(set(values)) >= thresholds[0]
        case _:
            return all(_compares(operator, value, thresholds[0]) for value in values)


def _compares(operator: str, value: Value, threshold: Value) -> bool:
    if operator == "eq" or type(value) is not type(threshold) or isinstance(value, bool | str):
        return operator == "eq" and type(value) is type(threshold) and value == threshold
    left, right = _number(value), _number(threshold)
    return {"ge": left >= right, "gt": left > right, "le": left <= right, "lt": left < right}[operator]


def _number(value: Value) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else _decimal(value)


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def years_later(day: date, years: int) -> date:
    """The same day so many years later; where there is no 29th of February, the 28th."""
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _within(
    constraint: Constraint, values: list[Value], facts: dict[NamedNode, list[Fact]], graph: NamedNode
) -> Verdict:
    """Compute the weighted sum again; a verifier allows it to lie `tolerance` per cent below the declared value."""
    points = [_points(term, facts, graph) for term in constraint.terms]
    known = [product for product in points if product is not None]
    if len(known) < len(points) or not all(isinstance(value, Decimal) for value in values):
        return Verdict.UNKNOWN
    least = sum(known, Decimal(0)) * 100
    allowed = all(least >= _decimal(value) * (100 - constraint.tolerance) for value in values)
    return Verdict.MEETS if allowed else Verdict.FAILS


def _points(term: Weighted, facts: dict[NamedNode, list[Fact]], graph: NamedNode) -> Decimal | None:
    values = [fact.value for fact in facts.get(term.property, ()) if fact.graph == graph]
    if not values:
        return None
    if not term.bands:
        return term.weight * values[0] if isinstance(values[0], Decimal) else None
    earned = [band.points for band in term.bands if _earns(values[0], band.at_least, band.code)]
    return term.weight * max(earned) if earned else None


def _earns(value: Value, at_least: Decimal | None, code: str | None) -> bool:
    if code is not None:
        return value == code
    return isinstance(value, Decimal) and at_least is not None and value >= at_least
