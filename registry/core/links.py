"""Links between descriptions of one model: proposed by a program, decided by a person, never owl:sameAs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import NamedNode, Quad

from registry.core.facts import Term, value_of
from registry.core.names import stands_behind
from registry.settings import IDS
from registry.vocabulary import CFIT, DCTERMS

ACCEPTED = NamedNode(f"{IDS}link-decision/accepted")
REJECTED = NamedNode(f"{IDS}link-decision/rejected")
PROPOSED = NamedNode(f"{IDS}link-decision/proposed")


@dataclass(frozen=True)
class Link:
    """Two descriptions that are said to be of one model: what is said of `target` may be shown for `source`."""

    iri: NamedNode
    source: NamedNode
    target: NamedNode
    method: NamedNode | None
    confidence: Decimal | None
    graph: NamedNode

    @property
    def ends(self) -> tuple[NamedNode, NamedNode]:
        """The two descriptions."""
        return self.source, self.target


@dataclass(frozen=True)
class Decision:
    """What a group decided about a link, and when."""

    link: NamedNode
    decision: NamedNode
    by: Term | None
    day: date
    graph: NamedNode


def read_links(quads: Iterable[Quad]) -> tuple[Link, ...]:
    """Read every link that one graph describes whole, in the order of their names."""
    return tuple(link for (iri, graph), about in _by_node(quads) if (link := _link(iri, graph, about)))


def read_decisions(quads: Iterable[Quad]) -> tuple[Decision, ...]:
    """Read every decision that one graph describes whole."""
    return tuple(each for (_, graph), about in _by_node(quads) if (each := _decision(graph, about)))


def is_accepted(link: Link, decisions: Iterable[Decision]) -> bool:
    """Whether the link holds: stated and last decided upon by who stands behind its source, or by the registry.

    A stranger's link does not hold even when it was accepted, for its group could turn it elsewhere afterwards.
    """
    return _has_a_say(link.graph, link) and standing(link, decisions) == ACCEPTED


def standing(link: Link, decisions: Iterable[Decision]) -> NamedNode:
    """What was decided last; on the same day a rejection counts, and without any decision the link is proposed."""
    heard = [each for each in decisions if each.link == link.iri and _has_a_say(each.graph, link)]
    last = max(heard, key=lambda each: (each.day, each.decision == REJECTED), default=None)
    return last.decision if last else PROPOSED


def _has_a_say(graph: NamedNode, link: Link) -> bool:
    return stands_behind(graph, link.source) < 2


def _link(iri: NamedNode, graph: NamedNode, about: dict[NamedNode, Term]) -> Link | None:
    source, target = about.get(CFIT.linkFrom), about.get(CFIT.linkTo)
    if not isinstance(source, NamedNode) or not isinstance(target, NamedNode):
        return None
    method, confidence = about.get(CFIT.linkMethod), about.get(CFIT.confidence)
    number = value_of(confidence) if confidence is not None else None
    return Link(
        iri=iri,
        source=source,
        target=target,
        method=method if isinstance(method, NamedNode) else None,
        confidence=number if isinstance(number, Decimal) else None,
        graph=graph,
    )


def _decision(graph: NamedNode, about: dict[NamedNode, Term]) -> Decision | None:
    link, decision, day = about.get(CFIT.ofLink), about.get(CFIT.decision), about.get(DCTERMS.date)
    when = value_of(day) if day is not None else None
    if isinstance(link, NamedNode) and isinstance(decision, NamedNode) and isinstance(when, date):
        return Decision(link, decision, about.get(CFIT.decidedBy), when, graph)
    return None


def _by_node(quads: Iterable[Quad]) -> Iterable[tuple[tuple[NamedNode, NamedNode], dict[NamedNode, Term]]]:
    """What each graph says of each thing; of several values the first in their order."""
    grouped: dict[tuple[NamedNode, NamedNode], dict[NamedNode, Term]] = defaultdict(dict)
    for quad in sorted(quads, key=str):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            grouped[quad.subject, quad.graph_name].setdefault(quad.predicate, quad.object)
    return grouped.items()
