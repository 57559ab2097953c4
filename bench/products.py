"""A registry of any size to measure with, the shipped devices again and again under other names; and its servers."""

import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from registry.assembly import open_registry
from registry.core.contribution import Action, Draft
from registry.core.names import STEWARD
from registry.following import apply
from registry.keep import LICENCE, ensure_steward, shipped_files
from registry.settings import IDS, Settings

DEVICE = re.compile(rf"<{re.escape(IDS)}device/")


def grown(triples: int, file: Path, dump: Path | None = None) -> int:
    """Write so many statements of a registry to a file of N-Quads, or all that are shipped, and say how many it has."""
    lines = dump.read_text(encoding="utf-8").splitlines(keepends=True) if dump else shipped()
    about_devices = [line for line in lines if DEVICE.search(line)]
    written = len(lines)
    with file.open("w", encoding="utf-8") as target:
        target.writelines(lines)
        copy = 0
        while written < triples:
            copy += 1
            target.writelines(DEVICE.sub(f"<{IDS}device/copy{copy}-", line) for line in about_devices)
            written += len(about_devices)
    return written


def shipped() -> list[str]:
    """Everything a registry holds after `cfit load`; not checked, to save time."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        registry = open_registry(Settings(home=Path(folder) / "home"), now.date())
        ensure_steward(registry.ledger, now)
        for file in shipped_files():
            report = '{"findings": [], "left_out": 0}'
            draft = Draft(
                STEWARD, file.dataset, Action.REPLACE, "text/turtle", file.body(), LICENCE, now, "bench", report
            )
            apply(registry.store, registry.ledger.append(draft), now.date())
        lines = list(registry.store.lines())
        registry.close()
    return lines


@contextmanager
def served(
    command: list[str], address: str, seconds: float = 3_600, quiet: bool = False, **environment: str
) -> Iterator[subprocess.Popen]:
    """A server as long as it is needed: given when something answers at the address; quiet ones may not complain."""
    complaints = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=complaints)
    try:
        end = time.monotonic() + seconds
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > end:
                sys.exit(f"{command[0]} did not come up")
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens at, below those that the system gives to whoever calls out while a server starts."""
    while True:
        with socket.socket() as server, suppress(OSError):
            server.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            return server.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=60):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
