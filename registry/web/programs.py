"""A device for programs: in the words of schema.org inside its page, as CSV, and headers that lead on (signposting)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response
from pyoxigraph import Literal, NamedNode
from werkzeug.urls import iri_to_uri

from registry.browse.device import DevicePage
from registry.core.facts import Fact
from registry.core.product import ProductCertificate, product
from registry.core.source import Source
from registry.settings import IDS
from registry.web import here
from registry.web.links import document
from registry.web.memento import then
from registry.web.negotiation import CSV
from registry.web.tables import table

DEVICES = frozenset({"device", "configuration"})
"""The kinds of things that have a page of verdicts."""

_MOST_LICENCES = 5
_FORMS = (
    *((".ttl", "text/turtle"), (".jsonld", "application/ld+json"), (".nt", "application/n-triples")),
    (".trig", "application/trig"),
)
_COLUMNS = (
    *("property", "name", "value", "unit", "graph", "contribution", "contributor", "contributed on", "read on"),
    *("licence", "evidence level"),
)


def as_product(page: DevicePage) -> dict[str, Any]:
    """The device of a page in the words of schema.org."""
    texts: dict[NamedNode, list[str]] = defaultdict(list)
    for fact in page.facts:
        if isinstance(fact.term, Literal) and fact.term.value not in texts[fact.property]:
            texts[fact.property].append(fact.term.value)
    certificates = [
        ProductCertificate(
            *(line.iri, line.number, " ".join(part for part in (line.scheme, line.tier) if part), line.issuer),
            *(line.valid_from, line.expires, line.counts),
        )
        for line in page.certificates
    ]
    address = here.root().rstrip("/") + str(then(document(page.iri.value)))
    kind = page.kind.text if page.kind else ""
    return product(page.iri, page.name, page.brand, kind, texts, certificates, address)


def as_csv(page: DevicePage) -> Response:
    """What is stated about the device, a row for each value and source, then its verdicts, which are ours."""
    return table(_file_name(page.iri), _COLUMNS, (*_stated(page), *_judged(page)))


def lead_on(response: Response, iri: NamedNode, page: DevicePage | None) -> None:
    """Say under which name to cite this, where the same is to be had as data, and under which licence."""
    page_address = document(iri.value)
    links = [f'<{iri_to_uri(iri.value)}>; rel="cite-as"']
    forms = (*_FORMS, (".csv", CSV)) if page else _FORMS
    links += [f'<{then(page_address + ending)}>; rel="alternate"; type="{media_type}"' for ending, media_type in forms]
    links += [f'<{then(page_address + ".ttl")}>; rel="describedby"; type="text/turtle"']
    if page:
        licences = dict.fromkeys(source.licence for source in page.sources if source.licence)
        links += [f'<{licence}>; rel="license"' for licence in list(licences)[:_MOST_LICENCES] if _is_plain(licence)]
        links += ['<https://schema.org/Product>; rel="type"', '<https://schema.org/AboutPage>; rel="type"']
    response.headers["Link"] = ", ".join(links)


def lead_back(response: Response, iri: NamedNode) -> None:
    """Say which page the data describe, and under which name to cite it."""
    response.headers["Link"] = (
        f'<{then(document(iri.value))}>; rel="describes", <{iri_to_uri(iri.value)}>; rel="cite-as"'
    )


def _stated(page: DevicePage) -> Iterator[tuple[str, ...]]:
    sources = {source.graph: source for source in page.sources}
    glossary = here.registry().words.glossary
    for fact in page.facts:
        name, unit = glossary.property_name(fact.property, "en"), glossary.unit(fact.property, "en")
        yield fact.property.value, name.text, _value(fact), unit.text if unit else "", *_origin(sources.get(fact.graph))


def _judged(page: DevicePage) -> Iterator[tuple[str, ...]]:
    for line in (line for theme in page.themes for line in theme.lines):
        verdict = line.judgement.verdict
        if verdict.predicate:
            version = line.judgement.version.iri.value
            yield verdict.predicate.value, verdict.value, version, *[""] * (len(_COLUMNS) - 3)


def _value(fact: Fact) -> str:
    return fact.term.value if isinstance(fact.term, Literal | NamedNode) else str(fact.term)


def _origin(source: Source | None) -> Iterable[str]:
    if source is None:
        return [""] * 7
    level = source.evidence_level.text if source.evidence_level else ""
    contribution = source.contribution.value if source.contribution else ""
    told = (source.group, source.contributed_on, source.read_on, source.licence)
    return source.graph.value, contribution, *(text or "" for text in told), level


def _file_name(iri: NamedNode) -> str:
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in iri.value.removeprefix(IDS))


def _is_plain(address: str) -> bool:
    """Whether an address can stand in a header as it is."""
    return address.startswith("https://") and address.isascii() and not {*address} & {*"<>\"' ,;"}
