"""What a contribution may be written in: the media type decides, the name of a file only where there is none."""

from collections.abc import Callable
from pathlib import PurePath

from pyoxigraph import NamedNode, RdfFormat

from registry.core.bounds import UNBOUND, Bounds
from registry.core.explanations import mistake
from registry.core.places import located, located_by_line
from registry.core.reading.csv_file import read_csv
from registry.core.reading.jsonld import OWN_CONTEXT, read_jsonld
from registry.core.reading.table import Sheet, located_in_table
from registry.core.reading.xlsx_file import read_xlsx
from registry.core.report import Report
from registry.core.turtle import Unreadable, Upload, read_turtle

TURTLE, JSON_LD, CSV = "text/turtle", "application/ld+json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TURTLE_FAMILY = {
    TURTLE: RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
_RDF_XML = "application/rdf+xml"
BODY_TYPES = (*_TURTLE_FAMILY, JSON_LD, CSV, XLSX)
"""Media types that a contribution may have."""

ENDINGS = {
    ".ttl": TURTLE, ".nt": "application/n-triples", ".jsonld": JSON_LD, ".json": JSON_LD, ".csv": CSV,
    ".xlsx": XLSX, ".trig": "application/trig", ".nq": "application/n-quads", ".rdf": _RDF_XML, ".owl": _RDF_XML,
}  # fmt: skip
_READERS: dict[str, Callable[[bytes, NamedNode, Bounds], Upload | Unreadable]] = {CSV: read_csv, XLSX: read_xlsx}


def media_type_of(file_name: str, otherwise: str = TURTLE) -> str:
    """What the ending of a file's name says that it holds, where it says anything."""
    return ENDINGS.get(PurePath(file_name.removesuffix(".gz")).suffix.lower(), otherwise)


def ending_of(media_type: str) -> str:
    """How the name of a file of a media type ends."""
    return next((ending for ending, known in ENDINGS.items() if known == media_type), ".ttl")


def read(
    body: bytes, media_type: str, graph: NamedNode, bounds: Bounds = UNBOUND, context: str = OWN_CONTEXT
) -> Upload | Unreadable:
    """Read bytes for a graph as their media type says; the same bytes always give the same quads."""
    if media_type == _RDF_XML:
        return Unreadable((mistake("format-rdf-xml"),))
    if media_type == JSON_LD:
        return read_jsonld(body, graph, bounds, context)
    if media_type in _READERS:
        return _READERS[media_type](body, graph, bounds)
    return read_turtle(body, graph, bounds, _TURTLE_FAMILY.get(media_type, RdfFormat.TURTLE))


def placed(report: Report, upload: Upload, body: bytes, media_type: str) -> Report:
    """Give the findings about a file their places in it: cells in a table, lines and columns in a text."""
    if isinstance(upload, Sheet):
        return located_in_table(report, upload)
    if media_type == JSON_LD:
        return located_by_line(report, upload, body)
    return located(report, upload, body)
