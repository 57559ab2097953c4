"""An Excel workbook becomes rows of cells: unpacked within bounds, nothing in it worked out, followed or fetched."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from pyoxigraph import NamedNode

from registry.core.bounds import UNBOUND, Bounds
from registry.core.explanations import Mistake, mistake
from registry.core.reading.cells import Cell
from registry.core.reading.table import MOST_COLUMNS, Faulty, Row, Sheet, read_table
from registry.core.turtle import Unreadable

MOST_ROWS = 200_000
_MOST_FILES = 1_000
_CHUNK = 1_000_000
# An XML file that defines abbreviations could unfold to any size; in UTF-16 the definition would not be seen.
_NOT_IN_XML = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")


def read_xlsx(body: bytes, graph: NamedNode, bounds: Bounds = UNBOUND) -> Sheet | Unreadable:
    """Read the first sheet of a workbook, whose second row says what the columns mean."""
    refused = _unsafe(body, bounds)
    if refused is not None:
        return Unreadable((refused,))
    try:
        rows = list(_rows(body))
    except _TooFar:
        return Unreadable((mistake("limit-rows", rows=MOST_ROWS, columns=MOST_COLUMNS),))
    except Exception:
        return Unreadable((mistake("table-not-xlsx"),))
    return read_table(rows, graph, bounds, decimal_comma=False)


class _TooFar(Exception):
    """The sheet has more rows or columns than are read."""


def _unsafe(body: bytes, bounds: Bounds) -> Mistake | None:
    """Unpack everything once, counting, before anything else looks at it."""
    left = bounds.unpacked
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if len(packed.infolist()) > _MOST_FILES:
                return mistake("table-not-xlsx")
            for member in packed.infolist():
                used, odd = _unpacked(packed, member, left)
                left -= used
                if left < 0:
                    return mistake("limit-unpacked", most=bounds.unpacked)
                if odd:
                    return mistake("table-not-xlsx")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return mistake("table-not-xlsx")
    return None


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """How large a member is, as far as is allowed, and whether it is XML that is not taken."""
    is_xml, used, tail = member.filename.lower().endswith((".xml", ".rels", ".vml")), 0, b""
    with packed.open(member) as unpacking:
        while (chunk := unpacking.read(_CHUNK)) and used <= most:
            used += len(chunk)
            seen = tail + chunk
            if is_xml and any(each in seen for each in _NOT_IN_XML):
                return used, True
            tail = chunk[-16:]
    return used, False


def _rows(body: bytes) -> Iterator[Row]:
    import openpyxl  # only who reads a workbook pays for it

    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    # what the sheet says of its own size is not believed
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1), 1):
        values = tuple(_cell(each) for each in cells)
        if number > MOST_ROWS or (len(values) > MOST_COLUMNS and values[-1] is not None):
            raise _TooFar
        yield number, values or (None,)


def _cell(cell: Any) -> Cell | Faulty:  # noqa: ANN401  the library has no types
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "f":
        return Faulty("table-formula", str(value)[:80])
    if cell.data_type == "e":
        return Faulty("table-error", str(value)[:80])
    if isinstance(value, time | timedelta):
        return str(value)
    return value if isinstance(value, str | bool | int | float | date) else str(value)
