"""What the devices of some kinds state for a test, and how many are left as criteria are asked one after another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import isqrt

from pyroaring import BitMap

from registry.core.criteria import Constraint
from registry.core.listing import Facet
from registry.core.margins import is_upward
from registry.core.spread import Spread, deciding, spread_of
from registry.core.stated import Range, key_of, range_of, split
from registry.index.bitmaps import FacetMaps


@dataclass(frozen=True)
class Step:
    """What asking one criterion leaves: devices that meet it, that meet all so far, and that fail none so far."""

    version: str
    meets: int
    fails: int
    left: int
    possible: int


class Spreads:
    """What is stated, sorted for one state of the index: each test once, when it is first asked about."""

    def __init__(self, maps: FacetMaps) -> None:
        """Take the devices by value."""
        self.maps = maps
        self._stated: dict[str, list[tuple[str, BitMap]]] | None = None
        self._made: dict[object, Spread] = {}

    def spread(self, test: Constraint, kinds: Iterable[str], day: date) -> Spread:
        """The numbers for a test with a threshold, of the devices of some kinds; dates count as years from a day."""
        among, key = frozenset(kinds), key_of(test)
        made = key, test.operator, among, day
        if made not in self._made:
            self._made[made] = self._sorted(test, self._of(key, among), day)
        return self._made[made]

    def codes(self, test: Constraint, kinds: Iterable[str]) -> Mapping[str, int]:
        """How many devices of some kinds state each code for a test."""
        return {code: len(slots) for code, slots in self._of(key_of(test), frozenset(kinds))}

    def among(self, kinds: Iterable[str]) -> int:
        """How many devices of some kinds there are."""
        return len(self._kinds(kinds))

    def numbers(self, version: str, kinds: Iterable[str]) -> dict[Facet, int]:
        """How many devices of some kinds meet, fail and dispute a criterion version."""
        among = self._kinds(kinds)
        verdicts = (Facet.MEETS, Facet.FAILS, Facet.DISPUTED)
        return {each: among.intersection_cardinality(self.maps.having(each, version)) for each in verdicts}

    def funnel(self, kind: str, versions: Sequence[str]) -> list[Step]:
        """What is left of the devices of a kind as one criterion after another is asked of them."""
        left = possible = self._kinds((kind,))
        steps = []
        for version in versions:
            own = self.numbers(version, (kind,))
            left = left & self.maps.having(Facet.MEETS, version)
            possible = possible - self.maps.having(Facet.FAILS, version)
            steps.append(Step(version, own[Facet.MEETS], own[Facet.FAILS], len(left), len(possible)))
        return steps

    def _sorted(self, test: Constraint, kept: Iterable[tuple[str, BitMap]], day: date) -> Spread:
        upward, found = is_upward(test), dict[Range, BitMap]()
        for text, slots in kept:
            numbers = range_of(text, day)
            if numbers is not None:
                found[numbers] = found[numbers] | slots if numbers in found else slots
        best_first = sorted(found.items(), key=lambda each: deciding(each[0], upward), reverse=upward)
        counts = {numbers: len(slots) for numbers, slots in best_first}
        return spread_of(counts, self._best_of_makers(best_first), upward, strictly=test.operator in ("gt", "lt"))

    def _best_of_makers(self, best_first: Sequence[tuple[Range, BitMap]]) -> Iterator[Range]:
        """What the devices of each maker state at best, found in two steps: in which part, then where in it."""
        size = isqrt(len(best_first)) + 1
        parts = [best_first[start : start + size] for start in range(0, len(best_first), size)]
        together = [(BitMap.union(BitMap(), *(slots for _, slots in part)), part) for part in parts]
        for _, held in self.maps.values(Facet.BRAND):
            part = next((part for slots, part in together if slots.intersect(held)), ())
            yield from islice((numbers for numbers, slots in part if slots.intersect(held)), 1)

    def _of(self, key: str | None, kinds: frozenset[str]) -> list[tuple[str, BitMap]]:
        """The texts that are kept for a key, each with the devices of some kinds."""
        if self._stated is None:
            self._stated = defaultdict(list)
            for kept, slots in self.maps.values(Facet.STATED):
                name, text = split(kept)
                self._stated[name].append((text, slots))
        among = self._kinds(kinds)
        return [(text, here) for text, slots in self._stated.get(key or "", ()) if (here := slots & among)]

    def _kinds(self, kinds: Iterable[str]) -> BitMap:
        return self.maps.any_of(Facet.KIND, kinds)
