"""What a query costs in a worker of its own, beside a worker that lives on: milliseconds, medians of many."""

import select
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
from timing import milliseconds

from registry.workers.frames import packed, written
from registry.workers.nursery import Nursery, QueryWorker

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
        copying = milliseconds(lambda: store.backup(Path(folder) / str(next(copies))), REPEATS)
        print(f"a copy for a revision: {copying:.1f}")
        nursery, snapshot = Nursery(512_000_000), Path(folder) / "0"
        living = nursery.worker(snapshot)
        print(f"a worker that lives on: {milliseconds(lambda: _answer(living), REPEATS):.2f}")
        print(f"a worker for each query: {milliseconds(lambda: _once(nursery, snapshot), REPEATS):.1f}")
        nursery.close()


def _once(nursery: Nursery, snapshot: Path) -> None:
    worker = nursery.worker(snapshot)
    _answer(worker)
    worker.kill()


def _answer(worker: QueryWorker) -> None:
    worker.tell(packed(written(HEADER), QUERY))
    poll = select.poll()
    poll.register(worker.number, select.POLLIN)
    while poll.poll() and not list(worker.hear()):
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
