"""How alike two descriptions of devices are: by number, code or name; never by codename, and never merged by itself."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from registry.core.facts import Term
from registry.core.names import STEWARD, slug, stands_behind
from registry.settings import GRAPHS, IDS
from registry.vocabulary import CFIT, RDF, SCHEMA


class Method(Enum):
    """What two descriptions have in common, the surest first."""

    EPREL_NUMBER = "eprel-number"
    GTIN = "gtin"
    MODEL_CODE = "model-code"
    NAME = "name"
    NAME_WITHOUT_GENERATION = "name-without-generation"

    @property
    def concept(self) -> NamedNode:
        """The method as a word of the vocabulary."""
        return NamedNode(f"{IDS}link-method/{self.value}")

    @property
    def confidence(self) -> Decimal:
        """How sure it is; the last three as measured on the crosswalk of public sources."""
        return _CONFIDENCE[self]


_CONFIDENCE = {
    Method.EPREL_NUMBER: Decimal("1.0"),
    Method.GTIN: Decimal("0.99"),
    Method.MODEL_CODE: Decimal("0.95"),
    Method.NAME: Decimal("0.8"),
    Method.NAME_WITHOUT_GENERATION: Decimal("0.6"),
}


@dataclass(frozen=True)
class Description:
    """What a device is known by, as those say who stand closest to it; `graphs` are theirs."""

    iri: NamedNode
    graphs: frozenset[NamedNode]
    kinds: frozenset[Term] = frozenset()
    brands: frozenset[Term] = frozenset()
    makers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    model_codes: frozenset[str] = frozenset()
    gtins: frozenset[str] = frozenset()
    eprel_numbers: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """Its names as letters and digits, without the maker before them."""
        return frozenset(_key(core) for core in self._cores())

    @property
    def loose_keys(self) -> frozenset[str]:
        """The same without words for a network generation."""
        return frozenset(_key(_without_generation(core)) for core in self._cores())

    @property
    def generations(self) -> frozenset[str]:
        """The network generations that its names speak of."""
        return frozenset(word.upper() for name in self.names for word in _GENERATION_WORD.findall(name))

    @property
    def leads(self) -> tuple[bool, bool, str]:
        """Sorts first what lists should show: registered with the EU, then from a public source, then by name."""
        public = any(graph.value.startswith(f"{GRAPHS}{STEWARD}/") for graph in self.graphs)
        return not self.eprel_numbers, not public, self.iri.value

    def spellings(self) -> list[str]:
        """The names under which another description of the same model may stand."""
        cores = {part for core in self._cores() for part in (core, _without_generation(core))}
        tailed = {f"{core}{tail}" for core in cores for tail in ("", *_TAILS)}
        named = {f"{maker} {name}" for name in tailed for maker in self.makers}
        return sorted({*self.names, *tailed, *named} - {""})

    def _cores(self) -> set[str]:
        return {_without_maker(name, self.makers) for name in self.names}


_GENERATION_WORD = re.compile(r"\b(?:[2-6]G|LTE)\b", re.IGNORECASE)
_GENERATION = re.compile(rf"[\s(]*{_GENERATION_WORD.pattern}\)*", re.IGNORECASE)
_Any = TypeVar("_Any")
_TAILS = (" 5G", " (5G)", " 4G", " (4G)", " LTE", " (LTE)")


def describe(iri: NamedNode, quads: Iterable[Quad], maker_names: Iterable[str]) -> Description | None:
    """Read what a device is known by; only those are heard who stand closest to it, so no stranger can rename it."""
    about = [quad for quad in quads if quad.subject == iri]
    typed = {_graph(quad) for quad in about if quad.predicate == RDF.type and quad.object == CFIT.DeviceModel}
    nearest = min((stands_behind(graph, iri) for graph in typed), default=None)
    graphs = frozenset(graph for graph in typed if stands_behind(graph, iri) == nearest)
    if not graphs:
        return None

    def terms(predicate: NamedNode) -> frozenset[Term]:
        return frozenset(quad.object for quad in about if quad.predicate == predicate and quad.graph_name in graphs)

    def texts(predicate: NamedNode) -> frozenset[str]:
        return frozenset(term.value for term in terms(predicate) if isinstance(term, Literal))

    return Description(
        iri=iri,
        graphs=graphs,
        kinds=terms(CFIT.deviceKind),
        brands=terms(SCHEMA.brand),
        makers=frozenset(maker_names),
        names=texts(SCHEMA.name),
        model_codes=texts(CFIT.modelCode),
        gtins=frozenset(gtin.zfill(14) for gtin in texts(SCHEMA.gtin)),
        eprel_numbers=texts(CFIT.eprelNumber),
    )


def likeness(one: Description, other: Description) -> Method | None:
    """The surest way in which two descriptions are of one model; None where nothing says so, or something against it.

    One source that lists two devices says that they are two, and a tablet is no phone. Codes and names count only for
    one maker. A model named after its code is known by it.
    """
    if one.iri == other.iri or one.graphs & other.graphs or _differ(one.kinds, other.kinds):
        return None
    if one.eprel_numbers & other.eprel_numbers:
        return Method.EPREL_NUMBER
    if one.eprel_numbers and other.eprel_numbers:
        return None
    if one.gtins & other.gtins:
        return Method.GTIN
    if not _of_one_maker(one, other):
        return None
    if (one.model_codes | one.names) & other.model_codes or one.model_codes & other.names:
        return Method.MODEL_CODE
    if (one.keys & other.keys) - {""}:
        return Method.NAME
    alike = (one.loose_keys & other.loose_keys) - {""} and not _differ(one.generations, other.generations)
    return Method.NAME_WITHOUT_GENERATION if alike else None


def link_name(source: NamedNode, target: NamedNode) -> NamedNode:
    """The name of the link that the registry proposes between two descriptions: always the same for the same two."""
    ends = "-".join(slug(end.value.rstrip("/").rpartition("/")[2])[:40].strip("-") for end in (source, target))
    mark = hashlib.sha256(f"{source} {target}".encode()).hexdigest()[:10]
    return NamedNode(f"{IDS}link/{STEWARD}-{ends}-{mark}")


def _graph(quad: Quad) -> NamedNode:
    if not isinstance(quad.graph_name, NamedNode):
        raise TypeError(f"{quad} stands in no named graph")
    return quad.graph_name


def _differ(some: frozenset[_Any], others: frozenset[_Any]) -> bool:
    return bool(some and others) and not some & others


def _of_one_maker(one: Description, other: Description) -> bool:
    """One brand, or names of brands of which one begins with the other: AGM, and AGM MOBILE LIMITED."""
    if one.brands & other.brands:
        return True
    pairs = ((_words(mine), _words(theirs)) for mine in one.makers for theirs in other.makers)
    return any(
        mine and theirs and (mine[: len(theirs)] == theirs or theirs[: len(mine)] == mine) for mine, theirs in pairs
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def _key(text: str) -> str:
    """A name as it sounds: Moto G 7+ and moto g7 plus are the same, whatever the spelling."""
    return "".join(_words(text.replace("+", " plus ")))


def _without_maker(name: str, makers: Iterable[str]) -> str:
    begun = {beginning for maker in makers for beginning in (maker, maker.partition(" ")[0])}
    for maker in sorted(begun, key=lambda each: (-len(each), each)):
        if name.casefold().startswith(f"{maker.casefold()} ") and len(name) > len(maker) + 1:
            return name[len(maker) + 1 :].strip()
    return name.strip()


def _without_generation(name: str) -> str:
    return " ".join(_GENERATION.sub(" ", name).split())
