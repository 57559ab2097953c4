"""What the index holds: documents on disk, and in memory the numbers of the devices by value and in order."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode
from pyroaring import BitMap

from registry.core.gaps import Applying
from registry.core.listing import Entry, entry_from
from registry.index.bitmaps import FacetMaps
from registry.index.documents import Damaged, Documents
from registry.index.order import Ordered
from registry.index.sorting import in_order
from registry.index.tally import Tally

_FORM = 3
"""The form in which the index is kept; one of another form is made anew."""


class Shelf:
    """Entries of devices by number, found by words, by values and by their place in the order."""

    def __init__(self, folder: Path) -> None:
        """Take up what the folder holds, which may be nothing; raises `Damaged` where it is not whole."""
        self._folder = folder
        self.documents = Documents(folder)
        self.maps = FacetMaps()
        self.order = Ordered(self._places)
        self.mark: tuple[int, str | None] | None = None
        self._next = 0
        self._tally: Tally | None = None
        self._load()

    def fill(self, entries: Iterable[Entry]) -> None:
        """Hold these entries and no others, numbered in their order: what is often asked for together lies together."""
        self.documents.clear()
        self.maps, self.order, self._next, self._tally = FacetMaps(), Ordered(self._places), 0, None
        self.order.fill((entry.place, self._put(entry, None)) for entry in in_order(entries, self._folder))

    def follow(self, touched: Iterable[NamedNode], entries: Iterable[Entry]) -> None:
        """Hold these entries for the devices that were touched, and nothing for those without one."""
        now = {entry.iri: entry for entry in entries}
        moved, gone = [], BitMap()
        for device in touched:
            kept, entry = self.documents.body(_key(device)), now.get(device)
            before = entry_from(kept["entry"]) if kept else None
            if before is not None:
                self.maps.remove(kept["slot"], before.values)
            if entry is not None:
                slot = self._put(entry, kept["slot"] if kept else None)
            elif kept:
                self.documents.drop(_key(device), kept["slot"])
            if before is not None and (entry is None or entry.place != before.place):
                gone.add(kept["slot"])
            if entry is not None and (before is None or entry.place != before.place):
                moved.append((entry.place, slot))
        self.order.remove(gone)
        self.order.insert(moved)

    def write(self, revision: int, day: str | None) -> None:
        """Keep all that changed, and the state of the store that it was read from."""
        for number, piece in self.maps.changed_pieces():
            self.documents.put(f"piece:{number}", {"number": number, "maps": piece}, "piece")
        for number, leaf in self.order.changed_leaves():
            if leaf is None:
                self.documents.drop(f"leaf:{number}")
            else:
                self.documents.put(f"leaf:{number}", [number, leaf.first, leaf.slots], "leaf")
        self.documents.put(_MARK, {"form": _FORM, "revision": revision, "day": day, "next": self._next})
        self.documents.commit()
        self.mark = (revision, day)

    def entries(self, slots: Iterable[int]) -> tuple[Entry, ...]:
        """The entries of some devices, in the order of their numbers as given."""
        wanted = list(slots)
        rows = self.documents.rows(wanted)
        return tuple(entry_from(rows[slot]["entry"]) for slot in wanted)

    def tally(self, criteria: Applying) -> Tally:
        """How many criteria have come to a verdict on devices: counted once for the criteria, then kept up."""
        if self._tally is None or self._tally.criteria != criteria:
            self._tally = Tally(self.maps, criteria)
        return self._tally

    def close(self) -> None:
        """Give the folder free."""
        self.documents.close()

    def _load(self) -> None:
        mark: dict[str, Any] | None = self.documents.body(_MARK)
        if mark is None or mark["form"] != _FORM:
            return
        for piece in self.documents.bodies("piece"):
            self.maps.load(piece["number"], piece["maps"])
        self.order.load(self.documents.bodies("leaf"))
        if self.order.members() != self.maps.all:
            raise Damaged("some devices are missing in it")
        self._next, self.mark = mark["next"], (mark["revision"], mark["day"])
        self.documents.remember_common()

    def _put(self, entry: Entry, slot: int | None) -> int:
        if slot is None:
            slot, self._next = self._next, self._next + 1
        self.maps.add(slot, entry.values)
        if self._tally is not None:
            self._tally.note(slot, entry.values)
        self.documents.put(_key(entry.iri), {"slot": slot, "entry": entry.as_json()}, "device", slot, entry.searched)
        return slot

    def _places(self, slots: Iterable[int]) -> dict[int, str]:
        rows = self.documents.rows(slots)
        return {slot: entry_from(row["entry"]).place for slot, row in rows.items()}


_MARK = "mark"


def _key(device: NamedNode) -> str:
    return f"device:{device.value}"
