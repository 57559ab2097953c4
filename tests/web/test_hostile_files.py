"""Hostile files at the door of a real server: refused with the place and what to do, and nothing else happens."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from types import MappingProxyType

import pytest

from registry.core.glossary import LANGUAGES
from tests.homes import copy_of
from tests.hostile import json_files, others, tables, turtle_files
from tests.hostile.case import NOT_THIS_KIND, REFUSED, SOUND, TAKEN, Case

CASES = [*turtle_files.cases(), *json_files.cases(), *tables.cases(), *others.cases()]
LONGEST_WAIT = 150.0
"""The registry itself gives up after two minutes."""
WORKERS = 2 + 2
"""Slots for files and for queries: more processes than that under a server have leaked."""


class Canary:
    """A server that notes everybody who comes."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._wait, daemon=True).start()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _wait(self):
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.visits += 1


class Server:
    """A registry in a process of its own."""

    def __init__(self, home, member):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.member = member
        environment = {**os.environ, "CFIT_HOME": str(home), "PORT": str(self.port)}
        command = [sys.executable, "-m", "registry", "serve"]
        self.log = (home / "log").open("wb")
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        for _ in range(600):
            try:
                self.get("/readyz")
                return
            except OSError:
                time.sleep(0.05)

    def get(self, path):
        return self.ask("GET", path)[1]

    def put(self, dataset, media_type, body):
        headers = {
            "Authorization": f"Bearer {self.member.token}",
            "Content-Type": media_type,
            "Accept": "application/json",
        }
        return self.ask("PUT", f"/graphs/{self.member.slug}/{dataset}", body, headers)

    def ask(self, method, path, body=None, headers=MappingProxyType({})):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_WAIT)) as connection:
            # who is refused by the size that he names is not read to the end
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def processes(self):
        """All processes under the server, by what they run."""
        children = Counter(
            path.read_text().replace("\0", " ").strip()
            for process in descendants(self.process.pid)
            if (path := Path(f"/proc/{process}/cmdline")).exists()
        )
        return sum(count for command, count in children.items() if "_child" in command)

    def stop(self):
        below = descendants(self.process.pid)
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        return [each for each in below if Path(f"/proc/{each}").exists() and self._lives(each)]

    def _lives(self, process):
        for _ in range(50):
            try:
                if " Z " in Path(f"/proc/{process}/stat").read_text():
                    return False
            except OSError:
                return False
            time.sleep(0.1)
        return True


def descendants(process):
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    below, waiting = [], [process]
    while waiting:
        waiting = [child for each in waiting for child in parents.get(each, [])]
        below += waiting
    return below


@pytest.fixture(scope="module")
def server(small_home, tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile") / "home"
    copy_of(small_home[0], home)
    server = Server(home, small_home[1])
    yield server
    server.stop()


def wrong(case: Case, status: int, answer: bytes) -> list[str]:
    """What is not as it should be in an answer."""
    said = [] if status in case.statuses else [f"answered {status}"]
    if case.statuses != REFUSED or status not in REFUSED:
        return said
    report = json.loads(answer)
    findings = report["findings"] if status == 422 else report["errors"]
    if case.rule and case.rule not in {each["rule"] for each in findings}:
        said.append(f"rules {sorted({each['rule'] for each in findings})}")
    if not findings or len(findings) > 1_000:
        said.append(f"{len(findings)} findings")
    said += [f"no place: {each}" for each in findings if not each["line"] or not each["column"]][:1]
    said += [f"no words: {each}" for each in findings if not all(words(each))][:1]
    # a table that ends before its second row lacks that one
    lines = case.body.count(b"\n") + case.body.count(b"\r") + 1 + (case.media_type == "text/csv")
    if "sheet" not in case.media_type:
        said += [f"outside: {each}" for each in findings if each["line"] > lines][:1]
    if b"Traceback" in answer or str(Path(sys.prefix).parent).encode() in answer:
        said.append("shows the inside of the server")
    return said


def words(finding):
    """What is said of a finding: in every language, or in that of the request."""
    return [finding["messages"].get(name) for name in LANGUAGES] if "messages" in finding else [finding["message"]]


def test_there_are_at_least_two_hundred_files_each_with_a_name_of_its_own():
    assert len({case.name for case in CASES}) == len(CASES) >= 200
    assert {case.statuses for case in CASES} >= {REFUSED, TAKEN, NOT_THIS_KIND}


def test_every_file_is_answered_and_nothing_else_happens(server, small_home):
    faults = {}
    with closing(Canary()) as canary:
        for case in CASES:
            body = case.body.replace(b"{port}", str(canary.port).encode())
            if said := wrong(case, *server.put("hostile", case.media_type, body)):
                faults[case.name] = said
    assert faults == {}
    assert canary.visits == 0
    assert server.processes() <= WORKERS
    assert server.put("sound", "text/turtle", SOUND)[0] in (200, 201)
    assert json.loads(server.get("/readyz"))["ready"]
    assert server.stop() == []
