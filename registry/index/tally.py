"""How many criteria have come to a verdict on the devices of a list, added up in a few steps for any list."""

from pyroaring import BitMap

from registry.core.gaps import VERDICTS, Applying
from registry.core.listing import Facet, Values
from registry.index.bitmaps import FacetMaps


class Tally:
    """The number of each device written in binary: one set of devices for each digit, the last digit first.

    The digits of a list are counted one by one, five for up to 31 criteria, instead of three verdicts for each.
    """

    def __init__(self, maps: FacetMaps, criteria: Applying) -> None:
        """Count for every device the criteria that apply to its kind and have come to a verdict on it."""
        self.criteria, self._maps = criteria, maps
        self._digits: list[BitMap] = []
        among = maps.of_kinds(maps.all, criteria.values())
        for version, kinds in criteria.items():
            for verdict in VERDICTS:
                self._add_one(maps.having(verdict, version) & among[kinds])

    def note(self, slot: int, values: Values) -> None:
        """Count for one device anew, by its values; one that is gone is in no list and keeps its number."""
        kinds, decided = values.get(Facet.KIND, frozenset()), [values.get(each, frozenset()) for each in VERDICTS]
        number = sum(
            version in versions
            for versions in decided
            for version, of in self.criteria.items()
            if not kinds.isdisjoint(of)
        )
        self._digits += [BitMap() for _ in range(len(self._digits), number.bit_length())]
        for place, digit in enumerate(self._digits):
            if number >> place & 1:
                digit.add(slot)
            else:
                digit.discard(slot)

    def decided(self, devices: BitMap) -> tuple[int, int]:
        """How many verdicts there are on these devices, and how many there could be."""
        known = sum(devices.intersection_cardinality(digit) << place for place, digit in enumerate(self._digits))
        applying = self._maps.of_kinds(devices, self.criteria.values())
        numbers = {kinds: len(among) for kinds, among in applying.items()}
        return known, sum(numbers[kinds] for kinds in self.criteria.values())

    def _add_one(self, devices: BitMap) -> None:
        """Add one to the numbers of these devices, and carry over where a digit was set."""
        for place, digit in enumerate(self._digits):
            self._digits[place], devices = digit ^ devices, digit & devices
        if devices:
            self._digits.append(devices)
