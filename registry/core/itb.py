"""What clients of the SHACL validator of the EU's Interoperability Test Bed send, as a file to be checked.

Its keys are those of that validator's REST API; keys that it does not know are passed over there, and here.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import RdfFormat

DOMAIN = "cfit"
VALIDATION_TYPE = "contribution"
REPORT_TYPES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
"""The syntaxes of RDF in which a report is given out."""

DEFAULT_REPORT = "application/rdf+xml"
"""What that validator answers with when nothing is asked."""

_NOT_TAKEN = {
    "externalRules": "The rules are those of the released shapes, for everybody: rules of your own are not taken. "
    "Check with your own tool, or propose a rule to the secretariat.",
    "contentQuery": "The server fetches nothing: run the query yourself, and send its result as contentToValidate.",
    "contentQueryEndpoint": "The server fetches nothing: run the query yourself, and send its result.",
    "reportQuery": "Queries over the report are not run: ask for the report, and query it yourself.",
}
_ENCODINGS = ("STRING", "BASE64")
_GUESSES = ((b"{", "application/ld+json"), (b"[", "application/ld+json"), (b"<?xml", "application/rdf+xml"))


@dataclass(frozen=True)
class Asked:
    """A file to be checked, and how its report is to be written."""

    body: bytes
    media_type: str
    report_type: str
    locale: str


@dataclass(frozen=True)
class NotTaken:
    """What cannot be done as it was asked."""

    reason: str


def asked_in(content: object, accepted: str) -> Asked | NotTaken:
    """Read the body of a request; `accepted` is the media type that its Accept header names first."""
    if not isinstance(content, Mapping):
        return NotTaken('Send a JSON object: {"contentToValidate": "...", "contentSyntax": "text/turtle"}.')
    for key, reason in _NOT_TAKEN.items():
        if content.get(key):
            return NotTaken(f"{key}: {reason}")
    if content.get("loadImports") is True:
        return NotTaken("loadImports: the server fetches nothing; send what is imported with the file.")
    wanted = content.get("validationType") or VALIDATION_TYPE
    if wanted != VALIDATION_TYPE:
        return NotTaken(f"validationType: there is only {VALIDATION_TYPE}.")
    report_type = _report_type(content, accepted)
    if isinstance(report_type, NotTaken):
        return report_type
    body = _body(content)
    if isinstance(body, NotTaken):
        return body
    media_type = str(content.get("contentSyntax") or _guessed(body)).partition(";")[0].strip().lower()
    return Asked(body, media_type, report_type, str(content.get("locale") or "").replace("_", "-"))


def _report_type(content: Mapping[str, object], accepted: str) -> str | NotTaken:
    named = str(content.get("reportSyntax") or accepted or DEFAULT_REPORT).partition(";")[0].strip().lower()
    if named in REPORT_TYPES:
        return named
    if not content.get("reportSyntax"):
        return DEFAULT_REPORT
    return NotTaken(f"reportSyntax: a SHACL report is written in {', '.join(REPORT_TYPES)}.")


def _body(content: Mapping[str, object]) -> bytes | NotTaken:
    text, method = content.get("contentToValidate"), content.get("embeddingMethod")
    if not isinstance(text, str) or not text.strip():
        return NotTaken("contentToValidate: write the file itself here, as text or in base64.")
    if method == "URL" or (method is None and _is_address(text)):
        return NotTaken("embeddingMethod URL: the server fetches nothing; send the file itself, as STRING or BASE64.")
    if method is not None and method not in _ENCODINGS:
        return NotTaken("embeddingMethod: write STRING or BASE64.")
    try:
        return base64.b64decode(text, validate=True) if method == "BASE64" else text.encode()
    except (binascii.Error, UnicodeEncodeError):
        return NotTaken(f"contentToValidate: this is not {'base64' if method == 'BASE64' else 'text'}.")


def _is_address(text: str) -> bool:
    return text.strip().startswith(("http://", "https://", "file:")) and len(text.split()) == 1


def _guessed(body: bytes) -> str:
    start = body.lstrip()[:5]
    return next((media_type for sign, media_type in _GUESSES if start.startswith(sign)), "text/turtle")
