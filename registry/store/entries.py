"""What lists know of devices, read from the store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.criteria import Constraint, CriterionVersion
from registry.core.facts import Fact, Term, value_of
from registry.core.listing import Derived, Entry, Facet
from registry.core.names import DERIVED_GRAPHS, STEWARD, VERDICTS_GRAPH, stands_behind
from registry.core.stated import stated
from registry.settings import GRAPHS, IDS
from registry.store.case import DEVICES, Case, case_of, leading_descriptions
from registry.store.embedded import Store
from registry.store.view import View
from registry.vocabulary import CFIT, RDF, SCHEMA

_VERDICTS = {CFIT.meets: Facet.MEETS, CFIT.fails: Facet.FAILS, CFIT.disputed: Facet.DISPUTED}
_GROUPS = f"{IDS}group/"


def entries(
    store: Store, devices: Iterable[NamedNode] | None, day: date, criteria: Iterable[CriterionVersion] = ()
) -> Iterator[Entry]:
    """Read the entries of some devices, or of all; where contributors differ on a name, the closest is heard.

    A description that is accepted to be of a device listed already has no entry of its own. What is stated for the
    tests of the criteria is read too.
    """
    reader = _Reader(store, day, criteria)
    for device in store.instances(CFIT.DeviceModel) if devices is None else devices:
        entry = reader.entry(device)
        if entry is not None:
            yield entry


def derived(store: Store, criteria: Iterable[CriterionVersion]) -> Derived:
    """Read what can be chosen though no device has it as a value: criteria by number, sets, countries of groups."""
    by_number: dict[str, list[str]] = defaultdict(list)
    applies: dict[NamedNode, frozenset[NamedNode]] = {}
    for version in criteria:
        by_number[version.identifier].append(version.iri.value)
        applies[version.iri] = version.applies_to
    sets = ((iri, _by_kind(store.about(iri), applies)) for iri in store.instances(CFIT.CriteriaSet))
    return Derived(
        criteria={number: tuple(versions) for number, versions in by_number.items()},
        sets={iri.value: kinds for iri, kinds in sets if kinds},
        countries=_countries(store),
    )


_About = dict[NamedNode, list[Term]]
"""What one graph says of a thing, by property."""


class _Reader:
    """Reads entries one after another; what many devices share is looked up once."""

    def __init__(self, store: Store, day: date, criteria: Iterable[CriterionVersion]) -> None:
        self._store, self._view, self._day = store, View(store), day
        self._tests: dict[NamedNode, list[Constraint]] = defaultdict(list)
        for version in criteria:
            for kind in version.applies_to:
                self._tests[kind] += version.constraints
        self._brands: dict[NamedNode, list[str]] = {}
        self._sources: dict[NamedNode, tuple[str, ...]] = {}

    def entry(self, device: NamedNode) -> Entry | None:
        quads = self._store.about(device)
        by_graph = _by_graph(quad for quad in quads if quad.graph_name not in DERIVED_GRAPHS)
        about = self._closest(device, by_graph)
        if about is None or _is_listed_elsewhere(device, self._view):
            return None
        brand, kind = _node(about[SCHEMA.brand]), _node(about[CFIT.deviceKind])
        of_brand, names = self._names(brand), _texts(about[SCHEMA.name])
        numbers = _texts(term for each in by_graph.values() for term in each.get(CFIT.eprelNumber, []))
        values = self._values(device, quads)
        return Entry(
            iri=device,
            name=names[0],
            brand=brand or device,
            brand_name=of_brand[0],
            kind=kind or device,
            number=numbers[0] if numbers else "",
            searched=" ".join((*of_brand, *names, *numbers)),
            values=values | {Facet.KIND: _one(kind), Facet.BRAND: _one(brand)},
        )

    def _closest(self, device: NamedNode, by_graph: dict[NamedNode, _About]) -> _About | None:
        """The description that names the device, the closest of those that are whole; None where nobody does."""
        for graph in sorted(by_graph, key=lambda graph: (stands_behind(graph, device), graph.value)):
            about = by_graph[graph]
            whole = CFIT.DeviceModel in about.get(RDF.type, []) and about.get(SCHEMA.name)
            if whole and _node(about.get(CFIT.deviceKind, [])) and self._names(_node(about.get(SCHEMA.brand, []))):
                return about
        return None

    def _names(self, brand: NamedNode | None) -> list[str]:
        if brand is None:
            return []
        if brand not in self._brands:
            about = self._view.about(brand)
            self._brands[brand] = _texts(quad.object for quad in about if quad.predicate == SCHEMA.name)
        return self._brands[brand]

    def _values(self, device: NamedNode, quads: Iterable[Quad]) -> dict[Facet, frozenset[str]]:
        verdicts: dict[Facet, set[str]] = defaultdict(set)
        for quad in quads:
            if quad.graph_name == VERDICTS_GRAPH and quad.predicate in _VERDICTS and isinstance(quad.object, NamedNode):
                verdicts[_VERDICTS[quad.predicate]].add(quad.object.value)
        case = case_of(device, self._view)
        graphs = {fact.graph for fact in case.facts} - DERIVED_GRAPHS
        certificates = {each.scheme_version.value for each in case.certificates if each.valid_on(self._day)}
        return {
            **{facet: frozenset(versions) for facet, versions in verdicts.items()},
            Facet.MET: frozenset({str(len(verdicts[Facet.MEETS]))}),
            Facet.YEAR: frozenset(_years(case.facts)),
            Facet.CERTIFICATE: frozenset(certificates),
            Facet.CONTRIBUTOR: frozenset(_group(graph) for graph in graphs),
            Facet.LEVEL: frozenset(self._levels((device, *case.descriptions), graphs)),
            Facet.STATED: frozenset(self._stated(case)),
        }

    def _stated(self, case: Case) -> Iterator[str]:
        tests = self._tests.get(case.kind, []) if case.kind else []
        return stated(tests, case.facts, self._day)

    def _levels(self, things: Iterable[NamedNode], graphs: Iterable[NamedNode]) -> Iterator[str]:
        """How strong the evidence is: of whole sources, and of single facts where these have a proof of their own."""
        for graph in graphs:
            if graph not in self._sources:
                own = (quad for quad in self._view.about(graph) if quad.graph_name == graph)
                self._sources[graph] = tuple(_levels_in(own))
            yield from self._sources[graph]
        for proof in {quad.subject for thing in things for quad in self._view.referring(CFIT.aboutDevice, thing)}:
            yield from _levels_in(self._view.about(proof))


def _by_graph(quads: Iterable[Quad]) -> dict[NamedNode, _About]:
    found: dict[NamedNode, _About] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            found[quad.graph_name][quad.predicate].append(quad.object)
    return found


def _levels_in(quads: Iterable[Quad]) -> Iterator[str]:
    for quad in quads:
        if quad.predicate == CFIT.evidenceLevel and isinstance(quad.object, NamedNode):
            yield quad.object.value


def _years(facts: Iterable[Fact]) -> Iterator[str]:
    """The year of release; two where descriptions differ."""
    values = (fact.value for fact in facts if fact.property == SCHEMA.releaseDate)
    return (str(value.year) for value in values if isinstance(value, date))


def _is_listed_elsewhere(device: NamedNode, view: View) -> bool:
    return any(view.is_a(leading, DEVICES) for leading in leading_descriptions(device, view))


def _by_kind(about: Iterable[Quad], applies: dict[NamedNode, frozenset[NamedNode]]) -> dict[str, tuple[str, ...]]:
    """The versions of a set that must be met, for each kind that it is for and holds any for."""
    kinds: dict[str, list[str]] = defaultdict(list)
    said = list(about)
    meant = {quad.object for quad in said if quad.predicate == CFIT.appliesTo}
    for version in sorted({quad.object for quad in said if quad.predicate == CFIT.criterionVersion}, key=str):
        if isinstance(version, NamedNode):
            for kind in applies.get(version, frozenset()) & meant:
                kinds[kind.value].append(version.value)
    return {kind: tuple(versions) for kind, versions in kinds.items()}


def _countries(store: Store) -> dict[str, tuple[str, ...]]:
    """The groups of each country, as the registry or the group itself says."""
    found: dict[str, list[str]] = defaultdict(list)
    for group in store.instances(CFIT.BuyerGroup):
        slug = group.value.removeprefix(_GROUPS)
        heard = {STEWARD, slug}
        for quad in store.about(group):
            graph = quad.graph_name
            said = isinstance(graph, NamedNode) and _group(graph) in heard
            if said and quad.predicate == CFIT.country and isinstance(quad.object, NamedNode):
                found[quad.object.value].append(slug)
    return {country: tuple(dict.fromkeys(slugs)) for country, slugs in found.items()}


def _group(graph: NamedNode) -> str:
    return graph.value.removeprefix(GRAPHS).partition("/")[0]


def _node(terms: Iterable[Term]) -> NamedNode | None:
    return min((term for term in terms if isinstance(term, NamedNode)), key=str, default=None)


def _texts(terms: Iterable[Term]) -> list[str]:
    return sorted({str(value_of(term)) for term in terms})


def _one(node: NamedNode | None) -> frozenset[str]:
    return frozenset({node.value}) if node else frozenset()
