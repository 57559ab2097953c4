"""All links that the store knows, and its dataset of decisions with new ones in it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad, Triple

from registry.core.decisions import GRAPH, Decided, decisions_file
from registry.core.facts import Term
from registry.core.links import PROPOSED, Decision, Link, read_decisions, read_links, standing
from registry.core.names import DERIVED_GRAPHS, STEWARD, stands_behind
from registry.settings import GRAPHS
from registry.store.embedded import Store
from registry.vocabulary import CFIT, RDF

_DESCRIBED = (CFIT.DeviceModel, CFIT.ModelName)
"""What a link may lead from and to."""


@dataclass(frozen=True)
class Listed:
    """A link with what was decided on it last, and the decision itself where there is one."""

    link: Link
    standing: NamedNode
    decision: Decision | None = None


def links_of(store: Store) -> tuple[Listed, ...]:
    """Every link that the store knows, as the group that stands closest to it states it, the surest first."""
    decisions = read_decisions(_about(CFIT.LinkDecision, store))
    by_link: dict[NamedNode, list[Decision]] = {}
    for decision in decisions:
        by_link.setdefault(decision.link, []).append(decision)
    closest: dict[NamedNode, Link] = {}
    for link in sorted(read_links(_about(CFIT.LinkAssertion, store)), key=_distance):
        closest.setdefault(link.iri, link)
    surest_first = sorted(closest.values(), key=lambda link: (-(link.confidence or 0), link.iri.value))
    return tuple(_listed(link, by_link.get(link.iri, [])) for link in surest_first)


def file_with(decided: Collection[Decided], store: Store, day: date) -> bytes:
    """The dataset of decisions with new ones in the place of older ones on the same links.

    A link that another group or a program proposed is restated with its decision: what becomes of the proposal later
    was not decided on. One that is open again is left to the group that proposed it. What was decided about
    descriptions that nobody gives any more is left out, since such a link could not be stated anew; the ledger has it.
    """
    replaced = {term for each in decided for term in (each.iri, each.link.iri)}
    old = [quad.triple for quad in store.graph(GRAPH) if quad.subject not in {GRAPH, *replaced}]
    restated = [each.link for each in decided if _is_to_be_restated(each, store)]
    gone = {link for link in _links_in(old) if link not in replaced and not _stands(link, store)}
    gone |= {triple.subject for triple in old if triple.predicate == CFIT.ofLink and triple.object in gone}
    return decisions_file([triple for triple in old if triple.subject not in gone], decided, restated, day)


def _listed(link: Link, decisions: list[Decision]) -> Listed:
    now = standing(link, decisions)
    last = max((each for each in decisions if each.decision == now), key=lambda each: each.day, default=None)
    return Listed(link, now, last)


def _is_to_be_restated(decided: Decided, store: Store) -> bool:
    """Whether the decisions have to state the link: a proposal of a program always, for it is made anew each time."""
    others = {quad.graph_name for quad in store.about(decided.link.iri)} - {GRAPH, *DERIVED_GRAPHS}
    if any(_is_ours(graph) for graph in others if isinstance(graph, NamedNode)):
        return False
    return decided.decision != PROPOSED or not others


def _links_in(triples: list[Triple]) -> set[Term]:
    """The links that the old decisions state or decide upon."""
    subjects = {triple.subject for triple in triples if triple.predicate == CFIT.linkFrom}
    objects = {triple.object for triple in triples if triple.predicate == CFIT.ofLink}
    return subjects | objects


def _stands(link: Term, store: Store) -> bool:
    """Whether the link is stated, and both of its ends are still described."""
    stated = [quad for quad in store.about(link) if quad.graph_name not in DERIVED_GRAPHS]
    return any(all(_is_described(end, store) for end in each.ends) for each in read_links(stated))


def _is_described(thing: NamedNode, store: Store) -> bool:
    return any(quad.predicate == RDF.type and quad.object in _DESCRIBED for quad in store.about(thing))


def _about(kind: NamedNode, store: Store) -> Iterator[Quad]:
    """What graphs say of things of a kind; each graph that says so gives the kind itself."""
    for thing in store.instances(kind):
        said = store.about(thing)
        graphs = {quad.graph_name for quad in said if quad.predicate == RDF.type and quad.object == kind}
        yield from (quad for quad in said if quad.graph_name in graphs)


def _distance(link: Link) -> tuple[bool, bool, int, str]:
    """The registry's own statement comes first, then that of the group that named the link, last what was derived."""
    derived = link.graph in DERIVED_GRAPHS
    return derived, not _is_ours(link.graph), stands_behind(link.graph, link.iri), link.graph.value


def _is_ours(graph: NamedNode) -> bool:
    return graph.value.startswith(f"{GRAPHS}{STEWARD}/")
