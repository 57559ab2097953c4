"""Fill the disk under a real server, again and again, and look for receipts lost, files half there, or no way back."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
from collections import Counter
from pathlib import Path

from bench.crash import CLIENTS, DATASETS, GONE, Sent, Server, against_the_ledger, file_of, half, kept, token_in
from bench.crash import Seen as SeenReceipts
from registry.settings import Settings

SIZE = 700_000_000
"""Room for the receipts of all rounds; the engine of the store reserves some before it needs it."""
FILES_PER_ROUND = 30
COMMENT = b"# " + b"x" * 300_000 + b"\n"
LEAST_LEFT = 200_000
REFUSALS = (
    (507, "The disk of the registry is full"),
    (503, "The registry takes no files now"),
    (503, "Too many files wait"),
)
"""The ledger is full; the store cannot show yet what the ledger has accepted last; nothing that waits can be kept."""
SECONDS_TO_MEND = 60


def main() -> None:
    """Mount a small disk, run the rounds on it, and print what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as log:
        # only root may mount; without it there is no small disk to fill
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True)
        try:
            found, seen = rounds(Path(folder), Path(log.name), options.rounds, random.Random(options.seed))
        except GONE:
            sys.exit(f"{traceback.format_exc()}\nThe server said:\n{Path(log.name).read_text()[-20_000:]}")
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    told = ", ".join(f"{count} answers {status}" for status, count in sorted(found.items()))
    print(f"{options.rounds} rounds, {len(seen.receipts)} receipts, {told}")
    print("\n".join(seen.faults) or "0 lost, 0 half, 0 doubled; the store is what the ledger says")
    sys.exit(1 if seen.faults or not (found["507"] or found["503"]) or not seen.receipts else 0)


def rounds(folder: Path, log: Path, number: int, chance: random.Random) -> tuple[Counter[str], SeenReceipts]:
    """In each round a ballast leaves little room, files are sent until it is gone, and then there is room again."""
    seen, found = SeenReceipts(), Counter[str]()
    server, ballast = Server(Settings(home=folder / "home"), log), folder / "ballast"
    server.token = token_in(server.settings)
    for each in range(number):
        waiting: list[tuple[Sent, dict]] = []
        server.start()
        _fill(ballast, chance.randint(LEAST_LEFT, 8_000_000))
        for file in range(FILES_PER_ROUND):
            found[_send(server, seen, _large(each, file), waiting)] += 1
        server.get("/livez")
        ballast.unlink()
        _wait_until_ready(server)
        if (status := _send(server, seen, _large(each, FILES_PER_ROUND), waiting)) not in ("201", "202"):
            seen.faults.append(f"round {each}: {status} although there is room again")
        for sent, answer in waiting:
            seen.note(sent, _receipt(server, answer))
        seen.faults += [f"round {each}: {fault}" for fault in half(server)]
        server.kill()
    server.start()
    seen.faults += [f"receipt {each} lost" for each, sha in seen.receipts.items() if not kept(server, each, sha)]
    server.kill()
    seen.faults += against_the_ledger(server.settings, seen)
    return found, seen


def _fill(ballast: Path, left: int) -> None:
    """Take all room but so many bytes."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 100_000)
        except OSError:
            pass
        size = file.tell()
    with ballast.open("r+b") as file:
        file.truncate(max(0, size - left))


def _wait_until_ready(server: Server) -> None:
    """A server with room again mends itself, and starts again for that where it must."""
    until = time.monotonic() + SECONDS_TO_MEND
    while time.monotonic() < until:
        try:
            if json.loads(server.get("/readyz"))["contributions_behind_the_ledger"] == 0:
                return
        except GONE:
            pass
        time.sleep(0.1)


def _receipt(server: Server, answer: dict) -> dict:
    """Wait for the receipt of a file; the server may start again meanwhile."""
    until = time.monotonic() + SECONDS_TO_MEND
    while True:
        try:
            return server.receipt(answer)
        except GONE:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _send(server: Server, seen: SeenReceipts, sent: Sent, waiting: list[tuple[Sent, dict]]) -> str:
    """Send a file, and say how it was answered; one that is judged later may wait until there is room again."""
    try:
        answer = server.hand_in(sent)
    except urllib.error.HTTPError as refusal:
        if (refusal.code, json.load(refusal)["title"]) not in REFUSALS:
            seen.faults.append(f"{sent.key}: {refusal.code}")
        return str(refusal.code)
    except GONE as error:
        seen.faults.append(f"{sent.key}: {error}")
        return "none"
    if "sequence" not in answer:
        waiting.append((sent, answer))
        return "202"
    seen.note(sent, answer)
    return "201"


def _large(number: int, file: int) -> Sent:
    """A file that takes room in the ledger and little in the store."""
    sent = file_of(number, file % CLIENTS, file)
    return Sent(f"client{file % CLIENTS}-{number % DATASETS}", sent.key, COMMENT + sent.body, sent.later)


if __name__ == "__main__":
    main()
