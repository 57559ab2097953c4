"""The devices as they can be searched, counted and listed, at a cost that hardly grows with their number."""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode

from registry.core.gaps import Applying, Coverage
from registry.core.listing import Derived, Entry, Facet, Filter
from registry.index.documents import Damaged
from registry.index.journal import Journal
from registry.index.lists import Choices, Found, choices_of, cover, find, fitting
from registry.index.shelf import Shelf
from registry.index.spreads import Spreads

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")

_BROKEN = (Damaged, ValueError, KeyError, TypeError, OSError)
"""What comes of files that are not as they were written: from the library, or from a document with other content."""


@dataclass(frozen=True)
class Source:
    """What the index is derived from: entries of some devices or of all, revision and day, and what follows."""

    read: Callable[[Iterable[NamedNode] | None], Iterable[Entry]]
    state: Callable[[], tuple[int, str | None]]
    derived: Callable[[], Derived]


class DeviceIndex:
    """All devices; what a contribution touched is read again before the next list, or when the index is written.

    It is never trusted over the store: it carries the revision that it was read at, and is made anew when contributions
    since are not known one by one, or when a file of it is not as it was written.
    """

    def __init__(self, folder: Path, source: Source) -> None:
        """Take the folder and the source; nothing is opened before it is needed."""
        self._folder, self._source = folder, source
        self._journal = Journal(folder / "touched.jsonl")
        self._lock = threading.RLock()
        self._shelf: Shelf | None = None
        self._choices: Choices | None = None
        self._spreads: Spreads | None = None
        self._numbers: dict[Facet, Mapping[str, int]] = {}
        self._touched: set[NamedNode] = set()
        self._stale = ""
        self._state: tuple[int, str | None] = (0, None)
        self.making = False
        self.made_anew: str | None = None

    def touch(self, sequence: int, devices: Iterable[NamedNode]) -> None:
        """Note which devices a contribution touched."""
        with self._lock:
            known = list(devices)
            self._journal.note(sequence, known)
            self._touched.update(known)
            self._state = (sequence, self._state[1])
            self._choices = None

    def forget(self) -> None:
        """Let everything be read again before the next list."""
        with self._lock:
            self._journal.note(0, None)
            self._stale = "what devices are judged by changed"
            self._choices = None

    def find(self, wanted: Filter, start: int = 0, count: int = 50) -> Found:
        """Find the devices that fit, a part of them in order, and what each choice would leave."""
        return self._reading(lambda shelf, choices: find(shelf, choices, wanted, start, count))

    def coverage(self, wanted: Filter, criteria: Applying) -> Mapping[str, Coverage]:
        """Say for each criterion version how many devices of a list it applies to, and what came out for them."""
        return self._reading(lambda shelf, choices: cover(shelf, choices, wanted, criteria))

    def total(self) -> int:
        """How many devices there are."""
        return self._reading(lambda shelf, _: len(shelf.maps.all))

    def numbers(self, facet: Facet) -> Mapping[str, int]:
        """How many devices have each value of a facet; the same object until the index changes."""
        return self._reading(lambda shelf, _: self._numbers_of(shelf, facet))

    def decided(self, wanted: Filter, criteria: Applying) -> tuple[int, int]:
        """How many verdicts there are on the devices of a list, and how many there could be."""
        return self._reading(lambda shelf, choices: shelf.tally(criteria).decided(fitting(shelf, choices, wanted)))

    def of_tests(self, read: Callable[[Spreads], _Answer]) -> _Answer:
        """Read what is stated for tests, and what criteria leave."""
        return self._reading(lambda shelf, _: read(self._spreads_of(shelf)))

    def standing(self) -> dict[str, str | int | None]:
        """The revision that it was last written at, None while it is not open or being made, and why it was made."""
        shelf = self._shelf
        revision = shelf.mark[0] if shelf is not None and shelf.mark is not None else None
        return {"index_revision": revision, "index_made_anew": self.made_anew}

    def write(self) -> None:
        """Take up what was touched, and keep it."""
        self._reading(lambda shelf, choices: None)

    def close(self) -> None:
        """Keep what was touched, where the index is open, and give the folder free."""
        with self._lock:
            if self._shelf is not None:
                if self._touched and not self._stale:
                    self.write()
                self._shelf.close()
                self._shelf = None

    def _reading(self, read: Callable[[Shelf, Choices], _Answer]) -> _Answer:
        with self._lock:
            try:
                return read(*self._fresh())
            except _BROKEN as error:
                return read(*self._make(f"it could not be read: {error}"))

    def _fresh(self) -> tuple[Shelf, Choices]:
        """What the index holds, brought up to the store."""
        shelf = self._shelf or self._open()
        if shelf is None or self._stale:
            return self._make(self._stale or "there was none for the store as it is")
        if self._touched:
            shelf.follow(self._touched, self._source.read(self._touched))
            self._keep(shelf)
        return self._at_hand(shelf)

    def _open(self) -> Shelf | None:
        """Open the folder when it stands where the store does, or when all that was touched since is known."""
        shelf, (revision, day) = Shelf(self._folder / "documents"), self._source.state()
        self._shelf = shelf
        if shelf.mark is None or shelf.mark[1] != day:
            return None
        touched = self._journal.since(shelf.mark[0], revision)
        if touched is None:
            return None
        self._touched |= touched
        self._state = (revision, day)
        return shelf

    def _make(self, why: str) -> tuple[Shelf, Choices]:
        """Read all entries into an empty folder."""
        started, self.making = time.monotonic(), True
        try:
            shelf = self._filled()
        finally:
            self.making = False
        self._shelf, self._stale = shelf, ""
        self.made_anew = f"{len(shelf.maps.all)} devices in {time.monotonic() - started:.1f} s, because {why}"
        _log.warning("search index made anew: %s", self.made_anew)
        return self._at_hand(shelf)

    def _filled(self) -> Shelf:
        if self._shelf is not None:
            self._shelf.close()
        self._shelf = None
        shutil.rmtree(self._folder, ignore_errors=True)
        # the state is read first: what is read after it is at least as new
        self._state, shelf = self._source.state(), Shelf(self._folder / "documents")
        shelf.fill(self._source.read(None))
        self._keep(shelf)
        return shelf

    def _keep(self, shelf: Shelf) -> None:
        shelf.write(*self._state)
        self._journal.clear()
        self._touched, self._choices = set(), None

    def _at_hand(self, shelf: Shelf) -> tuple[Shelf, Choices]:
        if self._choices is None:
            self._choices = choices_of(shelf.maps, self._source.derived())
            self._spreads, self._numbers = None, {}
        return shelf, self._choices

    def _numbers_of(self, shelf: Shelf, facet: Facet) -> Mapping[str, int]:
        if facet not in self._numbers:
            self._numbers[facet] = {value: len(slots) for value, slots in shelf.maps.values(facet)}
        return self._numbers[facet]

    def _spreads_of(self, shelf: Shelf) -> Spreads:
        self._spreads = self._spreads or Spreads(shelf.maps)
        return self._spreads
