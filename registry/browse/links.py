"""What a device page says of links: other descriptions that count, proposals that await a decision."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from registry.browse.known import Known
from registry.browse.lookups import name_of
from registry.core.glossary import Label
from registry.core.links import PROPOSED, Link, is_accepted, read_decisions, read_links, standing
from registry.store.case import decisions_on
from registry.store.proposals import stored_proposals
from registry.store.view import View
from registry.vocabulary import CFIT, SCHEMA


@dataclass(frozen=True)
class LinkLine:
    """A link of a device to another description of what may be the same model."""

    iri: NamedNode
    other: NamedNode
    name: str
    method: Label | None
    confidence: str
    standing: Label
    holds: bool
    awaits: bool
    leads: bool


def link_lines(device: NamedNode, registry: Known, language: str) -> tuple[LinkLine, ...]:
    """Every link from and to a device, those that hold first; `leads` marks the one under which lists show it."""
    view = View(registry.store)
    stated = [
        link
        for end in (CFIT.linkFrom, CFIT.linkTo)
        for iri in {quad.subject for quad in view.referring(end, device)}
        for link in read_links(view.about(iri))
    ]
    links = (*stated, *stored_proposals(device, registry.store))
    lines = [_line(link, device, view, registry, language) for link in links]
    return tuple(sorted(lines, key=lambda line: (not line.holds, not line.awaits, line.name, line.iri.value)))


def _line(link: Link, device: NamedNode, view: View, registry: Known, language: str) -> LinkLine:
    decisions = read_decisions(decisions_on(link.iri, view))
    other = link.target if link.source == device else link.source
    glossary, now = registry.words.glossary, standing(link, decisions)
    return LinkLine(
        iri=link.iri,
        other=other,
        name=full_name(other, view, registry, language),
        method=glossary.label(link.method, language) if link.method else None,
        confidence=f"{link.confidence:.0%}" if link.confidence is not None else "",
        standing=glossary.label(now, language),
        holds=is_accepted(link, decisions),
        awaits=now == PROPOSED,
        leads=link.target == device,
    )


def full_name(device: NamedNode, view: View, registry: Known, language: str) -> str:
    """The name with its brand before it, unless it begins so: a wiki may call a phone just 5."""
    name = name_of(device, registry, language)
    brands = (quad.object for quad in view.about(device) if quad.predicate == SCHEMA.brand)
    brand = next((name_of(each, registry, language) for each in brands if isinstance(each, NamedNode)), "")
    return name if name.casefold().startswith(brand.casefold()) else f"{brand} {name}"
