"""A contribution becomes what the store holds of it: its graph, its description, new verdicts for what it touches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.contribution import Contribution, describe, state_after
from registry.core.criteria import CriterionVersion, in_force, read_criteria
from registry.core.names import VERDICTS_GRAPH
from registry.core.presumptions import Presumptions
from registry.store.case import DEVICES, PRESUMING, case_of, leading_descriptions, presumptions_of
from registry.store.embedded import Store
from registry.store.proposals import proposed
from registry.store.update import Change
from registry.store.view import View
from registry.vocabulary import CFIT, SCHEMA

_CRITERIA_CLASSES = (CFIT.Criterion, CFIT.CriterionVersion, CFIT.Constraint, CFIT.WeightedTerm, CFIT.ScoreBand)
RULES = (*_CRITERIA_CLASSES, *PRESUMING)
"""The classes of what devices are judged by."""

_LEADS_TO_A_DEVICE = {
    CFIT.LinkAssertion: (CFIT.linkFrom, CFIT.linkTo),
    CFIT.LinkDecision: (CFIT.ofLink,),
    CFIT.Certificate: (SCHEMA.about,),
}
"""What else changes a device than its own facts, and the property that leads on from there."""


@dataclass(frozen=True)
class Rules:
    """What devices are judged by: criteria, and what certificates are deemed to satisfy."""

    criteria: tuple[CriterionVersion, ...]
    presumptions: Presumptions


@dataclass(frozen=True)
class Touched:
    """What a contribution changed for others: devices by facts, links, certificates or brand, and whether rules."""

    devices: tuple[NamedNode, ...]
    rules: bool


def project(
    store: Store,
    contribution: Contribution,
    quads: tuple[Quad, ...],
    day: date,
    known: Rules | None = None,
) -> Touched:
    """Apply an accepted contribution in one transaction, with verdicts as of the day; say what it touched.

    `known` are the rules as the store has them; they are read again where the contribution changes them.
    """
    graph = contribution.draft.graph
    view = View(store, graph, quads, store.graph(graph))
    everything = touches_rules(view)
    rules = read_rules(view) if everything or known is None else known
    touched = touched_devices(view)
    devices = all_devices(view) if everything else touched
    listed = (*devices, *_devices_of_renamed_brands(view))
    moved = proposed(touched, view, store)
    store.apply(
        Change(
            sequence=contribution.sequence,
            graph=graph,
            quads=quads,
            description=tuple(describe(contribution)),
            former=state_after(contribution.draft.action).concept,
            judged=tuple(devices),
            verdicts=tuple(verdicts(devices, view, rules, day)),
            # devices that are not judged now keep their verdicts, and with them the day for which those hold
            day=day.isoformat() if everything else store.judged_on() or day.isoformat(),
            stale=moved.deleted(store),
            proposals=moved.inserted(contribution.iri),
        )
    )
    return Touched(listed, everything)


def rejudge(store: Store, day: date) -> None:
    """Judge every device again as of the day, because a criterion or certificate began or ended to count."""
    view = View(store)
    devices = all_devices(view)
    store.rejudge(devices, verdicts(devices, view, read_rules(view), day), day.isoformat())


def rules_of(store: Store) -> Rules:
    """Read every criterion version and presumption that the store holds."""
    return read_rules(View(store))


def read_rules(view: View) -> Rules:
    """Read every criterion version and presumption of a view."""
    quads = (quad for kind in _CRITERIA_CLASSES for iri in view.instances(kind) for quad in view.about(iri))
    return Rules(read_criteria(quads), presumptions_of(view))


def touches_rules(view: View) -> bool:
    """Whether the old or new graph says anything about a rule, with its type or without."""
    return any(view.is_a(subject, RULES) for subject in view.changed())


def all_devices(view: View) -> list[NamedNode]:
    """Every device that anybody describes."""
    return sorted({device for kind in DEVICES for device in view.instances(kind)}, key=lambda iri: iri.value)


def touched_devices(view: View) -> list[NamedNode]:
    """Devices whose facts, links or certificates are in the old or new graph, and those that borrow facts from them.

    One that loses its last description is touched too, to lose its verdicts.
    """
    found = {device for subject in view.changed() for device in _devices_behind(subject, view)}
    found |= {other for device in found for other in leading_descriptions(device, view)}
    found |= {other for device in found for other in _variants(device, view)}
    return sorted(found, key=lambda iri: iri.value)


def _devices_behind(subject: NamedNode, view: View) -> Iterator[NamedNode]:
    """The device that a changed thing is, or the devices that it is about, by way of links and decisions."""
    seen, edge = {subject}, [subject]
    while edge:
        thing = edge.pop()
        if view.is_a(thing, DEVICES):
            yield thing
        ways = {way for kind, ways in _LEADS_TO_A_DEVICE.items() if view.is_a(thing, (kind,)) for way in ways}
        ahead = {quad.object for quad in view.before_and_after(thing) if quad.predicate in ways}
        edge += [each for each in ahead - seen if isinstance(each, NamedNode)]
        seen |= {*edge}


def _variants(model: NamedNode, view: View) -> Iterator[NamedNode]:
    for quad in view.referring(SCHEMA.isVariantOf, model):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _devices_of_renamed_brands(view: View) -> Iterator[NamedNode]:
    """Devices whose brand gets other names: their verdicts stand, but lists show the name of the brand."""
    for brand in view.changed():
        # the cheap question first: a brand may have a great many devices
        for quad in view.referring(SCHEMA.brand, brand) if view.gets_other(SCHEMA.name, brand) else ():
            if isinstance(quad.subject, NamedNode):
                yield quad.subject


def verdicts(devices: Iterable[NamedNode], view: View, rules: Rules, day: date) -> Iterator[Quad]:
    """The verdicts on devices as of a day, as the store keeps them; none on what is no device."""
    criteria = in_force(rules.criteria, day)
    for device in devices:
        case = case_of(device, view)
        if case.is_device:
            for judgement in case.judged(criteria, rules.presumptions, day):
                if judgement.verdict.predicate is not None:
                    yield Quad(device, judgement.verdict.predicate, judgement.version.iri, VERDICTS_GRAPH)
