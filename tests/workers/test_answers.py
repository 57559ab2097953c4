"""Strangers' queries run in processes that can be lost: whatever a query does, the next one is answered."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pyoxigraph as ox
import pytest

from registry.core.charges import HOUSE, Client
from registry.core.protocol import Question
from registry.publish import Submission, publish
from registry.settings import Limits
from registry.workers import answers
from registry.workers.answers import Answers
from registry.workers.frames import packed, written
from registry.workers.nursery import QueryWorker
from registry.workers.outcome import Answer, NoAnswer, Stop
from registry.workers.supply import Held

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p . ?q ?r ?s }"
BOMB = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?g ?j"
PHONE = 'device:nl-ict-{} a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
PHONE += " cfit:deviceKind kind:smartphone ."


def ask(registry, query, form="SELECT", **more):
    return registry.answers.answer(Question(query, form, **more))


def count(answer):
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


def add(registry, turtle, now, name):
    return publish(Submission("nl-ict", name, turtle(PHONE.format(name))), registry, now).contribution.sequence


def test_a_query_is_answered_whole(registry):
    answer = ask(registry, COUNT)
    assert isinstance(answer, Answer)
    triples = {line.rpartition(" <")[0] for line in registry.store.lines()}
    assert (count(answer), answer.revision) == (len(triples), 2)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/sparql-results+json", b'{"head":'),
        ("application/sparql-results+xml", b"<?xml"),
        ("text/csv", b"s\r\n"),
        ("text/tab-separated-values", b"?s\n"),
    ],
)
def test_rows_come_in_four_formats(registry, media_type, expected):
    query = "SELECT ?s WHERE { ?s a <https://w3id.org/cfit/ontology#DeviceModel> }"
    assert ask(registry, query, rows_type=media_type).body.startswith(expected)


def test_a_yes_or_no_and_a_graph_are_answered_too(registry):
    assert json.loads(ask(registry, "ASK { ?s ?p ?o }", "ASK").body)["boolean"] is True
    graph = ask(registry, "CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT", graph_type="application/n-triples")
    assert len(set(graph.body.splitlines())) == count(ask(registry, COUNT))


def test_only_the_graphs_that_are_asked_for_are_seen(registry):
    phones = "https://w3id.org/cfit/graph/registry/phones"
    assert count(ask(registry, COUNT, default_graphs=(phones,))) == 8
    assert count(ask(registry, COUNT, named_graphs=(phones,))) == 0
    assert count(ask(registry, COUNT.replace("WHERE", f"FROM <{phones}> WHERE"))) == 8
    assert count(ask(registry, COUNT.replace("WHERE", f"FROM NAMED <{phones}> WHERE"))) == 0
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert count(ask(registry, named, named_graphs=(phones,))) == 1
    assert count(ask(registry, named)) == 4


def test_a_query_that_is_not_sparql_is_told_where(registry):
    stop = ask(registry, "SELECT ?s WHERE {\n ?s ?p }")
    assert stop.stop is Stop.SYNTAX
    assert "2:" in stop.message or "line 2" in stop.message


def test_an_endless_query_is_stopped_by_the_clock_and_the_next_one_is_answered(limited):
    registry = limited(query_seconds=0.5)
    assert ask(registry, ENDLESS).stop is Stop.TIME
    assert count(ask(registry, COUNT)) > 0


def test_a_query_that_wants_too_much_memory_is_stopped_and_the_next_one_is_answered(limited):
    registry = limited(query_memory_bytes=60_000_000, query_seconds=30)
    assert ask(registry, BOMB).stop is Stop.MEMORY
    assert count(ask(registry, COUNT)) > 0


def test_an_answer_that_is_too_long_is_refused_whole(limited):
    registry = limited(answer_bytes=1_000)
    assert ask(registry, "SELECT * WHERE { ?s ?p ?o }").stop is Stop.TOO_LONG
    assert ask(registry, "CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT").stop is Stop.TOO_LONG
    assert count(ask(registry, COUNT)) > 0


def test_deep_nesting_costs_one_process_at_most(registry):
    stop = ask(registry, "SELECT * WHERE " + "{" * 10_000 + "}" * 10_000)
    assert stop.stop in (Stop.MEMORY, Stop.SYNTAX, Stop.FAILED)
    assert count(ask(registry, COUNT)) > 0


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        yield server


def service(server, silent=""):
    host, port = server.getsockname()
    return f"SELECT * WHERE {{ SERVICE {silent} <http://{host}:{port}/> {{ ?s ?p ?o }} }}"


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_service_makes_no_connection(registry, listening, silent):
    ask(registry, service(listening, silent))
    with pytest.raises(TimeoutError):
        listening.accept()
    assert count(ask(registry, COUNT)) > 0


def test_service_would_make_a_connection_outside_a_worker(listening):
    def query():
        with suppress(OSError, RuntimeError):
            list(ox.Store().query(service(listening)))

    asking = threading.Thread(target=query)
    asking.start()
    listening.accept()[0].close()
    asking.join()


def test_an_update_changes_nothing(registry):
    assert ask(registry, "DELETE WHERE { ?s ?p ?o }", None).stop is Stop.SYNTAX
    assert count(ask(registry, COUNT)) > 0


def taken(registry):
    """A worker that nobody else has from now on."""
    return registry.answers._supply.idle() or registry.answers._supply.new()


def copies(registry, wanted):
    """How many copies of revisions there are, once a spare worker that is on its way has come or gone."""
    end = time.monotonic() + 20
    while len(found := list(registry.settings.snapshots_folder.iterdir())) != wanted and time.monotonic() < end:
        time.sleep(0.01)
    return len(found)


def test_the_next_query_sees_what_was_accepted(registry, turtle, now):
    before = ask(registry, COUNT)
    sequence = add(registry, turtle, now, "new")
    after = ask(registry, COUNT)
    assert (before.revision, after.revision) == (2, sequence)
    assert count(after) > count(before)


def test_copies_of_old_revisions_are_removed(registry, turtle, now):
    folder = registry.settings.snapshots_folder
    for name in ("a", "b", "c"):
        add(registry, turtle, now, name)
        ask(registry, COUNT)
    assert copies(registry, 1) == 1
    registry.answers.close()
    assert not folder.exists()


def test_a_query_that_runs_keeps_its_copy_while_the_registry_moves_on(registry, turtle, now):
    held = taken(registry)
    add(registry, turtle, now, "new")
    assert ask(registry, COUNT).revision == 3
    header = {"rows_type": "text/csv", "graph_type": "text/turtle", "default_graphs": [], "named_graphs": []}
    held.worker.tell(packed(written(header | {"most_bytes": 1_000, "seconds": 5}), COUNT.encode()))
    while not (heard := list(held.worker.hear())):
        pass
    old = heard[0][1]
    assert held.state[0] == 2
    assert copies(registry, 2) == 2
    registry.answers._supply.give_back(held)
    assert copies(registry, 1) == 1
    assert int(old.split()[1]) < count(ask(registry, COUNT))


def test_more_queries_than_places_wait_for_their_turn(limited):
    registry = limited(query_slots=1)
    with ThreadPoolExecutor(6) as askers:
        answers = list(askers.map(lambda _: ask(registry, COUNT), range(12)))
    assert len({count(answer) for answer in answers}) == 1


def test_nobody_waits_longer_than_a_query_may_run(limited):
    registry = limited(query_slots=1, query_seconds=0.5)
    registry.answers._turns.enter(HOUSE)
    registry.answers._turns.call()
    assert ask(registry, COUNT).stop is Stop.BUSY


def test_a_file_on_this_machine_cannot_be_asked(registry, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    answer = ask(registry, f"SELECT ?s FROM <file://{tmp_path}/secret.txt> WHERE {{ ?s ?p ?o }}", rows_type="text/csv")
    assert answer.body == b"s\r\n"


def test_nobody_notices_that_a_worker_ended_while_it_was_idle(registry):
    before = ask(registry, COUNT)
    ended = list(registry.answers._supply._idle)
    for each in ended:
        each.worker.stop()
        while each.worker.alive:
            pass
    assert [ask(registry, COUNT) for _ in ended] == [before] * len(ended)


def test_a_worker_that_ended_while_it_was_idle_is_heard_no_more(registry):
    ask(registry, COUNT)
    heard = next(held for held in registry.answers._supply._idle if held.is_heard)
    heard.worker.stop()
    while heard.worker.alive:
        pass
    end = time.monotonic() + 10
    while (told := registry.answers._ends.poll(0)) and time.monotonic() < end:
        time.sleep(0.01)
    assert told == []


def test_a_query_that_waits_for_the_processor_is_not_a_long_one(registry):
    ask(registry, COUNT)
    workers = halted(registry.answers)
    later = threading.Timer(3 * registry.limits.quick_seconds, go_on, [workers])
    later.start()
    assert isinstance(ask(registry, COUNT), Answer)
    assert all(worker.is_fresh for worker in workers)


def halted(answers):
    """The workers at hand, which are two after a query, and which compute nothing until they are told to go on."""
    idle = answers._supply._idle
    end = time.monotonic() + 20
    while len(idle) < 2 and time.monotonic() < end:  # the spare one is on its way
        time.sleep(0.01)
    workers = [each.worker for each in idle]
    assert len(workers) == 2
    for worker in workers:
        os.kill(worker._process, signal.SIGSTOP)
    return workers


def go_on(workers):
    """Let workers compute again that were halted."""
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker._process, signal.SIGCONT)


def test_while_workers_are_busy_another_one_is_at_hand(registry):
    supply = registry.answers._supply
    busy = []
    for _ in range(3):
        busy.append(taken(registry))
        end = time.monotonic() + 20
        while not supply._idle and time.monotonic() < end:
            time.sleep(0.01)
        assert len(supply._idle) == 1
    for held in busy:
        supply.give_back(held)


def test_a_lost_nursery_is_replaced(registry):
    before = ask(registry, COUNT)
    nursery = registry.answers._supply._nursery
    nursery._process.kill()
    nursery._process.wait()
    after = next(answer for answer in (ask(registry, COUNT) for _ in range(3)) if isinstance(answer, Answer))
    assert after == before


def test_nothing_is_started_any_more_once_the_answers_are_closed(registry):
    ask(registry, COUNT)
    nursery = registry.answers._supply._nursery
    held = taken(registry)
    registry.answers.close()
    held.worker.is_fresh = False
    registry.answers._supply.give_back(held)
    registry.answers.warm_up()
    with pytest.raises(OSError):
        nursery.worker(registry.settings.store_folder)
    assert nursery._process is None


ONE = Client("192.0.2.1")


def asking(registry, askers, *queries):
    """Ask queries from one address, one after the other, and give what will come of them; each is under way by then."""
    answers, futures = registry.answers, []
    for query in queries:
        before = answers._turns._count
        futures.append(askers.submit(answers.answer, Question(query, "SELECT"), ONE))
        while answers._turns._count == before:
            time.sleep(0.001)
    return futures


@pytest.fixture
def held_up(limited):
    """A registry where each address runs one query at a time, and its workers, which compute nothing."""
    registry = limited(client_running=1, query_seconds=5)
    ask(registry, COUNT)
    workers = halted(registry.answers)
    with ThreadPoolExecutor(8) as askers:
        yield registry, workers, askers
        go_on(workers)


def ahead(registry):
    """How many queries lie at workers behind others."""
    return sum(len(line.ahead) for line in list(registry.answers._lines.values()))


def test_the_next_queries_of_an_address_lie_at_its_worker_already(held_up):
    registry, workers, askers = held_up
    futures = asking(registry, askers, *[COUNT] * 6)
    assert ahead(registry) == 3
    go_on(workers)
    assert len({count(future.result(timeout=20)) for future in futures}) == 1


def test_queries_of_others_never_lie_behind_a_strangers(held_up):
    registry, _, askers = held_up
    asking(registry, askers, COUNT)
    askers.submit(registry.answers.answer, Question(COUNT, "SELECT"), Client("192.0.2.2"))
    while len(registry.answers._lines) < 2:
        time.sleep(0.001)
    assert ahead(registry) == 0


def test_who_waits_behind_a_query_that_is_stopped_is_answered_by_another_worker(limited):
    registry = limited(client_running=1, query_seconds=1)
    with ThreadPoolExecutor(4) as askers:
        endless, *others = asking(registry, askers, ENDLESS, COUNT, COUNT)
        assert endless.result(timeout=20).stop is Stop.TIME
        # they wait among the long ones now, for a second at most
        results = [future.result(timeout=20) for future in others]
    assert all(isinstance(result, Answer) or result.stop is Stop.BUSY for result in results)
    assert count(ask(registry, COUNT)) > 0


def test_nobody_goes_on_lying_behind_a_query_that_runs_long(limited):
    registry = limited(client_running=1, query_seconds=20)
    with ThreadPoolExecutor(4) as askers:
        endless, *others = asking(registry, askers, ENDLESS, COUNT, COUNT)
        while not registry.answers._lines:
            time.sleep(0.001)
        assert ahead(registry) == 2
        end = time.monotonic() + 10
        while ahead(registry) and time.monotonic() < end:
            time.sleep(0.01)
        assert ahead(registry) == 0 and not endless.done()
        for line in list(registry.answers._lines.values()):
            line.held.worker.stop()
        assert endless.result(timeout=20).stop is Stop.MEMORY
        assert all(isinstance(future.result(timeout=20), Answer) for future in others)


def test_a_worker_that_is_lost_takes_only_the_query_with_it_that_it_was_at(held_up):
    registry, workers, askers = held_up
    first, *others = asking(registry, askers, COUNT, COUNT, COUNT)
    assert ahead(registry) == 2
    (line,) = registry.answers._lines.values()
    line.held.worker.stop()
    go_on(workers)
    assert first.result(timeout=20).stop is Stop.MEMORY
    assert len({count(future.result(timeout=20)) for future in others}) == 1


def test_no_query_is_sent_ahead_to_a_worker_of_an_older_revision(held_up, turtle, now):
    registry, workers, askers = held_up
    before = asking(registry, askers, COUNT)
    sequence = add(registry, turtle, now, "new")
    after = asking(registry, askers, COUNT)
    assert ahead(registry) == 0
    go_on(workers)
    assert (before[0].result(timeout=20).revision, after[0].result(timeout=20).revision) == (sequence - 1, sequence)


def test_everybody_gets_the_answer_to_what_they_asked(limited):
    registry = limited(all_waiting=100, client_waiting=100)

    def right(number):
        query = f"SELECT ({number} AS ?n) {{}}"
        return count(registry.answers.answer(Question(query, "SELECT"), Client(f"192.0.2.{number % 3}"))) == number

    with ThreadPoolExecutor(16) as askers:
        assert all(askers.map(right, range(400)))


def test_whoever_hears_the_workers_goes_when_nobody_asks_and_comes_back(registry, monkeypatch):
    monkeypatch.setattr(answers, "_QUIET_LOOKS", 1)
    before = ask(registry, COUNT)
    end = time.monotonic() + 20
    while registry.answers._hearing and time.monotonic() < end:
        time.sleep(0.01)
    assert registry.answers._hearing is None
    assert ask(registry, COUNT) == before


def test_what_a_spoiled_worker_says_of_those_behind_counts_for_nothing(limited):
    registry = limited(client_running=1)
    expected = count(ask(registry, COUNT))
    said = {"outcome": "answer", "seconds": 0, "total": None, "peak_bytes": registry.limits.query_memory_bytes}
    ours, theirs = socket.socketpair()
    with subprocess.Popen(["/bin/sleep", "60"]) as sleeping, theirs, ThreadPoolExecutor(2) as askers:
        handle = os.pidfd_open(sleeping.pid)
        registry.answers._supply.give_back(Held(QueryWorker(ours, sleeping.pid, handle), registry.store.state()))
        first, second = asking(registry, askers, COUNT, COUNT)
        assert ahead(registry) == 1
        theirs.send(packed(written(said), b"first") + packed(written(said), b"not to be believed"))
        assert first.result(timeout=20).body == b"first"
        assert count(second.result(timeout=20)) == expected


@pytest.mark.parametrize("said", [b"{", b"[]", b"{}", b'{"seconds": 0, "outcome": "else", "peak_bytes": 0}'])
def test_a_worker_that_says_what_no_worker_would_is_ended(registry, said):
    before = ask(registry, COUNT)
    supply, (ours, theirs) = registry.answers._supply, socket.socketpair()
    with subprocess.Popen(["/bin/sleep", "60"]) as sleeping, theirs:
        handle = os.pidfd_open(sleeping.pid)
        supply.give_back(Held(QueryWorker(ours, sleeping.pid, handle), registry.store.state()))
        theirs.send(packed(said, b""))
        assert isinstance(ask(registry, COUNT), NoAnswer)
    assert ask(registry, COUNT) == before


def test_whoever_waits_while_the_registry_is_closed_learns_of_it(held_up):
    registry, _, askers = held_up
    futures = asking(registry, askers, COUNT, COUNT)
    registry.answers.close()
    assert {future.result(timeout=20).stop for future in futures} == {Stop.NO_WORKER}
    assert ask(registry, COUNT).stop is Stop.NO_WORKER


class Failing:
    """A source whose copies are those of a store, and which cannot say its state once it is told to fail."""

    def __init__(self, store):
        self._store, self.fails = store, False

    def state(self):
        """The state of the store, unless it fails."""
        if self.fails:
            raise OSError("the disk is gone")
        return self._store.state()

    def snapshot(self, folder):
        """A copy of the store."""
        return self._store.snapshot(folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("who", ["who asks", "who hears"])
def test_nobody_waits_for_ever_when_the_store_fails_and_the_next_query_is_answered(registry, tmp_path, who):
    source = Failing(registry.store)
    desk = Answers(source, tmp_path / "copies", Limits(client_running=1))
    query = Question(COUNT, "SELECT")
    before = desk.answer(query)
    workers = halted(desk)
    with ThreadPoolExecutor(2) as askers:
        waiting = [askers.submit(desk.answer, query, ONE) for _ in range(2)]
        while not any(line.ahead for line in list(desk._lines.values())):
            time.sleep(0.001)
        with desk._lock:
            source.fails = True
            hearing = desk._hearing
        if who == "who asks":
            with pytest.raises(OSError, match="gone"):
                desk.answer(query)
        else:
            go_on(workers)
        results = [future.result(timeout=20) for future in waiting]
        assert who == "who hears" or {result.stop for result in results} == {Stop.NO_WORKER}
    if who == "who hears":
        hearing.join()  # what it failed of is told before the next test
    source.fails = False
    go_on(workers)
    assert desk.answer(query) == before
    desk.close()
    for worker in workers:  # nobody took them back
        worker.kill()


def test_a_query_has_an_end_where_no_copy_can_be_made(registry, tmp_path):
    source = Failing(registry.store)
    desk = Answers(source, tmp_path / "copies", Limits())
    (tmp_path / "copies").write_text("a file where the folder should be")
    assert desk.answer(Question(COUNT, "SELECT")).stop is Stop.NO_WORKER
    (tmp_path / "copies").unlink()
    assert count(desk.answer(Question(COUNT, "SELECT"))) > 0
    desk.close()
