"""How long pages take with 2,000, 100,000 and a million devices: the list, its facets, a search, a device.

The devices are invented and go into the store and the index the bulk way, as a rebuild would, not as contributions:
their facts and the verdicts on them as N-Quads, their entries into the index as a reading of the store gives them,
which is compared for the smallest size. Everything else is the registry as it is served, without the network.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode
from timing import milliseconds

from registry.assembly import Registry, open_registry
from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import Fact
from registry.core.listing import Entry, Facet, Filter
from registry.core.names import STEWARD, VERDICTS_GRAPH, graph_iri
from registry.core.stated import stated
from registry.index import DeviceIndex, Source, Spreads
from registry.keep import ensure_steward, shipped_files
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS, Settings
from registry.store.entries import derived
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD
from registry.web import create_app

SIZES = (2_000, 100_000, 1_000_000)
REPEATS = 15
SHELVES = ("criteria", "reference", "ontology")
NOW = datetime.now(UTC)
GRAPH = graph_iri(STEWARD, "invented-devices")
SERIES = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow")
FORMS = ("Air", "Book", "Edge", "Lite", "Max", "Mini", "Neo", "Note", "Plus", "Pro", "Tab", "Ultra")
KINDS = tuple(f"{IDS}device-kind/{kind}" for kind in ("smartphone", "smartphone", "smartphone", "tablet", "laptop"))

PAGES = {
    "list, first page": "/devices",
    "list, a page in the middle": "/devices?page={middle}",
    "facets: most devices, phones": f"/devices?kind={KINDS[0]}",
    "facets: phones that meet a criterion": f"/devices?kind={KINDS[0]}&meets=SW-01",
    "facets: one brand, newest first": f"/devices?brand={IDS}brand/bench-7&order=newest",
    "search: two words": "/devices?q=maple+ultra",
    "search: a typing error": "/devices?q=mapel+bench42",
    "search: a number": "/devices?q=10000777",
    "device page": "/doc/device/bench-777",
    "comparison of three devices": "/compare?device=bench-777&device=bench-778&device=bench-779",
    "criterion with its histogram": "/doc/criterion/REP-03",
    "criteria set with its funnel": "/doc/criteria-set/pact-smartphones-l2/1",
}
"""What is measured; for a criterion and a set what is counted is at hand, as it is until the next contribution."""


def main() -> None:
    """Measure each size and print a table in Markdown."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    columns = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-browse-") as folder:
            columns.append(_measured(size, Path(folder)))
    print("| what, milliseconds | " + " | ".join(f"{size:,} devices" for size in sizes) + " | last to first |")
    print("|---|" + "---|" * (len(sizes) + 1))
    for what in columns[0]:
        values = [column[what] for column in columns]
        print(f"| {what} | " + " | ".join(f"{value:,.1f}" for value in values) + f" | {values[-1] / values[0]:.2f} |")


def _measured(size: int, home: Path) -> dict[str, float]:
    registry = _filled(size, home)
    client = create_app(registry).test_client()
    found = {what: _page(client, path.format(middle=size // 100)) for what, path in PAGES.items()}
    for what, wanted in {
        "facets alone: all": Filter(),
        "facets alone: phones": Filter(kind=KINDS[:1]),
        "facets alone: a word and a criterion": Filter(text="maple", meets=("SW-01",)),
    }.items():
        found[what] = milliseconds(lambda wanted=wanted: registry.devices.find(wanted, 0, 0), REPEATS)
    found["a test sorted, once a revision"] = milliseconds(lambda: _sorted_anew(registry), REPEATS)
    found["one device taken up"] = milliseconds(lambda: _taken_up(registry), REPEATS)
    registry.devices.close()
    before, started = _memory(), time.perf_counter()
    registry.devices.write()
    found["index opened"] = (time.perf_counter() - started) * 1000
    found["index opened, megabytes of memory"] = max(_memory() - before, 0.1)
    registry.close()
    return found


def _page(client: FlaskClient, path: str) -> float:
    def ask() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status)

    return milliseconds(ask, REPEATS)


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
    registry = open_registry(Settings(home=home / "home"), NOW.date())
    ensure_steward(registry.ledger, NOW)
    for file in shipped_files():
        if file.path.parent.name in SHELVES:
            assert isinstance(publish(Submission(STEWARD, file.dataset, file.body()), registry, NOW), Accepted)
    versions = {each.identifier: each for each in in_force(registry.criteria(), NOW.date())}
    quads = home / "devices.nq"
    with quads.open("w") as file:
        file.writelines(line for entry in _devices(size, versions) for line in _lines(entry))
    registry.store.load_dump(quads)
    quads.unlink()
    registry.store.tidy()
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
    print(f"{size:,}: {registry.devices.made_anew}", file=sys.stderr)
    return registry


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
            Facet.YEAR: frozenset({str(2015 + number % 12)}),
            Facet.MEETS: meets,
            Facet.FAILS: fails,
            Facet.MET: frozenset({str(len(meets))}),
            Facet.CERTIFICATE: frozenset(),
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


def _lines(entry: Entry) -> Iterator[str]:
    """What the store holds of a device."""
    year = next(iter(entry.of(Facet.YEAR)))
    facts = (
        (entry.iri, RDF.type, CFIT.DeviceModel),
        (entry.iri, SCHEMA.name, f'"{entry.name}"'),
        (entry.iri, SCHEMA.brand, entry.brand),
        (entry.iri, CFIT.deviceKind, entry.kind),
        (entry.iri, CFIT.eprelNumber, f'"{entry.number}"'),
        (entry.iri, SCHEMA.releaseDate, f'"{year}-06-01"^^{XSD.date}'),
        *((entry.iri, fact.property, fact.term) for fact in _stated_facts(entry.number[-3:])),
        (entry.brand, RDF.type, SCHEMA.Brand),
        (entry.brand, SCHEMA.name, f'"{entry.brand_name}"'),
        (GRAPH, CFIT.evidenceLevel, NamedNode(f"{IDS}evidence-level/self-declared")),
    )
    yield from (f"{subject} {predicate} {value} {GRAPH} .\n" for subject, predicate, value in facts)
    for facet, predicate in ((Facet.MEETS, CFIT.meets), (Facet.FAILS, CFIT.fails)):
        yield from (f"{entry.iri} {predicate} <{version}> {VERDICTS_GRAPH} .\n" for version in entry.of(facet))


if __name__ == "__main__":
    main()
