"""Where a thing is named: the statements that lead to it, a few of each property."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import kinds_of, name_of, stated
from registry.core.glossary import Label
from registry.vocabulary import RDF, SCHEMA

MOST = 10
"""So many things are named for one property."""

_LISTED_ELSEWHERE = frozenset({RDF.type, SCHEMA.brand, SCHEMA.manufacturer})
"""What leads from devices to their makers, which have a list of their own."""


@dataclass(frozen=True)
class Mention:
    """A thing that names another: what it is, and by which property."""

    iri: NamedNode
    name: str
    kinds: tuple[Label, ...]
    property: Label


def mentions(iri: NamedNode, registry: Registry, language: str) -> tuple[Mention, ...]:
    """The things that name this one by a property that the rules know."""
    glossary, found = registry.words.glossary, []
    for path in glossary.paths():
        if path not in _LISTED_ELSEWHERE:
            quads = stated(registry.store.some(path, iri, MOST))
            named = dict.fromkeys(quad.subject for quad in quads if isinstance(quad.subject, NamedNode))
            found += [_mention(each, glossary.property_name(path, language), registry, language) for each in named]
    return tuple(found)


def _mention(iri: NamedNode, through: Label, registry: Registry, language: str) -> Mention:
    kinds = tuple(registry.words.glossary.label(kind, language) for kind in kinds_of(iri, registry))
    return Mention(iri, name_of(iri, registry, language), kinds, through)
