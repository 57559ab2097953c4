"""Requests a second and how long they take, for the SPARQL endpoint and its peers on the same data, in turns."""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from products import free_port, grown, served

from registry.settings import ONTOLOGY

CLIENTS = (1, 16, 64)
NAMES = "PREFIX cfit: <https://w3id.org/cfit/ontology#> PREFIX schema: <https://schema.org/> "
ROWS = NAMES + "SELECT ?d ?name ?brand { ?d a cfit:DeviceModel ; schema:name ?name ; schema:brand ?brand } LIMIT "
ACCEPT = "application/sparql-results+json"
# One machine asks for all: the bounds for one client are lifted, those for one query stay.
OURS = """
from pathlib import Path
from registry.settings import Limits, Settings
from registry.web.serving import serve
limits = Limits(kept_slots=0, slow_slots=3, client_running=64, client_waiting=64, all_waiting=200, client_seconds=1e9)
serve(Settings(port={port}, limits=limits), Path({dump!r}))
"""
RDFLIB = """
import rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Dataset(default_union=True)
graph.parse({dump!r}, format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port={port}, log_level="error")
"""
ASKING = """
local paths, number = {{}}, 0
for line in io.lines({file!r}) do paths[#paths + 1] = line end
request = function()
  number = number + 1
  local path = paths[(number - 1) % #paths + 1]
  if {fresh} then path = path .. "%23{run}-" .. number end
  return wrk.format("GET", path, {{["Accept"] = "{accept}"}})
end
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


@dataclass(frozen=True)
class Run:
    """What one run showed: requests a second, milliseconds of the middle and of the slowest hundredth, failures."""

    rate: float
    p50: float
    p99: float
    failed: int


def main() -> None:
    """Start everything, measure in turns, print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dump", type=Path, help="what a registry holds, as cfit dump wrote it, to save time")
    parser.add_argument("--rdflib-python", default="", help="a Python with rdflib-endpoint, for the question mix")
    parser.add_argument("--only", default="point,100 rows,10000 rows,mix")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        small, large = home / "small.nq", home / "large.nq"
        few, many = grown(0, small, wanted.dump), grown(wanted.triples, large, small)
        kinds = [kind for kind in ("point", "100 rows", "10000 rows") if kind in wanted.only.split(",")]
        if kinds:
            with ExitStack() as stack:
                peers = [stack.enter_context(started) for started in _peers(large, home)]
                for kind in kinds:
                    _measured(f"{kind}, {many:,} triples", _paths(kind, large), peers, wanted, home)
        if "mix" in wanted.only.split(","):
            with ExitStack() as stack:
                peers = [stack.enter_context(ours(small)), stack.enter_context(rdflib(small, wanted.rdflib_python))]
                mix = [quote(path.read_text()) for path in sorted((ONTOLOGY / "questions").glob("*.rq"))]
                _measured(f"question mix, {few:,} triples", mix, peers, wanted, home, clients=(4,), seconds=60)


def _peers(dump: Path, home: Path) -> Iterator:
    yield ours(dump)
    if shutil.which("oxigraph"):
        yield oxigraph(dump, home)
    if shutil.which("virtuoso-t"):
        yield virtuoso(dump, home)


def _paths(kind: str, dump: Path) -> list[str]:
    if kind != "point":
        return [quote(ROWS + kind.split()[0])]
    with dump.open() as lines:
        devices = sorted({line.split(" ", 1)[0] for line in lines if "/id/device/" in line.split(" ", 1)[0]})
    step = max(1, len(devices) // 1_000)
    return [quote(f"SELECT * {{ {device} ?p ?o }}") for device in devices[::step]]


def _measured(
    title: str, queries: list[str], peers: list[Peer], wanted, home: Path, clients=CLIENTS, seconds=0
) -> None:
    print(f"\n{title}; requests a second, p50 and p99 in milliseconds\n")
    print("| clients | " + " | ".join(peer.name for peer in peers) + " | ratio | ours from the cache | ratio |")
    print("|---|" + "---|" * (len(peers) + 3))
    for count in clients:
        runs = defaultdict(list)
        for turn in range(1 if seconds else wanted.rounds):
            for peer in peers:
                run = f"{count}-{turn}"
                runs[peer.name].append(_run(peer, queries, count, seconds or wanted.seconds, run, home))
            runs["cached"].append(_run(peers[0], queries[:1], count, wanted.seconds, "", home))
        best = {name: statistics.median(run.rate for run in of) for name, of in runs.items()}
        first = best[peers[1].name] if len(peers) > 1 else float("nan")
        shown = [_shown(runs[peer.name]) for peer in peers]
        # a peer that finished nothing in the time has no rate to compare with
        ratios = [best[name] / first if first else float("inf") for name in (peers[0].name, "cached")]
        print(
            f"| {count} | {' | '.join(shown)} | {ratios[0]:.2f} | {_shown(runs['cached'])} | {ratios[1]:.2f} |",
            flush=True,
        )


def _shown(runs: list[Run]) -> str:
    rate, p50, p99 = (statistics.median(getattr(run, name) for run in runs) for name in ("rate", "p50", "p99"))
    failed = sum(run.failed for run in runs)
    return f"{rate:,.4g} ({p50:.3g}, {p99:.3g})" + (f" {failed} failed" if failed else "")


def _run(peer: Peer, queries: list[str], clients: int, seconds: int, run: str, home: Path) -> Run:
    file, script = home / "paths.txt", home / "asking.lua"
    file.write_text("".join(f"{peer.path}?query={query}\n" for query in queries))
    script.write_text(ASKING.format(file=str(file), fresh="true" if run else "false", run=run, accept=ACCEPT))
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", str(script)]
    text = subprocess.run(
        [*command, f"http://127.0.0.1:{peer.port}"], capture_output=True, text=True, check=True
    ).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return Run(rate, _milliseconds(text, "50%"), _milliseconds(text, "99%"), int(failed[1]) if failed else 0)


def _milliseconds(text: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}[unit]


@contextmanager
def ours(dump: Path) -> Iterator[Peer]:
    """This registry, serving the dump."""
    port = free_port()
    command = [sys.executable, "-c", OURS.format(port=port, dump=str(dump))]
    # the list of devices needs the index, which a server makes beside its work when it starts with a dump
    with served(command, f"http://127.0.0.1:{port}/devices"):
        yield Peer("ours", port, "/sparql")


@contextmanager
def oxigraph(dump: Path, home: Path) -> Iterator[Peer]:
    """The native Oxigraph server, read only."""
    port, folder = free_port(), home / "oxigraph"
    subprocess.run(["oxigraph", "load", "-l", folder, "-f", dump], check=True, capture_output=True)
    command = ["oxigraph", "serve-read-only", "-l", str(folder), "-b", f"127.0.0.1:{port}", "--union-default-graph"]
    with served(command, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D"):
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


if __name__ == "__main__":
    main()
