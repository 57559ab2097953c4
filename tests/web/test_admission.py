"""A server in a crowd: who reads or sends too slowly keeps nobody else out, and is told what is the matter."""

import json
import socket
import sys
import time
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import running

SERVER = """
import os
from pathlib import Path
from registry.settings import Limits, Settings
from registry.web.serving import serve
limits = Limits(reader_seconds=10, waiting_answers={unread}, arriving_bodies=2)
serve(Settings(port=int(os.environ["PORT"]), limits=limits), Path({dump!r}))
"""
QUERY = urllib.parse.urlencode({"query": "SELECT ?text { ?thing <urn:says> ?text }", "format": "csv"})
TEXTS, LONG = 2_000, 4_000
UNREAD = 4
WHOLE = len("text\r\n") + TEXTS * (LONG + 2)
GREEDY, OTHER = "127.0.0.2", "127.0.0.3"
POST = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n"
POST += "Content-Length: {}\r\n\r\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is needed")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    dump = tmp_path_factory.mktemp("crowd") / "long.nq"
    dump.write_text("".join(f'<urn:{each}> <urn:says> "{each:0{LONG}}" <urn:g> .\n' for each in range(TEXTS)))
    with running("-c", SERVER.format(dump=str(dump), unread=UNREAD)) as (address, _):
        yield int(address.rpartition(":")[2])


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


def connected(port, address, text):
    """A connection with little room for what comes, on which something was sent."""
    connection = socket.socket()
    connection.settimeout(60)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.bind((address, 0))
    connection.connect(("127.0.0.1", port))
    connection.sendall(text.encode())
    return connection


def asking(port, address):
    return connected(port, address, f"GET /sparql?{QUERY} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


def posting(port, address, query="ASK {}", length=None):
    return connected(port, address, POST.format(length or len(query)) + query)


def answer(connection, seconds=0.0):
    """Status and body of an answer, read in pieces with a pause after each of the first."""
    parts = []
    with connection:
        while part := connection.recv(500_000):
            parts.append(part)
            if len(parts) < 40:
                time.sleep(seconds)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return int(head.split()[1]), head.lower(), body


def held(port, connections):
    """The connections that the server's side still has: remote address, state 1 (Linux: proc_net_tcp)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    here = [row[2] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01"]
    numbers = {f":{connection.getsockname()[1]:04X}" for connection in connections}
    return [each for each in here if each[-5:] in numbers]


def test_readers_that_take_nothing_lose_their_connection(port, stack):
    idle = [stack.enter_context(asking(port, GREEDY)) for _ in range(3)]
    assert len(held(port, idle)) == 3
    for _ in range(600):
        if not held(port, idle):
            break
        time.sleep(0.1)
    assert held(port, idle) == []


def test_a_reader_that_takes_its_time_gets_the_whole_answer(port):
    status, _, body = answer(asking(port, GREEDY), seconds=0.15)
    assert (status, len(body)) == (200, WHOLE)


def unread(port, address, stack):
    """So many answers that an address does not read as may be; what the others that it asked for came to."""
    kept, others = 0, []
    for _ in range(200):
        if kept == UNREAD:
            return others
        connection = stack.enter_context(asking(port, address))
        status = connection.recv(12)[-3:]
        if status == b"200":
            kept += 1
        else:
            others.append(status)
            connection.close()
            time.sleep(0.1)
    raise TimeoutError(others)


def test_who_does_not_read_what_he_asked_for_is_told_so_and_others_are_answered(port, stack):
    assert set(unread(port, GREEDY, stack)) <= {b"429"}
    status, head, body = answer(asking(port, GREEDY))
    assert (status, b"retry-after: 10" in head) == (429, True)
    assert json.loads(body)["title"] == "You have not read your last answers"
    status, _, body = answer(asking(port, OTHER))
    assert (status, len(body)) == (200, WHOLE)


def test_a_refusal_is_told_to_each_in_his_language_and_format(port, stack):
    unread(port, GREEDY, stack)
    program = ""
    dutch, german = (f"Accept: text/html\r\nAccept-Language: {each}\r\n" for each in ("nl", "de"))
    for more, told in (
        (program, b'"title": "You have not read your last answers"'),
        (dutch, b"Uw laatste antwoorden zijn niet gelezen"),
        (german, b"Sie haben Ihre letzten Antworten nicht gelesen"),
        (program, b'"title": "You have not read your last answers"'),
    ):
        text = f"GET /sparql?{QUERY} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n"
        status, _, body = answer(connected(port, GREEDY, text))
        assert (status, told in body) == (429, True)


def test_bodies_that_do_not_arrive_keep_nobody_out(port, stack):
    stuck = [stack.enter_context(posting(port, GREEDY, length=4_000)) for _ in range(100)]
    for number in range(10):
        assert answer(posting(port, OTHER, f"ASK {{}} # {number}"))[0] == 200
        assert answer(connected(port, OTHER, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))[0] == 200
    refused = [each for each in stuck if started(each)]
    assert len(refused) >= len(stuck) - 4
    assert {each.recv(12)[-3:] for each in refused} <= {b"429", b""}


def started(connection):
    """Whether something came, or the end."""
    connection.settimeout(1)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    except ConnectionResetError:
        return False
    return True


def test_many_answers_do_not_share_one_connection(port):
    with connected(port, OTHER, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0") as connection:
        assert connection.recv(20)[:9] in (b"", b"HTTP/1.1 ")


def test_a_query_that_breaks_off_is_not_asked(port):
    with posting(port, OTHER, "ASK {}", length=100) as connection:
        connection.shutdown(socket.SHUT_WR)
        status, _, body = answer(connection)
    assert (status, json.loads(body)["title"]) == (400, "Your request did not arrive whole")
