"""The criteria sets: what each is called, for whom it is, what it holds, and how many devices meet the whole of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.known import Known
from registry.browse.lookups import chosen, name_of, text
from registry.core.criteria import CriterionVersion
from registry.core.facts import facts_of, value_of
from registry.core.glossary import Label
from registry.core.listing import Filter
from registry.settings import IDS
from registry.vocabulary import CFIT, DCTERMS

_DEVICE_KINDS = f"{IDS}device-kind/"


@dataclass(frozen=True)
class SetRow:
    """One criteria set: its versions of criteria, those for devices by kind, and how many devices meet all of it."""

    iri: NamedNode
    title: Label
    number: str
    owner: str
    status: Label | None
    kinds: tuple[NamedNode, ...]
    versions: tuple[CriterionVersion, ...]
    valid_from: date | None
    meeting: int

    @property
    def is_for_devices(self) -> bool:
        """Whether any of its criteria is asked of a kind of device that it is for."""
        kinds = {kind for kind in self.kinds if is_device_kind(kind)}
        return any(version.applies_to & kinds for version in self.versions)


def sets(registry: Registry, language: str) -> tuple[SetRow, ...]:
    """List the criteria sets by who keeps them, then by title."""
    meeting = registry.devices.find(Filter(), 0, 0).counts["set"]
    rows = (_row(iri, registry, language, meeting.get(iri.value, 0)) for iri in set_names(registry))
    return tuple(sorted(rows, key=lambda row: (row.owner.casefold(), row.title.text.casefold(), row.number)))


def is_device_kind(kind: NamedNode) -> bool:
    """Whether devices are of that kind; criteria are asked of brands and factories too."""
    return kind.value.startswith(_DEVICE_KINDS)


def set_names(registry: Registry) -> list[NamedNode]:
    """The names of all criteria sets."""
    return sorted(registry.store.instances(CFIT.CriteriaSet), key=lambda iri: iri.value)


def set_row(iri: NamedNode, registry: Registry, language: str) -> SetRow | None:
    """One criteria set; None when it is not known."""
    if iri not in registry.store.instances(CFIT.CriteriaSet):
        return None
    found = registry.devices.find(Filter(set=(iri.value,)), 0, 0)
    return _row(iri, registry, language, found.total)


def versions_in(iri: NamedNode, registry: Known) -> tuple[CriterionVersion, ...]:
    """The criterion versions that a set holds, in the order of their numbers."""
    held = {quad.object for quad in registry.store.about(iri) if quad.predicate == CFIT.criterionVersion}
    return tuple(version for version in registry.rules().criteria if version.iri in held)


def set_choices(kinds: Iterable[NamedNode], registry: Registry, language: str) -> tuple[SetRow, ...]:
    """The sets that ask something of devices of these kinds."""
    wanted = frozenset(kinds)
    return tuple(row for row in sets(registry, language) if any(each.applies_to & wanted for each in row.versions))


def _row(iri: NamedNode, registry: Registry, language: str, meeting: int) -> SetRow:
    about = registry.store.about(iri)
    facts = facts_of(about)
    nodes = {
        term: [fact.term for fact in facts if fact.property == term and isinstance(fact.term, NamedNode)]
        for term in (CFIT.appliesTo, CFIT.setOwner, CFIT.status)
    }
    starts = [value_of(fact.term) for fact in facts if fact.property == CFIT.validFrom]
    numbers = [text(fact.term) for fact in facts if fact.property == CFIT.version]
    glossary = registry.words.glossary
    return SetRow(
        iri=iri,
        title=chosen(about, DCTERMS.title, language) or Label(iri.value),
        number=next(iter(numbers), ""),
        owner=name_of(nodes[CFIT.setOwner][0], registry, language) if nodes[CFIT.setOwner] else "",
        status=glossary.label(nodes[CFIT.status][0], language) if nodes[CFIT.status] else None,
        kinds=tuple(sorted(set(nodes[CFIT.appliesTo]), key=glossary.notation)),
        versions=versions_in(iri, registry),
        valid_from=next((start for start in starts if isinstance(start, date)), None),
        meeting=meeting,
    )
