"""Registries to test with: a small one that each test has to itself, and one with all shipped data to read."""

import fcntl
import gc
import json
import os
import shutil
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from pyoxigraph import NamedNode, RdfFormat, parse, serialize
from werkzeug.serving import make_server

from registry import keep
from registry.assembly import Registry, open_registry
from registry.publish import Accepted, Submission, publish
from registry.settings import DATA, IDS, ONTOLOGY, SHAPES, Limits, Settings
from registry.vocabulary import PREFIXES
from registry.web import create_app
from registry.workers.checks import Checks
from tests.eventful import eventful as made_eventful
from tests.homes import copy_of

# A run of the tests says something about the change that it tests: the same inputs each time.
# `make explore` draws new ones, without end to what it may find.
hypothesis_settings.register_profile("explore", max_examples=500, deadline=None)
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same")

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
NAMES = f"@prefix brand: <{IDS}brand/> .\n@prefix device: <{IDS}device/> .\n@prefix kind: <{IDS}device-kind/> .\n"

PHONE = """
brand:invented a schema:Brand ; schema:name "Invented" .
device:phone-1 a cfit:DeviceModel ; schema:name "Phone 1" ; schema:brand brand:invented ;
    cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.20 ; cfit:osUpdateYearsAfterEndOfSale 5 .
"""


@dataclass(frozen=True)
class Member:
    """A buyer group as a client knows it."""

    slug: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request for a contribution carries."""
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "text/turtle"}


def turtle_file(text: str) -> bytes:
    """Bytes of a Turtle file: the text with the usual prefixes before it."""
    return (HEADER + NAMES + text).encode()


def criteria_file(*numbers: str) -> bytes:
    """Take some criteria out of the shipped file."""
    wanted = tuple(f"{IDS}criterion/{number}" for number in numbers)
    quads = parse(path=DATA / "criteria/criteria-phones.ttl", format=RdfFormat.TURTLE)
    kept = (q.triple for q in quads if isinstance(q.subject, NamedNode) and q.subject.value.startswith(wanted))
    return serialize(kept, format=RdfFormat.TURTLE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First those that need all shipped data: one process loads it at once, and no other waits for it."""
    items.sort(key=lambda item: "full_home" not in getattr(item, "fixturenames", ()))


def _fill(home: Path, files: dict[str, bytes], now: datetime = NOW) -> tuple[Member, Member]:
    """Make a registry in a folder, with two members, and leave it closed."""
    registry = open_registry(Settings(home=home), now.date())
    keep.ensure_steward(registry.ledger, now)
    for dataset, body in files.items():
        assert isinstance(publish(Submission("registry", dataset, body), registry, now), Accepted), dataset
    groups = (("nl-ict", "Buyers in the Netherlands"), ("de-it", "Buyers in Germany"))
    # tokens end a year after they are made, by the clock of the server
    made = [keep.add_member(registry.ledger, slug, label, keep.LICENCE, datetime.now(UTC)) for slug, label in groups]
    registry.devices.write()
    registry.close()
    return tuple(Member(each.group, each.token) for each in made)


def _opened(home: Path, copy: Path, now: datetime = NOW, **limits: float) -> Registry:
    copy_of(home, copy)
    return open_registry(Settings(home=copy, limits=Limits(**limits)), now.date())


@pytest.fixture(scope="session")
def turtle():
    """Bytes of a Turtle file: the text with the usual prefixes before it."""
    return turtle_file


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def small_home(tmp_path_factory):
    """A closed home folder with one brand, one phone and the criteria REP-03 and SW-02; and its two members."""
    home = tmp_path_factory.mktemp("small") / "home"
    members = _fill(home, {"criteria": criteria_file("REP-03", "SW-02"), "phones": turtle_file(PHONE)})
    gc.collect()  # the store is free again once nothing refers to it
    return home, *members


@pytest.fixture(scope="session")
def member(small_home):
    return small_home[1]


@pytest.fixture(scope="session")
def other_member(small_home):
    return small_home[2]


@pytest.fixture(scope="session")
def checks():
    """One warm checking process for all small registries, because starting one takes a second."""
    shared = Checks(SHAPES, ONTOLOGY, Limits())
    yield shared
    shared.close()


@pytest.fixture
def registry(small_home, checks, tmp_path):
    """A small registry that the test may change."""
    registry = _opened(small_home[0], tmp_path / "home")
    registry.checks = checks
    yield registry
    registry.answers.close()
    registry.ledger.close()


@pytest.fixture(scope="session")
def small(small_home, checks, tmp_path_factory):
    """A small registry that tests read only."""
    registry = _opened(small_home[0], tmp_path_factory.mktemp("small-read") / "home")
    registry.checks = checks
    yield registry
    registry.answers.close()
    registry.ledger.close()


@pytest.fixture(scope="session")
def eventful(tmp_path_factory):
    """A registry in which things happen to a phone over two months; tests read it only."""
    home = tmp_path_factory.mktemp("eventful") / "home"
    registry = made_eventful(home, criteria_file("REP-03", "SW-02"), turtle_file, PHONE)
    yield registry
    registry.close()


@pytest.fixture(scope="session")
def historian(eventful):
    """Somebody with a browser or a program who reads what was known when."""
    return create_app(eventful).test_client()


@pytest.fixture(scope="session")
def small_reader(small):
    """Somebody with a browser or a program who reads the small registry."""
    return create_app(small).test_client()


@pytest.fixture(scope="session")
def served(small):
    """The address of a small registry that listens; tests read it only."""
    server = make_server("127.0.0.1", 0, create_app(small), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def copied(registry, tmp_path):
    """Copy the small registry while it is open, and give the settings of the copy."""
    return lambda: Settings(home=copy_of(registry.settings.home, tmp_path / "copy"))


@pytest.fixture
def limited(small_home, tmp_path):
    """Open a small registry with limits of its own."""
    opened = []

    def open_limited(**limits):
        opened.append(_opened(small_home[0], tmp_path / f"limited-{len(opened)}", **limits))
        return opened[-1]

    yield open_limited
    for each in opened:
        each.close()


@pytest.fixture
def app(registry):
    return create_app(registry)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def full_home(tmp_path_factory):
    """A closed home folder with all shipped data, which one process of a run makes for all; and a member."""
    mine = tmp_path_factory.getbasetemp()
    # with pytest-xdist each process has a folder inside the one of the run
    place = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    made = place / "full.json"
    with (place / "full.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(place / "full", ignore_errors=True)
            files = {file.dataset: file.body() for file in keep.shipped_files()}
            # judged for today: a server that opens it need not judge every device again
            members = _fill(place / "full", files, datetime.now(UTC))
            gc.collect()
            made.write_text(json.dumps(asdict(members[0])), encoding="utf-8")
    return place / "full", Member(**json.loads(made.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def full(full_home, tmp_path_factory):
    """A registry with all shipped data; tests read it only."""
    registry = _opened(full_home[0], tmp_path_factory.mktemp("opened") / "home", datetime.now(UTC))
    yield registry
    registry.close()


@pytest.fixture(scope="session")
def reader(full):
    """Somebody with a browser or a program who reads the registry with all shipped data."""
    return create_app(full).test_client()
