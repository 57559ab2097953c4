"""Which devices have which value: one set of numbers for each value, kept in pieces so that a change stays small."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyroaring import BitMap

from registry.core.listing import Facet, Values

PIECE = 4_096
"""So many numbers of devices are kept together: a change of one device writes one piece."""


class FacetMaps:
    """The numbers of the devices by facet and value."""

    def __init__(self) -> None:
        """Begin with no device."""
        self.all = BitMap()
        self._maps: dict[Facet, dict[str, BitMap]] = {facet: {} for facet in Facet}
        self._changed: set[int] = set()

    def add(self, slot: int, values: Values) -> None:
        """Note a device with its values."""
        self.all.add(slot)
        for facet, texts in values.items():
            for text in texts:
                self._maps[facet].setdefault(text, BitMap()).add(slot)
        self._changed.add(slot // PIECE)

    def remove(self, slot: int, values: Values) -> None:
        """Forget a device that was noted with these values."""
        self.all.discard(slot)
        for facet, texts in values.items():
            for text in texts:
                found = self._maps[facet].get(text)
                if found is not None:
                    found.discard(slot)
                    if not found:
                        del self._maps[facet][text]
        self._changed.add(slot // PIECE)

    def having(self, facet: Facet, value: str) -> BitMap:
        """The devices that have the value."""
        return self._maps[facet].get(value, _NONE)

    def any_of(self, facet: Facet, values: Iterable[str]) -> BitMap:
        """The devices that have one of the values."""
        return BitMap.union(BitMap(), *(self.having(facet, value) for value in values))

    def of_kinds(self, devices: BitMap, choices: Iterable[frozenset[str]]) -> dict[frozenset[str], BitMap]:
        """Those among some devices that are of one of the kinds, for each choice of kinds."""
        kinds = {kind: devices & slots for kind, slots in self.values(Facet.KIND)}
        return {each: BitMap.union(BitMap(), *(kinds.get(kind, _NONE) for kind in each)) for each in set(choices)}

    def values(self, facet: Facet) -> Iterable[tuple[str, BitMap]]:
        """Every value of a facet with its devices."""
        return self._maps[facet].items()

    def changed_pieces(self) -> Iterator[tuple[int, dict[str, dict[str, str]]]]:
        """The pieces that changed since they were last asked for, each as it is kept."""
        for number in sorted(self._changed):
            yield number, self._piece(number)
        self._changed.clear()

    def load(self, number: int, piece: dict[str, dict[str, str]]) -> None:
        """Take up a piece as it was kept."""
        for facet, texts in piece.items():
            for text, kept in texts.items():
                numbers = BitMap.deserialize(bytes.fromhex(kept)).shift(number * PIECE)
                if facet == _ALL:
                    self.all |= numbers
                else:
                    self._maps[Facet(facet)].setdefault(text, BitMap()).update(numbers)

    def _piece(self, number: int) -> dict[str, dict[str, str]]:
        window = BitMap(range(number * PIECE, (number + 1) * PIECE))
        piece: dict[str, dict[str, str]] = defaultdict(dict)
        piece[_ALL][""] = _packed(self.all & window, number)
        for facet, maps in self._maps.items():
            for text, numbers in maps.items():
                if numbers.intersect(window):
                    piece[facet.value][text] = _packed(numbers & window, number)
        return piece


_ALL = "all"
_NONE = BitMap()


def _packed(numbers: BitMap, number: int) -> str:
    moved = numbers.shift(-number * PIECE)
    moved.run_optimize()
    return bytes(moved.serialize()).hex()
