"""The formats in which a report is written, by their short names."""

from collections.abc import Callable

from registry.core.report import Report
from registry.core.report_shacl import as_json_ld, as_turtle
from registry.core.report_words import as_text, as_told_json
from registry.core.sarif import as_sarif

_WRITERS: dict[str, Callable[[Report, str, str], str]] = {
    "text": lambda report, _, language: as_text(report, language),
    "json": lambda report, _, language: as_told_json(report, language),
    "turtle": lambda report, *_: as_turtle(report).decode(),
    "jsonld": lambda report, *_: as_json_ld(report).decode(),
    "sarif": as_sarif,
}

FORMATS = tuple(_WRITERS)


def written(report: Report, name: str, file_name: str, language: str) -> str:
    """Write the report about a file in a format."""
    return _WRITERS[name](report, file_name, language)
