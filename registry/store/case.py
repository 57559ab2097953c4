"""What one device is judged on: its facts, those of descriptions linked to it, and its certificates."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pyoxigraph import NamedNode, Quad

from registry.core.criteria import CriterionVersion
from registry.core.facts import Fact, facts_of
from registry.core.links import Link, is_accepted, read_decisions, read_links
from registry.core.presumptions import Certificate, Presumptions, deemed, read_certificates, read_presumptions
from registry.core.verdicts import Judgement, judge, kind_of
from registry.store.view import View
from registry.vocabulary import CFIT, RDF, SCHEMA

DEVICES = (CFIT.DeviceModel, CFIT.DeviceConfiguration)
"""The classes that are judged."""

PRESUMING = (CFIT.Presumption, CFIT.SchemeTier)
"""The classes that say what a certificate is deemed to satisfy."""

_FURTHEST = 3
"""So many links in a row are followed: a register to a catalogue to a wiki; more would be a chain of guesses."""

_NOT_SHARED = frozenset({RDF.type, SCHEMA.name, SCHEMA.brand, SCHEMA.manufacturer, SCHEMA.isVariantOf, CFIT.deviceKind})
"""What a description says of itself alone; a linked device keeps its own name, brand and kind."""


@dataclass(frozen=True)
class Case:
    """Facts and certificates of one device, and the linked descriptions that some of the facts come from."""

    facts: tuple[Fact, ...]
    kind: NamedNode | None
    descriptions: tuple[NamedNode, ...]
    certificates: tuple[Certificate, ...]

    @property
    def is_device(self) -> bool:
        """Whether anybody states that this is a device."""
        return any(fact.property == RDF.type and fact.term in DEVICES for fact in self.facts)

    def judged(self, criteria: Iterable[CriterionVersion], presumed: Presumptions, day: date) -> Iterator[Judgement]:
        """Judge the device by each criterion version as of the day."""
        by_version = deemed(self.certificates, presumed, day)
        for version in criteria:
            yield judge(version, self.facts, self.kind, day, by_version.get(version.iri, ()))


def case_of(device: NamedNode, view: View) -> Case:
    """Gather what a device is judged on; a configuration has the facts of its model where it states none itself."""
    descriptions = linked_descriptions(device, view)
    quads = _stated(device, descriptions, view)
    for model in _models(quads):
        of_model = linked_descriptions(model, view)
        own = {quad.predicate for quad in quads} - {CFIT.deviceKind}
        quads += [quad for quad in _stated(model, of_model, view) if quad.predicate not in own]
        descriptions += [model, *of_model]
    facts = facts_of(quads)
    certified = dict.fromkeys((device, *descriptions))
    certificates = tuple(_certificates(certified, view))
    return Case(facts, kind_of(facts), tuple(certified)[1:], certificates)


def certificate_days(view: View) -> set[date]:
    """The first day on which each certificate counts, and the first on which it does so no longer."""
    certificates = read_certificates(quad for iri in view.instances(CFIT.Certificate) for quad in view.about(iri))
    ends = (certificate.expires for certificate in certificates if certificate.expires < date.max)
    return {*(certificate.valid_from for certificate in certificates), *(end + timedelta(days=1) for end in ends)}


def presumptions_of(view: View) -> Presumptions:
    """Read everything that says what a certificate is deemed to satisfy."""
    return read_presumptions(quad for kind in PRESUMING for iri in view.instances(kind) for quad in view.about(iri))


def linked_descriptions(device: NamedNode, view: View) -> list[NamedNode]:
    """The other descriptions of a device that a person has accepted, nearest first."""
    return _walk(device, lambda each: [link.target for link in accepted_links(CFIT.linkFrom, each, view)])


def leading_descriptions(device: NamedNode, view: View) -> list[NamedNode]:
    """The devices that this one is accepted to be another description of, nearest first."""
    return _walk(device, lambda each: [link.source for link in accepted_links(CFIT.linkTo, each, view)])


def accepted_links(end: NamedNode, device: NamedNode, view: View) -> list[Link]:
    """The accepted links that have the device at one end: `linkFrom` or `linkTo`."""
    links = read_links(quad for iri in _subjects(view.referring(end, device)) for quad in view.about(iri))
    return [link for link in links if is_accepted(link, read_decisions(decisions_on(link.iri, view)))]


def decisions_on(link: NamedNode, view: View) -> Iterator[Quad]:
    """Everything stated about the decisions on a link."""
    for iri in _subjects(view.referring(CFIT.ofLink, link)):
        yield from view.about(iri)


def _certificates(things: Iterable[NamedNode], view: View) -> Iterator[Certificate]:
    """The certificates of the things, each as the graph describes it that names the thing: nobody extends another's."""
    naming = [quad for thing in things for quad in view.referring(SCHEMA.about, thing)]
    graphs = {(quad.subject, quad.graph_name) for quad in naming}
    for certificate in read_certificates(quad for iri in _subjects(naming) for quad in view.about(iri)):
        if (certificate.iri, certificate.graph) in graphs:
            yield certificate


def _stated(device: NamedNode, descriptions: Iterable[NamedNode], view: View) -> list[Quad]:
    shared = (quad for other in descriptions for quad in view.about(other) if quad.predicate not in _NOT_SHARED)
    return [*view.about(device), *shared]


def _models(quads: Iterable[Quad]) -> list[NamedNode]:
    found = {quad.object for quad in quads if quad.predicate == SCHEMA.isVariantOf}
    return sorted((model for model in found if isinstance(model, NamedNode)), key=lambda iri: iri.value)


def _subjects(quads: Iterable[Quad]) -> list[NamedNode]:
    found = {quad.subject for quad in quads}
    return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda iri: iri.value)


def _walk(start: NamedNode, neighbours: Callable[[NamedNode], list[NamedNode]]) -> list[NamedNode]:
    seen, edge = {start: None}, [start]
    for _ in range(_FURTHEST):
        edge = [each for node in edge for each in neighbours(node) if each not in seen]
        seen.update(dict.fromkeys(edge))
    return list(seen)[1:]
