"""The history of a device in words: what each contribution said anew, changed or took back."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode, Quad

from registry.assembly import Registry
from registry.browse.known import Known, Moment
from registry.browse.lookups import names_of
from registry.browse.past import Turn, turns_of
from registry.core.facts import facts_of
from registry.core.glossary import Label
from registry.core.sheet import Arranger, ShownValue

_SHOWN = 10
"""So many contributions are told, the newest; the timemap has all."""
_TOLD = 6
"""So many changed properties of one contribution are told."""


@dataclass(frozen=True)
class ChangeLine:
    """One property and its values before and after a contribution."""

    name: Label
    before: tuple[ShownValue, ...]
    after: tuple[ShownValue, ...]


@dataclass(frozen=True)
class TurnLine:
    """One contribution in the history of a thing: who, when, what; `more` changes are not told."""

    sequence: int
    moment: datetime
    group: str
    reason: str
    described: int
    """How many statements it brought where it took none away, and they are too many to tell."""
    changes: tuple[ChangeLine, ...]
    more: int


@dataclass(frozen=True)
class Story:
    """What happened to a thing, newest first, and how much is not told."""

    turns: tuple[TurnLine, ...]
    earlier: int


def story(iri: NamedNode, registry: Registry, known: Known, language: str) -> Story:
    """Tell what happened to a thing until today, or until the moment that is asked about."""
    turns = turns_of(iri, registry, language)
    if isinstance(known, Moment):
        turns = [turn for turn in turns if turn.moment <= known.moment]
    newest = turns[-_SHOWN:]
    lines = [_line(iri, turn, registry, language) for turn in reversed(newest)]
    return Story(tuple(lines), len(turns) - len(newest))


def _line(iri: NamedNode, turn: Turn, registry: Registry, language: str) -> TurnLine:
    added, removed = ([quad for quad in quads if quad.subject == iri] for quads in (turn.added, turn.removed))
    described = len(added) if len(added) > _TOLD and not removed else 0
    changes = () if described else _changes(added, removed, registry, language)
    return TurnLine(
        sequence=turn.sequence,
        moment=turn.moment,
        group=turn.group,
        reason=turn.reason,
        described=described,
        changes=changes[:_TOLD],
        more=len(changes[_TOLD:]),
    )


def _changes(added: list[Quad], removed: list[Quad], registry: Registry, language: str) -> tuple[ChangeLine, ...]:
    by_property: dict[NamedNode, tuple[list[Quad], list[Quad]]] = defaultdict(lambda: ([], []))
    for place, quads in enumerate((removed, added)):
        for quad in quads:
            by_property[quad.predicate][place].append(quad)
    arranger = Arranger(
        registry.words.glossary, language, (), names_of(facts_of([*added, *removed]), registry, language)
    )
    named = (
        ChangeLine(
            registry.words.glossary.property_name(term, language),
            arranger.values(facts_of(before)),
            arranger.values(facts_of(after)),
        )
        for term, (before, after) in by_property.items()
    )
    return tuple(sorted(named, key=lambda line: line.name.text))
