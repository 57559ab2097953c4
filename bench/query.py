"""Requests a second and how long they take, for the SPARQL endpoint and its peers on the same data, in turns."""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import mix
import peers
from peers import Peer
from products import grown

CLIENTS = (1, 16, 64)
NAMES = "PREFIX cfit: <https://w3id.org/cfit/ontology#> PREFIX schema: <https://schema.org/> "
ROWS = NAMES + "SELECT ?d ?name ?brand { ?d a cfit:DeviceModel ; schema:name ?name ; schema:brand ?brand } LIMIT "
ACCEPT = "application/sparql-results+json"
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
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dump", type=Path, help="what a registry holds, as cfit dump wrote it, to save time")
    parser.add_argument("--rdflib-python", default="", help="a Python with rdflib-endpoint, for the question mix")
    parser.add_argument("--compacted", action="store_true", help="let the native Oxigraph compact its store first")
    parser.add_argument("--only", default="point,100 rows,10000 rows,mix")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        small, large = home / "small.nq", home / "large.nq"
        grown(0, small, wanted.dump)
        kinds = [kind for kind in ("point", "100 rows", "10000 rows") if kind in wanted.only.split(",")]
        if kinds:
            many = grown(wanted.triples, large, small)
            with ExitStack() as stack:
                running = [stack.enter_context(started) for started in peers.found(large, home, wanted.compacted)]
                for kind in kinds:
                    _measured(f"{kind}, {many:,} triples", _paths(kind, large), running, wanted, home)
        if "mix" in wanted.only.split(","):
            mix.compare(small, home / "smaller.nq", wanted.rdflib_python or sys.executable)


def _paths(kind: str, dump: Path) -> list[str]:
    if kind != "point":
        return [quote(ROWS + kind.split()[0])]
    with dump.open() as lines:
        devices = sorted({line.split(" ", 1)[0] for line in lines if "/id/device/" in line.split(" ", 1)[0]})
    step = max(1, len(devices) // 1_000)
    return [quote(f"SELECT * {{ {device} ?p ?o }}") for device in devices[::step]]


def _measured(title: str, queries: list[str], running: list[Peer], wanted, home: Path) -> None:
    print(f"\n{title}; requests a second, p50 and p99 in milliseconds\n")
    print("| clients | " + " | ".join(peer.name for peer in running) + " | ratio | ours from the cache | ratio |")
    print("|---|" + "---|" * (len(running) + 3))
    for peer in running:
        _run(peer, queries, CLIENTS[1], wanted.seconds, "warm", home)
    for count in CLIENTS:
        runs = defaultdict(list)
        for turn in range(wanted.rounds):
            # a machine that others use too has better and worse minutes: nobody always comes behind the same one
            for peer in running[::-1] if turn % 2 else running:
                runs[peer.name].append(_run(peer, queries, count, wanted.seconds, f"{count}-{turn}", home))
            runs["cached"].append(_run(running[0], queries[:1], count, wanted.seconds, "", home))
        best = {name: statistics.median(run.rate for run in of) for name, of in runs.items()}
        first = best[running[1].name] if len(running) > 1 else float("nan")
        shown = [_shown(runs[peer.name]) for peer in running]
        # a peer that finished nothing in the time has no rate to compare with
        ratios = [best[name] / first if first else float("inf") for name in (running[0].name, "cached")]
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


if __name__ == "__main__":
    main()
