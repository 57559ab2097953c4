"""Kill the server with -9 during uploads, start it again, and look for lost receipts and for uploads half there."""

import argparse
import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

CFIT = [sys.executable, "-m", "registry"]
DEVICES_PER_FILE = 20
# the first upload after a start waits for a worker that loads the shapes
SECONDS_BEFORE_KILL = (2.5, 4.5)
PHONE = """
<https://example.org/device/{name}-{number}> a cfit:DeviceModel ; schema:name "{name} {number} (invented)" ;
    schema:brand <https://example.org/brand/invented> ;
    cfit:deviceKind <https://w3id.org/cfit/id/device-kind/smartphone> ; cfit:batteryCyclesAt80 {cycles} .
"""
HEAD = """@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix schema: <https://schema.org/> .
<https://example.org/brand/invented> a schema:Brand ; schema:name "Invented brand" .
"""


class Server:
    """A registry served from a home folder, killed and started again at will."""

    def __init__(self, home: Path) -> None:
        self.port = _free_port()
        self.environment = {**os.environ, "CFIT_HOME": str(home), "PORT": str(self.port)}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(
            [*CFIT, "serve"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                self.get("/readyz")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        sys.exit("the server did not come up again")

    def kill(self) -> None:
        """Kill the main process as a power cut would: nothing gets a chance to tidy up."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def get(self, path: str) -> bytes:
        """Read an address."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read()

    def put(self, path: str, token: str, body: bytes) -> dict:
        """Upload a file and return the receipt."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers, method="PUT"
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


def main() -> None:
    """Run the rounds and print what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        server = Server(home)
        token = _token(server)
        receipts: list[dict] = []
        for number in range(options.rounds):
            server.start()
            lost = [receipt for receipt in receipts[-50:] if not _kept(server, receipt)]
            _report_if(lost, f"round {number}: receipts lost")
            _upload_until_killed(server, token, number, chance, receipts)
        server.start()
        faults = [receipt for receipt in receipts if not _kept(server, receipt)] + _half(server)
        server.kill()
        verified = subprocess.run([*CFIT, "verify"], env=server.environment, capture_output=True, text=True)
    kept = verified.stdout.strip()
    print(f"{options.rounds} rounds, {len(receipts)} receipts, {len(faults)} lost or half; chain: {kept}")
    sys.exit(1 if faults or verified.returncode or not receipts else 0)


def _upload_until_killed(server: Server, token: str, number: int, chance: random.Random, receipts: list[dict]) -> None:
    """Three clients upload at once; the server dies somewhere in between."""

    def client(name: str) -> None:
        for file in range(1000):
            body = HEAD + "".join(
                PHONE.format(name=f"{name}-{number}", number=each, cycles=500 + file)
                for each in range(DEVICES_PER_FILE)
            )
            try:
                receipt = server.put(f"/graphs/crash/{name}-{number}", token, body.encode())
            except urllib.error.HTTPError as refusal:
                print(f"refused: {refusal.code} {refusal.read().decode()[:500]}")
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError, json.JSONDecodeError, OSError):
                return
            receipts.append({**receipt, "cycles": 500 + file})

    clients = [threading.Thread(target=client, args=(f"client{each}",)) for each in range(3)]
    for each in clients:
        each.start()
    time.sleep(chance.uniform(*SECONDS_BEFORE_KILL))
    server.kill()
    for each in clients:
        each.join()


def _kept(server: Server, receipt: dict) -> bool:
    """The bytes of the receipt are still there, with the fingerprint that it names."""
    try:
        body = server.get(f"/contributions/{receipt['sequence']}/bytes")
        return hashlib.sha256(body).hexdigest() == receipt["sha256"]
    except urllib.error.HTTPError:
        return False


def _half(server: Server) -> list[dict]:
    """Graphs that do not hold all devices of one upload: as many devices as a file has, all with the same value."""
    query = """PREFIX cfit: <https://w3id.org/cfit/ontology#>
    SELECT ?graph (COUNT(?device) AS ?devices) (COUNT(DISTINCT ?cycles) AS ?values) WHERE {
      GRAPH ?graph { ?device cfit:batteryCyclesAt80 ?cycles } } GROUP BY ?graph"""
    address = "/sparql?" + urllib.parse.urlencode({"query": query, "format": "json"})
    rows = json.loads(server.get(address))["results"]["bindings"]
    return [row for row in rows if (row["devices"]["value"], row["values"]["value"]) != (str(DEVICES_PER_FILE), "1")]


def _report_if(faults: list[dict], what: str) -> None:
    if faults:
        sys.exit(f"{what}: {faults}")


def _token(server: Server) -> str:
    command = [*CFIT, "member", "add", "crash", "--label", "Crash test (invented)"]
    return subprocess.run(command, env=server.environment, capture_output=True, text=True, check=True).stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
