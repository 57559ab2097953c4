"""Triples to look things up in: an index in memory, and a union of such sources that is asked piece by piece."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from registry.core.facts import Term


class Graph(Protocol):
    """All that a rule asks of data; whoever answers these three can be validated against, in memory or not.

    What is asked may be a literal: it has no properties.
    """

    def objects(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """The distinct values of a property of a thing."""

    def subjects(self, predicate: NamedNode, value: Term) -> Sequence[Term]:
        """The distinct things that have a value for a property."""

    def po(self, subject: Term) -> Iterable[tuple[NamedNode, Sequence[Term]]]:
        """Every property of a thing, with its values."""


class Index:
    """Triples in dictionaries: by subject at once, by value when a predicate is first asked so."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._by_subject: dict[Term, dict[NamedNode, list[Term]]] = {}
        self._by_value: dict[NamedNode, dict[Term, list[Term]]] = {}
        for triple in triples:
            about = self._by_subject.setdefault(triple.subject, {})
            about.setdefault(triple.predicate, []).append(triple.object)
        for about in self._by_subject.values():
            for predicate, values in about.items():
                if len(values) > 1:
                    about[predicate] = [*dict.fromkeys(values)]

    def __contains__(self, subject: Term) -> bool:
        return subject in self._by_subject

    def objects(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """The distinct values of a property of a thing."""
        about = self._by_subject.get(subject)
        return about.get(predicate, ()) if about else ()

    def subjects(self, predicate: NamedNode, value: Term) -> Sequence[Term]:
        """The distinct things that have a value for a property."""
        by_value = self._by_value.get(predicate)
        if by_value is None:
            by_value = self._by_value[predicate] = {}
            for subject, each in self.pairs(predicate):
                by_value.setdefault(each, []).append(subject)
        return by_value.get(value, ())

    def po(self, subject: Term) -> Iterable[tuple[NamedNode, Sequence[Term]]]:
        """Every property of a thing, with its values."""
        return self._by_subject.get(subject, {}).items()

    def nodes(self) -> Iterable[Term]:
        """Every subject."""
        return self._by_subject

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """Every subject and value of a property."""
        for subject, about in self._by_subject.items():
            for value in about.get(predicate, ()):
                yield subject, value


class Union:
    """An index and another graph as one; the other is asked once for each thing of the index, else piece by piece."""

    def __init__(self, near: Index, far: Graph) -> None:
        self._near, self._far = near, far
        self._about: dict[Term, Mapping[NamedNode, Sequence[Term]]] = {}

    def objects(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """The distinct values of a property of a thing."""
        about = self._about.get(subject)
        if about is None:
            if subject not in self._near:
                return self._far.objects(subject, predicate)
            about = self._about[subject] = dict(self.po(subject))
        return about.get(predicate, ())

    def subjects(self, predicate: NamedNode, value: Term) -> Sequence[Term]:
        """The distinct things that have a value for a property."""
        return _merged(self._near.subjects(predicate, value), self._far.subjects(predicate, value))

    def po(self, subject: Term) -> Iterable[tuple[NamedNode, Sequence[Term]]]:
        """Every property of a thing, with its values."""
        found = dict(self._near.po(subject))
        for predicate, values in self._far.po(subject):
            found[predicate] = _merged(found.get(predicate, ()), values)
        return found.items()


def _merged(near: Sequence[Term], far: Sequence[Term]) -> Sequence[Term]:
    if near and far:
        return [*dict.fromkeys((*near, *far))]
    return near or far
