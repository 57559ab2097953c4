"""How many criteria have come to a verdict on the devices of a list, added up in a few steps for any list."""

from pyroaring import BitMap

from registry.core.gaps import VERDICTS, Applying
from registry.core.listing import Facet
from registry.index.bitmaps import FacetMaps


class Tally:
    """The number of each device written in binary: one set of devices for each digit, the last digit first.

    The digits of a list are counted one by one, five for up to 31 criteria, instead of three verdicts for each.
    """

    def __init__(self, maps: FacetMaps, criteria: Applying) -> None:
        """Count for every device the criteria that apply to its kind and have come to a verdict on it."""
        self.criteria = criteria
        self._digits: list[BitMap] = []
        self._among = {kinds: maps.any_of(Facet.KIND, kinds) for kinds in set(criteria.values())}
        for version, kinds in criteria.items():
            for verdict in VERDICTS:
                self._add_one(maps.having(verdict, version) & self._among[kinds])

    def decided(self, devices: BitMap) -> tuple[int, int]:
        """How many verdicts there are on these devices, and how many there could be."""
        known = sum(devices.intersection_cardinality(digit) << place for place, digit in enumerate(self._digits))
        applying = {kinds: devices.intersection_cardinality(among) for kinds, among in self._among.items()}
        return known, sum(applying[kinds] for kinds in self.criteria.values())

    def _add_one(self, devices: BitMap) -> None:
        """Add one to the numbers of these devices, and carry over where a digit was set."""
        for place, digit in enumerate(self._digits):
            self._digits[place], devices = digit ^ devices, digit & devices
        if devices:
            self._digits.append(devices)
