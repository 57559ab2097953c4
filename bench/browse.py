"""How much work pages are with 2,000, 100,000 and a million devices: lists, searches, devices, criteria, makers.

The devices are invented and go into the store and the index the bulk way, as a rebuild would, not as contributions,
which would take hours: their facts and the verdicts on them as N-Quads, their entries into the index as a reading of
the store gives them, which is compared for the smallest size. Everything else is the registry as it is served, without
the network. Times are those of the processor, so that other work on the machine does not count.

With `--home FOLDER` the registries are kept there, and measured as they are when they exist already.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode
from timing import milliseconds

from registry.assembly import Registry, open_registry
from registry.core.contribution import Action, Draft
from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import Fact
from registry.core.listing import Entry, Facet, Filter
from registry.core.names import STEWARD, VERDICTS_GRAPH, graph_iri
from registry.core.report import Report, as_json
from registry.core.stated import stated
from registry.following import apply
from registry.index import DeviceIndex, Source, Spreads
from registry.keep import LICENCE, ensure_steward, shipped_files
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS, Settings
from registry.store.entries import derived
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD
from registry.web import create_app

SIZES = (2_000, 100_000, 1_000_000)
REPEATS = 15
SHELVES = ("criteria", "reference", "schemes", "ontology")
NOW = datetime.now(UTC)
DATASET = "invented-devices"
GRAPH = graph_iri(STEWARD, DATASET)
SCHEME_VERSION = NamedNode(f"{IDS}scheme/tco-certified/10")
SERIES = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow")
FORMS = ("Air", "Book", "Edge", "Lite", "Max", "Mini", "Neo", "Note", "Plus", "Pro", "Tab", "Ultra")
KINDS = tuple(f"{IDS}device-kind/{kind}" for kind in ("smartphone", "smartphone", "smartphone", "tablet", "laptop"))

ONE_MORE = """
@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{ids}> .
<brand/one-more-{number}> a schema:Brand ; schema:name "One more {number} (invented)" .
<device/one-more-{number}> a cfit:DeviceModel ; schema:name "One more {number}" ; schema:brand <brand/one-more-{number}> ;
    cfit:deviceKind <device-kind/smartphone> .
<certificate/one-more-{number}> a cfit:Certificate ; schema:certificationIdentification "{number}" ;
    schema:about <device/one-more-{number}> ; cfit:schemeVersion <{version}> ;
    cfit:certificateStatus <certificate-status/valid> ;
    schema:validFrom "2026-02-01"^^xsd:date ; schema:expires "2099-12-31"^^xsd:date .
"""
"""What a contribution holds that replaces the one before it."""

PAGES = {
    "first page": "/",
    "list, first page": "/devices",
    "list, a page in the middle": "/devices?page={middle}",
    "facets: most devices, phones": f"/devices?kind={KINDS[0]}",
    "facets: phones that meet a criterion": f"/devices?kind={KINDS[0]}&meets=SW-01",
    "facets: one brand, newest first": f"/devices?brand={IDS}brand/bench-7&order=newest",
    "search: two words": "/devices?q=maple+bench1",
    "search: a typing error": "/devices?q=mapel",
    "search: a number": "/devices?q=10000777",
    "device page": "/doc/device/bench-777",
    "makers, first page": "/makers",
    "makers by name": "/makers?order=name",
    "largest brand": "/doc/brand/bench-1",
    "manufacturer": "/doc/organisation/bench-7",
    "gap report of the largest brand": f"/makers/gaps?maker={IDS}brand/bench-1",
    "its letter": f"/makers/gaps?maker={IDS}brand/bench-1&format=txt",
    "certificates": "/certificates",
    "certificate": "/doc/certificate/bench-700",
    "contributions": "/contributions",
    "sources": "/sources",
    "what the registry holds": "/catalog",
    "the same as triples": "/catalog?format=text/turtle",
    "comparison of three devices": "/compare?device=bench-777&device=bench-778&device=bench-779",
    "criterion with its histogram": "/doc/criterion/REP-03",
    "criteria set with its funnel": "/doc/criteria-set/pact-smartphones-l2/1",
}
"""What is measured; for a criterion and a set what is counted is at hand, as it is until the next contribution."""

AFTERWARDS = ("first page", "makers, first page", "certificates", "sources", "the same as triples")
"""What is measured too as the first that is asked after a contribution."""


def main() -> None:
    """Measure each size and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--home", type=Path, help="where the registries are kept; without it they are deleted")
    given = parser.parse_args()
    sizes, columns = list(given.sizes), []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-browse-") as folder:
            columns.append(_measured(size, (given.home or Path(folder)) / str(size)))
    print("| what, milliseconds | " + " | ".join(f"{size:,} devices" for size in sizes) + " | last to first |")
    print("|---|" + "---|" * (len(sizes) + 1))
    for what in columns[0]:
        values = [column[what] for column in columns]
        print(f"| {what} | " + " | ".join(f"{value:,.1f}" for value in values) + f" | {values[-1] / values[0]:.2f} |")


def _measured(size: int, home: Path) -> dict[str, float]:
    registry = open_registry(Settings(home=home), NOW.date()) if home.exists() else _filled(size, home)
    client = create_app(registry).test_client()
    found = {what: _page(client, path.format(middle=size // 100)) for what, path in PAGES.items()}
    first = iter([each[:letters].lower() for letters in (4, 3) for each in (*SERIES, *FORMS) if len(each) > letters])
    for what, wanted in {
        "facets alone: all": lambda: Filter(),
        "facets alone: phones": lambda: Filter(kind=KINDS[:1]),
        "facets alone: a word and a criterion": lambda: Filter(text="maple", meets=("SW-01",)),
        "facets alone: a word asked for the first time": lambda: Filter(text=next(first)),
    }.items():
        found[what] = _work(lambda wanted=wanted: registry.devices.find(wanted(), 0, 0))
    for what in AFTERWARDS:
        found[f"{what}, after a contribution"] = _page(client, PAGES[what], lambda: _contributed(registry))
    found["a test sorted, once a revision"] = _work(lambda: _sorted_anew(registry))
    found["one device taken up"] = _work(lambda: _taken_up(registry))
    registry.devices.close()
    before, started = _memory(), time.process_time()
    registry.devices.write()
    found["index opened"] = (time.process_time() - started) * 1000
    found["index opened, megabytes of memory"] = max(_memory() - before, 0.1)
    registry.close()
    return found


def _page(client: FlaskClient, path: str, before: Callable[[], object] = lambda: None) -> float:
    def ask() -> None:
        answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.1"})
        assert answer.status_code == 200, (path, answer.status)

    return _work(ask, before)


def _work(action: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    return milliseconds(action, REPEATS, time.process_time, before)


def _contributed(registry: Registry) -> None:
    """A maker, a certificate and a device more, each time of other names, and taken up by the index."""
    number = registry.store.revision()
    draft = _draft("one-more", ONE_MORE.format(number=number, ids=IDS, version=SCHEME_VERSION.value).encode())
    touched = apply(registry.store, registry.ledger.append(draft), NOW.date(), known=registry.rules())
    registry.note(number + 1, touched)
    registry.devices.write()


def _draft(dataset: str, body: bytes) -> Draft:
    return Draft(STEWARD, dataset, Action.REPLACE, "text/turtle", body, LICENCE, NOW, "1", as_json(Report(())))


def _memory() -> float:
    """What the process holds, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def _taken_up(registry: Registry) -> None:
    registry.devices.touch(registry.store.revision(), [NamedNode(f"{IDS}device/bench-777")])
    registry.devices.write()


def _sorted_anew(registry: Registry) -> None:
    test = next(each for each in registry.criteria() if each.identifier == "BAT-02").constraints[0]
    registry.devices.of_tests(lambda tests: Spreads(tests.maps).spread(test, KINDS[:1], NOW.date()))


def _filled(size: int, home: Path) -> Registry:
    """A registry with the shipped words and criteria, and so many invented devices."""
    registry = open_registry(Settings(home=home), NOW.date())
    ensure_steward(registry.ledger, NOW)
    for file in shipped_files():
        if file.path.parent.name in SHELVES:
            assert isinstance(publish(Submission(STEWARD, file.dataset, file.body()), registry, NOW), Accepted)
    apply(registry.store, registry.ledger.append(_draft(DATASET, b"")), NOW.date())
    versions = {each.identifier: each for each in in_force(registry.criteria(), NOW.date())}
    quads = home / "devices.nq"
    with quads.open("w") as file:
        file.writelines(_quads(_devices(size, versions)))
    _say(size, "written")
    registry.store.load_dump(quads)
    quads.unlink()
    _say(size, "loaded")
    registry.store.tidy()
    _say(size, "tidied")
    from_store = registry.devices
    registry.devices = DeviceIndex(
        registry.settings.index_folder,
        Source(
            lambda touched: _devices(size, versions) if touched is None else registry._entries(touched),
            registry.store.state,
            lambda: derived(registry.store, registry.criteria()),
        ),
    )
    registry.devices.write()
    if size <= SIZES[0]:
        assert {each.iri: each for each in registry._entries(None)} == {
            each.iri: each for each in _devices(size, versions)
        }
    from_store.close()
    _say(size, f"index made: {registry.devices.made_anew}")
    return registry


def _say(size: int, what: str) -> None:
    print(f"{size:,}: {what}, {time.process_time():.0f} s of processor time so far", file=sys.stderr, flush=True)


def _devices(size: int, versions: dict[str, CriterionVersion]) -> Iterator[Entry]:
    """The same devices each time: brands of very different size, and a share of the criteria that their kind has."""
    dice = random.Random(20261122)
    brands = min(2_000, 40 + size // 500)
    asked = {kind: [each for each in versions.values() if NamedNode(kind) in each.applies_to] for kind in set(KINDS)}
    tests = {kind: [test for each in held for test in each.constraints] for kind, held in asked.items()}
    kept = cache(lambda kind, digits: frozenset(stated(tests[kind], _stated_facts(digits), NOW.date())))
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
            Facet.CERTIFICATE: frozenset({SCHEME_VERSION.value} if number % (100 if size > SIZES[0] else 20) == 0 else ()),
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


def _quads(entries: Iterator[Entry]) -> Iterator[str]:
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


if __name__ == "__main__":
    main()
