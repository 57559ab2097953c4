"""An Excel workbook becomes rows of cells: unpacked within bounds, nothing in it worked out, followed or fetched."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
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
# An XML file that defines abbreviations could unfold to any size. Looked for in every member, whatever its name, and
# in every encoding that the reader of XML knows by itself.
_DEFINITIONS = ("<!DOCTYPE", "<!ENTITY")
_NOT_TAKEN = tuple(each.encode(code) for each in _DEFINITIONS for code in ("ascii", "utf-16-le", "utf-16-be"))
_LONGEST_MARK = 32


def read_xlsx(body: bytes, graph: NamedNode, bounds: Bounds = UNBOUND) -> Sheet | Unreadable:
    """Read the first sheet of a workbook, whose second row says what the columns mean."""
    refused = _unsafe(body, bounds)
    if refused is not None:
        return Unreadable((refused,))
    rows = _Rows(body)
    read = read_table(rows.cells(), graph, bounds, decimal_comma=False)
    return Unreadable((rows.broken,)) if rows.broken else read


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
    used, tail = 0, b""
    with packed.open(member) as unpacking:
        while (chunk := unpacking.read(_CHUNK)) and used <= most:
            used += len(chunk)
            if any(each in tail + chunk for each in _NOT_TAKEN):
                return used, True
            tail = chunk[-_LONGEST_MARK:]
    return used, False


class _Rows:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self.broken: Mistake | None = None

    def cells(self) -> Iterator[Row]:
        """The rows of the first sheet, one after the other, up to what cannot be read."""
        try:
            yield from self._read()
        except Exception:
            self.broken = mistake("table-not-xlsx")

    def _read(self) -> Iterator[Row]:
        import openpyxl  # only who reads a workbook pays for it

        book = openpyxl.load_workbook(io.BytesIO(self._body), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        # what the sheet says of its own size is not believed
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1), 1):
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                self.broken = mistake("limit-rows", number, rows=MOST_ROWS, columns=MOST_COLUMNS)
                return
            yield number, tuple(_cell(each) for each in cells) or (None,)


def _cell(cell: Any) -> Cell | Faulty:  # noqa: ANN401  the library has no types
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "f":
        return Faulty("table-formula", str(value)[:80])
    if cell.data_type == "e":
        return Faulty("table-error", str(value)[:80])
    if isinstance(value, bool | int | float | date):
        return value
    text = str(value)
    # a half of a character pair, which a workbook can name, is no text
    shown = text.encode("utf-8", "replace").decode()
    return text if text == shown else Faulty("table-error", shown[:80])
