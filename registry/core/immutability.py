"""A published criterion version never changes: what a contribution does to one is compared with what is held."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from registry.core.facts import Term, Value, value_of
from registry.core.report import Finding, Severity
from registry.core.texts import say_all
from registry.core.turtle import Upload
from registry.settings import IDS
from registry.vocabulary import CFIT, CFIT_NAMESPACE, DCTERMS, PREFIXES, RDF

PARTS = frozenset({CFIT.constraint, CFIT.condition, CFIT.otherwise, CFIT.anyOf, CFIT.weightedTerm, CFIT.scoreBand})
"""By which properties a criterion version, and each of its parts, leads to further parts."""

_LOCKED = (
    *(CFIT.constraint, CFIT.scoreBand, CFIT.requirement, CFIT.validFrom, CFIT.level, CFIT.criterionKind),
    *(CFIT.version, DCTERMS.isVersionOf, CFIT.status),
)
_STATUS = f"{IDS}status/"
_DRAFT, _WITHDRAWN = NamedNode(f"{_STATUS}draft"), NamedNode(f"{_STATUS}withdrawn")
_REMARKS = (PREFIXES["rdfs"], PREFIXES["skos"])
_DEEPEST = 8

_Index = dict[Term, dict[NamedNode, set[Term]]]


@dataclass(frozen=True)
class Published:
    """A criterion version with its parts: what the registry holds, and what of that stays in other graphs."""

    version: Term
    held: frozenset[Triple]
    kept: frozenset[Triple]


def changes(published: Iterable[Published], upload: Upload) -> Iterator[Finding]:
    """Name every part of a published criterion version that the upload would change; drafts may change."""
    sent = _index(quad.triple for quad in upload.quads)
    for each in published:
        before, after = _Statements(_index(each.held)), _Statements(_index(each.kept), sent)
        if before.values(each.version, CFIT.status) - {_DRAFT}:
            for predicate in _LOCKED:
                if not _may_become(
                    predicate, before.test(each.version, predicate), after.test(each.version, predicate)
                ):
                    yield _finding(each, predicate, _Statements(sent), upload)


def _may_become(predicate: NamedNode, before: frozenset[object], after: frozenset[object]) -> bool:
    """Whether what stands there after is the same test; a text may gain a language, a version may be withdrawn."""
    if predicate == CFIT.requirement:
        taken = {text.language for text in before if isinstance(text, _Said)}
        added = [text for text in after - before if isinstance(text, _Said)]
        return before <= after and not any(text.language in taken for text in added)
    return before == after or (predicate == CFIT.status and after == {_said(_WITHDRAWN)})


@dataclass(frozen=True)
class _Said:
    """A value as it counts, however it is written: the store writes 4.00 as 4.0."""

    kind: type
    value: Value
    language: str | None


def _said(term: Term) -> _Said:
    value = value_of(term)
    return _Said(NamedNode if isinstance(term, NamedNode) else type(value), value, getattr(term, "language", None))


class _Statements:
    """Triples by subject and predicate, and the test that they make, whatever its parts are called."""

    def __init__(self, *sources: _Index) -> None:
        self._sources = sources

    def values(self, subject: Term, predicate: NamedNode) -> set[Term]:
        return {value for source in self._sources for value in source.get(subject, {}).get(predicate, ())}

    def predicates(self, subject: Term) -> set[NamedNode]:
        return {predicate for source in self._sources for predicate in source.get(subject, {})}

    def test(self, subject: Term, predicate: NamedNode, depth: int = 0) -> frozenset[object]:
        values = self.values(subject, predicate)
        if predicate not in PARTS or depth > _DEEPEST:
            return frozenset(_said(value) for value in values)
        return frozenset(self._part(value, depth + 1) for value in values)

    def _part(self, node: Term, depth: int) -> frozenset[object]:
        predicates = [
            name for name in self.predicates(node) if name != RDF.type and not name.value.startswith(_REMARKS)
        ]
        return frozenset((name, self.test(node, name, depth)) for name in predicates)

    def says(self, subject: Term, predicate: NamedNode, value: Term) -> bool:
        return _said(value) in map(_said, self.values(subject, predicate))

    def below(self, subject: Term, predicate: NamedNode, depth: int = 0) -> Iterator[tuple[Term, NamedNode, Term]]:
        """Every statement by which the property of the subject tests, with those of its parts."""
        for value in self.values(subject, predicate):
            yield subject, predicate, value
            if predicate in PARTS and depth <= _DEEPEST:
                for name in self.predicates(value):
                    yield from self.below(value, name, depth + 1)


def _index(triples: Iterable[Triple]) -> _Index:
    about: _Index = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        about[triple.subject][triple.predicate].add(triple.object)
    return about


def _finding(each: Published, predicate: NamedNode, sent: "_Statements", upload: Upload) -> Finding:
    held = _Statements(_index(each.held))
    new = [upload.lines[said] for said in sent.below(each.version, predicate) if not held.says(*said)]
    line = min(new, default=upload.first_lines.get(each.version))
    name = predicate.value.removeprefix(CFIT_NAMESPACE).removeprefix(PREFIXES["dcterms"])
    key = "policy-published"
    messages = say_all(key, name=name, version=each.version)
    return Finding(Severity.VIOLATION, messages, each.version, predicate, line=line, rule=key)
