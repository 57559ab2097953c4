"""The numbers that devices state for a test, sorted: how many devices and makers a threshold leaves."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from registry.core.stated import Range

MOST_BARS = 24
MOST_POSITIONS = 200


@dataclass(frozen=True)
class Standing:
    """How many devices meet a threshold, fail it or are in dispute; how many makers have a device that meets it."""

    meets: int
    fails: int
    disputed: int
    makers: int


@dataclass(frozen=True)
class Bar:
    """How many devices state a number between two others."""

    start: Decimal
    end: Decimal
    count: int


@dataclass(frozen=True)
class Numbers:
    """Numbers in order, and how many devices come before each and after the last."""

    ordered: tuple[Decimal, ...]
    before: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many devices there are."""
        return self.before[-1]


@dataclass(frozen=True)
class Spread:
    """What the devices of some kinds state for a test.

    `upward` when more is better, `strictly` when the threshold itself is not good enough. `deciding` has of each device
    the number that must be good enough, `excusing` the one that must be bad enough to fail it; `makers` of each maker
    the best deciding number of its devices.
    """

    upward: bool
    strictly: bool
    deciding: Numbers
    excusing: Numbers
    makers: tuple[Decimal, ...]

    def at(self, threshold: Decimal) -> Standing:
        """Count what a threshold leaves."""
        total, below = self.deciding.total, self._below(self.deciding.ordered, threshold)
        met, excused = self.deciding.before[below], self.excusing.before[self._below(self.excusing.ordered, threshold)]
        makers = self._below(self.makers, threshold)
        if self.upward:
            met, excused, makers = total - met, total - excused, len(self.makers) - makers
        return Standing(met, total - excused, excused - met, makers)

    def bars(self, anchor: Decimal) -> tuple[Bar, ...]:
        """The numbers in bars of one width, with the anchor between two of them."""
        edges = self._grid(anchor, MOST_BARS)
        counts = [0, *(self.deciding.before[self._below(self.deciding.ordered, edge)] for edge in edges[1:])]
        between = zip(pairwise(edges), pairwise(counts), strict=True)
        bars = [Bar(start, end, after - before) for (start, end), (before, after) in between]
        return tuple(bar for bar in bars if bar.count or bars[0] is not bar is not bars[-1])

    def positions(self, anchor: Decimal) -> tuple[Decimal, ...]:
        """The thresholds that a slider can take, the anchor among them."""
        grid = self._grid(anchor, MOST_POSITIONS)
        lowest = min((*self.deciding.ordered, anchor))
        return tuple(grid[1:] if grid[1] <= lowest else grid)

    def _below(self, ordered: tuple[Decimal, ...], threshold: Decimal) -> int:
        """How many numbers lie below a threshold; at it too, where it parts those that are good enough there."""
        return (bisect_right if self.strictly is self.upward else bisect_left)(ordered, threshold)

    def _grid(self, anchor: Decimal, most: int) -> list[Decimal]:
        """Numbers at equal distances around all that is stated, the anchor among them; where possible, from zero on."""
        numbers = (*self.deciding.ordered, anchor)
        low, high = min(numbers), max(numbers)
        step = max(step_for(high - low, most - 3), _finest(numbers))
        steps_down = (anchor - low) // step + 1
        begin = anchor - step * steps_down
        grid = [begin + step * place for place in range(int((high - begin) // step) + 2)]
        # a threshold of zero parts those at zero from the others, so that those need a bar of their own
        first = begin if low < 0 or not anchor else max(begin, Decimal(0))
        return [first, *(edge for edge in grid[1:] if edge > first)]


def spread_of(ranges: Mapping[Range, int], makers: Iterable[Range], upward: bool, strictly: bool) -> Spread:
    """Sort what devices state, with how many state each, and what the devices of each maker state at best."""
    worst, excusing = Counter[Decimal](), Counter[Decimal]()
    for each, count in ranges.items():
        worst[deciding(each, upward)] += count
        excusing[each.best_low if upward else each.best_high] += count
    best = sorted(deciding(each, upward) for each in makers)
    return Spread(upward, strictly, _numbers(worst), _numbers(excusing), tuple(best))


def deciding(each: Range, upward: bool) -> Decimal:
    """The number that must be good enough for a device to meet a threshold: the worst that any source states."""
    return each.low if upward else each.high


def step_for(length: Decimal, most: int) -> Decimal:
    """The smallest of 1, 2 and 5, their tenths and tens, that divides a length into so many steps at most."""
    exact = length / most if length > 0 else Decimal(1)
    power = Decimal(1).scaleb(exact.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= exact)


def _numbers(counts: Counter[Decimal]) -> Numbers:
    ordered = tuple(sorted(counts))
    return Numbers(ordered, (0, *accumulate(counts[number] for number in ordered)))


def _finest(numbers: Iterable[Decimal]) -> Decimal:
    """The place of the last digit that any of the numbers has: no step is finer."""
    return Decimal(1).scaleb(min(0, *(int(number.normalize().as_tuple().exponent) for number in numbers)))
