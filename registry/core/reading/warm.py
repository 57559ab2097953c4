"""What the readers load lazily is loaded at once, for a worker that gives up the right to open files."""

import io

from pyoxigraph import NamedNode

from registry.core.reading.formats import CSV, JSON_LD, XLSX, read


def warm_up() -> None:
    """Read one small file of each kind whose reader loads something when it is first used."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["name"], ["@id cfit:DeviceModel"], ["urn:x"]):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    graph = NamedNode("urn:none")
    for media_type, body in ((XLSX, packed.getvalue()), (CSV, b"a\n@id b:c\nd"), (JSON_LD, b"{}")):
        read(body, media_type, graph)
