"""What was touched is known one by one, or not at all."""

import resource

import pytest
from pyoxigraph import NamedNode

from registry.index.journal import Journal


@pytest.fixture
def full_at():
    """No file of this process may grow beyond some bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_was_noted_of_each_contribution_is_known(tmp_path):
    journal = Journal(tmp_path / "touched.jsonl")
    for number in (2, 3):
        journal.note(number, [NamedNode(f"urn:{number}")])
    assert journal.since(1, 3) == {NamedNode("urn:2"), NamedNode("urn:3")}
    assert journal.since(1, 4) is None


def test_on_a_full_disk_nothing_is_known_any_more_and_nobody_is_troubled(tmp_path, full_at):
    journal, path = Journal(tmp_path / "touched.jsonl"), tmp_path / "touched.jsonl"
    journal.note(2, [NamedNode("urn:2")])
    full_at(path.stat().st_size)
    journal.note(3, [NamedNode("urn:3")])
    full_at(resource.RLIM_INFINITY)
    journal.note(4, [NamedNode("urn:4")])
    assert journal.since(1, 4) is None
