"""The devices in the order of their names, in short leaves: a place is found, and a device put in, without all others.

A leaf holds numbers of devices only; whoever puts a device in says where each of the leaf's devices stands.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyroaring import BitMap

LARGEST = 512
"""A leaf with more devices is cut in two."""

Places = Callable[[Iterable[int]], dict[int, str]]
"""Says where some devices stand: a text by which they are ordered."""


@dataclass
class Leaf:
    """Some devices that stand next to each other; `first` is where the first of them stood when the leaf was made."""

    number: int
    first: str
    slots: list[int]
    members: BitMap


class Ordered:
    """All devices in leaves."""

    def __init__(self, places: Places) -> None:
        """Begin with no device; `places` is asked for the devices of a leaf into which another is put."""
        self._places = places
        self._leaves: list[Leaf] = []
        self._next = 0
        self._changed: dict[int, Leaf | None] = {}

    def fill(self, devices: Iterable[tuple[str, int]]) -> None:
        """Take in devices that stand in order already, when there are none yet."""
        ordered = list(devices)
        half = LARGEST // 2
        self._leaves = [self._leaf(ordered[start : start + half]) for start in range(0, len(ordered), half)]

    def insert(self, devices: Iterable[tuple[str, int]]) -> None:
        """Put devices where they belong."""
        by_leaf: dict[int, list[tuple[str, int]]] = {}
        if not self._leaves:
            self.fill(sorted(devices))
            return
        firsts = [leaf.first for leaf in self._leaves]
        for place, slot in devices:
            by_leaf.setdefault(max(0, bisect_right(firsts, place) - 1), []).append((place, slot))
        for index in sorted(by_leaf, reverse=True):
            self._put(index, by_leaf[index])

    def remove(self, slots: BitMap) -> None:
        """Take devices out."""
        for leaf in [leaf for leaf in self._leaves if leaf.members.intersect(slots)]:
            leaf.slots = [slot for slot in leaf.slots if slot not in slots]
            leaf.members -= slots
            self._changed[leaf.number] = leaf if leaf.slots else None
            if not leaf.slots:
                self._leaves.remove(leaf)

    def page(self, wanted: BitMap, start: int, count: int) -> list[int]:
        """The devices of a list from one place in it on."""
        found: list[int] = []
        for leaf in self._leaves:
            if len(found) >= count:
                break
            here = leaf.members.intersection_cardinality(wanted)
            if here > start:
                fitting = [slot for slot in leaf.slots if slot in wanted]
                found += fitting[start : start + count - len(found)]
            start = max(0, start - here)
        return found

    def members(self) -> BitMap:
        """All devices."""
        return BitMap.union(BitMap(), *(leaf.members for leaf in self._leaves))

    def changed_leaves(self) -> Iterator[tuple[int, Leaf | None]]:
        """The leaves that changed since they were last asked for; None for one that is gone."""
        yield from sorted(self._changed.items(), key=lambda each: each[0])
        self._changed.clear()

    def load(self, leaves: Iterable[tuple[int, str, list[int]]]) -> None:
        """Take up leaves as they were kept."""
        self._leaves = [Leaf(number, first, slots, BitMap(slots)) for number, first, slots in leaves]
        self._leaves.sort(key=lambda leaf: leaf.first)
        self._next = max((leaf.number for leaf in self._leaves), default=-1) + 1

    def _put(self, index: int, devices: list[tuple[str, int]]) -> None:
        leaf = self._leaves[index]
        places = self._places(leaf.slots)
        ordered = [(places[slot], slot) for slot in leaf.slots]
        for device in devices:
            ordered.insert(bisect_left(ordered, device), device)
        self._changed[leaf.number] = None
        size = len(ordered) if len(ordered) <= LARGEST else LARGEST // 2
        parts = [self._leaf(ordered[start : start + size]) for start in range(0, len(ordered), size)]
        self._leaves[index : index + 1] = parts

    def _leaf(self, devices: list[tuple[str, int]]) -> Leaf:
        slots = [slot for _, slot in devices]
        leaf = Leaf(self._next, devices[0][0], slots, BitMap(slots))
        self._next += 1
        self._changed[leaf.number] = leaf
        return leaf
