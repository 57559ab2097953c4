"""What holds of every file, whatever it is: a reader gives quads or mistakes, and both with places inside the file."""

import io
import re
import time
import zipfile
from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from registry.core.bounds import Bounds
from registry.core.explanations import Mistake
from registry.core.glossary import LANGUAGES
from registry.core.mistakes import MOST_MISTAKES
from registry.core.reading.formats import CSV, JSON_LD, TURTLE, XLSX, placed, read
from registry.core.reading.table import MOST_COLUMNS, Sheet, cell_name
from registry.core.reading.xlsx_file import MOST_ROWS
from registry.core.report import Finding, Report, Severity, as_json, from_json
from registry.core.tokens import Document
from registry.core.turtle import Unreadable, Upload
from registry.store.embedded import as_stored
from registry.store.update import insert

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
# Small, so that small files reach them.
BOUNDS = Bounds(triples=60, literal=300, iri=200, prefixes=10, nesting=8, unpacked=200_000)
MOST_SECONDS = 1.0
MEDIA_TYPES = {
    "ttl": TURTLE,
    "trig": "application/trig",
    "nq": "application/n-quads",
    "jsonld": JSON_LD,
    "csv": CSV,
    "sheet": XLSX,
}
"""By the ending of the names of files; a `.sheet` is the first sheet of a workbook and what else the book holds."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
PART_SIGN = b"\n=====\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>",
}


def workbook_of(content: bytes) -> bytes:
    """A workbook from its first sheet, and behind a line of ===== its texts, its styles and the book itself."""
    parts = dict(zip(_PARTS, content.split(PART_SIGN, 3), strict=False))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, text in ({name: text.encode() for name, text in _FIXED.items()} | parts).items():
            book.writestr(zipfile.ZipInfo(name), text)
    return packed.getvalue()


def faults(ending: str, content: bytes, most_seconds: float = MOST_SECONDS, thorough: bool = True) -> Iterator[str]:
    """What does not hold although it should, for a file whose name ends so."""
    media_type = MEDIA_TYPES[ending]
    body = workbook_of(content) if ending == "sheet" else content
    start = time.process_time()
    reading = read(body, media_type, GRAPH, BOUNDS)
    place = Places(ending, body)
    if isinstance(reading, Unreadable):
        yield from _of_mistakes(reading, place)
    else:
        yield from _of_upload(reading, ending)
        if thorough:
            yield from _of_the_way_on(reading)
        report = placed(_report_about(reading), reading, body, media_type)
        yield from _of_report(report, place, body if ending in ("ttl", "trig", "nq") else b"")
    if (seconds := time.process_time() - start) > most_seconds:
        yield f"{seconds:.1f} s for {len(body)} bytes"
    if thorough and _told(read(body, media_type, GRAPH, BOUNDS)) != _told(reading):
        yield "read again, the same bytes give something else"


def _told(reading: Upload | Unreadable) -> object:
    """What must be the same each time; of several things that are wrong with a context the parser names any."""
    if isinstance(reading, Upload):
        return reading
    return [(each.rule, each.line, each.column, each.cell) for each in reading.mistakes]


class Places:
    """Whether a line and column are in the file: characters of a text, cells of a table."""

    def __init__(self, ending: str, body: bytes) -> None:
        self.table = ending in ("csv", "sheet")
        self._document = Document(body) if ending != "sheet" else None

    def fault(self, line: int | None, column: int | None, cell: str) -> str:
        if line is None or column is None:
            return "no place"
        if self.table:
            rows = self._document.last_line + 1 if self._document else MOST_ROWS + 1
            # what is wrong with the table as a whole stands at no cell
            named = cell in ("", cell_name(line, column))
            return "" if 1 <= line <= rows and 1 <= column <= MOST_COLUMNS and named else f"{line}:{column} {cell}"
        document = self._document
        assert document is not None
        inside = 1 <= line <= document.last_line and 1 <= column <= len(document.line(line)) + 1
        return "" if inside else f"{line}:{column} of {document.last_line} lines"


def _of_mistakes(reading: Unreadable, place: Places) -> Iterator[str]:
    if not 1 <= len(reading.mistakes) <= MOST_MISTAKES:
        yield f"{len(reading.mistakes)} mistakes"
    for each in reading.mistakes:
        if fault := place.fault(each.line, each.column, each.cell):
            yield f"{each.rule} at {fault}"
        if each.end_column is not None and each.end_column < each.column:
            yield f"{each.rule} ends before it begins"
        yield from _of_texts(each.rule, each)


def _of_texts(rule: str, said: Mistake | Finding) -> Iterator[str]:
    messages = dict(said.messages)
    if isinstance(said, Mistake) and ({*messages} < {*LANGUAGES} or not all(messages.values())):
        yield f"{rule} is not told in every language"
    for text in (*messages.values(), said.text):
        if text != text.encode("utf-8", "replace").decode():
            yield f"{rule} cannot be written down: {text!r}"
    if len(said.text) > 300 or _CONTROL.search(said.text):
        yield f"{rule} shows {said.text!r}"
    if len(messages.get("en", "")) > 3_000:
        yield f"{rule} is long: {messages['en'][:300]!r}"


def _of_upload(upload: Upload, ending: str) -> Iterator[str]:
    if len(upload.quads) > BOUNDS.triples:
        yield f"{len(upload.quads)} quads are too many"
    if len({*upload.quads}) != len(upload.quads):
        yield "a statement stands twice"
    for quad in upload.quads:
        said = (quad.subject, quad.predicate, quad.object)
        if quad.graph_name != GRAPH or not isinstance(quad.subject, NamedNode) or isinstance(quad.object, BlankNode):
            yield f"{quad} is not of the graph"
        if said not in upload.lines or quad.subject not in upload.first_lines:
            yield f"{quad} has no line"
        elif upload.first_lines[quad.subject] > upload.lines[said]:
            yield f"{quad} stands before its subject"
        if ending in ("csv", "sheet") and isinstance(upload, Sheet) and said not in upload.cells:
            yield f"{quad} has no cell"
        if any(BOUNDS.refuses(term, 1) for term in said):
            yield f"{quad} is too long"


def _of_the_way_on(upload: Upload) -> Iterator[str]:
    """The quads stay the same on their way from the worker and into the store."""
    triples = ox.serialize((quad.triple for quad in upload.quads), format=RdfFormat.N_TRIPLES) or b""
    sent = tuple(
        Quad(each.subject, each.predicate, each.object, GRAPH) for each in ox.parse(triples, format=RdfFormat.N_TRIPLES)
    )
    if sent != upload.quads:
        yield f"the server gets {sent} for {upload.quads}"
    store = ox.Store()
    if upload.quads:
        store.update(insert(GRAPH, upload.quads))
    if {*store} != {*as_stored(upload.quads)}:
        yield f"the store holds {[*store]} for {upload.quads}"


def _report_about(upload: Upload) -> Report:
    """A finding for each statement, its value and its property, and for each subject."""
    message, findings = (("en", "Write for example: cfit:memorySize 16 ."),), list[Finding]()
    for quad in upload.quads[:20]:
        about, path = quad.subject, quad.predicate
        line = upload.lines[about, path, quad.object]
        findings += [
            Finding(Severity.VIOLATION, message, about, path, quad.object, line=line),
            Finding(Severity.WARNING, message, about, path, line=line),
            Finding(Severity.INFO, message, about, line=upload.first_lines[about]),
        ]
    return Report(tuple(findings))


def _of_report(report: Report, place: Places, body: bytes) -> Iterator[str]:
    document = Document(body)
    for each in report.findings:
        if fault := place.fault(each.line, each.column, each.cell):
            yield f"finding about {each.focus} at {fault}"
        if each.end_column is not None and body:
            yield from _of_words(each, document)
        yield from _of_texts("finding", each)
    if from_json(as_json(report)) != report:
        yield "the report changes on its way"


def _of_words(finding: Finding, document: Document) -> Iterator[str]:
    """Words that a finding points at are those of its value, as far as that is easily seen."""
    assert finding.line is not None and finding.column is not None and finding.end_column is not None
    line = document.line(finding.line)
    words = line[finding.column - 1 : finding.end_column - 1]
    if not words or finding.end_column > len(line) + 1:
        yield f"nothing stands at {finding.line}:{finding.column}"
    value = finding.value
    plain = isinstance(value, Literal) and "\\" not in words and not value.value.startswith("\ufeff")
    if plain and isinstance(value, Literal) and value.value not in words:
        yield f"{words!r} stands where {value} should"
