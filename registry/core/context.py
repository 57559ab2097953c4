"""The words as a JSON-LD context: short names for the terms of the ontology and for those that the shapes borrow."""

import json
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple

from registry.core.facts import Term
from registry.vocabulary import CFIT_NAMESPACE, OWL, PREFIXES, RDF, RDFS, SH, XSD

Definition = str | dict[str, str]

_KINDS = frozenset({OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property})
# JSON-LD writes a text without a datatype, and one in a language with its language: no name may claim them.
_TEXTS = frozenset({XSD.string, RDF.langString})
_KEYWORDS: dict[str, Definition] = {"id": "@id", "type": "@type"}


def context_of(statements: Iterable[Triple | Quad]) -> dict[str, dict[str, Definition]]:
    """Make a context of the triples of ontology and shapes.

    An own term has its local name. A borrowed one has its own where nobody else has it, in the order of the prefixes;
    a prefix gives way to a term of the same name. Values that are all addresses, or all of one datatype, are written
    plainly.
    """
    said = _by_subject(statements)
    borrowed = sorted(_borrowed(said), key=lambda term: (_prefix_of(term), term.value))
    names: dict[str, Definition] = dict(_KEYWORDS)
    for term, coercions in [*_own(said), *((term, _coercions_by_shapes(term, said)) for term in borrowed)]:
        names.setdefault(_local(term), _definition(term, coercions))
    for prefix, namespace in PREFIXES.items():
        names.setdefault(prefix, namespace)
    return {"@context": dict(sorted(names.items()))}


def context_text(statements: Iterable[Triple | Quad]) -> str:
    """The context as it is kept and given out: the same words always make the same text."""
    return json.dumps(context_of(statements), indent=2, ensure_ascii=False) + "\n"


_Said = dict[Term, list[tuple[NamedNode, Term]]]


def _by_subject(statements: Iterable[Triple | Quad]) -> _Said:
    said: _Said = {}
    for each in statements:
        said.setdefault(each.subject, []).append((each.predicate, each.object))
    return said


def _objects(said: _Said, subject: Term, predicate: NamedNode) -> set[Term]:
    return {value for each, value in said.get(subject, ()) if each == predicate}


def _own(said: _Said) -> Iterator[tuple[NamedNode, set[str]]]:
    """The own classes and properties, with what the ontology says of their values."""
    for term in said:
        kinds = _objects(said, term, RDF.type)
        if isinstance(term, NamedNode) and term.value.startswith(CFIT_NAMESPACE) and kinds & _KINDS:
            datatypes = _objects(said, term, RDFS.range) - _TEXTS if OWL.DatatypeProperty in kinds else set()
            yield term, {"@id"} if OWL.ObjectProperty in kinds else _all_short(datatypes)


def _borrowed(said: _Said) -> set[NamedNode]:
    """The properties and classes of other vocabularies that shapes name, where their prefix is known."""
    named = (value for about in said.values() for each, value in about if each in (SH.path, SH.targetClass))
    known = tuple(namespace for prefix, namespace in PREFIXES.items() if prefix != "cfit")
    return {term for term in named if isinstance(term, NamedNode) and term.value.startswith(known)}


def _coercions_by_shapes(term: NamedNode, said: _Said) -> set[str]:
    """What the shapes with a name say of the values of a property; more than one thing where they differ."""
    shapes = [subject for subject, about in said.items() if (SH.path, term) in about and isinstance(subject, NamedNode)]
    return {coercion for shape in shapes for coercion in _coercions(shape, said)}


def _coercions(shape: Term, said: _Said) -> set[str]:
    if _objects(said, shape, SH.class_) or SH.IRI in _objects(said, shape, SH.nodeKind):
        return {"@id"}
    return _all_short(_objects(said, shape, SH.datatype) - _TEXTS) or {""}


def _definition(term: NamedNode, coercions: set[str]) -> Definition:
    if len(coercions) != 1 or "" in coercions:
        return _short(term)
    return {"@id": _short(term), "@type": coercions.pop()}


def _prefix_of(term: NamedNode) -> int:
    return next(place for place, namespace in enumerate(PREFIXES.values()) if term.value.startswith(namespace))


def _local(term: NamedNode) -> str:
    return term.value.removeprefix([*PREFIXES.values()][_prefix_of(term)])


def _all_short(terms: Iterable[Term]) -> set[str]:
    return {_short(term) for term in terms if isinstance(term, NamedNode)}


def _short(term: NamedNode) -> str:
    return f"{[*PREFIXES][_prefix_of(term)]}:{_local(term)}"
