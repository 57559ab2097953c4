"""Readers that take nothing lose their connection; readers that take their time get the whole answer."""

import os
import socket
import time
import urllib.parse
from pathlib import Path

import pytest

from registry.web.readers import end_idle_readers
from tests.servers import running

SERVER = """
import os
from pathlib import Path
from registry.settings import Limits, Settings
from registry.web.serving import serve
serve(Settings(port=int(os.environ["PORT"]), limits=Limits(reader_seconds=3)), Path({dump!r}))
"""
QUERY = urllib.parse.urlencode({"query": "SELECT ?text { ?thing <urn:says> ?text }", "format": "csv"})
TEXTS, LONG = 2_000, 4_000
FEW, MANY = 5, 20

pytestmark = pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such bound")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    dump = tmp_path_factory.mktemp("readers") / "long.nq"
    dump.write_text("".join(f'<urn:{each}> <urn:says> "{each:0{LONG}}" <urn:g> .\n' for each in range(TEXTS)))
    with running("-c", SERVER.format(dump=str(dump))) as (address, _):
        time.sleep(1)  # the socket that listens is bounded soon after it is there, not before
        yield int(address.rpartition(":")[2])


def test_the_socket_that_listens_is_bounded_and_other_files_stay_as_they_are():
    ours, theirs = socket.socketpair()
    with socket.create_server(("127.0.0.1", 0)) as listening, ours, theirs, Path("/proc/self/stat").open() as file:
        before = open_files()
        for _ in range(MANY):
            end_idle_readers(60)
        assert bound_of(listening) == 60_000
        assert open_files() < before + MANY  # other threads of the tests open files meanwhile
        ours.send(b"x")
        assert (theirs.recv(1), file.read(1)) == (b"x", str(os.getpid())[0])


def test_what_was_accepted_before_is_bounded_and_what_comes_later():
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as early,
        listening.accept()[0] as accepted,
    ):
        end_idle_readers(60)
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as later:
            assert [bound_of(each) for each in (early, accepted, later)] == [60_000] * 3


def bound_of(connection):
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)


def open_files():
    return len([*Path("/proc/self/fd").iterdir()])


def asking(port):
    """A connection on which a large answer is asked for, with little room of its own for it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(f"GET /sparql?{QUERY} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    return connection


def held(port):
    """The connections that the server's side still has: local address, state 1 (Linux: proc_net_tcp)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [row[2] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01"]


def of(connections):
    return {f":{connection.getsockname()[1]:04X}" for connection in connections}


def still_held(port, connections):
    return [each for each in held(port) if each[-5:] in of(connections)]


def test_readers_that_take_nothing_lose_their_connection(port):
    idle = [asking(port) for _ in range(FEW)]
    assert len(still_held(port, idle)) == FEW
    for _ in range(600):
        if not still_held(port, idle):
            break
        time.sleep(0.1)
    left = still_held(port, idle)
    for each in idle:
        each.close()
    assert left == []


def test_a_reader_that_takes_its_time_gets_the_whole_answer(port):
    parts = []
    with asking(port) as slow:
        while part := slow.recv(500_000):
            parts.append(part)
            if len(parts) < 40:
                time.sleep(0.1)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert len(body) == len("text\r\n") + TEXTS * (LONG + 2)
