"""The devices as a list can be searched: one small entry each, read from the store when something touched it."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from registry.core.verdicts import Verdict


@dataclass(frozen=True)
class Entry:
    """What a list needs of one device; `verdicts` holds the numbers of the criteria that came out so."""

    iri: NamedNode
    name: str
    brand: NamedNode
    brand_name: str
    kind: NamedNode
    number: str
    verdicts: Mapping[Verdict, frozenset[str]] = field(default_factory=dict)

    @property
    def searched(self) -> str:
        """The text that words are looked for in."""
        return f"{self.brand_name} {self.name} {self.number}".casefold()

    def meets(self, identifier: str) -> bool:
        """Whether the device meets the criterion with this number."""
        return identifier in self.verdicts.get(Verdict.MEETS, frozenset())


@dataclass(frozen=True)
class Filter:
    """What narrows the list; the criteria are numbers such as REP-03, and all of them must be met."""

    text: str = ""
    brand: str = ""
    kind: str = ""
    meets: tuple[str, ...] = ()

    def fits(self, entry: Entry) -> bool:
        """Whether the entry has all the words and is of the brand, the kind and the criteria asked for."""
        return (
            self.brand in ("", entry.brand.value)
            and self.kind in ("", entry.kind.value)
            and all(word in entry.searched for word in self.text.casefold().split())
            and all(entry.meets(identifier) for identifier in self.meets)
        )


Read = Callable[[Iterable[NamedNode] | None], Iterable[Entry]]
"""Reads the entries of some devices, or of all when it is given None."""


class DeviceIndex:
    """All entries in the order of brand and name."""

    def __init__(self, read: Read) -> None:
        """Take the function that reads entries; nothing is read before the first list is asked for."""
        self._read = read
        self._lock = threading.Lock()
        self._touched: set[NamedNode] | None = None
        self._entries: dict[NamedNode, Entry] = {}
        self._ordered: tuple[Entry, ...] = ()

    def touch(self, devices: Iterable[NamedNode]) -> None:
        """Note that these devices changed; they are read again before the next list."""
        with self._lock:
            if self._touched is not None:
                self._touched.update(devices)

    def forget(self) -> None:
        """Read everything again before the next list."""
        with self._lock:
            self._touched = None

    def find(self, wanted: Filter) -> list[Entry]:
        """Find the entries that fit, in order."""
        return [entry for entry in self._fresh() if wanted.fits(entry)]

    def _fresh(self) -> tuple[Entry, ...]:
        with self._lock:
            if self._touched is None or self._touched:
                self._refresh(self._touched)
                self._touched = set()
            return self._ordered

    def _refresh(self, devices: set[NamedNode] | None) -> None:
        for device in list(self._entries) if devices is None else devices:
            self._entries.pop(device, None)
        self._entries.update({entry.iri: entry for entry in self._read(devices)})
        self._ordered = tuple(sorted(self._entries.values(), key=_order))


def _order(entry: Entry) -> tuple[str, str, str]:
    return entry.brand_name.casefold(), entry.name.casefold(), entry.iri.value
