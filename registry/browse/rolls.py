"""Things with what a list needs of each, kept in memory; after contributions only what these changed is read again."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from pyoxigraph import NamedNode

from registry.store import Store
from registry.store.since import changed_since

Said = TypeVar("Said")


class Roll(Generic[Said]):
    """Some things with what is said of each. Whoever lets several threads look at it lets in one at a time."""

    def __init__(
        self, first: Callable[[Store], Iterable[NamedNode]], read: Callable[[NamedNode, Store], Said | None]
    ) -> None:
        """Take a way to find all of them, used once, and one to read a thing: None where it is none of them."""
        self._first, self._read = first, read
        self._revision: int | None = None
        self.said: dict[NamedNode, Said] = {}

    def follow(self, store: Store) -> dict[NamedNode, tuple[Said | None, Said | None]]:
        """Bring it up to the store, and tell of each thing that was read what was said before, and what is now."""
        # the revision is read first: what is read after it is at least as new
        revision = store.state()[0]
        if revision == self._revision:
            return {}
        things = self._first(store) if self._revision is None else changed_since(store, self._revision)
        read = {thing: (self.said.get(thing), self._read(thing, store)) for thing in things}
        for thing, (_, now) in read.items():
            if now is not None:
                self.said[thing] = now
            else:
                self.said.pop(thing, None)
        self._revision = revision
        return read
