"""Files that reach every corner of the readers, kept by a fuzzer, are still read or refused as they should be."""

import warnings
from pathlib import Path

import pytest

from registry.core.turtle import Upload
from tests.core.reading import invariants
from tests.core.reading.invariants import BOUNDS, GRAPH, MEDIA_TYPES, faults, workbook_of

CORPUS = Path(__file__).parent.parent.parent / "corpus"
MOST_BYTES = 500_000


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a library warns of what it passes over in odd workbooks
        yield


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_every_file_is_read_or_refused_with_places_inside_it(ending):
    files = sorted(CORPUS.glob(f"*.{ending}"))
    wrong = {file.name: said for file in files if (said := [*faults(ending, file.read_bytes())])}
    assert len(files) >= 3
    assert wrong == {}


def test_the_corpus_stays_small():
    assert sum(file.stat().st_size for file in CORPUS.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_some_files_are_read_and_some_are_refused(ending):
    readings = []
    for file in CORPUS.glob(f"*.{ending}"):
        body = workbook_of(file.read_bytes()) if ending == "sheet" else file.read_bytes()
        readings.append(isinstance(invariants.read(body, MEDIA_TYPES[ending], GRAPH, BOUNDS), Upload))
    assert {*readings} == {True, False}


def test_a_place_outside_the_file_would_be_noticed(monkeypatch):
    monkeypatch.setattr(invariants, "placed", lambda report, *rest: report)
    assert [*faults("ttl", b"<urn:a> <urn:b> 1 .")] == ["finding about <urn:a> at no place"] * 3
