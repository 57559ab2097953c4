"""The servers under test: this registry and its peers, each with the same data, as long as they are needed."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from products import free_port, served

# One machine asks for all: it may let many queries wait and owe what it likes, but runs two at a time as anybody. The
# index of the pages is not made and graphs are not counted: both happen once after a start and would take the processor
# that is measured.
OURS = """
from pathlib import Path
from registry import browse
from registry.index import DeviceIndex
from registry.settings import Limits, Settings
from registry.web.serving import serve
DeviceIndex.write = lambda index: None
browse.holdings = lambda registry: None
limits = Limits(kept_slots=0, slow_slots=3, client_waiting=64, all_waiting=200, client_seconds=1e9)
serve(Settings(port={port}, limits=limits), Path({dump!r}))
"""
RDFLIB = """
import rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Dataset(default_union=True)
graph.parse({dump!r}, format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port={port}, log_level="error")
"""
VIRTUOSO = """
[Database]
DatabaseFile={folder}/virtuoso.db
ErrorLogFile={folder}/virtuoso.log
LockFile={folder}/virtuoso.lck
TransactionFile={folder}/virtuoso.trx
xa_persistent_file={folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile={folder}/temp.db
TransactionFile={folder}/temp.trx
[Parameters]
ServerPort={sql}
DirsAllowed={folder}
NumberOfBuffers=340000
MaxDirtyBuffers=250000
ServerThreads=80
[HTTPServer]
ServerPort={port}
ServerThreads=64
[SPARQL]
ResultSetMaxRows=100000
DefaultQuery=ASK {{}}
"""


@dataclass(frozen=True)
class Peer:
    """A server under test: its name, and where it answers."""

    name: str
    port: int
    path: str


def found(dump: Path, home: Path, is_compacted: bool) -> Iterator:
    """This registry, and those peers that are installed; the native Oxigraph compacts its store first where asked."""
    yield ours(dump)
    for program, package, peer in (
        ("oxigraph", "PyPI: oxigraph", partial(oxigraph, is_compacted=is_compacted)),
        ("virtuoso-t", "Debian: virtuoso-opensource-7", virtuoso),
    ):
        if shutil.which(program):
            yield peer(dump, home)
        else:
            print(f"left out, because there is no {program} on the PATH: {package}")


@contextmanager
def ours(dump: Path) -> Iterator[Peer]:
    """This registry, serving the dump."""
    port = free_port()
    command = [sys.executable, "-c", OURS.format(port=port, dump=str(dump))]
    with served(command, f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D"):
        yield Peer("ours", port, "/sparql")


@contextmanager
def oxigraph(dump: Path, home: Path, is_compacted: bool) -> Iterator[Peer]:
    """The native Oxigraph server, read only."""
    port, folder = free_port(), home / "oxigraph"
    subprocess.run(["oxigraph", "load", "-l", folder, "-f", dump], check=True, capture_output=True)
    if is_compacted:
        subprocess.run(["oxigraph", "optimize", "-l", folder], check=True, capture_output=True)
    command = ["oxigraph", "serve-read-only", "-l", str(folder), "-b", f"127.0.0.1:{port}", "--union-default-graph"]
    # it complains of every client that leaves before its answer, as those of the bench do at the end of a round
    with served(command, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", quiet=True):
        yield Peer("oxigraph", port, "/query")


@contextmanager
def virtuoso(dump: Path, home: Path) -> Iterator[Peer]:
    """Virtuoso, with its data loaded in bulk."""
    port, sql, folder = free_port(), free_port(), home / "virtuoso"
    folder.mkdir()
    shutil.copy(dump, folder / "all.nq")
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, sql=sql))
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with served(command, f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D"):
        load = f"ld_dir('{folder}', 'all.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
        subprocess.run(["isql-vt", str(sql), "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield Peer("Virtuoso", port, "/sparql")


@contextmanager
def rdflib(dump: Path, python: str) -> Iterator[Peer]:
    """rdflib-endpoint on rdflib in memory."""
    port = free_port()
    with served(
        [python or sys.executable, "-c", RDFLIB.format(dump=str(dump), port=port)], f"http://127.0.0.1:{port}/"
    ):
        yield Peer("rdflib-endpoint", port, "/sparql")
