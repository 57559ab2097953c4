"""How long a small file takes to be kept, and how many eight clients send, with more and more statements stored."""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
from products import free_port, served
from publish import HEAD, file_of

from registry.assembly import open_registry
from registry.core.names import STEWARD
from registry.keep import LICENCE, add_member, ensure_steward, shipped_files
from registry.publish import Accepted, Submission, publish
from registry.settings import Settings

# No upload waits for the index of the pages or for the look through the store: both would take the processor that is
# measured, for minutes at ten million statements.
SERVER = """
from pathlib import Path
from registry.index import DeviceIndex
from registry.settings import Settings
from registry.web.serving import serve
DeviceIndex.write = lambda index: None
serve(Settings(home=Path({folder!r}), port={port}, first_look_seconds=1e9))
"""
SIZES = (100_000, 1_000_000, 10_000_000)
SHELVES = ("reference", "criteria", "schemes")
"""What is shipped besides devices: without it nothing would be judged."""
PIECE = 100_000
TRIPLES = 100
REPEATS, CLIENTS, SECONDS = 40, 8, 20
GROUP = "bench"


@dataclass(frozen=True)
class Sender:
    """Who sends files to which server."""

    port: int
    token: str

    def put(self, dataset: str, body: bytes) -> None:
        """Send a file, which must be accepted."""
        address = f"http://127.0.0.1:{self.port}/graphs/{GROUP}/{dataset}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "text/turtle"}
        request = urllib.request.Request(address, data=body, headers=headers, method="PUT")
        with urllib.request.urlopen(request) as answer:
            assert answer.status in (200, 201), answer.status


def main() -> None:
    """Measure each size in turn and print a table in Markdown."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES)
    columns = []
    for size in arguments.parse_args().sizes:
        with tempfile.TemporaryDirectory(prefix="bench-commit-") as folder:
            columns.append((size, measured(size, Path(folder))))
    print("| what | " + " | ".join(f"{size:,} statements stored" for size, _ in columns) + " | last to first |")
    print("|---|" + "---|" * (len(columns) + 1))
    for what in columns[0][1]:
        values = [found[what] for _, found in columns]
        print(f"| {what} | " + " | ".join(f"{value:,.1f}" for value in values) + f" | {values[-1] / values[0]:.2f} |")


def measured(size: int, folder: Path) -> dict[str, float]:
    """Fill a registry, serve it, and send files to it."""
    token, port = filled(size, folder), free_port()
    command = [sys.executable, "-c", SERVER.format(folder=str(folder), port=port)]
    with served(command, f"http://127.0.0.1:{port}/livez") as server:
        wait_until_ready(port)
        sender = Sender(port, token)
        found = {
            "a file of 100 statements in a new graph, milliseconds": alone(sender, new=True),
            "the same in the place of another, milliseconds": alone(sender, new=False),
            f"files a second, {CLIENTS} clients": together(sender),
            "memory of the server and its workers, megabytes": memory(server.pid) / 1e6,
        }
        print(f"{size:,}: {found}", file=sys.stderr)
    return found


def filled(size: int, folder: Path) -> str:
    """A registry with so many statements about devices in graphs of others, and the token of a member."""
    now = datetime.now(UTC)
    registry = open_registry(Settings(home=folder), now.date())
    assert registry.ledger is not None
    ensure_steward(registry.ledger, now)
    for file in shipped_files():
        if file.path.parent.name in SHELVES:
            assert isinstance(publish(Submission(STEWARD, file.dataset, file.body()), registry, now), Accepted)
    made = add_member(registry.ledger, GROUP, "Bench (invented)", LICENCE, now)
    devices = folder / "devices.nq"
    with devices.open("w", encoding="utf-8") as target:
        target.writelines(others(size))
    registry.store.load_dump(devices)
    devices.unlink()
    registry.store.tidy()
    registry.close()
    del registry
    gc.collect()  # the store is free for the server once nothing refers to it
    return made.token


def others(size: int) -> Iterator[str]:
    """What other groups have said, a graph for each hundred thousand statements."""
    text = "".join(file_of(min(size, PIECE)))
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    piece = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    for copy in range(max(1, size // PIECE)):
        graph = f"<https://w3id.org/cfit/graph/other/{copy}> ."
        renamed = piece.replace("/device/bench-", f"/device/other-{copy}-").replace(
            "/evidence/bench-", f"/evidence/other-{copy}-"
        )
        yield from (line[:-1] + graph + "\n" for line in renamed.splitlines())


def wait_until_ready(port: int) -> None:
    """Wait until the server is ready and has counted what each graph holds, which it does once after a start."""
    for address in ("readyz", ".well-known/void"):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=600) as answer:
            answer.read()


def alone(sender: Sender, new: bool) -> float:
    """The median of one client, in milliseconds; the first file does not count."""
    times = []
    for number in range(REPEATS + 1):
        dataset = f"alone-{number}" if new else "alone-0"
        body = small(dataset, number)
        start = time.perf_counter()
        sender.put(dataset, body)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]) * 1000


def together(sender: Sender) -> float:
    """How many files a second several clients send, each with a dataset of its own."""
    end, sent = time.monotonic() + SECONDS, [0] * CLIENTS

    def work(client: int) -> None:
        while time.monotonic() < end:
            sender.put(f"together-{client}", small(f"client{client}", sent[client]))
            sent[client] += 1

    clients = [threading.Thread(target=work, args=[client]) for client in range(CLIENTS)]
    start = time.monotonic()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return sum(sent) / (time.monotonic() - start)


def small(name: str, number: int) -> bytes:
    """A file of about a hundred statements: four phones of the group's own, another each time."""
    phones = "".join(
        f"id:device\\/{GROUP}-{name}-{each} a cfit:DeviceModel ; schema:name 'Phone {name} {each} (invented)' ;\n"
        f" schema:brand id:brand\\/{GROUP}-brand ; cfit:deviceKind id:device-kind\\/smartphone ;\n"
        + "".join(f" cfit:{fact} {value} ;\n" for fact, value in FACTS)
        + f" cfit:batteryCyclesAt80 {800 + number} .\n"
        for each in range(4)
    )
    return f"{HEAD}id:brand\\/{GROUP}-brand a schema:Brand ; schema:name 'Bench (invented)' .\n{phones}".encode()


FACTS = (
    ("startOfPlacingOnMarket", '"2024-03-15"^^xsd:date'),
    ("operatingSystem", '"Android"'),
    ("isFoldable", "false"),
    ("osUpdateYearsAfterEndOfSale", "7"),
    ("batteryRatedCapacity", "5000"),
    ("batteryEndurancePerCycle", "3000"),
    ("batteryUserReplaceable", "true"),
    ("fallsWithoutDefect", "300"),
    ("freeFallClass", '"A"'),
    ("scratchMohs", "5"),
    ("ipRating", '"IP68"'),
    ("immersionDepth", "1.5"),
    ("repairabilityIndex", "4.50"),
    ("repairabilityClass", '"A"'),
    ("disassemblyDepthScore", "4.0"),
    ("fastenersScore", "4.0"),
    ("toolsScore", "4.0"),
    ("warrantyMonths", "36"),
    ("energyClass", '"B"'),
    ("chargerOutputPower", "30"),
)


def memory(process: int) -> float:
    """What a process and all below it hold, in bytes; pages that they share count once for each."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(memory(int(child)) for child in below)


if __name__ == "__main__":
    main()
