"""A list: what fits a filter, a part of it in order, and what each further choice would leave."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyroaring import BitMap

from registry.core.gaps import VERDICTS, Applying, Coverage
from registry.core.listing import ALL_OF, NAMES, Derived, Entry, Facet, Filter, Sense
from registry.index.bitmaps import FacetMaps
from registry.index.shelf import Shelf
from registry.index.words import sense, suggestions

Choices = Mapping[str, Mapping[str, BitMap]]
"""The devices behind each value of each name by which a list can be narrowed."""


@dataclass(frozen=True)
class Found:
    """A part of a list, how long the whole is, and by how much each choice would change it.

    `counts` has, by name and value, how many devices of the list have it, or would be in it if it were chosen too;
    for an empty list `relaxed` has how many devices it holds without one of its choices, and `meant` has other words.
    """

    entries: tuple[Entry, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    senses: tuple[Sense, ...] = ()
    relaxed: tuple[tuple[Filter, int], ...] = ()
    meant: tuple[str, ...] = ()


def choices_of(maps: FacetMaps, derived: Derived) -> Choices:
    """Everything that a list can be narrowed by."""
    plain = {name: dict(maps.values(Facet(name))) for name in NAMES if name in _FACETS}
    return {
        **plain,
        "meets": _filled({number: maps.any_of(Facet.MEETS, each) for number, each in derived.criteria.items()}),
        "set": _filled({iri: _meeting(maps, kinds) for iri, kinds in derived.sets.items()}),
        "country": _filled({iri: maps.any_of(Facet.CONTRIBUTOR, each) for iri, each in derived.countries.items()}),
    }


def find(shelf: Shelf, choices: Choices, wanted: Filter, start: int, count: int) -> Found:
    """Find a list."""
    found = sense(wanted.text, shelf.documents)
    text = _all_words(shelf, [slots for _, slots in found])
    narrowed = _all_narrowed(wanted, choices)
    result = _both(text, narrowed.values())
    senses = tuple(each for each, _ in found)
    return Found(
        entries=shelf.entries(_part(shelf, wanted, result, start, count)),
        total=len(result),
        counts={name: _counts(name, text, narrowed, result, choices) for name in NAMES},
        senses=senses,
        relaxed=() if result else tuple(_relaxed(shelf, choices, wanted)),
        meant=() if result else suggestions(senses, shelf.documents),
    )


def cover(shelf: Shelf, choices: Choices, wanted: Filter, criteria: Applying) -> dict[str, Coverage]:
    """Say for each criterion version how many devices of a list it applies to, and what came out for them."""
    result = fitting(shelf, choices, wanted)
    devices = shelf.maps.of_kinds(result, criteria.values())
    return {version: _coverage(version, devices[of], shelf.maps) for version, of in criteria.items()}


def fitting(shelf: Shelf, choices: Choices, wanted: Filter) -> BitMap:
    """The devices of a list."""
    text = _all_words(shelf, [slots for _, slots in sense(wanted.text, shelf.documents)])
    return _both(text, _all_narrowed(wanted, choices).values())


def _coverage(version: str, devices: BitMap, maps: FacetMaps) -> Coverage:
    numbers = (devices.intersection_cardinality(maps.having(facet, version)) for facet in VERDICTS)
    return Coverage(len(devices), *numbers)


def _counts(
    name: str, text: BitMap, narrowed: Mapping[str, BitMap], result: BitMap, choices: Choices
) -> dict[str, int]:
    """Where any value is enough, one more adds to the list; so what is chosen under the same name does not count."""
    base = result
    if name in narrowed and name not in ALL_OF:
        base = _both(text, (slots for other, slots in narrowed.items() if other != name))
    counts = ((value, base.intersection_cardinality(slots)) for value, slots in choices[name].items())
    return {value: number for value, number in counts if number}


def _relaxed(shelf: Shelf, choices: Choices, wanted: Filter) -> Iterator[tuple[Filter, int]]:
    """How many devices the list holds with one choice, or the words, taken away."""
    looser = [wanted.without(name, value) for name, value in wanted.chosen]
    if wanted.text and looser:
        looser.append(replace(wanted, text=""))
    for each in looser:
        texts = _all_words(shelf, [slots for _, slots in sense(each.text, shelf.documents)])
        number = len(_both(texts, (_narrowed(name, each.of(name), choices) for name in NAMES if each.of(name))))
        if number:
            yield each, number


def _part(shelf: Shelf, wanted: Filter, result: BitMap, start: int, count: int) -> list[int]:
    """A part of the list: by the values of a facet from the highest down, and within each by name."""
    facet, rest, found = wanted.order.facet, result, list[int]()
    if facet is not None:
        for _, slots in sorted(shelf.maps.values(facet), key=lambda each: _as_number(each[0]), reverse=True):
            here = rest & slots
            found += shelf.order.page(here, start, count - len(found))
            start, rest = max(0, start - len(here)), rest - here
            if len(found) >= count:
                return found
    return found + shelf.order.page(rest, start, count - len(found))


def _as_number(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _all_narrowed(wanted: Filter, choices: Choices) -> dict[str, BitMap]:
    return {name: _narrowed(name, wanted.of(name), choices) for name in NAMES if wanted.of(name)}


def _narrowed(name: str, values: Iterable[str], choices: Choices) -> BitMap:
    parts = [choices[name].get(value, _NONE) for value in values]
    return BitMap.intersection(*parts) if name in ALL_OF else BitMap.union(*parts)


def _all_words(shelf: Shelf, words: list[BitMap]) -> BitMap:
    return BitMap.intersection(shelf.maps.all, *words)


def _both(first: BitMap, others: Iterable[BitMap]) -> BitMap:
    return BitMap.intersection(first, *others)


def _meeting(maps: FacetMaps, kinds: Mapping[str, Iterable[str]]) -> BitMap:
    """The devices that meet every version that a set holds for their kind, which are at least one."""
    found = BitMap()
    for kind, versions in kinds.items():
        parts = sorted((maps.having(Facet.MEETS, version) for version in versions), key=len)
        found |= BitMap.intersection(maps.having(Facet.KIND, kind), *parts)
    return found


def _filled(options: Mapping[str, BitMap]) -> dict[str, BitMap]:
    return {value: slots for value, slots in options.items() if slots}


_FACETS = frozenset(facet.value for facet in Facet) - {"meets"}
_NONE = BitMap()
