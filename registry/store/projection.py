"""A contribution becomes what the store holds of it: its graph, its description, new verdicts for what it touches."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.contribution import Contribution, describe
from registry.core.criteria import CriterionVersion, in_force, read_criteria
from registry.core.facts import Fact, Term, facts_of
from registry.core.names import DERIVED_GRAPHS, VERDICTS_GRAPH
from registry.core.verdicts import judge, kind_of
from registry.store.embedded import Change, Store
from registry.vocabulary import CFIT, RDF, SCHEMA

_CRITERIA_CLASSES = (*(CFIT.Criterion, CFIT.CriterionVersion, CFIT.Constraint, CFIT.WeightedTerm, CFIT.ScoreBand),)


@dataclass(frozen=True)
class Touched:
    """What a contribution changed for others: devices by their facts, verdicts or brand, and whether criteria."""

    devices: tuple[NamedNode, ...]
    criteria: bool


def project(
    store: Store,
    contribution: Contribution,
    quads: tuple[Quad, ...],
    day: date,
    known: Iterable[CriterionVersion] | None = None,
) -> Touched:
    """Apply an accepted contribution in one transaction, with verdicts as of the day; say what it touched.

    `known` are the criteria as the store has them; they are read again where the contribution changes them.
    """
    graph = contribution.draft.graph
    view = _View(store, graph, quads)
    everything = view.touches_criteria()
    criteria = in_force(read_criteria(view.criteria()) if everything or known is None else known, day)
    devices = view.devices() if everything else view.touched_devices()
    verdicts = [verdict for device in devices for verdict in _verdicts(device, view.facts(device), criteria, day)]
    store.apply(
        Change(
            sequence=contribution.sequence,
            graph=graph,
            quads=quads,
            description=tuple(describe(contribution)),
            judged=tuple(devices),
            verdicts=tuple(verdicts),
            # devices that are not judged now keep their verdicts, and with them the day for which those hold
            day=day.isoformat() if everything else store.judged_on() or day.isoformat(),
        )
    )
    return Touched((*devices, *view.devices_of_touched_brands()), everything)


def rejudge(store: Store, day: date) -> None:
    """Judge every device again as of the day, because a criterion began or ended to count since the last time."""
    view = _View(store, None, ())
    criteria = in_force(read_criteria(view.criteria()), day)
    devices = view.devices()
    verdicts = [verdict for device in devices for verdict in _verdicts(device, view.facts(device), criteria, day)]
    store.rejudge(devices, verdicts, day.isoformat())


def criteria_of(store: Store) -> tuple[CriterionVersion, ...]:
    """Read every criterion version that the store holds."""
    return read_criteria(_View(store, None, ()).criteria())


class _View:
    """The store as it will be once the graph holds the new quads."""

    def __init__(self, store: Store, graph: NamedNode | None, quads: tuple[Quad, ...]) -> None:
        self._store, self._graph, self._quads = store, graph, quads
        self._old = store.graph(graph) if graph is not None else []
        self._new_by_subject: dict[Term, list[Quad]] = {}
        for quad in quads:
            self._new_by_subject.setdefault(quad.subject, []).append(quad)

    def about(self, subject: NamedNode) -> list[Quad]:
        kept = (quad for quad in self._store.about(subject) if quad.graph_name != self._graph)
        stated = [quad for quad in kept if quad.graph_name not in DERIVED_GRAPHS]
        return stated + self._new_by_subject.get(subject, [])

    def facts(self, device: NamedNode) -> tuple[Fact, ...]:
        return facts_of(self.about(device))

    def criteria(self) -> Iterator[Quad]:
        for kind in _CRITERIA_CLASSES:
            for subject in self._instances(kind):
                yield from self.about(subject)

    def devices(self) -> list[NamedNode]:
        return self._instances(CFIT.DeviceModel)

    def touched_devices(self) -> list[NamedNode]:
        """Devices in the old or new graph; one that loses its last description is touched too, to lose its verdicts."""
        return [subject for subject in self._subjects() if self._is_a(subject, (CFIT.DeviceModel,))]

    def devices_of_touched_brands(self) -> Iterator[NamedNode]:
        """Devices whose brand the old or new graph describes: their verdicts stand, but lists show the brand's name."""
        for subject in {quad.subject for quad in (*self._old, *self._quads)}:
            yield from self._store.subjects(SCHEMA.brand, subject)

    def touches_criteria(self) -> bool:
        """Whether the old or new graph says anything about a criterion, with its type or without."""
        return any(self._is_a(subject, _CRITERIA_CLASSES) for subject in self._subjects())

    def _subjects(self) -> list[NamedNode]:
        found = {quad.subject for quad in (*self._old, *self._quads)}
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda iri: iri.value)

    def _is_a(self, subject: NamedNode, kinds: Container[Term]) -> bool:
        quads = [*self._store.about(subject), *self._new_by_subject.get(subject, [])]
        return any(quad.predicate == RDF.type and quad.object in kinds for quad in quads)

    def _instances(self, kind: NamedNode) -> list[NamedNode]:
        new = {quad.subject for quad in self._quads if quad.predicate == RDF.type and quad.object == kind}
        found = {
            *self._store.instances(kind),
            *(subject for subject in new if isinstance(subject, NamedNode)),
        }
        return sorted(found, key=lambda iri: iri.value)


def _verdicts(
    device: NamedNode, facts: tuple[Fact, ...], criteria: Iterable[CriterionVersion], day: date
) -> Iterator[Quad]:
    if not any(fact.property == RDF.type and fact.term == CFIT.DeviceModel for fact in facts):
        return
    kind = kind_of(facts)
    for version in criteria:
        predicate = judge(version, facts, kind, day).verdict.predicate
        if predicate is not None:
            yield Quad(device, predicate, version.iri, VERDICTS_GRAPH)
