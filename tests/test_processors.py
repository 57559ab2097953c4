"""The threads of a server share one processor, and what it starts for others may use them all."""

import ast
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from registry import processors
from registry.processors import keep_to_one, on_all
from registry.workers.process import Worker
from tests.servers import running

PACKAGE = Path(processors.__file__).parent
GIVEN = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
TELL = [sys.executable, "-c", "import os; print(*sorted(os.sched_getaffinity(0)))"]
CHOSEN = "import os, registry.processors as p; p.keep_to_one(); print(os.getpid(), *os.sched_getaffinity(0))"

several = pytest.mark.skipif(len(GIVEN) < 2, reason="there is one processor, or the system does not tell")


def kept_to_one(what):
    """Do something in a thread that keeps to one processor, so that the tests that follow keep theirs."""
    told = []
    thread = Thread(target=lambda: (keep_to_one(), told.append(what())))
    thread.start()
    thread.join()
    return told[0]


def in_another_thread():
    told = []
    thread = Thread(target=lambda: told.append(os.sched_getaffinity(0)))
    thread.start()
    thread.join()
    return told[0]


def started():
    with on_all():
        child = subprocess.run(TELL, capture_output=True, check=True).stdout
    return set(map(int, child.split())), os.sched_getaffinity(0)


def of_a_worker():
    worker = Worker("registry.workers.template_child", "", "")
    try:
        return os.sched_getaffinity(worker._process.pid)
    finally:
        worker.kill()


@several
def test_a_thread_and_those_that_it_starts_keep_to_the_same_processor():
    mine, its = kept_to_one(lambda: (os.sched_getaffinity(0), in_another_thread()))
    assert mine == its
    assert len(mine) == 1 and mine < GIVEN


@several
def test_servers_choose_by_their_number():
    told = [subprocess.run([sys.executable, "-c", CHOSEN], capture_output=True, check=True).stdout for _ in range(4)]
    for number, chosen in (map(int, each.split()) for each in told):
        assert chosen == sorted(GIVEN)[number % len(GIVEN)]


@several
def test_a_process_for_others_may_use_all_processors_and_the_thread_stays_where_it_was():
    child, mine = kept_to_one(started)
    assert child == GIVEN
    assert len(mine) == 1


@several
def test_a_worker_may_use_all_processors():
    assert kept_to_one(of_a_worker) == GIVEN


def test_every_process_is_started_for_all_processors():
    outside = []
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(node)
            for block in ast.walk(tree)
            if isinstance(block, ast.With) and any("on_all" in ast.unparse(item) for item in block.items)
            for node in ast.walk(block)
        }
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        begun = [node for node in calls if ast.unparse(node.func) in ("subprocess.run", "subprocess.Popen")]
        outside += [f"{path.name}:{node.lineno}" for node in begun if id(node) not in inside]
    assert outside == []


@several
def test_who_was_given_one_processor_takes_no_other():
    one = str(min(GIVEN))
    code = "import os, registry.processors as p; p.keep_to_one()\nwith p.on_all(): print(*os.sched_getaffinity(0))"
    confined = f"import os; os.sched_setaffinity(0, {{{one}}}); exec({code!r})"
    assert subprocess.run([sys.executable, "-c", confined], capture_output=True, check=True).stdout.split() == [
        one.encode()
    ]


@several
def test_processors_that_were_taken_away_since_are_done_without(monkeypatch):
    monkeypatch.setattr(processors, "_GIVEN", {100_000})
    assert kept_to_one(lambda: os.sched_getaffinity(0)) == GIVEN


def below(process):
    return [int(each) for _, children in threads(process, "children") for each in children.split()]


def threads(process, file):
    """The threads of a process, each with what the system says of it in a file."""
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(FileNotFoundError):  # it has just ended
            yield int(thread.name), (thread / file).read_text()


def workers_of(web):
    for _ in range(300):
        if found := [worker for nursery in below(web) for worker in below(nursery)]:
            return found
        time.sleep(0.1)
    raise TimeoutError


@several
def test_a_server_answers_on_one_processor_and_its_workers_compute_on_all(tmp_path):
    (tmp_path / "one.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n")
    with running("-m", "registry", "serve", "--dump", str(tmp_path / "one.nq")) as (address, server):
        query = urllib.parse.urlencode({"query": "ASK { ?s ?p ?o }"})
        with urllib.request.urlopen(f"{address}/sparql?{query}", timeout=30) as answer:
            assert answer.status == 200
        tracker = b"resource_tracker"
        [web] = [each for each in below(server.pid) if tracker not in Path(f"/proc/{each}/cmdline").read_bytes()]
        here = os.sched_getaffinity(web)
        assert len(here) == 1
        answering = [thread for thread, name in threads(web, "comm") if "tokio" in name]
        assert answering
        assert all(os.sched_getaffinity(thread) == here for thread in answering)
        for worker in workers_of(web):
            assert os.sched_getaffinity(worker) == GIVEN
