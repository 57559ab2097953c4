"""A partner's own tools work with a registry that is being served."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

import pytest
from SPARQLWrapper import CSV, JSON, XML, SPARQLWrapper

from registry.keep import shipped_files
from tests.conftest import turtle_file
from tests.homes import copy_of
from tests.servers import free_port, running

PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "Just put" ; schema:brand brand:fairphone ;\n'
PHONE += "  cfit:deviceKind kind:smartphone ;\n  cfit:repairabilityIndex 4.50 ."
FAIRPHONE = """PREFIX cfit: <https://w3id.org/cfit/ontology#> PREFIX schema: <https://schema.org/>
SELECT ?name ?cycles WHERE { ?phone cfit:eprelNumber "2378858" ; schema:name ?name ; cfit:batteryCyclesAt80 ?cycles }"""


@contextmanager
def serving(home, *words):
    """Run the server as its users do, until the test is done with it."""
    with running("-m", "registry", "serve", *map(str, words), CFIT_HOME=str(home)) as (address, _):
        yield address


def send(address, method="GET", body=None, **headers):
    request = urllib.request.Request(address, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def home(full_home, tmp_path_factory):
    return copy_of(full_home[0], tmp_path_factory.mktemp("served") / "home")


@pytest.fixture(scope="module")
def server(home):
    with serving(home) as address:
        yield address


def ask(server, query, returned=None):
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery(query)
    if returned:
        wrapper.setReturnFormat(returned)
    return wrapper.queryAndConvert()


def test_rows_come_as_json(server):
    [row] = ask(server, FAIRPHONE, JSON)["results"]["bindings"]
    assert row["name"]["value"] == "Fairphone 5 5G - Model: FP5"
    assert (row["cycles"]["value"], row["cycles"]["type"]) == ("1300", "literal")


def test_rows_come_as_xml(server):
    texts = [node.firstChild.data for node in ask(server, FAIRPHONE, XML).getElementsByTagName("literal")]
    assert sorted(texts) == ["1300", "Fairphone 5 5G - Model: FP5"]


def test_rows_come_as_csv(server):
    assert ask(server, FAIRPHONE, CSV).decode().splitlines()[1] == "Fairphone 5 5G - Model: FP5,1300"


def test_a_yes_or_no_comes(server):
    assert ask(server, "ASK { ?s a <https://w3id.org/cfit/ontology#DeviceModel> }", JSON)["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_a_graph_comes(server):
    graph = ask(server, "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 5")
    assert len(graph) == 5


def test_a_query_sent_with_post_is_answered(server):
    wrapper = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    wrapper.setMethod("POST")
    for way in ("urlencoded", "postdirectly"):
        wrapper.setRequestMethod(way)
        wrapper.setQuery(FAIRPHONE)
        assert len(wrapper.queryAndConvert()["results"]["bindings"]) == 1


def test_a_mistake_comes_back_as_a_mistake_of_the_query(server):
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    with pytest.raises(QueryBadFormed):
        ask(server, "SELECT nonsense", JSON)


def test_a_phone_that_is_put_shows_in_the_first_answer_after_the_receipt(server, full_home, turtle):
    status, receipt = send(f"{server}/graphs/nl-ict/phones", "PUT", turtle(PHONE), **full_home[1].headers)
    assert (status, json.loads(receipt)["sequence"]) == (201, len(shipped_files()) + 1)
    assert ask(server, 'ASK { ?phone <https://schema.org/name> "Just put" }', JSON)["boolean"] is True
    assert "/doc/device/nl-ict-a" in send(f"{server}/devices?q=just+put")[1]


def test_the_server_says_that_it_is_ready(server):
    status, content = send(f"{server}/readyz")
    assert (status, json.loads(content)["ready"]) == (200, True)


def test_a_file_that_breaks_off_is_not_stored(server, full_home):
    graph, token = "/graphs/nl-ict/broken-off", full_home[1].headers["Authorization"]
    whole = turtle_of_brands(2)
    head = f"PUT {graph} HTTP/1.1\r\nHost: here\r\nAuthorization: {token}\r\nContent-Type: text/turtle\r\n"
    cut = turtle_of_brands(1)
    broken = head + f"Content-Length: {len(whole)}\r\n\r\n" + cut
    unknown = head + f"Transfer-Encoding: chunked\r\n\r\n{len(cut):x}\r\n{cut}\r\n"
    place = urllib.parse.urlsplit(server)
    for sent, status in ((broken, b"400"), (unknown, b"411")):
        with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
            connection.sendall(sent.encode())
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(12).split()[1] == status
        assert send(f"{server}{graph}")[0] == 404
    assert send(f"{server}{graph}", "PUT", whole.encode(), **full_home[1].headers)[0] == 201


def turtle_of_brands(number):
    brands = (f'brand:nl-ict-{each} a schema:Brand ; schema:name "Brand {each}" .\n' for each in range(number))
    return turtle_file("".join(brands)).decode()


def test_a_dump_is_served_and_takes_nothing(full, full_home, tmp_path, turtle):
    from registry import keep

    keep.dump(full, tmp_path / "dump.nq.gz")
    with serving(tmp_path / "unused", "--dump", tmp_path / "dump.nq.gz") as address:
        assert len(ask(address, FAIRPHONE, JSON)["results"]["bindings"]) == 1
        assert "device models" in send(address)[1]
        headers = full_home[1].headers
        assert send(f"{address}/graphs/nl-ict/phones", "PUT", turtle(PHONE), **headers)[0] == 403
    assert not (tmp_path / "unused").exists()


def test_a_second_server_on_the_same_home_says_what_is_wrong(server, home):
    environment = os.environ | {"CFIT_HOME": str(home), "PORT": str(free_port())}
    command = [sys.executable, "-m", "registry", "serve"]
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert "is in use by another process" in second.stdout + second.stderr
    assert send(f"{server}/livez")[0] == 200
