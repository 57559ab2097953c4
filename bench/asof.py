"""What work a page as of a day is, by the number of devices and by the number of contributions to their dataset.

Times are those of the processor, so that other work on the machine does not count.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad
from timing import milliseconds

from registry.assembly import Registry, open_registry
from registry.core.contribution import Action, Draft, describe, state_after
from registry.core.names import STEWARD
from registry.core.report import Report, as_json
from registry.keep import LICENCE, ensure_steward, shipped_files
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS, Settings
from registry.store import Change
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD
from registry.web import create_app

SIZES = ((2_000, 3), (2_000, 30), (100_000, 3))
REPEATS = 15
CHANGED = 100
"""One device in so many changes with each contribution."""
START = datetime.now(UTC) - timedelta(days=200)
DEVICE = "device/bench-700"
PAGES = {
    "page of today": f"/doc/{DEVICE}",
    "page as of a day": f"/doc/{DEVICE}?asOf={{day}}",
    "triples as of a day": f"/doc/{DEVICE}.ttl?asOf={{day}}",
    "proof": f"/proof/{DEVICE}?asOf={{day}}&set=pact-smartphones-l2/1",
    "timemap": f"/timemap/{DEVICE}",
}


def main() -> None:
    """Measure each size and print a table in Markdown."""
    columns = []
    for size, times in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-asof-") as folder:
            columns.append(_measured(size, times, Path(folder)))
    heads = [f"{size:,} devices, {times} contributions" for size, times in SIZES]
    print("| what, milliseconds | " + " | ".join(heads) + " |")
    print("|---|" + "---|" * len(heads))
    for what in columns[0]:
        print(f"| {what} | " + " | ".join(f"{column[what]:,.1f}" for column in columns) + " |")


def _measured(size: int, times: int, home: Path) -> dict[str, float]:
    registry = _opened(home)
    took = [_contributed(registry, size, number) for number in range(times)]
    client, day = create_app(registry).test_client(), (START + timedelta(days=1, hours=12)).date()
    found = {what: _page(client, path.format(day=day)) for what, path in PAGES.items()}
    found["noting what changed, seconds a contribution"] = max(took)
    registry.close()
    return found


def _page(client: FlaskClient, path: str) -> float:
    def ask() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status)

    return milliseconds(ask, REPEATS, time.process_time)


def _opened(home: Path) -> Registry:
    registry = open_registry(Settings(home=home / "home"), START.date())
    ensure_steward(registry.ledger, START)
    for file in shipped_files():
        if file.path.parent.name in ("criteria", "reference"):
            assert isinstance(publish(Submission(STEWARD, file.dataset, file.body()), registry, START), Accepted)
    return registry


def _contributed(registry: Registry, size: int, number: int) -> float:
    """One more state of the dataset, straight into ledger and store; nothing is judged."""
    moment = START + timedelta(days=1 + number)
    draft = Draft(STEWARD, "bench", Action.REPLACE, "text/turtle", b"", LICENCE, moment, "1", as_json(Report(())))
    contribution, quads = registry.ledger.append(draft), tuple(_quads(draft.graph, size, number))
    started, noted = time.process_time(), registry.store.past.revision()
    registry.store.apply(
        Change(
            contribution.sequence,
            draft.graph,
            quads,
            tuple(describe(contribution)),
            state_after(draft.action).concept,
            judged=(),
            verdicts=(),
            day=moment.date().isoformat(),
        )
    )
    took = time.process_time() - started
    return took if registry.store.past.revision() != noted else 0.0


def _quads(graph: NamedNode, size: int, number: int) -> Iterator[Quad]:
    kind, brand = NamedNode(f"{IDS}device-kind/smartphone"), NamedNode(f"{IDS}brand/fairphone")
    for place in range(size):
        device = NamedNode(f"{IDS}device/bench-{place}")
        changes = number if place % CHANGED == 0 else 0
        yield Quad(device, RDF.type, CFIT.DeviceModel, graph)
        yield Quad(device, CFIT.deviceKind, kind, graph)
        yield Quad(device, SCHEMA.brand, brand, graph)
        yield Quad(device, SCHEMA.name, Literal(f"Bench {place} (invented)"), graph)
        index = Literal(f"{3 + changes / 100:.2f}", datatype=XSD.decimal)
        yield Quad(device, CFIT.repairabilityIndex, index, graph)
        yield Quad(device, CFIT.batteryCyclesAt80, Literal(800 + place % 500), graph)


if __name__ == "__main__":
    sys.exit(main())
