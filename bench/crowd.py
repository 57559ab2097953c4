"""A thousand who read slowly, send slowly, or only connect, beside five polite clients: what the polite notice."""

import argparse
import asyncio
import resource
import socket
import statistics
import sys
import tempfile
import time
from functools import partial
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote

from bombs import POLITE, Seen, children, period, resident
from products import free_port, grown, served

MANY = 1_000
ANSWERS = 8  # different large answers, so that most come from what was kept
READ = "GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: application/sparql-results+json\r\n\r\n"
QUERY = quote("SELECT * { ?s ?p ?o } LIMIT ")
SEND = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9000\r\n\r\nASK"
KINDS = {
    "read a byte a second of 2 MB": lambda number: READ.format(query=QUERY + str(20_000 + number % ANSWERS)),
    "send a byte a second of a query": lambda _: SEND,
    "connect and ask nothing": lambda _: "",
}


def main() -> None:
    """Measure the polite clients alone, then beside each kind of crowd, and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--addresses", type=int, default=10)
    parser.add_argument("--dump", type=Path, help="what a registry holds, as cfit dump wrote it, to save time")
    wanted = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4 * MANY, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as folder:
        dump, port = Path(folder) / "registry.nq", free_port()
        triples = grown(0, dump, wanted.dump)
        print(f"{triples:,} triples, {MANY} connections from {wanted.addresses} addresses, {POLITE} polite clients;")
        print(f"{wanted.seconds:g} seconds each\n")
        print("| the crowd | polite: answered | p50, p99, most, ms | files before, after | MB before, after, most |")
        print("|---|---|---|---|---|", flush=True)
        command = [sys.executable, "-m", "registry", "serve", "--dump", str(dump)]
        with served(command, f"http://127.0.0.1:{port}/devices", PORT=str(port)) as server:
            alone, _, most = period(server.pid, port, min(60.0, wanted.seconds / 2))
            web = web_process(server.pid)
            print(row("nobody", alone, most, (files(web),) * 2, (resident(web),) * 2), flush=True)
            is_fine = True
            for kind in KINDS:
                before = files(web), resident(web)
                crowd = partial(crowding, kind, wanted.addresses)
                beside, _, most = period(server.pid, port, wanted.seconds, crowd)
                time.sleep(5)
                after = files(web), resident(web)
                print(row(kind, beside, most, *zip(before, after, strict=True)), flush=True)
                success = beside.outcomes[200] == beside.outcomes.total()
                is_fine &= success and web == web_process(server.pid) and beside.p99 - alone.p99 <= 250
    sys.exit(0 if is_fine else 1)


def row(kind: str, seen: Seen, most: int, open_files: tuple[int, int], held: tuple[int, int]) -> str:
    """A line of the table."""
    answered = f"{seen.outcomes[200]:,} of {seen.outcomes.total():,}"
    times = f"{statistics.median(seen.times):.0f}, {seen.p99:.0f}, {max(seen.times):.0f}"
    memory = ", ".join(str(each >> 20) for each in (*held, most))
    return f"| {kind} | {answered} | {times} | {open_files[0]}, {open_files[1]} | {memory} |"


def web_process(parent: int) -> int:
    """The process that answers, of those that the server has started."""
    return max(children(parent), key=files)


def files(process: int) -> int:
    """How many files a process has open."""
    return len([*Path(f"/proc/{process}/fd").iterdir()])


def crowding(kind: str, addresses: int, port: int, stop: Event, told: SimpleQueue) -> None:
    """All of a crowd, in a process of their own."""
    seen = Seen()
    asyncio.run(crowd_of(kind, addresses, port, stop))
    told.put(seen)


async def crowd_of(kind: str, addresses: int, port: int, stop: Event) -> None:
    """A thousand connections, each begun again when it ends, until told to stop."""
    ones = [asyncio.create_task(one_of(KINDS[kind](each), each % addresses, port)) for each in range(MANY)]
    while not stop.is_set():
        await asyncio.sleep(0.2)
    for each in ones:
        each.cancel()


async def one_of(text: str, address: int, port: int) -> None:
    """Connect, say what is to be said, and go on slowly."""
    loop = asyncio.get_running_loop()
    while True:
        with socket.socket() as connection:
            connection.setblocking(False)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            connection.bind((f"127.0.3.{address + 1}", 0))
            try:
                await loop.sock_connect(connection, ("127.0.0.1", port))
                await loop.sock_sendall(connection, text.encode())
                await slowly(connection, is_sending=text is SEND)
            except OSError:
                pass
        await asyncio.sleep(0.05)


async def slowly(connection: socket.socket, is_sending: bool) -> None:
    """A byte a second, until the other side ends it."""
    loop = asyncio.get_running_loop()
    while is_sending or await loop.sock_recv(connection, 1):
        if is_sending:
            await loop.sock_sendall(connection, b" ")
        await asyncio.sleep(1)


if __name__ == "__main__":
    main()
