"""A store is looked through while it works, and a server with a damaged one makes it anew by itself."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from bench.crash import free_port
from registry.store import Store
from registry.store.mending import fault_noted
from registry.store.scrub import look_through
from tests.homes import copy_of

SERVE = """
import sys
from pathlib import Path
from registry.settings import Settings
from registry.web.serving import serve
serve(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2]), first_look_seconds=0, next_look_seconds=0.2))
"""


@pytest.fixture
def home(small_home, tmp_path):
    """A folder with a registry that is closed."""
    return copy_of(small_home[0], tmp_path / "home")


def harm(folder):
    """Change a byte in the middle of the largest table of the engine, where it stands."""
    table = max(folder.glob("*.sst"), key=lambda path: path.stat().st_size)
    with table.open("r+b") as file:
        file.seek(table.stat().st_size // 3)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 0xFF]))


def test_a_sound_store_has_no_fault_and_leaves_no_copy(home, tmp_path):
    assert look_through(Store(home / "store"), tmp_path / "look") == ""
    assert not (tmp_path / "look").exists()


def test_a_byte_that_changed_under_an_open_store_is_found(home, tmp_path):
    store = Store(home / "store")
    harm(home / "store")
    assert "Corruption" in look_through(store, tmp_path / "look")


def test_a_byte_that_changed_in_the_past_of_a_store_is_found(home, tmp_path):
    past, thing = ox.Store(home / "store/past"), NamedNode("urn:thing")
    past.extend(Quad(thing, thing, Literal("long" * number), NamedNode("urn:graph?added=1")) for number in range(300))
    past.optimize()
    del past
    store = Store(home / "store")
    assert look_through(store, tmp_path / "look") == ""
    harm(home / "store/past")
    assert "Corruption" in look_through(store, tmp_path / "look")


def test_where_no_copy_can_be_made_nothing_is_said_of_the_store(home, tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    assert look_through(Store(home / "store"), tmp_path / "file/look") == ""
    assert "cannot be looked through now" in caplog.text


def test_a_server_whose_store_is_harmed_makes_it_anew_and_says_so(home):
    port = free_port()
    # the command is ours
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(home), str(port)])
    try:
        assert "store_made_anew_because" not in ready(port)
        harm(home / "store")
        assert "Corruption" in ready(port, "store_made_anew_because")["store_made_anew_because"]
        assert fault_noted(home / "store") == "" and (home / "store-damaged").exists()
    finally:
        server.terminate()
        server.wait()


def ready(port, wanted="ready"):
    """What /readyz says as soon as it says a thing at all."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                told = json.load(answer)
        except (urllib.error.URLError, ConnectionError):
            told = {}
        if wanted in told:
            return told
        time.sleep(0.05)
    pytest.fail(f"the server never said {wanted}")
