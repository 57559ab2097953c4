"""A table as text: which sign parts its cells is seen in the row of terms."""

import csv
import io
from collections.abc import Iterator

from pyoxigraph import NamedNode

from registry.core.bounds import UNBOUND, Bounds
from registry.core.explanations import Mistake, mistake
from registry.core.mistakes import other_format
from registry.core.reading.table import MOST_COLUMNS, Row, Sheet, read_table
from registry.core.tokens import Document
from registry.core.turtle import BYTE_ORDER_MARK, Unreadable

_SIGNS = (",", ";", "\t")
_LONGEST_CELL = 10_000_000


def read_csv(body: bytes, graph: NamedNode, bounds: Bounds = UNBOUND) -> Sheet | Unreadable:
    """Read a table in UTF-8, parted by commas, semicolons or tabs; where semicolons part, commas begin decimals."""
    text = _text(body.removeprefix(BYTE_ORDER_MARK))
    if isinstance(text, Mistake):
        return Unreadable((text,))
    sign = _sign(text)
    rows = _Rows(text, sign)
    read = read_table(rows.cells(), graph, bounds, decimal_comma=sign == ";")
    return Unreadable((rows.broken,)) if rows.broken else read


def _text(body: bytes) -> str | Mistake:
    if (other := other_format(body)) is not None:
        return other
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        character = body[error.start : error.start + 1].decode("cp1252", "replace")
        return mistake("syntax-not-utf-8", line, 1, Document(body), character=character)


def _sign(text: str) -> str:
    """What stands most often between the terms, in which none of the three stands."""
    terms = text[:200_000].splitlines()[1:2]
    return max(_SIGNS, key=(terms[0] if terms else "").count)


class _Rows:
    def __init__(self, text: str, sign: str) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        self.broken: Mistake | None = None

    def cells(self) -> Iterator[Row]:
        """The rows by their numbers in a spreadsheet, in which a cell may hold several lines."""
        number = 0
        try:
            for number, cells in enumerate(self._reader, 1):
                if len(cells) > MOST_COLUMNS and any(cell.strip() for cell in cells[MOST_COLUMNS:]):
                    self.broken = mistake("limit-rows", number, rows="1048576", columns=MOST_COLUMNS)
                    return
                yield number, tuple(cells[:MOST_COLUMNS]) or (None,)
        except csv.Error:
            self.broken = mistake("table-not-csv", number + 1)
