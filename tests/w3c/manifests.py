"""Reads the manifests of the W3C's SPARQL 1.1 test suite; the suite itself is not part of the project."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse

FETCHED = Path(__file__).parents[2] / ".venv/w3c/test/data/suites/w3c/sparql11"
SUITE = Path(os.environ.get("CFIT_W3C_SPARQL") or FETCHED)
"""The folder `sparql/sparql11` of the repository w3c/rdf-tests: another edition, or what `make test` fetches."""

FOLDERS = (
    *("aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping"),
    *("json-res", "negation", "project-expression", "property-path", "subquery", "syntax-query"),
)
"""The folders with queries; entailment, federation and updates are other parts of SPARQL."""

BASE = "http://suite.example/"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = NamedNode(_RDF + "type")
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_KINDS = {
    "QueryEvaluationTest": True,
    "CSVResultFormatTest": True,
    "PositiveSyntaxTest11": False,
    "NegativeSyntaxTest11": False,
}


@dataclass(frozen=True)
class Case:
    """One test: a query, the files that it is asked of, and the file with what is expected; none for syntax."""

    name: str
    kind: str
    base: str
    query: Path
    data: Path | None = None
    graphs: dict[str, Path] = field(default_factory=dict)
    expected: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file with data."""
        return (*([self.data] if self.data else []), *self.graphs.values())


def missing() -> str | None:
    """Why the suite cannot be run; None when it is there."""
    if (SUITE / "syntax-query/manifest.ttl").is_file():
        return None
    return f"the suite of the W3C is not at {SUITE}: make .venv/w3c fetches it"


def cases() -> Iterator[Case]:
    """Every test of the folders with queries, in the order of their names."""
    for folder in FOLDERS:
        if (SUITE / folder / "manifest.ttl").is_file():
            yield from sorted(_cases_of(folder), key=lambda case: case.name)


def iri_of(file: Path) -> str:
    """The name of the graph that a file is."""
    return BASE + quote(file.relative_to(SUITE).as_posix())


def _cases_of(folder: str) -> Iterator[Case]:
    base, store = f"{BASE}{folder}/", Store()
    manifest = SUITE / folder / "manifest.ttl"
    store.extend(parse(path=str(manifest), format=RdfFormat.TURTLE, base_iri=base + "manifest.ttl"))
    entries = set(_entries(store))
    for kind, evaluated in _KINDS.items():
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(_MF + kind), None):
            if quad.subject in entries:
                yield _case(store, quad.subject, kind, base, evaluated)


def _entries(store: Store) -> Iterator[object]:
    """What the manifest lists: it also describes tests that were taken out again."""
    node = next(q.object for q in store.quads_for_pattern(None, NamedNode(_MF + "entries"), None, None))
    while (first := _one(store, node, _RDF + "first")) is not None:
        yield first
        node = _one(store, node, _RDF + "rest")


def _case(store: Store, test: NamedNode, kind: str, base: str, evaluated: bool) -> Case:
    action = _one(store, test, _MF + "action")
    name = f"{base.removeprefix(BASE)}{test.value.rpartition('#')[2]}"
    if not evaluated:
        return Case(name, kind, base, _file(action))
    data = _one(store, action, _QT + "data")
    graphs = {}
    for quad in store.quads_for_pattern(action, NamedNode(_QT + "graphData"), None, None):
        file, label = quad.object, None
        if isinstance(file, BlankNode):
            label = _one(store, file, _LABEL.value)
            file = _one(store, file, _QT + "graph")
        graphs[label.value if isinstance(label, Literal) else file.value] = _file(file)
    expected = _file(_one(store, test, _MF + "result"))
    return Case(name, kind, base, _file(_one(store, action, _QT + "query")), _file(data), graphs, expected)


def _one(store: Store, subject: object, predicate: str) -> object:
    return next((q.object for q in store.quads_for_pattern(subject, NamedNode(predicate), None, None)), None)


def _file(node: object) -> Path | None:
    return SUITE / node.value.removeprefix(BASE) if isinstance(node, NamedNode) else None
