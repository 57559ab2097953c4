"""What terms are called and how they are ordered, read from ontology and shapes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from registry.core.facts import Term
from registry.vocabulary import CFIT, RDFS, SH, SKOS

LANGUAGES = ("en", "nl", "de", "fr", "nb")
"""The languages of the pact in which every name and message exists, the fallback first."""

_NOWHERE = Decimal(10**6)


@dataclass(frozen=True)
class Label:
    """A text in the language it is written in, which may not be the one that was asked for."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Place:
    """Where a property stands on a page: the group and its order, then the order within."""

    group_order: Decimal
    order: Decimal
    group: NamedNode | None


class Glossary:
    """Looks up words in a language, falling back to English and then to the name in the IRI."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        """Index the triples of ontology and shapes by subject and predicate."""
        self._objects: dict[tuple[Term, NamedNode], list[Term]] = defaultdict(list)
        for triple in triples:
            self._objects[triple.subject, triple.predicate].append(triple.object)
        self._shape_of = self._shapes_by_path()

    def label(self, term: NamedNode, language: str) -> Label:
        """What people call the term."""
        for predicate in (SKOS.prefLabel, RDFS.label):
            if label := choose(self._objects.get((term, predicate), []), language):
                return label
        return Label(term.value.rstrip("/").rpartition("/")[2].rpartition("#")[2])

    def property_name(self, term: NamedNode, language: str) -> Label:
        """What people call the property: the name that its shape gives it, else its label."""
        shape = self._shape_of.get(term)
        named = choose(self._objects.get((shape, SH.name), []), language) if shape is not None else None
        return named or self.label(term, language)

    def definition(self, term: NamedNode, language: str) -> Label | None:
        """What the term means."""
        return choose(self._objects.get((term, SKOS.definition), []), language)

    def unit(self, term: NamedNode, language: str) -> Label | None:
        """The word that stands behind values of the property."""
        unit = self.unit_of(term)
        return self.label(unit, language) if unit else None

    def unit_of(self, term: NamedNode) -> NamedNode | None:
        """The unit of the values of the property."""
        units = (unit for unit in self._objects.get((term, CFIT.unit), []) if isinstance(unit, NamedNode))
        return next(units, None)

    def notation(self, term: NamedNode) -> str:
        """The short code of a concept, which is also its place in its scheme."""
        codes = [code.value for code in self._objects.get((term, SKOS.notation), []) if isinstance(code, Literal)]
        return codes[0] if codes else ""

    def place(self, term: NamedNode) -> Place:
        """Where the shapes put the property; what they do not know comes last."""
        shape = self._shape_of.get(term)
        if shape is None:
            return Place(_NOWHERE, _NOWHERE, None)
        groups = [group for group in self._objects.get((shape, SH.group), []) if isinstance(group, NamedNode)]
        group = groups[0] if groups else None
        return Place(self._order(group) if group else _NOWHERE, self._order(shape), group)

    def paths(self) -> list[NamedNode]:
        """The properties that the shapes know, in the order of their names."""
        return sorted((path for path in self._shape_of if isinstance(path, NamedNode)), key=lambda path: path.value)

    def targets(self) -> frozenset[NamedNode]:
        """The classes that have a shape."""
        targets = (terms for (_, predicate), terms in self._objects.items() if predicate == SH.targetClass)
        return frozenset(term for terms in targets for term in terms if isinstance(term, NamedNode))

    def _shapes_by_path(self) -> dict[Term, Term]:
        """A property is shown as the first shape that names it says, one with a group before one without."""
        shapes: dict[Term, Term] = {}
        named = [
            (paths[0], shape)
            for (shape, predicate), paths in self._objects.items()
            if predicate == SH.path and (shape, SH.name) in self._objects
        ]
        for path, shape in sorted(named, key=lambda each: (each[1], SH.group) not in self._objects):
            shapes.setdefault(path, shape)
        return shapes

    def _order(self, term: Term) -> Decimal:
        orders = [order.value for order in self._objects.get((term, SH.order), []) if isinstance(order, Literal)]
        return Decimal(orders[0]) if orders else _NOWHERE


def choose(terms: Iterable[Term], language: str) -> Label | None:
    """Choose the text in the language, else English, else one without a language, else any; of several the first."""
    texts: dict[str, str] = {}
    for term in terms:
        if isinstance(term, Literal):
            texts.setdefault(term.language or "", term.value)
    for wanted in (language, "en", "", *sorted(texts)):
        if wanted in texts:
            return Label(texts[wanted], wanted)
    return None
