"""How much work pages are with 2,000, 100,000 and a million devices: lists, searches, devices, criteria, makers.

The devices are invented and go into the store and the index the bulk way, as a rebuild would, not as contributions,
which would take hours: their facts and the verdicts on them as N-Quads, their entries into the index as a reading of
the store gives them, which is compared for the smallest size. Everything else is the registry as it is served, without
the network. Times are those of the processor, so that other work on the machine does not count.

With `--home FOLDER` the registries are kept there, and measured as they are when they exist already.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from invented import DATASET, FEW, FORMS, KINDS, ONE_MORE, SCHEME_VERSION, SERIES, devices, quads
from pyoxigraph import NamedNode
from timing import milliseconds

from registry.assembly import Registry, open_registry
from registry.core.contribution import Action, Draft
from registry.core.criteria import in_force
from registry.core.listing import Filter
from registry.core.names import STEWARD
from registry.core.report import Report, as_json
from registry.following import apply
from registry.index import DeviceIndex, Source, Spreads
from registry.keep import LICENCE, ensure_steward, shipped_files
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS, Settings
from registry.store.entries import derived
from registry.web import create_app

SIZES = (FEW, 100_000, 1_000_000)
REPEATS = 15
SHELVES = ("criteria", "reference", "schemes", "ontology")
NOW = datetime.now(UTC)

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
    "what the registry holds, as triples": "/catalog?format=text/turtle",
    "the endpoint described": "/sparql?format=text/turtle",
    "VoID": "/.well-known/void",
    "comparison of three devices": "/compare?device=bench-777&device=bench-778&device=bench-779",
    "criterion with its histogram": "/doc/criterion/REP-03",
    "criteria set with its funnel": "/doc/criteria-set/pact-smartphones-l2/1",
}
"""What is measured; for a criterion and a set what is counted is at hand, as it is until the next contribution."""

AFTERWARDS = (
    *("first page", "makers, first page", "certificates", "sources"),
    *("what the registry holds, as triples", "the endpoint described", "VoID"),
)
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
    lines = home / "devices.nq"
    with lines.open("w") as file:
        file.writelines(quads(devices(size, versions, NOW.date())))
    _say(size, "written")
    registry.store.load_dump(lines)
    lines.unlink()
    _say(size, "loaded")
    registry.store.tidy()
    _say(size, "tidied")
    from_store = registry.devices
    registry.devices = DeviceIndex(
        registry.settings.index_folder,
        Source(
            lambda touched: devices(size, versions, NOW.date()) if touched is None else registry._entries(touched),
            registry.store.state,
            lambda: derived(registry.store, registry.criteria()),
        ),
    )
    registry.devices.write()
    if size <= SIZES[0]:
        assert {each.iri: each for each in registry._entries(None)} == {
            each.iri: each for each in devices(size, versions, NOW.date())
        }
    from_store.close()
    _say(size, f"index made: {registry.devices.made_anew}")
    return registry


def _say(size: int, what: str) -> None:
    print(f"{size:,}: {what}, {time.process_time():.0f} s of processor time so far", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
