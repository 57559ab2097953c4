"""A hostile file, and what the registry does with it."""

from dataclasses import dataclass

REFUSED, TAKEN, NOT_THIS_KIND, TOO_LARGE, NO_FILE = (400, 422), (200, 201), (415,), (413,), (400,)
"""The statuses of an answer: a file that is refused cannot be read, or breaks rules."""

CANARY = "http://127.0.0.1:{port}"
"""Where files point at: a server that must never be asked."""

PREFIXES = """@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix device: <https://w3id.org/cfit/id/device/> .
@prefix kind: <https://w3id.org/cfit/id/device-kind/> .
"""
PHONE = """device:nl-ict-p a cfit:DeviceModel ; schema:name "P (invented)" ;
    schema:brand <https://example.org/brand/p> ; cfit:deviceKind kind:smartphone {more}.
<https://example.org/brand/p> a schema:Brand ; schema:name "B (invented)" .
"""
SOUND = (PREFIXES + PHONE.format(more="")).encode()


@dataclass(frozen=True)
class Case:
    """The name and bytes of a file, how it is sent, and the status and rule of the answer."""

    name: str
    media_type: str
    body: bytes
    statuses: tuple[int, ...] = REFUSED
    rule: str = ""


def phone(more: str) -> bytes:
    """A sound description of a phone with something more behind it."""
    return (PREFIXES + PHONE.format(more=f";\n    {more} ")).encode()


def behind(more: str | bytes) -> bytes:
    """A sound file with something more at its end."""
    return SOUND + (more.encode() if isinstance(more, str) else more)
