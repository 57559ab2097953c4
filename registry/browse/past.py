"""What happened to a thing: when it was first described, what changed since and by whom, when it was taken back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.browse.lookups import name_of, text
from registry.core.facts import Term
from registry.core.names import CONTRIBUTIONS_GRAPH, DERIVED_GRAPHS, contribution_iri, is_unnamed, named_by
from registry.ledger import Ledger
from registry.store.case import linked_descriptions
from registry.store.past import Event
from registry.store.view import View
from registry.vocabulary import CFIT, DCTERMS, PROV, SCHEMA

_DEEPEST = 4
"""A node without a name inside a node without a name: so far it is compared."""


@dataclass(frozen=True)
class Turn:
    """A contribution that changed what is stated about some things; `reason` where a dataset was withdrawn.

    The moment is told to the second, in which the contribution was received.
    """

    sequence: int
    moment: datetime
    group: str
    reason: str
    added: tuple[Quad, ...]
    removed: tuple[Quad, ...]


def turns_of(thing: NamedNode, registry: Registry, language: str = "en") -> list[Turn]:
    """Every contribution that changed what the page of a thing says, oldest first.

    That of a device says what other descriptions and certificates of it do, that of a criterion what its versions do.
    """
    view = View(registry.store)
    same = linked_descriptions(thing, view)
    certificates = [quad.subject for each in (thing, *same) for quad in view.referring(SCHEMA.about, each)]
    versions = [quad.subject for quad in view.referring(DCTERMS.isVersionOf, thing)]
    others = (each for each in (*certificates, *versions) if isinstance(each, NamedNode))
    return turns((thing, *same, *others), registry, language)


def turns(things: Iterable[NamedNode], registry: Registry, language: str) -> list[Turn]:
    """Every contribution that changed what is stated about the things, oldest first."""
    if registry.ledger is None:
        return []
    by_sequence: dict[int, list[Event]] = defaultdict(list)
    for thing in dict.fromkeys(things):
        for event in _events(thing, registry, registry.ledger):
            by_sequence[event.sequence].append(event)
    told = ((sequence, _news(by_sequence[sequence], registry)) for sequence in sorted(by_sequence))
    return [_turn(sequence, events, registry, language) for sequence, events in told if events]


def _events(thing: NamedNode, registry: Registry, ledger: Ledger) -> Iterator[Event]:
    """What was noted, and before it what a graph held from its first contribution on, which nobody noted."""
    noted = sorted(registry.store.past.about(thing), key=lambda event: event.sequence)
    first: dict[Quad, Event] = {}
    for event in noted:
        first.setdefault(event.quad, event)
    quads = {quad for quad in registry.store.about(thing) if quad.graph_name not in DERIVED_GRAPHS}
    began = {quad for quad in quads if quad not in first} | {quad for quad, event in first.items() if not event.added}
    for quad in began:
        named = named_by(quad.graph_name.value) if isinstance(quad.graph_name, NamedNode) else None
        if named:
            yield Event(quad, ledger.moments.first_of(*named), True)
    yield from noted


def _turn(sequence: int, events: list[Event], registry: Registry, language: str) -> Turn:
    about = registry.store.about(contribution_iri(sequence))
    said = {quad.predicate: quad.object for quad in about if quad.graph_name == CONTRIBUTIONS_GRAPH}
    group = said.get(CFIT.group)
    return Turn(
        sequence=sequence,
        moment=datetime.fromisoformat(text(said[PROV.generatedAtTime])),
        group=name_of(group, registry, language) if isinstance(group, NamedNode) else "",
        reason=text(said.get(CFIT.reason)),
        added=tuple(event.quad for event in events if event.added),
        removed=tuple(event.quad for event in events if not event.added),
    )


def _news(events: list[Event], registry: Registry) -> list[Event]:
    """Without nodes that have no name of their own and say what the one before them said: each file names them anew."""
    if not any(is_unnamed(event.quad.object) for event in events):
        return events
    said = [(_said(event, registry), event) for event in events]
    both = {what for what, event in said if event.added} & {what for what, event in said if not event.added}
    return [event for what, event in said if what not in both]


def _said(event: Event, registry: Registry) -> tuple[str, str, object]:
    quad = event.quad
    return str(quad.subject), str(quad.predicate), _content(quad.object, event, registry, _DEEPEST)


def _content(term: Term, event: Event, registry: Registry, depth: int) -> object:
    if not isinstance(term, NamedNode) or not is_unnamed(term) or not depth:
        return str(term)
    alike = (each for each in registry.store.past.about(term) if _together(each, event))
    return frozenset(
        (str(each.quad.predicate), _content(each.quad.object, event, registry, depth - 1)) for each in alike
    )


def _together(one: Event, other: Event) -> bool:
    return (one.sequence, one.added) == (other.sequence, other.added)
