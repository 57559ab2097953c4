"""Where facts come from: what a graph says of itself, and what the registry says of the contribution behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.facts import value_of
from registry.core.glossary import Glossary, Label, choose
from registry.core.names import stands_behind
from registry.core.wording import plain
from registry.vocabulary import CFIT, DCTERMS, PROV

_OTHERS = 2


@dataclass(frozen=True)
class Source:
    """Where facts come from: a graph, what it says of itself, and who contributed it when."""

    number: int
    graph: NamedNode
    title: str
    address: str | None
    attribution: str | None
    read_on: str | None
    evidence_level: Label | None
    licence: str | None
    group: str
    contribution: NamedNode | None
    contributed_on: str | None
    foreign: bool = False
    """Whether somebody speaks here of what is another's: neither whoever named the thing, nor the registry itself."""


def source_note(
    number: int,
    graph: NamedNode,
    quads: Iterable[Quad],
    contribution: Iterable[Quad],
    group: str,
    glossary: Glossary,
    language: str,
    things: Iterable[NamedNode] = (),
) -> Source:
    """Read what a graph says of itself, and what the registry says of the contribution behind it.

    `things` are those that are talked about: whose they are tells whether the graph is another's.
    """
    own, given = list(quads), list(contribution)
    level = next((quad.object for quad in own if quad.predicate == CFIT.evidenceLevel), None)
    time = _first(given, PROV.generatedAtTime)
    return Source(
        number=number,
        graph=graph,
        title=str(
            choose((quad.object for quad in own if quad.predicate == DCTERMS.title), language)
            or graph.value.rpartition("/graph/")[2]
        ),
        address=_first(own, DCTERMS.source),
        attribution=_first(own, CFIT.attribution),
        read_on=_day(_first(own, CFIT.readOn), language),
        evidence_level=glossary.label(level, language) if isinstance(level, NamedNode) else None,
        licence=_first(given, DCTERMS.license) or _first(own, DCTERMS.license),
        group=group,
        contribution=next((quad.subject for quad in given if isinstance(quad.subject, NamedNode)), None),
        contributed_on=_day(time[:10] if time else None, language),
        foreign=all(stands_behind(graph, thing) == _OTHERS for thing in things) if things else False,
    )


def _first(quads: Iterable[Quad], predicate: NamedNode) -> str | None:
    return next((str(value_of(quad.object)) for quad in quads if quad.predicate == predicate), None)


def _day(text: str | None, language: str) -> str | None:
    return plain(date.fromisoformat(text), language) if text else None
