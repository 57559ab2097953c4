"""What the registry knows of the things that an upload talks about, looked up one by one: cost follows the upload."""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple

from registry.core.facts import Term
from registry.core.immutability import PARTS, Published
from registry.core.names import DERIVED_GRAPHS
from registry.core.policy import Broader, Surroundings
from registry.core.turtle import Upload
from registry.store.embedded import Store
from registry.vocabulary import CFIT, DCTERMS, ORG, RDF, SCHEMA

_FOLLOWED = frozenset({DCTERMS.isVersionOf, CFIT.ofSchemeVersion, CFIT.schemeVersion})
_TOLD = frozenset({CFIT.certificateNumberPattern, CFIT.longestValidity, SCHEMA.certificationIdentification})
_STEPS = 3
"""From a certificate to its tier, to the version of that, to the scheme."""

_KINDS_OF_PARTS = {CFIT.Constraint, CFIT.WeightedTerm, CFIT.ScoreBand}
_DEEPEST = 8
"""How far parts of a criterion version may stand below it; those that the shapes let in stand less deep."""

_OF_A_MEMBERSHIP = (ORG.member, CFIT.pactRole, CFIT.validFrom, CFIT.validUntil)


def surroundings_of(
    upload: Upload, store: Store, classes: frozenset[NamedNode], broader: Broader | None = None
) -> Surroundings:
    """Find which subjects are described in other graphs, and the types that upload and registry give them."""
    known = {subject for subject in upload.first_lines if next(_elsewhere(subject, upload, store), None)}
    types: dict[Term, set[Term]] = {}
    for subject, predicate, value in upload.lines:
        if predicate == RDF.type:
            types.setdefault(subject, set()).add(value)
    for subject in known:
        found = {quad.object for quad in _elsewhere(subject, upload, store) if quad.predicate == RDF.type}
        types.setdefault(subject, set()).update(found)
    return Surroundings(
        known=frozenset(known),
        types={term: frozenset(kinds) for term, kinds in types.items()},
        classes=classes,
        broader=broader or {},
        published=tuple(_published(upload, store)),
    )


def context_of(upload: Upload, store: Store) -> list[Triple]:
    """Gather what completes the upload for validation.

    Of a subject that is described elsewhere too: the properties that the upload does not state itself, each from one
    graph, so that nobody has to repeat a name to add a fact, and two groups that differ do not count as one that
    contradicts itself. Of everything else that upload and completion refer to: its types, and along a few steps what
    the rules for certificates look at. Of other certificates with a number of the upload: number and scheme.
    """
    stated = {(subject, predicate) for subject, predicate, _ in upload.lines}
    triples: dict[Triple, None] = {}
    for subject in upload.first_lines:
        triples.update(dict.fromkeys(_completion(subject, upload, store, stated)))
    said = [*((predicate, value) for _, predicate, value in upload.lines), *((t.predicate, t.object) for t in triples)]
    terms = {value for _, value in said if isinstance(value, NamedNode)} | _with_same_number(said, store)
    triples.update(dict.fromkeys(_references(terms, upload, store)))
    triples.update(dict.fromkeys(_other_memberships(upload, store)))
    return sorted(triples, key=str)


def _references(terms: set[NamedNode], upload: Upload, store: Store) -> Iterator[Triple]:
    """What rules look at in things referred to, and in what these refer to, a few steps far."""
    seen: set[Term] = set(upload.first_lines)
    for _ in range(_STEPS):
        reached: set[NamedNode] = set()
        for term in terms - seen:
            for triple in _reference(term, upload, store):
                yield triple
                if triple.predicate in _FOLLOWED and isinstance(triple.object, NamedNode):
                    reached.add(triple.object)
        seen |= terms
        terms = reached


def _reference(term: NamedNode, upload: Upload, store: Store) -> Iterator[Triple]:
    yield from (quad.triple for quad in _elsewhere(term, upload, store) if quad.predicate == RDF.type)
    for triple in _completion(term, upload, store, set()):
        if triple.predicate in _FOLLOWED | _TOLD:
            yield triple


def _with_same_number(said: Iterable[tuple[NamedNode, Term]], store: Store) -> set[NamedNode]:
    numbers = {value for predicate, value in said if predicate == SCHEMA.certificationIdentification}
    return {other for number in numbers for other in store.subjects(SCHEMA.certificationIdentification, number)}


def _published(upload: Upload, store: Store) -> Iterator[Published]:
    """The criterion versions that the upload, or the graph that it replaces, talks about, as the registry has them."""
    replaced: set[Term] = set(store.subjects(RDF.type, CFIT.CriterionVersion, upload.graph))
    touched = {term for subject in upload.first_lines for term in _versions_above(subject, store)}
    for version in sorted(replaced | touched, key=str):
        quads = [quad for part in _parts(version, store) for quad in store.about(part)]
        stated = [quad for quad in quads if quad.graph_name not in DERIVED_GRAPHS]
        held = frozenset(quad.triple for quad in stated)
        kept = frozenset(quad.triple for quad in stated if quad.graph_name != upload.graph)
        yield Published(version, held, kept)


def _versions_above(subject: Term, store: Store) -> Iterator[Term]:
    """The criterion versions that a subject is, or is a part of."""
    terms: set[Term] = {subject}
    for _ in range(_DEEPEST):
        kinds = {term: {quad.object for quad in store.about(term) if quad.predicate == RDF.type} for term in terms}
        yield from (term for term in terms if CFIT.CriterionVersion in kinds[term])
        parts = [term for term in terms if kinds[term] & _KINDS_OF_PARTS]
        terms = {above for term in parts for link in PARTS for above in store.subjects(link, term)}


def _parts(version: Term, store: Store) -> set[Term]:
    """A criterion version and everything below it that decides how it judges."""
    found, terms = {version}, {version}
    for _ in range(_DEEPEST):
        terms = {quad.object for term in terms for quad in store.about(term) if quad.predicate in PARTS} - found
        found |= terms
    return found


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
