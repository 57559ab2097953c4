"""Links that the registry proposes: each touched device is compared with those that share a number, code or name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from registry.core.facts import Term
from registry.core.glossary import LANGUAGES
from registry.core.likeness import Description, Method, describe, likeness, link_name
from registry.core.links import Link, read_links
from registry.core.names import PROPOSALS_GRAPH
from registry.store.embedded import Store
from registry.store.view import Statements, View
from registry.vocabulary import CFIT, PROV, RDF, SCHEMA, XSD

_SHARED_BY = 20
"""A code or name that more statements have than this tells no two devices apart from others."""

_KEYS = 200
"""So many codes and spellings of one device are looked up."""

_EXACT = frozenset(Method) - {Method.NAME_WITHOUT_GENERATION}


@dataclass(frozen=True)
class Proposed:
    """The proposals that come and go when devices are touched; one that stays as it is keeps its origin."""

    new: tuple[Link, ...]
    gone: tuple[Link, ...]

    def inserted(self, origin: NamedNode) -> tuple[Quad, ...]:
        """What the graph of proposals gets; the origin is the contribution that brings it about."""
        return tuple(quad for link in self.new for quad in _statements(link, origin))

    def deleted(self, store: Store) -> tuple[Quad, ...]:
        """What the graph of proposals loses."""
        quads = (quad for link in self.gone for quad in store.about(link.iri))
        return tuple(quad for quad in quads if quad.graph_name == PROPOSALS_GRAPH)


def proposed(devices: Iterable[NamedNode], view: View, store: Store) -> Proposed:
    """Compare the proposals of the store with those of a view, for the devices and those that they are or were like."""
    neighbours = _Neighbours(view)
    affected = {*devices}
    affected |= {end for device in {*affected} for link in stored_proposals(device, store) for end in link.ends}
    affected |= {other for device in {*affected} for other in neighbours.alike(device)}
    ordered = sorted(affected, key=lambda iri: iri.value)
    before = {link.iri: link for device in ordered for link in stored_proposals(device, store)}
    after = {link.iri: link for device in ordered for link in neighbours.links(device)}
    return Proposed(
        new=tuple(link for iri, link in after.items() if not _same(link, before.get(iri))),
        gone=tuple(link for iri, link in before.items() if not _same(link, after.get(iri))),
    )


def stored_proposals(device: NamedNode, store: Statements) -> list[Link]:
    """The proposals that the store has for a device."""
    ends = (CFIT.linkFrom, CFIT.linkTo)
    found = (quad for end in ends for quad in store.referring(end, device))
    names = {quad.subject for quad in found if quad.graph_name == PROPOSALS_GRAPH}
    quads = (quad for iri in names for quad in store.about(iri) if quad.graph_name == PROPOSALS_GRAPH)
    return list(read_links(quads))


class _Neighbours:
    """Which devices are alike by a view; every description is read once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._descriptions: dict[NamedNode, Description | None] = {}
        self._methods: dict[NamedNode, dict[NamedNode, Method]] = {}

    def alike(self, device: NamedNode) -> dict[NamedNode, Method]:
        """The other devices that are like one, and in which way."""
        if device not in self._methods:
            self._methods[device] = self._alike(device)
        return self._methods[device]

    def description(self, device: NamedNode) -> Description | None:
        """What a device is known by; None for what nobody calls a device."""
        if device not in self._descriptions:
            self._descriptions[device] = self._description(device)
        return self._descriptions[device]

    def links(self, device: NamedNode) -> Iterator[Link]:
        """The proposals of one device: none where a link is stated, no looser one where there is an exact one."""
        linked = self._linked(device)
        for other, method in self.alike(device).items():
            if other not in linked and (method in _EXACT or not self._exact(device) | self._exact(other)):
                yield self._link(device, other, method)

    def _link(self, device: NamedNode, other: NamedNode, method: Method) -> Link:
        ends = [found for each in (device, other) if (found := self.description(each))]
        source, target = (end.iri for end in sorted(ends, key=lambda end: end.leads))
        return Link(link_name(source, target), source, target, method.concept, method.confidence, PROPOSALS_GRAPH)

    def _exact(self, device: NamedNode) -> set[NamedNode]:
        return {other for other, method in self.alike(device).items() if method in _EXACT}

    def _alike(self, device: NamedNode) -> dict[NamedNode, Method]:
        own = self.description(device)
        if own is None:
            return {}
        others = {quad.subject for predicate, value in _keys(own) for quad in self._having(predicate, value)}
        found = {other: self.description(other) for other in others - {device} if isinstance(other, NamedNode)}
        methods = {iri: likeness(own, other) for iri, other in found.items() if other is not None}
        return {iri: method for iri, method in methods.items() if method is not None}

    def _having(self, predicate: NamedNode, value: Literal) -> list[Quad]:
        return self._view.some(predicate, value, _SHARED_BY) or []

    def _description(self, device: NamedNode) -> Description | None:
        quads = self._view.about(device)
        brands = {quad.object for quad in quads if quad.predicate == SCHEMA.brand}
        return describe(device, quads, (name for brand in brands for name in self._names(brand)))

    def _names(self, brand: Term) -> list[str]:
        quads = (quad for quad in self._view.about(brand) if quad.predicate == SCHEMA.name)
        return [quad.object.value for quad in quads if isinstance(quad.object, Literal)]

    def _linked(self, device: NamedNode) -> set[NamedNode]:
        ends = (CFIT.linkFrom, CFIT.linkTo)
        names = {quad.subject for end in ends for quad in self._view.referring(end, device)}
        links = read_links(quad for name in names for quad in self._view.about(name))
        return {end for link in links for end in link.ends}


def _keys(own: Description) -> list[tuple[NamedNode, Literal]]:
    """What another description of the same model may have: each is looked up as it stands, nothing is searched."""
    codes, spellings = sorted(own.model_codes), own.spellings()
    found = [(CFIT.eprelNumber, Literal(number)) for number in sorted(own.eprel_numbers)]
    found += [(SCHEMA.gtin, Literal(form)) for gtin in sorted(own.gtins) for form in _forms(gtin)]
    found += [(CFIT.modelCode, Literal(code)) for code in (*codes, *sorted(own.names))][:_KEYS]
    for name in (*codes, *spellings)[:_KEYS]:
        found += [(SCHEMA.name, Literal(name)), (SCHEMA.name, Literal(name, language=LANGUAGES[0]))]
    return found


def _forms(gtin: str) -> list[str]:
    """A GTIN of fourteen digits, and the shorter forms that it has where it begins with noughts."""
    return [gtin[14 - size :] for size in (14, 13, 12, 8) if not gtin[: 14 - size].strip("0")]


def _same(one: Link, other: Link | None) -> bool:
    return other is not None and (one.method, one.confidence) == (other.method, other.confidence)


def _statements(link: Link, origin: NamedNode) -> Iterator[Quad]:
    statements: tuple[tuple[NamedNode, Term | None], ...] = (
        (RDF.type, CFIT.LinkAssertion),
        (CFIT.linkFrom, link.source),
        (CFIT.linkTo, link.target),
        (CFIT.linkMethod, link.method),
        (CFIT.confidence, Literal(str(link.confidence), datatype=XSD.decimal)),
        (PROV.wasDerivedFrom, origin),
    )
    return (Quad(link.iri, predicate, value, PROPOSALS_GRAPH) for predicate, value in statements if value is not None)
