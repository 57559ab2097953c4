"""Sources: every dataset with its licence, date and size; and the page of one."""

from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.catalogue import datasets
from registry.browse.lookups import name_of, source_of
from registry.browse.thing import ThingPage, thing
from registry.core.catalogue import Dataset
from registry.core.glossary import Label
from registry.core.names import graph_iri
from registry.core.pages import Page
from registry.core.source import Source
from registry.vocabulary import CFIT, RDF

_EXAMPLES = 8


@dataclass(frozen=True)
class SourceRow:
    """A dataset in the list: how much it holds, and what it says of its origin."""

    dataset: Dataset
    source: Source


@dataclass(frozen=True)
class SourcesPage:
    """A page of the list of datasets."""

    rows: tuple[SourceRow, ...]
    total: int
    page: Page


@dataclass(frozen=True)
class SourcePage:
    """One dataset: what it says of itself, what it holds by class, and the first of its devices."""

    row: SourceRow
    about: ThingPage | None
    classes: tuple[tuple[Label, int], ...]
    examples: tuple[tuple[NamedNode, str], ...]


def sources(registry: Registry, page: Page, language: str) -> SourcesPage:
    """List the datasets, those that changed last first, and of the same moment the largest."""
    found = sorted(datasets(registry), key=lambda each: (each.changed[:10], each.size), reverse=True)
    shown = found[page.skipped : page.skipped + page.size]
    return SourcesPage(tuple(_row(each, registry, language) for each in shown), len(found), page)


def source(group: str, dataset: str, registry: Registry, language: str) -> SourcePage | None:
    """Describe a dataset; None when there is none of this name today."""
    graph = graph_iri(group, dataset)
    found = next((each for each in datasets(registry) if each.graph == graph), None)
    if found is None:
        return None
    label = registry.words.glossary.label
    devices = islice(registry.store.subjects(RDF.type, CFIT.DeviceModel, graph), _EXAMPLES)
    return SourcePage(
        row=_row(found, registry, language),
        about=thing(graph, registry, language),
        classes=tuple((label(kind, language), number) for kind, number in found.classes),
        examples=tuple((each, name_of(each, registry, language)) for each in devices),
    )


def _row(dataset: Dataset, registry: Registry, language: str) -> SourceRow:
    return SourceRow(dataset, source_of(dataset.graph, registry, language))
