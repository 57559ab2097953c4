"""A table becomes quads of one graph: each row is a thing, each column a property, each value knows its cell."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Quad

from registry.core.bounds import Bounds
from registry.core.explanations import Mistake, mistake
from registry.core.facts import Term
from registry.core.glossary import LANGUAGES
from registry.core.mistakes import MOST_MISTAKES
from registry.core.reading.cells import Cell, Meaning, meaning, term_of, text_of, texts_in, value_in
from registry.core.report import Finding, Report
from registry.core.texts import Messages, advice, shown
from registry.core.turtle import Unreadable, Upload, why_refused
from registry.vocabulary import RDF

MOST_COLUMNS = 1_000
_WIDEST = 200


@dataclass(frozen=True)
class Faulty:
    """What a cell holds instead of a value: the key of the text that says why it is not taken."""

    key: str
    text: str = ""


Row = tuple[int, tuple[Cell | Faulty, ...]]
"""The number of a row, counted from 1, and its cells from the first column on."""


@dataclass(frozen=True)
class Sheet(Upload):
    """What a table says, with the cell of each statement, the row of each thing and the column of each property."""

    cells: dict[tuple[Term, NamedNode, Term], tuple[int, int, str]] = field(default_factory=dict)
    rows: dict[Term, tuple[int, str]] = field(default_factory=dict)
    columns: dict[NamedNode, int] = field(default_factory=dict)
    meanings: dict[NamedNode, Meaning] = field(default_factory=dict)


def read_table(rows: Iterable[Row], graph: NamedNode, bounds: Bounds, decimal_comma: bool) -> Sheet | Unreadable:
    """Read rows of which the second says what the columns mean."""
    reader = _Reader(graph, bounds, decimal_comma)
    for number, cells in rows:
        if number == 2:
            reader.learn(cells)
        elif number > 2:
            reader.take(number, cells)
        if len(reader.mistakes) >= MOST_MISTAKES or reader.full:
            break
    if not reader.columns and not reader.mistakes:
        reader.mistakes.append(mistake("table-no-terms", 2))
    if reader.mistakes:
        return Unreadable(tuple(reader.mistakes[:MOST_MISTAKES]))
    return replace(reader.sheet, quads=tuple(reader.quads))


def located_in_table(report: Report, sheet: Sheet) -> Report:
    """Give each finding the cell that it is about: of the value, else where it should stand, else of the name."""
    return replace(report, findings=tuple(_placed(each, sheet) for each in report.findings))


def cell_name(row: int, column: int) -> str:
    """The name that a spreadsheet gives a cell: row 7 of column 2, counted from 1, is B7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _placed(finding: Finding, sheet: Sheet) -> Finding:
    focus, path, value = finding.focus, finding.path, finding.value
    if path is not None and value is not None and (focus, path, value) in sheet.cells:
        row, column, text = sheet.cells[focus, path, value]
    elif focus in sheet.rows:
        row, text = sheet.rows[focus]
        column = sheet.columns.get(path, 1) if path is not None else 1
        text = text if column == 1 else ""
    else:
        return finding
    about, column_of = sheet.rows[focus][0] if focus in sheet.rows else row, sheet.meanings.get(path) if path else None
    placed = replace(finding, line=row, column=column, text=text, focus_line=about, cell=cell_name(row, column))
    return placed if column_of is None else replace(placed, messages=_for_cells(finding.messages, column_of))


def _for_cells(messages: Messages, column: Meaning) -> Messages:
    """Messages whose example is what one writes in a cell, in place of the Turtle."""
    return tuple((language, _for_a_cell(text, language, column)) for language, text in messages)


def _for_a_cell(message: str, language: str, column: Meaning) -> str:
    example = advice(message, language)[1] if language in LANGUAGES else ""
    value = value_in(example) if example else None
    return message.removesuffix(example) + text_of(value, column) if value is not None else message


class _Reader:
    def __init__(self, graph: NamedNode, bounds: Bounds, decimal_comma: bool) -> None:
        self.sheet = Sheet(graph, ())
        self.quads: dict[Quad, None] = {}
        self.columns: dict[int, Meaning] = {}
        self.mistakes: list[Mistake] = []
        self.full = False
        self._bounds, self._decimal_comma = bounds, decimal_comma

    def learn(self, cells: tuple[Cell | Faulty, ...]) -> None:
        """Read the row of terms."""
        for number, cell in enumerate(cells, 1):
            text = str(cell).strip() if cell is not None and not isinstance(cell, Faulty) else ""
            known = meaning(text) if text else None
            if known is not None and known.names_things == (number == 1):
                self.columns[number] = known
                self.sheet.columns.setdefault(known.term, number)
                self.sheet.meanings.setdefault(known.term, known)
            elif text or isinstance(cell, Faulty):
                self._fault("table-term", 2, number, text[:_WIDEST])
        if 1 not in self.columns and not self.mistakes:
            self.columns.clear()
            self.mistakes.append(mistake("table-no-terms", 2))
        # what the rows say means nothing before the terms are mended
        self.full = bool(self.mistakes)

    def take(self, row: int, cells: tuple[Cell | Faulty, ...]) -> None:
        """Read a row of values; one without any is passed over."""
        if not self.columns or not any(
            cell is not None and (isinstance(cell, Faulty) or str(cell).strip()) for cell in cells
        ):
            return
        subject = self._subject(row, cells[0])
        for number, cell in enumerate(cells[1:], 2):
            if isinstance(cell, Faulty):
                self._fault(cell.key, row, number, cell.text)
            elif number in self.columns:
                self._say(subject, row, number, cell)
            elif _says(cell):
                self._fault("table-no-column", row, number, str(cell)[:_WIDEST])

    def _subject(self, row: int, cell: Cell | Faulty) -> NamedNode | None:
        column = self.columns[1]
        if isinstance(cell, Faulty):
            self._fault(cell.key, row, 1, cell.text)
            return None
        texts = texts_in(cell, column)
        if not texts:
            self._fault("table-no-name", row, 1)
            return None
        subject = term_of(texts[0], column)
        if not isinstance(subject, NamedNode):
            self._fault("table-address", row, 1, str(cell)[:_WIDEST])
            return None
        self.sheet.rows.setdefault(subject, (row, shown(str(cell)[:_WIDEST])))
        self._keep(Quad(subject, RDF.type, column.term, self.sheet.graph), row, 1, str(cell))
        return subject

    def _say(self, subject: NamedNode | None, row: int, number: int, cell: Cell) -> None:
        column = self.columns[number]
        for text in texts_in(cell, column):
            value = term_of(text, column, self._decimal_comma)
            if value is None:
                self._fault("table-address", row, number, str(text)[:_WIDEST])
            elif subject is not None:
                self._keep(Quad(subject, column.term, value, self.sheet.graph), row, number, str(text))

    def _keep(self, quad: Quad, row: int, number: int, text: str) -> None:
        refused = why_refused(quad, self.sheet.graph, self._bounds, row)
        if refused:
            self.mistakes.append(_in_cell(refused, row, number, text))
            return
        if not isinstance(quad.subject, NamedNode):
            return
        self.quads.setdefault(quad)
        said = (quad.subject, quad.predicate, quad.object)
        self.sheet.lines.setdefault(said, row)
        self.sheet.first_lines.setdefault(quad.subject, row)
        self.sheet.cells.setdefault(said, (row, number, shown(text[:_WIDEST])))
        if len(self.quads) > self._bounds.triples and not self.full:
            self.full = True
            self.mistakes.append(mistake("limit-triples", row, most=self._bounds.triples))

    def _fault(self, key: str, row: int, number: int, text: str = "") -> None:
        self.mistakes.append(_in_cell(mistake(key, text=text), row, number, text))


def _says(cell: Cell) -> bool:
    return cell is not None and bool(str(cell).strip())


def _in_cell(found: Mistake, row: int, number: int, text: str) -> Mistake:
    return replace(found, line=row, column=number, text=shown(text[:_WIDEST]), cell=cell_name(row, number))
