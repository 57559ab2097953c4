"""What the registry knows of the things that an upload talks about, looked up one by one: cost follows the upload."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, Triple

from registry.core.facts import Term
from registry.core.names import DERIVED_GRAPHS
from registry.core.policy import Surroundings
from registry.core.turtle import Upload
from registry.store.embedded import Store
from registry.vocabulary import CFIT, ORG, RDF

_OF_A_MEMBERSHIP = (ORG.member, CFIT.pactRole, CFIT.validFrom, CFIT.validUntil)


def surroundings_of(upload: Upload, store: Store, classes: frozenset[NamedNode]) -> Surroundings:
    """Find which subjects are described in other graphs, and the types that upload and registry give them."""
    known = {subject for subject in upload.first_lines if next(_elsewhere(subject, upload, store), None)}
    types: dict[Term, set[Term]] = {}
    for subject, predicate, value in upload.lines:
        if predicate == RDF.type:
            types.setdefault(subject, set()).add(value)
    for subject in known:
        found = {quad.object for quad in _elsewhere(subject, upload, store) if quad.predicate == RDF.type}
        types.setdefault(subject, set()).update(found)
    return Surroundings(frozenset(known), {term: frozenset(kinds) for term, kinds in types.items()}, classes)


def context_of(upload: Upload, store: Store) -> list[Triple]:
    """Gather what completes the upload for validation.

    Of a subject that is described elsewhere too: the properties that the upload does not state itself, each from one
    graph, so that nobody has to repeat a name to add a fact, and two groups that differ do not count as one that
    contradicts itself. Of everything else that upload and completion refer to: its types.
    """
    stated = {(subject, predicate) for subject, predicate, _ in upload.lines}
    triples: dict[Triple, None] = {}
    for subject in upload.first_lines:
        triples.update(dict.fromkeys(_completion(subject, upload, store, stated)))
    referred = {value for _, _, value in upload.lines} | {triple.object for triple in triples}
    for term in {value for value in referred if isinstance(value, NamedNode)} - set(upload.first_lines):
        kinds = (quad.triple for quad in _elsewhere(term, upload, store) if quad.predicate == RDF.type)
        triples.update(dict.fromkeys(kinds))
    triples.update(dict.fromkeys(_other_memberships(upload, store)))
    return sorted(triples, key=str)


def _other_memberships(upload: Upload, store: Store) -> Iterator[Triple]:
    """What the registry knows of other memberships of the organisations whose memberships are uploaded.

    Nobody can buy by the pact and support it at the same time, whichever of the two was told first. The way there leads
    from the organisation, because rules look from a thing to what it refers to. Without their type the memberships are
    not judged themselves.
    """
    for member in {value for _, predicate, value in upload.lines if predicate == ORG.member}:
        for membership in {*store.subjects(ORG.member, member)} - {*upload.first_lines}:
            known = [quad.triple for quad in _elsewhere(membership, upload, store)]
            if isinstance(member, NamedNode) and known:
                yield Triple(member, ORG.hasMembership, membership)
            yield from (triple for triple in known if triple.predicate in _OF_A_MEMBERSHIP)


def _completion(subject: Term, upload: Upload, store: Store, stated: set[tuple[Term, NamedNode]]) -> Iterator[Triple]:
    first_graph: dict[NamedNode, str] = {}
    quads = sorted(_elsewhere(subject, upload, store), key=lambda quad: str(quad.graph_name))
    for quad in quads:
        graph = first_graph.setdefault(quad.predicate, str(quad.graph_name))
        if (subject, quad.predicate) not in stated and str(quad.graph_name) == graph:
            yield quad.triple


def _elsewhere(subject: Term, upload: Upload, store: Store) -> Iterator[Quad]:
    for quad in store.about(subject):
        if quad.graph_name != upload.graph and quad.graph_name not in DERIVED_GRAPHS:
            yield quad
