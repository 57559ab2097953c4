"""What others have learnt about repairing the devices of a brand, counted, never ranked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.core.facts import Fact, facts_of
from registry.core.glossary import Label
from registry.vocabulary import CFIT, SCHEMA


@dataclass(frozen=True)
class Repairs:
    """Repairs of one kind of device of a brand that one source counted: how many, when, and what stood in the way."""

    iri: NamedNode
    kind: Label
    seen: int
    fixed: int
    repairable: int
    end_of_life: int
    unknown: int
    begin: date | None
    end: date | None
    barriers: tuple[tuple[Label, int], ...]


def repairs_of(brand: NamedNode, registry: Registry, language: str) -> tuple[Repairs, ...]:
    """What was counted about repairs of a brand's devices, most repairs first."""
    rows = registry.store.rows("repair_experience", brand=brand)
    found = {row["experience"] for row in rows}
    repairs = (_repairs(each, registry, language) for each in found if isinstance(each, NamedNode))
    return tuple(sorted(repairs, key=lambda each: (-each.seen, each.iri.value)))


def _repairs(iri: NamedNode, registry: Registry, language: str) -> Repairs:
    facts, glossary = facts_of(registry.store.about(iri)), registry.words.glossary
    kind = next((fact.term for fact in facts if fact.property == CFIT.deviceKind), None)
    counted = [fact.term for fact in facts if fact.property == CFIT.barrierCount]
    barriers = (_barrier(each, registry, language) for each in counted if isinstance(each, NamedNode))
    return Repairs(
        iri=iri,
        kind=glossary.label(kind, language) if isinstance(kind, NamedNode) else Label(""),
        seen=_number(facts, CFIT.repairsSeen),
        fixed=_number(facts, CFIT.repairsFixed),
        repairable=_number(facts, CFIT.repairsRepairable),
        end_of_life=_number(facts, CFIT.repairsEndOfLife),
        unknown=_number(facts, CFIT.repairsUnknown),
        begin=_day(facts, SCHEMA.startDate),
        end=_day(facts, SCHEMA.endDate),
        barriers=tuple(sorted((each for each in barriers if each), key=lambda each: (-each[1], each[0].text))),
    )


def _barrier(iri: NamedNode, registry: Registry, language: str) -> tuple[Label, int] | None:
    facts = facts_of(registry.store.about(iri))
    what = next((fact.term for fact in facts if fact.property == CFIT.repairBarrier), None)
    if not isinstance(what, NamedNode):
        return None
    return registry.words.glossary.label(what, language), _number(facts, CFIT.count)


def _number(facts: Iterable[Fact], term: NamedNode) -> int:
    values = (str(fact.value) for fact in facts if fact.property == term)
    return next((int(text) for text in values if text.isdecimal()), 0)


def _day(facts: Iterable[Fact], term: NamedNode) -> date | None:
    return next((fact.value for fact in facts if fact.property == term and isinstance(fact.value, date)), None)
