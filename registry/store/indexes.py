"""Whether a store can be opened and used, and all of its indexes hold the same statements: else it is damaged."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

Opened = TypeVar("Opened")

SCANNED_BYTES = 8_000_000
"""A store up to this size is looked through at each start, in two seconds; a larger one while it works (`scrub`)."""

_PATTERNS = ((0,), (1,), (2,), (3,), (1, 3), (2, 3))
"""Which places of a quad are given, so that the engine reads each of its six indexes of named graphs."""
_AT_ONCE = 1_000_000
"""How many statements may be remembered by their terms: of a larger store, one part of the terms after the other."""


def opened(opening: Callable[[], Opened], use: Callable[[Opened], str]) -> Opened | str:
    """Open a store and use it for the first time; or say what that found to be wrong, or how the engine failed.

    An engine that failed keeps its folder until nothing refers to it: call `gc.collect()` before you open it again.
    """
    try:
        store = opening()
        fault = use(store)
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        fault = f"{type(error).__name__}: {error}"
    return fault or store


def is_small(folder: Path) -> bool:
    """Whether the store in a folder is looked through before it is used."""
    return sum(file.stat().st_size for file in folder.glob("*")) <= SCANNED_BYTES


def contradiction_in(engine: ox.Store, at_once: int = _AT_ONCE) -> str:
    """Say which index holds fewer or more statements than are there, empty when none does; OSError when unreadable.

    Memory is bounded by `at_once`; time is a few looks at each statement, and one more for each `at_once` of them.
    """
    expected = sum(1 for _ in engine)
    parts = 1 + expected // at_once
    for places in _PATTERNS:
        found = sum(_held(engine, places, part, parts) for part in range(parts))
        if found != expected:
            return f"{found} statements by {_name(places)}, {expected} in all"
    return ""


def _held(engine: ox.Store, places: tuple[int, ...], part: int, parts: int) -> int:
    """How many statements an index holds for one part of the terms that stand at these places."""
    asked = {terms for quad in engine if hash(terms := _terms(quad, places)) % parts == part}
    return sum(_matching(engine, places, terms) for terms in asked)


def _matching(engine: ox.Store, places: tuple[int, ...], terms: tuple[Any, ...]) -> int:
    pattern = dict(zip(places, terms, strict=True))
    found: Iterator[ox.Quad] = engine.quads_for_pattern(*(pattern.get(place) for place in range(4)))
    # the engine (0.5.13) reads on behind a number or date whose last byte is 255
    return sum(_terms(quad, places) == terms for quad in found)


def _terms(quad: ox.Quad, places: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(quad[place] for place in places)


def _name(places: tuple[int, ...]) -> str:
    return " and ".join(("subject", "predicate", "object", "graph")[place] for place in places)
