"""A table as a file for spreadsheets, in which no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable

from flask import Response

from registry.web.negotiation import CSV, content_type

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_BELOW_ZERO = re.compile(r"-\d[\d.,\s]*+(?:[^\W\d]|[ %°/])*+")
"""A number below zero, with its unit where it has one: no digit stands behind the unit, so it names no cell."""


def table(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """Answer with a table as a file of that name."""
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(columns)
    written.writerows([_cell(str(value)) for value in row] for row in rows)
    response = Response(text.getvalue(), content_type=content_type(CSV))
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    response.vary.add("Accept")
    return response


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not _BELOW_ZERO.fullmatch(text) else text
