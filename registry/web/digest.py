"""Fingerprints of what goes over the wire (Content-Digest and Repr-Digest, RFC 9530)."""

import base64
import binascii
import hashlib
import re

from flask import Response, request

from registry.web.errors import problem

_HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
_MEMBER = re.compile(r"([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):(?:;[^,]*)?")


def digest_refused() -> Response | None:
    """Why the body of this request is not what its sender meant; None when it is, or when nothing is said of it.

    Digests by other functions are passed over, as the RFC wants.
    """
    header = request.headers.get("Content-Digest")
    if header is None:
        return None
    stated = _stated(header)
    if stated is None:
        detail = "Write the digest of the body as `Content-Digest: sha-256=:` and 44 characters of base64 and `:`."
        return problem(400, "The digest cannot be read", detail)
    body = request.get_data(cache=True)
    for name, digest in stated.items():
        if name in _HASHES and _HASHES[name](body).digest() != digest:
            is_now = f"{name}=:{base64.b64encode(_HASHES[name](body).digest()).decode()}:"
            detail = (
                f"Nothing was stored. The {len(body)} bytes that came have the digest {is_now} Send the file again."
            )
            return problem(400, "The body does not fit its digest", detail, content_digest=is_now)
    return None


def add_digests(response: Response, with_content: bool) -> None:
    """Say what the body is; an answer to HEAD has none of its own, and speaks of that which GET would give."""
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(response.get_data()).digest()).decode()}:"
    response.headers["Repr-Digest"] = digest
    if with_content:
        response.headers["Content-Digest"] = digest


def _stated(header: str) -> dict[str, bytes] | None:
    stated = {}
    for member in header.split(","):
        found = _MEMBER.fullmatch(member.strip())
        if found is None:
            return None
        try:
            stated[found[1]] = base64.b64decode(found[2], validate=True)
        except binascii.Error:
            return None
    return stated
