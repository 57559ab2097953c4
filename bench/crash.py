"""Kill the server with -9, at named points and by chance, and look for receipts that are lost, half or doubled."""

import argparse
import faulthandler
import hashlib
import http.client
import json
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from bench.crash_points import POINTS, arm
from registry import keep
from registry.ledger import Ledger
from registry.settings import Settings
from registry.web import serving

CLIENTS, DATASETS, DEVICES_PER_FILE = 3, 10, 20
LATER = 2
"""The client whose files wait until the server judges them."""
SECONDS_BEFORE_KILL, LONGEST_WAY = (0.2, 1.2), 2.5
"""When death comes by chance; and how long a server gets to arrive at the point at which it dies."""
LATEST_CALL = 5
LONGEST_WAIT = 120
GROUP = "crash"
PHONE = """
<https://example.org/device/{name}-{number}> a cfit:DeviceModel ; schema:name "{name} {number} (invented)" ;
    schema:brand <https://example.org/brand/invented> ;
    cfit:deviceKind <https://w3id.org/cfit/id/device-kind/smartphone> ; cfit:batteryCyclesAt80 {cycles} .
"""
HEAD = """@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix schema: <https://schema.org/> .
<https://example.org/brand/invented> a schema:Brand ; schema:name "Invented brand" .
"""
GONE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError, json.JSONDecodeError, OSError)


@dataclass(frozen=True)
class Sent:
    """A file on its way: to which dataset, under which key, its bytes, and whether it is to be judged later."""

    dataset: str
    key: str
    body: bytes
    later: bool = False


@dataclass
class Seen:
    """What all rounds saw together."""

    receipts: dict[int, str] = field(default_factory=dict)
    waiting: list[Sent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    slowest_start: float = 0.0

    def note(self, sent: Sent, receipt: dict) -> None:
        """Keep a receipt, which must be that of the file."""
        sha = hashlib.sha256(sent.body).hexdigest()
        if receipt["sha256"] != sha or self.receipts.get(receipt["sequence"], sha) != sha:
            self.faults.append(f"{receipt['sequence']} is the receipt of another file")
        self.receipts[receipt["sequence"]] = sha


class Server:
    """A registry served from a home folder by a process of its own, killed and started again at will."""

    def __init__(self, settings: Settings, log: Path | None = None) -> None:
        """The log takes what the server says of its failures, where somebody wants to know."""
        self.settings, self.log = settings, log or Path(os.devnull)
        self._child, self._gone = 0, -1
        self.token = ""

    def start(self, point: str = "", call: int = 0) -> None:
        """Start and wait until it answers, or is dead again."""
        self.settings = replace(self.settings, port=free_port())
        self._gone, alive = os.pipe()
        self._child = os.fork()
        if not self._child:
            os.close(self._gone)
            self._serve(point, call)
        os.close(alive)
        while not self.dead():
            try:
                self.get("/readyz")
                return
            except urllib.error.HTTPError:
                return
            except GONE:
                time.sleep(0.02)

    def _serve(self, point: str, call: int) -> None:
        """Serve and never return: what the main process has begun, such as its temporary folder, is not ours to end."""
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            if point:
                arm(POINTS[point], call)
            os.dup2(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
            faulthandler.enable()
            serving.serve(self.settings)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)

    def dead(self) -> bool:
        """Whether the main process has ended."""
        return os.waitid(os.P_PID, self._child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill(self) -> bool:
        """Kill the main process as a power cut would, wait until none holds the store; say whether it ended before."""
        os.kill(self._child, signal.SIGKILL)
        _, status = os.waitpid(self._child, 0)
        os.read(self._gone, 1)  # ends when the last process that could write is gone
        os.close(self._gone)
        return not os.WIFSIGNALED(status)

    def get(self, path: str) -> bytes:
        """Read an address."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.settings.port}{path}", timeout=20) as answer:
            return answer.read()

    def put(self, sent: Sent) -> dict:
        """Upload a file and return the receipt; of one that is judged later, when that is done."""
        return self.receipt(self.hand_in(sent))

    def hand_in(self, sent: Sent) -> dict:
        """Upload a file and return the answer: the receipt, or where to ask for it."""
        headers = {"Content-Type": "text/turtle", "Idempotency-Key": sent.key}
        headers |= {"Prefer": "respond-async"} if sent.later else {}
        return self._ask(f"/graphs/{GROUP}/{sent.dataset}", headers, sent.body)

    def receipt(self, answer: dict) -> dict:
        """Wait until a file is judged, for which the server needs room on its disk."""
        until = time.monotonic() + LONGEST_WAIT
        while "sequence" not in answer:
            if time.monotonic() > until:
                raise TimeoutError(f"{answer['job']} was not judged in {LONGEST_WAIT} s")
            time.sleep(0.02)
            told = self._ask(answer["job"])
            answer = self._ask(told["result"]) if told["state"] == "done" else told
        return answer

    def _ask(self, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> dict:
        address = f"http://127.0.0.1:{self.settings.port}{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", **(headers or {})}
        request = urllib.request.Request(address, data=body, headers=headers, method="PUT" if body else "GET")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


def main() -> None:
    """Run the rounds and print what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--checks-inside", action="store_true", help="check files in the server: starts faster")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        server = Server(Settings(home=Path(home)))
        if options.checks_inside:
            _check_inside()
        server.token = token_in(server.settings)
        seen = rounds(server, options.rounds, random.Random(options.seed))
        seen.faults += against_the_ledger(server.settings, seen)
    named = sum(count for name, count in seen.ended.items() if name)
    print(
        f"{options.rounds} rounds, {named} ended at a named point ({len(seen.ended.keys() - {''})} of {len(POINTS)}), "
        f"{len(seen.receipts)} receipts, {seen.repeated} files sent again, slowest start {seen.slowest_start:.1f} s"
    )
    print("\n".join(seen.faults) or "0 lost, 0 half, 0 doubled; the store is what the ledger says")
    sys.exit(1 if seen.faults or not seen.receipts else 0)


def rounds(server: Server, number: int, chance: random.Random) -> Seen:
    """Two of three rounds end at a named point, each point in turn; the others by chance."""
    seen, points = Seen(), cycle(POINTS)
    for each in range(number):
        point = next(points) if each % 3 else ""
        start = time.monotonic()
        server.start(point, chance.randint(1, LATEST_CALL))
        seen.slowest_start = max(seen.slowest_start, time.monotonic() - start)
        _look(server, seen, each)
        _work(server, seen, each, LONGEST_WAY if point else chance.uniform(*SECONDS_BEFORE_KILL), "snapshot" in point)
        seen.ended[point if point and server.dead() else ""] += 1
        if server.kill():
            seen.faults.append(f"round {each}: the server ended by itself")
        if each % 50 == 49:
            print(f"round {each + 1}: {len(seen.receipts)} receipts, {len(seen.faults)} faults", file=sys.stderr)
    server.start()
    _look(server, seen, number)
    seen.faults += [f"receipt {each} lost" for each in seen.receipts if not kept(server, each, seen.receipts[each])]
    server.kill()
    return seen


def _look(server: Server, seen: Seen, number: int) -> None:
    """What the server says after a start; files whose answer got lost are sent again under the same key."""
    try:
        seen.faults += [f"round {number}: {fault}" for fault in half(server)]
        newest = [*seen.receipts.items()][-10:]
        seen.faults += [f"round {number}: receipt {each} lost" for each, sha in newest if not kept(server, each, sha)]
        while seen.waiting:
            seen.note(seen.waiting[-1], server.put(seen.waiting[-1]))
            seen.waiting.pop()
            seen.repeated += 1
    except urllib.error.HTTPError as refusal:
        seen.faults.append(f"round {number}: {refusal.code} {refusal.read().decode()[:300]}")
    except GONE:
        return  # dead again already


def _work(server: Server, seen: Seen, number: int, seconds: float, queries: bool) -> None:
    """Clients upload, and ask where snapshots are wanted, until the server dies."""
    over = threading.Event()
    clients = [threading.Thread(target=_upload, args=(server, seen, number, each)) for each in range(CLIENTS)]
    clients += [threading.Thread(target=_ask, args=(server, over))] if queries else []
    for each in clients:
        each.start()
    until = time.monotonic() + seconds
    while not server.dead() and time.monotonic() < until:
        time.sleep(0.005)
    if not server.dead():
        os.kill(server._child, signal.SIGKILL)
    over.set()
    for each in clients:
        each.join()


def _upload(server: Server, seen: Seen, number: int, client: int) -> None:
    for file in range(1_000):
        sent = file_of(number, client, file)
        try:
            seen.note(sent, server.put(sent))
        except urllib.error.HTTPError as refusal:
            seen.faults.append(f"round {number}: {refusal.code} {refusal.read().decode()[:300]}")
            return
        except GONE:
            seen.waiting.append(sent)
            return


def file_of(number: int, client: int, file: int) -> Sent:
    """A file whose devices all have one value that no other file of the dataset has."""
    name, cycles = f"client{client}-{number % DATASETS}", 500 + number * 10 + file
    phones = (PHONE.format(name=name, number=each, cycles=cycles) for each in range(DEVICES_PER_FILE))
    body = f"# round {number}, file {file}\n{HEAD}{''.join(phones)}"
    return Sent(name, f"{number}-{client}-{file}", body.encode(), later=client == LATER)


def _ask(server: Server, over: threading.Event) -> None:
    """A query makes a snapshot of each new revision."""
    query = "/sparql?" + urlencode({"query": "ASK { ?device a ?kind }"})
    while not over.is_set():
        try:
            server.get(query)
        except GONE:
            return


def half(server: Server) -> Iterator[str]:
    """Graphs that hold anything else than one whole upload: as many devices as a file has, all with the same value."""
    for dataset in (f"client{client}-{number}" for client in range(CLIENTS) for number in range(DATASETS)):
        try:
            text = server.get(f"/graphs/{GROUP}/{dataset}").decode()
        except urllib.error.HTTPError:
            continue  # nobody has filled it yet
        cycles = [
            line.rpartition("batteryCyclesAt80")[2].strip(" .;\t") for line in text.splitlines() if "Cycles" in line
        ]
        if len(cycles) != DEVICES_PER_FILE or len({*cycles}) != 1:
            yield f"{dataset} is half: {Counter(cycles)}"


def kept(server: Server, sequence: int, sha256: str) -> bool:
    """The bytes of the receipt are still there, with the fingerprint that it names."""
    try:
        return hashlib.sha256(server.get(f"/contributions/{sequence}/bytes")).hexdigest() == sha256
    except urllib.error.HTTPError:
        return False


def against_the_ledger(settings: Settings, seen: Seen) -> Iterator[str]:
    """No file twice, the chain whole, and a store made anew from the ledger holds the same."""
    from registry.following import catch_up
    from registry.store import Store

    ledger, today = Ledger(settings.ledger_url), datetime.now(UTC).date()
    kept = Counter(each.sha256 for each in ledger.since(0))
    yield from (f"{sha} was kept {count} times" for sha, count in kept.items() if count > 1)
    yield from (f"receipt {number} is not in the ledger" for number, sha in seen.receipts.items() if not kept[sha])
    yield from keep.verify(ledger)
    anew = Store()
    catch_up(anew, ledger, today)
    held = Store(settings.store_folder)
    if [*anew.lines()] != [*held.lines()]:
        yield "the store does not hold what the ledger says"
    if anew.past.lines() != held.past.lines():
        yield "the past of the store is not what the ledger says"


def _check_inside() -> None:
    """Files are checked in the server itself, and what never changes is loaded once for all rounds."""
    from registry import assembly
    from registry.workers.checks import Checks
    from tests.test_isolation import Inside

    inside, words = Inside(), assembly.load_words()
    assembly.load_words = lambda: words
    Checks.warm_up = lambda self: None
    Checks.session = lambda self: inside.session()


def token_in(settings: Settings) -> str:
    """Make a registry with one member."""
    settings.home.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(settings.ledger_url)
    keep.ensure_steward(ledger, datetime.now(UTC))
    made = keep.add_member(ledger, GROUP, "Crash test (invented)", keep.LICENCE, datetime.now(UTC))
    ledger.close()
    return made.token


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
