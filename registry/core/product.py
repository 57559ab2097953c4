"""A device in the words of schema.org, for programs that read pages and know nothing of our vocabulary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import NamedNode

from registry.vocabulary import CFIT, SCHEMA

_OWN = {SCHEMA.gtin: "gtin", CFIT.modelCode: "mpn", SCHEMA.releaseDate: "releaseDate"}
_NUMBERS = {CFIT.eprelNumber: "EPREL", CFIT.uniqueProductIdentifier: "unique product identifier"}
_STATUS = {True: "https://schema.org/CertificationActive", False: "https://schema.org/CertificationInactive"}


@dataclass(frozen=True)
class ProductCertificate:
    """A certificate as schema.org knows it."""

    iri: NamedNode
    number: str
    name: str
    issuer: str
    valid_from: date
    expires: date
    counts: bool


def product(
    iri: NamedNode,
    name: str,
    brand: str,
    kind: str,
    texts: Mapping[NamedNode, Sequence[str]],
    certificates: Iterable[ProductCertificate],
    address: str,
) -> dict[str, Any]:
    """The device as JSON-LD; `texts` are values by property, `address` is the document with everything else."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": iri.value,
        "name": name,
        "brand": {"@type": "Brand", "name": brand} if brand else None,
        "category": kind,
        "url": address,
        **{ours: _one_or_all(texts.get(term, ())) for term, ours in _OWN.items()},
        "identifier": [_number(of, text) for term, of in _NUMBERS.items() for text in texts.get(term, ())],
        "hasCertification": [_certification(each) for each in certificates],
    }
    return {key: value for key, value in said.items() if value}


def _one_or_all(texts: Sequence[str]) -> str | list[str] | None:
    return texts[0] if len(texts) == 1 else list(texts) or None


def _number(of: str, text: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": of, "value": text}


def _certification(certificate: ProductCertificate) -> dict[str, Any]:
    said = {
        "@type": "Certification",
        "@id": certificate.iri.value,
        "name": certificate.name,
        "certificationIdentification": certificate.number,
        "issuedBy": {"@type": "Organization", "name": certificate.issuer} if certificate.issuer else None,
        "certificationStatus": _STATUS[certificate.counts],
        "validFrom": certificate.valid_from.isoformat(),
        "expires": certificate.expires.isoformat(),
    }
    return {key: value for key, value in said.items() if value}
