"""Tables to fill in, made from the rules: as text, and as a workbook with choices and explanations."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from registry.core.columns import Column, Form
from registry.core.texts import say
from registry.vocabulary import XSD

_BYTE_ORDER_MARK = "\ufeff"
_LONGEST_LIST = 255
_FORMATS = {XSD.date.value: "yyyy-mm-dd", XSD.integer.value: "0", XSD.decimal.value: "General"}
_TINTS = ("E3F2E8", "FBEED3")
_EXPLAINED = (
    "template-column", "template-term", "template-group", "template-definition", "template-unit",
    "template-example", "template-choices", "template-help", "template-required",
)  # fmt: skip
_WIDTHS = (32, 38, 22, 60, 12, 24, 32, 60, 12)
# one moment for all: the same words make the same workbook
_MADE = datetime(2026, 1, 1)

Rows = Iterable[Sequence[str]]


def heads(form: Form, language: str) -> tuple[list[str], list[str]]:
    """The two rows above the values: names in words, and what a program reads."""
    names = [say("template-name", language), *(_title(column) for column in form.columns)]
    return names, [str(form.names), *(str(column.meaning) for column in form.columns)]


def csv_template(form: Form, language: str, rows: Rows = ()) -> bytes:
    """The table as text; it begins with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*heads(form, language), *rows])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def xlsx_template(form: Form, language: str, rows: Rows = ()) -> bytes:
    """The table as a workbook: lists to choose from, and a second sheet that explains each column."""
    from openpyxl import Workbook  # only who writes a workbook pays for it

    book = Workbook()
    book.properties.created = book.properties.modified = _MADE
    book.properties.creator = ""
    sheet = book.active
    sheet.title = form.label[:31]
    for row in (*heads(form, language), *rows):
        sheet.append(list(row))
    _dress(sheet, form)
    _offer_choices(sheet, form)
    _explain(book.create_sheet(say("template-explanations", language)[:31]), form, language)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _title(column: Column) -> str:
    return f"{column.name} ({column.unit})" if column.unit else column.name


def _dress(sheet: Any, form: Form) -> None:  # noqa: ANN401  the library has no types
    """Keep the two rows in sight, tint one group like the next but one, and let texts stay texts."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B3"
    tints = ["FFFFFF"]
    for number, (_, columns) in enumerate(groupby(form.columns, key=lambda column: column.group)):
        tints += [_TINTS[number % 2] for _ in columns]
    kinds = ["", *(column.meaning.kind for column in form.columns)]
    for number, (tint, kind) in enumerate(zip(tints, kinds, strict=True), 1):
        for row in (1, 2):
            cell = sheet.cell(row, number)
            cell.fill = PatternFill("solid", fgColor=tint)
            cell.font = Font(bold=row == 1, color="1B2420" if row == 1 else "59645E", size=11 if row == 1 else 8)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = 20, _FORMATS.get(kind, "@")


def _offer_choices(sheet: Any, form: Form) -> None:  # noqa: ANN401  the library has no types
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(form.columns, 2):
        texts = [choice.text for choice in column.choices]
        if column.meaning.kind == XSD.boolean.value:
            texts = ["true", "false"]
        listed = ",".join(texts)
        if texts and len(listed) <= _LONGEST_LIST and not any("," in text or '"' in text for text in texts):
            letter = get_column_letter(number)
            validation = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            validation.add(f"{letter}3:{letter}1048576")
            sheet.add_data_validation(validation)


def _explain(sheet: Any, form: Form, language: str) -> None:  # noqa: ANN401  the library has no types
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append([say(key, language) for key in _EXPLAINED])
    sheet.append([say("template-name", language), str(form.names), "", say("template-name-help", language)])
    for column in form.columns:
        sheet.append(_explanation(column, language))
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s" if cell.value is not None else "n"
    sheet.freeze_panes = "A2"


def _explanation(column: Column, language: str) -> list[str]:
    labels = [f"{each.text} ({each.label})" if each.label != each.text else each.text for each in column.choices]
    several = " " + say("template-several", language) if column.meaning.several else ""
    required = say("template-yes", language) if column.required else ""
    words = [column.name, column.key, column.group, str(column.definition or ""), column.unit, column.example]
    return [*words, ", ".join(labels), column.help + several, required]
