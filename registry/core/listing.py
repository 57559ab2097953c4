"""A device as lists know it, what can narrow a list, and in which orders it can stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from pyoxigraph import NamedNode

MOST_WORDS = 8
"""So many words of a search are looked at."""

LONGEST_WORD = 40
"""So many characters of a word are looked at."""

_WORD = re.compile(r"[^\W_]+")
_NEXT = "\x00"


class Facet(Enum):
    """What every entry says of its device: each value leads to the devices that have it."""

    KIND = "kind"
    BRAND = "brand"
    YEAR = "released"
    MEETS = "meets"
    FAILS = "fails"
    DISPUTED = "disputed"
    CERTIFICATE = "certificate"
    CONTRIBUTOR = "contributor"
    LEVEL = "evidence"
    MET = "met"
    """How many criteria are met."""
    STATED = "stated"
    """What is stated for a test of a criterion (core/stated.py)."""


class Order(Enum):
    """In which order a list stands: within each, brand and name decide."""

    NAME = "name"
    NEWEST = "newest"
    MET = "met"

    @property
    def facet(self) -> Facet | None:
        """The facet whose values come first, the highest before the others."""
        return {Order.NEWEST: Facet.YEAR, Order.MET: Facet.MET}.get(self)


Values = Mapping[Facet, frozenset[str]]


@dataclass(frozen=True)
class Entry:
    """What a list needs of one device; `searched` is the text in which words are looked for."""

    iri: NamedNode
    name: str
    brand: NamedNode
    brand_name: str
    kind: NamedNode
    number: str = ""
    searched: str = ""
    values: Values = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the entry stands: by brand, then by name, then by its address."""
        return _NEXT.join((self.brand_name.casefold(), self.name.casefold(), self.iri.value))

    def of(self, facet: Facet) -> frozenset[str]:
        """The values of one facet."""
        return self.values.get(facet, frozenset())

    def as_json(self) -> dict[str, Any]:
        """The entry as the index keeps it."""
        return {
            "iri": self.iri.value,
            "name": self.name,
            "brand": self.brand.value,
            "brandName": self.brand_name,
            "kind": self.kind.value,
            "number": self.number,
            "searched": self.searched,
            "values": {facet.value: sorted(values) for facet, values in self.values.items() if values},
        }


def entry_from(kept: Mapping[str, Any]) -> Entry:
    """The entry that the index kept."""
    return Entry(
        iri=NamedNode(kept["iri"]),
        name=kept["name"],
        brand=NamedNode(kept["brand"]),
        brand_name=kept["brandName"],
        kind=NamedNode(kept["kind"]),
        number=kept["number"],
        searched=kept["searched"],
        values={Facet(facet): frozenset(values) for facet, values in kept["values"].items()},
    )


def words_of(text: str) -> list[str]:
    """The words of a text as they are looked for: small letters and digits, whatever stands between them."""
    return _WORD.findall(text.lower())


def words_wanted(text: str) -> list[str]:
    """The words of a search, each once, as many and as much of each as is looked at."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words_of(text)))[:MOST_WORDS]


@dataclass(frozen=True)
class Filter:
    """What narrows a list; of several values of one name any is enough, but all of `meets` and `set` must be met."""

    text: str = ""
    kind: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    certificate: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    contributor: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    order: Order = Order.NAME

    def of(self, name: str) -> tuple[str, ...]:
        """The values chosen under one name."""
        return tuple(getattr(self, name))

    def without(self, name: str, value: str) -> "Filter":
        """The filter with one value less."""
        left: dict[str, Any] = {name: tuple(each for each in self.of(name) if each != value)}
        return replace(self, **left)

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Every name with every value."""
        return tuple((name, value) for name in NAMES for value in self.of(name))


NAMES = ("kind", "brand", "released", "meets", "set", "certificate", "country", "contributor", "evidence")
"""What a list can be narrowed by, besides words, in the order in which it is offered."""

ALL_OF = frozenset({"meets", "set"})
"""The names of which every value must hold."""


@dataclass(frozen=True)
class Sense:
    """What a word of a search was taken for: itself or the beginning of a word, or words with fewer typing errors.

    With `instead` the word itself is nowhere; without either, `found` is false and no device has anything like it.
    """

    word: str
    instead: tuple[str, ...] = ()
    found: bool = True

    @property
    def whole(self) -> bool:
        """Whether the word must stand alone: one or two letters begin too many words."""
        return len(self.word) < SHORTEST_BEGINNING


SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Derived:
    """What can be chosen though no device has it as a value: it follows from values.

    Criteria by number are their versions; a set, for each kind, the versions that must be met; a country its groups.
    """

    criteria: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sets: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    countries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
