"""Ten attackers with every bomb beside five polite clients: what the polite notice, and what it costs the server."""

import argparse
import http.client
import itertools
import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote

from products import free_port, grown, served

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from bomb_shapes import bombs

ATTACKERS, EACH, POLITE = 10, 3, 5
NAMES = "PREFIX cfit: <https://w3id.org/cfit/ontology#> PREFIX schema: <https://schema.org/> "
QUERIES = (
    "SELECT * { <https://w3id.org/cfit/id/device/eprel-2378858> ?property ?value } # NUMBER",
    "ASK { ?device cfit:repairabilityIndex NUMBER }",
    "SELECT ?name { ?device schema:brand <https://w3id.org/cfit/id/brand/fairphone> ; schema:name ?name } # NUMBER",
)
PAGES = ("/doc/device/eprel-2378858?NUMBER",)
POLITELY = (*("/sparql?query=" + quote(NAMES + query) for query in QUERIES), *PAGES)
FORM = "application/x-www-form-urlencoded"
ACCEPT = "application/sparql-results+json, text/turtle;q=0.5, text/html;q=0.4"


@dataclass
class Seen:
    """What one kind of client saw: times in milliseconds, and outcomes."""

    times: list[float] = field(default_factory=list)
    outcomes: Counter = field(default_factory=Counter)

    @property
    def p99(self) -> float:
        """The time within which 99 of 100 were answered."""
        return sorted(self.times)[int(len(self.times) * 0.99)]


class Client(threading.Thread):
    """One client at an address of its own, asking one thing after the other until it is told to stop."""

    def __init__(self, port: int, address: str, paths, pause: float, seen: Seen, stop: Event) -> None:
        super().__init__(daemon=True)
        self.port, self.address, self.paths, self.pause, self.seen, self.halt = port, address, paths, pause, seen, stop

    def run(self) -> None:
        """Ask until told to stop."""
        for path in self.paths:
            if self.halt.is_set():
                return
            start = time.perf_counter()
            outcome = self.ask(path)
            self.seen.times.append((time.perf_counter() - start) * 1000)
            self.seen.outcomes[outcome] += 1
            time.sleep(self.pause)

    def ask(self, asked: str) -> object:
        """Ask once, a long query as a form; the status, or what went wrong with the connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(self.address, 0))
        try:
            if asked.startswith("/"):
                connection.request("GET", asked, headers={"Accept": ACCEPT})
            else:
                connection.request("POST", "/sparql", asked, {"Accept": ACCEPT, "Content-Type": FORM})
            response = connection.getresponse()
            response.read()
            return response.status
        except OSError as error:
            return type(error).__name__
        finally:
            connection.close()


def main() -> None:
    """Measure the polite clients alone, then beside the attackers, and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--triples", type=int, default=0)
    parser.add_argument("--dump", type=Path, help="what a registry holds, as cfit dump wrote it, to save time")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump, port = Path(folder) / "registry.nq", free_port()
        triples = grown(wanted.triples, dump, wanted.dump)
        command = [sys.executable, "-m", "registry", "serve", "--dump", str(dump)]
        with served(command, f"http://127.0.0.1:{port}/devices", PORT=str(port)) as server:
            fine = report(server.pid, port, wanted.seconds, triples)
    sys.exit(0 if fine else 1)


def report(parent: int, port: int, seconds: float, triples: int) -> bool:
    """Run both parts, print a table, and say whether the promises were kept."""
    alone, _, _ = period(parent, port, min(60.0, seconds / 2))
    web = children(parent)[0]
    before = resident(web)
    beside, attackers, most = period(parent, port, seconds, bombing)
    after, same = resident(web), web in children(parent)
    success = beside.outcomes[200] / beside.outcomes.total()
    print(f"{triples:,} triples, {ATTACKERS} attackers with {EACH} connections each, {POLITE} polite clients;")
    print(f"{seconds:g} seconds\n")
    print("| polite clients | alone | beside the attackers |\n|---|---|---|")
    print(f"| requests | {len(alone.times)} | {len(beside.times)} |")
    print(f"| answered | {alone.outcomes[200] / alone.outcomes.total():.2%} | {success:.2%} |")
    for name, of in (
        ("p50", lambda seen: statistics.median(seen.times)),
        ("p99", lambda seen: seen.p99),
        ("most", lambda seen: max(seen.times)),
    ):
        print(f"| {name}, ms | {of(alone):.0f} | {of(beside):.0f} |")
    print(f"\nattackers: {dict(attackers.outcomes)}; polite: {dict(beside.outcomes)}, alone {dict(alone.outcomes)}")
    print(f"web process: {'the same' if same else 'another'}, {before >> 20} MB before and {after >> 20} MB after")
    print(f"all processes together: at most {most >> 20} MB")
    return same and success == 1 and beside.p99 - alone.p99 <= 250


def period(parent: int, port: int, seconds: float, attacking: Callable | None = None) -> tuple[Seen, Seen, int]:
    """Let the clients ask for some time; what polite ones and attackers saw, and the most memory at a time."""
    polite, stop, most = Seen(), multiprocessing.Event(), 0
    clients = [Client(port, f"127.0.1.{each + 1}", politely(each), 0.05, polite, stop) for each in range(POLITE)]
    told = multiprocessing.SimpleQueue()
    attack = [multiprocessing.Process(target=attacking, args=(port, stop, told))] if attacking else []
    for client in (*clients, *attack):
        client.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, sum(resident(process) for process in family(parent)))
        time.sleep(0.25)
    stop.set()
    for client in clients:
        client.join(60)
    return polite, told.get() if attack else Seen(), most


def bombing(port: int, stop: Event, told: SimpleQueue) -> None:
    """All attackers, in a process of their own: what they compute is not to delay the clock of the polite ones."""
    seen = Seen()
    clients = [
        Client(port, f"127.0.2.{each + 1}", hostile(each * EACH + one), 0.01, seen, stop)
        for each in range(ATTACKERS)
        for one in range(EACH)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    told.put(seen)


def politely(seed: int):
    """Small questions and pages without end, each another one, so that nothing is answered from what was kept."""
    for number in itertools.count():
        yield POLITELY[number % len(POLITELY)].replace("NUMBER", str(seed * 100_000 + number))


def hostile(seed: int):
    """Every bomb again and again, each time another text, in an order of one's own."""
    shapes, drawn = list(bombs()), random.Random(seed)
    for number in itertools.count():
        asked = "query=" + quote(f"{drawn.choice(shapes).query} #{seed} {number}")
        yield f"/sparql?{asked}" if len(asked) < 5_000 else asked


def family(parent: int) -> list[int]:
    """A process and all that came from it."""
    found = [parent]
    for process in found:
        found += children(process)
    return found


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    try:
        texts = [(task / "children").read_text() for task in Path(f"/proc/{parent}/task").iterdir()]
    except OSError:
        return []
    return sorted(int(each) for text in texts for each in text.split())


def resident(process: int) -> int:
    """The bytes of memory that a process holds."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


if __name__ == "__main__":
    main()
