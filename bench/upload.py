"""Send 100,000 triples with 50 faults to a real server, by curl and by the page, and look for each fault."""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.crash import GROUP, Server, token_in
from bench.publish import FIELDS, HEAD
from registry.settings import Settings

FAULTS = (
    ' cfit:warrantyMonths "two years" ;',
    " cfit:repairabilityIndex 99.0 ;",
    ' cfit:isFoldable "no" ;',
    ' cfit:startOfPlacingOnMarket "2026-02-30"^^xsd:date ;',
    " cfit:repairInstructions <javascript:alert(1)> ;",
    " cfit:deviceKind id:device-kind\\/toaster ;",
    " schema:brand id:brand\\/nothing ;",
    " cfit:memorySize 8, 16 ;",
    None,  # no name
    "other",  # somebody else's device
)
"""What is planted: a line that is wrong, or what is wrong with the thing as a whole."""
LONGEST_CHECK = 300_000
"""Milliseconds for which the browser waits for a report."""
PER_DEVICE = 4 + len(FIELDS)


def main() -> None:
    """Print how long each way takes, and which faults were not told at their lines."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--triples", type=int, default=100_000)
    options = arguments.parse_args()
    body, lines = planted(options.triples, 50, GROUP)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file, server = Path(folder) / "phones.ttl", Server(Settings(home=Path(folder) / "home"))
        file.write_bytes(body)
        server.token = token_in(server.settings)
        server.start()
        missed = 0
        for way, send in WAYS.items():
            start = time.monotonic()
            told = send(server, file)
            seconds = time.monotonic() - start
            print(f"{way}: {len(body):,} bytes, {len(lines & told)} of {len(lines)} faults told, {seconds:.1f} s")
            print(f"  not told: {sorted(lines - told)}, told besides: {sorted(told - lines)}")
            missed += len(lines ^ told)
        server.kill()
    sys.exit(1 if missed else 0)


def by_curl(server: Server, file: Path) -> set[int]:
    """The lines that the answer to curl names."""
    headers = ["-H", f"Authorization: Bearer {server.token}", "-H", "Content-Type: text/turtle"]
    address = f"http://127.0.0.1:{server.settings.port}/graphs/{GROUP}/phones"
    command = [
        "curl",
        "-sS",
        "-X",
        "PUT",
        *headers,
        "-H",
        "Accept: application/json",
        "--data-binary",
        f"@{file}",
        address,
    ]
    answer = subprocess.run(command, capture_output=True, check=True).stdout
    return {finding["line"] for finding in json.loads(answer)["findings"]}


def by_form(server: Server, file: Path) -> set[int]:
    """The lines that the page names, for the form that a browser without scripts sends."""
    fields = {"group": GROUP, "dataset": "phones", "do": "contribute", "token": server.token}
    form = [part for name, value in fields.items() for part in ("-F", f"{name}={value}")]
    form += ["-F", f"file=@{file};type=text/turtle"]
    address = f"http://127.0.0.1:{server.settings.port}/contribute"
    page = subprocess.run(["curl", "-sS", *form, address], capture_output=True, check=True).stdout.decode()
    return lines_on(page)


def by_browser(server: Server, file: Path) -> set[int]:
    """The lines that the page names in a browser, where it shows how far the file has come."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.settings.port}/contribute")
        page.set_input_files("#file", file)
        for name, value in {"group": GROUP, "dataset": "phones", "token": server.token}.items():
            page.fill(f"#{name}", value)
        page.click("button[value=contribute]")
        page.wait_for_selector(".where", timeout=LONGEST_CHECK)
        lines = lines_on(page.content())
        browser.close()
    return lines


def lines_on(page: str) -> set[int]:
    """The places that a page with a report names."""
    return {int(line) for line in re.findall(r'class="where">Line (\d+)', page)}


def planted(triples: int, faults: int, group: str) -> tuple[bytes, set[int]]:
    """A file of about so many triples, and the lines of the faults that are spread over it."""
    devices = (triples - 2 * faults) // PER_DEVICE
    wrong = {round((each + 0.5) * devices / faults): FAULTS[each % len(FAULTS)] for each in range(faults)}
    text = [*HEAD.splitlines(), f"id:brand\\/{group}-bench a schema:Brand ; schema:name 'Brand (invented)' ."]
    lines, chance = set[int](), random.Random(triples)
    for number in range(devices):
        mine = [*_device(chance, group, number)]
        if number in wrong:
            place = _spoil(mine, wrong[number])
            lines.add(len(text) + 1 + place)
        text += mine
    return ("\n".join(text) + "\n").encode(), lines


def _device(chance: random.Random, group: str, number: int) -> Iterator[str]:
    yield f"id:device\\/{group}-{number} a cfit:DeviceModel ;"
    yield f' schema:name "Phone {number} (invented)" ;'
    yield f" schema:brand id:brand\\/{group}-bench ;"
    yield " cfit:deviceKind id:device-kind\\/smartphone ;"
    for name, value in FIELDS.items():
        yield f" cfit:{name} {value(chance)} ;"
    yield "."


def _spoil(device: list[str], fault: str | None) -> int:
    """Make one thing wrong, and say on which of the lines."""
    if fault is None:
        del device[1]
        return 0
    if fault == "other":
        device[0] = re.sub(r"device\\/[a-z]+-", r"device\\/somebody-", device[0])
        return 0
    name = fault.split()[0]
    place = next((place for place, line in enumerate(device) if line.split()[0] == name), len(device) - 1)
    device[place : place + (place < len(device) - 1)] = [fault]
    return place


WAYS = {"curl": by_curl, "the form": by_form, "the page in a browser": by_browser}

if __name__ == "__main__":
    main()
