"""What a contribution changes: statements, verdicts, sources that differ, certificates that count, links proposed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad, Triple

from registry.core.criteria import CriterionVersion
from registry.core.facts import Fact, Term, Value
from registry.core.links import Link
from registry.core.names import is_unnamed
from registry.core.presumptions import Certificate
from registry.core.verdicts import Judgement, Verdict

SHOWN = 20
"""So many statements of one thing are shown, of those added and of those removed; the rest is counted."""

_DEPTH = 4
"""Nodes without a name are compared by what they say, and by what those that they name say, so far down."""

_SILENT = frozenset({Verdict.UNKNOWN, Verdict.NOT_APPLICABLE})


@dataclass(frozen=True)
class Statements:
    """Statements that come or go; of many the first are shown, and `count` is how many there are."""

    shown: tuple[Triple, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class VerdictChange:
    """A criterion by which a device is judged otherwise than before."""

    version: CriterionVersion
    before: Verdict
    after: Verdict


@dataclass(frozen=True)
class ThingChange:
    """What changes for one thing."""

    iri: NamedNode
    name: str = ""
    added: Statements = Statements()
    removed: Statements = Statements()
    verdicts: tuple[VerdictChange, ...] = ()
    disputed: tuple[NamedNode, ...] = ()
    lapsed: tuple[Certificate, ...] = ()
    begun: tuple[Certificate, ...] = ()
    proposed: tuple[Link, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        quiet = not (self.verdicts or self.disputed or self.lapsed or self.begun or self.proposed)
        return quiet and not (self.added.count or self.removed.count)


@dataclass(frozen=True)
class Changes:
    """What changes in all: triples are counted whole, things are looked at one by one up to a limit.

    `more` things change by their statements or may be judged otherwise, and were not looked at.
    """

    things: tuple[ThingChange, ...] = ()
    added: int = 0
    removed: int = 0
    more: int = 0


@dataclass(frozen=True)
class Standing:
    """How one device stands at a time: its facts, the verdicts on it, the certificates that count."""

    facts: tuple[Fact, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    certificates: tuple[Certificate, ...] = ()


def statement_changes(
    old: Iterable[Quad], new: Iterable[Quad], graph: NamedNode
) -> dict[NamedNode, tuple[Statements, Statements]]:
    """The statements added and removed, by the thing that they are about.

    A node without a name gets another one with each file: it is compared by what it says, and belongs to the thing that
    names it; one that nothing names belongs to the graph.
    """
    sides = [_Side(quads, graph) for quads in (new, old)]
    added, removed = (mine.only(other) for mine, other in (sides, reversed(sides)))
    things = {*added, *removed}
    return {thing: (_statements(added.get(thing, [])), _statements(removed.get(thing, []))) for thing in things}


def standing_changes(change: ThingChange, before: Standing, after: Standing) -> ThingChange:
    """Add what is new about a device: verdicts, properties on which sources differ, certificates that count."""
    counted, counts = ({each.iri: each for each in side.certificates} for side in (before, after))
    return replace(
        change,
        verdicts=tuple(_verdict_changes(before.judgements, after.judgements)),
        disputed=tuple(sorted(_differing(after.facts) - _differing(before.facts), key=str)),
        lapsed=tuple(counted[iri] for iri in sorted(counted.keys() - counts, key=str)),
        begun=tuple(counts[iri] for iri in sorted(counts.keys() - counted, key=str)),
    )


def _verdict_changes(before: Iterable[Judgement], after: Iterable[Judgement]) -> list[VerdictChange]:
    """A device that is not judged is unknown; whether a criterion applies of which nothing is known is no change."""
    then, now = ({each.version.iri: each for each in side} for side in (before, after))
    found = []
    for iri, judgement in (then | now).items():
        was, will_be = (side[iri].verdict if iri in side else Verdict.UNKNOWN for side in (then, now))
        if was is not will_be and not {was, will_be} <= _SILENT:
            found.append(VerdictChange(judgement.version, was, will_be))
    return sorted(found, key=lambda change: (change.version.identifier, change.version.number))


def _differing(facts: Iterable[Fact]) -> set[NamedNode]:
    """Properties that have several values of which no source states all, so that one source contradicts another."""
    values: dict[NamedNode, dict[NamedNode, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for fact in facts:
        values[fact.property][fact.graph].add(fact.value)
    return {term for term, by_graph in values.items() if not _one_says_all(by_graph)}


def _one_says_all(by_graph: Mapping[NamedNode, set[Value]]) -> bool:
    everything = set().union(*by_graph.values())
    return any(said == everything for said in by_graph.values())


def _statements(triples: list[Triple]) -> Statements:
    ordered = sorted(triples, key=lambda each: (each.predicate.value, str(each.object)))
    return Statements(tuple(ordered[:SHOWN]), len(ordered))


class _Side:
    """The statements of one side, each with a form that does not depend on how unnamed nodes are called."""

    def __init__(self, quads: Iterable[Quad], graph: NamedNode) -> None:
        self._graph = graph
        self._triples = [quad.triple for quad in quads]
        self._about: dict[Term, list[Triple]] = defaultdict(list)
        self._above: dict[Term, set[Term]] = defaultdict(set)
        self._owners: dict[Term, NamedNode] = {}
        for triple in self._triples:
            if is_unnamed(triple.subject):
                self._about[triple.subject].append(triple)
            if is_unnamed(triple.object):
                self._above[triple.object].add(triple.subject)
        self._marks: dict[Term, str] = {}
        for _ in range(_DEPTH):
            self._marks = {node: self._mark(node) for node in self._about}
        self._forms = {self._form(triple): triple for triple in self._triples}

    def only(self, other: "_Side") -> dict[NamedNode, list[Triple]]:
        """The statements that the other side does not have, by the named thing that they belong to."""
        found: dict[NamedNode, list[Triple]] = defaultdict(list)
        for form in self._forms.keys() - other._forms.keys():
            triple = self._forms[form]
            found[self._owner(triple.subject)].append(triple)
        return found

    def _mark(self, node: Term) -> str:
        said = sorted(f"{each.predicate} {self._marked(each.object)}" for each in self._about[node])
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    def _marked(self, term: Term) -> str:
        return self._marks.get(term, "_") if is_unnamed(term) else str(term)

    def _form(self, triple: Triple) -> tuple[NamedNode, str, str, str]:
        owner = self._owner(triple.subject)
        return owner, self._marked(triple.subject), str(triple.predicate), self._marked(triple.object)

    def _owner(self, subject: Term) -> NamedNode:
        if subject not in self._owners:
            self._owners[subject] = min(self._named_above(subject), key=str, default=self._graph)
        return self._owners[subject]

    def _named_above(self, subject: Term) -> set[NamedNode]:
        """The subject itself where it has a name, else the nearest things with one that lead to it."""
        seen, edge, named = {subject}, {subject}, set[NamedNode]()
        while edge and not named:
            named = {each for each in edge if isinstance(each, NamedNode) and not is_unnamed(each)}
            edge = {above for each in edge for above in self._above.get(each, ())} - seen
            seen |= edge
        return named
