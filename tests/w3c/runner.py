"""Serves the suite's data with `cfit serve --dump` and asks every query of the suite over HTTP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from tests.w3c.answers import MEDIA_TYPES, same
from tests.w3c.manifests import Case, iri_of

_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
}
_SECONDS = 60


def write_dump(cases: Iterable[Case], dump: Path) -> None:
    """Write every file with data into a graph that has the name of the file, or into those that it names itself."""
    named = {(iri_of(file), file) for case in cases for file in case.files}
    named |= {each for case in cases for each in case.graphs.items()}
    quads = (quad for iri, file in sorted(named) if file.is_file() for quad in _quads(iri, file))
    dump.write_bytes(serialize(quads, format=RdfFormat.N_QUADS))


def _quads(iri: str, file: Path) -> Iterator[Quad]:
    base, graph = iri_of(file), NamedNode(iri)
    for quad in parse(path=str(file), format=_FORMATS[file.suffix], base_iri=base, rename_blank_nodes=True):
        own = quad.graph_name if file.suffix == ".trig" and quad.graph_name != DefaultGraph() else graph
        yield Quad(quad.subject, quad.predicate, quad.object, own)


@contextmanager
def served(dump: Path) -> Iterator[int]:
    """Serve a dump as anybody would, and give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cfit = Path(sys.executable).with_name("cfit")
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    server = subprocess.Popen(
        [str(cfit), "serve", "--dump", str(dump)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        assert "Serving" in server.stdout.readline()
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        try:
            if send(port, "GET", "/livez")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nobody answers on port {port}")


def send(
    port: int, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """Send one request as it is written, and read the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def fault(case: Case, port: int) -> str | None:
    """Ask the query of a test; None when the answer is the one that the suite expects, else what is wrong."""
    text = case.query.read_text(encoding="utf-8")
    accept = MEDIA_TYPES[case.expected.suffix] if case.expected else "*/*"
    if case.expected and case.expected.suffix in (".ttl", ".rdf"):
        accept = f"{accept}, application/sparql-results+json"
    status, headers, body = send(
        port,
        "POST",
        "/sparql?" + urlencode(_dataset(case)),
        {"Content-Type": "application/sparql-query", "Accept": accept},
        f"BASE <{iri_of(case.query)}>\n{text}".encode(),
    )
    if case.kind == "NegativeSyntaxTest11":
        return None if status == 400 else f"{status} instead of 400"
    if status != 200:
        return f"{status}: {body.decode(errors='replace')[:300]}"
    if case.expected is None or same(case.expected, body, headers["content-type"], text, iri_of(case.query)):
        return None
    return "another answer: " + body.decode(errors="replace")[:600]


def _dataset(case: Case) -> list[tuple[str, str]]:
    if "FROM" in case.query.read_text(encoding="utf-8"):
        return []
    default = iri_of(case.data) if case.data else "urn:nothing"
    return [("default-graph-uri", default), *(("named-graph-uri", iri) for iri in case.graphs)]
