"""Tables to import: small ones made of a test module's row, and the source tables beside the checkout."""

import csv
import gzip
import os
from datetime import date
from pathlib import Path

import pytest
import rdflib

from registry.settings import DATA

HOME = Path(__file__).parents[2]


def _write(path, row, changes):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows(row | change for change in changes)
    return path


@pytest.fixture(scope="module")
def imported(request, tmp_path_factory):
    """Import a table whose rows are the ROW of the test module, each with some cells changed."""
    path = tmp_path_factory.mktemp("table") / "table.csv"

    def run(*changes):
        table = _write(path, request.module.ROW, changes)
        return request.module.import_table(table, date(2026, 11, 21))

    return run


@pytest.fixture(scope="session")
def graph_of():
    """The Turtle of an import as rdflib reads it."""
    return lambda result: rdflib.Graph().parse(data=result.turtle, format="turtle")


@pytest.fixture(scope="session")
def remarks():
    """Column, text and reason of each remark."""
    return lambda result: [(remark.column, remark.text, remark.reason) for remark in result.remarks]


@pytest.fixture(scope="session")
def source_table():
    """A source table: under CFIT_SOURCES, or in shared/data beside the checkout; without it the test is skipped."""

    def find(name):
        folders = [os.environ.get("CFIT_SOURCES"), *(folder / "shared/data" for folder in HOME.parents)]
        found = [path for folder in folders if folder for path in sorted(Path(folder).glob(name))]
        if not found:
            pytest.skip(f"the source table {name} is not here: set CFIT_SOURCES to its folder")
        return found[0]

    return find


@pytest.fixture(scope="session")
def shipped():
    """The text of a shipped file of devices."""

    def read(name):
        content = (DATA / "devices" / name).read_bytes()
        return (gzip.decompress(content) if name.endswith(".gz") else content).decode()

    return read
