"""How long a buyer, a partner and a group wait, beside a peer and beside a registry of ten times the size."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import rdflib
from timing import milliseconds

from registry.assembly import Registry, open_registry
from registry.core.contribution import Action, Draft
from registry.core.names import STEWARD
from registry.core.protocol import Question
from registry.following import apply
from registry.keep import LICENCE, ensure_steward, shipped_files
from registry.ledger.ledger import Group
from registry.publish import Accepted, Submission, publish
from registry.settings import DATA, Settings
from registry.web import create_app
from registry.web.sparql import EXAMPLE
from registry.workers.outcome import Answer

REPEATS = 15
NOW = datetime.now(UTC)
PHONE = """@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix schema: <https://schema.org/> .
<https://example.org/device/{number}> a cfit:DeviceModel ; schema:name "Phone {number} (invented)" ;
    schema:brand <https://w3id.org/cfit/id/brand/fairphone> ; cfit:batteryCyclesAt80 {number} ;
    cfit:deviceKind <https://w3id.org/cfit/id/device-kind/smartphone> .
"""


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, ours and the peer's milliseconds."""

    what: str
    ours: float
    peer: str
    theirs: float


def main() -> None:
    """Measure and print a table in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = _filled(Path(folder) / "small", 1), _filled(Path(folder) / "large", 10)
        lines = [_question(small), *_growth(small, large)]
        for registry in (small, large):
            registry.close()
    print(f"467 phones, and {10 * 467} in the large registry; medians of {REPEATS}, milliseconds\n")
    print("| what | ours | beside | theirs | ratio |\n|---|---|---|---|---|")
    for line in lines:
        print(f"| {line.what} | {line.ours:.1f} | {line.peer} | {line.theirs:.1f} | {line.theirs / line.ours:.2f} |")


def _question(registry: Registry) -> Line:
    graph = rdflib.Graph()
    for path in sorted(DATA.glob("devices/*.ttl")):
        graph.parse(path)
    ours = milliseconds(lambda: _answered(registry), REPEATS)
    theirs = milliseconds(lambda: list(graph.query(EXAMPLE)), REPEATS)
    return Line("the partner's question, not cached, through a worker", ours, "rdflib in memory", theirs)


def _growth(small: Registry, large: Registry) -> list[Line]:
    peer = "ten times the devices"
    both = [(create_app(registry).test_client(), registry) for registry in (small, large)]
    pages = {"device page": "/doc/device/eprel-2378858", "search for Fairphone 5": "/devices?q=fairphone+5"}
    lines = [
        Line(name, *_pair([lambda c=client, p=path: c.get(p).data for client, _ in both], peer))
        for name, path in pages.items()
    ]
    uploads = [_uploader(registry) for _, registry in both]
    return [*lines, Line("upload of one phone, checked, kept and judged", *_pair(uploads, peer))]


def _pair(actions: list[Callable[[], object]], peer: str) -> tuple[float, str, float]:
    ours, theirs = (milliseconds(action, REPEATS) for action in actions)
    return ours, peer, theirs


def _uploader(registry: Registry) -> Callable[[], object]:
    registry.ledger.add_group(Group("bench", "Bench (invented)", LICENCE), NOW)
    numbers = iter(range(1000, 2000))

    def upload() -> None:
        body = PHONE.format(number=next(numbers)).encode()
        outcome = publish(Submission("bench", "phones", body), registry, datetime.now(UTC))
        assert isinstance(outcome, Accepted), outcome

    return upload


def _answered(registry: Registry) -> None:
    result = registry.answers.answer(Question(EXAMPLE, "SELECT"))
    assert isinstance(result, Answer), result


def _filled(home: Path, times: int) -> Registry:
    """A registry with the shipped data, the devices so many times under other names; not checked, to save time."""
    shutil.rmtree(home, ignore_errors=True)
    registry = open_registry(Settings(home=home), NOW.date())
    ensure_steward(registry.ledger, NOW)
    for file in shipped_files():
        for copy in range(times if file.path.parent.name == "devices" else 1):
            body = file.body()
            if copy:
                body = body.replace(b"device/eprel-", b"device/copy%d-" % copy)
                body = body.replace(b"eprel-smartphones>", b"eprel-smartphones-%d>" % copy)
            dataset = f"{file.dataset}-{copy}" if copy else file.dataset
            draft = Draft(
                STEWARD,
                dataset,
                Action.REPLACE,
                "text/turtle",
                body,
                LICENCE,
                NOW,
                "bench",
                '{"findings": [], "left_out": 0}',
            )
            apply(registry.store, registry.ledger.append(draft), NOW.date())
    registry.store.tidy()
    return registry


if __name__ == "__main__":
    main()
