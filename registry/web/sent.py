"""A file as it was sent: as the body of a request, or as a part of a form."""

from dataclasses import dataclass

from flask import Response, request
from werkzeug.datastructures import FileStorage

from registry.core.reading.formats import BODY_TYPES, TURTLE, media_type_of
from registry.core.texts import say
from registry.web.digest import digest_refused
from registry.web.errors import problem
from registry.web.languages import N_

FORM = "multipart/form-data"
_RDF_XML = "application/rdf+xml"


@dataclass(frozen=True)
class SentFile:
    """The bytes, what they are written in, and what the file was called."""

    body: bytes
    media_type: str
    name: str = ""


def sent_file() -> SentFile | Response:
    """The file of this request; or why it cannot be taken."""
    if request.headers.get("Content-Encoding"):
        return problem(415, "This kind of body is not taken", "Send the file as it is, without Content-Encoding.")
    if request.content_length is None and request.mimetype:
        detail = N_("State how many bytes the file has (Content-Length): a file that breaks off must not look whole.")
        return problem(411, "The length of the file is not known", detail)
    refused = digest_refused()
    if refused is not None:
        return refused
    if request.mimetype == FORM:
        allow_large_fields()
        part = request.files.get("file")
        if part is None:
            return problem(400, "No file was sent", "Send the file as the part of the form that is called `file`.")
        return file_of(part)
    if request.mimetype == _RDF_XML:
        detail = say("format-rdf-xml", "en") + f" Send it with `Content-Type: {TURTLE}`."
        return problem(415, "This kind of body is not taken", detail)
    if request.mimetype not in BODY_TYPES:
        detail = f"Send Turtle with `Content-Type: {TURTLE}`; these are taken too: {', '.join(BODY_TYPES[1:])}."
        return problem(415, "This kind of body is not taken", detail)
    return SentFile(request.get_data(cache=False), request.mimetype)


def file_of(part: FileStorage) -> SentFile:
    """A file in a form; browsers know the media types of few files, so the ending of the name goes before."""
    name = part.filename or ""
    stated = part.mimetype if part.mimetype in BODY_TYPES else TURTLE
    with part.stream as stream:
        return SentFile(stream.read(), media_type_of(name, stated), name)


def allow_large_fields() -> None:
    """A text that is pasted into a form may be as large as a file."""
    request.max_form_memory_size = request.max_content_length
