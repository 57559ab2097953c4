"""What a query costs in a worker of its own, beside a worker that lives on: milliseconds, medians of many."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from registry.workers.frames import Clock
from registry.workers.nursery import Nursery

REPEATS = 200
QUERY = b"SELECT * { <https://w3id.org/cfit/id/device/eprel-2378858> ?p ?o }"
HEADER = {
    "rows_type": "application/sparql-results+json",
    "graph_type": "text/turtle",
    "default_graphs": [],
    "named_graphs": [],
    "most_bytes": 10_000_000,
    "seconds": 10,
}


def main(dump: str) -> None:
    """Measure on a dump, as `cfit dump` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        store = ox.Store(Path(folder) / "store")
        store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
        copies = iter(range(REPEATS + 1))
        print(f"a copy for a revision: {_median(lambda: store.backup(Path(folder) / str(next(copies)))):.1f}")
        nursery, snapshot = Nursery(512_000_000), Path(folder) / "0"
        living = nursery.worker(snapshot)
        print(f"a worker that lives on: {_median(lambda: living.ask(HEADER, QUERY, Clock(10))):.2f}")
        print(f"a worker for each query: {_median(lambda: _once(nursery, snapshot)):.1f}")
        nursery.close()


def _once(nursery: Nursery, snapshot: Path) -> None:
    worker = nursery.worker(snapshot)
    worker.ask(HEADER, QUERY, Clock(10))
    worker.kill()


def _median(action: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
