"""Tables to read: as text, as a workbook, and workbooks that are not what they seem."""

import io
import zipfile

import openpyxl
import pytest
from pyoxigraph import NamedNode

from registry.core.bounds import UNBOUND
from registry.core.reading.formats import CSV, XLSX, read
from registry.core.turtle import Unreadable

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
NAMES = ("short name", "name", "kind", "index", "parts", "page", "sold", "foldable", "falls")
TERMS = (
    "@id cfit:DeviceModel https://w3id.org/cfit/id/device/{}",
    "schema:name xsd:string",
    "cfit:deviceKind https://w3id.org/cfit/id/device-kind/{}",
    "cfit:repairabilityIndex xsd:decimal",
    "cfit:sparePartTypes xsd:string *",
    "cfit:repairInstructions @id",
    "schema:releaseDate xsd:date",
    "cfit:isFoldable xsd:boolean",
    "cfit:fallsWithoutDefect xsd:integer",
)


def workbook(*rows, heads=(NAMES, TERMS)):
    book = openpyxl.Workbook()
    for row in (*heads, *rows):
        book.active.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def text(*rows, sign=",", heads=(NAMES, TERMS)):
    return "".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in row) + "\r\n" for row in (*heads, *rows))


def with_member(packed, name, content):
    """The same workbook with one member more, or another in place of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return out.getvalue()


def read_csv(content, bounds=UNBOUND):
    return read(content.encode() if isinstance(content, str) else content, CSV, GRAPH, bounds)


def read_xlsx(content, bounds=UNBOUND):
    return read(content, XLSX, GRAPH, bounds)


def mistakes(reading):
    assert isinstance(reading, Unreadable), reading
    return [(each.cell, each.rule) for each in reading.mistakes]


def values(reading):
    assert not isinstance(reading, Unreadable), reading
    return {(quad.predicate.value.rpartition("/")[2].rpartition("#")[2], quad.object.value) for quad in reading.quads}


@pytest.fixture
def graph():
    return GRAPH
