"""The worker for uploads: reads a file into triples with their lines, then checks them against the shapes."""

import sys
from dataclasses import astuple
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from registry.core.bounds import Bounds
from registry.core.reading.formats import TURTLE, placed, read
from registry.core.reading.warm import warm_up
from registry.core.report import as_json, from_json, report_of
from registry.core.turtle import Unreadable, Upload
from registry.core.validation import Shapes, load_shapes, validate
from registry.workers.frames import Header, receive, send
from registry.workers.sandbox import allow_seconds, give_up_rights


def main(shapes_folder: str, ontology_folder: str, memory_bytes: str) -> None:
    """Serve until the server closes the pipe; `read` keeps the upload for the `judge` and `locate` that follow."""
    shapes = load_shapes(Path(shapes_folder), Path(ontology_folder))
    upload, text, media_type = Upload(NamedNode("urn:none"), ()), b"", TURTLE
    validate(upload, (), shapes)  # whatever the libraries load lazily, they load now
    warm_up()
    give_up_rights(int(memory_bytes))
    while request := receive(sys.stdin.buffer):
        header, body = request
        allow_seconds(header["seconds"])
        if header["do"] == "read":
            text, media_type = body, header["media_type"]
            reading = read(text, media_type, NamedNode(header["graph"]), Bounds(**header["bounds"]))
            upload = reading if isinstance(reading, Upload) else Upload(NamedNode("urn:none"), ())
            send(sys.stdout.buffer, *_reading(reading))
        elif header["do"] == "locate":
            send(sys.stdout.buffer, {}, as_json(placed(from_json(body.decode()), upload, text, media_type)).encode())
        else:
            send(sys.stdout.buffer, {}, _judgement(upload, body, shapes, header))


def _reading(reading: Upload | Unreadable) -> tuple[Header, bytes]:
    if isinstance(reading, Unreadable):
        return {"mistakes": [astuple(each) for each in reading.mistakes]}, b""
    triples = serialize((quad.triple for quad in reading.quads), format=RdfFormat.N_TRIPLES) or b""
    lines = [reading.lines[quad.subject, quad.predicate, quad.object] for quad in reading.quads]
    first = [reading.first_lines[quad.subject] for quad in reading.quads]
    return {"lines": lines, "first_lines": first}, triples


def _judgement(upload: Upload, context: bytes, shapes: Shapes, header: Header) -> bytes:
    triples = (quad.triple for quad in parse(context, format=RdfFormat.N_TRIPLES))
    return as_json(report_of(validate(upload, triples, shapes), header["most_findings"])).encode()


if __name__ == "__main__":
    main(*sys.argv[1:])
