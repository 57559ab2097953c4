"""The tests of a criterion: in words and in signs, what devices state for each, and what a moved threshold leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.assembly import Registry
from registry.core.criteria import Constraint
from registry.core.glossary import Label
from registry.core.margins import is_upward
from registry.core.notation import in_signs
from registry.core.spread import Bar, Spread, Standing
from registry.core.stated import is_movable, key_of, with_substitutes
from registry.core.wording import plain, threshold, unit_asked

_MOST_CODES = 40
"""So many codes are shown: those that are good enough, then those that most devices state."""


@dataclass(frozen=True)
class ShownBar:
    """A bar of a histogram: its ends in words, and whether a device in it meets the threshold."""

    bar: Bar
    words: tuple[str, str]
    is_met: bool


@dataclass(frozen=True)
class Ambition:
    """A threshold that can be moved: what devices state, and what it leaves where it is asked and where it is moved to.

    `positions` has what each place of a slider leaves; `unit` stands behind numbers, which have so many `decimals`.
    """

    asked: Decimal
    moved: Decimal
    unit: str
    upward: bool
    stated: int
    bars: tuple[ShownBar, ...]
    as_asked: Standing
    as_moved: Standing
    positions: tuple[tuple[Decimal, Standing], ...]
    decimals: int


@dataclass(frozen=True)
class TestPart:
    """One test; numbers have an ambition, codes how many devices state each and whether it is good enough.

    `instead` when it counts only where nothing is stated for the test before it.
    """

    number: int
    instead: bool
    name: Label
    asked: str
    signs: str
    ambition: Ambition | None
    codes: tuple[tuple[str, int, bool], ...]


@dataclass(frozen=True)
class Tests:
    """Reads what the devices of some kinds state, on a day, in the words of a language."""

    registry: Registry
    kinds: tuple[str, ...]
    day: date
    language: str

    def parts(self, constraints: Iterable[Constraint], moved: Mapping[int, Decimal]) -> tuple[TestPart, ...]:
        """Each test; `moved` has thresholds to ask instead, by the number of the test."""
        first = list(constraints)
        return tuple(
            self._part(number, test, test not in first, moved.get(number))
            for number, test in enumerate(with_substitutes(first), start=1)
        )

    def _part(self, number: int, test: Constraint, instead: bool, moved: Decimal | None) -> TestPart:
        glossary, kept = self.registry.words.glossary, self.kinds and key_of(test)
        return TestPart(
            number=number,
            instead=instead,
            name=glossary.property_name(test.property, self.language),
            asked=threshold(test, glossary, self.language),
            signs=in_signs(test),
            ambition=self._ambition(test, moved) if kept and is_movable(test) else None,
            codes=self._codes(test) if kept and not is_movable(test) else (),
        )

    def _codes(self, test: Constraint) -> tuple[tuple[str, int, bool], ...]:
        codes = self.registry.devices.of_tests(lambda tests: dict(tests.codes(test, self.kinds)))
        good = {str(value) for value in test.values}
        most = sorted(codes, key=lambda code: (code not in good, -codes[code], code))[:_MOST_CODES]
        return tuple((self._code(code), codes[code], code in good) for code in sorted(most))

    def _code(self, code: str) -> str:
        return plain(code == "True", self.language) if code in ("True", "False") else code

    def _ambition(self, test: Constraint, moved: Decimal | None) -> Ambition | None:
        asked = test.values[0] if test.years_after_award is None else Decimal(test.years_after_award)
        spread = self.registry.devices.of_tests(lambda tests: tests.spread(test, self.kinds, self.day))
        if not spread.deciding.total or not isinstance(asked, Decimal):
            return None
        wanted, positions = asked if moved is None else moved, spread.positions(asked)
        return Ambition(
            asked=asked,
            moved=wanted,
            unit=unit_asked(test, self.registry.words.glossary, self.language),
            upward=is_upward(test),
            stated=spread.deciding.total,
            bars=self._bars(spread, asked, wanted),
            as_asked=spread.at(asked),
            as_moved=spread.at(wanted),
            positions=tuple((place, spread.at(place)) for place in positions),
            decimals=max(0, *(-int(place.as_tuple().exponent) for place in positions)),
        )

    def _bars(self, spread: Spread, asked: Decimal, wanted: Decimal) -> tuple[ShownBar, ...]:
        return tuple(
            ShownBar(
                bar,
                (plain(bar.start, self.language), plain(bar.end, self.language)),
                bar.start >= wanted if spread.upward else bar.end <= wanted,
            )
            for bar in spread.bars(asked)
        )
