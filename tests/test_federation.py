"""Federation from the other side: engines of partners send a SERVICE query to us and join it with what they hold."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

OWN = """<urn:order:1> <urn:model> <https://w3id.org/cfit/id/device/phone-1> ; <urn:pieces> 120 .
<urn:order:2> <urn:model> <urn:unknown> ; <urn:pieces> 15 .
"""
JOINED = ["urn:order:1", "120", "Phone 1"]
VIRTUOSO = """[Database]
DatabaseFile = own.db
ErrorLogFile = own.log
LockFile = own.lck
TransactionFile = own.trx
xa_persistent_file = own.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 2000
MaxDirtyBuffers = 1000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
"""
MAY_ASK = """grant select on DB.DBA.SPARQL_SINV_2 to "SPARQL"; grant execute on DB.DBA.SPARQL_SINV_IMP to "SPARQL";"""


@pytest.fixture
def query(served):
    """What the partner asks its own engine: its orders, with the names that we give to the devices."""
    return (
        "SELECT ?order ?pieces ?name WHERE { ?order <urn:model> ?device ; <urn:pieces> ?pieces . "
        f"SERVICE <{served}/sparql> {{ ?device <https://schema.org/name> ?name }} }}"
    )


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def running(command, folder):
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()


def rows(address, query, process):
    """Ask an engine over HTTP once it listens; rows of CSV without the head."""
    request = urllib.request.Request(
        address, urllib.parse.urlencode({"query": query}).encode(), headers={"Accept": "text/csv"}
    )
    for _ in range(600):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                text = response.read().decode().replace('"', "")
            return [line.split(",") for line in text.splitlines()[1:]]
        except urllib.error.HTTPError as error:
            with error:
                pytest.fail(error.read().decode())
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def test_rdflib_joins_with_us(query):
    graph = rdflib.Graph().parse(data=OWN, format="turtle")
    assert [[str(value) for value in row] for row in graph.query(query)] == [JOINED]


def test_pyoxigraph_joins_with_us(query):
    store = pyoxigraph.Store()
    store.load(OWN.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    assert [[value.value for value in row] for row in store.query(query)] == [JOINED]


def test_an_oxigraph_server_joins_with_us(query, tmp_path):
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}") or shutil.which("oxigraph")
    if program is None:
        pytest.skip("the Oxigraph server is not installed")
    (tmp_path / "own.ttl").write_text(OWN)
    subprocess.run([program, "load", "--location", "own", "--file", "own.ttl"], cwd=tmp_path, check=True)
    port = free_port()
    with running([program, "serve-read-only", "--location", "own", "--bind", f"127.0.0.1:{port}"], tmp_path) as process:
        assert rows(f"http://127.0.0.1:{port}/query", query, process) == [JOINED]


def test_virtuoso_joins_with_us(query, tmp_path):
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip("Virtuoso is not installed")
    sql, http = free_port(), free_port()
    (tmp_path / "own.ini").write_text(VIRTUOSO.format(sql=sql, http=http, folder=tmp_path))
    (tmp_path / "own.ttl").write_text(OWN)
    with running(["virtuoso-t", "+foreground", "+configfile", "own.ini"], tmp_path) as process:
        rows(f"http://127.0.0.1:{http}/sparql", "ASK {}", process)  # it listens
        load = f"ttlp(file_to_string('{tmp_path}/own.ttl'), '', 'urn:own'); {MAY_ASK}"
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        assert rows(f"http://127.0.0.1:{http}/sparql", query, process) == [JOINED]
