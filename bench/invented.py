"""Devices that nobody makes, as many as are asked for, with makers and certificates: as entries and as N-Quads."""

import random
from collections.abc import Iterator
from datetime import date
from functools import cache

from pyoxigraph import Literal, NamedNode

from registry.core.criteria import CriterionVersion
from registry.core.facts import Fact
from registry.core.listing import Entry, Facet
from registry.core.names import STEWARD, VERDICTS_GRAPH, graph_iri
from registry.core.stated import stated
from registry.settings import IDS
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD

DATASET = "invented-devices"
GRAPH = graph_iri(STEWARD, DATASET)
SCHEME_VERSION = NamedNode(f"{IDS}scheme/tco-certified/10")
FEW = 2_000
"""In a registry of so many devices more of them have a certificate, so that the list of these fills a page."""

SERIES = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow")
FORMS = ("Air", "Book", "Edge", "Lite", "Max", "Mini", "Neo", "Note", "Plus", "Pro", "Tab", "Ultra")
KINDS = tuple(f"{IDS}device-kind/{kind}" for kind in ("smartphone", "smartphone", "smartphone", "tablet", "laptop"))

ONE_MORE = """
@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{ids}> .
<brand/one-more-{number}> a schema:Brand ; schema:name "One more {number} (invented)" .
<device/one-more-{number}> a cfit:DeviceModel ; schema:name "One more {number}" ;
    schema:brand <brand/one-more-{number}> ; cfit:deviceKind <device-kind/smartphone> .
<certificate/one-more-{number}> a cfit:Certificate ; schema:certificationIdentification "{number}" ;
    schema:about <device/one-more-{number}> ; cfit:schemeVersion <{version}> ;
    cfit:certificateStatus <certificate-status/valid> ;
    schema:validFrom "2026-02-01"^^xsd:date ; schema:expires "2099-12-31"^^xsd:date .
"""
"""What a contribution holds that replaces the one before it."""


def devices(size: int, versions: dict[str, CriterionVersion], day: date) -> Iterator[Entry]:
    """The same devices each time: brands of very different size, and a share of the criteria that their kind has."""
    dice = random.Random(20261122)
    brands, certified = min(2_000, 40 + size // 500), 100 if size > FEW else 20
    asked = {kind: [each for each in versions.values() if NamedNode(kind) in each.applies_to] for kind in set(KINDS)}
    tests = {kind: [test for each in held for test in each.constraints] for kind, held in asked.items()}
    kept = cache(lambda kind, digits: frozenset(stated(tests[kind], _stated_facts(digits), day)))
    by_kind = {kind: [v.iri.value for v in versions.values() if NamedNode(kind) in v.applies_to] for kind in set(KINDS)}
    for number in range(size):
        brand, kind = min(int(dice.paretovariate(0.7)), brands), dice.choice(KINDS)
        name = f"{dice.choice(SERIES)} {dice.choice(FORMS)} {number}"
        share, judged = dice.random(), by_kind[kind]
        drawn = [(version, dice.random()) for version in judged]
        meets = frozenset(version for version, luck in drawn if luck < share * 0.8)
        fails = frozenset(version for version, luck in drawn if luck > 0.9)
        brand_name, eprel = f"Bench{brand} (invented)", str(10_000_000 + number)
        values = {
            Facet.KIND: frozenset({kind}),
            Facet.BRAND: frozenset({f"{IDS}brand/bench-{brand}"}),
            Facet.MANUFACTURER: frozenset({f"{IDS}organisation/bench-{brand}"}),
            Facet.YEAR: frozenset({str(2015 + number % 12)}),
            Facet.MEETS: meets,
            Facet.FAILS: fails,
            Facet.MET: frozenset({str(len(meets))}),
            Facet.CERTIFICATE: frozenset({SCHEME_VERSION.value} if number % certified == 0 else ()),
            Facet.CONTRIBUTOR: frozenset({STEWARD}),
            Facet.LEVEL: frozenset({f"{IDS}evidence-level/self-declared"}),
            Facet.STATED: kept(kind, eprel[-3:]),
        }
        yield Entry(
            iri=NamedNode(f"{IDS}device/bench-{number}"),
            name=name,
            brand=NamedNode(f"{IDS}brand/bench-{brand}"),
            brand_name=brand_name,
            kind=NamedNode(kind),
            number=eprel,
            searched=f"{brand_name} {name} {eprel}",
            values={facet: each for facet, each in values.items() if each or facet is Facet.CERTIFICATE},
        )


def _stated_facts(digits: str) -> tuple[Fact, ...]:
    """What a device states for tests, by the last digits of its number."""
    values = {CFIT.repairabilityIndex: f"{digits[-1]}.5", CFIT.batteryCyclesAt80: str(800 + int(digits))}
    kinds = {CFIT.repairabilityIndex: XSD.decimal, CFIT.batteryCyclesAt80: XSD.integer}
    return tuple(Fact(term, Literal(value, datatype=kinds[term]), GRAPH) for term, value in values.items())


def quads(entries: Iterator[Entry]) -> Iterator[str]:
    """What the store holds of devices, and of each maker when it comes for the first time."""
    yield _line(GRAPH, CFIT.evidenceLevel, NamedNode(f"{IDS}evidence-level/self-declared"))
    makers: set[str] = set()
    for entry in entries:
        if entry.brand_name not in makers:
            makers.add(entry.brand_name)
            yield from _of_maker(entry)
        yield from _of_device(entry)
        if entry.of(Facet.CERTIFICATE):
            yield from _of_certificate(entry)


def _of_maker(entry: Entry) -> Iterator[str]:
    maker = _maker(entry)
    yield _line(entry.brand, RDF.type, SCHEMA.Brand)
    yield _line(entry.brand, SCHEMA.name, f'"{entry.brand_name}"')
    yield _line(maker, RDF.type, CFIT.Manufacturer)
    yield _line(maker, SCHEMA.name, f'"{entry.brand_name} Works"')


def _of_device(entry: Entry) -> Iterator[str]:
    year = next(iter(entry.of(Facet.YEAR)))
    yield _line(entry.iri, RDF.type, CFIT.DeviceModel)
    yield _line(entry.iri, SCHEMA.name, f'"{entry.name}"')
    yield _line(entry.iri, SCHEMA.brand, entry.brand)
    yield _line(entry.iri, SCHEMA.manufacturer, _maker(entry))
    yield _line(entry.iri, CFIT.deviceKind, entry.kind)
    yield _line(entry.iri, CFIT.eprelNumber, f'"{entry.number}"')
    yield _line(entry.iri, SCHEMA.releaseDate, f'"{year}-06-01"^^{XSD.date}')
    yield from (_line(entry.iri, fact.property, str(fact.term)) for fact in _stated_facts(entry.number[-3:]))
    for facet, predicate in ((Facet.MEETS, CFIT.meets), (Facet.FAILS, CFIT.fails)):
        yield from (_line(entry.iri, predicate, f"<{version}>", VERDICTS_GRAPH) for version in entry.of(facet))


def _of_certificate(entry: Entry) -> Iterator[str]:
    iri = NamedNode(entry.iri.value.replace("/device/", "/certificate/"))
    yield _line(iri, RDF.type, CFIT.Certificate)
    yield _line(iri, SCHEMA.certificationIdentification, f'"{entry.number}"')
    yield _line(iri, SCHEMA.about, entry.iri)
    yield _line(iri, CFIT.schemeVersion, SCHEME_VERSION)
    yield _line(iri, CFIT.certificateStatus, NamedNode(f"{IDS}certificate-status/valid"))
    yield _line(iri, SCHEMA.validFrom, f'"2026-01-{1 + int(entry.number) // 100 % 28:02}"^^{XSD.date}')
    yield _line(iri, SCHEMA.expires, f'"2099-12-31"^^{XSD.date}')


def _maker(entry: Entry) -> NamedNode:
    return NamedNode(next(iter(entry.of(Facet.MANUFACTURER))))


def _line(subject: NamedNode, predicate: NamedNode, value: NamedNode | str, graph: NamedNode = GRAPH) -> str:
    return f"{subject} {predicate} {value} {graph} .\n"
