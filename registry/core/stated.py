"""What a device states for the tests of criteria, as short texts that an index keeps and counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from registry.core.criteria import Constraint
from registry.core.facts import Fact
from registry.core.margins import MOVABLE
from registry.core.verdicts import holds, years_later

_CODES = frozenset({"eq", "in", "includes"})
_BETWEEN = " "

Number = TypeVar("Number", Decimal, date)


@dataclass(frozen=True)
class Range:
    """The numbers that the sources of one device state: all lie from `low` to `high`.

    `best_low` is the lowest number of the source whose lowest is highest, `best_high` the highest number of the source
    whose highest is lowest: a device fails a test only when it does so by every source.
    """

    low: Decimal
    best_low: Decimal
    high: Decimal
    best_high: Decimal


def is_movable(constraint: Constraint) -> bool:
    """Whether the test has a threshold that can be asked higher or lower."""
    return constraint.operator in MOVABLE


def key_of(constraint: Constraint) -> str | None:
    """Under which name the values for a test are kept; None for a test whose values are not.

    Tests of one property share the values, whatever they ask; a condition makes them others.
    """
    condition = constraint.condition
    if constraint.any_of or constraint.operator not in MOVABLE | _CODES:
        return None
    if condition is None:
        return constraint.property.value
    if condition.any_of or condition.condition:
        return None
    values = "|".join(str(value) for value in condition.values)
    key = f"{constraint.property.value}?{condition.property.value}:{condition.operator}:{values}"
    return key.replace(_BETWEEN, "_")


def with_substitutes(constraints: Iterable[Constraint]) -> Iterator[Constraint]:
    """Each test, and behind it the one that may show the same where nothing is stated for it."""
    for constraint in constraints:
        yield constraint
        if constraint.otherwise is not None:
            yield from with_substitutes((constraint.otherwise,))


def stated(constraints: Iterable[Constraint], facts: tuple[Fact, ...], day: date) -> Iterator[str]:
    """What one device states for each test that is known to count for it."""
    by_key = {key: each for each in with_substitutes(constraints) if (key := key_of(each))}
    for key, constraint in by_key.items():
        if constraint.condition is None or holds(constraint.condition, facts, day):
            about = [fact for fact in facts if fact.property == constraint.property]
            for text in _numbers(about) if is_movable(constraint) else _codes(about):
                yield f"{key}{_BETWEEN}{text}"


def split(kept: str) -> tuple[str, str]:
    """The key, and the text behind it, of what is kept."""
    key, _, text = kept.partition(_BETWEEN)
    return key, text


def range_of(text: str, day: date) -> Range | None:
    """Numbers as they are kept; dates as whole years from a day until then. None for a code."""
    try:
        numbers = [_number(part, day) for part in text.split("/")]
    except (ArithmeticError, ValueError):
        return None
    return Range(*(numbers * 4 if len(numbers) == 1 else numbers)) if len(numbers) in (1, 4) else None


def _codes(about: Iterable[Fact]) -> Iterator[str]:
    yield from dict.fromkeys(str(fact.value) for fact in about)


def _numbers(about: list[Fact]) -> Iterator[str]:
    """One text for all numbers that are stated; dates only where there is no number."""
    if numbers := _by_source(about, Decimal):
        yield _as_text(numbers)
    elif days := _by_source(about, date):
        yield _as_text(days)


def _by_source(about: Iterable[Fact], kind: type[Number]) -> list[list[Number]]:
    sources: dict[str, list[Number]] = {}
    for fact in about:
        if isinstance(fact.value, kind):
            sources.setdefault(fact.graph.value, []).append(fact.value)
    return list(sources.values())


def _as_text(sources: list[list[Number]]) -> str:
    lows, highs = [min(values) for values in sources], [max(values) for values in sources]
    numbers = (min(lows), max(lows), max(highs), min(highs))
    return str(numbers[0]) if len(set(numbers)) == 1 else "/".join(map(str, numbers))


def _number(text: str, day: date) -> Decimal:
    """A number, or for a date the most whole years after the day that do not go beyond it."""
    if len(text) != 10 or text[4] != "-":
        return Decimal(text)
    until = date.fromisoformat(text)
    years = until.year - day.year
    return Decimal(years if years_later(day, years) <= until else years - 1)
