"""What the registry's own group decides about links, as the Turtle of its dataset of decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from registry.core.links import Link
from registry.core.names import STEWARD, graph_iri
from registry.settings import IDS
from registry.vocabulary import CFIT, DCAT, DCTERMS, PREFIXES, RDF, SKOS, XSD

DATASET = "decisions"
"""The dataset of the registry's own group that holds what was decided here; it is never shipped."""

GRAPH = graph_iri(STEWARD, DATASET)


@dataclass(frozen=True)
class Decided:
    """A decision to be kept: on which link, what, by which group or organisation, and why."""

    link: Link
    decision: NamedNode
    by: NamedNode
    note: str = ""

    @property
    def iri(self) -> NamedNode:
        """The decision as a thing: one for each link, so that a new one takes the place of the older."""
        return NamedNode(f"{IDS}link-decision/{self.link.iri.value.rpartition('/')[2]}")


def decisions_file(kept: Iterable[Triple], decided: Iterable[Decided], restated: Iterable[Link], day: date) -> bytes:
    """Write the dataset anew: what is kept of the old one, the new decisions, and the links that it states itself."""
    triples = {*_about_the_dataset(), *kept}
    triples |= {triple for each in decided for triple in _decision(each, day)}
    triples |= {triple for link in restated for triple in _link(link)}
    return serialize(sorted(triples, key=str), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def _link(link: Link) -> Iterator[Triple]:
    yield Triple(link.iri, RDF.type, CFIT.LinkAssertion)
    yield Triple(link.iri, CFIT.linkFrom, link.source)
    yield Triple(link.iri, CFIT.linkTo, link.target)
    if link.method is not None:
        yield Triple(link.iri, CFIT.linkMethod, link.method)
    if link.confidence is not None:
        yield Triple(link.iri, CFIT.confidence, Literal(f"{link.confidence:f}", datatype=XSD.decimal))


def _decision(decided: Decided, day: date) -> Iterator[Triple]:
    yield Triple(decided.iri, RDF.type, CFIT.LinkDecision)
    yield Triple(decided.iri, CFIT.ofLink, decided.link.iri)
    yield Triple(decided.iri, CFIT.decision, decided.decision)
    yield Triple(decided.iri, CFIT.decidedBy, decided.by)
    yield Triple(decided.iri, DCTERMS.date, Literal(day.isoformat(), datatype=XSD.date))
    if decided.note:
        yield Triple(decided.iri, SKOS.note, Literal(decided.note))


def _about_the_dataset() -> Iterator[Triple]:
    yield Triple(GRAPH, RDF.type, DCAT.Dataset)
    yield Triple(GRAPH, DCTERMS.title, Literal("Decisions on links", language="en"))
    yield Triple(GRAPH, DCTERMS.title, Literal("Besluiten over koppelingen", language="nl"))
    yield Triple(GRAPH, DCTERMS.license, NamedNode("https://creativecommons.org/licenses/by/4.0/"))
